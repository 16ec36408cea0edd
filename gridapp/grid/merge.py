"""Merging many nets into one comprehensive net, and saying what became of every old grid."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
import shapely

from gridapp.grid.build import FINEST, Snapped, build_and_report
from gridapp.grid.coding import Naming, identify
from gridapp.grid.compact import compact
from gridapp.grid.contests import find_contests
from gridapp.grid.correspondence import Correspondence, correspond
from gridapp.grid.decisions import Decision, fill_gaps, kept_places, rule_of, settle_claims
from gridapp.grid.fabric import Fabric, Level, Objects, with_level
from gridapp.grid.gaps import Gap, find_gaps
from gridapp.grid.gather import gather
from gridapp.grid.grids import Grids
from gridapp.grid.outlines import face_areas, face_polygons, outlines
from gridapp.grid.questions import Findings, Question, ask
from gridapp.grid.segments import Floats, Ints, sum_by
from gridapp.grid.slivers import Handed, Limits, hand_over_slivers
from gridapp.grid.wishes import Weights, along_lines, border_votes, either
from gridapp.messages import Message, message

AREA = "area"
"""What `MergePlan.balanced` calls the ground itself."""

Load = tuple[Floats, Floats]
"""Points (n, 2), metres, and what is at each, (n,)."""

Watch = Callable[[Message, float], None]
"""Hears what is done now and the share of the work before it; may raise to stop the work."""

_NO_LOADS: Mapping[str, Load] = MappingProxyType({})


@dataclass(frozen=True, slots=True, eq=False)
class Streets:
    """Lines that the borders of sub-grids should follow.

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
    balanced : tuple of str
        What the grids shall have equal shares of: "area", or names of loads; of several,
        each counts as much as the others.
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
    balanced: tuple[str, ...] = (AREA,)
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
    loads : tuple of str
        What the correspondences' loads are, column by column.
    snapped : Snapped
        Vertices that were moved.
    handed : Handed
        The slivers that were handed over.
    questions : tuple of Question
        Ranked: the largest area first.
    unused : tuple of Decision
        Decisions for which there was no occasion.
    """

    fabric: Fabric
    correspondences: dict[tuple[str, int], Correspondence]
    loads: tuple[str, ...]
    snapped: Snapped
    handed: Handed
    questions: tuple[Question, ...]
    unused: tuple[Decision, ...]


def merge_nets(
    nets: Sequence[tuple[str, Grids]],
    plan: MergePlan,
    *,
    loads: Mapping[str, Load] = _NO_LOADS,
    streets: Streets | None = None,
    naming: Naming | None = None,
    former: Grids | None = None,
    watch: Watch = lambda _what, _share: None,
) -> Merged:
    """Merge nets into one comprehensive net of two levels.

    Parameters
    ----------
    nets : sequence of (name, Grids)
        The most trusted first: its borders are kept where others run close by. Metres.
    plan : MergePlan
    loads : mapping of name to (points, amounts)
        For example households, enterprises; all are tabulated, `plan.balanced` names those
        that are balanced.
    streets : Streets, optional
        Lines that the new sub-grids' borders should follow.
    naming : Naming, optional
        Names the new grids; without it they have no names.
    former : Grids, optional
        An edition of the same net: what stays the same keeps code, name and owner.
    watch : Watch, optional
        Hears how far it has come.

    Raises
    ------
    InputError
        The boundaries can't be noded with this tolerance.
    """
    watch(message("Comparing the borders of all nets"), 0.0)
    built = build_and_report(nets, tolerance=plan.tolerance)
    watch(message("Handing slivers over"), 0.3)
    contests = find_contests(built.fabric, built.overlaps)
    noded, claimed = settle_claims(built.fabric, contests, plan.decisions)
    noded, filled = _fill(noded, plan.decisions)
    rule, wanted, given = rule_of(noded, plan.decisions, plan.near)
    fabric, handed, became = hand_over_slivers(
        noded, plan.slivers, rule, kept_places(plan.decisions), wanted
    )
    if not len(handed):
        fabric, became = compact(noded)

    watch(message("Gathering faces into grids"), 0.6)
    drawn = np.zeros((noded.n_faces, len(loads)))
    for column, (points, amounts) in enumerate(loads.values()):
        drawn[:, column] = carry(noded, points, amounts)
    load = _balanced_load(fabric, plan, tuple(loads), drawn, became)
    one, two = _gather(fabric, plan, load, streets, watch)
    watch(message("Coding the new grids"), 0.85)
    final = _with_new_net(fabric, plan, one, two, naming, former)

    watch(message("Listing what was found"), 0.9)
    new = np.append(two, -1)[became]
    areas = face_areas(noded)
    tables = {
        (level.net, level.number): correspond(level.labels, new, areas, drawn)
        for level in noded.levels
    }
    findings = Findings(noded, fabric, contests, handed, filled)
    questions = ask(findings, plan.slivers, plan.near, plan.decisions)
    used = claimed | given | set(filled) | {one.decision for one in questions}
    return Merged(
        final,
        tables,
        tuple(loads),
        built.snapped,
        handed,
        questions,
        tuple(one for one in plan.decisions if one not in used),
    )


def _fill(noded: Fabric, decisions: Sequence[Decision]) -> tuple[Fabric, dict[Decision, Gap]]:
    """Fill the holes that decisions give away; without such decisions none is looked for."""
    named = {one.net for one in decisions if one.action == "give"}
    holes = [gap for level in noded.levels if level.net in named for gap in find_gaps(noded, level)]
    return fill_gaps(noded, holes, decisions)


def _balanced_load(
    fabric: Fabric, plan: MergePlan, names: tuple[str, ...], drawn: Floats, became: Ints
) -> Floats:
    """Return what each face weighs, each balanced load as a share of its sum."""
    total = np.zeros(fabric.n_faces)
    for name in plan.balanced:
        load = face_areas(fabric)
        if name != AREA:
            load = sum_by(became[became >= 0], drawn[became >= 0, names.index(name)],
                          fabric.n_faces)  # fmt: skip
        total += load / max(float(load.sum()), 1e-12)
    return total


def carry(fabric: Fabric, points: Floats, amounts: Floats) -> Floats:
    """Return what each face carries of amounts at points; points outside don't count."""
    tree = shapely.STRtree(shapely.points(points))
    face, point = tree.query(face_polygons(fabric), predicate="intersects")
    _, first = np.unique(point, return_index=True)  # a point on a border counts once
    return sum_by(face[first], amounts[point[first]], fabric.n_faces)


def _gather(
    fabric: Fabric, plan: MergePlan, load: Floats, streets: Streets | None, watch: Watch
) -> tuple[Ints, Ints]:
    """Return the level-one region and the sub-region of each face.

    Level-one grids are villages and communities: what the nets agree on, whatever runs through
    it. Streets speak for the borders inside them.
    """
    faces = np.arange(fabric.n_faces, dtype=np.int64)
    wanted = plan.level_one or fabric.n_faces, plan.sub_grids or fabric.n_faces
    one = gather(fabric, faces, wanted[0], load, border_votes(fabric, wanted[0]), plan.weights)
    watch(message("Gathering faces into grids"), 0.75)
    votes = border_votes(fabric, wanted[1])
    if streets is not None and len(streets.lines):
        asked = along_lines(fabric, streets.lines, streets.weights, streets.reach)
        votes = either(votes, asked)
    return one, gather(fabric, faces, wanted[1], load, votes, plan.weights, within=one)


def _with_new_net(
    fabric: Fabric,
    plan: MergePlan,
    one: Ints,
    two: Ints,
    naming: Naming | None,
    former: Grids | None,
) -> Fabric:
    """Add the new net's two levels, coded and named."""
    n_one, n_two = int(one.max(initial=-1)) + 1, int(two.max(initial=-1)) + 1
    parents = np.full(n_two, -1, np.int64)
    parents[two] = one
    shapes = [outlines(fabric, labels, n) for labels, n in ((one, n_one), (two, n_two))]
    known = identify(plan.division, shapes, parents, naming, former)
    top = np.full(n_one, -1, np.int64)
    for number, labels, who, above in ((1, one, known[0], top), (2, two, known[1], parents)):
        level = Level(plan.name, number, labels, who.codes, who.names, who.owners, above)
        fabric = with_level(fabric, level)
    return fabric
