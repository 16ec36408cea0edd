"""Merging many nets into one comprehensive net, and saying what became of every old grid."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import shapely

from gridapp.grid.build import FINEST, build_fabric
from gridapp.grid.codes import sequence_codes
from gridapp.grid.compact import compact
from gridapp.grid.correspondence import Correspondence, correspond
from gridapp.grid.decisions import Decision, rule_of, settle_claims
from gridapp.grid.fabric import Fabric, Level, Objects, with_level
from gridapp.grid.gather import gather
from gridapp.grid.grids import Grids
from gridapp.grid.outlines import face_areas, face_polygons, outlines
from gridapp.grid.questions import Question, ask
from gridapp.grid.segments import Floats, Ints, sum_by
from gridapp.grid.slivers import Handed, Limits, hand_over_slivers
from gridapp.grid.wishes import Weights, along_lines, border_votes, either

Naming = Callable[[int, str, shapely.Geometry], str]
"""Names a new grid: from its level, its code and its polygon (metres)."""


@dataclass(frozen=True, slots=True, eq=False)
class Streets:
    """Lines that borders should follow.

    Attributes
    ----------
    lines : (k,) object array of LineString or MultiLineString
        Metres.
    weights : (k,) float64 array
        How much each speaks for a border, 0 … 1; a weight near 1 outvotes most nets.
    reach : float
        Metres: how far from a line a border still runs along it.
    """

    lines: Objects
    weights: Floats
    reach: float


@dataclass(frozen=True, slots=True)
class MergePlan:
    """How nets are merged.

    Attributes
    ----------
    name : str
        The new net's name.
    division : str
        The 9-digit division code of the street or town; the new codes start with it.
    tolerance : float
        Snapping distance, metres.
    slivers : Limits
        What is handed to a neighbour.
    near : Limits
        What is only listed, as borders that nearly coincide.
    level_one, sub_grids : int
        Grids wanted on either level; 0 for as many as there are faces.
    weights : Weights
    decisions : tuple of Decision
    """

    name: str
    division: str
    tolerance: float = FINEST
    slivers: Limits = field(default_factory=Limits)
    near: Limits = field(default_factory=Limits)
    level_one: int = 0
    sub_grids: int = 0
    weights: Weights = field(default_factory=Weights)
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Merged:
    """What merging gives.

    Attributes
    ----------
    fabric : Fabric
        The old nets, without slivers, and the new net on two levels.
    correspondences : dict from (net, level) to Correspondence
        Old grids against new sub-grids, measured on the ground as it was drawn.
    handed : Handed
        The slivers that were handed over.
    questions : tuple of Question
        Ranked: the largest area first.
    unused : tuple of Decision
        Decisions for which there was no occasion.
    """

    fabric: Fabric
    correspondences: dict[tuple[str, int], Correspondence]
    handed: Handed
    questions: tuple[Question, ...]
    unused: tuple[Decision, ...]


def merge_nets(
    nets: Sequence[tuple[str, Grids]],
    plan: MergePlan,
    *,
    loads: Sequence[tuple[Floats, Floats]] = (),
    streets: Streets | None = None,
    naming: Naming | None = None,
) -> Merged:
    """Merge nets into one comprehensive net of two levels.

    Parameters
    ----------
    nets : sequence of (name, Grids)
        The most trusted first: its borders are kept where others run close by. Metres.
    plan : MergePlan
    loads : sequence of ((n, 2) points, (n,) amounts)
        For example households, enterprises; the first is balanced, all are tabulated.
        Without any, area is balanced.
    streets : Streets, optional
        Lines that the new grids' borders should follow.
    naming : Naming, optional
        Names the new grids; without it they have no names.

    Raises
    ------
    InputError
        The boundaries can't be noded with this tolerance.
    """
    noded, overlaps = build_fabric(nets, tolerance=plan.tolerance)
    noded, claimed = settle_claims(noded, overlaps, plan.decisions)
    rule, kept, given = rule_of(noded, plan.decisions)
    fabric, handed, became = hand_over_slivers(noded, plan.slivers, rule, kept)
    if not len(handed):
        fabric, became = compact(noded)

    carried = np.zeros((fabric.n_faces, max(len(loads), 1)))
    carried[:, 0] = face_areas(fabric) if not loads else 0.0
    drawn = np.zeros((noded.n_faces, len(loads)))
    for column, (points, amounts) in enumerate(loads):
        drawn[:, column] = carry(noded, points, amounts)
        np.add.at(carried[:, column], became[became >= 0], drawn[became >= 0, column])
    one, two = _gather(fabric, plan, carried[:, 0], streets)
    final = _with_new_net(fabric, plan, one, two, naming)

    new = np.append(two, -1)[became]
    areas = face_areas(noded)
    tables = {
        (level.net, level.number): correspond(level.labels, new, areas, drawn)
        for level in noded.levels
    }
    used = claimed | given | {decision for decision in plan.decisions if decision.action == "keep"}
    return Merged(
        final,
        tables,
        handed,
        ask(noded, fabric, overlaps, handed, plan.near),
        tuple(one for one in plan.decisions if one not in used),
    )


def carry(fabric: Fabric, points: Floats, amounts: Floats) -> Floats:
    """Return what each face carries of amounts at points; points outside don't count."""
    tree = shapely.STRtree(shapely.points(points))
    face, point = tree.query(face_polygons(fabric), predicate="intersects")
    _, first = np.unique(point, return_index=True)  # a point on a border counts once
    return sum_by(face[first], amounts[point[first]], fabric.n_faces)


def _gather(
    fabric: Fabric, plan: MergePlan, load: Floats, streets: Streets | None
) -> tuple[Ints, Ints]:
    """Return the level-one region and the sub-region of each face."""
    faces = np.arange(fabric.n_faces, dtype=np.int64)
    asked = np.zeros(fabric.n_arcs)
    if streets is not None:
        asked = along_lines(fabric, streets.lines, streets.weights, streets.reach)
    one: Ints | None = None
    regions = []
    for wanted in (plan.level_one or fabric.n_faces, plan.sub_grids or fabric.n_faces):
        votes = either(border_votes(fabric, wanted), asked)
        one = gather(fabric, faces, wanted, load, votes, plan.weights, within=one)
        regions.append(one)
    return regions[0], regions[1]


def _with_new_net(
    fabric: Fabric, plan: MergePlan, one: Ints, two: Ints, naming: Naming | None
) -> Fabric:
    """Add the new net's two levels, coded west to east, then north to south, and named."""
    n_one, n_two = int(one.max(initial=-1)) + 1, int(two.max(initial=-1)) + 1
    parents = np.full(n_two, -1, np.int64)
    parents[two] = one
    shapes = [outlines(fabric, labels, n) for labels, n in ((one, n_one), (two, n_two))]
    places = [shapely.get_coordinates(shapely.point_on_surface(some)) for some in shapes]
    codes_one = np.full(n_one, "", dtype=object)
    codes_two = np.full(n_two, "", dtype=object)
    codes_one[:] = [f"{code}000" for code in sequence_codes(plan.division, *places[0].T)]
    for row, code in enumerate(codes_one):
        inside = np.flatnonzero(parents == row)
        codes_two[inside] = sequence_codes(code[:12], *places[1][inside].T)
    for number, labels, codes, above in (
        (1, one, codes_one, np.full(n_one, -1, np.int64)),
        (2, two, codes_two, parents),
    ):
        names, owners = np.full((2, len(codes)), "", dtype=object)
        if naming is not None:
            named = zip(codes.tolist(), shapes[number - 1], strict=True)
            names[:] = [naming(number, code, polygon) for code, polygon in named]
        fabric = with_level(fabric, Level(plan.name, number, labels, codes, names, owners, above))
    return fabric
