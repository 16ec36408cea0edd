"""What each grid has and carries: plain columns, mended where an edit touched the net."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import shapely

from gridapp.desktop.editor.borders import Borders
from gridapp.grid.edits.apply import Change
from gridapp.grid.fabric import Fabric, Objects
from gridapp.grid.outlines import polygons_of
from gridapp.grid.segments import Floats, Ints

FIGURES = (
    "households", "enterprises", "cases", "streets", "area", "perimeter", "compactness", "parts",
    "gained", "lost",
)  # fmt: skip
"""The columns of `Loads.figures`: counts, then metres, square metres, metres, 0 to 1, counts.

Gained and lost are cases of the last days that lie in another grid than in the edition in force.
"""

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
    recent : shapely.STRtree
        Where the cases of the last days lie, metres.
    """

    counts: Mapping[str, tuple[shapely.STRtree, Floats]]
    streets: shapely.STRtree
    recent: shapely.STRtree


@dataclass(frozen=True, slots=True, eq=False)
class Homes:
    """Where the cases of the last days lie in the edition in force.

    Attributes
    ----------
    rows : (n,) int64 array
        The row of each case, -1 for none.
    counts : (g,) int64 array
        How many cases each row has.
    """

    rows: Ints
    counts: Ints

    def count(self, rows: Ints) -> Ints:
        """Return how many cases some rows have; rows that came later have none."""
        known = rows < len(self.counts)
        return np.where(known, self.counts[np.where(known, rows, 0)], 0)


@dataclass(frozen=True, slots=True, eq=False)
class Loads:
    """One level's grids, row by row as in the fabric's level.

    Attributes
    ----------
    polygons : (g,) object array
        None for a row without faces.
    figures : (g, 10) float64 array
        See `FIGURES`; NaN for a row without faces.
    homes : Homes
        Of the recent cases.
    """

    polygons: Objects
    figures: Floats
    homes: Homes

    def of(self, name: str) -> Floats:
        """Return one column, (g,)."""
        return self.figures[:, _COLUMN[name]]

    def mean(self, name: str) -> float:
        """Return a column's mean over the grids there are."""
        column = self.of(name)
        there = ~np.isnan(column)
        return float(column[there].mean()) if there.any() else 0.0


def measure(polygons: Objects, ground: Surroundings) -> Floats:
    """Return the figures of some polygons, (n, 10); NaN where there is none.

    Cases that were gained and lost are left at 0: they depend on who has the polygon.
    """
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
    found[there, _COLUMN["gained"] :] = 0.0
    return found


def _find_homes(polygons: Objects, recent: shapely.STRtree) -> Homes:
    homes = np.full(len(recent), -1, np.int64)
    row, case = recent.query(polygons, predicate="intersects")
    homes[case] = row
    return Homes(homes, np.bincount(homes[homes >= 0], minlength=len(polygons)))


def _set_passed(
    figures: Floats, polygons: Objects, rows: Ints, homes: Homes, ground: Surroundings
) -> None:
    """Write how many recent cases some rows gained and lost, into their figures."""
    there = np.flatnonzero(~shapely.is_missing(polygons))
    place, case = ground.recent.query(polygons[there], predicate="intersects")
    stayed = homes.rows[case] == rows[there][place]
    kept = np.bincount(place[stayed], minlength=len(there))
    figures[there, _COLUMN["gained"]] = np.bincount(place[~stayed], minlength=len(there))
    figures[there, _COLUMN["lost"]] = homes.count(rows[there]) - kept


def _lengths_inside(shapes: Objects, lines: shapely.STRtree) -> Floats:
    """Return how many metres of the lines lie in each polygon."""
    row, line = lines.query(shapes, predicate="intersects")
    pieces = lines.geometries[line]
    whole = shapely.contains_properly(shapes[row], pieces)
    length = np.where(whole, shapely.length(pieces), 0.0)
    cut = ~whole
    length[cut] = shapely.length(shapely.intersection(shapes[row[cut]], pieces[cut]))
    return np.bincount(row, length, minlength=len(shapes)).astype(np.float64)


def measure_net(
    fabric: Fabric, net: str, ground: Surroundings, base: LoadsOf | None = None
) -> dict[int, Loads]:
    """Measure every grid of a net.

    Parameters
    ----------
    base : mapping from level number to Loads, optional
        Of the edition in force; without it the fabric is that edition's.
    """
    found = {}
    for level in fabric.levels:
        if level.net == net:
            polygons = polygons_of(fabric, level)
            figures = measure(polygons, ground)
            if base is None:
                homes = _find_homes(polygons, ground.recent)
            else:
                homes = base[level.number].homes
                _set_passed(figures, polygons, np.arange(len(polygons)), homes, ground)
            found[level.number] = Loads(polygons, figures, homes)
    return found


def mend(
    loads: LoadsOf, fabric: Fabric, net: str, change: Change, ground: Surroundings
) -> dict[int, Loads]:
    """Return the loads after a change: only what it touched is measured anew."""
    borders = Borders()
    return {
        number: mend_level(one, fabric, net, number, change, ground, borders)
        for number, one in loads.items()
    }


def mend_level(
    loads: Loads,
    fabric: Fabric,
    net: str,
    number: int,
    change: Change,
    ground: Surroundings,
    borders: Borders,
) -> Loads:
    """Return the loads of one level after a change."""
    rows = change.grids.get((net, number))
    if rows is None:
        return loads
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
    polygons[rows] = borders.polygons(fabric, level, rows)
    found = measure(polygons[rows], ground)
    _set_passed(found, polygons[rows], rows, loads.homes, ground)
    figures[rows] = found
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
