"""The command that lets layers leave: to a file of any usual format, or to a web page."""

from pathlib import Path
from typing import Literal

from gridapp.cli.command import ACTOR, Answer
from gridapp.cli.moments import read_moment
from gridapp.errors import InputError
from gridapp.language import say, tr
from gridapp.messages import message

_PAGES = (".html", ".htm")
_PAGE_LAYERS = "net,cases"


def export(
    ws: Path,
    out: Path,
    *,
    layer: str = "",
    level: Literal[1, 2] | None = None,
    edition: int | None = None,
    at: str = "",
    terminal: str = "",
    since: str = "",
    until: str = "",
    reason: str = "",
    crs: str = "",
    phones: bool = False,
    tiles: str = "",
    overwrite: bool = False,
) -> Answer:
    """Write layers to a file; the suffix chooses the format, .html a map that needs no network.

    Layers are the main net (net), others (net.NAME), cases, places, terminals (where they were
    last seen), legs and fixes of tracks, and the ground by its kinds, such as streets or water.

    Parameters
    ----------
    ws
        the workspace
    out
        .gpkg, .geojson, .shp, .fgb, .kml, .parquet, .dxf, .csv or .html
    layer
        the layer, or several with commas between (by default net; for .html net,cases)
    level
        only the grids of this level
    edition
        the net as it is in this edition, also a draft; “gridapp net editions” lists them
    at
        the net as it was in force on a day, such as 2026-06-16
    terminal
        only this terminal's track
    since
        tracks from a day or time on
    until
        tracks before a day or time
    reason
        why tracks are opened; it is kept in the audit
    crs
        the system of the numbers: EPSG:4490, WGS-84, CGCS2000, GCJ-02 or BD-09
    phones
        with the phone numbers of the grid owners
    tiles
        .html only: your own server of map tiles, https://…/{z}/{x}/{y}.png
    overwrite
        replace the file if it exists
    """
    from gridapp.exchange.layers import write_layers
    from gridapp.workspace import open_workspace
    from gridapp.workspace.exports import Choice, read_layer, refuse_workspaces

    is_page = out.suffix.lower() in _PAGES
    if tiles and not is_page:
        raise InputError(
            message("Map tiles go into a web map only, not into {file}.", file=out.name),
            message("Leave them out, or give a file name that ends in .html."),
        )
    names = [name.strip() for name in (layer or (_PAGE_LAYERS if is_page else "net")).split(",")]
    with open_workspace(ws) as workspace:
        zone = workspace.casework.profile.zone
        moments = [read_moment(text, zone) if text else None for text in (at, since, until)]
        choice = Choice(level, edition, moments[0], terminal, moments[1], moments[2], ACTOR,
                        reason, with_phones=phones)  # fmt: skip
        refuse_workspaces(out)
        if is_page:
            from gridapp.desktop.web_page import write_page

            count = write_page(workspace, out, names, choice, into=crs, tiles=tiles,
                               overwrite=overwrite)  # fmt: skip
            notes: tuple[str, ...] = ()
        else:
            layers = [read_layer(workspace, name, choice) for name in names]
            count = sum(len(one) for one in layers)
            told = write_layers(out, layers, workspace.crs, into=crs, overwrite=overwrite)
            notes = tuple(say(note) for note in told)
    document = {"file": str(out), "layers": names, "features": count, "notes": list(notes)}
    done = tr("{count} features written to {path}.", count=count, path=out)
    return Answer(document, (done, *notes))
