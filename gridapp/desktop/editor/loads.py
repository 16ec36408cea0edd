"""What each grid has and carries: plain columns, mended where an edit touched the net."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import shapely

from gridapp.grid.edits.apply import Change
from gridapp.grid.fabric import Fabric, Objects
from gridapp.grid.outlines import outlines, polygons_of
from gridapp.grid.segments import Floats, Ints

FIGURES = (
    "households", "enterprises", "cases", "streets", "area", "perimeter", "compactness", "parts",
)  # fmt: skip
"""The columns of `Loads.figures`: counts, then metres, square metres, metres, 0 to 1, a count."""

_COLUMN = {name: at for at, name in enumerate(FIGURES)}

Points = tuple[tuple[float, float], ...]
"""A line that was drawn, metres."""

LoadsOf = Mapping[int, "Loads"]
"""The loads of each level of the net, by its number."""


@dataclass(frozen=True, slots=True, eq=False)
class Surroundings:
    """What lies on the ground, whatever grids it is divided into.

    Attributes
    ----------
    counts : mapping from name to (shapely.STRtree, (n,) float64 array)
        Points in metres, and how many are at each: households, enterprises, cases.
    streets : shapely.STRtree
        Lines, metres: what a patrol walks.
    """

    counts: Mapping[str, tuple[shapely.STRtree, Floats]]
    streets: shapely.STRtree


@dataclass(frozen=True, slots=True, eq=False)
class Loads:
    """One level's grids, row by row as in the fabric's level.

    Attributes
    ----------
    polygons : (g,) object array
        None for a row without faces.
    figures : (g, 8) float64 array
        See `FIGURES`; NaN for a row without faces.
    """

    polygons: Objects
    figures: Floats

    def of(self, name: str) -> Floats:
        """Return one column, (g,)."""
        return self.figures[:, _COLUMN[name]]

    def mean(self, name: str) -> float:
        """Return a column's mean over the grids there are."""
        column = self.of(name)
        there = ~np.isnan(column)
        return float(column[there].mean()) if there.any() else 0.0


def measure(polygons: Objects, ground: Surroundings) -> Floats:
    """Return the figures of some polygons, (n, 8); NaN where there is none."""
    found = np.full((len(polygons), len(FIGURES)), np.nan)
    there = np.flatnonzero(~shapely.is_missing(polygons))
    shapes = polygons[there]
    if not len(there):
        return found
    shapely.prepare(shapes)
    for name, (points, amounts) in ground.counts.items():
        row, point = points.query(shapes, predicate="intersects")
        found[there, _COLUMN[name]] = np.bincount(row, amounts[point], minlength=len(shapes))
    found[there, _COLUMN["streets"]] = _lengths_inside(shapes, ground.streets)
    area, around = shapely.area(shapes), shapely.length(shapes)
    found[there, _COLUMN["area"]] = area
    found[there, _COLUMN["perimeter"]] = around
    # Polsby and Popper: 1 for a circle.
    found[there, _COLUMN["compactness"]] = 4 * np.pi * area / around**2
    found[there, _COLUMN["parts"]] = shapely.get_num_geometries(shapes)
    return found


def _lengths_inside(shapes: Objects, lines: shapely.STRtree) -> Floats:
    """Return how many metres of the lines lie in each polygon."""
    row, line = lines.query(shapes, predicate="intersects")
    pieces = lines.geometries[line]
    whole = shapely.contains_properly(shapes[row], pieces)
    length = np.where(whole, shapely.length(pieces), 0.0)
    cut = ~whole
    length[cut] = shapely.length(shapely.intersection(shapes[row[cut]], pieces[cut]))
    return np.bincount(row, length, minlength=len(shapes)).astype(np.float64)


def measure_net(fabric: Fabric, net: str, ground: Surroundings) -> dict[int, Loads]:
    """Measure every grid of a net."""
    found = {}
    for level in fabric.levels:
        if level.net == net:
            polygons = polygons_of(fabric, level)
            found[level.number] = Loads(polygons, measure(polygons, ground))
    return found


def mend(
    loads: LoadsOf, fabric: Fabric, net: str, change: Change, ground: Surroundings
) -> dict[int, Loads]:
    """Return the loads after a change: only what it touched is measured anew."""
    mended = dict(loads)
    for (of, number), rows in change.grids.items():
        if of == net:
            mended[number] = _mend_level(loads[number], fabric, net, number, rows, ground)
    return mended


def _mend_level(
    loads: Loads, fabric: Fabric, net: str, number: int, rows: Ints, ground: Surroundings
) -> Loads:
    level = fabric.level(net, number)
    n = len(level.codes)
    kept = min(n, len(loads.polygons))
    if kept == n:
        polygons, figures = loads.polygons[:n].copy(), loads.figures[:n].copy()
    else:
        polygons = np.full(n, None, dtype=object)
        figures = np.full((n, len(FIGURES)), np.nan)
        polygons[:kept], figures[:kept] = loads.polygons, loads.figures
    rows = rows[rows < n]
    wanted = np.zeros(n, bool)
    wanted[rows] = True
    polygons[rows] = outlines(fabric, level.labels, n, wanted)[rows]
    figures[rows] = measure(polygons[rows], ground)
    return replace(loads, polygons=polygons, figures=figures)


def row_along(polygons: Objects, line: Points) -> int:
    """Return the row of the polygon that most of a line runs in, -1 for none."""
    trace = shapely.LineString(line)
    left, bottom, right, top = trace.bounds
    west, south, east, north = shapely.bounds(polygons).T
    near = np.flatnonzero((west <= right) & (east >= left) & (south <= top) & (north >= bottom))
    lengths = shapely.length(shapely.intersection(polygons[near], trace))
    return int(near[np.argmax(lengths)]) if lengths.max(initial=0.0) > 0 else -1


def row_at(polygons: Objects, x: float, y: float) -> int:
    """Return the row of the polygon that holds a place, -1 for none."""
    left, bottom, right, top = shapely.bounds(polygons).T  # NaN for None: never near
    near = np.flatnonzero((left <= x) & (x <= right) & (bottom <= y) & (y <= top))
    inside = near[shapely.intersects_xy(polygons[near], x, y)]
    return int(inside[0]) if len(inside) else -1
