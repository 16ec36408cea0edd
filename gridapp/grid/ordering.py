"""The order in which units are handed over, so that every grid stays in one piece."""

import heapq
from collections.abc import Iterator

from gridapp.grid.holdings import Holdings
from gridapp.grid.units import stays_whole

Step = tuple[int, tuple[int, ...]]
"""A grid, and the units that it gets at once."""

Given = list[tuple[int, int]]
"""Units and the grids that get them, one after the other."""

_LOOKS = 200_000
"""Situations times units that are looked at for a way with detours."""

_EAGER = 3
"""How many steps a unit that is not yet where it ends counts as."""


def order_steps(state: Holdings, *, at_once: bool) -> tuple[Step, ...]:
    """Return the steps that lead from home to a state, those to one grid together.

    Each unit goes straight to where it ends, alone or with others. Where that would tear a
    grid, units make a detour; where none is found, all that was given is repeated as it was.

    Parameters
    ----------
    at_once : bool
        Whether a grid may get several units in one edit that it couldn't get one by one.
    """
    now = Holdings(state.family)
    steps: list[Step] = []
    waiting = state.moved()
    while waiting := [unit for unit in waiting if now.holder[unit] != state.holder[unit]]:
        step = _straight(now, state, waiting)
        if step is None and at_once:
            step = _together(now, state, waiting)
        if step is not None:
            steps.append(step)
            continue
        for grids in _tangles(now, state, waiting):
            detour = _detour(now, state.holder, grids)
            if detour is None:
                return _grouped(state.log)
            steps += _grouped(detour)
            for unit, to in detour:
                now.give(unit, to)
    return tuple(steps)


def _straight(now: Holdings, state: Holdings, waiting: list[int]) -> Step | None:
    """Give a grid all that it can get, one after the other."""
    for to in sorted({state.holder[unit] for unit in waiting}):
        left = [unit for unit in waiting if state.holder[unit] == to]
        given: list[int] = []
        while ready := [unit for unit in left if now.may_give(unit, to)]:
            now.give(ready[0], to)
            given.append(ready[0])
            left.remove(ready[0])
        if given:
            return to, tuple(given)
    return None


def _together(now: Holdings, state: Holdings, waiting: list[int]) -> Step | None:
    """Give a grid at once what would tear another one if it went alone."""
    for to in sorted({state.holder[unit] for unit in waiting}):
        given = [unit for unit in waiting if state.holder[unit] == to]
        concerned = {to, *(now.holder[unit] for unit in given)}
        before = {grid: _count_parts(now, grid) for grid in concerned}
        back = [(unit, now.holder[unit]) for unit in given]
        for unit in given:
            now.give(unit, to)
        if all(0 < _count_parts(now, grid) <= before[grid] for grid in concerned):
            return to, tuple(given)
        for unit, mine in back:
            now.give(unit, mine)
    return None


def _count_parts(now: Holdings, grid: int) -> int:
    left, parts = set(now.held[grid]), 0
    while left:
        queue = [left.pop()]
        parts += 1
        while queue:
            beside = left.intersection(now.family.neighbours[queue.pop()])
            left -= beside
            queue += beside
    return parts


def _detour(now: Holdings, target: list[int], grids: frozenset[int]) -> Given | None:
    """Look for a way to the target on which single units of some grids may go elsewhere first."""
    family = now.family
    units = sorted(unit for grid in grids for unit in now.held[grid])
    number = {unit: i for i, unit in enumerate(units)}
    neighbours = [
        [number[other] for other in family.neighbours[unit] if other in number] for unit in units
    ]
    heirs = [family.heirs[unit] & grids for unit in units]
    goal = [target[unit] for unit in units]
    start = tuple(now.holder[unit] for unit in units)
    queue: list[tuple[int, int, tuple[int, ...], tuple[tuple[int, int], ...]]] = [(0, 0, start, ())]
    seen = {start}
    while queue and len(seen) * len(start) < _LOOKS:
        _, _, holder, given = heapq.heappop(queue)
        for unit, to in _moves(neighbours, heirs, holder):
            after = (*holder[:unit], to, *holder[unit + 1 :])
            if after in seen:
                continue
            seen.add(after)
            way = (*given, (units[unit], to))
            astray = sum(one != two for one, two in zip(after, goal, strict=True))
            if not astray:
                return list(way)
            heapq.heappush(queue, (len(way) + _EAGER * astray, len(seen), after, way))
    return None


def _moves(
    neighbours: list[list[int]], heirs: list[frozenset[int]], holder: tuple[int, ...]
) -> Iterator[tuple[int, int]]:
    size = [0] * (max(holder) + 1)
    for grid in holder:
        size[grid] += 1
    for unit, usable in enumerate(heirs):
        beside = {holder[other] for other in neighbours[unit]} & usable
        beside.discard(holder[unit])
        if beside and stays_whole(neighbours, holder, size, unit):
            for to in sorted(beside):
                yield unit, to


def _tangles(now: Holdings, state: Holdings, waiting: list[int]) -> Iterator[frozenset[int]]:
    """Yield the groups of grids among which the waiting units still have to go."""
    left = list(waiting)
    while left:
        grids = {now.holder[left[0]], state.holder[left[0]]}
        size = 0
        while size < len(grids):
            size = len(grids)
            inside = [unit for unit in left if {now.holder[unit], state.holder[unit]} & grids]
            for unit in inside:
                grids |= {now.holder[unit], state.holder[unit]}
        left = [unit for unit in left if unit not in set(inside)]
        yield frozenset(grids)


def _grouped(given: Given) -> tuple[Step, ...]:
    steps: list[tuple[int, list[int]]] = []
    for unit, to in given:
        if steps and steps[-1][0] == to:
            steps[-1][1].append(unit)
        else:
            steps.append((to, [unit]))
    return tuple((to, tuple(units)) for to, units in steps)
