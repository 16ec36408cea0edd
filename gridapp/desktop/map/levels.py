"""Squares of the map at one scale: how they are numbered, where they lie, which are kept."""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, floor, log
from typing import Generic, TypeVar

from PySide6.QtCore import QRectF

from gridapp.desktop.map.view import Viewport

side = 512
"""Device pixels a side of each square."""

square_bytes = side * side * 4

_HAIR = 1e-6  # of a square: what rounding may put an edge beyond another

Cell = tuple[int, int]
"""Column and row of a square, counted from the map's origin; rows go south."""

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Level:
    """What all squares of one picture have in common."""

    scale: float
    ratio: float
    revision: int
    theme: str

    def view(self, cell: Cell) -> Viewport:
        """Return a square as a viewport."""
        pixels = side / self.ratio
        return Viewport(
            x=(cell[0] + 0.5) * pixels * self.scale,
            y=-(cell[1] + 0.5) * pixels * self.scale,
            scale=self.scale,
            width=pixels,
            height=pixels,
            ratio=self.ratio,
        )

    def box(self, cell: Cell, view: Viewport) -> QRectF:
        """Return where a square lies in a window, in logical pixels, scaled if need be."""
        pixels = side / self.ratio * (self.scale / view.scale)
        left, top = view.origin
        return QRectF(cell[0] * pixels - left, cell[1] * pixels - top, pixels, pixels)

    def over(self, view: Viewport, window: QRectF) -> tuple[range, range]:
        """Return columns and rows of the squares under a part of a window."""
        pixels = side / self.ratio * (self.scale / view.scale)
        left, top = view.origin
        return (
            _span((left + window.left()) / pixels, (left + window.right()) / pixels),
            _span((top + window.top()) / pixels, (top + window.bottom()) / pixels),
        )

    def is_sharp_in(self, view: Viewport) -> bool:
        """Return whether the squares are shown pixel for pixel."""
        return (self.scale, self.ratio) == (view.scale, view.ratio)

    def misfit(self, view: Viewport) -> tuple[float, int]:
        """Tell how poorly the level stands in for a view: far scales, then old revisions."""
        return (round(abs(log(self.scale / view.scale)), 3), -self.revision)


def _span(low: float, high: float) -> range:
    return range(floor(low + _HAIR), ceil(high - _HAIR))


class Shelf(Generic[Item]):
    """What is kept of each square, by level; of the levels, those used last stay longest."""

    def __init__(self) -> None:
        self._levels: OrderedDict[Level, dict[Cell, Item]] = OrderedDict()
        self.count = 0

    def __iter__(self) -> Iterator[Level]:
        return iter(self._levels)

    def __getitem__(self, level: Level) -> dict[Cell, Item]:
        """Return what is kept of a level; not to be changed."""
        return self._levels.get(level, {})

    def use(self, level: Level) -> None:
        """Keep what there is of a level longest."""
        if level in self._levels:
            self._levels.move_to_end(level)

    def put(self, level: Level, cell: Cell, item: Item) -> None:
        """Keep something of a square, in place of what was kept."""
        squares = self._levels.setdefault(level, {})
        self.count += cell not in squares
        squares[cell] = item

    def drop(self, level: Level, cell: Cell | None = None) -> None:
        """Forget a square, or a whole level."""
        squares = self._levels[level]
        if cell is not None:
            del squares[cell]
            self.count -= 1
        if cell is None or not squares:
            self.count -= len(squares)
            del self._levels[level]

    def clear(self) -> None:
        """Forget all."""
        self._levels.clear()
        self.count = 0

    def trim(self, room: int, now: Level, home: Level | None, visible: frozenset[Cell]) -> None:
        """Forget squares as long as there are more than `room`.

        The level `home` stays whole; of the one on show, `now`, those go at last that aren't
        `visible`.
        """
        for level in list(self._levels):
            if self.count <= room:
                return
            if level not in (now, home):
                self.drop(level)
        for cell in [cell for cell in self[now] if cell not in visible]:
            if self.count <= room:
                return
            self.drop(now, cell)
