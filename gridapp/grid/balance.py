"""Balance: the smallest change of a net that brings the load of every grid into a band."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from gridapp.grid.balance_proof import find_least
from gridapp.grid.balance_search import Heed, part, search, silent
from gridapp.grid.bands import Band, loads_of_grids
from gridapp.grid.blocks import Block, Blocks, find_blocks, worst_block
from gridapp.grid.edits.ground import MoveGrid, TransferFaces
from gridapp.grid.fabric import Fabric, Level
from gridapp.grid.families import Family, Locked, Units, families, units_of
from gridapp.grid.holdings import Holdings
from gridapp.grid.obstacles import Obstacle, explain
from gridapp.grid.ordering import order_steps
from gridapp.grid.segments import Floats, Ints

_EFFORT = 2_000_000
"""Steps times units that are looked at for proofs, in all families: some seconds."""

Handover = TransferFaces | MoveGrid


@dataclass(frozen=True, slots=True, eq=False)
class Balance:
    """A proposal, which may stop short of families of grids that can't be balanced.

    Attributes
    ----------
    net : str
    level : int
    rows : (k,) int64 array
        The grids that have ground.
    before, after : (k, c) float64 arrays
        Their loads, in the columns of `band`.
    band : Band
        Its rows are those of the level.
    edits : tuple of TransferFaces or MoveGrid
        To be applied in this order. Sub-grids move whole, where there are any.
    labels : (f,) int64 array
        The level's labels afterwards.
    changed_area : float
        Square metres that come to another grid.
    is_least : bool
        It is proved that handing units over one at a time, each once and every grid in one
        piece, can't do with less area.
    obstacles : tuple of Obstacle
        Where there is no proposal, and why; empty when all grids come into the band.
    """

    net: str
    level: int
    rows: Ints
    before: Floats
    after: Floats
    band: Band
    edits: tuple[Handover, ...]
    labels: Ints
    changed_area: float
    is_least: bool
    obstacles: tuple[Obstacle, ...]


def propose_balance(
    fabric: Fabric,
    net: str,
    number: int,
    loads: Floats,
    band: Band,
    *,
    locked: Locked = frozenset(),
    depth: int | None = None,
    effort: int = _EFFORT,
    heed: Heed = silent,
) -> Balance:
    """Propose the smallest change that brings all grids of a level into a band.

    The grids of each parent are balanced among themselves. A search finds a change; what it
    doesn't need is taken back; then, as far as the effort goes, all cheaper ones are looked
    at. The same input gives the same proposal.

    Parameters
    ----------
    loads : (f, c) float64 array
        What each face carries; not negative.
    band : Band
        For the rows of the level.
    locked : frozenset of (net, level, code)
        Grids that neither give nor get; locked sub-grids keep their parent.
    depth : int, optional
        A unit goes only to a grid that is at most so many units away; 1: that it touches.
    effort : int
        Steps times units that are looked at for proofs; the families share them.
    heed : function of a float, optional
        Is told the share that is done, 0 … 1; may raise, and the work is given up.

    Raises
    ------
    NotFoundError
        The fabric has no such level.
    """
    level = fabric.level(net, number)
    units = units_of(fabric, level, locked)
    labels = level.labels.copy()
    edits: list[Handover] = []
    obstacles: list[Obstacle] = []
    area, is_least = 0.0, True
    found = tuple(families(fabric, level, units, loads, band, locked, depth))
    for turn, family in enumerate(found):
        mine = part(heed, turn / len(found), (turn + 1) / len(found))
        state, proved, blocks = _settle(family, effort // len(found), mine)
        obstacles += [explain(fabric, level, units, family, band, one) for one in blocks]
        is_least &= proved
        if not blocks and state.area > 0:
            area += state.area
            for to, given in order_steps(state, at_once=units.below is None):
                edits += _edits(level, units, family, to, given)
            new = np.full(len(units.rows), -1, np.int64)
            new[list(family.units)] = np.array(family.grids)[state.holder]
            held = np.flatnonzero((units.of_face >= 0) & (new[units.of_face] >= 0))
            labels[held] = new[units.of_face[held]]
    rows = np.unique(level.labels[level.labels >= 0])
    before = loads_of_grids(level, loads)
    after = loads_of_grids(replace(level, labels=labels), loads)
    return Balance(
        net,
        number,
        rows,
        before[rows],
        after[rows],
        band,
        tuple(edits),
        labels,
        area,
        is_least and not obstacles,
        tuple(obstacles),
    )


def _settle(family: Family, effort: int, heed: Heed) -> tuple[Holdings, bool, tuple[Block, ...]]:
    """Return a family's new holdings, whether they are proved least, and what blocks."""
    unchanged = Holdings(family)
    if all(unchanged.is_within(grid) for grid in range(len(family.grids))):
        return unchanged, True, ()
    blocks = find_blocks(family)
    if blocks:
        return unchanged, True, blocks
    state, found = search(family, part(heed, 0.0, 0.5))
    known = state.area if found else float("inf")
    verdict = find_least(family, known, effort, part(heed, 0.5, 1.0))
    if verdict.best is not None:
        state = Holdings(family)
        for unit, to in verdict.best:
            state.give(unit, to)
    elif not found:
        why: Blocks = "contiguity" if verdict.is_proved else "search"
        return state, verdict.is_proved, (worst_block(family, state.loads, why),)
    return state, verdict.is_proved, ()


def _edits(
    level: Level, units: Units, family: Family, to: int, given: tuple[int, ...]
) -> Iterator[Handover]:
    code = str(level.codes[family.grids[to]])
    rows = units.rows[[family.units[unit] for unit in given]].tolist()
    if units.below is None:
        yield TransferFaces(level.net, level.number, tuple(sorted(rows)), code)
        return
    for row in rows:
        yield MoveGrid(level.net, units.below.number, str(units.below.codes[row]), code)
