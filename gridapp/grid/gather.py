"""Gathering faces into a target number of grids: contiguous, compact, balanced."""

import heapq

import numpy as np

from gridapp.grid.adjacency import arc_lengths, components
from gridapp.grid.fabric import Fabric
from gridapp.grid.refine import refine
from gridapp.grid.segments import Floats, Ints, group_equal
from gridapp.grid.wishes import Weights


def gather(
    fabric: Fabric,
    regions: Ints,
    target: int,
    load: Floats,
    votes: Floats,
    weights: Weights | None = None,
    within: Ints | None = None,
) -> Ints:
    """Join neighbouring regions until the target number is left, then refine their borders.

    The pair that costs least is joined first; ties go to the lower numbers, so that the same
    fabric always gives the same regions. Regions never join across a gap, so more than the
    target may be left where the ground is in pieces. At last single regions as given change
    sides while that makes the whole better (`refine`).

    Parameters
    ----------
    regions : (f,) int64 array
        Region of each face to start from, 0 … n−1; -1 for faces that take no part.
    target : int
        Regions wanted.
    load : (f,) float64 array
        What each face carries: households, enterprises, or its area.
    votes : (a,) float64 array
        How much each arc speaks for a border, 0 … 1.
    within : (f,) int64 array, optional
        Regions of a level above; none of the regions joins across their borders.

    Returns
    -------
    (f,) int64 array
        Region of each face, numbered from 0 in the order of their first face; -1 as given.
    """
    weights = weights or Weights()
    n = int(regions.max(initial=-1)) + 1
    taking_part = regions >= 0
    loads = np.bincount(regions[taking_part], load[taking_part], n).tolist()
    fair = max(sum(loads) / max(target, 1), 1e-12)
    around, shared, votes_between = _borders(fabric, regions, n, votes, within)
    joined = list(range(n))
    version = [0] * n

    def cost(one: int, two: int) -> float:
        length = shared[one][two]
        gone = length / max(min(around[one], around[two]), 1e-12)
        total: float = (
            weights.agreement * votes_between[one][two] / max(length, 1e-12)
            + weights.balance * (loads[one] + loads[two]) / fair
            - weights.compactness * gone
        )
        return total

    heap = [
        (cost(one, two), one, two, 0, 0) for one in range(n) for two in shared[one] if one < two
    ]
    heapq.heapify(heap)
    left = n
    while left > target and heap:
        _, one, two, first, second = heapq.heappop(heap)
        if version[one] != first or version[two] != second:
            continue
        around[one] += around[two] - 2 * shared[one][two]
        loads[one] += loads[two]
        for other, length in shared[two].items():
            shared[other].pop(two)
            vote = votes_between[other].pop(two)
            if other != one:
                for here, there in ((one, other), (other, one)):
                    shared[here][there] = shared[here].get(there, 0.0) + length
                    votes_between[here][there] = votes_between[here].get(there, 0.0) + vote
        shared[two], votes_between[two] = {}, {}
        joined[two] = one
        version[one] += 1
        version[two] = -1
        left -= 1
        for other in shared[one]:
            low, high = min(one, other), max(one, other)
            heapq.heappush(heap, (cost(low, high), low, high, version[low], version[high]))
    rows = np.arange(n, dtype=np.int64)
    root = components(n, rows, np.array(joined, np.int64))
    gathered = _in_order(np.where(taking_part, np.append(root, -1)[regions], -1))
    return _in_order(refine(fabric, regions, gathered, load, votes, weights, within))


def _borders(
    fabric: Fabric, regions: Ints, n: int, votes: Floats, within: Ints | None
) -> tuple[list[float], list[dict[int, float]], list[dict[int, float]]]:
    """Return each region's perimeter, and the length and votes of its borders with others."""
    padded = np.append(regions, -1)
    one, two = padded[fabric.left], padded[fabric.right]
    lengths = arc_lengths(fabric)
    border = one != two
    around = np.bincount(one[border] + 1, lengths[border], n + 1)
    around += np.bincount(two[border] + 1, lengths[border], n + 1)
    inner = border & (one >= 0) & (two >= 0)
    if within is not None:
        inner &= within[fabric.left] == within[fabric.right]
    low, high = np.minimum(one, two)[inner], np.maximum(one, two)[inner]
    keys, row = group_equal(low * n + high)
    length = np.bincount(row, lengths[inner], len(keys)).tolist()
    vote = np.bincount(row, (lengths * votes)[inner], len(keys)).tolist()
    shared: list[dict[int, float]] = [{} for _ in range(n)]
    between: list[dict[int, float]] = [{} for _ in range(n)]
    for key, metres, said in zip(keys.tolist(), length, vote, strict=True):
        a, b = divmod(key, n)
        shared[a][b] = shared[b][a] = metres
        between[a][b] = between[b][a] = said
    return around[1:].tolist(), shared, between


def _in_order(regions: Ints) -> Ints:
    """Give regions numbers from 0 in the order of their first face."""
    known, first = np.unique(regions, return_index=True)
    known, first = known[known >= 0], first[known >= 0]
    number = np.full(int(regions.max(initial=-1)) + 2, -1, np.int64)
    number[known[np.argsort(first)]] = np.arange(len(known))
    return number[regions]
