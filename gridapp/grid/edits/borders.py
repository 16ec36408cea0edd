"""Edits of one net's border alone: it leaves a border that nets share, or rejoins it."""

from dataclasses import dataclass

import numpy as np

from gridapp.grid.adjacency import arc_lengths, parts
from gridapp.grid.edits.cut import cut_faces
from gridapp.grid.edits.ground import hand_over
from gridapp.grid.edits.patch import (
    Patch,
    apply_patch,
    combine,
    patch_levels,
)
from gridapp.grid.edits.soundness import place_of, refusal
from gridapp.grid.fabric import Fabric
from gridapp.grid.outlines import face_areas
from gridapp.grid.segments import Ints
from gridapp.messages import message

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class DetachBorder:
    """Let the border between two grids follow a line, for this net only; other nets stay.

    What the line cuts off either grid on the other's side goes to the other grid. With a line
    that cuts a piece off one grid, this hands the piece to its neighbour.

    Attributes
    ----------
    net, level, code, other
        The two grids.
    line : tuple of (x, y)
        Metres; starts and ends at the present border, or across it.
    with_parent : bool
        Let the level above follow, when the grids have different parents.
    """

    net: str
    level: int
    code: str
    other: str
    line: Points
    with_parent: bool = False

    def plan(self, fabric: Fabric) -> Patch:
        """Return the patch that does it.

        Raises
        ------
        RefusalError
            The line cuts nothing off that the other grid could have.
        """
        place = fabric.place(self.net, self.level)
        pair = [fabric.levels[place].row(code) for code in (self.code, self.other)]
        faces = np.flatnonzero(np.isin(fabric.levels[place].labels, pair))
        cut = cut_faces(fabric, np.array(self.line, float), faces)
        inner, _ = apply_patch(fabric, cut.patch)
        labels = inner.levels[place].labels
        barrier = np.zeros(inner.n_arcs, bool)
        barrier[cut.arcs] = True
        part = parts(inner, labels, barrier)
        patch = cut.patch
        moved = 0
        for row, other in (pair, pair[::-1]):
            strips = _cut_off(inner, labels, part, row, other)
            if len(strips):
                moved += 1
                patch = combine(
                    patch,
                    patch_levels(inner, hand_over(inner, place, strips, other, self.with_parent)),
                )
        if not moved:
            raise refusal(
                message(
                    "The line at {x}, {y} cuts nothing off between grids {code} and {other}.",
                    code=self.code,
                    other=self.other,
                    **place_of(np.array(self.line[0])),
                ),
                message("Draw it from border to border."),
            )
        return patch


def _cut_off(fabric: Fabric, labels: Ints, part: Ints, row: int, other: int) -> Ints:
    """Return the faces of a grid that lie between the line and the other grid.

    Where the line parts the two grids wholly, that is the one piece that borders the other;
    else it is every such piece but the largest, which is the body of the grid.
    """
    faces = np.flatnonzero(labels == row)
    pieces = part[faces]
    areas = np.bincount(pieces, face_areas(fabric)[faces], fabric.n_faces)
    padded = np.append(labels, -1)
    one, two = padded[fabric.left], padded[fabric.right]
    meets = np.concatenate(
        [
            part[fabric.left[(one == row) & (two == other)]],
            part[fabric.right[(two == row) & (one == other)]],
        ]
    )
    whole = parts(fabric, labels)
    chosen = []
    for body in np.unique(whole[faces]).tolist():
        inside = np.unique(pieces[whole[faces] == body])
        beside = inside[np.isin(inside, meets)]
        if len(beside) == len(inside) or len(beside) > 1:
            beside = np.setdiff1d(beside, inside[np.argmax(areas[inside])])
        chosen += beside.tolist()
    return faces[np.isin(pieces, chosen)]


@dataclass(frozen=True, slots=True)
class GlueBorder:
    """Let a net's border rejoin an arc that it once left, where another net's border runs.

    The strip between that arc and the net's present border goes to the grid across it.

    Attributes
    ----------
    net, level
    arc : int
        An arc inside one grid of the net.
    to_net, to_level
        The level whose border the arc is.
    with_parent : bool
        Let the level above follow, when the grids have different parents.
    """

    net: str
    level: int
    arc: int
    to_net: str
    to_level: int
    with_parent: bool = False

    def plan(self, fabric: Fabric) -> Patch:
        """Return the patch that does it.

        Raises
        ------
        RefusalError
            The arc isn't inside a grid of the net, or no border of the other level.
        """
        place = fabric.place(self.net, self.level)
        labels = fabric.levels[place].labels
        reference = fabric.level(self.to_net, self.to_level).labels
        left, right = int(fabric.left[self.arc]), int(fabric.right[self.arc])
        if (
            min(left, right) < 0
            or labels[left] != labels[right]
            or reference[left] == reference[right]
        ):
            raise refusal(
                message(
                    "There is no border of the net {net} to rejoin at {x}, {y}.",
                    net=self.to_net,
                    **place_of(fabric.arc(self.arc)[0]),
                ),
                message("Choose a border of that net inside one of this net's grids."),
            )
        row = int(labels[left])
        width = np.int64(reference.max()) + 2
        part = parts(fabric, labels * width + reference + 1)
        areas = np.bincount(part, face_areas(fabric), fabric.n_faces)
        strip = min(int(part[left]), int(part[right]), key=lambda one: (areas[one], one))
        faces = np.flatnonzero(part == strip)
        other = _longest_neighbour(fabric, labels, faces, row)
        if other is None:
            raise refusal(
                message(
                    "The strip at {x}, {y} has no neighbour to go to.",
                    **place_of(fabric.arc(self.arc)[0]),
                ),
                message("Choose another border."),
            )
        return patch_levels(fabric, hand_over(fabric, place, faces, other, self.with_parent))


def _longest_neighbour(fabric: Fabric, labels: Ints, faces: Ints, row: int) -> int | None:
    """Return the other grid with which some faces share the longest border."""
    inside = np.zeros(fabric.n_faces + 1, bool)
    inside[faces] = True
    padded = np.append(labels, -1)
    border = np.flatnonzero(inside[fabric.left] != inside[fabric.right])
    beyond = np.where(inside[fabric.left[border]], fabric.right[border], fabric.left[border])
    rows = padded[beyond]
    usable = (rows >= 0) & (rows != row)
    if not usable.any():
        return None
    lengths = arc_lengths(fabric)[border[usable]]
    return int(np.argmax(np.bincount(rows[usable], lengths)))
