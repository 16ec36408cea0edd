"""Areas coloured by a number: which class wears which step of a ramp, and the legend's words."""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridapp.desktop.map.classify import Classes, Floats
from gridapp.desktop.map.details import Details
from gridapp.desktop.map.layers import AreaLayer
from gridapp.desktop.map.legend import Row
from gridapp.messages import Message, message

_STEPS = {"figure": 9, "deviation": 5}


@dataclass(frozen=True, eq=False, kw_only=True)
class FigureLayer(AreaLayer):
    """The shapes of another layer in colours by number; what is reckoned of them is shared.

    Parameters
    ----------
    shapes : AreaLayer
        Whose polygons these are.
    values : float64 array, shape (n,)
        The numbers; NaN where nothing is known.
    """

    shapes: AreaLayer
    values: Floats

    @property
    def details(self) -> Details:
        """The shapes at lesser detail, those of the other layer."""
        return self.shapes.details

    @property
    def tree(self) -> shapely.STRtree:
        """The other layer's index."""
        return self.shapes.tree

    def prepare(self) -> None:
        """Find out, off the main thread, what painters ask for."""
        _ = self._style_numbers, self.tree


def ramp_of(method: str) -> str:
    """Return which ramp a method of `classify` is coloured by: its name among the styles."""
    return "deviation" if method == "deviation" else "figure"


def step(index: int, count: int, ramp: str) -> int:
    """Return which step of a ramp the class `index` of `count` wears: they spread over all."""
    last = _STEPS[ramp] - 1
    return last // 2 if count == 1 else int(index * last / (count - 1) + 0.5)


def figure_layer(
    shapes: AreaLayer, values: Floats, classes: Classes, ramp: str, name: str, title: Message
) -> FigureLayer:
    """Return the shapes in colours by number.

    Parameters
    ----------
    shapes : AreaLayer
        n polygons.
    values : float64 array, shape (n,)
        NaN where nothing is known.
    """
    steps = np.array([str(step(i, len(classes), ramp)) for i in range(len(classes))] + [""])
    return FigureLayer(
        name=name,
        title=title,
        polygons=shapes.polygons,
        style=ramp,
        classes=steps[classes.of(values)],
        is_interactive=False,
        shapes=shapes,
        values=values,
    )


def legend_rows(values: Floats, classes: Classes, ramp: str) -> list[Row]:
    """Say what each class holds: from its lowest value to its highest, and how many there are.

    Classes that hold nothing are left out, but for those by deviation, whose places on the ramp
    mean something.
    """
    found = classes.of(values)
    digits = digits_of(values)
    rows = []
    for index in range(len(classes)):
        mine = values[found == index]
        style = f"{ramp}.{step(index, len(classes), ramp)}"
        if len(mine):
            rows.append(Row(_span(mine, digits), style, str(len(mine))))
    unknown = int(np.count_nonzero(found < 0))
    if unknown:
        rows.append(Row(message("No figure"), ramp, str(unknown)))
    return rows


def number(value: float, digits: int) -> str:
    """Write a number with a thin space between thousands."""
    return f"{value:,.{digits}f}".replace(",", "\u202f")


def _span(values: Floats, digits: int) -> str:
    low, high = number(float(values.min()), digits), number(float(values.max()), digits)
    return low if low == high else f"{low} – {high}"


def digits_of(values: Floats) -> int:
    """Return how many decimals tell the values apart: three digits in the middle of them."""
    known: NDArray[np.float64] = values[~np.isnan(values)]
    if not len(known) or bool((known == np.round(known)).all()):
        return 0
    typical = float(np.median(np.abs(known[known != 0])))
    return int(np.clip(2 - np.floor(np.log10(typical)), 0, 3))
