"""Still layers drawn square by square, a little each turn."""

from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass
from math import hypot

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from gridapp.desktop.map.levels import Cell, Level, Shelf, side, square_bytes
from gridapp.desktop.map.painters import Drawable, paint_layers
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import Tokens

_OPAQUE = QImage.Format.Format_RGB32
_RING = 1  # squares drawn beyond the edge of the window, for the next drag


@dataclass(frozen=True, slots=True)
class Wish:
    """The squares that a view needs."""

    level: Level
    columns: range
    rows: range


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    """A square being drawn."""

    level: Level
    cell: Cell
    steps: Generator[None, None, QImage]


class TileStack:
    """The squares of some layers: aimed at a view, worked on in turns.

    Parameters
    ----------
    is_opaque : bool
        Whether squares carry the map's ground; else they are transparent and lie over others.
    capacity : int
        Bytes of pictures to keep; those of the current view are kept in any case.
    """

    def __init__(self, is_opaque: bool, capacity: int = 128 << 20) -> None:
        self._is_opaque = is_opaque
        self._room = max(capacity // square_bytes, 1)
        self._shelf: Shelf[QImage] = Shelf()
        self._wish: Wish | None = None
        self._layers: tuple[Drawable, ...] = ()
        self._tokens: Tokens | None = None
        self._version: tuple[object, ...] = ()
        self._revision = 0
        self._visible: frozenset[Cell] = frozenset()
        self._missing: set[Cell] = set()
        self._queue: list[Cell] = []
        self._job: _Job | None = None

    def aim(
        self,
        view: Viewport,
        layers: Sequence[Drawable],
        version: tuple[object, ...],
        tokens: Tokens,
    ) -> None:
        """Want the sharp squares of an aligned view, those nearest to its middle first.

        `version` differs from the last one if squares of the same scale are to be drawn anew.
        """
        if version != self._version or tokens is not self._tokens:
            self._revision += 1
            self._version = version
        level = Level(view.scale, view.ratio, self._revision, tokens.name)
        self._layers, self._tokens = tuple(layers), tokens
        wish = Wish(level, *level.over(view, QRectF(0, 0, view.width, view.height)))
        if wish == self._wish:
            return
        self._wish = wish
        self._shelf.use(level)
        there = self._shelf[level]
        visible = _nearest_first(wish, 0) if layers else []
        self._visible = frozenset(visible)
        self._missing = {cell for cell in visible if cell not in there}
        ring = _nearest_first(wish, _RING) if layers else []
        wanted = visible + [cell for cell in ring if cell not in self._visible]
        self._queue = [cell for cell in wanted if cell not in there]
        job = self._job
        if job is not None and (job.level != level or job.cell not in self._queue):
            self._drop_job()

    @property
    def wish(self) -> Wish | None:
        """What was aimed at last."""
        return self._wish

    @property
    def visible(self) -> frozenset[Cell]:
        """The squares that can be seen of the view aimed at."""
        return self._visible

    @property
    def is_complete(self) -> bool:
        """Whether all that can be seen of the view aimed at is sharp."""
        return not self._missing

    @property
    def is_idle(self) -> bool:
        """Whether nothing is left to draw, beyond the window's edge neither."""
        return not self._queue

    def work(self, may_go_on: Callable[[], bool]) -> Cell | None:
        """Draw in small steps as long as `may_go_on` allows, at least one.

        Returns the square that is done; None if time is up before.
        """
        if not self._queue or self._wish is None:
            return None
        if self._job is None:
            self._job = self._begin(self._wish.level, self._queue[0])
        cell = self._job.cell
        try:
            next(self._job.steps)
            while may_go_on():
                next(self._job.steps)
        except StopIteration as end:
            self._shelf.put(self._wish.level, cell, end.value)
            self._queue.remove(cell)
            self._missing.discard(cell)
            self._job = None
            if self.is_complete:
                self._settle()
            return cell
        return None

    def drawn(self, level: Level, cell: Cell) -> QImage | None:
        """Return the picture of a square, of whatever level."""
        return self._shelf[level].get(cell)

    def levels(self, theme: str) -> Iterator[tuple[Level, dict[Cell, QImage]]]:
        """Yield what there is of each level of a theme."""
        for level in self._shelf:
            if level.theme == theme:
                yield level, self._shelf[level]

    @property
    def bytes(self) -> int:
        """What the pictures take."""
        return self._shelf.count * square_bytes

    def clear(self) -> None:
        """Forget all pictures."""
        self._drop_job()
        self._shelf.clear()
        self._queue, self._visible, self._wish = [], frozenset(), None
        self._missing.clear()

    def _begin(self, level: Level, cell: Cell) -> _Job:
        if self._tokens is None:
            raise RuntimeError("a tile stack must be aimed before it works")
        ground = self._tokens.ground if self._is_opaque else None
        return _Job(level, cell, _drawing(level, cell, self._layers, self._tokens, ground))

    def _drop_job(self) -> None:
        if self._job is not None:
            self._job.steps.close()
            self._job = None

    def _settle(self) -> None:
        """Forget what the finished picture made useless, and what memory can't hold."""
        if self._wish is None:
            return
        now = self._wish.level
        for level in list(self._shelf):
            if (level.revision, level.theme) != (now.revision, now.theme):
                self._shelf.drop(level)
        self._shelf.trim(self._room, now, None, self._visible)


def _drawing(
    level: Level, cell: Cell, layers: Sequence[Drawable], tokens: Tokens, ground: str | None
) -> Generator[None, None, QImage]:
    """Draw a square step by step; transparent if there is no `ground`."""
    kind = QImage.Format.Format_ARGB32_Premultiplied if ground is None else _OPAQUE
    image = QImage(side, side, kind)
    image.setDevicePixelRatio(level.ratio)
    image.fill(QColor(0, 0, 0, 0) if ground is None else QColor(ground))
    painter = QPainter(image)
    # Whoever drops the generator half-way ends the painter with it, before the image goes: a
    # picture that is destroyed under an active painter takes the program with it.
    try:
        yield from paint_layers(painter, layers, level.view(cell), tokens)
    finally:
        painter.end()
    return image


def _nearest_first(wish: Wish, ring: int) -> list[Cell]:
    """Return the squares wished for and a ring round them, those nearest the middle first."""
    columns = range(wish.columns.start - ring, wish.columns.stop + ring)
    rows = range(wish.rows.start - ring, wish.rows.stop + ring)
    middle = ((columns.start + columns.stop - 1) / 2, (rows.start + rows.stop - 1) / 2)
    return sorted(
        ((column, row) for row in rows for column in columns),
        key=lambda cell: hypot(cell[0] - middle[0], cell[1] - middle[1]),
    )
