"""Faces: walked from arcs alone, holes found by where islands lie."""

from dataclasses import dataclass

import numpy as np
import shapely

from gridapp.grid.arcs import Arcs, join_arcs
from gridapp.grid.rings import cycles, half_edge_coordinates, ring_areas, turn_right
from gridapp.grid.segments import Floats, Ints


@dataclass(frozen=True, slots=True, eq=False)
class Faced:
    """Arcs and the face on either side of each.

    Attributes
    ----------
    arcs : Arcs
        Without loose ends and bridges: each has two different faces.
    left, right : (a,) int64 arrays
        Face, -1 outside.
    n_faces : int
    """

    arcs: Arcs
    left: Ints
    right: Ints
    n_faces: int


def trace_faces(arcs: Arcs) -> Faced:
    """Walk the rings of all faces; drop arcs that bound nothing.

    Parameters
    ----------
    arcs : Arcs
        Meeting at their ends only.
    """
    while True:
        arcs, _ = join_arcs(arcs)
        following = _successors(arcs)
        order, starts = cycles(following)
        ring = np.empty(len(order), np.int64)
        ring[order] = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        bounds = ring[0::2] != ring[1::2]
        if bounds.all():
            break
        arcs = arcs.choose(np.flatnonzero(bounds))
    xy = arcs.points[arcs.vertices]
    coordinates, counts = half_edge_coordinates(xy, arcs.offsets, order, closed=starts[1:] - 1)
    ends = np.concatenate([[0], np.cumsum(counts)])[starts]
    area = ring_areas(coordinates, ends)
    face_of_ring = np.full(len(area), -1, np.int64)
    is_outer = area > 0
    face_of_ring[is_outer] = np.arange(np.count_nonzero(is_outer))
    islands = np.flatnonzero(~is_outer)
    if len(islands) > 1:
        face_of_ring[islands] = _faces_round(coordinates, ends, area, islands)
    face = face_of_ring[ring]
    return Faced(arcs, face[0::2], face[1::2], int(np.count_nonzero(is_outer)))


def _successors(arcs: Arcs) -> Ints:
    """Return for each half-edge the next one of the face on its left."""
    n = len(arcs)
    leaving = np.stack([arcs.tails, arcs.heads], axis=1).ravel()
    second = arcs.vertices[arcs.offsets[:-1] + 1]
    second_last = arcs.vertices[arcs.offsets[1:] - 2]
    toward = np.stack([second, second_last], axis=1).ravel()
    right = turn_right(leaving, arcs.points[leaving], arcs.points[toward])
    return np.array(right[np.arange(2 * n) ^ 1])


def _faces_round(coordinates: Floats, ends: Ints, area: Floats, islands: Ints) -> Ints:
    """Return the face that each island's outer ring lies in: the smallest ring round it."""
    outer = np.flatnonzero(area > 0)
    first = coordinates[ends[islands]]
    low = np.minimum.reduceat(coordinates, ends[:-1])
    high = np.maximum.reduceat(coordinates, ends[:-1])
    boxes = shapely.box(low[outer, 0], low[outer, 1], high[outer, 0], high[outer, 1])
    island, candidate = shapely.STRtree(boxes).query(shapely.points(first))
    wide = area[outer[candidate]] > -area[islands[island]] * (1 - 1e-9)
    island, candidate = island[wide], candidate[wide]
    found = np.full(len(islands), -1, np.int64)
    best = np.full(len(islands), np.inf)
    for one, two in zip(island.tolist(), candidate.tolist(), strict=True):
        ring = outer[two]
        if area[ring] < best[one] and _is_inside(
            first[one], coordinates[ends[ring] : ends[ring + 1]]
        ):
            found[one], best[one] = two, area[ring]
    return found


def _is_inside(point: Floats, ring: Floats) -> bool:
    """Whether a point lies strictly inside a closed ring; a ring may touch itself."""
    if (ring == point).all(axis=1).any():
        return False  # a vertex of the ring's own arcs
    return bool(shapely.contains_properly(shapely.Polygon(ring), shapely.Point(point)))
