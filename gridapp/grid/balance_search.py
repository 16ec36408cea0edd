"""Searching for a balance: give from the worst grid, never at once back; then take back thrift."""

from collections.abc import Callable
from dataclasses import dataclass

from gridapp.grid.families import Family
from gridapp.grid.holdings import Holdings

Heed = Callable[[float], None]
"""Is told now and then which share of the work is done, 0 … 1; raises to have it given up."""

_BREATH = 8
"""Moves between two such words."""


@dataclass(frozen=True, slots=True)
class Temper:
    """How a descent weighs its moves.

    Attributes
    ----------
    pull : float
        See `Holdings`.
    price : float
        How much giving all of the family's ground away would count beside the penalty.
    rest : int
        Moves during which a unit that was given stays where it is.
    """

    pull: float
    price: float
    rest: int


_TEMPERS = (
    Temper(0.0, 1e-3, 3),
    Temper(0.0, 0.1, 12),
    Temper(0.0, 1.0, 3),
    Temper(0.0, 1.0, 12),
    Temper(0.0, 5.0, 6),
    Temper(0.05, 1e-3, 12),
    Temper(0.05, 1.0, 6),
    Temper(0.05, 5.0, 12),
    Temper(0.2, 5.0, 3),
    Temper(0.2, 5.0, 12),
)
"""No one of them is the best on all nets: thrifty ones find less often, but cheaper."""

_PATIENCE = 40
"""Moves for each grid, after which a descent gives up."""

_LARGE = 60
"""Grids of a family above which the first temper that succeeds will do."""


def part(heed: Heed, begin: float, end: float) -> Heed:
    """Return what tells the share of a part of some work as a share of the whole."""
    return lambda share: heed(begin + share * (end - begin))


def silent(_share: float) -> None:
    """Tell nobody."""


def search(family: Family, heed: Heed = silent) -> tuple[Holdings, bool]:
    """Search with every temper; return the cheapest balance, or else the best attempt."""
    best: tuple[tuple[bool, float, float], Holdings] | None = None
    for turn, temper in enumerate(_TEMPERS):
        mine = part(heed, turn / len(_TEMPERS), (turn + 1) / len(_TEMPERS))
        state = Holdings(family, temper.pull)
        found = descend(state, temper, mine)
        if found:
            economise(state, mine)
        off = sum(state.penalty(g) for g in range(len(family.grids)) if not state.is_within(g))
        rank = (not found, off, state.area)
        if best is None or rank < best[0]:
            best = rank, state
        if found and len(family.grids) > _LARGE:
            break
    assert best is not None
    return best[1], not best[0][0]


def descend(state: Holdings, temper: Temper, heed: Heed = silent) -> bool:
    """Give units one at a time until every grid is in its band; tell whether that came.

    The grid that is worst off gives, or gets, what lessens the penalty most, or worsens it
    least; a unit given rests for a while, so that loads move on through grids that are full.
    The search stops after a number of moves that grows with the grids, or when no grid out
    of its band can give or get anything.
    """
    family = state.family
    n = len(family.grids)
    price = temper.price / max(sum(family.areas), 1e-12)
    rests = [0] * len(family.units)
    rest = min(temper.rest, max(len(family.units) // 4, 1))
    off = {grid: state.penalty(grid) for grid in range(n) if not state.is_within(grid)}
    turns = _PATIENCE * (n + 5)
    for turn in range(1, turns + 1):
        if not off:
            return True
        if turn % _BREATH == 0:
            heed(turn / turns)
        worst = max(off, key=lambda grid: (off[grid], -grid))
        best = _best_move(state, worst, turn, rests, price)
        if best is None:
            others = sorted(off, key=lambda grid: (-off[grid], grid))
            tried = (_best_move(state, grid, turn, rests, price) for grid in others)
            best = next((one for one in tried if one is not None), None)
        if best is None:
            return False
        unit, to = best
        mine = state.holder[unit]
        state.give(unit, to)
        rests[unit] = turn + rest
        for grid in (mine, to):
            off.pop(grid, None)
            if not state.is_within(grid):
                off[grid] = state.penalty(grid)
    return not off


def _best_move(
    state: Holdings, grid: int, turn: int, rests: list[int], price: float
) -> tuple[int, int] | None:
    family = state.family
    offers = []
    for unit, to in moves_at(state, grid):
        if rests[unit] < turn:
            home = family.home[unit]
            more = ((state.holder[unit] == home) - (to == home)) * family.areas[unit]
            offers.append((state.change(unit, to) + price * more, unit, to))
    for _, unit, to in sorted(offers):
        if state.may_give(unit, to):
            return unit, to
    return None


def moves_at(state: Holdings, grid: int) -> set[tuple[int, int]]:
    """Return the (unit, grid) pairs by which a grid gives to, or gets from, those beside it."""
    family, holder = state.family, state.holder
    found = set()
    for unit in state.held[grid]:
        for other in family.neighbours[unit]:
            if holder[other] != grid:
                found.add((unit, holder[other]))
                found.add((other, grid))
    return {(unit, to) for unit, to in found if to in family.heirs[unit]}


def economise(state: Holdings, heed: Heed = silent) -> None:
    """Take back what the balance doesn't need, and replace what smaller ground can do.

    Every step lessens the area changed and leaves all grids in their bands, so the steps
    come to an end: nothing is left that can be taken back, or replaced by one smaller unit.
    """
    while _take_back(state) or _replace(state):
        heed(1.0)


def _take_back(state: Holdings) -> bool:
    done = False
    for unit in state.moved():
        done |= _return(state, unit)
    return done


def _return(state: Holdings, unit: int) -> bool:
    """Take a unit home if both grids stay in their bands."""
    home, mine = state.family.home[unit], state.holder[unit]
    if not state.may_give(unit, home):
        return False
    state.give(unit, home)
    if state.is_within(home) and state.is_within(mine):
        return True
    state.give(unit, mine)
    del state.log[-2:]
    return False


def _replace(state: Holdings) -> bool:
    """Take units home, one after the other, where one smaller unit can be given instead."""
    family, done = state.family, False
    for unit in state.moved():
        home, mine = family.home[unit], state.holder[unit]
        if not state.may_give(unit, home):
            continue
        state.give(unit, home)
        if _give_smaller(state, unit, mine):
            done = True
            continue
        state.give(unit, mine)
        del state.log[-2:]
    return done


def _give_smaller(state: Holdings, returned: int, mine: int) -> bool:
    """Give one unit smaller than the one returned, so that all grids are in their bands."""
    family, home = state.family, state.family.home[returned]
    smaller = sorted(
        (family.areas[unit], unit, to)
        for unit, to in moves_at(state, home) | moves_at(state, mine)
        if state.holder[unit] == family.home[unit] and family.areas[unit] < family.areas[returned]
    )
    for _, unit, to in smaller:
        if not state.may_give(unit, to):
            continue
        giver = state.holder[unit]
        state.give(unit, to)
        if all(state.is_within(grid) for grid in {home, mine, giver, to}):
            return True
        state.give(unit, giver)
        del state.log[-2:]
    return False
