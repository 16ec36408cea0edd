"""Families: the grids of one parent and the units they may hand each other."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from gridapp.grid.bands import Band
from gridapp.grid.fabric import Fabric, Level
from gridapp.grid.outlines import face_areas
from gridapp.grid.segments import Bools, Ints, group_equal, sum_by
from gridapp.grid.units import touching

Locked = frozenset[tuple[str, int, str]]
Rows = tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """What changes hands whole: sub-grids where the net has a level below, else faces.

    Attributes
    ----------
    of_face : (f,) int64 array
        -1 for faces without a grid.
    rows : (m,) int64 array
        The row of the sub-grid, or the face; -1 for ground that has to stay.
    below : Level, optional
        The level of the sub-grids.
    """

    of_face: Ints
    rows: Ints
    below: Level | None


@dataclass(frozen=True, slots=True, eq=False)
class Family:
    """The grids of one parent, numbered from 0, and their units, numbered from 0.

    Attributes
    ----------
    grids : tuple of n int
        Rows of the level.
    is_locked : tuple of n bool
    units : tuple of m int
    neighbours : tuple of m tuples of int
        Units of the family that touch each.
    home : tuple of m int
        The grid that holds the unit now.
    heirs : tuple of m frozensets of int
        The grids that may hold the unit, its own among them; none for one that stays.
    areas : tuple of m float
        Square metres.
    loads : m rows of c floats
    low, high : n rows of c floats
    """

    grids: tuple[int, ...]
    is_locked: tuple[bool, ...]
    units: tuple[int, ...]
    neighbours: tuple[tuple[int, ...], ...]
    home: tuple[int, ...]
    heirs: tuple[frozenset[int], ...]
    areas: tuple[float, ...]
    loads: Rows
    low: Rows
    high: Rows


def units_of(fabric: Fabric, level: Level, locked: Locked) -> Units:
    """Find what may change hands on a level."""
    held = level.labels >= 0
    below = next(
        (one for one in fabric.levels if (one.net, one.number) == (level.net, level.number + 1)),
        None,
    )
    if below is None:
        rows = np.flatnonzero(held)
        return Units(np.where(held, np.cumsum(held) - 1, -1), rows, None)
    key, unit = group_equal((below.labels[held] + 1) * len(level.codes) + level.labels[held])
    rows = key // len(level.codes) - 1
    times = np.bincount(rows + 1)[rows + 1]
    bound = [(level.net, below.number, str(code)) in locked for code in below.codes]
    stays = (rows < 0) | (times > 1) | np.append(bound, True)[rows]
    of_face = np.full(fabric.n_faces, -1, np.int64)
    of_face[held] = unit
    return Units(of_face, np.where(stays, -1, rows), below)


def families(
    fabric: Fabric,
    level: Level,
    units: Units,
    loads: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    band: Band,
    locked: Locked,
    depth: int | None,
) -> Iterator[Family]:
    """Yield the families of a level, the lower parent first.

    Parameters
    ----------
    loads : (f, c) float64 array
    depth : int, optional
        A unit goes only to a grid that is at most so many units away; 1: that it touches.
    """
    n = len(units.rows)
    taking = units.of_face >= 0
    unit = units.of_face[taking]
    home = np.empty(n, np.int64)
    home[unit] = level.labels[taking]
    areas = sum_by(unit, face_areas(fabric)[taking], n)
    carried = np.stack([sum_by(unit, column[taking], n) for column in loads.T], axis=1)
    around = touching(fabric, units.of_face, n).neighbours
    is_locked = np.array(
        [(level.net, level.number, str(code)) in locked for code in level.codes], bool
    )
    parent = level.parents[home]
    for key in np.unique(parent).tolist():
        inside = np.flatnonzero(parent == key)
        number = {one: i for i, one in enumerate(inside.tolist())}
        rows = np.unique(home[inside])
        neighbours = tuple(
            tuple(number[other] for other in around[one] if other in number)
            for one in inside.tolist()
        )
        holder = np.searchsorted(rows, home[inside]).tolist()
        free = (units.rows[inside] >= 0) & ~is_locked[home[inside]]
        yield Family(
            tuple(rows.tolist()),
            tuple(is_locked[rows].tolist()),
            tuple(inside.tolist()),
            neighbours,
            tuple(holder),
            _heirs(neighbours, holder, free, is_locked[rows], depth),
            tuple(areas[inside].tolist()),
            _rows(carried[inside]),
            _rows(band.low[rows]),
            _rows(band.high[rows]),
        )


def _heirs(
    neighbours: tuple[tuple[int, ...], ...],
    home: list[int],
    free: Bools,
    is_locked: Bools,
    depth: int | None,
) -> tuple[frozenset[int], ...]:
    """Return the grids that each unit may go to."""
    barred = frozenset(np.flatnonzero(is_locked).tolist())
    nobody = frozenset[int]()
    if depth is None:  # one set for all: a large family would fill the memory otherwise
        everybody = frozenset(range(len(is_locked))) - barred
        return tuple(everybody if may else nobody for may in free.tolist())
    within = [frozenset([one]) for one in home]
    for _ in range(depth):
        within = [
            mine.union(*(within[other] for other in neighbours[unit]))
            for unit, mine in enumerate(within)
        ]
    return tuple(
        some - barred if may else nobody for some, may in zip(within, free.tolist(), strict=True)
    )


def _rows(table: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> Rows:
    return tuple(tuple(row) for row in table.tolist())
