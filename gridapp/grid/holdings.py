"""Who holds which unit of a family while a balance is sought, and how far it is from one."""

from gridapp.grid.families import Family
from gridapp.grid.units import stays_whole

_SLACK = 1e-9
"""Share of a bound by which rounding may miss it."""


class Holdings:
    """A family's units in the hands of its grids; units are given one at a time.

    Parameters
    ----------
    pull : float
        How much the middle of the band attracts, beside the 1 for leaving it: loads then
        spread over several grids, instead of standing still at the bounds.

    Attributes
    ----------
    holder : list of m int
    loads : list of n lists of c floats
    area : float
        Square metres in other hands than at first.
    log : list of (unit, grid)
        All that was given.
    """

    def __init__(self, family: Family, pull: float = 0.0) -> None:
        self.family = family
        self.pull = pull
        self.holder = list(family.home)
        n, columns = len(family.grids), len(family.loads[0])
        self.held: list[set[int]] = [set() for _ in range(n)]
        self.size = [0] * n
        self.loads = [[0.0] * columns for _ in range(n)]
        for unit, grid in enumerate(family.home):
            self.held[grid].add(unit)
            self.size[grid] += 1
            for column, load in enumerate(family.loads[unit]):
                self.loads[grid][column] += load
        self.area = 0.0
        self.log: list[tuple[int, int]] = []
        self.scale = _scales(family)

    def may_give(self, unit: int, to: int) -> bool:
        """Whether the unit may go to a grid, touches it, and leaves its own whole."""
        family = self.family
        return (
            to in family.heirs[unit]
            and to != self.holder[unit]
            and any(self.holder[other] == to for other in family.neighbours[unit])
            and stays_whole(family.neighbours, self.holder, self.size, unit)
        )

    def give(self, unit: int, to: int) -> None:
        """Give a unit to a grid."""
        mine, home = self.holder[unit], self.family.home[unit]
        self.area += self.family.areas[unit] * ((mine == home) - (to == home))
        self.holder[unit] = to
        self.held[mine].discard(unit)
        self.held[to].add(unit)
        self.size[mine] -= 1
        self.size[to] += 1
        for column, load in enumerate(self.family.loads[unit]):
            self.loads[mine][column] -= load
            self.loads[to][column] += load
        self.log.append((unit, to))

    def is_within(self, grid: int) -> bool:
        """Whether a grid's loads lie in its band."""
        return is_within(self.family, grid, self.loads[grid])

    def penalty(self, grid: int, unit: int | None = None, sign: int = 0) -> float:
        """Return how bad a grid's loads are, with a unit more (+1) or less (−1)."""
        family, total = self.family, 0.0
        extra = family.loads[unit] if unit is not None else None
        bounds = zip(family.low[grid], family.high[grid], self.scale, strict=True)
        for column, (low, high, scale) in enumerate(bounds):
            if not scale:
                continue
            load = self.loads[grid][column]
            if extra is not None:
                load += sign * extra[column]
            beyond = max(low - load, load - high, 0.0) / scale
            total += beyond * beyond
            if self.pull and high - low < float("inf"):
                aside = (load - (low + high) / 2) / scale
                total += self.pull * aside * aside
        return total

    def change(self, unit: int, to: int) -> float:
        """Return by how much the penalty would change if a unit were given."""
        mine = self.holder[unit]
        return (
            self.penalty(mine, unit, -1)
            + self.penalty(to, unit, 1)
            - self.penalty(mine)
            - self.penalty(to)
        )

    def moved(self) -> list[int]:
        """Return the units in other hands than at first, the largest first."""
        home, areas = self.family.home, self.family.areas
        units = [unit for unit, grid in enumerate(self.holder) if grid != home[unit]]
        return sorted(units, key=lambda unit: (-areas[unit], unit))


def is_within(family: Family, grid: int, loads: list[float]) -> bool:
    """Whether loads lie in a grid's band, but for rounding."""
    return all(
        low - _SLACK * max(abs(low), 1.0) <= load <= high + _SLACK * max(abs(high), 1.0)
        for low, load, high in zip(family.low[grid], loads, family.high[grid], strict=True)
    )


def _scales(family: Family) -> list[float]:
    """Return for each column the half width of its bands, the mean; 0 for one without bounds."""
    inf, scales = float("inf"), []
    total = [sum(column) for column in zip(*family.loads, strict=True)]
    for column, load in enumerate(total):
        bounds = [
            (low[column], high[column]) for low, high in zip(family.low, family.high, strict=True)
        ]
        if all((low, high) == (-inf, inf) for low, high in bounds):
            scales.append(0.0)
            continue
        halves = [(high - low) / 2 for low, high in bounds if high - low < inf]
        least = max(load / len(bounds) / 100, 1e-9)
        scales.append(max(sum(halves) / len(halves), least) if halves else least)
    return scales
