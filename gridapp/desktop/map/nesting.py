"""Levels that nest: a coarser level takes its simplified boundaries from the finer one.

Simplified by itself, its lines would lie up to a pixel beside those of the finer level, of which
they are a part.
"""

from dataclasses import dataclass

import numpy as np
import shapely

from gridapp.desktop.map.borders import joined_rings, outside
from gridapp.desktop.map.ragged import Geometries, Indices, Ragged, of_rings
from gridapp.desktop.map.shapes import Shapes
from gridapp.desktop.map.view import Coordinates

_NOBODY = -2  # whose neighbour is nobody: no parent has this number, nor is it “no parent” (-1)


@dataclass(frozen=True, slots=True, eq=False)
class Outlines:
    """Rings of a coarser level, and which of its features they belong to."""

    ragged: Ragged
    order: Indices


def is_nest(coarse: Geometries, fine: Geometries, parents: Indices) -> bool:
    """Return whether each coarse polygon is exactly what its fine ones cover together.

    Parameters
    ----------
    coarse, fine : object arrays, shapes (m,) and (n,)
        Polygons or multipolygons; None has no shape.
    parents : intp array, shape (n,)
        In which coarse one each fine one lies; -1 for none.
    """
    there = np.flatnonzero((parents >= 0) & ~shapely.is_missing(fine))
    there = there[np.argsort(parents[there], kind="stable")]
    cuts = np.cumsum(np.bincount(parents[there], minlength=len(coarse)))[:-1]
    united = np.full(len(coarse), None, dtype=object)
    try:
        for number, some in enumerate(np.split(fine[there], cuts)):
            if len(some):
                united[number] = shapely.coverage_union_all(some)
    except shapely.GEOSException:  # they overlap, or leave gaps
        return False
    missing = shapely.is_missing(coarse)
    same = shapely.equals_exact(shapely.normalize(united), shapely.normalize(coarse))
    return bool((same | (missing & shapely.is_missing(united))).all())


def outlines(fine: Shapes, parents: Indices, count: int) -> Outlines | None:
    """Return the rings round the features of each parent; None where they don't close.

    Parameters
    ----------
    fine : Shapes
    parents : intp array, shape (n,)
        As for `is_nest`.
    count : int
        Parents.
    """
    there = np.flatnonzero((fine.rows >= 0) & (parents >= 0))
    there = there[np.lexsort((fine.rows[there], parents[there]))]
    rows = fine.rows[there]
    ragged = fine.ragged.take(rows)
    across = fine.borders.across[fine.ragged.vertices(rows)]
    mine = np.repeat(parents[there], ragged.sizes)
    outer = mine != np.where(across == outside, _NOBODY, parents[across])
    lengths = np.diff(ragged.parts)
    outer[ragged.parts[1:][lengths > 0] - 1] = False  # no segment leaves a part's last vertex
    bounds = np.searchsorted(mine, np.arange(count + 1))
    found: list[list[Coordinates]] = []
    order = np.unique(parents[there])
    for parent in order.tolist():
        some = slice(int(bounds[parent]), int(bounds[parent + 1]))
        rings = joined_rings(ragged.coords[some], outer[some])
        if rings is None:
            return None
        found.append(rings)
    return Outlines(of_rings(found), order)
