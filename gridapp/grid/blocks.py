"""Blocks: proofs that a family of grids can't be balanced, whatever is tried."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from gridapp.grid.families import Family

Blocks = Literal["locked", "too big", "parent", "contiguity", "depth", "search"]


@dataclass(frozen=True, slots=True)
class Block:
    """A reason found in a family, in the family's numbers.

    Attributes
    ----------
    blocks : {"locked", "too big", "parent", "contiguity", "depth", "search"}
        "locked": a lock holds the load in, or out. "too big": one unit alone exceeds the
        band. "parent": all grids of the parent together have too much or too little.
        "contiguity": ground that doesn't touch, or that would tear a grid. "depth": the load
        lies deeper inside a grid than may be given. "search": no way was found, and none was
        disproved.
    grids : tuple of int
    column : int
    load, low, high : float
        What the grids, or the unit, have; and the bounds for all of these grids together.
    unit : int, optional
        The unit that is too big.
    """

    blocks: Blocks
    grids: tuple[int, ...]
    column: int
    load: float
    low: float
    high: float
    unit: int | None = None


def find_blocks(family: Family) -> tuple[Block, ...]:
    """Find reasons for which a family can't be balanced, whatever is tried; none is no promise.

    The plainest kind is reported alone: units too big before locked grids, these before
    sums, these before depth.
    """
    for find in (_too_big, _locked, _sums, _depth):
        found = tuple(find(family))
        if found:
            return found
    return ()


def worst_block(family: Family, loads: list[list[float]], blocks: Blocks) -> Block:
    """Return the block of the grid that stayed farthest from its band."""
    worst, at = -1.0, (0, 0)
    for grid, held in enumerate(loads):
        for column, load in enumerate(held):
            beyond = max(family.low[grid][column] - load, load - family.high[grid][column])
            share = beyond / max(abs(load), abs(load + beyond), 1e-12)
            if share > worst:
                worst, at = share, (grid, column)
    grid, column = at
    low, high = family.low[grid][column], family.high[grid][column]
    return Block(blocks, (grid,), column, loads[grid][column], low, high)


def _columns(family: Family) -> range:
    return range(len(family.loads[0]))


def _is_off(load: float, low: float, high: float) -> bool:
    return load < low - 1e-9 * max(abs(low), 1.0) or load > high + 1e-9 * max(abs(high), 1.0)


def _too_big(family: Family) -> Iterator[Block]:
    columns = _columns(family)
    most = {  # by the grids that may hold a unit; families have few such sets
        heirs: [max(family.high[grid][column] for grid in heirs) for column in columns]
        for heirs in set(family.heirs)
        if heirs
    }
    for unit, loads in enumerate(family.loads):
        home = family.home[unit]
        high = most.get(family.heirs[unit], family.high[home])
        for column, load in enumerate(loads):
            if _is_off(load, -float("inf"), high[column]):
                low = family.low[home][column]
                yield Block("too big", (home,), column, load, low, high[column], unit)


def _sum_of(family: Family, grids: tuple[int, ...], column: int, blocks: Blocks) -> Block:
    inside = set(grids)
    load = sum(
        loads[column]
        for loads, home in zip(family.loads, family.home, strict=True)
        if home in inside
    )
    low = sum(family.low[grid][column] for grid in grids)
    high = sum(family.high[grid][column] for grid in grids)
    return Block(blocks, grids, column, load, low, high)


def _off(family: Family, grids: tuple[int, ...], blocks: Blocks) -> Iterator[Block]:
    for column in _columns(family):
        block = _sum_of(family, grids, column, blocks)
        if _is_off(block.load, block.low, block.high):
            yield block


def _locked(family: Family) -> Iterator[Block]:
    for grid, is_locked in enumerate(family.is_locked):
        if is_locked:
            yield from _off(family, (grid,), "locked")


def _sums(family: Family) -> Iterator[Block]:
    """Find grids that can't hand anything to others, and together have too much or too little."""
    every = _linked(family, [True] * len(family.grids))
    for grids in _linked(family, [not one for one in family.is_locked]):
        if len(grids) == len(family.grids):
            yield from _off(family, grids, "parent")
        elif grids in every:
            yield from _off(family, grids, "contiguity")
        else:
            yield from _off(family, grids, "locked")


def _linked(family: Family, counts: list[bool]) -> list[tuple[int, ...]]:
    """Return the groups of grids that touch, one through another."""
    beside: dict[int, set[int]] = {grid: set() for grid, one in enumerate(counts) if one}
    for unit, grid in enumerate(family.home):
        for other in family.neighbours[unit]:
            if counts[grid] and counts[family.home[other]]:
                beside[grid].add(family.home[other])
    groups, seen = [], set[int]()
    for grid in beside:
        if grid in seen:
            continue
        group, queue = {grid}, [grid]
        while queue:
            new = beside[queue.pop()] - group
            group |= new
            queue += new
        seen |= group
        groups.append(tuple(sorted(group)))
    return groups


def _depth(family: Family) -> Iterator[Block]:
    """Find grids that can't get enough, or can't give enough away."""
    n, columns = len(family.grids), _columns(family)
    least = [[0.0] * len(columns) for _ in range(n)]
    within: dict[frozenset[int], list[float]] = {}
    for unit, heirs in enumerate(family.heirs):
        bound = not heirs - {family.home[unit]}
        sums = least[family.home[unit]] if bound else within.setdefault(heirs, [0.0] * len(columns))
        for column, load in enumerate(family.loads[unit]):
            sums[column] += load
    most = [list(held) for held in least]
    for heirs, sums in within.items():
        for grid in heirs:
            for column, load in enumerate(sums):
                most[grid][column] += load
    for grid in range(n):
        for column in columns:
            low, high = family.low[grid][column], family.high[grid][column]
            if _is_off(most[grid][column], low, float("inf")):
                yield Block("depth", (grid,), column, most[grid][column], low, high)
            if _is_off(least[grid][column], -float("inf"), high):
                yield Block("depth", (grid,), column, least[grid][column], low, high)
