"""What the live panel says of a grid, ready to draw; no Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from gridapp.desktop.editor.loads import Loads
from gridapp.grid.fabric import Level
from gridapp.language import tr
from gridapp.workspace.forecasts import DAYS

SHOWN = ("households", "enterprises", "cases", "streets", "area", "perimeter", "compactness")
"""The figures of a card, in two rows; `parts` stands beside the code."""

_HEAVY = ("households", "enterprises", "area")
"""Deviations are of the first of these that the town has."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure: its name, its value, and how far it is from the edition in force."""

    name: str
    value: str
    change: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One grid.

    Attributes
    ----------
    deviation : float or None
        From the mean, as a share of the mean; None for the mean itself.
    of : str
        What deviates.
    is_whole : bool
        Whether it is in one piece.
    passed : str
        Which cases of the last days it would have had more, and less; empty without any.
    """

    title: str
    note: str
    cells: tuple[Cell, ...]
    deviation: float | None = None
    of: str = ""
    is_whole: bool = True
    passed: str = ""


def _count(value: float) -> str:
    return f"{value:.0f}"


def _kilometres(value: float) -> str:
    return tr("{length} km", length=f"{value / 1000:.2f}")


def _hectares(value: float) -> str:
    return tr("{area} ha", area=f"{value / 10_000:.2f}")


def _share(value: float) -> str:
    return f"{value:.2f}"


_FORMATS: dict[str, tuple[Callable[[float], str], float, float]] = {
    "households": (_count, 1, 0.5),
    "enterprises": (_count, 1, 0.5),
    "cases": (_count, 1, 0.5),
    "streets": (_kilometres, 1000, 5),
    "area": (_hectares, 10_000, 50),
    "perimeter": (_kilometres, 1000, 5),
    "compactness": (_share, 1, 0.005),
}
"""How a figure is written, what its change is divided by, and below what it is none."""


def _name(figure: str) -> str:
    return {
        "households": tr("Households"),
        "enterprises": tr("Enterprises"),
        "cases": tr("Open cases"),
        "streets": tr("Streets"),
        "area": tr("Area"),
        "perimeter": tr("Perimeter"),
        "compactness": tr("Compactness"),
    }[figure]


def _change(figure: str, now: float, before: float) -> str:
    _, unit, least = _FORMATS[figure]
    away = now - before
    if np.isnan(before) or abs(away) < least:
        return ""
    return signed(f"{away / unit:+.0f}" if least == 0.5 else f"{away / unit:+.2f}")


def signed(number: str) -> str:
    """Return a number with a true minus sign, as wide as its plus."""
    return number.replace("-", "−")


@dataclass(frozen=True, slots=True)
class Mean:
    """What a grid carries on average: the figure, and how much of it."""

    figure: str
    amount: float


def mean_load(loads: Loads) -> Mean:
    """Return the mean that deviations are from."""
    means = (Mean(figure, loads.mean(figure)) for figure in _HEAVY)
    return next(mean for mean in means if mean.amount > 0)


def known(loads: Loads) -> tuple[str, ...]:
    """Return the figures that the workspace knows something of."""
    return tuple(one for one in SHOWN if one != "households" or loads.mean(one) > 0)


def grid_card(
    level: Level, loads: Loads, base: Loads, row: int, mean: Mean, figures: Sequence[str]
) -> Card:
    """Return what there is to say of one grid, beside the edition in force."""
    cells = []
    for figure in figures:
        now = float(loads.of(figure)[row])
        before = float(base.of(figure)[row]) if row < len(base.figures) else np.nan
        cells.append(Cell(_name(figure), _FORMATS[figure][0](now), _change(figure, now, before)))
    parts = int(loads.of("parts")[row])
    return Card(
        str(level.names[row]) or str(level.codes[row]),
        " · ".join(
            (str(level.codes[row]), tr("one piece") if parts == 1 else tr("{n} parts", n=parts))
        ),
        tuple(cells),
        float(loads.of(mean.figure)[row]) / mean.amount - 1,
        _name(mean.figure),
        parts == 1,
        _passed(loads, row) if len(loads.homes.rows) else "",
    )


def _passed(loads: Loads, row: int) -> str:
    gained, lost = int(loads.of("gained")[row]), int(loads.of("lost")[row])
    if not gained and not lost:
        return tr("{days} days: the same cases", days=DAYS)
    return tr("{days} days: +{gained} −{lost} cases", days=DAYS, gained=gained, lost=lost)


def net_card(level: Level, loads: Loads, figures: Sequence[str]) -> Card:
    """Return the means over all grids of a level."""
    count = int((~np.isnan(loads.of("area"))).sum())
    cells = [Cell(_name(figure), _mean_text(figure, loads)) for figure in figures]
    title = tr("Level-one grids") if level.number == 1 else tr("Sub-grids")
    return Card(f"{title} · {count}", tr("The mean of a grid"), tuple(cells))


def _mean_text(figure: str, loads: Loads) -> str:
    mean = loads.mean(figure)
    written, unit, _ = _FORMATS[figure]
    return f"{mean:.1f}" if written is _count and unit == 1 else written(mean)
