"""Rings and lines of many features in one array of coordinates with offsets."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from gridapp.desktop.map.view import Coordinates

Indices = NDArray[np.intp]
Geometries = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Ragged:
    """Parts (rings or lines) of features, in the features' order.

    Attributes
    ----------
    coords : float64 array, shape (n, 2)
    parts : intp array, shape (p + 1,)
        Part i is ``coords[parts[i]:parts[i + 1]]``.
    features : intp array, shape (f + 1,)
        Feature j is ``parts[features[j]:features[j + 1]]``.
    """

    coords: Coordinates
    parts: Indices
    features: Indices

    @cached_property
    def sizes(self) -> Indices:
        """Vertices per feature, shape (f,)."""
        return np.diff(self.parts[self.features])

    @cached_property
    def once(self) -> NDArray[np.bool_]:
        """Whether vertex i begins a segment that none before it begins: `first_strokes`."""
        return first_strokes(self)

    def vertices(self, chosen: Indices) -> Indices:
        """Return the rows of `coords` that belong to the chosen features, in order."""
        first = self.parts[self.features[chosen]]
        return _spans(first, self.parts[self.features[chosen + 1]] - first)

    def take(self, chosen: Indices) -> "Ragged":
        """Return the chosen features only."""
        first = self.features[chosen]
        count = self.features[chosen + 1] - first
        parts = _spans(first, count)
        lengths = self.parts[parts + 1] - self.parts[parts]
        return Ragged(self.coords[self.vertices(chosen)], _offsets(lengths), _offsets(count))


def of_polygons(polygons: Geometries) -> Ragged:
    """Return the rings of polygons and multipolygons; missing and empty ones have none."""
    pieces, owner = shapely.get_parts(polygons, return_index=True)
    rings, piece = shapely.get_rings(pieces, return_index=True)
    return _of_parts(rings, owner[piece], len(polygons))


def of_lines(lines: Geometries) -> Ragged:
    """Return the parts of lines and multilines."""
    parts, owner = shapely.get_parts(lines, return_index=True)
    return _of_parts(parts, owner, len(lines))


def _of_parts(parts: Geometries, owner: Indices, features: int) -> Ragged:
    coords = shapely.get_coordinates(parts)
    lengths = shapely.get_num_coordinates(parts).astype(np.intp)
    count = np.bincount(owner, minlength=features).astype(np.intp)
    return Ragged(coords, _offsets(lengths), _offsets(count))


def first_strokes(ragged: Ragged) -> NDArray[np.bool_]:
    """Choose each undirected segment once, however many parts share it.

    Returns
    -------
    bool array, shape (n,)
        True at vertex i if the segment from i to i + 1 is the first of its kind. Neighbours of
        a coverage share their boundaries vertex for vertex, so stroking these segments alone
        draws every boundary once. The last vertex of a part is always False.
    """
    coords = ragged.coords
    keep = np.zeros(len(coords), dtype=bool)
    if len(coords) < 2:
        return keep
    bits = (coords + 0.0).view(np.uint64)  # + 0.0: minus zero is zero
    with np.errstate(over="ignore"):
        point = _mixed(bits[:, 0] + np.uint64(0x9E3779B97F4A7C15) * _mixed(bits[:, 1]))
        segment = _mixed(point[:-1] + point[1:]) ^ (point[:-1] ^ point[1:])
    inside = np.ones(len(coords) - 1, dtype=bool)
    inside[ragged.parts[1:-1] - 1] = False
    inside &= point[:-1] != point[1:]
    where = np.flatnonzero(inside)
    values = segment[where]
    order = np.argsort(values)
    values = values[order]
    fresh = np.ones(len(values), dtype=bool)
    fresh[1:] = values[1:] != values[:-1]
    if len(order):
        keep[where[np.minimum.reduceat(order, np.flatnonzero(fresh))]] = True
    return keep


def runs(keep: NDArray[np.bool_]) -> tuple[Indices, Indices]:
    """Return where runs of True begin, and how many vertices the polyline of each run has."""
    padded = np.zeros(len(keep) + 2, dtype=np.int8)
    padded[1:-1] = keep
    change = np.diff(padded)
    begin = np.flatnonzero(change == 1)
    return begin, np.flatnonzero(change == -1) - begin + 1


def _mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread the bits (the finaliser of splitmix64), so that sums of hashes don't collide."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _offsets(lengths: Indices) -> Indices:
    result = np.zeros(len(lengths) + 1, dtype=np.intp)
    np.cumsum(lengths, out=result[1:])
    return result


def _spans(first: Indices, lengths: Indices) -> Indices:
    """Return ``first[i] … first[i] + lengths[i] - 1`` for all i, one after the other."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(first - ends + lengths, lengths) + np.arange(total)
