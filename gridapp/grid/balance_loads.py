"""What a balance may even out: the loads of the faces, one by one or weighed together."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
import shapely

from gridapp.errors import InputError
from gridapp.grid.bands import loads_of_grids
from gridapp.grid.fabric import Fabric, Level, Objects
from gridapp.grid.merge import carry
from gridapp.grid.outlines import face_areas, face_polygons
from gridapp.grid.segments import Floats, sum_by
from gridapp.messages import Message, message

Measure = Literal["households", "enterprises", "cases", "streets", "area"]

MEASURES: tuple[Measure, ...] = ("households", "enterprises", "cases", "streets", "area")
"""The columns of `face_loads`: three counts, metres of street that a patrol walks, m²."""

NAMES: Mapping[Measure, Message] = MappingProxyType(
    {
        "households": message("households"),
        "enterprises": message("enterprises"),
        "cases": message("open cases"),
        "streets": message("metres of street"),
        "area": message("square metres"),
    }
)

WORKLOAD = message("points of load")
"""Several measures weighed together: an average grid has 100."""

_AVERAGE = 100.0


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be balanced.

    Attributes
    ----------
    net, level
    weights : mapping from measure to float
        Above 0; what isn't named doesn't count.
    deviation : float
        The share by which a grid may be off the mean of its siblings, 0.1 for ±10 %.
    locked : frozenset of (net, level, code)
        Grids that stay as they are.
    """

    net: str
    level: int
    weights: Mapping[Measure, float]
    deviation: float
    locked: frozenset[tuple[str, int, str]] = frozenset()

    def __post_init__(self) -> None:
        if not self.weights or not all(0 < one < float("inf") for one in self.weights.values()):
            raise InputError(
                message("Nothing is chosen that could be balanced."),
                message("Choose at least one of {names}.", names=", ".join(MEASURES)),
            )
        if not 0 <= self.deviation < float("inf"):
            raise InputError(
                message("A deviation of {share} can't be allowed.", share=self.deviation),
                message("Give a share from 0 on, such as 0.1 for ±10 %."),
            )


def face_loads(
    fabric: Fabric, points: Mapping[str, tuple[Floats, Floats]], streets: Objects
) -> Floats:
    """Return what each face carries, (f, 5), in the order of `MEASURES`.

    Parameters
    ----------
    points : mapping from measure to ((n, 2), (n,)) float64 arrays
        Places in metres and how much is at each; a measure that is missing is 0 everywhere.
    streets : (k,) object array of LineString
        Metres.
    """
    none = np.zeros(fabric.n_faces)
    counts = [carry(fabric, *points[one]) if one in points else none for one in MEASURES[:3]]
    return np.column_stack([*counts, _lengths(fabric, streets), face_areas(fabric)])


def _lengths(fabric: Fabric, lines: Objects) -> Floats:
    if not len(lines):
        return np.zeros(fabric.n_faces)
    polygons = face_polygons(fabric)
    shapely.prepare(polygons)
    face, line = shapely.STRtree(lines).query(polygons, predicate="intersects")
    whole = shapely.contains_properly(polygons[face], lines[line])
    length = shapely.length(lines[line])
    cut = np.flatnonzero(~whole)
    length[cut] = shapely.length(shapely.intersection(polygons[face[cut]], lines[line[cut]]))
    return sum_by(face, length, fabric.n_faces)


def weigh(level: Level, loads: Floats, weights: Mapping[Measure, float]) -> tuple[Floats, Message]:
    """Return the one load that is balanced, (f,), and what it counts.

    A single measure stays as it is; several are put together as shares of their means, by
    their weights, so that a grid of the level has `100` on average.

    Raises
    ------
    InputError
        A measure is 0 on all grids of the level.
    """
    sums = loads_of_grids(level, loads)
    live = np.bincount(level.labels[level.labels >= 0], minlength=len(level.codes)) > 0
    total = np.zeros(len(loads))
    for measure, weight in weights.items():
        column = MEASURES.index(measure)
        mean = float(sums[live, column].mean()) if live.any() else 0.0
        if mean <= 0:
            raise InputError(
                message("The net has no {what} on this level.", what=NAMES[measure]),
                message("Bring them into the workspace first, or balance something else."),
            )
        if len(weights) == 1:
            return loads[:, column], NAMES[measure]
        total += loads[:, column] / mean * (_AVERAGE * weight / sum(weights.values()))
    return total, WORKLOAD
