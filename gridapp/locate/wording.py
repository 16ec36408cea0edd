"""Words for places, brought to one form: widths, Chinese numerals, signs for house and flat."""

import re
import unicodedata

from gridapp.locate.characters import simplified

_DIGITS = {
    "〇": 0,
    "零": 0,
    "○": 0,
    "两": 2,
    **{c: n for n, c in enumerate("一二三四五六七八九", 1)},
}
_TENS = {"十": 10, "百": 100, "千": 1000}

# A Chinese number counts only before one of these, so 五一路 and 八一大桥 keep their names.
_NUMERAL = re.compile(r"[〇零○一二三四五六七八九十百千两]+(?=号|幢|弄|单元|室|楼|层|支|组|米|公里)")
# Each begins with the sign itself and looks back after it: on a column of half a million
# texts that is many times faster than looking back first.
_UNITS = (
    (re.compile(r"號|#(?<=\d#)"), "号"),
    (re.compile(r"号楼(?<=\d号楼)(?![上下前后道])|[栋座棟](?<=\d.)"), "幢"),
    (re.compile(r"弄堂(?<=\d弄堂)"), "弄"),
    (re.compile(r"m(?<=\dm)(?![a-z])|公尺(?<=\d公尺)"), "米"),
)
_ROAD_CODE = re.compile(r"([gsxy])(?<![a-z0-9].)(\d{2,4})(?![0-9])(?:[国省县乡]道)?")
_ROAD_CLASSES = {"g": "国道", "s": "省道", "x": "县道", "y": "乡道"}
_ZEROS = re.compile(r"0(?<![0-9a-z.].)0*(?=\d{1,4}号)")
_GAP = re.compile(r"(?<![0-9a-z])[ \t]+|[ \t]+(?![0-9a-z])")
_BREAK = re.compile(r"[^\w \t\n#.-]+|\.(?!\d)|(?<!\d)\.")
_UNBROKEN = frozenset(" \t\n#-_")
_DIVISIONS = re.compile(
    r"^(?:[^\W\d_]{2,7}?(?:省|自治区|特别行政区))?"
    r"(?:[^\W\d_]{2,5}?(?<![超城门夜菜])市(?![场民政]))?"
    r"(?:[^\W\d_]{1,5}?(?:县|旗|(?<![小社园校厂景片新])区))?"
    r"(?:[^\W\d_]{2,5}?(?:镇|乡|街道)(?![路街]))?"
    r"(?!大道|大街|小区|[\d路街道巷])(?=..)",
    re.MULTILINE,
)


def normalise(text: str) -> str:
    """Return `text` in the form that the gazetteer compares.

    Lower case, half width, simplified characters; Chinese numerals before a unit as digits
    (一百二十八号 → 128号); 号楼, 栋, 座 as 幢; G312 as 312国道; 001号 as 1号; spaces and
    punctuation gone, except one space between Latin words or numbers. Lines stay lines, so that
    a whole column can be done at once.
    """
    plain = simplified(unicodedata.normalize("NFKC", text).lower())
    signs = set(plain)  # looking at each once tells what a long column can do without
    if not all(sign.isalnum() or sign in _UNBROKEN for sign in signs):
        plain = _BREAK.sub(" ", plain)
    if not signs.isdisjoint(" \t") or " " in plain:
        plain = _GAP.sub("", plain)
    plain = _NUMERAL.sub(lambda match: str(number(match[0])), plain)
    for pattern, unit in _UNITS:
        plain = pattern.sub(unit, plain)
    plain = _ROAD_CODE.sub(lambda match: match[2] + _ROAD_CLASSES[match[1]], plain)
    return _ZEROS.sub("", plain)


def without_divisions(plain: str) -> str:
    """Strip province, city, county and town from the head of each line of normalised text."""
    return _DIVISIONS.sub("", plain)


def number(numeral: str) -> int:
    """Read a Chinese numeral below ten thousand: 一百二十八, 一二八 and 二十 alike."""
    if not any(sign in _TENS for sign in numeral):
        return int("".join(str(_DIGITS[sign]) for sign in numeral))
    total, digit = 0, 0
    for sign in numeral:
        if sign in _TENS:
            total += (digit or 1) * _TENS[sign]
            digit = 0
        else:
            digit = _DIGITS[sign]
    return total + digit
