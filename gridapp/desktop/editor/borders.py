"""The borders of a few grids, found once for all the steps of a drag."""

from dataclasses import replace

import numpy as np

from gridapp.grid.fabric import Fabric, Level, Objects
from gridapp.grid.outlines import outlines
from gridapp.grid.segments import Ints, ragged_ranges


class Borders:
    """Remembers which arcs bound some grids, as long as no label and no face changes.

    A step of a drag moves arcs, and leaves who lies on their sides: edits share the arrays
    that they don't change, so the same array means the same answer.
    """

    def __init__(self) -> None:
        self._known: dict[tuple[str, int], tuple[Ints, Ints, Ints, Ints, Ints]] = {}

    def polygons(self, fabric: Fabric, level: Level, rows: Ints) -> Objects:
        """Return the outlines of some rows of a level, (n,); None for a row without faces."""
        arcs = self._arcs(fabric, level, rows)
        sizes = fabric.offsets[arcs + 1] - fabric.offsets[arcs]
        small = replace(
            fabric,
            xy=fabric.xy[ragged_ranges(fabric.offsets[arcs], sizes)],
            offsets=np.concatenate([[0], np.cumsum(sizes)]),
            tails=fabric.tails[arcs],
            heads=fabric.heads[arcs],
            left=fabric.left[arcs],
            right=fabric.right[arcs],
        )
        n = len(level.codes)
        wanted = np.zeros(n, bool)
        wanted[rows] = True
        found: Objects = outlines(small, level.labels, n, wanted)[rows]
        return found

    def _arcs(self, fabric: Fabric, level: Level, rows: Ints) -> Ints:
        key = (level.net, level.number)
        known = self._known.get(key)
        if known is not None:
            labels, left, right, before, arcs = known
            same = labels is level.labels and left is fabric.left and right is fabric.right
            if same and np.array_equal(before, rows):
                return arcs
        mine = np.zeros(len(level.codes) + 1, bool)
        mine[rows] = True
        padded = np.append(level.labels, -1)
        one, two = padded[fabric.left], padded[fabric.right]
        arcs = np.flatnonzero((mine[one] | mine[two]) & (one != two))
        self._known[key] = (level.labels, fabric.left, fabric.right, rows, arcs)
        return arcs
