"""What speaks for a border: the nets that have one there, streets, and how much each counts."""

from dataclasses import dataclass

import numpy as np
import shapely

from gridapp.grid.fabric import Fabric, Objects
from gridapp.grid.segments import Floats, distinct, sum_by


@dataclass(frozen=True, slots=True)
class Weights:
    """How much each wish counts when faces are gathered into regions.

    Attributes
    ----------
    agreement : float
        Nets that part two regions speak against joining them, each by its share of the
        shared border.
    balance : float
        Against the load of both together, measured by the mean load wanted.
    compactness : float
        For the share of the smaller one's outline that would vanish.
    """

    agreement: float = 1.0
    balance: float = 0.1
    compactness: float = 0.5


def border_votes(fabric: Fabric, target: int) -> Floats:
    """Return for each arc how much the nets want a border there, 0 … 1.

    A net whose number of grids is near the target has more to say. The borders of a net with
    fewer grids are likely among those wanted, only not all of them: its vote weighs its
    number by the target. Most borders of a net with more grids are not wanted: its vote
    weighs the target by its number, to the fourth power.
    """
    votes, total = np.zeros(fabric.n_arcs), 0.0
    for level in fabric.levels:
        padded = np.append(level.labels, -1)
        size = len(distinct(level.labels[level.labels >= 0]))
        weight = size / target if size <= target else (target / size) ** 4
        votes += weight * (padded[fabric.left] != padded[fabric.right])
        total += weight
    return votes / max(total, 1e-12)


def along_lines(fabric: Fabric, lines: Objects, weights: Floats, reach: float) -> Floats:
    """Return for each arc how much lines, such as streets, want a border there, 0 … 1.

    It is the mean, along the arc, of the largest weight of the lines within reach.

    Parameters
    ----------
    lines : (k,) object array of LineString or MultiLineString
        Metres.
    weights : (k,) float64 array
        0 … 1.
    reach : float
        Metres: how far from a line a border still runs along it.
    """
    arc = np.repeat(np.arange(fabric.n_arcs), np.diff(fabric.offsets) - 1)
    start = np.delete(np.arange(len(fabric.xy)), fabric.offsets[1:] - 1)
    one, two = fabric.xy[start], fabric.xy[start + 1]
    step = np.hypot(*(two - one).T)
    middle = shapely.points((one + two) / 2)
    point, line = shapely.STRtree(lines).query(middle, predicate="dwithin", distance=reach)
    weight = np.zeros(len(middle))
    np.maximum.at(weight, point, weights[line])
    metres = np.maximum(sum_by(arc, step, fabric.n_arcs), 1e-12)
    return sum_by(arc, step * weight, fabric.n_arcs) / metres


def either(votes: Floats, others: Floats) -> Floats:
    """Return the votes of two that speak independently: none is lost, none exceeds 1."""
    return 1 - (1 - votes) * (1 - others)
