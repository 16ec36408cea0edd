"""Which grid a point lies in, and which share of an uncertain place."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from gridapp.grid.cells import NONE, Cells, make_cells
from gridapp.grid.grids import Grids

_MANY = 20_000  # points from which on the raster earns its making
_LEAST_SHARE = 1e-6  # of a circle; less is a circle that only touches
_QUARTER = 32  # corners of a quarter circle: its area is right to 0.04 %


@dataclass(frozen=True, slots=True)
class Claim:
    """A grid that may hold an uncertain place.

    Attributes
    ----------
    level, code, name, owner : of the grid; owner is the member who answers for it, or empty
    share : of the circle's area, 0 to 1; the shares miss 1 by what lies outside the net
    """

    level: int
    code: str
    name: str
    owner: str
    share: float


class Assigner:
    """Assigns points to the grids of one level; keeps the indexes that make it fast."""

    def __init__(self, grids: Grids) -> None:
        self.grids = grids
        order = np.argsort(grids.codes.astype(str), kind="stable")
        self._row = np.append(order, -1)  # by rank of the code; NONE is the last
        self._polygons = grids.polygons[order]
        shapely.prepare(self._polygons)

    def assign(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.intp]:
        """Return the row of the grid that holds each point, -1 where there is none.

        A point on a shared border, or in grids that overlap, belongs to the grid with the
        smallest code, so that the answer never depends on the order of the rows. Whether a
        point is on a border is decided exactly, for its coordinates as they are.

        Parameters
        ----------
        x, y : (n,) arrays
            Metres, in the grids' CRS.
        """
        x, y = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        if len(x) < _MANY and "_cells" not in self.__dict__:
            return self._row[self._by_tree(x, y)]
        found = self._cells.at(x, y)
        open_points = np.flatnonzero(found < NONE)
        open_points = open_points[np.argsort(found[open_points])]  # neighbours stay in the cache
        cell = -2 - found[open_points]
        found[open_points] = NONE
        turn, end = self._cells.first[cell], self._cells.first[cell + 1]
        while len(open_points):
            rank = self._cells.candidate[turn]
            is_in = self._cells.is_whole[turn] | shapely.intersects_xy(
                self._polygons[rank], x[open_points], y[open_points]
            )
            found[open_points[is_in]] = rank[is_in]
            turn += 1
            is_left = ~is_in & (turn < end)
            open_points, turn, end = open_points[is_left], turn[is_left], end[is_left]
        return self._row[found]

    def within(self, x: float, y: float, radius: float) -> NDArray[np.intp]:
        """Return the rows of the grids that a circle of `radius` metres touches."""
        circle = shapely.Point(x, y).buffer(radius, quad_segs=_QUARTER)
        return np.sort(self._tree.query(circle, predicate="intersects"))

    def claims(self, x: float, y: float, radius: float) -> tuple[Claim, ...]:
        """Return the grids that share a circle of `radius` metres, the largest share first."""
        circle = shapely.Point(x, y).buffer(radius, quad_segs=_QUARTER)
        rows = self._tree.query(circle, predicate="intersects")
        shares = shapely.area(shapely.intersection(self.grids.polygons[rows], circle)) / circle.area
        grids = self.grids
        found = (
            Claim(
                int(grids.levels[row]), str(grids.codes[row]), str(grids.names[row]),
                str(grids.owners[row]), float(share),
            )
            for row, share in zip(rows, shares, strict=True)
            if share > _LEAST_SHARE
        )  # fmt: skip
        return tuple(sorted(found, key=lambda claim: (-round(claim.share, 9), claim.code)))

    def nearest(self, x: float, y: float) -> tuple[int, float]:
        """Return the row of the nearest grid and its distance in metres."""
        rows, distances = self._tree.query_nearest(shapely.Point(x, y), return_distance=True)
        return int(rows[0]), float(distances[0])

    def _by_tree(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.intp]:
        """Return the rank of each point's grid; for fewer points than a raster is worth."""
        found = np.full(len(x), NONE, dtype=np.intp)
        points, rows = self._tree.query(shapely.points(x, y), predicate="intersects")
        rank = np.argsort(self._row[:-1])[rows]
        order = np.lexsort((-rank, points))
        found[points[order]] = rank[order]  # the last write, the smallest code, stays
        return found

    @cached_property
    def _cells(self) -> Cells:
        return make_cells(self._polygons)

    @cached_property
    def _tree(self) -> shapely.STRtree:
        return shapely.STRtree(self.grids.polygons)
