"""Text files as they come: compressed or not, UTF-8 or the encodings of Chinese Windows."""

import gzip
import zlib
from collections.abc import Iterable
from pathlib import Path

from gridapp.errors import InputError
from gridapp.messages import message

_ROWS_NAMED = 5


def require_file(path: Path) -> None:
    """Refuse a path at which there is no file."""
    if not path.is_file():
        raise InputError(
            message("There is no file {file}.", file=str(path)),
            message("Check the folder and the spelling of the name."),
        )


def read_text(path: Path) -> str:
    """Read a text file: UTF-8 with or without a byte-order mark, else GB18030; .gz unpacked."""
    require_file(path)
    try:
        raw = path.read_bytes()
        if path.suffix.lower() == ".gz":
            raw = gzip.decompress(raw)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(
            message("{file} can't be read: {reason}.", file=path.name, reason=str(error)),
            message("Check that the file is complete and that you may read it."),
        ) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(
        message("The text of {file} is neither UTF-8 nor GB18030.", file=path.name),
        message("Save it again as UTF-8."),
    )


def list_rows(rows: Iterable[int]) -> str:
    """Put row numbers into a sentence, the first few of many."""
    rows = list(rows)
    shown = ", ".join(str(row) for row in rows[:_ROWS_NAMED])
    return f"{shown} … ({len(rows)})" if len(rows) > _ROWS_NAMED else shown
