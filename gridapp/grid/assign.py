"""Which grid a point lies in."""

import numpy as np
import shapely
from numpy.typing import NDArray

from gridapp.grid.grids import Grids


class Assigner:
    """Assigns points to the grids of one level; keeps the index that makes it fast."""

    def __init__(self, grids: Grids) -> None:
        self.grids = grids
        shapely.prepare(grids.polygons)
        self._tree = shapely.STRtree(grids.polygons)

    def assign(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.intp]:
        """Return the row of the grid that holds each point, -1 where there is none.

        A point on a shared border belongs to the grid with the smallest code, so that the
        answer never depends on the order of the rows.

        Parameters
        ----------
        x, y : (n,) arrays
            Metres, in the grids' CRS.
        """
        rows = np.full(np.shape(x), -1, dtype=np.intp)
        points, grids = self._tree.query(shapely.points(x, y), predicate="intersects")
        rank = np.argsort(np.argsort(self.grids.codes.astype(str), kind="stable"))
        order = np.lexsort((-rank[grids], points))
        rows[points[order]] = grids[order]  # the last write, the smallest code, stays
        return rows

    def within(self, x: float, y: float, radius: float) -> NDArray[np.intp]:
        """Return the rows of the grids that a circle of `radius` metres touches."""
        circle = shapely.Point(x, y).buffer(radius)
        return np.sort(self._tree.query(circle, predicate="intersects"))

    def nearest(self, x: float, y: float) -> tuple[int, float]:
        """Return the row of the nearest grid and its distance in metres."""
        rows, distances = self._tree.query_nearest(shapely.Point(x, y), return_distance=True)
        return int(rows[0]), float(distances[0])
