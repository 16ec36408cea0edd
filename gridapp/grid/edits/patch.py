"""A patch: which nodes, arcs, labels and grids get which values; its inverse is a patch."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from gridapp.grid.fabric import Fabric, Level, Objects, freeze
from gridapp.grid.segments import Floats, Ints

_Column = TypeVar("_Column", bound=np.generic)

NO_ROWS: Ints = np.empty(0, np.int64)


@dataclass(frozen=True, slots=True)
class Succession:
    """What becomes of a grid's open cases.

    Attributes
    ----------
    net, level, code
        The grid as it was.
    heirs : tuple of str
        The codes of the grids that have its ground now.
    cases : {"place", "keeper"}
        "place": each open case goes to the heir where it lies; "keeper": all go to the first.
    """

    net: str
    level: int
    code: str
    heirs: tuple[str, ...]
    cases: Literal["place", "keeper"]


@dataclass(frozen=True, slots=True, eq=False)
class LevelPatch:
    """New values for one level.

    Attributes
    ----------
    place : int
        Where the level stands in the fabric.
    faces, labels : (k,) int64 arrays
        Faces and their new rows; of a face named twice the last holds.
    n_grids : int
        Rows afterwards.
    rows : (m,) int64 array
        Rows with new values in `codes`, `names`, `owners`, `parents`.
    """

    place: int
    faces: Ints
    labels: Ints
    n_grids: int
    rows: Ints
    codes: Objects
    names: Objects
    owners: Objects
    parents: Ints


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """New values for a fabric; applied only to the fabric it was planned for.

    Attributes
    ----------
    n_nodes, n_arcs, n_faces : int
        Counts afterwards: what is new is numbered last, what goes goes from the end.
    nodes : (k,) int64 array and node_xy : (k, 2) float64 array
    arcs, tails, heads, left, right : (m,) int64 arrays
    lines : tuple of m (v, 2) float64 arrays
        The arcs' coordinates.
    levels : tuple of LevelPatch
        At most one for each level.
    successions : tuple of Succession
    """

    n_nodes: int
    n_arcs: int
    n_faces: int
    nodes: Ints
    node_xy: Floats
    arcs: Ints
    tails: Ints
    heads: Ints
    left: Ints
    right: Ints
    lines: tuple[Floats, ...]
    levels: tuple[LevelPatch, ...] = ()
    successions: tuple[Succession, ...] = ()

    def plan(self, fabric: Fabric) -> "Patch":
        """Return itself: a patch is the simplest edit, and the inverse of every other."""
        return self


def patch_arcs(fabric: Fabric, arcs: Ints, lines: Sequence[Floats]) -> Patch:
    """Return the patch that gives arcs new coordinates; their ends' nodes move along."""
    ends = np.concatenate([fabric.tails[arcs], fabric.heads[arcs]])
    places = np.array([line[0] for line in lines] + [line[-1] for line in lines])
    moved = (fabric.nodes[ends] != places).any(axis=1)
    nodes, first = np.unique(ends[moved], return_index=True)
    return Patch(
        len(fabric.nodes),
        fabric.n_arcs,
        fabric.n_faces,
        nodes,
        places[moved][first].reshape(-1, 2),
        arcs,
        fabric.tails[arcs],
        fabric.heads[arcs],
        fabric.left[arcs],
        fabric.right[arcs],
        tuple(lines),
    )


def patch_levels(
    fabric: Fabric, levels: Sequence[LevelPatch], successions: Sequence[Succession] = ()
) -> Patch:
    """Return the patch that changes labels and grids only."""
    none = NO_ROWS
    return Patch(
        len(fabric.nodes),
        fabric.n_arcs,
        fabric.n_faces,
        none,
        np.empty((0, 2)),
        none,
        none,
        none,
        none,
        none,
        (),
        tuple(levels),
        tuple(successions),
    )


def relabel(fabric: Fabric, place: int, faces: Ints, labels: Ints) -> LevelPatch:
    """Return the patch that gives faces of one level new rows."""
    return change_rows(fabric.levels[place], place, NO_ROWS, faces=faces, labels=labels)


def change_rows(
    level: Level,
    place: int,
    rows: Ints,
    *,
    codes: Objects | None = None,
    names: Objects | None = None,
    owners: Objects | None = None,
    parents: Ints | None = None,
    faces: Ints = NO_ROWS,
    labels: Ints = NO_ROWS,
) -> LevelPatch:
    """Return the patch that gives existing rows new values in the columns named."""
    return LevelPatch(
        place,
        faces,
        labels,
        len(level.codes),
        rows,
        level.codes[rows] if codes is None else codes,
        level.names[rows] if names is None else names,
        level.owners[rows] if owners is None else owners,
        level.parents[rows] if parents is None else parents,
    )


def apply_patch(fabric: Fabric, patch: Patch) -> tuple[Fabric, Patch]:
    """Return the patched fabric and the patch that leads back, bit for bit.

    Arrays that don't change are shared.
    """
    levels = list(fabric.levels)
    back: list[LevelPatch] = []
    patched = {one.place: one for one in patch.levels}
    for place, level in enumerate(fabric.levels):
        one = patched.get(place)
        if one is None and patch.n_faces == fabric.n_faces:
            continue
        if one is None:
            one = change_rows(level, place, NO_ROWS)
        levels[place] = _patched_level(level, one, patch.n_faces)
        faces = _overwritten(one.faces, patch.n_faces, fabric.n_faces)
        rows = _overwritten(one.rows, one.n_grids, len(level.codes))
        inverse = change_rows(level, place, rows, faces=faces, labels=level.labels[faces])
        back.append(inverse)

    nodes = _overwritten(patch.nodes, patch.n_nodes, len(fabric.nodes))
    arcs = _overwritten(patch.arcs, patch.n_arcs, fabric.n_arcs)
    inverse_patch = Patch(
        len(fabric.nodes),
        fabric.n_arcs,
        fabric.n_faces,
        nodes,
        fabric.nodes[nodes],
        arcs,
        fabric.tails[arcs],
        fabric.heads[arcs],
        fabric.left[arcs],
        fabric.right[arcs],
        tuple(fabric.arc(arc).copy() for arc in arcs.tolist()),
        tuple(back),
    )
    xy, offsets = _patched_lines(fabric, patch)
    n = patch.n_arcs
    after = replace(
        fabric,
        nodes=_set(fabric.nodes, patch.n_nodes, patch.nodes, patch.node_xy),
        xy=xy,
        offsets=offsets,
        tails=_set(fabric.tails, n, patch.arcs, patch.tails),
        heads=_set(fabric.heads, n, patch.arcs, patch.heads),
        left=_set(fabric.left, n, patch.arcs, patch.left),
        right=_set(fabric.right, n, patch.arcs, patch.right),
        n_faces=patch.n_faces,
        levels=tuple(levels),
    )
    return freeze(after), inverse_patch


def combine(first: Patch, second: Patch) -> Patch:
    """Return one patch for two, the second of which changes labels and grids only."""
    levels = {one.place: one for one in first.levels}
    for one in second.levels:
        known = levels.get(one.place)
        if known is None:
            levels[one.place] = one
            continue
        levels[one.place] = replace(
            one,
            faces=np.concatenate([known.faces, one.faces]),
            labels=np.concatenate([known.labels, one.labels]),
            rows=np.concatenate([known.rows, one.rows]),
            codes=np.concatenate([known.codes, one.codes]),
            names=np.concatenate([known.names, one.names]),
            owners=np.concatenate([known.owners, one.owners]),
            parents=np.concatenate([known.parents, one.parents]),
        )
    return replace(
        first,
        levels=tuple(levels.values()),
        successions=first.successions + second.successions,
    )


def _set(
    column: NDArray[_Column], n: int, rows: Ints, values: NDArray[_Column]
) -> NDArray[_Column]:
    if n == len(column) and (column[rows] == values).all():
        return column
    changed = np.empty((n, *column.shape[1:]), column.dtype)
    kept = min(n, len(column))
    changed[:kept] = column[:kept]
    changed[rows] = values
    return changed


def _overwritten(rows: Ints, n_after: int, n_before: int) -> Ints:
    """Return the rows whose old values are lost: those set, and those cut off the end."""
    cut_off = np.arange(n_after, n_before, dtype=np.int64)
    return np.unique(np.concatenate([rows[rows < n_before], cut_off]))


def _patched_level(level: Level, patch: LevelPatch, n_faces: int) -> Level:
    n, rows = patch.n_grids, patch.rows
    return replace(
        level,
        labels=_set(level.labels, n_faces, patch.faces, patch.labels),
        codes=_set(level.codes, n, rows, patch.codes),
        names=_set(level.names, n, rows, patch.names),
        owners=_set(level.owners, n, rows, patch.owners),
        parents=_set(level.parents, n, rows, patch.parents),
    )


def _patched_lines(fabric: Fabric, patch: Patch) -> tuple[Floats, Ints]:
    """Return the coordinates and offsets of the arcs afterwards."""
    counts = np.diff(fabric.offsets)
    lengths = np.array([len(line) for line in patch.lines], np.int64)
    if patch.n_arcs == fabric.n_arcs and (lengths == counts[patch.arcs]).all():
        if not len(patch.arcs):
            return fabric.xy, fabric.offsets
        xy = fabric.xy.copy()
        for arc, line in zip(patch.arcs.tolist(), patch.lines, strict=True):
            xy[fabric.offsets[arc] : fabric.offsets[arc + 1]] = line
        return xy, fabric.offsets
    chunks: list[Floats] = []
    done = 0
    last = min(patch.n_arcs, fabric.n_arcs)
    for row in np.argsort(patch.arcs, kind="stable").tolist():
        arc = int(patch.arcs[row])
        until = min(arc, last)
        chunks.append(fabric.xy[fabric.offsets[done] : fabric.offsets[until]])
        chunks.append(patch.lines[row])
        done = min(arc + 1, last)
    chunks.append(fabric.xy[fabric.offsets[done] : fabric.offsets[last]])
    counts = _set(counts, patch.n_arcs, patch.arcs, lengths)
    return np.concatenate(chunks), np.concatenate([[0], np.cumsum(counts)])
