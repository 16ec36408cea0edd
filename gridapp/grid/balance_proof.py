"""The least change that balances a family: best-first, so that what is found first is proved."""

import heapq
from collections.abc import Iterator
from dataclasses import dataclass

from gridapp.grid.balance_search import Heed, silent
from gridapp.grid.families import Family
from gridapp.grid.holdings import is_within
from gridapp.grid.units import stays_whole

Given = tuple[tuple[int, int], ...]
"""Units and the grids they go to, in the order of giving."""


_FEWEST = 50
"""Steps below which looking for a proof isn't begun."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What looking at every possibility, or at a number of them, came to.

    Attributes
    ----------
    best : Given, optional
        The cheapest balance below the area known; None when there is none, or none was found.
    is_proved : bool
        Everything was looked at that could be cheaper.
    """

    best: Given | None
    is_proved: bool


def find_least(family: Family, known_area: float, effort: int, heed: Heed = silent) -> Verdict:
    """Look for the balance that changes the least area.

    Looked at are all ways of giving units one at a time, each at most once, so that every
    grid stays in one piece after each (A*: by the area given so far plus the least that must
    still be given, because a grid above its band has to give, and one below it to get, the
    units with the most load on the least ground).

    Parameters
    ----------
    known_area : float
        Square metres of a balance that is known; inf without one.
    effort : int
        How many steps, times units, are looked at.
    """
    if effort < _FEWEST * len(family.units):
        return Verdict(None, False)
    bound = _Bound(family)
    limit = known_area * (1 - 1e-9) if known_area < float("inf") else known_area
    steps = most = effort // len(family.units)
    start: Given = ()
    queue = [(bound.least(list(family.home), set()), 0, 0.0, start)]
    seen = {frozenset(start)}
    while queue:
        heed(1 - steps / most)
        about, _, area, given = heapq.heappop(queue)
        if about >= limit:
            return Verdict(None, True)
        holder = list(family.home)
        for unit, to in given:
            holder[unit] = to
        if bound.is_balanced(holder):
            return Verdict(given, True)
        for unit, to in _legal(family, holder, dict(given)):
            steps -= 1
            if steps < 0:
                return Verdict(None, False)
            following = (*given, (unit, to))
            key = frozenset(following)
            if key in seen:
                continue
            seen.add(key)
            mine = holder[unit]
            holder[unit] = to
            now = area + family.areas[unit]
            least = now + bound.least(holder, {one for one, _ in following})
            holder[unit] = mine
            if least < limit:
                heapq.heappush(queue, (least, len(seen), now, following))
    return Verdict(None, True)


def _legal(family: Family, holder: list[int], given: dict[int, int]) -> Iterator[tuple[int, int]]:
    size = [0] * len(family.grids)
    for grid in holder:
        size[grid] += 1
    for unit, heirs in enumerate(family.heirs):
        if not heirs or unit in given:
            continue
        beside = {holder[other] for other in family.neighbours[unit]} & heirs
        beside.discard(holder[unit])
        if beside and stays_whole(family.neighbours, holder, size, unit):
            for to in sorted(beside):
                yield unit, to


class _Bound:
    """The least area that must still be given."""

    def __init__(self, family: Family) -> None:
        self.family = family
        self.columns = [
            column
            for column in range(len(family.loads[0]))
            if any(
                (low[column], high[column]) != (-float("inf"), float("inf"))
                for low, high in zip(family.low, family.high, strict=True)
            )
        ]
        movable = [unit for unit, heirs in enumerate(family.heirs) if heirs]
        self.densest = {
            column: sorted(
                (unit for unit in movable if family.loads[unit][column] > 0),
                key=lambda unit: (-family.loads[unit][column] / family.areas[unit], unit),
            )
            for column in self.columns
        }

    def _loads(self, holder: list[int]) -> list[list[float]]:
        loads = [[0.0] * len(self.family.loads[0]) for _ in self.family.grids]
        for unit, grid in enumerate(holder):
            mine = loads[grid]
            for column, load in enumerate(self.family.loads[unit]):
                mine[column] += load
        return loads

    def is_balanced(self, holder: list[int]) -> bool:
        """Whether every grid is in its band."""
        loads = self._loads(holder)
        return all(is_within(self.family, grid, loads[grid]) for grid in range(len(loads)))

    def least(self, holder: list[int], given: set[int]) -> float:
        """Return a lower bound of the square metres that must still be given; inf for never."""
        family, loads, worst = self.family, self._loads(holder), 0.0
        for column in self.columns:
            over = under = 0.0
            for grid, held in enumerate(loads):
                slack = 1e-9 * max(abs(held[column]), 1.0)
                surplus = held[column] - family.high[grid][column] - slack
                deficit = family.low[grid][column] - held[column] - slack
                if surplus > 0:
                    over += self._fill(column, surplus, holder, given, grid, giving=True)
                if deficit > 0:
                    under += self._fill(column, deficit, holder, given, grid, giving=False)
            worst = max(worst, over, under)
        return worst

    def _fill(
        self,
        column: int,
        load: float,
        holder: list[int],
        given: set[int],
        grid: int,
        *,
        giving: bool,
    ) -> float:
        """Return the least area of units, cut at will, that bear a load out of or into a grid."""
        family, area = self.family, 0.0
        for unit in self.densest[column]:
            if unit in given:
                continue
            if giving != (holder[unit] == grid) or grid not in family.heirs[unit]:
                continue
            bears = family.loads[unit][column]
            if bears >= load:
                return area + family.areas[unit] * load / bears
            load -= bears
            area += family.areas[unit]
        return float("inf")
