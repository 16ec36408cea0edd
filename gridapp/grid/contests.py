"""Contested ground: where several grids of one level claim the same, as one piece each."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from gridapp.grid.adjacency import parts
from gridapp.grid.build import Overlap
from gridapp.grid.fabric import Fabric
from gridapp.grid.outlines import outlines
from gridapp.grid.segments import Ints, group_equal


@dataclass(frozen=True, slots=True, eq=False)
class Contest:
    """Ground that hangs together and that the same grids of one level claim.

    Borders of other nets cut it into faces; whoever decides it decides all of them.

    Attributes
    ----------
    net : str
    level : int
    rows : tuple of int
        All claimants' rows, ascending; the first has it while nobody decides.
    faces : (k,) int64 array
        Ascending.
    ground : Polygon
        Metres.
    """

    net: str
    level: int
    rows: tuple[int, ...]
    faces: Ints
    ground: shapely.Polygon


def find_contests(fabric: Fabric, overlaps: Sequence[Overlap]) -> tuple[Contest, ...]:
    """Join overlaps that lie beside one another and have the same claimants.

    Parameters
    ----------
    fabric : Fabric
        In which the overlaps were found.
    """
    found: list[Contest] = []
    by_level: dict[tuple[str, int], list[Overlap]] = {}
    for one in overlaps:
        by_level.setdefault((one.net, one.level), []).append(one)
    for (net, level), some in by_level.items():
        claimants = list(dict.fromkeys(one.rows for one in some))
        number = {rows: at for at, rows in enumerate(claimants)}
        label = np.full(fabric.n_faces, -1, np.int64)
        label[[one.face for one in some]] = [number[one.rows] for one in some]
        faces = np.flatnonzero(label >= 0)
        known, piece = group_equal(parts(fabric, label)[faces])
        pieces = np.full(fabric.n_faces, -1, np.int64)
        pieces[faces] = piece
        grounds = outlines(fabric, pieces, len(known))
        order = np.argsort(piece, kind="stable")
        bounds = np.searchsorted(piece[order], np.arange(len(known) + 1))
        for row, ground in enumerate(grounds):
            mine = faces[order[bounds[row] : bounds[row + 1]]]
            found.append(Contest(net, level, claimants[label[mine[0]]], mine, ground))
    return tuple(found)
