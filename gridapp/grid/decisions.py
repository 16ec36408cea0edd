"""Decisions of a merge: kept as data, found again by their place, repeated on a re-run."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import shapely

from gridapp.grid.build import Overlap
from gridapp.grid.fabric import Fabric, with_level
from gridapp.grid.outlines import face_polygons
from gridapp.grid.segments import Floats, Ints
from gridapp.grid.slivers import Candidates, Rule, trusted_first


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided at a place; kept as data, so that a re-run repeats it.

    Attributes
    ----------
    action : {"keep", "give", "claim"}
        "keep": the sliver here is meant, and stays. "give": the sliver here goes to the
        neighbour that belongs to the grid `code` of `net`. "claim": of the grids of `net`
        that overlap here, `code` has the ground.
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


def _faces_at(fabric: Fabric, decisions: Sequence[Decision]) -> Ints:
    """Return the face at each decision's place, -1 outside."""
    found = np.full(len(decisions), -1, np.int64)
    points = shapely.points([(one.x, one.y) for one in decisions])
    face, point = shapely.STRtree(points).query(face_polygons(fabric), predicate="intersects")
    found[point] = face
    return found


def settle_claims(
    fabric: Fabric, overlaps: Sequence[Overlap], decisions: Sequence[Decision]
) -> tuple[Fabric, set[Decision]]:
    """Give contested faces to the grids that decisions name."""
    claims = [one for one in decisions if one.action == "claim"]
    if not claims:
        return fabric, set()
    contested = {(one.net, one.face): one for one in overlaps}
    used: set[Decision] = set()
    for claim, face in zip(claims, _faces_at(fabric, claims).tolist(), strict=True):
        overlap = contested.get((claim.net, face))
        if overlap is None:
            continue
        level = fabric.level(overlap.net, overlap.level)
        rows = [row for row in overlap.rows if level.codes[row] == claim.code]
        if rows:
            labels = level.labels.copy()
            labels[face] = rows[0]
            fabric = with_level(fabric, replace(level, labels=labels))
            used.add(claim)
    return fabric, used


def rule_of(fabric: Fabric, decisions: Sequence[Decision]) -> tuple[Rule, Floats, set[Decision]]:
    """Return the rule that follows decisions, else trust; and the places of slivers kept."""
    trusted = trusted_first(range(len(fabric.levels)))
    kept = np.array([(one.x, one.y) for one in decisions if one.action == "keep"])
    gifts = [one for one in decisions if one.action == "give"]
    used: set[Decision] = set()
    if not gifts:
        return trusted, kept.reshape(-1, 2), used

    def rule(now: Fabric, candidates: Candidates) -> Floats:
        score = trusted(now, candidates)
        bonus = 2.0 ** (len(now.levels) + 2)
        for gift, face in zip(gifts, _faces_at(now, gifts).tolist(), strict=True):
            for level in now.levels:
                if level.net != gift.net:
                    continue
                named = level.codes[level.labels[candidates.neighbour]] == gift.code
                named &= level.labels[candidates.neighbour] >= 0
                hit = named & (candidates.sliver == face)
                if hit.any():
                    used.add(gift)
                    score = score + bonus * hit
        return score

    return rule, kept.reshape(-1, 2), used
