"""Questions of a merge: slivers, borders that nearly coincide, overlaps and gaps, ranked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

import numpy as np
import shapely

from gridapp.grid.contests import Contest
from gridapp.grid.decisions import Decision
from gridapp.grid.fabric import Fabric
from gridapp.grid.gaps import Gap, beside, find_gaps
from gridapp.grid.outlines import face_areas, face_polygons
from gridapp.grid.segments import Bools, Ints
from gridapp.grid.slivers import (
    Handed,
    Limits,
    face_widths,
    find_slivers,
    is_sliver,
    neighbours,
    rows_beside,
)

Kind = Literal["sliver", "near", "overlap", "gap"]

_MOST_TAKERS = 6
"""Beyond that nobody chooses; the ground has as many long borders at the most."""


@dataclass(frozen=True, slots=True)
class Question:
    """Something that merging found and somebody may decide.

    Attributes
    ----------
    kind : {"sliver", "near", "overlap", "gap"}
        "sliver": was handed over. "near": narrow, but stayed. "overlap": two grids of one
        net claim it. "gap": a net has no grid here, though it has grids all round.
    x, y : float
        A point inside it, metres.
    area, width : float
        Square metres, metres.
    net : str
        The net concerned; for slivers and near borders, the nets that have a border here.
    codes : tuple of str
        The claimants of an overlap.
    takers : tuple of (net, code)
        To whom a decision may give the ground.
    decision : Decision or None
        What was decided here.
    ground : Polygon
        Metres.
    """

    kind: Kind
    x: float
    y: float
    area: float
    width: float
    net: str
    codes: tuple[str, ...] = ()
    takers: tuple[tuple[str, str], ...] = ()
    decision: Decision | None = None
    ground: shapely.Polygon = field(default_factory=shapely.Polygon, compare=False, repr=False)

    @property
    def nets(self) -> tuple[str, ...]:
        """The nets concerned, one by one."""
        return tuple(self.net.split(", ")) if self.net else ()

    def answers(self) -> tuple[Decision, ...]:
        """Return what may be decided here, the usual first."""
        if self.kind == "overlap":
            return tuple(Decision("claim", self.x, self.y, self.net, code) for code in self.codes)
        gifts = (Decision("give", self.x, self.y, net, code) for net, code in self.takers)
        return (Decision("keep", self.x, self.y), *gifts)


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """What a merge found on its way.

    Attributes
    ----------
    noded, fabric : Fabric
        Before and after slivers were handed over.
    contests : tuple of Contest
    handed : Handed
    filled : mapping from Decision to Gap
        Holes that were given away.
    """

    noded: Fabric
    fabric: Fabric
    contests: tuple[Contest, ...]
    handed: Handed
    filled: Mapping[Decision, Gap]


def ask(
    found: Findings, slivers: Limits, near: Limits, decisions: Sequence[Decision]
) -> tuple[Question, ...]:
    """List what a merge found, the largest area first, each with what was decided there.

    Parameters
    ----------
    slivers : Limits
        What was handed over.
    near : Limits
        What is listed as borders that nearly coincide.
    """
    questions = [
        *_handed(found.noded, found.handed, slivers),
        *_overlaps(found.noded, found.contests),
        *_narrow(found.fabric, slivers, near, decisions),
        *_gaps(found.fabric, found.filled, slivers, near),
    ]
    ranked = sorted(questions, key=lambda one: (-one.area, one.kind, one.x, one.y))
    return tuple(_decided(ranked, decisions))


def _decided(questions: list[Question], decisions: Sequence[Decision]) -> list[Question]:
    """Put each decision to the question at its place; the last one there holds."""
    if not decisions or not questions:
        return questions
    grounds = np.array([one.ground for one in questions], dtype=object)
    points = shapely.points([(one.x, one.y) for one in decisions])
    which, row = shapely.STRtree(grounds).query(points, predicate="intersects")
    for at, place in sorted(zip(which.tolist(), row.tolist(), strict=True)):
        decision, question = decisions[at], questions[place]
        if _fits(decision, question):
            questions[place] = replace(question, decision=decision)
    return questions


def _fits(decision: Decision, question: Question) -> bool:
    if decision.action == "keep":
        return question.kind != "overlap"
    if decision.action == "claim":
        named = decision.code in question.codes
        return question.kind == "overlap" and decision.net == question.net and named
    return question.kind != "overlap" and (decision.net, decision.code) in question.takers


def _handed(noded: Fabric, handed: Handed, slivers: Limits) -> Iterator[Question]:
    """Yield slivers, and what was handed over by decision though it is none."""
    for row, ((x, y), area, width, before, after) in enumerate(
        zip(
            handed.places.tolist(),
            handed.areas.tolist(),
            handed.widths.tolist(),
            handed.before,
            handed.after,
            strict=True,
        )
    ):
        nets = dict.fromkeys(noded.levels[at].net for at in np.flatnonzero(before != after))
        yield Question(
            "sliver" if is_sliver(area, width, slivers) else "near",
            x,
            y,
            area,
            width,
            ", ".join(nets),
            takers=_takers(noded, before, handed.beside[row]),
            ground=handed.grounds[row],
        )


def _takers(fabric: Fabric, own: Ints, rows: Ints) -> tuple[tuple[str, str], ...]:
    """Name each face beside some ground by the first net that has another grid there.

    Parameters
    ----------
    own : (levels,) int64 array
        The ground's rows.
    rows : (n, levels) int64 array
        Those of the faces beside it.
    """
    found: dict[tuple[str, str], None] = {}
    is_named = (rows != own) & (rows >= 0)
    for at, some in zip(is_named.argmax(axis=1).tolist(), rows, strict=True):
        level = fabric.levels[at]
        if some[at] >= 0 and (code := str(level.codes[some[at]])):
            found[level.net, code] = None
    return tuple(found)[:_MOST_TAKERS]


def _overlaps(noded: Fabric, contests: Sequence[Contest]) -> Iterator[Question]:
    grounds = np.array([one.ground for one in contests], dtype=object)
    places = shapely.get_coordinates(shapely.point_on_surface(grounds)).tolist()
    for one, (x, y) in zip(contests, places, strict=True):
        codes = noded.level(one.net, one.level).codes
        claimants = tuple(str(codes[row]) for row in one.rows)
        yield Question(
            "overlap",
            x,
            y,
            one.ground.area,
            2 * one.ground.area / one.ground.length,
            one.net,
            claimants,
            tuple((one.net, code) for code in claimants),
            ground=one.ground,
        )


def _narrow(
    fabric: Fabric, slivers: Limits, near: Limits, decisions: Sequence[Decision]
) -> Iterator[Question]:
    """Yield slivers that were kept by decision, and borders that nearly coincide."""
    small = find_slivers(fabric, slivers)
    is_asked = small & _kept(fabric, small, decisions)
    is_asked |= find_slivers(fabric, near)
    faces = np.flatnonzero(is_asked)
    if not len(faces):
        return
    areas, widths = face_areas(fabric), face_widths(fabric)
    grounds = face_polygons(fabric, faces)
    places = shapely.get_coordinates(shapely.point_on_surface(grounds)).tolist()
    aside = rows_beside(fabric, neighbours(fabric, is_asked), faces)
    padded = [np.append(level.labels, -1) for level in fabric.levels]
    for row, (face, (x, y)) in enumerate(zip(faces.tolist(), places, strict=True)):
        arcs = np.flatnonzero((fabric.left == face) | (fabric.right == face))
        left, right = fabric.left[arcs], fabric.right[arcs]
        nets = dict.fromkeys(
            level.net
            for level, labels in zip(fabric.levels, padded, strict=True)
            if (labels[left] != labels[right]).any()
        )
        own = np.array([level.labels[face] for level in fabric.levels])
        yield Question(
            "sliver" if small[face] else "near",
            x,
            y,
            float(areas[face]),
            float(widths[face]),
            ", ".join(nets),
            takers=_takers(fabric, own, aside[row]),
            ground=grounds[row],
        )


def _kept(fabric: Fabric, faces: Bools, decisions: Sequence[Decision]) -> Bools:
    """Tell which of some faces somebody decided to keep."""
    kept = np.zeros(fabric.n_faces, bool)
    rows = np.flatnonzero(faces)
    points = [shapely.Point(one.x, one.y) for one in decisions if one.action == "keep"]
    if len(rows) and points:
        tree = shapely.STRtree(face_polygons(fabric, rows))
        kept[rows[tree.query(points, predicate="within")[1]]] = True
    return kept


def _gaps(
    fabric: Fabric, filled: Mapping[Decision, Gap], slivers: Limits, near: Limits
) -> Iterator[Question]:
    for level in fabric.levels:
        for gap in find_gaps(fabric, level, near.width, slivers):
            takers = beside(fabric, level, gap) if gap.is_hole else ()
            yield _gap(gap, takers)
    for decision, gap in filled.items():
        level = fabric.level(gap.net, gap.level)
        codes = dict.fromkeys((decision.code, *beside(fabric, level, gap)))
        yield _gap(gap, tuple(codes))


def _gap(gap: Gap, takers: Sequence[str]) -> Question:
    place = shapely.point_on_surface(gap.ground)
    return Question(
        "gap",
        place.x,
        place.y,
        gap.ground.area,
        2 * gap.ground.area / gap.ground.length,
        gap.net,
        takers=tuple((gap.net, code) for code in takers[:_MOST_TAKERS]),
        ground=gap.ground,
    )
