"""Which points lie near which: a search in the cells of a grid, NumPy alone.

For thousands of points it takes a third of the time of a tree that is built for one question.
"""

import numpy as np
from numpy.typing import NDArray

from gridapp.desktop.map.ragged import Indices

Floats = NDArray[np.float64]


def pairs(
    x: Floats, y: Floats, to_x: Floats, to_y: Floats, reach: float
) -> tuple[Indices, Indices]:
    """Return every pair of a point and another that lie less than `reach` apart.

    Parameters
    ----------
    x, y : float64 arrays, shape (n,)
    to_x, to_y : float64 arrays, shape (m,)
    reach : float
        In the unit of the coordinates, above 0.

    Returns
    -------
    two intp arrays, shape (k,)
        Which of the n, rising, and which of the m.
    """
    if not len(x) or not len(to_x):
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    column, row = _cells(to_x, reach), _cells(to_y, reach)
    # A column more on each side: the neighbours of a cell never reach into another row.
    left, low = column.min() - 1, row.min() - 1
    width = int(column.max() - left + 2)
    key = (row - low) * width + column - left
    order = np.argsort(key, kind="stable")
    key = key[order]
    mine_column, mine_row = _cells(x, reach) - left, _cells(y, reach) - low
    is_near = (mine_column >= 0) & (mine_column < width)
    is_near &= (mine_row >= 0) & (mine_row <= row.max() - low + 1)
    near = np.flatnonzero(is_near)
    home = mine_row[near] * width + mine_column[near]
    # The three cells of one row lie side by side in the order.
    rows = home[:, None] + np.array((-width, 0, width))
    first = np.searchsorted(key, rows - 1)
    counts = np.searchsorted(key, rows + 1, side="right") - first
    one = np.repeat(near, counts.sum(axis=1))
    begins, counts = first.ravel(), counts.ravel()
    step = np.arange(len(one)) - np.repeat(np.cumsum(counts) - counts, counts)
    other = order[np.repeat(begins, counts) + step]
    close = np.hypot(x[one] - to_x[other], y[one] - to_y[other]) < reach
    return one[close], other[close]


def _cells(values: Floats, side: float) -> NDArray[np.int64]:
    return np.floor(values / side).astype(np.int64)
