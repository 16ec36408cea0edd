"""Decisions of a merge: kept as data, found again by their place, repeated on a re-run."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import shapely

from gridapp.grid.contests import Contest
from gridapp.grid.fabric import Fabric, freeze
from gridapp.grid.gaps import Gap, faces_in
from gridapp.grid.outlines import face_areas, face_polygons
from gridapp.grid.segments import Bools, Floats, Ints
from gridapp.grid.slivers import (
    Candidates,
    Chooser,
    Limits,
    Rule,
    face_widths,
    neighbours,
    trusted_first,
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided at a place; kept as data, so that a re-run repeats it.

    Attributes
    ----------
    action : {"keep", "give", "claim"}
        "keep": the sliver, the border or the gap here is meant, and stays. "give": the
        sliver here, or what lies between two borders that nearly coincide, goes to the
        neighbour that belongs to the grid `code` of `net`; a gap of `net` here becomes part
        of `code`. "claim": of the grids of `net` that overlap here, `code` has the ground.
    x, y : float
        A point inside it, metres.
    net, code : str
        Empty for "keep".
    """

    action: Literal["keep", "give", "claim"]
    x: float
    y: float
    net: str = ""
    code: str = ""


def settle_claims(
    fabric: Fabric, contests: Sequence[Contest], decisions: Sequence[Decision]
) -> tuple[Fabric, set[Decision]]:
    """Give contested ground to the grids that decisions name; return those that did so."""
    used: set[Decision] = set()
    for claim in (one for one in decisions if one.action == "claim"):
        for contest in contests:
            if contest.net != claim.net or not _holds(contest.ground, claim):
                continue
            level = fabric.level(contest.net, contest.level)
            rows = [row for row in contest.rows if level.codes[row] == claim.code]
            if rows:
                fabric = _with_labels(fabric, contest, contest.faces, rows[0])
                used.add(claim)
    return fabric, used


def fill_gaps(
    fabric: Fabric, gaps: Sequence[Gap], decisions: Sequence[Decision]
) -> tuple[Fabric, dict[Decision, Gap]]:
    """Give the holes of nets to the grids that decisions name; return what was given."""
    given: dict[Decision, Gap] = {}
    for gift in (one for one in decisions if one.action == "give"):
        for gap in gaps:
            if gap.net != gift.net or not gap.is_hole or not _holds(gap.ground, gift):
                continue
            level = fabric.level(gap.net, gap.level)
            rows = np.flatnonzero(level.codes == gift.code)
            if len(rows):
                faces = faces_in(fabric, level, gap)
                fabric = _with_labels(fabric, gap, faces, int(rows[0]))
                given[gift] = gap
    return fabric, given


def rule_of(
    fabric: Fabric, decisions: Sequence[Decision], near: Limits
) -> tuple[Rule, Chooser, set[Decision]]:
    """Return how slivers are given by decision, else by trust.

    Parameters
    ----------
    near : Limits
        What is below them is handed over where a decision says so, though it is no sliver.

    Returns
    -------
    rule : Rule
    wanted : Chooser
        What is handed over by decision.
    used : set of Decision
        Fills up while the rule is in use.
    """
    trusted = trusted_first(range(len(fabric.levels)))
    gifts = [one for one in decisions if one.action == "give"]
    used: set[Decision] = set()

    def hits(now: Fabric, candidates: Candidates, faces: Ints) -> list[Bools]:
        found = []
        for gift, face in zip(gifts, faces.tolist(), strict=True):
            hit = np.zeros(len(candidates.sliver), bool)
            for level in now.levels:
                if level.net == gift.net:
                    rows = level.labels[candidates.neighbour]
                    hit |= (rows >= 0) & (level.codes[rows] == gift.code)
            found.append(hit & (candidates.sliver == face))
        return found

    def rule(now: Fabric, candidates: Candidates) -> Floats:
        score = trusted(now, candidates)
        if not gifts:
            return score
        bonus = 2.0 ** (len(now.levels) + 2)
        for gift, hit in zip(gifts, hits(now, candidates, faces_at(now, gifts)), strict=True):
            if hit.any():
                used.add(gift)
                score = score + bonus * hit
        return score

    def wanted(now: Fabric) -> Bools:
        chosen = np.zeros(now.n_faces, bool)
        if not gifts:
            return chosen
        faces = faces_at(now, gifts)
        there = np.unique(faces[faces >= 0])
        below = (face_areas(now)[there] < near.area) | (face_widths(now)[there] < near.width)
        chosen[there[below]] = True
        pairs = neighbours(now, chosen)
        chosen[:] = False
        for hit in hits(now, pairs, faces):
            chosen[pairs.sliver[hit]] = True
        for gift, face in zip(gifts, faces.tolist(), strict=True):
            if face >= 0 and _is_done(now, gift, face):
                chosen[face] = False
        return chosen

    return rule, wanted, used


def kept_places(decisions: Sequence[Decision]) -> Floats:
    """Return the places that are to stay, (k, 2), metres."""
    return np.array([(one.x, one.y) for one in decisions if one.action == "keep"]).reshape(-1, 2)


def faces_at(fabric: Fabric, decisions: Sequence[Decision]) -> Ints:
    """Return the face at each decision's place, -1 outside."""
    found = np.full(len(decisions), -1, np.int64)
    if decisions:
        points = shapely.points([(one.x, one.y) for one in decisions])
        face, point = shapely.STRtree(points).query(face_polygons(fabric), predicate="intersects")
        found[point] = face
    return found


def _holds(ground: shapely.Polygon, decision: Decision) -> bool:
    return bool(shapely.intersects_xy(ground, decision.x, decision.y))


def _is_done(fabric: Fabric, gift: Decision, face: int) -> bool:
    """Whether the ground at a gift's place belongs to the grid that it names already."""
    return any(
        level.net == gift.net
        and level.labels[face] >= 0
        and level.codes[level.labels[face]] == gift.code
        for level in fabric.levels
    )


def _with_labels(fabric: Fabric, of: Contest | Gap, faces: Ints, row: int) -> Fabric:
    level = fabric.level(of.net, of.level)
    labels = level.labels.copy()
    labels[faces] = row
    at = fabric.place(of.net, of.level)  # levels keep their order: it is that of trust
    levels = (*fabric.levels[:at], replace(level, labels=labels), *fabric.levels[at + 1 :])
    return freeze(replace(fabric, levels=levels))
