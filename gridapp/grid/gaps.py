"""Gaps of a net: ground that it leaves free inside its own extent, never beyond it."""

from dataclasses import dataclass

import numpy as np
import shapely

from gridapp.grid.fabric import Fabric, Level
from gridapp.grid.outlines import inside_points, outlines, polygons_of
from gridapp.grid.segments import Ints
from gridapp.grid.slivers import Limits, is_sliver

_DUST = 0.01  # square metres
_HAIR = 0.01  # metres: borders this near run along each other
_FLANKED = 0.75  # the least share of its outline that a crack has along the net


@dataclass(frozen=True, slots=True, eq=False)
class Gap:
    """Ground inside a net's extent that none of its grids has.

    Attributes
    ----------
    net : str
    level : int
    ground : Polygon
        Metres.
    is_hole : bool
        The net is all round it; otherwise it is a crack that opens to the outside.
    """

    net: str
    level: int
    ground: shapely.Polygon
    is_hole: bool


def find_gaps(
    fabric: Fabric, level: Level, crack: float = 0.0, least: Limits | None = None
) -> tuple[Gap, ...]:
    """Find the holes of a net, and the cracks in it that open to the outside.

    A net that covers a part of the town has no gap outside that part, nor in a bay of its
    outline.

    Parameters
    ----------
    crack : float
        Metres: what is narrower than this and has the net on both sides is a crack.
    least : Limits, optional
        Cracks below them are passed over: nobody meant them, and every outline has some.
    """
    covered = np.where(level.labels >= 0, 0, -1)
    (extent,) = outlines(fabric, covered, 1)
    if extent is None:
        return ()
    shells = shapely.polygons(shapely.get_exterior_ring(shapely.get_parts(extent)))
    holes = _pieces(shapely.difference(shapely.union_all(shells), extent))
    found = [Gap(level.net, level.number, hole, True) for hole in holes]
    least = least or Limits()
    if crack > least.width:
        closed = _grown(_grown(extent, crack / 2), -crack / 2)
        beside = shapely.buffer(extent, _HAIR)
        for piece in _pieces(shapely.difference(closed, shapely.union_all([extent, *holes]))):
            if is_sliver(piece.area, 2 * piece.area / piece.length, least):
                continue
            along = shapely.length(shapely.intersection(piece.exterior, beside))
            if along >= _FLANKED * piece.exterior.length:
                found.append(Gap(level.net, level.number, piece, False))
    return tuple(found)


def faces_in(fabric: Fabric, level: Level, gap: Gap) -> Ints:
    """Return the faces of a hole that no grid of the level has, ascending."""
    free = np.flatnonzero(level.labels < 0)
    points = shapely.points(inside_points(fabric, free))
    inside: Ints = free[np.sort(shapely.STRtree(points).query(gap.ground, predicate="contains"))]
    return inside


def beside(fabric: Fabric, level: Level, gap: Gap) -> tuple[str, ...]:
    """Return the codes of the grids round a gap, the one with the longest border first."""
    polygons = polygons_of(fabric, level)
    near = shapely.buffer(gap.ground, _HAIR)
    there = np.flatnonzero(~shapely.is_missing(polygons))
    rows = there[shapely.STRtree(polygons[there]).query(near, predicate="intersects")]
    along = shapely.length(shapely.intersection(shapely.boundary(polygons[rows]), near))
    order = np.lexsort((rows, -along))
    return tuple(str(level.codes[row]) for row in rows[order] if level.codes[row])


def _pieces(ground: shapely.Geometry) -> list[shapely.Polygon]:
    parts = shapely.get_parts(ground)
    areal = shapely.get_type_id(parts) == shapely.GeometryType.POLYGON
    return [one for one in parts[areal] if one.area > _DUST]


def _grown(ground: shapely.Geometry, by: float) -> shapely.Geometry:
    """Grow or shrink with sharp corners, so that corners survive the way there and back."""
    return shapely.buffer(ground, by, join_style="mitre", mitre_limit=5.0)
