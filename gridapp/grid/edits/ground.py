"""Edits of labels: grids merge, hand faces over, change their parent, code, name or owner."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gridapp.errors import NotFoundError
from gridapp.grid.edits.patch import (
    LevelPatch,
    Patch,
    Succession,
    change_rows,
    patch_levels,
    relabel,
)
from gridapp.grid.edits.soundness import place_of, refusal
from gridapp.grid.fabric import Fabric, Level, Objects
from gridapp.grid.outlines import face_polygons
from gridapp.grid.segments import Ints
from gridapp.messages import message


def neighbour_level(fabric: Fabric, level: Level, step: int) -> int | None:
    """Return where the level above (−1) or below (+1) of the same net stands, if there is one."""
    try:
        return fabric.place(level.net, level.number + step)
    except NotFoundError:
        return None


@dataclass(frozen=True, slots=True)
class MergeGrids:
    """Merge grids of one level into one of them.

    Attributes
    ----------
    net, level
    codes : tuple of str
        The grids, two or more.
    keep : str
        The one of them whose code, name and parent the merged grid has.
    owner_of : str
        The one of them whose owner it has; empty: that of `keep`.
    cases : {"place", "keeper"}
        Both lead to the same grid here; kept for the record.
    """

    net: str
    level: int
    codes: tuple[str, ...]
    keep: str
    owner_of: str = ""
    cases: Literal["place", "keeper"] = "keeper"

    def plan(self, fabric: Fabric) -> Patch:
        """Return the patch that does it."""
        place = fabric.place(self.net, self.level)
        level = fabric.levels[place]
        kept = level.row(self.keep)
        rows = np.array([level.row(code) for code in self.codes], np.int64)
        gone = rows[rows != kept]
        faces = np.flatnonzero(np.isin(level.labels, gone))
        owner = level.owners[level.row(self.owner_of or self.keep)]
        patches = [
            change_rows(
                level,
                place,
                np.array([kept]),
                owners=np.array([owner], dtype=object),
                faces=faces,
                labels=np.full(len(faces), kept),
            )
        ]
        below = neighbour_level(fabric, level, 1)
        if below is not None:
            children = np.flatnonzero(np.isin(fabric.levels[below].parents, gone))
            parents = np.full(len(children), kept)
            patches.append(change_rows(fabric.levels[below], below, children, parents=parents))
        return patch_levels(
            fabric,
            patches,
            [
                Succession(self.net, self.level, str(level.codes[row]), (self.keep,), self.cases)
                for row in gone.tolist()
            ],
        )


@dataclass(frozen=True, slots=True)
class TransferFaces:
    """Hand faces to another grid of the level, for this net only.

    Attributes
    ----------
    net, level
    faces : tuple of int
    to : str
        Code of the grid that receives them.
    with_parent : bool
        Let the level above follow, when the grids have different parents.
    """

    net: str
    level: int
    faces: tuple[int, ...]
    to: str
    with_parent: bool = False

    def plan(self, fabric: Fabric) -> Patch:
        """Return the patch that does it.

        Raises
        ------
        RefusalError
            A grid would be left without any face.
        """
        place = fabric.place(self.net, self.level)
        level = fabric.levels[place]
        faces = np.array(sorted(set(self.faces)), np.int64)
        return patch_levels(
            fabric, hand_over(fabric, place, faces, level.row(self.to), self.with_parent)
        )


def hand_over(
    fabric: Fabric, place: int, faces: Ints, row: int, with_parent: bool
) -> Sequence[LevelPatch]:
    """Return the patches that give faces to a grid, and to its parent where wanted.

    Raises
    ------
    RefusalError
        A grid would be left without any face.
    """
    level = fabric.levels[place]
    was = level.labels[faces]
    size = len(level.codes) + 1
    left_over = np.bincount(level.labels + 1, minlength=size) - np.bincount(was + 1, minlength=size)
    for bare in np.unique(was).tolist():
        if bare >= 0 and bare != row and left_over[bare + 1] == 0:
            at = face_polygons(fabric, faces[was == bare][:1])[0].representative_point()
            raise refusal(
                message(
                    "Grid {code} would have no ground left at {x}, {y}.",
                    code=level.codes[bare],
                    **place_of(np.array([at.x, at.y])),
                ),
                message("Merge the grids instead."),
            )
    patches = [relabel(fabric, place, faces, np.full(len(faces), row))]
    above = neighbour_level(fabric, level, -1)
    if with_parent and above is not None and level.parents[row] >= 0:
        parent = np.full(len(faces), level.parents[row])
        patches.append(relabel(fabric, above, faces, parent))
    return patches


@dataclass(frozen=True, slots=True)
class MoveGrid:
    """Move a grid, with all its ground, to another grid of the level above."""

    net: str
    level: int
    code: str
    parent: str

    def plan(self, fabric: Fabric) -> Patch:
        """Return the patch that does it."""
        place = fabric.place(self.net, self.level)
        above = fabric.place(self.net, self.level - 1)
        level = fabric.levels[place]
        row = np.array([level.row(self.code)])
        parent = fabric.levels[above].row(self.parent)
        faces = np.flatnonzero(level.labels == row[0])
        return patch_levels(
            fabric,
            [
                change_rows(level, place, row, parents=np.array([parent])),
                *hand_over(fabric, above, faces, parent, with_parent=True),
            ],
        )


@dataclass(frozen=True, slots=True)
class Rename:
    """Give grids, by their rows, other codes, names or owners; None leaves what is there."""

    net: str
    level: int
    rows: tuple[int, ...]
    codes: tuple[str, ...] | None = None
    names: tuple[str, ...] | None = None
    owners: tuple[str, ...] | None = None

    def plan(self, fabric: Fabric) -> Patch:
        """Return the patch that does it."""
        place = fabric.place(self.net, self.level)
        level = fabric.levels[place]

        def column(values: tuple[str, ...] | None) -> Objects | None:
            return None if values is None else np.array(values, dtype=object)

        rows = np.array(self.rows, np.int64)
        return patch_levels(
            fabric,
            [
                change_rows(
                    level,
                    place,
                    rows,
                    codes=column(self.codes),
                    names=column(self.names),
                    owners=column(self.owners),
                )
            ],
        )
