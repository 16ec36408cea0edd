"""The commands that find places and take in gazetteers."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

from gridapp.cli.command import Answer, table
from gridapp.errors import InputError
from gridapp.language import say, tr
from gridapp.messages import message

if TYPE_CHECKING:
    from gridapp.workspace.geography import GridAnswer

_TOLD = 5  # bad rows that a refusal tells of


def locate(ws: Path, text: list[str], *, limit: int = 5) -> Answer:
    """Find where words or numbers lie: candidates, datum, uncertainty, grid.

    Parameters
    ----------
    ws
        the workspace
    text
        an address, a place, a sentence that names one, or coordinates
    limit
        how many candidates to give
    """
    from gridapp.locate.crs import unproject
    from gridapp.workspace import open_workspace

    if limit < 1:
        raise InputError(
            message("{limit} candidates can't be given.", limit=limit),
            message("Give --limit 1 or more."),
        )
    words = " ".join(text)
    found = []
    rows: list[tuple[object, ...]] = []
    with open_workspace(ws) as workspace:
        for candidate in workspace.geography.locate(words, limit=limit):
            lon, lat = unproject(candidate.x, candidate.y, workspace.crs)
            grid = workspace.geography.grids_at(candidate.x, candidate.y, candidate.uncertainty_m)
            reasons = [say(reason) for reason in candidate.reasons]
            rows.append(
                (
                    f"{candidate.confidence:.0%}",
                    candidate.label,
                    f"±{candidate.uncertainty_m:.0f} m",
                    f"{float(lon):.6f}, {float(lat):.6f}",
                    _grid(grid),
                    " ".join(reasons),
                )
            )
            found.append(
                {
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
                    "reasons": reasons,
                }
            )
        crs = workspace.crs
    header = (tr("confidence"), tr("place"), tr("uncertainty"), tr("lon, lat"), tr("grid"),
              tr("reasons"))  # fmt: skip
    lines = table(header, rows) if rows else (tr("Nothing found for “{text}”.", text=words),)
    document = {"text": words, "crs": crs, "candidates": found}
    return Answer(document, lines, is_finding=not found)


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


def import_(
    ws: Path,
    file: Path,
    *,
    columns: list[str] | None = None,
    datum: Literal["WGS-84", "GCJ-02", "BD-09", "CGCS2000"] = "WGS-84",
    layer: str | None = None,
    skip: bool = False,
) -> Answer:
    """Take in a gazetteer: places and roads; what is there already isn't added again.

    Parameters
    ----------
    ws
        the workspace
    file
        CSV, XLSX, GeoPackage or another map file, or an OpenStreetMap extract (.osm.pbf)
    columns
        FIELD=COLUMN, several: fields are ref, kind, name, address, aliases, lon, lat
    datum
        what the degrees of a sheet are on
    layer
        one layer, or the sheet of a workbook; by default all layers, the first sheet
    skip
        leave out rows that are no good instead of refusing the file
    """
    from gridapp.exchange.places import read_places
    from gridapp.locate.datum import Datum
    from gridapp.workspace import open_workspace

    chosen = dict(_column(text) for text in columns or ())
    with open_workspace(ws) as workspace:
        found = read_places(file, workspace.crs, columns=chosen, datum=Datum(datum), layer=layer)
        if found.problems and not skip:
            raise InputError(
                message("{file} has {count} rows that are no good. {problems}", file=file.name,
                        count=len(found.problems),
                        problems=" ".join(say(one) for one in found.problems[:_TOLD])),
                message("Mend them, or leave them out with --skip."),
            )  # fmt: skip
        places = workspace.geography.put_places(found.rows, found.x, found.y)
        roads = workspace.geography.put_roads(found.roads, found.classes, found.lines)
    problems = [say(one) for one in found.problems]
    lines = (
        tr("{count} places added, {changed} changed, {unchanged} as they were.",
           count=places.added, changed=places.changed, unchanged=places.unchanged),
        tr("{count} roads added, {unchanged} as they were.", count=roads.added,
           unchanged=roads.unchanged),
        *problems,
    )  # fmt: skip
    document = {
        "file": found.source,
        "places": {"added": places.added, "changed": places.changed,
                   "unchanged": places.unchanged},
        "roads": {"added": roads.added, "unchanged": roads.unchanged},
        "left_out": problems,
    }  # fmt: skip
    return Answer(document, lines, is_finding=bool(problems))


def _column(text: str) -> tuple[str, str]:
    field, sign, column = text.partition("=")
    if not (field and sign and column):
        raise InputError(
            message("“{text}” doesn't say which column a field is in.", text=text),
            message("Write FIELD=COLUMN, such as name=名称."),
        )
    return field, column
