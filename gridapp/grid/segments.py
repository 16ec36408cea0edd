"""Rings of polygons as sequences of shared vertices and shared segments."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Linework:
    """All rings of all layers over one table of vertices.

    Attributes
    ----------
    points : (p, 2) float64 array
        Vertices, each once; metres.
    ranks : (p,) int64 array
        The first layer that uses the vertex: layers are ordered by trust.
    rings : (r,) int64 array
        Vertices of the rings one after the other; a ring doesn't repeat its first vertex.
    ring_starts : (k + 1,) int64 array
        Where each ring starts in `rings`.
    """

    points: Floats
    ranks: Ints
    rings: Ints
    ring_starts: Ints


def collect_linework(layers: Sequence[NDArray[np.object_]]) -> Linework:
    """Take the rings of polygons apart; equal coordinates become one vertex.

    Parameters
    ----------
    layers : sequence of object arrays
        Polygons or MultiPolygons, metres; the most trusted layer first.
    """
    coordinates: list[Floats] = []
    starts: list[Ints] = []
    sizes: list[int] = []
    offset = 0
    for polygons in layers:
        parts = shapely.get_parts(polygons)
        rings = shapely.get_rings(parts)
        rings = rings[~shapely.is_empty(rings)]
        xy, of = shapely.get_coordinates(rings, return_index=True)
        counts = np.bincount(of, minlength=len(rings))
        coordinates.append(xy)
        starts.append(np.cumsum(counts) - counts + offset)
        offset += len(xy)
        sizes.append(len(xy))
    xy = np.concatenate(coordinates) if coordinates else np.empty((0, 2))
    xy = xy + 0.0  # −0.0 and 0.0 are one coordinate
    ends = np.concatenate([*starts, np.array([offset])]).astype(np.int64)[1:] - 1
    is_last = np.zeros(len(xy), bool)
    is_last[ends[ends >= 0]] = True
    points, inverse, first = unique_points(xy[~is_last])
    layer = np.repeat(np.arange(len(sizes)), sizes)[~is_last]
    ring_starts = np.concatenate([[0], ends + 1 - np.arange(1, len(ends) + 1)]).astype(np.int64)
    return Linework(points, layer[first], inverse, ring_starts)


def unique_points(xy: Floats) -> tuple[Floats, Ints, Ints]:
    """Return each point once, the row of every input point in it, and where it came first.

    Points are numbered in the order of their first occurrence.
    """
    keys = np.ascontiguousarray(xy).view(np.uint64).reshape(-1, 2)
    mixed = keys[:, 0] * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= keys[:, 1] * np.uint64(0x94D049BB133111EB)
    order = np.argsort(mixed, kind="stable")
    ordered = mixed[order]
    is_new = np.ones(len(order), bool)
    is_new[1:] = ordered[1:] != ordered[:-1]
    same_place = (keys[order][1:] == keys[order][:-1]).all(axis=1)
    if np.any(~is_new[1:] & ~same_place):  # two places share a hash: sort by the coordinates
        order = np.lexsort((xy[:, 1], xy[:, 0]))
        is_new[1:] = (keys[order][1:] != keys[order][:-1]).any(axis=1)
    group = np.cumsum(is_new) - 1
    first = order[is_new]  # the sort is stable: the smallest index of its group
    rank = np.empty(len(first), np.int64)
    by_first = np.argsort(first, kind="stable")
    rank[by_first] = np.arange(len(first))
    inverse = np.empty(len(xy), np.int64)
    inverse[order] = rank[group]
    first = first[by_first]
    return xy[first], inverse, first


def distinct(keys: Ints) -> Ints:
    """Return the distinct values, ascending (by sorting: `numpy.unique` hashes, slowly)."""
    keys = np.sort(keys)
    is_new = np.ones(len(keys), bool)
    is_new[1:] = keys[1:] != keys[:-1]
    return keys[is_new]


def group_equal(keys: Ints) -> tuple[Ints, Ints]:
    """Return the distinct values, ascending, and the row of every key among them."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    is_new = np.ones(len(keys), bool)
    is_new[1:] = ordered[1:] != ordered[:-1]
    inverse = np.empty(len(keys), np.int64)
    inverse[order] = np.cumsum(is_new) - 1
    return ordered[is_new], inverse


def ring_successors(ring_starts: Ints) -> Ints:
    """Return for every position in the rings the position that follows in its ring."""
    n = int(ring_starts[-1])
    following = np.arange(1, n + 1, dtype=np.int64)
    sizes = np.diff(ring_starts)
    filled = sizes > 0
    following[ring_starts[1:][filled] - 1] = ring_starts[:-1][filled]
    return following


def ragged_ranges(starts: Ints, counts: Ints) -> Ints:
    """Return ``concatenate([arange(s, s + c) for s, c in zip(starts, counts)])``."""
    shift: Ints = np.repeat(starts - (np.cumsum(counts) - counts), counts)
    return np.arange(len(shift), dtype=np.int64) + shift


def sum_by(rows: Ints, values: Floats, n: int) -> Floats:
    """Return the sum of the values in each of n rows."""
    return np.bincount(rows, values, n).astype(np.float64, copy=False)
