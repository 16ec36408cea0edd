"""The command that takes in gazetteers."""

from pathlib import Path
from typing import Literal

from gridapp.cli.command import Answer
from gridapp.errors import InputError
from gridapp.language import say, tr
from gridapp.messages import message

_TOLD = 5  # bad rows that a refusal tells of


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
