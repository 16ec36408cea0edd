"""Splitting a grid along a line."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely

from gridapp.grid.adjacency import parts
from gridapp.grid.edits.cut import cut_faces
from gridapp.grid.edits.ground import neighbour_level
from gridapp.grid.edits.patch import (
    LevelPatch,
    Patch,
    Succession,
    apply_patch,
    change_rows,
    combine,
    patch_levels,
)
from gridapp.grid.edits.soundness import place_of, refusal
from gridapp.grid.fabric import Fabric, Level
from gridapp.grid.outlines import face_areas, face_polygons
from gridapp.grid.segments import Ints
from gridapp.messages import message

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class NewGrid:
    """What a grid that a split makes is called."""

    code: str
    name: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class SplitGrid:
    """Split a grid along a line; its loose ends don't count.

    Attributes
    ----------
    net, level, code
    line : tuple of (x, y)
        Metres.
    new : tuple of NewGrid
        For the parts cut off, the largest first.
    keep_at : (x, y), optional
        The part at this point keeps the code; without it the largest part does.
    cases : {"place", "keeper"}
        Where open cases go.
    """

    net: str
    level: int
    code: str
    line: Points
    new: tuple[NewGrid, ...]
    keep_at: tuple[float, float] | None = None
    cases: Literal["place", "keeper"] = "place"

    def plan(self, fabric: Fabric) -> Patch:
        """Return the patch that does it.

        Raises
        ------
        RefusalError
            The line doesn't divide the grid, or into another number of parts than named.
        """
        place = fabric.place(self.net, self.level)
        row = fabric.levels[place].row(self.code)
        faces = np.flatnonzero(fabric.levels[place].labels == row)
        line = np.array(self.line, float)
        cut = cut_faces(fabric, line, faces)
        inner, _ = apply_patch(fabric, cut.patch)
        level = inner.levels[place]
        pieces = self._pieces(inner, level, row, cut.arcs)
        if len(pieces) != len(self.new) + 1:
            raise refusal(
                message(
                    "The line at {x}, {y} divides grid {code} into {count} parts, not {wanted}.",
                    code=self.code,
                    count=len(pieces),
                    wanted=len(self.new) + 1,
                    **place_of(line[0]),
                ),
                message("Draw it across the grid from border to border."),
            )
        rows = len(level.codes) + np.arange(len(self.new))
        patch = LevelPatch(
            place,
            np.concatenate(pieces[1:]),
            np.repeat(rows, [len(piece) for piece in pieces[1:]]),
            len(level.codes) + len(rows),
            rows,
            np.array([one.code for one in self.new], dtype=object),
            np.array([one.name for one in self.new], dtype=object),
            np.array([one.owner for one in self.new], dtype=object),
            np.full(len(rows), level.parents[row]),
        )
        heirs = (self.code, *(one.code for one in self.new))
        labels = patch_levels(
            inner,
            [patch, *_children_follow(inner, level, pieces[1:], rows)],
            [Succession(self.net, self.level, self.code, heirs, self.cases)],
        )
        return combine(cut.patch, labels)

    def _pieces(self, fabric: Fabric, level: Level, row: int, arcs: Ints) -> list[Ints]:
        """Return the faces of the part that keeps the code, then of the parts cut off."""
        barrier = np.zeros(fabric.n_arcs, bool)
        barrier[arcs] = True
        part = parts(fabric, level.labels, barrier)
        faces = np.flatnonzero(level.labels == row)
        beside = np.concatenate([fabric.left[arcs], fabric.right[arcs]])
        divided = np.unique(part[beside[np.isin(beside, faces)]])
        if len(divided) < 2:
            return [faces]
        areas = np.bincount(part[faces], face_areas(fabric)[faces], fabric.n_faces)
        order = divided[np.argsort(-areas[divided], kind="stable")].tolist()
        if self.keep_at is not None:
            polygons = face_polygons(fabric, faces)
            at = np.flatnonzero(shapely.intersects_xy(polygons, *self.keep_at))
            for face in faces[at[:1]].tolist():
                if part[face] in order:
                    order.insert(0, order.pop(order.index(int(part[face]))))
        cut_off = [faces[part[faces] == one] for one in order[1:]]
        kept = np.setdiff1d(faces, np.concatenate(cut_off))
        return [kept, *cut_off]


def _children_follow(
    fabric: Fabric, level: Level, pieces: list[Ints], rows: Ints
) -> list[LevelPatch]:
    """Give sub-grids that lie wholly in a part cut off their new parent."""
    place = neighbour_level(fabric, level, 1)
    if place is None:
        return []
    below = fabric.levels[place]
    children, parents = [], []
    for faces, row in zip(pieces, rows.tolist(), strict=True):
        inside = np.bincount(below.labels[faces] + 1, minlength=len(below.codes) + 1)[1:]
        everywhere = np.bincount(below.labels + 1, minlength=len(below.codes) + 1)[1:]
        whole = np.flatnonzero((inside > 0) & (inside == everywhere))
        children.append(whole)
        parents.append(np.full(len(whole), row))
    return [change_rows(below, place, np.concatenate(children), parents=np.concatenate(parents))]
