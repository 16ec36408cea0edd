"""Grids made of cells, with a load on every cell, for the tests of balance."""

from collections.abc import Sequence

import numpy as np
import shapely

from gridapp.grid.build import build_fabric
from gridapp.grid.fabric import Fabric, Level, Objects, with_level
from gridapp.grid.grids import make_grids
from gridapp.grid.segments import Floats


def words(values: Sequence[str]) -> Objects:
    return np.array(list(values), dtype=object)


def cell_town(
    drawing: str, loads: Sequence[Sequence[float]], parents: dict[str, str] | None = None
) -> tuple[Fabric, Floats]:
    """Make a net from a drawing: a letter for each cell of 100 m, its grid; north is up.

    Parameters
    ----------
    loads : rows of numbers, as the drawing
    parents : the level-one grid of each letter, if there is a level one

    Returns
    -------
    fabric : Fabric
        With the net "n", level 2, and level 1 where there are parents.
    loads : (f, 1) float64 array
    """
    lines = drawing.split()
    places = [(c, r) for r, line in enumerate(lines) for c in range(len(line))]
    cells = [shapely.box(c * 100, -r * 100 - 100, c * 100 + 100, -r * 100) for c, r in places]
    fabric, _ = build_fabric([("cells", make_grids([f"{i}" for i in range(len(cells))], cells))])
    at = [places[i] for i in fabric.levels[0].labels.tolist()]
    letters = sorted({letter for line in lines for letter in line} - {"."})
    row = {letter: i for i, letter in enumerate(letters)} | {".": -1}
    labels = np.array([row[lines[r][c]] for c, r in at], np.int64)
    above = sorted(set((parents or {}).values()))
    parent = np.array([above.index(parents[one]) if parents else -1 for one in letters], np.int64)
    blank = words([""] * len(letters))
    if above:
        none = words([""] * len(above))
        upper = np.append(parent, -1)[labels]
        orphans = np.full(len(above), -1, np.int64)
        fabric = with_level(fabric, Level("n", 1, upper, words(above), none, none, orphans))
    fabric = with_level(fabric, Level("n", 2, labels, words(letters), blank, blank, parent))
    return fabric, np.array([[loads[r][c]] for c, r in at], np.float64)
