"""Workbooks: the first sheet of an XLSX file as column names and rows of text."""

from datetime import date, datetime, time
from pathlib import Path

from gridapp.errors import InputError
from gridapp.exchange.texts import require_file
from gridapp.messages import message


def read_cells(path: Path, sheet: str | None = None) -> list[list[str]]:
    """Read all of a sheet, its empty rows too: rows of equally many texts, the first is row 1.

    Whole numbers come without a point, times in ISO 8601.

    Raises
    ------
    InputError
        The file is missing or no workbook, or the sheet isn't there.
    """
    from python_calamine import CalamineError, CalamineWorkbook, WorksheetNotFound

    require_file(path)
    try:
        book = CalamineWorkbook.from_path(str(path))
        if sheet is None and not book.sheet_names:
            raise _empty(path)
        found = book.get_sheet_by_index(0) if sheet is None else book.get_sheet_by_name(sheet)
        cells = found.to_python(skip_empty_area=False)
    except WorksheetNotFound as error:
        raise InputError(
            message("{file} has no sheet {sheet}.", file=path.name, sheet=sheet),
            message("The sheets are: {sheets}.", sheets=", ".join(book.sheet_names)),
        ) from error
    except (CalamineError, OSError) as error:
        raise InputError(
            message("{file} can't be read as a workbook: {reason}.", file=path.name,
                    reason=str(error)),
            message("Save it again as XLSX, or as CSV."),
        ) from error  # fmt: skip
    return [[_as_text(cell) for cell in row] for row in cells]


def read_workbook(
    path: Path, sheet: str | None = None
) -> tuple[list[str], list[list[str]], list[int]]:
    """Read a sheet: column names, rows of as many texts each, and each row's number in the file.

    Rows without any text are left out; see `read_cells`.

    Raises
    ------
    InputError
        As for `read_cells`, or the sheet has no column names.
    """
    texts = read_cells(path, sheet)
    filled = [(row, number) for number, row in enumerate(texts, start=1) if any(row)]
    if not filled:
        raise _empty(path)
    names = filled[0][0]
    width = max((at for at, name in enumerate(names, start=1) if name), default=0)
    rows = [row[:width] for row, _ in filled[1:]]
    return names[:width], rows, [number for _, number in filled[1:]]


def _empty(path: Path) -> InputError:
    return InputError(
        message("{file} is empty.", file=path.name),
        message("The first row must name the columns."),
    )


def _as_text(cell: object) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell).strip()
