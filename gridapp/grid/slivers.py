"""Slivers: faces too small or too narrow to be meant, and handing them to a neighbour."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import shapely

from gridapp.grid.adjacency import arc_lengths
from gridapp.grid.compact import compact
from gridapp.grid.fabric import Fabric, Objects, freeze
from gridapp.grid.outlines import face_areas, face_polygons
from gridapp.grid.segments import Bools, Floats, Ints, sum_by


@dataclass(frozen=True, slots=True)
class Limits:
    """Below which a face is a sliver: square metres, metres (twice area by perimeter)."""

    area: float = 0.0
    width: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Candidates:
    """Which neighbour could take which sliver; a pair in each row.

    Attributes
    ----------
    sliver, neighbour : (k,) int64 arrays
        Faces.
    shared : (k,) float64 array
        Length of the border between them, metres.
    """

    sliver: Ints
    neighbour: Ints
    shared: Floats


Rule = Callable[[Fabric, Candidates], Floats]
"""Scores each candidate; the highest has the sliver."""

Chooser = Callable[[Fabric], Bools]
"""Chooses faces."""


def longest_border(_fabric: Fabric, candidates: Candidates) -> Floats:
    """Give a sliver to the neighbour it shares most border with."""
    return candidates.shared


def trusted_first(order: Sequence[int]) -> Rule:
    """Return the rule that keeps the borders of the most trusted levels.

    A sliver goes to a neighbour that the first level (places in the fabric) doesn't part it
    from; among these the second level decides, and so on; at last the longest border.
    """

    def score(fabric: Fabric, candidates: Candidates) -> Floats:
        agreed = np.zeros(len(candidates.sliver))
        for place in order:
            labels = fabric.levels[place].labels
            same = labels[candidates.sliver] == labels[candidates.neighbour]
            agreed = 2 * agreed + same
        agreed += candidates.shared / (candidates.shared.max(initial=0) + 1)
        return agreed

    return score


@dataclass(frozen=True, slots=True, eq=False)
class Handed:
    """What was handed over: a sliver in each row, in the order in which it was done.

    Attributes
    ----------
    places : (k, 2) float64 array
        A point inside each, metres.
    areas, widths : (k,) float64 arrays
        Square metres, metres.
    before, after : (k, levels) int64 arrays
        The sliver's row in each level, -1 for none.
    grounds : (k,) object array of Polygon
        Metres.
    beside : tuple of k (n, levels) int64 arrays
        The rows of the faces beside each, the one with the longest border first.
    """

    places: Floats
    areas: Floats
    widths: Floats
    before: Ints
    after: Ints
    grounds: Objects
    beside: tuple[Ints, ...]

    def __len__(self) -> int:
        return len(self.areas)


def face_widths(fabric: Fabric) -> Floats:
    """Return the mean width of each face, twice its area by its perimeter, metres."""
    lengths = arc_lengths(fabric)
    size = fabric.n_faces + 1
    around = sum_by(fabric.left + 1, lengths, size) + sum_by(fabric.right + 1, lengths, size)
    widths: Floats = 2 * face_areas(fabric) / around[1:]
    return widths


def is_sliver(area: float, width: float, limits: Limits) -> bool:
    """Tell whether ground of this size is a sliver."""
    return area < limits.area or width < limits.width


def find_slivers(fabric: Fabric, limits: Limits) -> Bools:
    """Tell which faces are slivers."""
    small: Bools = face_areas(fabric) < limits.area
    narrow: Bools = face_widths(fabric) < limits.width
    return small | narrow


def neighbours(fabric: Fabric, faces: Bools) -> Candidates:
    """Return the pairs of a face chosen and a face beside it."""
    inner = np.flatnonzero((fabric.left >= 0) & (fabric.right >= 0))
    one = np.concatenate([fabric.left[inner], fabric.right[inner]])
    two = np.concatenate([fabric.right[inner], fabric.left[inner]])
    lengths = np.tile(arc_lengths(fabric)[inner], 2)
    wanted = faces[one]
    one, two, lengths = one[wanted], two[wanted], lengths[wanted]
    keys, row = np.unique(one * fabric.n_faces + two, return_inverse=True)
    shared = sum_by(row, lengths, len(keys))
    return Candidates(keys // fabric.n_faces, keys % fabric.n_faces, shared)


def rows_beside(fabric: Fabric, pairs: Candidates, faces: Ints) -> tuple[Ints, ...]:
    """Return for each of some faces the rows of those beside it, (n, levels), longest first.

    Parameters
    ----------
    faces : (k,) int64 array
        Ascending, among the pairs' slivers or without neighbours.
    """
    order = np.lexsort((-pairs.shared, pairs.sliver))
    rows = np.stack([level.labels[pairs.neighbour[order]] for level in fabric.levels], axis=1)
    low, high = (np.searchsorted(pairs.sliver[order], faces, side) for side in ("left", "right"))
    return tuple(rows[a:b] for a, b in zip(low, high, strict=True))


def hand_over_slivers(
    fabric: Fabric,
    limits: Limits,
    rule: Rule = longest_border,
    kept: Floats | None = None,
    wanted: Chooser | None = None,
) -> tuple[Fabric, Handed, Ints]:
    """Hand every sliver to a neighbour, and dissolve what is one now.

    A sliver among slivers waits until one beside it has been handed over; where there are
    only slivers, the larger neighbour has it. A sliver without neighbours stays.

    Parameters
    ----------
    rule : Rule
        Who gets it.
    kept : (k, 2) float64 array, optional
        Points in slivers that are to stay.
    wanted : Chooser, optional
        What is handed over besides, though it is no sliver.

    Returns
    -------
    fabric : Fabric
    handed : Handed
    faces : (f,) int64 array
        The face that each face given became, or became part of; -1 for outside.
    """
    done: list[Handed] = []
    faces = np.arange(fabric.n_faces, dtype=np.int64)
    while True:
        is_sliver = find_slivers(fabric, limits)
        if kept is not None and len(kept) and is_sliver.any():
            rows = np.flatnonzero(is_sliver)
            tree = shapely.STRtree(face_polygons(fabric, rows))
            _, found = tree.query(shapely.points(kept), predicate="within")
            is_sliver[rows[found]] = False
        if wanted is not None:
            is_sliver |= wanted(fabric)
        pairs = neighbours(fabric, is_sliver)
        chosen = _choose(fabric, pairs, is_sliver, rule)
        slivers = np.flatnonzero(chosen >= 0)
        if not len(slivers):
            break
        grounds = face_polygons(fabric, slivers)
        before = np.stack([level.labels[slivers] for level in fabric.levels], axis=1)
        after = np.stack([level.labels[chosen[slivers]] for level in fabric.levels], axis=1)
        done.append(
            Handed(
                shapely.get_coordinates(shapely.point_on_surface(grounds)),
                face_areas(fabric)[slivers],
                face_widths(fabric)[slivers],
                before,
                after,
                grounds,
                rows_beside(fabric, pairs, slivers),
            )
        )
        levels = []
        for place, level in enumerate(fabric.levels):
            labels = level.labels.copy()
            labels[slivers] = after[:, place]
            levels.append(replace(level, labels=labels))
        fabric, became = compact(freeze(replace(fabric, levels=tuple(levels))))
        faces = np.append(became, -1)[faces]
    return fabric, _joined(done, len(fabric.levels)), faces


def _choose(fabric: Fabric, pairs: Candidates, is_sliver: Bools, rule: Rule) -> Ints:
    """Return for each face the face that it goes to, -1 to stay."""
    chosen = np.full(fabric.n_faces, -1, np.int64)
    if not len(pairs.sliver):
        return chosen
    score = rule(fabric, pairs)
    solid = ~is_sliver[pairs.neighbour]
    if not solid.any():  # nothing but slivers: the larger swallows the smaller
        areas = face_areas(fabric)
        more = areas[pairs.neighbour] - areas[pairs.sliver]
        solid = (more > 0) | ((more == 0) & (pairs.neighbour < pairs.sliver))
        # Only the smallest go now, so that no sliver goes to one that goes itself.
        taken = np.zeros(fabric.n_faces, bool)
        taken[pairs.neighbour[solid]] = True
        solid &= ~taken[pairs.sliver]
    order = np.lexsort((-pairs.neighbour, score))
    order = order[solid[order]]
    chosen[pairs.sliver[order]] = pairs.neighbour[order]  # the last write, the best, stays
    return chosen


def _joined(done: list[Handed], n_levels: int) -> Handed:
    if not done:
        none = np.empty((0, n_levels), np.int64)
        nothing = np.empty(0, dtype=object)
        return Handed(np.empty((0, 2)), np.empty(0), np.empty(0), none, none, nothing, ())
    return Handed(
        np.concatenate([one.places for one in done]),
        np.concatenate([one.areas for one in done]),
        np.concatenate([one.widths for one in done]),
        np.concatenate([one.before for one in done]),
        np.concatenate([one.after for one in done]),
        np.concatenate([one.grounds for one in done]),
        tuple(rows for one in done for rows in one.beside),
    )
