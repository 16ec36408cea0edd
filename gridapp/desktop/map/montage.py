"""What frames are made of: ground and top of each square laid into one opaque picture.

A 4K frame takes 3 ms so, scaled 5 ms; with ground and top drawn one over the other it took 7 and
17. Where the top of a square isn't drawn yet, that of the level before lies on it, scaled.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QRegion

from gridapp.desktop.map.levels import Cell, Level, Shelf, square_bytes
from gridapp.desktop.map.tiles import TileStack, Wish
from gridapp.desktop.map.view import Viewport

_STAND_INS = 3  # levels shown one over the other where sharp squares are missing
_NEAR = 0.7  # logarithm of scales: an octave away, a level may stand in alone

_Layer = tuple[QRegion, Level, list[Cell]]
"""Where which squares of a level are drawn."""


@dataclass(frozen=True, slots=True, eq=False)
class _Sheet:
    """A picture, and which ones were laid into it (`QImage.cacheKey`; no top: 0)."""

    picture: QImage
    ground: int
    top: int


class Montage:
    """The pictures that are shown, made of two stacks.

    Parameters
    ----------
    ground, top : TileStack
        An opaque one, and the one that lies on it.
    capacity : int
        Bytes of pictures to keep; those of the current view, and of the farthest one, are kept
        in any case.
    """

    def __init__(self, ground: TileStack, top: TileStack, capacity: int = 192 << 20) -> None:
        self._ground = ground
        self._top = top
        self._room = max(capacity // square_bytes, 1)
        self._shelf: Shelf[_Sheet] = Shelf()
        self._home: Level | None = None
        self._aims: tuple[Wish | None, Wish | None] = (None, None)
        self._names: frozenset[str] = frozenset()
        self._due: list[Cell] = []

    def aim(self, names: frozenset[str]) -> None:
        """Follow the stacks to where they were aimed; `names` are the layers not hidden."""
        if names != self._names:
            self._names = names
            self._take_tops_off()
        aims = (self._ground.wish, self._top.wish)
        if aims == self._aims or aims[0] is None:
            return
        self._aims = aims
        self._shelf.use(aims[0].level)
        there = self._shelf[aims[0].level]
        self._due = [
            cell for cell in self._ground.visible if not self._is_current(there.get(cell), cell)
        ]

    @property
    def is_complete(self) -> bool:
        """Whether all that the stacks have drawn of the view is laid."""
        return not self._due

    @property
    def bytes(self) -> int:
        """What the pictures take."""
        return self._shelf.count * square_bytes

    def work(self) -> Cell:
        """Lay a square that was drawn before; return which."""
        cell = self._due.pop()
        self.lay(cell)
        return cell

    def lay(self, cell: Cell) -> None:
        """Lay a square that was drawn just now."""
        wish = self._ground.wish
        ground = None if wish is None else self._ground.drawn(wish.level, cell)
        if wish is None or ground is None:
            return
        self._shelf.put(wish.level, cell, self._laid(wish.level, cell, ground))
        self._shelf.trim(self._room, wish.level, self._home, self._ground.visible)

    def settle(self) -> None:
        """Forget what the finished picture made useless."""
        wish, home = self._ground.wish, self._home
        if wish is None:
            return
        now = wish.level
        if home is None or home.revision != now.revision or now.scale >= home.scale:
            self._home = now
        for level in list(self._shelf):
            if (level.revision, level.theme) != (now.revision, now.theme):
                self._shelf.drop(level)

    def clear(self) -> None:
        """Forget all pictures."""
        self._shelf.clear()
        self._due.clear()
        self._home, self._aims = None, (None, None)

    # Laying

    def _sharp_top(self, level: Level, cell: Cell) -> QImage | None:
        wish = self._top.wish
        if wish is None or (wish.level.scale, wish.level.ratio) != (level.scale, level.ratio):
            return None
        return self._top.drawn(wish.level, cell)

    def _is_current(self, sheet: _Sheet | None, cell: Cell) -> bool:
        """Return whether nothing better can be laid than what is there."""
        wish = self._ground.wish
        ground = None if wish is None else self._ground.drawn(wish.level, cell)
        if wish is None or ground is None:
            return True
        top = self._sharp_top(wish.level, cell)
        return (
            sheet is not None
            and sheet.ground == ground.cacheKey()
            and (top is None or sheet.top == top.cacheKey())
        )

    def _laid(self, level: Level, cell: Cell, ground: QImage) -> _Sheet:
        top = self._sharp_top(level, cell)
        view = level.view(cell)
        if top is not None:
            pieces = [(QRectF(0, 0, view.width, view.height), top)]
        else:
            pieces = self._standing_in(level, view)
        if not pieces:
            return _Sheet(ground, ground.cacheKey(), 0)
        picture = ground.copy()
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for box, piece in pieces:
            painter.drawImage(box, piece)
        painter.end()
        return _Sheet(picture, ground.cacheKey(), 0 if top is None else top.cacheKey())

    def _standing_in(self, level: Level, view: Viewport) -> list[tuple[QRectF, QImage]]:
        """Return top squares of the best other level that has them, and where they lie."""
        window = QRectF(0, 0, view.width, view.height)
        partly: list[tuple[QRectF, QImage]] = []
        levels = sorted(self._top.levels(level.theme), key=lambda pair: pair[0].misfit(view))
        for other, there in levels:
            columns, rows = other.over(view, window)
            near = [(c, r) for r in rows for c in columns if (c, r) in there]
            pieces = [(other.box(cell, view), there[cell]) for cell in near]
            if len(near) == len(columns) * len(rows):
                return pieces
            partly = partly or pieces
        return partly

    def _take_tops_off(self) -> None:
        """Show the bare ground of other scales: on it lie layers that show or hide now.

        Those of this scale stay until they are laid anew, so that nothing flickers.
        """
        now = 0.0 if self._ground.wish is None else self._ground.wish.level.scale
        for level in [level for level in self._shelf if level.scale != now]:
            for cell in list(self._shelf[level]):
                ground = self._ground.drawn(level, cell)
                if ground is None:
                    self._shelf.drop(level, cell)
                else:
                    self._shelf.put(level, cell, _Sheet(ground, ground.cacheKey(), 0))

    # Showing

    def draw(
        self, painter: QPainter, view: Viewport, window: QRectF, colour: QColor, is_smooth: bool
    ) -> None:
        """Cover a part of a window, in logical pixels: sharp, or scaled where it must be.

        What was never drawn is filled with `colour`. Smooth scaling takes twice the time.
        """
        wish = self._ground.wish
        missing = [window]
        if wish is not None and wish.level.is_sharp_in(view) and wish.level in self._shelf:
            missing = self._draw_sharp(painter, wish.level, view, window)
        if not missing:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_smooth)
        clip = painter.clipRegion() if painter.hasClipping() else QRegion(window.toAlignedRect())
        for gap in missing:
            self._stand_in(painter, view, gap, clip, colour)
        painter.restore()

    def _draw_sharp(
        self, painter: QPainter, level: Level, view: Viewport, window: QRectF
    ) -> list[QRectF]:
        """Draw the squares that are there; return where there are none."""
        missing = []
        there = self._shelf[level]
        columns, rows = level.over(view, window)
        for row in rows:
            for column in columns:
                sheet, box = there.get((column, row)), level.box((column, row), view)
                if sheet is None:
                    missing.append(box & window)
                else:
                    painter.drawImage(box.topLeft(), sheet.picture)
        return missing

    def _stand_in(
        self, painter: QPainter, view: Viewport, gap: QRectF, clip: QRegion, colour: QColor
    ) -> None:
        """Draw squares of other scales: of a near one that covers all of the gap, or several."""
        bare = QRegion(gap.toAlignedRect()) & clip
        layers: list[_Layer] = []
        covers = False
        for number, level in enumerate(self._by_misfit(view)):
            there = self._shelf[level]
            columns, rows = level.over(view, gap)
            near = [(column, row) for row in rows for column in columns if (column, row) in there]
            covers = len(near) == len(columns) * len(rows)
            if covers and level.misfit(view)[0] < _NEAR:
                layers = [(bare, level, near)]
                break
            if covers or number < _STAND_INS or level == self._home:
                layers.append((bare, level, near))
            if covers:
                break
        if not covers:
            painter.setClipRegion(bare)
            painter.fillRect(gap, colour)
        for layer in reversed(_each_where_no_better_is(layers, view)):
            _draw_scaled(painter, view, layer, self._shelf[layer[1]])

    def _by_misfit(self, view: Viewport) -> list[Level]:
        wish = self._ground.wish
        theme = "" if wish is None else wish.level.theme
        levels = (level for level in self._shelf if level.theme == theme)
        return sorted(levels, key=lambda level: level.misfit(view))


def _draw_scaled(
    painter: QPainter, view: Viewport, layer: _Layer, there: dict[Cell, _Sheet]
) -> None:
    """Draw squares rectangle by rectangle: within any other clip, scaling takes long."""
    region, level, near = layer
    boxes = [(level.box(cell, view), there[cell].picture) for cell in near]
    for rect in _rectangles(region):
        painter.setClipRect(rect)
        for box, picture in boxes:
            if box.intersects(QRectF(rect)):
                painter.drawImage(box, picture)


def _each_where_no_better_is(layers: list[_Layer], view: Viewport) -> list[_Layer]:
    """Take from each region what the levels before it cover for certain."""
    result: list[_Layer] = []
    covered = QRegion()
    for region, level, near in layers:
        rest = region - covered
        if rest.isEmpty():
            break
        result.append((rest, level, near))
        whole = QRegion()
        for cell in near:
            whole += _rounded(level.box(cell, view))
        for rect in _rectangles(whole):
            covered += rect.adjusted(1, 1, -1, -1)  # its edge may lie within a pixel
    return result


def _rectangles(region: QRegion) -> list[QRect]:
    return list(cast("Sequence[QRect]", region))  # it can be iterated, its stub doesn't say so


def _rounded(box: QRectF) -> QRect:
    """Return a box at whole pixels; those that touch still do."""
    left, top = round(box.left()), round(box.top())
    return QRect(left, top, round(box.right()) - left, round(box.bottom()) - top)
