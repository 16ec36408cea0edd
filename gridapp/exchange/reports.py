"""Sheets of reports, such as a hotline exports: rows to be opened as cases, bad ones named."""

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from pathlib import Path

from gridapp.errors import InputError
from gridapp.exchange.report_columns import USUAL, find_header, guess_columns
from gridapp.exchange.report_times import parse_time
from gridapp.exchange.sheets import read_lines
from gridapp.exchange.texts import require_file
from gridapp.exchange.workbooks import read_cells
from gridapp.messages import Message, message

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # XLSX and ODS, XLS: whatever the suffix says
_URGENT = ("紧急", "特急", "加急", "急", "是", "高", "urgent", "yes", "true", "1", "high")
_LONGEST = 4000  # characters of a report


@dataclass(frozen=True, slots=True, eq=False)
class ReportSheet:
    """A sheet as it was read: column names, rows of as many texts, each row's number in it."""

    file: str
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class SheetReport:
    """One row as a report.

    Attributes
    ----------
    row : its number in the file
    source : what names the report whatever file it comes in: the hotline's own number, else a
        hash of what it says
    lon, lat : degrees on the sheet's datum, or both None
    at : when it was reported, with its zone; None when the sheet doesn't say
    """

    row: int
    source: str
    text: str
    place: str
    lon: float | None
    lat: float | None
    at: datetime | None
    matter: str
    channel: str
    reporter: str
    is_urgent: bool


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that can't be a report, and why; the sentence names row and field."""

    row: int
    field: str
    problem: Message


def read_report_sheet(path: Path) -> ReportSheet:
    """Read a sheet: CSV in UTF-8 or GB18030, or the first sheet of a workbook.

    Raises
    ------
    InputError
        The file is missing, empty, of neither kind, or has no row of column names.
    """
    require_file(path)
    try:
        with path.open("rb") as file:
            is_workbook = file.read(4) in _WORKBOOKS
    except OSError as error:
        raise InputError(
            message("{file} can't be read: {reason}.", file=path.name, reason=str(error)),
            message("Check that the file is complete and that you may read it."),
        ) from error
    is_workbook |= path.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".ods")
    lines = read_cells(path) if is_workbook else read_lines(path)
    header = find_header(lines) if any(any(line) for line in lines) else -1
    if header < 0:
        raise InputError(
            message("{file} is empty.", file=path.name),
            message("The first row must name the columns."),
        )
    width = max(at for at, name in enumerate(lines[header], start=1) if name)
    names = _distinct([name.replace("\n", "").strip() for name in lines[header][:width]])
    kept = [
        (number, tuple((*line, *[""] * width)[:width]))
        for number, line in enumerate(lines[header + 1 :], start=header + 2)
        if any(line[:width])
    ]
    return ReportSheet(
        path.name, names, tuple(row for _, row in kept), tuple(number for number, _ in kept)
    )


def choose_columns(
    sheet: ReportSheet, wanted: Mapping[str, str], zone: tzinfo, now: datetime
) -> dict[str, str]:
    """Return the column of each field: the one that is wanted, else one that seems to be it.

    Raises
    ------
    InputError
        A report has no such field, or the sheet no such column.
    """
    if unknown := [field for field in wanted if field not in USUAL]:
        raise InputError(
            message("A report has no field {field}.", field=unknown[0]),
            message("The fields are: {fields}.", fields=", ".join(USUAL)),
        )
    for field, column in wanted.items():
        if column and column not in sheet.names:
            raise InputError(
                message("{file} has no column {column} for the field {field}.", file=sheet.file,
                        column=column, field=field),
                message("The columns are: {columns}.", columns=", ".join(sheet.names)),
            )  # fmt: skip
    guessed = guess_columns(sheet.names, sheet.rows, zone, now)
    taken = set(wanted.values())
    free = {field: column for field, column in guessed.items() if column not in taken}
    chosen = free | dict(wanted)
    return {field: column for field, column in chosen.items() if column}


def read_reports(
    sheet: ReportSheet, columns: Mapping[str, str], zone: tzinfo, now: datetime
) -> tuple[list[SheetReport], list[BadRow]]:
    """Read rows as reports, those that can't be any apart.

    Parameters
    ----------
    columns : field → column, as `choose_columns` returns them
    zone : of the times
    now : nothing was reported later

    Raises
    ------
    InputError
        No column has the words of a report or its place.
    """
    if "text" not in columns and "place" not in columns:
        raise InputError(
            message("{file} has no column for the field {field}.", file=sheet.file, field="text"),
            message("Name it with --columns {field}=COLUMN; the columns are: {columns}.",
                    field="text", columns=", ".join(sheet.names)),
        )  # fmt: skip
    at = {field: sheet.names.index(column) for field, column in columns.items()}
    reports: list[SheetReport] = []
    bad: list[BadRow] = []
    seen: dict[str, int] = {}
    for number, row in zip(sheet.numbers, sheet.rows, strict=True):
        values = {field: row[at[field]] if field in at else "" for field in USUAL}
        try:
            report = _report(number, values, columns, zone, now)
        except InputError as error:
            field = str(error.problem.values.get("field", ""))
            bad.append(BadRow(number, field, error.problem))
            continue
        if report.source in seen:
            twice = message(
                "Row {row}, {field}: row {other} is the same report.",
                row=number, field=columns.get("number", "text"), other=seen[report.source],
            )  # fmt: skip
            bad.append(BadRow(number, "number", twice))
            continue
        seen[report.source] = number
        reports.append(report)
    return reports, bad


def _report(
    row: int, values: Mapping[str, str], columns: Mapping[str, str], zone: tzinfo, now: datetime
) -> SheetReport:
    text, place = values["text"] or values["place"], values["place"]
    if not text:
        raise _bad(message("Row {row}, {field}: there is no report.", row=row,
                           field=columns.get("text", columns.get("place", ""))))  # fmt: skip
    if len(text) > _LONGEST:
        raise _bad(
            message("Row {row}, {field}: {count} characters are too many for a report.", row=row,
                    field=columns.get("text", columns.get("place", "")), count=len(text))
        )  # fmt: skip
    lon, lat = _degrees(row, values, columns)
    at = parse_time(values["time"], zone, now) if values["time"] else None
    if values["time"] and at is None:
        raise _bad(message("Row {row}, {field}: “{value}” is not a time.", row=row,
                           field=columns["time"], value=_short(values["time"])))  # fmt: skip
    if at is not None and at > now:
        raise _bad(message("Row {row}, {field}: “{value}” is yet to come.", row=row,
                           field=columns["time"], value=_short(values["time"])))  # fmt: skip
    return SheetReport(
        row,
        source_of(values, lon, lat, at),
        text,
        place,
        lon,
        lat,
        at,
        values["matter"],
        values["channel"],
        values["reporter"],
        values["urgent"].casefold() in _URGENT,
    )


def source_of(
    values: Mapping[str, str], lon: float | None, lat: float | None, at: datetime | None
) -> str:
    """Name a report by its own number, else by what it says, whatever file it comes in."""
    if values["number"]:
        return f"sheet:{values['number']}"
    said = (values["text"], values["place"], values["reporter"], lon, lat, at and at.timestamp())
    return "sheet:" + hashlib.sha256(repr(said).encode()).hexdigest()[:24]


def _degrees(
    row: int, values: Mapping[str, str], columns: Mapping[str, str]
) -> tuple[float | None, float | None]:
    """Return a row's degrees; none where both cells are empty or zero, as exports fill them."""
    if values["lon"] in ("", "0") and values["lat"] in ("", "0"):
        return None, None
    found = []
    for field, most in (("lon", 180.0), ("lat", 90.0)):
        try:
            degrees = float(values[field])
        except ValueError:
            degrees = math.nan
        if not abs(degrees) <= most:
            raise _bad(
                message("Row {row}, {field}: “{value}” is not between -{most:g} and {most:g} "
                        "degrees.", row=row, field=columns.get(field, field),
                        value=_short(values[field]), most=most)
            )  # fmt: skip
        found.append(degrees)
    return found[0], found[1]


def _bad(problem: Message) -> InputError:
    return InputError(problem, message("Mend the cell and read the sheet again."))


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:40] + "…"


def _distinct(names: Sequence[str]) -> tuple[str, ...]:
    """Give every column a name of its own: a second 备注 is called 备注 2."""
    made: list[str] = []
    for at, name in enumerate(names, start=1):
        base = name or f"#{at}"
        copies = sum(other == base or other.startswith(f"{base} ") for other in made)
        made.append(f"{base} {copies + 1}" if base in made else base)
    return tuple(made)
