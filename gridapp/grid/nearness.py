"""Which vertices and which segments come close to each other."""

from collections.abc import Iterator

import numpy as np
import shapely

from gridapp.grid.segments import Bools, Floats, Ints, distinct

_ROW = np.int64(1) << np.int64(32)
_RASTER = 512


def close_points(points: Floats, tolerance: float, fresh: Bools | None = None) -> Ints:
    """Return the pairs of points no farther apart than the tolerance.

    Parameters
    ----------
    points : (n, 2) float64 array
        Metres.
    fresh : (n,) bool array, optional
        Only pairs with at least one fresh point are wanted.

    Returns
    -------
    (m, 2) int64 array
        Each pair once, sorted.
    """
    size = max(4.0 * tolerance, 1.0)
    scaled = (points - points.min(axis=0, initial=np.inf)) / size
    cells = np.floor(scaled).astype(np.int64)
    # A point belongs to its own cell, and to the next ones that its tolerance reaches into.
    reaches = np.floor(scaled + tolerance / size).astype(np.int64) > cells
    rows = [np.arange(len(points))]
    keys = [cells[:, 0] * _ROW + cells[:, 1]]
    for dx, dy in ((1, 0), (0, 1), (1, 1)):
        at = np.flatnonzero((reaches[:, 0] | (not dx)) & (reaches[:, 1] | (not dy)))
        rows.append(at)
        keys.append((cells[at, 0] + dx) * _ROW + cells[at, 1] + dy)
    row, key = np.concatenate(rows), np.concatenate(keys)
    if fresh is not None:
        kept = np.isin(key, distinct(key[fresh[row]]))
        row, key = row[kept], key[kept]
    found = [np.empty(0, np.int64)]
    for one, two in _pairs_of_equals(key, row):
        apart = points[one] - points[two]
        near = apart[:, 0] ** 2 + apart[:, 1] ** 2 <= tolerance**2
        if fresh is not None:
            near &= fresh[one] | fresh[two]
        found.append(_as_key(one[near], two[near]))
    return _from_key(np.concatenate(found))


def close_segments(starts: Floats, ends: Floats, margin: float, fresh: Bools | None = None) -> Ints:
    """Return the pairs of segments whose boxes, widened by the margin, meet.

    Parameters
    ----------
    starts, ends : (n, 2) float64 arrays
        Metres.
    fresh : (n,) bool array, optional
        Only pairs with at least one fresh segment are wanted.

    Returns
    -------
    (m, 2) int64 array
        Each pair once, in a fixed order.
    """
    low, high = np.minimum(starts, ends) - margin, np.maximum(starts, ends) + margin
    rows = np.arange(len(starts))
    if fresh is not None:
        rows = np.flatnonzero(_may_meet(low, high, fresh))
        low, high, fresh = low[rows], high[rows], fresh[rows]
    # A tree of boxes; the diagonal stands for its box.
    boxes = shapely.linestrings(np.stack([low, high], axis=1))
    if fresh is None:
        one, two = shapely.STRtree(boxes).query(boxes)
        wanted = one < two
    else:
        changed = np.flatnonzero(fresh)
        one, two = shapely.STRtree(boxes[changed]).query(boxes)
        two = changed[two]
        wanted = (one != two) & ~(fresh[one] & (one > two))
    return np.stack([rows[one[wanted]], rows[two[wanted]]], axis=1)


def _may_meet(low: Floats, high: Floats, fresh: Bools) -> Bools:
    """Tell which boxes come into a cell of a coarse raster that a fresh box comes into."""
    if not fresh.any():
        return fresh
    origin, top = low.min(axis=0), high.max(axis=0)
    size = np.maximum((top - origin) / _RASTER, 1e-9)
    first = np.minimum(((low - origin) / size).astype(np.int64), _RASTER - 1)
    last = np.minimum(((high - origin) / size).astype(np.int64), _RASTER - 1) + 1
    # Count the fresh boxes over each cell, then the cells under each box: two running sums.
    marks = np.zeros((_RASTER + 1, _RASTER + 1), np.int64)
    a, b = first[fresh], last[fresh]
    np.add.at(marks, (a[:, 0], a[:, 1]), 1)
    np.add.at(marks, (b[:, 0], b[:, 1]), 1)
    np.add.at(marks, (a[:, 0], b[:, 1]), -1)
    np.add.at(marks, (b[:, 0], a[:, 1]), -1)
    is_marked = marks.cumsum(axis=0).cumsum(axis=1)[:-1, :-1] > 0
    total = np.zeros_like(marks)
    total[1:, 1:] = is_marked.cumsum(axis=0).cumsum(axis=1)
    (x0, y0), (x1, y1) = first.T, last.T
    under: Bools = total[x1, y1] - total[x0, y1] - total[x1, y0] + total[x0, y0] > 0
    return under


def _as_key(one: Ints, two: Ints) -> Ints:
    return np.minimum(one, two) * _ROW + np.maximum(one, two)


def _from_key(key: Ints) -> Ints:
    key = distinct(key)
    return np.stack([key // _ROW, key % _ROW], axis=1)


def _pairs_of_equals(key: Ints, row: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Yield, array by array, all pairs of rows that stand under the same key."""
    order = np.argsort(key, kind="stable")
    key, row = key[order], row[order]
    at = np.arange(len(key))
    step = 1
    while True:
        at = at[at + step < len(key)]
        at = at[key[at] == key[at + step]]
        if not len(at):
            return
        yield row[at], row[at + step]
        step += 1
