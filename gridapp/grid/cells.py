"""A raster over polygons: most points are answered by their cell, only the rest by geometry."""

from dataclasses import dataclass
from typing import Final

import numpy as np
import shapely
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.int32]
Ints = NDArray[np.intp]

_CELLS_PER_POLYGON = 400
_FEWEST, _MOST = 1 << 16, 1 << 23  # cells; a raster of the most takes 32 MB
_SKIRT = 0.37  # cells around the bounds; no round number, so that borders miss the raster's lines
_SLACK = 1e-6  # of a cell: a border this near to a cell counts as in it
NONE: Final = -1


@dataclass(frozen=True, slots=True)
class Cells:
    """Which polygons each cell of a raster can belong to.

    Attributes
    ----------
    west, south, size : of the raster, metres; its cells are squares
    across, up : how many cells
    owner : (across * up,) int32
        The one polygon that answers for the whole cell, `NONE` where there is none, or
        -2 - k for a cell that a border crosses.
    first, candidate : (k + 1,) and (m,)
        The polygons of crossed cell k, in order of preference:
        ``candidate[first[k]:first[k + 1]]``.
    is_whole : (m,) bool
        Whether the candidate holds the cell wholly, so that nothing need be tested.
    """

    west: float
    south: float
    size: float
    across: int
    up: int
    owner: Rows
    first: Ints
    candidate: Rows
    is_whole: NDArray[np.bool_]

    def at(self, x: Floats, y: Floats) -> Rows:
        """Return `owner` at points (n,); `NONE` off the raster and for what is not finite."""
        column, row = (x - self.west) / self.size, (y - self.south) / self.size
        is_on = (column >= 0) & (column < self.across) & (row >= 0) & (row < self.up)
        if is_on.all():
            return self.owner[row.astype(np.int32) * self.across + column.astype(np.int32)]
        found = np.full(len(x), NONE, dtype=np.int32)
        flat = row[is_on].astype(np.int32) * self.across + column[is_on].astype(np.int32)
        found[is_on] = self.owner[flat]
        return found


def make_cells(polygons: NDArray[np.object_]) -> Cells:
    """Lay a raster over polygons that are in order of preference: the first that fits wins.

    Parameters
    ----------
    polygons : (n,) object array of Polygon or MultiPolygon, metres
        They may overlap and leave gaps; None and empty ones hold nothing.
    """
    if shapely.is_empty(polygons[~shapely.is_missing(polygons)]).all():
        return Cells(
            0.0, 0.0, 1.0, 0, 0, np.empty(0, np.int32), np.zeros(1, np.intp),
            np.empty(0, np.int32), np.empty(0, bool),
        )  # fmt: skip
    west, south, east, north = shapely.total_bounds(polygons)
    wanted = min(max(_CELLS_PER_POLYGON * len(polygons), _FEWEST), _MOST)
    width, height = east - west, north - south
    size = float(max(np.sqrt(width * height / wanted), max(width, height) / wanted)) or 1.0
    west, south = float(west) - _SKIRT * size, float(south) - _SKIRT * size
    across, up = int((east - west) / size) + 2, int((north - south) / size) + 2

    tails, heads, owners = _edges(polygons)
    tails, heads = ((ends - (west, south)) / size for ends in (tails, heads))
    crossed, crossing = _border_cells(tails, heads, owners, across, up)
    inner, inside = _inner_cells(tails, heads, owners, across)
    owner = np.full(across * up, len(polygons), dtype=np.int32)
    pairs = np.sort(crossed * len(polygons) + crossing)
    pairs = pairs[_is_first(pairs)]  # np.unique hashes, which takes ten times as long here
    crossed, crossing = np.divmod(pairs, len(polygons))
    inner, inside = _without(pairs, inner, inside, crossed, len(polygons))
    owner[inner[::-1]] = inside[::-1]  # the last write, the most preferred, stays

    # What stands behind a polygon that holds the whole cell is never asked.
    behind = owner[crossed]
    asked = crossing < behind
    crossed, crossing = crossed[asked], crossing[asked]
    starts = np.flatnonzero(_is_first(crossed))
    torn = crossed[starts]
    has_whole = owner[torn] < len(polygons)
    counts = np.diff(starts, append=len(crossed)) + has_whole
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.intp)
    candidate = np.empty(first[-1], np.int32)
    whole = np.zeros(first[-1], bool)
    whole[first[1:][has_whole] - 1] = True
    candidate[whole] = owner[torn[has_whole]]
    candidate[~whole] = crossing
    owner[owner == len(polygons)] = NONE
    owner[torn] = -2 - np.arange(len(torn), dtype=np.int32)
    return Cells(west, south, size, across, up, owner, first, candidate, whole)


def _edges(polygons: NDArray[np.object_]) -> tuple[Floats, Floats, Ints]:
    """Return tails and heads (m, 2) of all edges, and the polygon of each."""
    parts, part_of = shapely.get_parts(polygons, return_index=True)
    rings, ring_of = shapely.get_rings(parts, return_index=True)
    points, point_of = shapely.get_coordinates(rings, return_index=True)
    follows = point_of[1:] == point_of[:-1]
    return points[:-1][follows], points[1:][follows], part_of[ring_of[point_of[:-1][follows]]]


def _border_cells(
    tails: Floats, heads: Floats, owners: Ints, across: int, up: int
) -> tuple[Ints, Ints]:
    """Return the cells that edges touch, with the edges' polygons; pairs may repeat."""
    low, high = np.minimum(tails, heads), np.maximum(tails, heads)
    bottom = np.maximum(np.floor(low[:, 1] - _SLACK).astype(np.intp), 0)
    top = np.minimum(np.floor(high[:, 1] + _SLACK).astype(np.intp), up - 1)
    edge, row = _spread(bottom, top - bottom + 1)
    # The part of the edge within the row, a little wider than it is.
    (x0, y0), (run, rise) = tails[edge].T, (heads - tails)[edge].T
    with np.errstate(divide="ignore", invalid="ignore"):
        ends = np.stack([(row - _SLACK - y0) / rise, (row + 1 + _SLACK - y0) / rise])
    ends = np.where(rise == 0, [[0.0], [1.0]], np.clip(ends, 0.0, 1.0))
    xs = x0 + ends * run
    left = np.floor(xs.min(axis=0) - _SLACK).astype(np.intp)
    right = np.floor(xs.max(axis=0) + _SLACK).astype(np.intp)
    left, right = np.maximum(left, 0), np.minimum(right, across - 1)
    piece, column = _spread(left, right - left + 1)
    return row[piece] * across + column, owners[edge[piece]]


def _inner_cells(tails: Floats, heads: Floats, owners: Ints, across: int) -> tuple[Ints, Ints]:
    """Return the cells whose middle lies in a polygon, and the polygon, in its order.

    A scan line through the middles of each row of cells goes in and out at every second edge.
    """
    low = np.minimum(tails[:, 1], heads[:, 1])
    high = np.maximum(tails[:, 1], heads[:, 1])
    bottom = np.ceil(low - 0.5).astype(np.intp)
    edge, row = _spread(bottom, np.ceil(high - 0.5).astype(np.intp) - bottom)
    (x0, y0), (run, rise) = tails[edge].T, (heads - tails)[edge].T
    x = x0 + (row + 0.5 - y0) / rise * run
    order = np.lexsort((x, row, owners[edge]))
    enter, leave = order[::2], order[1::2]
    left = np.ceil(x[enter] - 0.5).astype(np.intp)
    span, column = _spread(left, np.ceil(x[leave] - 0.5).astype(np.intp) - left)
    return row[enter][span] * across + column, owners[edge[enter]][span]


def _without(
    pairs: Ints, inner: Ints, inside: Ints, crossed: Ints, count: int
) -> tuple[Ints, Ints]:
    """Drop the cells that their own polygon's border crosses; `pairs` names those, sorted."""
    is_torn = np.zeros(int(inner.max(initial=-1)) + 1, bool)
    is_torn[crossed[crossed < len(is_torn)]] = True
    doubtful = np.flatnonzero(is_torn[inner])
    key = inner[doubtful] * count + inside[doubtful]
    at = np.minimum(np.searchsorted(pairs, key), len(pairs) - 1)
    keep = np.ones(len(inner), bool)
    keep[doubtful] = pairs[at] != key
    return inner[keep], inside[keep]


def _is_first(values: Ints) -> NDArray[np.bool_]:
    """Mark where sorted values begin a new one."""
    return np.concatenate([[True], values[1:] != values[:-1]])[: len(values)]


def _spread(start: Ints, count: Ints) -> tuple[Ints, Ints]:
    """Count up from each start; return which start and the number."""
    which = np.repeat(np.arange(len(start)), count)
    before = np.cumsum(count) - count
    return which, np.arange(len(which)) - before[which] + start[which]
