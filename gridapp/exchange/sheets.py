"""Sheets of rows under a line of column names: .csv and .csv.gz in, .csv out."""

import csv
import io
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from gridapp.errors import InputError, RefusalError
from gridapp.exchange.texts import read_text
from gridapp.messages import message

_SIGNS = ",\t;|"  # between fields, the likeliest first
_HEAD = 4096  # characters that tell which


def read_table(path: Path) -> tuple[list[str], list[list[str]], list[int]]:
    """Read a sheet: column names, rows of as many fields each, and each row's line in the file.

    Lines without any text are left out.

    Raises
    ------
    InputError
        The sheet has no column names, names a column twice, or has a row with more or fewer
        fields than columns; the row is named by its line, the column names being line 1.
    """
    reader = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    names: list[str] = []
    rows: list[list[str]] = []
    lines: list[int] = []
    try:
        for row in reader:
            if not any(row) or (len(row) == 1 and not row[0].strip()):
                continue
            if not names:
                names = [name.strip() for name in row]
                continue
            if len(row) != len(names):
                raise InputError(
                    message(
                        "{file}, row {row}: {found} fields where there are {wanted} columns.",
                        file=path.name,
                        row=reader.line_num,
                        found=len(row),
                        wanted=len(names),
                    ),
                    message("Look for a missing or an extra comma or quotation mark."),
                )
            rows.append(row)
            lines.append(reader.line_num)
    except csv.Error as error:
        raise InputError(
            message(
                "{file}, row {row}: {reason}.",
                file=path.name,
                row=reader.line_num,
                reason=str(error),
            ),
            message("Look for a missing or an extra comma or quotation mark."),
        ) from error
    if not names:
        raise InputError(
            message("{file} is empty.", file=path.name),
            message("The first row must name the columns."),
        )
    twice = [name for name, count in Counter(names).items() if name and count > 1]
    if twice:
        raise InputError(
            message("{file} has two columns named {column}.", file=path.name, column=twice[0]),
            message("Rename or remove one of them."),
        )
    return names, rows, lines


def read_rows(path: Path, required: Sequence[str] = ()) -> list[dict[str, str]]:
    """Read a sheet as one dict a row, column name to text without outer blanks.

    Raises
    ------
    InputError
        As for `read_table`, or a column of `required` is missing.
    """
    names, rows, _ = read_table(path)
    missing = [name for name in required if name not in names]
    if missing:
        raise InputError(
            message("{file} has no column {missing}.", file=path.name, missing=", ".join(missing)),
            message("The columns are: {columns}.", columns=", ".join(names)),
        )
    return [{name: text.strip() for name, text in zip(names, row, strict=True)} for row in rows]


def read_lines(path: Path) -> list[list[str]]:
    """Read a sheet as it stands, whatever its shape: the fields of every row, the first is row 1.

    The sign between the fields is found by itself: comma, tab, semicolon or bar.

    Raises
    ------
    InputError
        The file can't be read or is no text.
    """
    text = read_text(path)
    if "\0" in text:
        raise InputError(
            message("{file} is not a text file.", file=path.name),
            message("Save it as CSV in UTF-8, or as XLSX."),
        )
    head = text[:_HEAD]
    sign = max(_SIGNS, key=head.count)
    try:
        return [
            [field.strip() for field in row]
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign)
        ]
    except csv.Error as error:
        raise InputError(
            message("{file} can't be read: {reason}.", file=path.name, reason=str(error)),
            message("Look for a quotation mark that isn't closed."),
        ) from error


def write_rows(
    path: Path, names: Sequence[str], rows: Iterable[Sequence[object]], *, overwrite: bool = False
) -> None:
    """Write a sheet; the file appears whole or not at all.

    Raises
    ------
    RefusalError
        The file is there and `overwrite` is False, or it can't be written.
    """
    if path.exists() and not overwrite:
        raise RefusalError(
            message("{file} exists already.", file=str(path)),
            message("Choose another name or allow it to be replaced."),
        )
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".gridapp-") as folder:
            unfinished = Path(folder) / path.name
            # The byte-order mark lets a spreadsheet program see that it is UTF-8.
            with unfinished.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.writer(file)
                writer.writerow(names)
                writer.writerows(rows)
            unfinished.replace(path)
    except OSError as error:
        raise RefusalError(
            message("{file} can't be written: {reason}.", file=str(path), reason=str(error)),
            message("Check that the folder is there and that you may write to it."),
        ) from error
