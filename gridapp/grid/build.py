"""Building the fabric from any set of polygon layers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from gridapp.grid.arcs import cut_arcs
from gridapp.grid.fabric import Fabric, Level, freeze
from gridapp.grid.faces import Faced, trace_faces
from gridapp.grid.grids import Grids
from gridapp.grid.outlines import face_polygons
from gridapp.grid.segments import Floats, Ints, Linework, collect_linework, distinct

FINEST = 1e-6
"""Metres: vertices nearer than this are one, whatever tolerance is asked for."""


@dataclass(frozen=True, slots=True, eq=False)
class Overlap:
    """A face that two grids of one level claim; the first of them has it.

    Attributes
    ----------
    net : str
    level : int
    face : int
    rows : tuple of int
        All claimants' rows, ascending.
    """

    net: str
    level: int
    face: int
    rows: tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Snapped:
    """Vertices that snapping moved, those moved farthest first.

    Attributes
    ----------
    places : (k, 2) float64 array
        Where they were, metres; a place that several grids share is there once.
    shifts : (k,) float64 array
        How far they were moved, metres.
    """

    places: Floats
    shifts: Floats

    def __len__(self) -> int:
        return len(self.shifts)

    @property
    def largest(self) -> float:
        """The largest shift, metres; 0 without any."""
        return float(self.shifts.max(initial=0.0))


@dataclass(frozen=True, slots=True, eq=False)
class Built:
    """A fabric, and all that building it did to the polygons given.

    Attributes
    ----------
    fabric : Fabric
        Each net has a `Level` for every level of its grids.
    overlaps : tuple of Overlap
        Where two grids of one level claim a face.
    snapped : Snapped
        Vertices that were moved.
    """

    fabric: Fabric
    overlaps: tuple[Overlap, ...]
    snapped: Snapped


def build_fabric(
    nets: Sequence[tuple[str, Grids]], *, tolerance: float = FINEST
) -> tuple[Fabric, tuple[Overlap, ...]]:
    """Build the fabric of some nets, and say where two grids of a level claim a face.

    See `build_and_report`.
    """
    built = build_and_report(nets, tolerance=tolerance)
    return built.fabric, built.overlaps


def build_and_report(nets: Sequence[tuple[str, Grids]], *, tolerance: float = FINEST) -> Built:
    """Node the borders of all nets once, walk the faces, and label them.

    Parameters
    ----------
    nets : sequence of (name, Grids)
        The most trusted net first: where vertices snap together, its vertices stay. Polygons
        in one projected CRS, metres; they may overlap, leave gaps and be invalid.
    tolerance : float
        Snapping distance, metres: borders that run closer than this become one.

    Raises
    ------
    InputError
        The boundaries can't be noded with this tolerance.
    """
    split = [
        (name, int(number), grids.of_level(int(number)), grids)
        for name, grids in nets
        for number in np.unique(grids.levels)
    ]
    linework = collect_linework([level.polygons for _, _, level, _ in split])
    arcs, became = cut_arcs(linework, max(tolerance, FINEST))
    faced = trace_faces(arcs)
    bare = _number_nodes(faced)
    faces = face_polygons(bare)
    points = shapely.point_on_surface(faces)
    levels: list[Level] = []
    overlaps: list[Overlap] = []
    for name, number, level, _ in split:
        labels, shared = _label(points, level)
        overlaps += [Overlap(name, number, face, rows) for face, rows in shared]
        levels.append(
            Level(
                name,
                number,
                labels,
                level.codes,
                level.names,
                level.owners,
                _parent_rows(level, [one for one in levels if one.net == name]),
            )
        )
    fabric = Fabric(
        bare.nodes,
        bare.xy,
        bare.offsets,
        bare.tails,
        bare.heads,
        bare.left,
        bare.right,
        bare.n_faces,
        tuple(levels),
    )
    return Built(freeze(fabric), tuple(overlaps), _find_snapped(linework, arcs.points[became]))


def _find_snapped(linework: Linework, now: Floats) -> Snapped:
    shifts = np.hypot(*(now - linework.points).T)
    order = np.argsort(-shifts, kind="stable")[: np.count_nonzero(shifts)]
    return Snapped(linework.points[order], shifts[order])


def _number_nodes(faced: Faced) -> Fabric:
    arcs = faced.arcs
    ends = np.concatenate([arcs.tails, arcs.heads])
    used = distinct(ends)
    return Fabric(
        arcs.points[used],
        arcs.points[arcs.vertices],
        arcs.offsets,
        np.searchsorted(used, arcs.tails),
        np.searchsorted(used, arcs.heads),
        faced.left,
        faced.right,
        faced.n_faces,
        (),
    )


def _label(
    points: shapely.Geometry, level: Grids
) -> tuple[Ints, list[tuple[int, tuple[int, ...]]]]:
    """Return the row of the grid round each point, -1 for none, and the contested points."""
    labels = np.full(len(points), -1, np.int64)
    sound = level.polygons.copy()
    invalid = ~shapely.is_valid(sound)
    sound[invalid] = shapely.make_valid(sound[invalid])
    # The polygons ask the tree of points: what asks is prepared once.
    row, point = shapely.STRtree(points).query(sound, predicate="intersects")
    order = np.lexsort((row, point))
    point, row = point[order], row[order]
    is_first = np.ones(len(point), bool)
    is_first[1:] = point[1:] != point[:-1]
    labels[point[is_first]] = row[is_first]
    contested = distinct(point[~is_first].astype(np.int64))
    low, high = np.searchsorted(point, contested), np.searchsorted(point, contested, side="right")
    return labels, [
        (int(face), tuple(row[a:b].tolist()))
        for face, a, b in zip(contested, low, high, strict=True)
    ]


def _parent_rows(level: Grids, above: Sequence[Level]) -> Ints:
    """Return the rows of the parents in the level above, by their codes."""
    rows = np.full(len(level), -1, np.int64)
    for upper in above:
        if upper.number == int(level.levels[0]) - 1:
            known = {code: row for row, code in enumerate(upper.codes)}
            rows[:] = [known.get(code, -1) for code in level.parents]
    return rows
