"""Commands for background maps: add one, list them, remove one."""

from pathlib import Path

from gridapp.cli.command import Answer, table
from gridapp.language import tr


def add(
    ws: Path,
    where: str,
    *,
    title: str = "",
    key: str = "",
    datum: str = "WGS-84",
    opacity: float = 1.0,
    attribution: str = "",
    layer: str = "",
    look: str = "outline",
    max_zoom: int = 18,
) -> Answer:
    """Add a background map below the nets, on top of the other backgrounds.

    A file is looked at; nothing is fetched from a network until a map is drawn.

    Parameters
    ----------
    ws
        the workspace
    where
        a GeoPackage, Shapefile, GeoJSON…; an .mbtiles or .pmtiles file; or the URL of tiles with
        {z}, {x} and {y} (or {-y}), and {s} and {key} where needed
    title
        its name; by default the file's or the host's
    key
        your own key to the service
    datum
        WGS-84 or GCJ-02: what its numbers or pictures are drawn on
    opacity
        of pictures, from 0 to 1
    attribution
        what its makers want to read on the map
    layer
        of a file of several layers only this one
    look
        of a file's layers: outline, quiet, green, water, building or street
    max_zoom
        the deepest zoom that the service has
    """
    from gridapp.exchange.backgrounds.layers import read_local
    from gridapp.exchange.backgrounds.opening import open_shelf
    from gridapp.exchange.backgrounds.source import Kind, kind_of, named
    from gridapp.workspace import open_workspace
    from gridapp.workspace.backgrounds import add_background

    kind = kind_of(where)
    background = named(
        kind, where, title=title, key=key, datum=datum, opacity=opacity, attribution=attribution,
        layer=layer, look=look, max_zoom=max_zoom,
    )  # fmt: skip
    with open_workspace(ws) as workspace:
        if kind is Kind.LAYERS:
            read_local(Path(background.where), workspace.crs, background.datum, background.layer)
        elif kind is Kind.ARCHIVE:
            open_shelf(background).close()
        add_background(workspace, background)
    document = {"title": background.title, "kind": kind.value, "where": background.address}
    words = tr("“{title}” lies below the nets now.", title=background.title)
    return Answer(document, (words,))


def list_(ws: Path) -> Answer:
    """List the background maps, the topmost first; keys are not shown.

    Parameters
    ----------
    ws
        the workspace
    """
    from gridapp.workspace import open_workspace
    from gridapp.workspace.backgrounds import read_backgrounds

    with open_workspace(ws) as workspace:
        found = read_backgrounds(workspace)[::-1]
    document = [
        {
            "title": one.title,
            "kind": one.kind.value,
            "where": one.address,
            "datum": one.datum.value,
            "opacity": one.opacity,
            "attribution": one.attribution,
            "shown": one.is_shown,
            "has_key": bool(one.key),
        }
        for one in found
    ]
    rows: list[tuple[object, ...]] = [
        (one.title, one.datum.value, tr("yes") if one.is_shown else tr("no"), one.address)
        for one in found
    ]
    header = (tr("Name"), tr("Datum"), tr("Shown"), tr("Where"))
    return Answer(document, table(header, rows) if rows else (tr("There is none."),))


def remove(ws: Path, title: str) -> Answer:
    """Remove a background map; its file stays where it is.

    Parameters
    ----------
    ws
        the workspace
    title
        its name
    """
    from gridapp.workspace import open_workspace
    from gridapp.workspace.backgrounds import remove_background

    with open_workspace(ws) as workspace:
        gone = remove_background(workspace, title)
    return Answer({"title": gone.title}, (tr("“{title}” is removed.", title=gone.title),))
