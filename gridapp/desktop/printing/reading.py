"""What a printed map needs of a workspace, read off the main thread."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import shapely

from gridapp.desktop.inspector import GridFacts, read_grid
from gridapp.desktop.map.layers import Layer
from gridapp.desktop.scenery import first_layers
from gridapp.errors import NotFoundError
from gridapp.exchange.backgrounds.source import Background
from gridapp.grid.grids import Grids
from gridapp.language import tr
from gridapp.messages import message
from gridapp.workspace import Workspace
from gridapp.workspace.backgrounds import read_backgrounds


@dataclass(frozen=True, slots=True)
class Imprint:
    """What every printed map says of itself, in the reader's language."""

    town: str
    edition: str
    printed: str
    system: str


@dataclass(frozen=True, slots=True)
class Backdrop:
    """The maps that lie below the nets, as the window shows them, and the map's own system."""

    backgrounds: tuple[Background, ...]
    crs: str


@dataclass(frozen=True, slots=True, eq=False)
class NoticeFacts:
    """What the notice map of one grid shows."""

    imprint: Imprint
    grid: GridFacts
    polygon: shapely.Geometry
    layers: tuple[Layer, ...]
    backdrop: Backdrop | None


@dataclass(frozen=True, slots=True, eq=False)
class WallFacts:
    """What the wall map of a net shows: its level-one grids with owner, phone and sub-grids."""

    imprint: Imprint
    rows: tuple[tuple[str, str, str, int], ...]
    bounds: tuple[float, float, float, float]
    layers: tuple[Layer, ...]
    subgrids: int
    backdrop: Backdrop | None


def read_notice(workspace: Workspace, code: str) -> NoticeFacts:
    """Read what there is to say of one grid of the main net.

    Raises
    ------
    NotFoundError
        There is no such grid, or no net.
    """
    grids = workspace.geography.grids()
    row = grids.index(code)
    return NoticeFacts(
        _imprint(workspace),
        read_grid(workspace, str(grids.codes[row])),
        grids.polygons[row],
        tuple(first_layers(workspace.geography)),
        _backdrop(workspace),
    )


def read_wall(workspace: Workspace) -> WallFacts:
    """Read what there is to say of the main net.

    Raises
    ------
    NotFoundError
        There is none.
    """
    if workspace.geography.main_net() is None:
        raise NotFoundError(
            message("The workspace has nothing to draw."),
            message("Bring a net in with “gridapp net import”."),
        )
    grids = workspace.geography.grids()
    west, south, east, north = shapely.total_bounds(grids.polygons).tolist()
    return WallFacts(
        _imprint(workspace),
        _rows(workspace, grids),
        (west, south, east, north),
        tuple(first_layers(workspace.geography)),
        int((grids.levels == 2).sum()),
        _backdrop(workspace),
    )


def _backdrop(workspace: Workspace) -> Backdrop:
    shown = tuple(one for one in read_backgrounds(workspace) if one.is_shown)
    return Backdrop(shown, workspace.crs)


def _rows(workspace: Workspace, grids: Grids) -> tuple[tuple[str, str, str, int], ...]:
    members = {row["ref"]: row for row in workspace.casework.register("member")}
    rows = []
    for row in np.flatnonzero(grids.levels == 1).tolist():
        owner = members.get(grids.owners[row], {})
        subgrids = int((grids.parents == grids.codes[row]).sum())
        name = str(grids.names[row]) or str(grids.codes[row])
        rows.append((name, str(owner.get("name", "")), str(owner.get("phone", "")), subgrids))
    return tuple(rows)


def _imprint(workspace: Workspace) -> Imprint:
    zone = workspace.casework.profile.zone
    main = workspace.geography.main_net()
    net = next((net for net in workspace.geography.nets() if net.name == main), None)
    return Imprint(
        town=workspace.title,
        edition="" if net is None else tr(
            "Edition in force since {date}", date=_date(net.valid_from.astimezone(zone))
        ),
        printed=tr("Printed {date}", date=_date(workspace.now().astimezone(zone))),
        system=_system(workspace.crs),
    )  # fmt: skip


def _date(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d")


def _system(crs: str) -> str:
    from pyproj import CRS

    return f"{CRS.from_user_input(crs).name} ({crs})"
