"""What the editor reads of a workspace before it begins, off the main thread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from gridapp.desktop.editor.loads import Surroundings
from gridapp.desktop.editor.snapping import Lines
from gridapp.grid.segments import Floats
from gridapp.workspace import Workspace
from gridapp.workspace.forecasts import open_places, recent_places, street_lines
from gridapp.workspace.geography import LOADS


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """The town under the net: what loads the grids, the streets to snap to, and who is there.

    Attributes
    ----------
    members : mapping from ref to name
        Who may own a grid.
    """

    surroundings: Surroundings
    streets: Lines
    members: Mapping[str, str]


def read_ground(workspace: Workspace) -> Ground:
    """Read households, enterprises, open and recent cases, and streets."""
    places = open_places(workspace)
    counted = {name: workspace.geography.load(name) for name in LOADS}
    counted["cases"] = (places, np.ones(len(places)))
    members = {str(row["ref"]): str(row["name"]) for row in workspace.casework.register("member")}
    lines = street_lines(workspace).tolist()
    return make_ground(counted, lines, members, recent_places(workspace))


def make_ground(
    counted: Mapping[str, tuple[Floats, Floats]],
    streets: Sequence[shapely.LineString],
    members: Mapping[str, str],
    recent: Floats | None = None,
) -> Ground:
    """Put what is on the ground where it can be asked.

    Parameters
    ----------
    counted : mapping from name to (points, amounts)
        Points, (n, 2) in metres, and how many there are at each: households, enterprises, cases.
    recent : (n, 2) float64 array, optional
        Where the cases of the last days lie, metres.
    """
    lines = list(streets)
    sizes = shapely.get_num_coordinates(lines)
    return Ground(
        Surroundings(
            {
                name: (shapely.STRtree(shapely.points(points)), amounts)
                for name, (points, amounts) in counted.items()
            },
            shapely.STRtree(lines),
            shapely.STRtree(shapely.points(np.empty((0, 2)) if recent is None else recent)),
        ),
        Lines(
            shapely.get_coordinates(lines),
            np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        ),
        members,
    )
