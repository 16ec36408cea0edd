"""Which old grid became which new grid, and with what share of its ground and load."""

from dataclasses import dataclass

import numpy as np

from gridapp.grid.segments import Floats, Ints, group_equal, sum_by


@dataclass(frozen=True, slots=True, eq=False)
class Correspondence:
    """Old grid and new grid in each row, with what they have in common.

    Attributes
    ----------
    old, new : (k,) int64 arrays
        Rows of the old and the new level; -1 where the ground had, or has, no grid.
    areas : (k,) float64 array
        Square metres in common.
    of_old, of_new : (k,) float64 arrays
        Its share of the old and of the new grid's area.
    loads : (k, m) float64 array
        What they have in common of each load, for example households, enterprises.
    """

    old: Ints
    new: Ints
    areas: Floats
    of_old: Floats
    of_new: Floats
    loads: Floats

    def __len__(self) -> int:
        return len(self.old)


def correspond(old: Ints, new: Ints, areas: Floats, loads: Floats | None = None) -> Correspondence:
    """Tabulate two labellings of the same faces.

    Parameters
    ----------
    old, new : (f,) int64 arrays
        Rows for each face, -1 for none.
    areas : (f,) float64 array
        Square metres.
    loads : (f, m) float64 array, optional
        What each face carries.
    """
    width = int(new.max(initial=-1)) + 2
    keys, pair = group_equal((old + 1) * width + new + 1)
    area = sum_by(pair, areas, len(keys))
    of_old = np.bincount(old + 1, areas)
    of_new = np.bincount(new + 1, areas)
    carried = np.zeros((len(areas), 0)) if loads is None else loads
    common = np.zeros((len(keys), carried.shape[1]))
    np.add.at(common, pair, carried)
    one, two = keys // width, keys % width
    return Correspondence(one - 1, two - 1, area, area / of_old[one], area / of_new[two], common)
