"""What the editor reads of a workspace before it begins, off the main thread."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from gridapp.desktop.editor.loads import Surroundings
from gridapp.desktop.editor.snapping import Lines
from gridapp.grid.segments import Floats
from gridapp.workspace import Workspace
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
    """Read households, enterprises, open cases and streets."""
    geography, casework = workspace.geography, workspace.casework
    cases = [
        (row.x, row.y)
        for row in casework.rows()
        if row.x is not None and row.y is not None and casework.is_open(row)
    ]
    places = np.array(cases, float).reshape(-1, 2)
    lines = [
        line
        for features in geography.background("line")
        if features.kind == "streets"
        for line in shapely.get_parts(features.geometries)
    ]
    counted = {name: geography.load(name) for name in LOADS}
    members = {str(row["ref"]): str(row["name"]) for row in casework.register("member")}
    return make_ground({**counted, "cases": (places, np.ones(len(places)))}, lines, members)


def make_ground(
    counted: Mapping[str, tuple[Floats, Floats]],
    streets: Sequence[shapely.LineString],
    members: Mapping[str, str],
) -> Ground:
    """Put what is on the ground where it can be asked.

    Parameters
    ----------
    counted : mapping from name to (points, amounts)
        Points, (n, 2) in metres, and how many there are at each: households, enterprises, cases.
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
        ),
        Lines(
            shapely.get_coordinates(lines),
            np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64),
        ),
        members,
    )
