"""Noding: segments that meet share a vertex where they meet; what is close becomes one."""

from dataclasses import dataclass

import numpy as np

from gridapp.errors import InputError
from gridapp.grid.nearness import close_points, close_segments
from gridapp.grid.segments import Bools, Floats, Ints, distinct, group_equal, ragged_ranges
from gridapp.messages import message

_MOST_ROUNDS = 40
_UNTRUSTED = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True, eq=False)
class Noded:
    """What noding made of a set of segments.

    Attributes
    ----------
    points : (p, 2) float64 array
        The vertices given, in their order (unused ones among them), then the new ones.
    starts, ends : (s,) int64 arrays
        The pieces, from vertex to vertex; pieces without length are gone.
    origins : (s,) int64 array
        The segment given that each piece comes from; ascending, and pieces of one segment
        follow each other along it.
    became : (q,) int64 array
        The vertex that each vertex given became by snapping, most often itself.
    """

    points: Floats
    starts: Ints
    ends: Ints
    origins: Ints
    became: Ints


def node_segments(points: Floats, ranks: Ints, starts: Ints, ends: Ints, tolerance: float) -> Noded:
    """Make all segments meet at vertices only.

    Vertices within the tolerance of each other become one: the one with the smaller rank,
    then the earlier one, stays where it is. A segment that passes a vertex within half the
    tolerance is bent through it. Crossing segments get a vertex at the crossing. Repeated
    until nothing is left to do.

    Half the tolerance for bending, because then both pieces of a bent segment are shorter
    than it was, and bending must come to an end.

    Parameters
    ----------
    points : (p, 2) float64 array
        Metres.
    ranks : (p,) int64 array
        Smaller is more trusted.
    starts, ends : (s,) int64 arrays
        Segments as rows of `points`.
    tolerance : float
        Metres, above zero.

    Raises
    ------
    InputError
        The repetition doesn't come to an end; the place is named.
    """
    origins = np.arange(len(starts), dtype=np.int64)
    fresh_points: Bools | None = None
    became = np.arange(len(points), dtype=np.int64)
    is_gone = np.zeros(len(points), bool)
    fresh = np.ones(len(starts), bool)
    for _ in range(_MOST_ROUNDS):
        target = _merge_close(points, ranks, tolerance, fresh_points, is_gone)
        is_gone |= target != np.arange(len(points))
        became = target[became]
        moved = (target[starts] != starts) | (target[ends] != ends)
        starts, ends, fresh = target[starts], target[ends], fresh | moved
        kept = starts != ends
        starts, ends, origins, fresh = starts[kept], ends[kept], origins[kept], fresh[kept]

        # Pieces that coincide are looked at once.
        low, high = np.minimum(starts, ends), np.maximum(starts, ends)
        keys, piece = group_equal(low * len(points) + high)
        low, high = keys // len(points), keys % len(points)
        is_fresh = np.zeros(len(keys), bool)
        is_fresh[piece[fresh]] = True
        pairs = close_segments(
            points[low], points[high], tolerance, None if is_fresh.all() else is_fresh
        )
        on, vertex, settled = _vertices_on(points, low, high, pairs, tolerance / 2)
        crossing, where = _crossings(points, low, high, pairs[~settled], tolerance / 2)
        if not len(on) and not len(where):
            return Noded(points, starts, ends, origins, became)

        new = np.arange(len(points), len(points) + len(where), dtype=np.int64)
        on = np.concatenate([on, crossing[:, 0], crossing[:, 1]])
        vertex = np.concatenate([vertex, new, new])
        points = np.concatenate([points, where])
        ranks = np.concatenate([ranks, np.full(len(where), _UNTRUSTED)])
        is_gone = np.concatenate([is_gone, np.zeros(len(where), bool)])
        fresh_points = np.arange(len(points)) >= new[0] if len(new) else np.zeros_like(is_gone)
        on, vertex = _on_every_copy(on, vertex, piece, len(points))
        starts, ends, origins, fresh = _cut(points, starts, ends, origins, on, vertex)
    at = points[starts[fresh][0]]
    raise InputError(
        message(
            "The boundaries near {x}, {y} can't be made to meet.",
            x=round(float(at[0]), 3),
            y=round(float(at[1]), 3),
        ),
        message("Choose a smaller snapping tolerance."),
    )


def _merge_close(
    points: Floats, ranks: Ints, tolerance: float, fresh: Bools | None, is_gone: Bools
) -> Ints:
    """Return for each vertex the vertex it becomes, most often itself."""
    target = np.arange(len(points), dtype=np.int64)
    if fresh is not None and not fresh.any():
        return target
    pairs = close_points(points, tolerance, fresh)
    pairs = pairs[~is_gone[pairs].any(axis=1)]
    # In the order of trust each vertex either has an anchor before it, the nearest of them,
    # or becomes an anchor itself.
    swap = ranks[pairs[:, 0]] > ranks[pairs[:, 1]]
    first = np.where(swap, pairs[:, 1], pairs[:, 0])
    second = np.where(swap, pairs[:, 0], pairs[:, 1])
    apart = np.hypot(*(points[first] - points[second]).T)
    order = np.lexsort((apart, second, ranks[second]))
    becomes: dict[int, int] = {}
    for anchor, follower in zip(first[order].tolist(), second[order].tolist(), strict=True):
        if follower not in becomes and anchor not in becomes:
            becomes[follower] = anchor
    target[np.fromiter(becomes.keys(), np.int64, len(becomes))] = np.fromiter(
        becomes.values(), np.int64, len(becomes)
    )
    return target


def _vertices_on(
    points: Floats, starts: Ints, ends: Ints, pairs: Ints, tolerance: float
) -> tuple[Ints, Ints, Bools]:
    """Find the ends of one segment of a pair that lie on the other segment.

    Returns the segment and the vertex on it, and for each pair whether there is any.
    """
    segments, vertices = [], []
    settled = np.zeros(len(pairs), bool)
    for base, other in ((0, 1), (1, 0)):
        for side in (starts, ends):
            segment, vertex = pairs[:, base], side[pairs[:, other]]
            loose = np.flatnonzero((vertex != starts[segment]) & (vertex != ends[segment]))
            segment, vertex = segment[loose], vertex[loose]
            a = points[starts[segment]]
            along, away = points[ends[segment]] - a, points[vertex] - a
            cross = along[:, 0] * away[:, 1] - along[:, 1] * away[:, 0]
            dot = along[:, 0] * away[:, 0] + along[:, 1] * away[:, 1]
            square = along[:, 0] ** 2 + along[:, 1] ** 2
            on = (cross**2 <= tolerance**2 * square) & (dot > 0) & (dot < square)
            segments.append(segment[on])
            vertices.append(vertex[on])
            settled[loose[on]] = True
    return np.concatenate(segments), np.concatenate(vertices), settled


def _crossings(
    points: Floats, starts: Ints, ends: Ints, pairs: Ints, tolerance: float
) -> tuple[Ints, Floats]:
    """Find the pairs of segments that cross, and where.

    Where they do depends on their coordinates alone, to the last bit: not on how vertices are
    numbered, and not on which way a segment runs.
    """
    one, two = pairs[:, 0], pairs[:, 1]
    a, b, c, d = starts[one], ends[one], starts[two], ends[two]
    apart = (a != c) & (a != d) & (b != c) & (b != d)
    pairs = pairs[apart]
    pa, pb = _in_order(points[a[apart]], points[b[apart]])
    pc, pd = _in_order(points[c[apart]], points[d[apart]])
    first, second = _in_order(np.hstack((pa, pb)), np.hstack((pc, pd)))
    pa, pc = first[:, :2], second[:, :2]
    ab, cd, ac = first[:, 2:] - pa, second[:, 2:] - pc, pc - pa
    across = ab[:, 0] * cd[:, 1] - ab[:, 1] * cd[:, 0]
    with np.errstate(divide="ignore", invalid="ignore"):
        s = (ac[:, 0] * cd[:, 1] - ac[:, 1] * cd[:, 0]) / across
        t = (ac[:, 0] * ab[:, 1] - ac[:, 1] * ab[:, 0]) / across
    inside = (s >= 0) & (s <= 1) & (t >= 0) & (t <= 1)  # False where parallel (NaN, inf)
    pairs, on_one = pairs[inside], pa[inside] + s[inside, None] * ab[inside]
    on_two = pc[inside] + t[inside, None] * cd[inside]
    # On one line but apart, s and t are noise: then the two don't name the same place.
    meet = np.hypot(*(on_one - on_two).T) <= tolerance
    return pairs[meet], on_one[meet]


def _in_order(one: Floats, other: Floats) -> tuple[Floats, Floats]:
    """Swap rows so that each of the first is below that of the second, column after column."""
    less, equal = one < other, one == other
    is_below = less[:, -1]
    for column in range(one.shape[1] - 2, -1, -1):
        is_below = less[:, column] | (equal[:, column] & is_below)
    swap = ~is_below[:, None]
    return np.where(swap, other, one), np.where(swap, one, other)


def _on_every_copy(on: Ints, vertex: Ints, piece: Ints, n_points: int) -> tuple[Ints, Ints]:
    """Turn (distinct piece, vertex) into (segment, vertex) for all segments that coincide."""
    keys = distinct(on * n_points + vertex)
    on, vertex = keys // n_points, keys % n_points
    order = np.argsort(piece, kind="stable")
    first = np.searchsorted(piece[order], on)
    copies = np.searchsorted(piece[order], on, side="right") - first
    return order[ragged_ranges(first, copies)], np.repeat(vertex, copies)


def _cut(
    points: Floats, starts: Ints, ends: Ints, origins: Ints, on: Ints, vertex: Ints
) -> tuple[Ints, Ints, Ints, Bools]:
    """Cut segments at vertices; the pieces are fresh."""
    along = points[ends[on]] - points[starts[on]]
    t = ((points[vertex] - points[starts[on]]) * along).sum(axis=1)
    order = np.lexsort((vertex, t, on))
    on, vertex = on[order], vertex[order]
    count = np.bincount(on, minlength=len(starts))
    # Each segment is followed by as many copies of itself as it has cuts.
    row = np.repeat(np.arange(len(starts)), count + 1)
    first = np.cumsum(count + 1) - (count + 1)
    number = np.arange(len(on)) - np.repeat(np.cumsum(count) - count, count)
    at = first[on] + number
    new_starts, new_ends = starts[row], ends[row]
    new_ends[at] = vertex
    new_starts[at + 1] = vertex
    return new_starts, new_ends, origins[row], count[row] > 0
