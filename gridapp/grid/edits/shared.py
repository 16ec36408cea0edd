"""Whose borders run along an arc: the nets that share it, and the nets that could rejoin it."""

from dataclasses import dataclass

import numpy as np

from gridapp.grid.adjacency import arc_lengths, parts
from gridapp.grid.edits.borders import GlueBorder
from gridapp.grid.fabric import Fabric, Level
from gridapp.grid.outlines import face_areas
from gridapp.grid.segments import Bools, Floats, Ints


@dataclass(frozen=True, slots=True)
class Share:
    """A net's border along an arc, at the net's finest level.

    Attributes
    ----------
    net, level
    code, other : str
        The grids at the left and at the right.
    """

    net: str
    level: int
    code: str
    other: str


@dataclass(frozen=True, slots=True)
class Rejoining:
    """A way to put a net's border back on another's.

    Attributes
    ----------
    edit : GlueBorder
    faces : tuple of int
        The strip that changes hands.
    area : float
        Of the strip, square metres.
    """

    edit: GlueBorder
    faces: tuple[int, ...]
    area: float


def finest_levels(fabric: Fabric) -> list[Level]:
    """Return the finest level of each net, in the order of the nets."""
    found: dict[str, Level] = {}
    for level in fabric.levels:
        if level.net not in found or level.number > found[level.net].number:
            found[level.net] = level
    return list(found.values())


def shares(fabric: Fabric, arc: int) -> tuple[Share, ...]:
    """Return the nets that have a border between two of their grids along an arc."""
    left, right = int(fabric.left[arc]), int(fabric.right[arc])
    if min(left, right) < 0:
        return ()
    return tuple(
        Share(level.net, level.number, str(level.codes[one]), str(level.codes[two]))
        for level in finest_levels(fabric)
        for one, two in ((int(level.labels[left]), int(level.labels[right])),)
        if one != two and min(one, two) >= 0
    )


def rejoinings(fabric: Fabric, arc: int) -> tuple[Rejoining, ...]:
    """Return how borders apart could come together at an arc, the narrowest strip first.

    The arc may be the one to come back to, or the one to come back from.
    """
    left, right = int(fabric.left[arc]), int(fabric.right[arc])
    if min(left, right) < 0:
        return ()
    levels = finest_levels(fabric)
    here = [one for one in levels if one.labels[left] != one.labels[right]]
    found: list[Rejoining] = []
    for mine in levels:
        for theirs in here:
            if mine.net != theirs.net and mine.labels[left] == mine.labels[right] >= 0:
                found += _onto(fabric, mine, theirs, arc)
    for mine in here:
        for theirs in levels:
            if theirs.labels[left] == theirs.labels[right] >= 0:
                found += _from(fabric, mine, theirs, (left, right))
    return tuple(sorted(found, key=lambda one: one.area))


def _onto(fabric: Fabric, mine: Level, theirs: Level, arc: int) -> list[Rejoining]:
    """Return the way of a net's border onto an arc of another's, if a strip lies between."""
    part, areas = _strips(fabric, mine, theirs)
    sides = (int(part[fabric.left[arc]]), int(part[fabric.right[arc]]))
    strip = min(sides, key=lambda one: (areas[one], one))
    faces = np.flatnonzero(part == strip)
    inside = np.zeros(fabric.n_faces + 1, bool)
    inside[faces] = True
    padded = np.append(mine.labels, -1)
    rim = inside[fabric.left] != inside[fabric.right]
    apart = padded[fabric.left] != padded[fabric.right]
    if not (rim & apart & (fabric.left >= 0) & (fabric.right >= 0)).any():
        return []  # an island of the other net: no border of ours runs along it
    edit = GlueBorder(mine.net, mine.number, arc, theirs.net, theirs.number, with_parent=True)
    return [Rejoining(edit, tuple(faces.tolist()), float(areas[strip]))]


def _from(fabric: Fabric, mine: Level, theirs: Level, sides: tuple[int, int]) -> list[Rejoining]:
    """Return the way of a net's border from between two faces to another's border beside it."""
    part, areas = _strips(fabric, mine, theirs)
    strip = int(part[min(sides, key=lambda face: (areas[part[face]], face))])
    inside = np.append(part == strip, False)
    rim = inside[fabric.left] != inside[fabric.right]
    goal = np.flatnonzero(rim & _within(fabric, mine) & ~_within(fabric, theirs))
    if not len(goal):
        return []
    longest = int(goal[np.argmax(arc_lengths(fabric)[goal])])
    return [one for one in _onto(fabric, mine, theirs, longest) if inside[list(one.faces)].all()]


def _strips(fabric: Fabric, mine: Level, theirs: Level) -> tuple[Ints, Floats]:
    """Return the part of each face where both nets have one grid, and the parts' areas."""
    width = np.int64(theirs.labels.max(initial=0)) + 2
    part = parts(fabric, mine.labels * width + theirs.labels + 1)
    areas = np.bincount(part, face_areas(fabric), fabric.n_faces).astype(np.float64)
    return part, areas


def _within(fabric: Fabric, level: Level) -> Bools:
    """Tell which arcs lie inside one grid of a level."""
    padded = np.append(level.labels, -1)
    one, two = padded[fabric.left], padded[fabric.right]
    inside: Bools = (one == two) & (one >= 0)
    return inside
