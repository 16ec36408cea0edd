"""Commands for nets: import, list, export."""

from pathlib import Path
from typing import Literal

from gridapp.cli.command import Answer, table
from gridapp.language import say, tr


def import_(
    ws: Path,
    file: Path,
    *,
    net: str = "",
    level: Literal[1, 2] = 1,
    layer: str | None = None,
    code: str | None = None,
    name: str | None = None,
    parent: str | None = None,
    encoding: str | None = None,
) -> Answer:
    """Bring a net in from a file; makes the workspace when there is none.

    Parameters
    ----------
    ws
        the workspace
    file
        GeoPackage, GeoJSON, Shapefile, FlatGeobuf, KML or GeoParquet
    net
        the net's name here (by default the file's)
    level
        1 for level-one grids, 2 for sub-grids
    layer
        the layer to read, when the file holds several
    code
        the column that holds the grid code
    name
        the column that holds the grid's name
    parent
        the column that holds the code of the level-one grid
    encoding
        the encoding of a Shapefile's texts, when it is declared wrongly
    """
    import shapely

    from gridapp.exchange.nets import read_net
    from gridapp.grid.grids import make_grids
    from gridapp.locate.crs import metric_crs
    from gridapp.workspace import open_or_create_workspace

    found = read_net(file, layer=layer, code=code, name=name, parent=parent, encoding=encoding)
    is_new = not ws.exists()
    west, south, east, north = shapely.total_bounds(found.into("EPSG:4326").polygons)
    suiting = metric_crs((west + east) / 2, (south + north) / 2)
    with open_or_create_workspace(ws, suiting) as workspace:
        grids = make_grids(
            list(found.codes),
            found.into(workspace.crs).polygons,
            names=list(found.names),
            parents=None if found.parents is None else list(found.parents),
            levels=level,
        )
        title = net or file.stem
        workspace.geography.add_net(title, grids, source=found.source)
        crs = workspace.crs
    warnings = [say(warning) for warning in found.warnings]
    document = {
        "workspace": str(ws),
        "created": is_new,
        "net": title,
        "level": level,
        "grids": len(grids),
        "crs": crs,
        "file_crs": found.crs,
        "warnings": warnings,
    }
    done = tr("{count} grids of level {level} in net “{net}”, at rest in {crs}.",
              count=len(grids), level=level, net=title, crs=crs)  # fmt: skip
    return Answer(document, (done, *warnings))


def list_(ws: Path) -> Answer:
    """List the nets with their grids by level.

    Parameters
    ----------
    ws
        the workspace
    """
    from gridapp.workspace import open_workspace

    with open_workspace(ws) as workspace:
        nets = workspace.geography.nets()
    document = [
        {
            "net": net.name,
            "title": net.title,
            "source": net.source,
            "valid_from": net.valid_from.isoformat(),
            "grids": {str(level): count for level, count in net.grids_by_level.items()},
        }
        for net in nets
    ]
    rows: list[tuple[object, ...]] = [
        (net.name, net.title, net.grids_by_level.get(1), net.grids_by_level.get(2)) for net in nets
    ]
    header = (tr("net"), tr("title"), tr("level-one grids"), tr("sub-grids"))
    return Answer(document, table(header, rows))


def export(
    ws: Path,
    out: Path,
    *,
    net: str | None = None,
    level: Literal[1, 2] | None = None,
    crs: str = "",
    overwrite: bool = False,
) -> Answer:
    """Write a net in force to a file; the suffix chooses the format.

    “gridapp export” writes any layer, also an earlier edition.

    Parameters
    ----------
    ws
        the workspace
    out
        .gpkg, .geojson, .shp, .fgb, .kml, .parquet, .dxf or .csv
    net
        the net's name (by default the main one)
    level
        only the grids of this level
    crs
        the system of the numbers, such as EPSG:4490 or GCJ-02
    overwrite
        replace the file if it exists
    """
    from gridapp.exchange.layers import write_layers
    from gridapp.workspace import open_workspace
    from gridapp.workspace.exports import NET, Choice, read_layer, refuse_workspaces

    name = NET if net is None else f"{NET}.{net}"
    with open_workspace(ws) as workspace:
        layer = read_layer(workspace, name, Choice(level=level))
        rest = workspace.crs
    refuse_workspaces(out)
    notes = write_layers(out, [layer], rest, into=crs, overwrite=overwrite)
    document = {"file": str(out), "net": layer.name, "grids": len(layer)}
    done = tr("{count} grids written to {path}.", count=len(layer), path=out)
    return Answer(document, (done, *(say(note) for note in notes)))
