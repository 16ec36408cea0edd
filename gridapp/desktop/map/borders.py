"""The borders of a coverage: what lies across each segment, and what remains when joined.

Neighbours of a coverage share their boundaries vertex for vertex, so a segment is known by its
two ends alone. Pure NumPy: no topology is built, one sort of a million segments takes a tenth
of a second.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridapp.desktop.map.ragged import Indices, Ragged
from gridapp.desktop.map.view import Coordinates

Flags = NDArray[np.bool_]

outside = -1
"""In `Borders.across`: nobody lies across."""

_JOINED = 0.7  # of all segments lie between the features: then their outline is worth having


@dataclass(frozen=True, slots=True, eq=False)
class Borders:
    """What is known of the segment that leaves each vertex.

    Attributes
    ----------
    once : bool array, shape (n,)
        Whether it is the first of its kind: stroking these alone draws every boundary once.
        False for the last vertex of a part, which no segment leaves.
    across : int32 array, shape (n,)
        The feature on its other side; `outside` where there is none, or more than one.
    """

    once: Flags
    across: NDArray[np.int32]

    def take(self, vertices: Indices | slice) -> "Borders":
        """Return the chosen vertices only."""
        return Borders(self.once[vertices], self.across[vertices])


def borders(ragged: Ragged, numbers: Indices | None = None) -> Borders:
    """Find each undirected segment's first appearance and the feature across.

    Parameters
    ----------
    ragged : Ragged
        Rings or lines.
    numbers : intp array, shape (f,), optional
        What `across` calls the features; their order in `ragged` if left out.
    """
    count = len(ragged.coords)
    once = np.zeros(count, dtype=bool)
    across = np.full(count, outside, dtype=np.int32)
    where, values = _segments(ragged)
    if not len(where):
        return Borders(once, across)
    order = np.argsort(values)
    values = values[order]
    begin = np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1])))
    once[where[np.minimum.reduceat(order, begin)]] = True
    pairs = begin[np.diff(begin, append=len(order)) == 2]
    one, other = where[order[pairs]], where[order[pairs + 1]]
    names = np.arange(len(ragged.sizes)) if numbers is None else numbers
    owner = np.repeat(names.astype(np.int32), ragged.sizes)
    across[one], across[other] = owner[other], owner[one]
    return Borders(once, across)


def _segments(ragged: Ragged) -> tuple[Indices, NDArray[np.uint64]]:
    """Return the vertices that segments of some length leave, and a hash of each segment."""
    coords = ragged.coords
    if len(coords) < 2:
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.uint64)
    bits = (coords + 0.0).view(np.uint64)  # + 0.0: minus zero is zero
    with np.errstate(over="ignore"):
        point = _mixed(bits[:, 0] + np.uint64(0x9E3779B97F4A7C15) * _mixed(bits[:, 1]))
        segment = _mixed(point[:-1] + point[1:]) ^ (point[:-1] ^ point[1:])
    inside = np.ones(len(coords) - 1, dtype=bool)
    inside[ragged.parts[1:-1] - 1] = False
    inside &= point[:-1] != point[1:]
    where = np.flatnonzero(inside)
    return where, segment[where]


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread the bits (the finaliser of splitmix64), so that sums of hashes don't collide."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def runs(keep: Flags) -> tuple[Indices, Indices]:
    """Return where runs of True begin, and how many vertices the polyline of each run has."""
    padded = np.zeros(len(keep) + 2, dtype=np.int8)
    padded[1:-1] = keep
    change = np.diff(padded)
    begin = np.flatnonzero(change == 1)
    return begin, np.flatnonzero(change == -1) - begin + 1


def outline_of(
    coords: Coordinates, parts: Indices, across: NDArray[np.int32], features: Indices, count: int
) -> list[Coordinates] | None:
    """Return closed rings round what some features cover together.

    Parameters
    ----------
    coords : float64 array, shape (n, 2)
        The features' rings.
    parts : intp array, shape (p + 1,)
        Offsets of the rings.
    across : int32 array, shape (n,)
        As in `Borders`.
    features : intp array
        Whose rings these are.
    count : int
        All features that `across` may name.

    Returns
    -------
    list of float64 arrays, shape (m_i, 2), or None
        To be filled by the odd-even rule; None where the features have little in common, or
        their outline doesn't close.
    """
    is_one = np.zeros(count + 1, dtype=bool)
    is_one[features] = True
    outer = ~is_one[np.where(across == outside, count, across)]
    if np.count_nonzero(outer) > (1 - _JOINED) * len(outer):
        return None
    lengths = np.diff(parts)
    outer[parts[1:][lengths > 0] - 1] = False  # no segment leaves a part's last vertex
    return joined_rings(coords, outer)


def joined_rings(points: Coordinates, outer: Flags) -> list[Coordinates] | None:
    """Lay the outer segments of some rings end to end.

    Parameters
    ----------
    points : float64 array, shape (n, 2)
        Rings that all turn the same way, the last vertex of each being its first.
    outer : bool array, shape (n,)
        Which vertices a segment of the outline leaves.

    Returns
    -------
    list of float64 arrays, shape (m_i, 2), or None
        Closed rings round what the polygons cover together, to be filled by the odd-even rule;
        None where the segments don't close, as with rings that turn this way and that.
    """
    begin, count = runs(outer)
    last = begin + count - 1
    heads = list(map(tuple, points[begin].tolist()))
    tails = list(map(tuple, points[last].tolist()))
    starts: dict[tuple[float, ...], list[int]] = {}
    for number, head in enumerate(heads):
        starts.setdefault(head, []).append(number)
    is_laid = np.zeros(len(begin), dtype=bool)
    rings: list[Coordinates] = []
    for first in range(len(begin)):
        if is_laid[first]:
            continue
        pieces: list[Coordinates] = []
        current: int | None = first
        while current is not None:
            is_laid[current] = True
            starts[heads[current]].remove(current)
            pieces.append(points[begin[current] : last[current] + 1])
            # Whichever goes on from where several meet, the filled area is the same.
            current = next(reversed(starts.get(tails[current], [])), None)
        ring = np.concatenate(pieces)
        if (ring[0] != ring[-1]).any():
            return None
        rings.append(ring)
    return rings
