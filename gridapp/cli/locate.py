"""The command that finds where words or numbers lie: a text, or every row of a sheet."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gridapp.cli.command import Answer, table
from gridapp.errors import GridappError, InputError
from gridapp.language import say, tr
from gridapp.messages import message

if TYPE_CHECKING:
    from gridapp.exchange.reports import ReportSheet
    from gridapp.locate.find import Candidate
    from gridapp.workspace import Workspace
    from gridapp.workspace.geography import GridAnswer

_SHOWN = 30  # characters of a row's text in a table
_FIELDS = ("label", "kind", "confidence", "uncertainty_m", "lon", "lat", "x", "y", "datum")
_COLUMNS = ("row", "text", "rank", *_FIELDS, "grid_1", "grid_2", "disputed", "reasons")


def locate(
    ws: Path,
    text: list[str] | None = None,
    *,
    file: Path | None = None,
    column: str | None = None,
    out: Path | None = None,
    overwrite: bool = False,
    limit: int = 5,
) -> Answer:
    """Find where words or numbers lie: candidates, datum, uncertainty, grid.

    Parameters
    ----------
    ws
        the workspace
    text
        an address, a place, a sentence that names one, or coordinates
    file
        a sheet (CSV or XLSX) of texts instead; rows without any candidate make the status 1
    column
        the sheet's column of texts (by default the addresses', else the reports')
    out
        a CSV file for the candidates of the sheet, one a line
    overwrite
        replace the CSV file
    limit
        how many candidates to give
    """
    from gridapp.workspace import open_workspace

    if limit < 1:
        raise InputError(
            message("{limit} candidates can't be given.", limit=limit),
            message("Give --limit 1 or more."),
        )
    if bool(text) == (file is not None):
        raise InputError(
            message("Give either a text or --file with a sheet of texts."),
        )
    with open_workspace(ws) as workspace:
        if file is None:
            return _of_text(workspace, " ".join(text or ()), limit)
        return _of_sheet(workspace, file, column, out, limit, overwrite=overwrite)


def _of_text(workspace: "Workspace", words: str, limit: int) -> Answer:
    candidates, problem = workspace.geography.locate(words, limit=limit), ""
    try:
        candidates = workspace.geocoder.add_to(words, candidates)[:limit]
    except GridappError as error:  # what is found here is found without a network
        problem = say(error.problem)
    found = [_described(workspace, candidate) for candidate in candidates]
    rows: list[tuple[object, ...]] = [
        (
            f"{candidate.confidence:.0%}",
            candidate.label,
            f"±{candidate.uncertainty_m:.0f} m",
            f"{one['lon']:.6f}, {one['lat']:.6f}",
            one["told"],
            " ".join(one["reasons"]),
        )
        for candidate, one in zip(candidates, found, strict=True)
    ]
    header = (tr("confidence"), tr("place"), tr("uncertainty"), tr("lon, lat"), tr("grid"),
              tr("reasons"))  # fmt: skip
    lines = table(header, rows) if rows else (tr("Nothing found for “{text}”.", text=words),)
    document = {"text": words, "crs": workspace.crs, "candidates": _plain(found)}
    if problem:
        document["geocoder"] = problem
    return Answer(document, (*lines, *filter(None, (problem,))), is_finding=not found)


def _of_sheet(
    workspace: "Workspace", file: Path, column: str | None, out: Path | None, limit: int, *,
    overwrite: bool,
) -> Answer:  # fmt: skip
    from gridapp.exchange.reports import read_report_sheet
    from gridapp.exchange.sheets import write_rows

    sheet = read_report_sheet(file)
    texts = _texts(workspace, sheet, column)
    rows: list[dict[str, Any]] = []
    for number, cells in zip(sheet.numbers, sheet.rows, strict=True):
        words, problem = texts(cells), ""
        candidates: tuple[Candidate, ...] = ()
        try:
            candidates = workspace.geography.locate(words, limit=limit)
        except GridappError as error:
            problem = say(error.problem)
        found = [_described(workspace, candidate) for candidate in candidates]
        rows.append({"row": number, "text": words, "candidates": found, "problem": problem})
    if out is not None:
        write_rows(out, _COLUMNS, _lines(rows), overwrite=overwrite)
    missing = [row for row in rows if not row["candidates"]]
    lines = [
        tr("{count} rows: {found} with candidates, {missing} without.", count=len(rows),
           found=len(rows) - len(missing), missing=len(missing)),
    ]  # fmt: skip
    if out is None:
        cells_of: list[tuple[object, ...]] = [
            (row["row"], f"{one['confidence']:.0%}", one["label"],
             f"±{one['uncertainty_m']:.0f} m", one["told"], row["text"][:_SHOWN])
            for row in rows for one in row["candidates"][:1]
        ]  # fmt: skip
        header = (tr("row"), tr("confidence"), tr("place"), tr("uncertainty"), tr("grid"),
                  tr("text"))  # fmt: skip
        lines += table(header, cells_of) if cells_of else ()
    lines += [
        tr("Row {row}: {problem}", row=row["row"],
           problem=row["problem"] or tr("Nothing found for “{text}”.", text=row["text"][:_SHOWN]))
        for row in missing
    ]  # fmt: skip
    document = {
        "file": sheet.file,
        "crs": workspace.crs,
        "missing": [row["row"] for row in missing],
        "rows": [{**row, "candidates": _plain(row["candidates"])} for row in rows],
    }
    return Answer(document, tuple(lines), is_finding=bool(missing))


def _texts(
    workspace: "Workspace", sheet: "ReportSheet", column: str | None
) -> Callable[[tuple[str, ...]], str]:
    """Return what reads the text out of a row: the address, where there is none the report."""
    from gridapp.exchange.reports import choose_columns

    if column is not None and column not in sheet.names:
        raise InputError(
            message("{file} has no column {column}.", file=sheet.file, column=column),
            message("The columns are: {columns}.", columns=", ".join(sheet.names)),
        )
    if column is not None or len(sheet.names) == 1:
        chosen = [column or sheet.names[0]]
    else:
        guessed = choose_columns(sheet, {}, workspace.casework.profile.zone, workspace.now())
        chosen = [guessed[field] for field in ("place", "text") if field in guessed]
    if not chosen:
        raise InputError(
            message("None of the columns of {file} seems to hold addresses or reports.",
                    file=sheet.file),
            message("Name one with --column; the columns are: {columns}.",
                    columns=", ".join(sheet.names)),
        )  # fmt: skip
    at = [sheet.names.index(name) for name in chosen]
    return lambda cells: next((cells[n] for n in at if cells[n]), "")


def _lines(rows: list[dict[str, Any]]) -> Iterator[list[object]]:
    """Yield the lines of the CSV file; a row without candidates has one line as well."""
    for row in rows:
        for rank, one in enumerate(row["candidates"], start=1):
            yield [
                row["row"], row["text"], rank, *(one[name] for name in _FIELDS),
                one["grids"].get("1", ""), one["grids"].get("2", ""), "|".join(one["disputed"]),
                " ".join(one["reasons"]),
            ]  # fmt: skip
        if not row["candidates"]:
            yield [row["row"], row["text"], *[""] * (len(_COLUMNS) - 3), row["problem"]]


def _described(workspace: "Workspace", candidate: "Candidate") -> dict[str, Any]:
    from gridapp.locate.crs import unproject

    lon, lat = unproject(candidate.x, candidate.y, workspace.crs)
    grid = workspace.geography.grids_at(candidate.x, candidate.y, candidate.uncertainty_m)
    return {
        "label": candidate.label,
        "kind": candidate.kind,
        "confidence": round(candidate.confidence, 3),
        "uncertainty_m": round(candidate.uncertainty_m, 1),
        "lon": round(float(lon), 7),
        "lat": round(float(lat), 7),
        "x": round(candidate.x, 3),
        "y": round(candidate.y, 3),
        "datum": candidate.datum.value,
        "grids": {str(level): code for level, code in grid.codes.items()},
        "disputed": list(grid.disputed),
        "shares": [
            {
                "level": claim.level,
                "grid": claim.code,
                "name": claim.name,
                "owner": claim.owner,
                "share": round(claim.share, 4),
            }
            for claim in grid.claims
        ],
        "nearest": None
        if grid.nearest is None
        else {"grid": grid.nearest[0], "distance_m": round(grid.nearest[1], 1)},
        "reasons": [say(reason) for reason in candidate.reasons],
        "told": _grid(grid),
    }


def _plain(found: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out what is for people only."""
    return [{name: value for name, value in one.items() if name != "told"} for one in found]


def _grid(answer: "GridAnswer") -> str:
    """Name the grid; the grids that share an edge dispute, or the nearest one from outside."""
    if answer.disputed:
        finest = max(claim.level for claim in answer.claims)
        shares = [claim for claim in answer.claims if claim.level == finest]
        return ", ".join(f"{claim.code} {claim.share:.0%}" for claim in shares)
    if answer.codes:
        return answer.codes[max(answer.codes)]
    if answer.nearest is None:
        return tr("outside the net")
    code, metres = answer.nearest
    return tr("outside the net; {grid} is {metres} m away", grid=code, metres=round(metres))
