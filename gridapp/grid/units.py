"""Units: pieces of ground that change hands whole, and what hangs together through them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gridapp.grid.adjacency import arc_lengths
from gridapp.grid.fabric import Fabric
from gridapp.grid.segments import Bools, Floats, Ints, group_equal, sum_by


@dataclass(frozen=True, slots=True, eq=False)
class Touching:
    """Which units touch along an arc, each pair once.

    Attributes
    ----------
    one, two : (k,) int64 arrays
        Units, the lower one first.
    lengths : (k,) float64 array
        What they share, metres.
    pairs : (a,) int64 array
        Row of the pair that each arc lies between, -1 for the others.
    neighbours : tuple of n tuples of int
        The units round each, ascending.
    """

    one: Ints
    two: Ints
    lengths: Floats
    pairs: Ints
    neighbours: tuple[tuple[int, ...], ...]

    def sum_over(self, arcs: Floats) -> Floats:
        """Return the sum of a value of the arcs for each pair, (k,)."""
        inner = self.pairs >= 0
        return sum_by(self.pairs[inner], arcs[inner], len(self.one))


def touching(fabric: Fabric, units: Ints, n: int, open_arcs: Bools | None = None) -> Touching:
    """Find the units that touch.

    Parameters
    ----------
    units : (f,) int64 array
        Unit of each face, 0 … n−1; -1 for faces that take no part.
    open_arcs : (a,) bool array, optional
        Only across these does anything touch.
    """
    padded = np.append(units, -1)
    low = np.minimum(padded[fabric.left], padded[fabric.right])
    high = np.maximum(padded[fabric.left], padded[fabric.right])
    inner = (low >= 0) & (low != high)
    if open_arcs is not None:
        inner &= open_arcs
    keys, row = group_equal(low[inner] * n + high[inner])
    pairs = np.full(fabric.n_arcs, -1, np.int64)
    pairs[inner] = row
    one, two = keys // n, keys % n
    around: list[list[int]] = [[] for _ in range(n)]
    for a, b in zip(one.tolist(), two.tolist(), strict=True):
        around[a].append(b)
        around[b].append(a)
    return Touching(
        one,
        two,
        sum_by(row, arc_lengths(fabric)[inner], len(keys)),
        pairs,
        tuple(tuple(sorted(some)) for some in around),
    )


def stays_whole(
    neighbours: Sequence[Sequence[int]], holder: Sequence[int], size: Sequence[int], unit: int
) -> bool:
    """Whether a holder can give a unit away: something is left, and in no more parts than now.

    Parameters
    ----------
    neighbours : the units round each unit
    holder : who holds each unit
    size : how many units each holder holds
    """
    mine = holder[unit]
    if size[mine] < 2:
        return False
    beside = [one for one in neighbours[unit] if holder[one] == mine]
    if len(beside) < 2:
        return True
    # What hung together through the unit must hang together without it.
    wanted = set(beside[1:])
    seen = {unit, beside[0]}
    queue = [beside[0]]
    while queue:
        for one in neighbours[queue.pop()]:
            if one not in seen and holder[one] == mine:
                wanted.discard(one)
                if not wanted:
                    return True
                seen.add(one)
                queue.append(one)
    return False
