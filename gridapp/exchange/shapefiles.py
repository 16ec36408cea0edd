"""What a shapefile doesn't say plainly: the encoding of its text, and its place in a .zip."""

import codecs
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

import numpy as np
from numpy.typing import NDArray

from gridapp.errors import InputError
from gridapp.messages import Message, message

# The members of a shapefile that are read.
_MEMBERS = (".shp", ".shx", ".dbf", ".prj", ".cpg")

# Language driver ids (byte 29 of a .dbf) that name an encoding for certain. The common 0x57
# ("the machine's own") and 0x03 are written by Chinese software over GBK text: no evidence.
_ENCODING_BY_LANGUAGE_ID = {0x4D: "gbk", 0x7A: "gbk", 0x4F: "cp950", 0x78: "cp950"}

_DBF_HEAD = 32

# Without a declaration: UTF-8 is tried strictly, and hardly any GBK text passes for it.
_GUESSES = ("utf-8", "gbk", "gb18030")


# GDAL takes undeclared text for Latin-1, and recodes declared text with losses and no error. So
# it is told Latin-1, which keeps every byte, and the bytes are decoded here.
BYTES_AS_TEXT = "ISO-8859-1"


def find_encoding(path: Path, asked: str | None = None) -> tuple[str, tuple[Message, ...]]:
    """Find the encoding of a shapefile's text by its .cpg, language id and actual bytes.

    Parameters
    ----------
    path : Path
        The .shp.
    asked : str, optional
        Taken instead of anything the file says.

    Returns
    -------
    encoding : str
        A Python codec; all text of the .dbf decodes by it.
    warnings : tuple of Message
        Says so when the declared encoding doesn't fit and another one was taken.

    Raises
    ------
    InputError
        No encoding fits, or not the one asked for.
    """
    dbf = _sibling(path, ".dbf")
    if dbf is None:
        return "utf-8", ()
    raw = dbf.read_bytes()
    if len(raw) < _DBF_HEAD:
        raise InputError(
            message("{file} is cut short.", file=dbf.name),
            message("Copy the shapefile again, all its parts together."),
        )
    if asked is not None:
        if _is_codec(asked) and _decodes(raw, asked):
            return asked, ()
        raise InputError(
            message("The text of {file} isn't {encoding}.", file=dbf.name, encoding=asked),
            message("Leave the encoding to be found, or name another one, for example gbk."),
        )
    declared = _declared_encoding(path, raw)
    for encoding in filter(None, (declared, *_GUESSES)):
        if _decodes(raw, encoding):
            if declared in (None, encoding):
                return encoding, ()
            return encoding, (
                message(
                    "{file} declares its text as {declared}, but it is {found}.",
                    file=path.name,
                    declared=declared,
                    found=encoding,
                ),
            )
    raise InputError(
        message("The encoding of the text in {file} can't be told.", file=dbf.name),
        message("Name the encoding when importing, for example big5."),
    )


def _sibling(path: Path, suffix: str) -> Path | None:
    beside = (path.with_suffix(variant) for variant in (suffix, suffix.upper()))
    return next((found for found in beside if found.is_file()), None)


def _declared_encoding(path: Path, raw: bytes) -> str | None:
    cpg = _sibling(path, ".cpg")
    if cpg is not None:
        name = cpg.read_text(encoding="ascii", errors="replace").strip()
        # "936" and "ANSI 936" are code pages; "88591" is how some write ISO-8859-1.
        name = {"88591": "ISO-8859-1"}.get(name, name.upper().removeprefix("ANSI").strip())
        for known in (name, f"cp{name}"):
            if _is_codec(known):
                return codecs.lookup(known).name
    return _ENCODING_BY_LANGUAGE_ID.get(raw[29])


def _is_codec(name: str) -> bool:
    try:
        codecs.lookup(name)
    except (LookupError, UnicodeError):
        return False
    return True


def _decodes(raw: bytes, encoding: str) -> bool:
    """Tell whether all column names and texts of a .dbf decode; a cut last character may stay."""
    try:
        for piece in _texts(raw):
            decode(piece, encoding)
    except UnicodeDecodeError:
        return False
    return True


def decode(piece: bytes, encoding: str) -> str:
    """Decode a text that may be cut off inside its last character, as a .dbf's are."""
    return codecs.getincrementaldecoder(encoding)().decode(piece, final=False)


def decode_columns(
    columns: Mapping[str, NDArray[np.generic]], encoding: str
) -> dict[str, NDArray[np.generic]]:
    """Decode names and texts that were read as `BYTES_AS_TEXT`."""
    decoded: dict[str, NDArray[np.generic]] = {}
    for name, values in columns.items():
        texts = values
        if values.dtype == object:
            texts = np.array(
                [
                    decode(value.encode(BYTES_AS_TEXT), encoding)
                    if isinstance(value, str)
                    else value
                    for value in values.tolist()
                ],
                dtype=object,
            )
        decoded[decode(name.encode(BYTES_AS_TEXT), encoding)] = texts
    return decoded


def _texts(raw: bytes) -> list[bytes]:
    """Take the column names and character fields out of the bytes of a dBASE III table."""
    count, header, width = struct.unpack_from("<IHH", raw, 4)
    texts: list[bytes] = []
    spans: list[tuple[int, int]] = []
    place = 1  # after the deletion flag
    for at in range(_DBF_HEAD, header - 1, 32):
        if raw[at : at + 1] in (b"\r", b""):
            break
        texts.append(raw[at : at + 11].split(b"\0")[0])
        size = raw[at + 16]
        if raw[at + 11 : at + 12] == b"C":
            spans.append((place, place + size))
        place += size
    for row in range(header, header + count * width, width):
        texts.extend(raw[row + start : row + end].rstrip(b" \0") for start, end in spans)
    return texts


def unpack(path: Path, folder: Path) -> Path:
    """Unpack the one shapefile inside a .zip into `folder`; return its .shp.

    Raises
    ------
    InputError
        The .zip is broken, or holds no shapefile or several.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            names = [PurePosixPath(name) for name in archive.namelist()]
            found = [name for name in names if name.suffix.lower() == ".shp"]
            found = [name for name in found if not name.name.startswith("._")]
            if len(found) != 1:
                raise InputError(
                    message(
                        "{file} holds {count} shapefiles where one is expected.",
                        file=path.name,
                        count=len(found),
                    ),
                    message("Unpack it and import the file you want."),
                )
            # Own names for the members: those in the .zip may be in any encoding.
            for name in names:
                if name.with_suffix("") == found[0].with_suffix("") and (
                    name.suffix.lower() in _MEMBERS
                ):
                    target = folder / f"{path.stem}{name.suffix.lower()}"
                    target.write_bytes(archive.read(str(name)))
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        raise InputError(
            message("{file} can't be unpacked: {reason}.", file=path.name, reason=str(error)),
            message("Unpack it by hand and import the .shp."),
        ) from error
    return folder / f"{path.stem}.shp"
