"""The edit that a balance comes to: whole sub-grids, or faces, go to several grids in one go."""

from dataclasses import dataclass

import numpy as np

from gridapp.grid.edits.patch import LevelPatch, Patch, change_rows, patch_levels, relabel
from gridapp.grid.edits.soundness import place_of, refusal
from gridapp.grid.fabric import Fabric
from gridapp.grid.outlines import inside_points
from gridapp.grid.segments import Ints
from gridapp.messages import message


@dataclass(frozen=True, slots=True)
class MoveGrids:
    """Move grids, with all their ground, to other grids of the level above, all at once.

    What would tear a grid on the way, but not at the end, is no obstacle.

    Attributes
    ----------
    net, level
        The level of the grids that move.
    codes, parents : tuples of str
        Grids that move, and where each goes.
    """

    net: str
    level: int
    codes: tuple[str, ...]
    parents: tuple[str, ...]

    def plan(self, fabric: Fabric) -> Patch:
        """Return the patch that does it.

        Raises
        ------
        RefusalError
            A grid would be left without any face.
        """
        place = fabric.place(self.net, self.level)
        above = fabric.place(self.net, self.level - 1)
        level = fabric.levels[place]
        rows = np.array([level.row(code) for code in self.codes], np.int64)
        row_above = {code: fabric.levels[above].row(code) for code in set(self.parents)}
        parents = np.array([row_above[code] for code in self.parents], np.int64)
        new = np.full(len(level.codes), -1, np.int64)
        new[rows] = parents
        faces = np.flatnonzero(np.isin(level.labels, rows))
        shared = _share(fabric, above, faces, new[level.labels[faces]])
        return patch_levels(fabric, [change_rows(level, place, rows, parents=parents), shared])


@dataclass(frozen=True, slots=True)
class ShareFaces:
    """Hand faces to grids of one level with the same parents, all at once.

    Attributes
    ----------
    net, level
    faces : tuple of int
    to : tuple of str
        The code of the grid that gets each.
    """

    net: str
    level: int
    faces: tuple[int, ...]
    to: tuple[str, ...]

    def plan(self, fabric: Fabric) -> Patch:
        """Return the patch that does it.

        Raises
        ------
        RefusalError
            A grid would be left without any face.
        """
        place = fabric.place(self.net, self.level)
        level = fabric.levels[place]
        row = {code: level.row(code) for code in set(self.to)}
        labels = np.array([row[code] for code in self.to], np.int64)
        shared = _share(fabric, place, np.array(self.faces, np.int64), labels)
        return patch_levels(fabric, [shared])


def _share(fabric: Fabric, place: int, faces: Ints, labels: Ints) -> LevelPatch:
    level = fabric.levels[place]
    after = level.labels.copy()
    after[faces] = labels
    n = len(level.codes) + 1
    had, has = (np.bincount(some + 1, minlength=n)[1:] > 0 for some in (level.labels, after))
    for row in np.flatnonzero(had & ~has).tolist():
        at = inside_points(fabric, np.flatnonzero(level.labels == row)[:1])[0]
        raise refusal(
            message(
                "Grid {code} would have no ground left at {x}, {y}.",
                code=level.codes[row],
                **place_of(at),
            ),
            message("Merge the grids instead."),
        )
    return relabel(fabric, place, faces, labels)
