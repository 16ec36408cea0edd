"""Rings walked along half-edges: successors round a node, cycles, signed areas.

Half-edge ``2 * arc`` runs along an arc, ``2 * arc + 1`` against it; its twin is ``half ^ 1``.
A ring is walked with its face on the left, so an outer ring is counter-clockwise.
"""

from fractions import Fraction

import numpy as np

from gridapp.grid.segments import Floats, Ints, ragged_ranges

_DOUBTFUL = 1e-9  # radians: nearer than this, directions are compared exactly


def turn_right(nodes: Ints, origins: Floats, targets: Floats) -> Ints:
    """Return for each half-edge the next one clockwise round the node it leaves.

    Parameters
    ----------
    nodes : (h,) int64 array
        The node that each half-edge leaves.
    origins, targets : (h, 2) float64 arrays
        Its first two vertices.

    Returns
    -------
    (h,) int64 array
        Rows; the half-edge itself where it is alone.
    """
    away = targets - origins
    angles = np.arctan2(away[:, 1], away[:, 0])
    order = np.lexsort((angles, nodes))
    doubtful = np.flatnonzero(
        (nodes[order][1:] == nodes[order][:-1]) & (np.diff(angles[order]) < _DOUBTFUL)
    )
    # Bubble the doubtful neighbours into their true order; there are next to none.
    for _ in range(len(doubtful)):
        swapped = False
        for at in doubtful.tolist():
            one, two = order[at], order[at + 1]
            if _cross_exactly(origins[one], targets[one], targets[two]) < 0:
                order[at], order[at + 1] = two, one
                swapped = True
        if not swapped:
            break
    ordered = nodes[order]
    is_first = np.ones(len(order), bool)
    is_first[1:] = ordered[1:] != ordered[:-1]
    starts = np.flatnonzero(is_first)
    sizes = np.diff(np.append(starts, len(order)))
    before = np.arange(-1, len(order) - 1)
    before[starts] = starts + sizes - 1
    right = np.empty(len(order), np.int64)
    right[order] = order[before]
    return right


def _cross_exactly(origin: Floats, one: Floats, two: Floats) -> Fraction:
    ox, oy = (Fraction(float(c)) for c in origin)
    ax, ay = (Fraction(float(c)) for c in one)
    bx, by = (Fraction(float(c)) for c in two)
    return (ax - ox) * (by - oy) - (ay - oy) * (bx - ox)


def cycles(following: Ints) -> tuple[Ints, Ints]:
    """Take a permutation apart into its cycles.

    Returns
    -------
    order : (n,) int64 array
        The elements, cycle after cycle, each cycle in its own order from its smallest element.
    starts : (c + 1,) int64 array
        Where each cycle starts in `order`.
    """
    n = len(following)
    leader = np.arange(n, dtype=np.int64)
    jump = following.copy()
    while True:  # the smallest element of a cycle spreads in doubling steps
        lower = np.minimum(leader, leader[jump])
        if np.array_equal(lower, leader):
            break
        leader, jump = lower, jump[jump]
    is_leader = leader == np.arange(n)
    ahead = (~is_leader).astype(np.int64)  # steps until the leader comes
    jump = np.where(is_leader, np.arange(n), following)
    while True:
        step = ahead[jump]
        if not step.any():
            break
        ahead, jump = ahead + step, jump[jump]
    order = np.lexsort((np.where(is_leader, -n, -ahead), leader))
    starts = np.append(np.flatnonzero(is_leader[order]), n)
    return order, starts.astype(np.int64)


def arc_sweeps(xy: Floats, offsets: Ints, origin: Floats) -> Floats:
    """Return twice the signed area that each arc sweeps, seen from the origin, square metres.

    Summed along a closed ring this is twice the ring's area, whatever the origin; one near
    the data keeps the digits.
    """
    x, y = (xy - origin).T
    cross = np.zeros(len(xy))
    cross[1:] = x[:-1] * y[1:] - x[1:] * y[:-1]
    if len(offsets) > 1:
        cross[offsets[:-1]] = 0.0
    return np.add.reduceat(cross, offsets[:-1]) if len(offsets) > 1 else np.empty(0)


def ring_areas(coordinates: Floats, starts: Ints) -> Floats:
    """Return the signed area of each closed ring, square metres.

    Each ring is seen from its own first vertex, so that a sliver's sign is right.
    """
    local = coordinates - np.repeat(coordinates[starts[:-1]], np.diff(starts), axis=0)
    return arc_sweeps(local, starts, np.zeros(2)) / 2


def half_edge_coordinates(
    xy: Floats, offsets: Ints, halves: Ints, *, closed: Ints | None = None
) -> tuple[Floats, Ints]:
    """Return the coordinates of half-edges one after the other, without their last vertex.

    Parameters
    ----------
    closed : (r,) int64 array, optional
        Rows of `halves` that end a ring: after these the last vertex is given too.

    Returns
    -------
    coordinates : (m, 2) float64 array
    counts : (h,) int64 array
        How many coordinates each half-edge has.
    """
    arc = halves >> 1
    counts = np.diff(offsets)[arc] - 1
    if closed is not None:
        counts[closed] += 1
    rows = ragged_ranges(np.zeros(len(halves), np.int64), counts)
    backward = (halves & 1).astype(bool)
    base = np.repeat(np.where(backward, offsets[arc + 1] - 1, offsets[arc]), counts)
    sign = np.repeat(np.where(backward, -1, 1), counts)
    return xy[base + sign * rows], counts
