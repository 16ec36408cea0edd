"""Words of a PDF as the words they are: a glyph that radicals share stands for the character.

Qt tells a reader the lowest code point of each glyph. Chinese fonts draw the character 网 and the
Kangxi radical U+2F79 with one glyph, so a search for 网格 finds nothing. The tables that say which
code point a glyph is (ToUnicode, ISO 32000-1 section 9.10.3) are written anew, as an incremental
update at the end of the file (section 7.5.6); nothing else changes.
"""

import re
import zlib
from collections.abc import Iterator, Mapping
from functools import cache

from PySide6.QtGui import QRawFont

from gridapp.desktop.printing.look import paper_font

_RADICALS = range(0x2E80, 0x2FE0)  # CJK Radicals Supplement, Kangxi Radicals
_CHARACTERS = range(0x4E00, 0xA000)  # CJK Unified Ideographs
_BLOCK = 100  # entries a table may hold in one list

_OBJECT = re.compile(
    rb"(?<!\d)(\d+) 0 obj\s*<<((?:(?!endobj).)*?)>>\s*stream\r?\n(.*?)endstream", re.DOTALL
)
_TABLE = re.compile(rb"/ToUnicode (\d+) 0 R")
_TRAILER = re.compile(rb"trailer\s*<<(.*?)>>\s*startxref\s+(\d+)\s+%%EOF\s*$", re.DOTALL)
_RANGE = re.compile(rb"<(\w+)>\s*<(\w+)>\s*(?:<(\w+)>|\[(.*?)\])", re.DOTALL)
_LISTS = re.compile(rb"\d+ beginbf(?:range|char).*?endbf(?:range|char)\n?", re.DOTALL)


def make_searchable(pdf: bytes) -> bytes:
    """Return a PDF of Qt's whose text says characters, where it said radicals."""
    trailer = _TRAILER.search(pdf)
    tables = {int(number) for number in _TABLE.findall(pdf)}
    if trailer is None or not tables:
        return pdf
    fresh = {}
    for found in _OBJECT.finditer(pdf):
        number = int(found[1])
        if number in tables:
            text = zlib.decompress(found[3]) if b"FlateDecode" in found[2] else found[3]
            mended = _mend(text, _character_of_radical())
            if mended != text:
                fresh[number] = mended
    return pdf if not fresh else pdf + _update(fresh, trailer, len(pdf))


def _update(fresh: Mapping[int, bytes], trailer: re.Match[bytes], offset: int) -> bytes:
    body, entries = b"\n", b""
    for number, text in sorted(fresh.items()):
        packed = zlib.compress(text)
        entries += b"%d 1\n%010d 00000 n \n" % (number, offset + len(body))
        body += b"%d 0 obj\n<< /Length %d /Filter /FlateDecode >>\nstream\n" % (number, len(packed))
        body += packed + b"\nendstream\nendobj\n"
    start = offset + len(body)
    rest = re.sub(rb"/Prev \d+", b"", trailer[1])
    tail = b"trailer\n<<%s/Prev %s\n>>\nstartxref\n%d\n%%%%EOF\n" % (rest, trailer[2], start)
    return body + b"xref\n" + entries + tail


def _mend(table: bytes, characters: Mapping[int, int]) -> bytes:
    """Write a table anew with characters in place of radicals; untouched without any."""
    codes = dict(_entries(table))
    if not any(code in characters for code in codes.values()):
        return table
    lines = [
        b"<%04X> <%s>\n" % (glyph, _utf16(characters.get(code, code)))
        for glyph, code in sorted(codes.items())
    ]
    blocks = [lines[at : at + _BLOCK] for at in range(0, len(lines), _BLOCK)]
    lists = b"".join(b"%d beginbfchar\n%sendbfchar\n" % (len(b), b"".join(b)) for b in blocks)
    head, *_ = _LISTS.split(table, maxsplit=1)
    return head + lists + _LISTS.split(table)[-1]


def _entries(table: bytes) -> Iterator[tuple[int, int]]:
    """Yield the glyphs of a table with their code points; glyphs of several letters have none."""
    for block in _LISTS.findall(table):
        for first, last, start, each in _RANGE.findall(block.partition(b"\n")[2]):
            low, high = int(first, 16), int(last, 16)
            if each:
                codes = [_code(code) for code in re.findall(rb"<(\w+)>", each)]
            else:
                codes = [_code(start) + step for step in range(high - low + 1)]
            yield from zip(range(low, high + 1), codes, strict=False)


def _code(hexadecimal: bytes) -> int:
    return ord(bytes.fromhex(hexadecimal.decode("ascii")).decode("utf-16-be"))


def _utf16(code: int) -> bytes:
    return chr(code).encode("utf-16-be").hex().upper().encode("ascii")


@cache
def _character_of_radical() -> Mapping[int, int]:
    """Return the character that the font draws with each radical's glyph, by code points."""
    font = QRawFont.fromFont(paper_font("body"))
    characters = dict(zip(_glyphs(font, _CHARACTERS), _CHARACTERS, strict=True))
    pairs = zip(_RADICALS, _glyphs(font, _RADICALS), strict=True)
    return {code: characters[glyph] for code, glyph in pairs if glyph and glyph in characters}


def _glyphs(font: QRawFont, codes: range) -> list[int]:
    return list(font.glyphIndexesForString("".join(map(chr, codes))))
