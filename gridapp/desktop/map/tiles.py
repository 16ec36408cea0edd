"""Still layers kept as tiles, drawn a little each turn while older tiles stand in."""

from collections import OrderedDict
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from math import ceil, floor, hypot, log

from PySide6.QtCore import QRect, QRectF
from PySide6.QtGui import QColor, QImage, QPainter, QRegion

from gridapp.desktop.map.painters import Drawable, paint_layers
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import Tokens

side = 512  # device pixels
_OPAQUE = QImage.Format.Format_RGB32
_STAND_INS = 3  # levels shown one over the other where sharp tiles are missing
_RING = 1  # tiles drawn beyond the edge of the window, for the next drag


@dataclass(frozen=True, slots=True)
class Level:
    """What all tiles of one picture have in common."""

    scale: float
    ratio: float
    revision: int
    theme: str


@dataclass(frozen=True, slots=True)
class Tile:
    """One square of a level's grid, which is anchored at the map's origin; rows go south."""

    level: Level
    column: int
    row: int

    @property
    def view(self) -> Viewport:
        """The tile as a viewport."""
        pixels = side / self.level.ratio
        return Viewport(
            x=(self.column + 0.5) * pixels * self.level.scale,
            y=-(self.row + 0.5) * pixels * self.level.scale,
            scale=self.level.scale,
            width=pixels,
            height=pixels,
            ratio=self.level.ratio,
        )

    def box(self, view: Viewport) -> QRectF:
        """Return where the tile lies in a window, in logical pixels, scaled if need be."""
        zoom = self.level.scale / view.scale
        pixels = side / self.level.ratio * zoom
        left, top = view.origin
        return QRectF(self.column * pixels - left, self.row * pixels - top, pixels, pixels)


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    """A tile being drawn."""

    tile: Tile
    steps: Generator[None, None, QImage]


class TileStack:
    """The tiles of some layers: aimed at a view, worked on in turns, drawn at any time.

    Parameters
    ----------
    is_opaque : bool
        Whether tiles carry the map's ground; else they are transparent and lie over others.
    capacity : int
        Bytes of pictures to keep; those of the current view are kept in any case.
    """

    def __init__(self, is_opaque: bool, capacity: int = 256 << 20) -> None:
        self._is_opaque = is_opaque
        self._capacity = capacity
        self._tiles: OrderedDict[Tile, QImage] = OrderedDict()
        self._level: Level | None = None
        self._home: Level | None = None
        self._layers: tuple[Drawable, ...] = ()
        self._tokens: Tokens | None = None
        self._version: tuple[object, ...] = ()
        self._revision = 0
        self._visible: frozenset[Tile] = frozenset()
        self._queue: list[Tile] = []
        self._job: _Job | None = None

    def aim(
        self,
        view: Viewport,
        layers: Sequence[Drawable],
        version: tuple[object, ...],
        tokens: Tokens,
    ) -> None:
        """Want the sharp tiles of an aligned view, those nearest to its middle first.

        `version` differs from the last one if tiles of the same scale are to be drawn anew.
        """
        if version != self._version or tokens is not self._tokens:
            self._revision += 1
            self._version = version
        level = Level(view.scale, view.ratio, self._revision, tokens.name)
        self._layers, self._tokens, self._level = tuple(layers), tokens, level
        visible = _cover(level, view, 0) if layers else []
        near = _cover(level, view, _RING) if layers else []
        self._visible = frozenset(visible)
        for tile in visible:
            if tile in self._tiles:
                self._tiles.move_to_end(tile)
        wanted = visible + [tile for tile in near if tile not in self._visible]
        self._queue = [tile for tile in wanted if tile not in self._tiles]
        if self._job is not None and self._job.tile not in self._queue:
            self._drop_job()

    @property
    def is_complete(self) -> bool:
        """Whether all that can be seen of the view aimed at is sharp."""
        return all(tile in self._tiles for tile in self._visible)

    @property
    def is_idle(self) -> bool:
        """Whether nothing is left to draw, beyond the window's edge neither."""
        return not self._queue

    def work(self, may_go_on: Callable[[], bool]) -> list[Tile]:
        """Draw in small steps as long as `may_go_on` allows, at least one; return what is done."""
        done = []
        while self._queue:
            if self._job is None:
                self._job = self._begin(self._queue[0])
            try:
                next(self._job.steps)
            except StopIteration as end:
                tile = self._job.tile
                self._tiles[tile] = end.value
                self._queue.remove(tile)
                self._job = None
                done.append(tile)
            if not may_go_on():
                break
        if done and self.is_complete:
            self._settle()
        return done

    def draw(
        self, painter: QPainter, view: Viewport, window: QRectF, is_smooth: bool = True
    ) -> None:
        """Draw the sharp tiles, and others, scaled, where they are still missing.

        `window` is the part of the view that has to be drawn, in logical pixels. Scaling that
        `is_smooth` takes twice the time of scaling that isn't.
        """
        level = self._level
        if level is None:
            return
        if (level.scale, level.ratio) != (view.scale, view.ratio):
            self._stand_in(painter, view, [window], is_smooth)
            return
        missing = []
        for tile in self._visible:
            box = tile.box(view)
            if not box.intersects(window):
                continue
            if tile in self._tiles:
                painter.drawImage(box.topLeft(), self._tiles[tile])
            else:
                missing.append(box.intersected(window))
        if missing:
            self._stand_in(painter, view, missing, is_smooth)

    def _stand_in(
        self, painter: QPainter, view: Viewport, windows: list[QRectF], is_smooth: bool
    ) -> None:
        """Draw other levels' tiles in these windows, each level where no better one is."""
        bare = QRegion()
        for window in windows:
            bare += window.toAlignedRect()
        layers: list[tuple[QRegion, list[tuple[QRectF, QImage]]]] = []
        for tiles in self._stand_ins(view):
            bounds = QRectF(bare.boundingRect())
            boxes = [(tile.box(view), self._tiles[tile]) for tile in tiles]
            near = [pair for pair in boxes if pair[0].intersects(bounds)]
            layers.append((QRegion(bare), near))
            for box, _ in near:
                bare -= _rounded(box)
            if bare.isEmpty():
                break
        painter.save()
        clip = painter.clipRegion() if painter.hasClipping() else None
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, is_smooth)
        for region, near in reversed(layers):
            painter.setClipRegion(region if clip is None else region & clip)
            for box, image in near:
                painter.drawImage(box, image)
        painter.restore()

    @property
    def bytes(self) -> int:
        """What the pictures take."""
        return len(self._tiles) * side * side * 4

    def clear(self) -> None:
        """Forget all pictures."""
        self._drop_job()
        self._tiles.clear()
        self._queue, self._visible, self._level, self._home = [], frozenset(), None, None

    def _begin(self, tile: Tile) -> _Job:
        if self._tokens is None:
            raise RuntimeError("a tile stack must be aimed before it works")
        ground = self._tokens.ground if self._is_opaque else None
        return _Job(tile, _drawing(tile, self._layers, self._tokens, ground))

    def _drop_job(self) -> None:
        if self._job is not None:
            self._job.steps.close()
            self._job = None

    def _stand_ins(self, view: Viewport) -> list[list[Tile]]:
        """Return the tiles of each level to show in place of missing ones, the best first."""
        theme = self._level.theme if self._level else ""
        levels: dict[Level, list[Tile]] = {}
        for tile in self._tiles:
            if tile.level.theme == theme:
                levels.setdefault(tile.level, []).append(tile)

        def misfit(level: Level) -> tuple[float, int]:
            return (round(abs(log(level.scale / view.scale)), 3), -level.revision)

        # Transparent tiles of two levels would show each thing twice.
        count = _STAND_INS if self._is_opaque else 1
        best = sorted(levels, key=misfit)[:count]
        if self._is_opaque and self._home in levels and self._home not in best:
            best.append(self._home)
        return [levels[level] for level in best]

    def _settle(self) -> None:
        """Forget what the finished picture made useless, and what memory can't hold."""
        level, home = self._level, self._home
        if level is None:
            return
        if home is None or home.revision != level.revision or level.scale >= home.scale:
            self._home = level
        for tile in list(self._tiles):
            stale = (tile.level.revision, tile.level.theme) != (level.revision, level.theme)
            if stale:
                del self._tiles[tile]
        room = max(self._capacity // (side * side * 4), 1)
        for tile in list(self._tiles):
            if len(self._tiles) <= room:
                break
            if tile.level not in (level, self._home):
                del self._tiles[tile]
        for tile in list(self._tiles):
            if len(self._tiles) <= room:
                break
            if tile not in self._visible:
                del self._tiles[tile]


def _drawing(
    tile: Tile, layers: Sequence[Drawable], tokens: Tokens, ground: str | None
) -> Generator[None, None, QImage]:
    """Draw a tile step by step; transparent if there is no `ground`."""
    kind = QImage.Format.Format_ARGB32_Premultiplied if ground is None else _OPAQUE
    image = QImage(side, side, kind)
    image.setDevicePixelRatio(tile.level.ratio)
    image.fill(QColor(0, 0, 0, 0) if ground is None else QColor(ground))
    painter = QPainter(image)
    # Whoever drops the generator half-way ends the painter with it, before the image goes: a
    # picture that is destroyed under an active painter takes the program with it.
    try:
        yield from paint_layers(painter, layers, tile.view, tokens)
    finally:
        painter.end()
    return image


def _rounded(box: QRectF) -> QRect:
    """Return a box at whole pixels; those that touch still do."""
    left, top = round(box.left()), round(box.top())
    return QRect(left, top, round(box.right()) - left, round(box.bottom()) - top)


def _cover(level: Level, view: Viewport, ring: int) -> list[Tile]:
    """Return the tiles that cover a view and a ring round it, those nearest the middle first."""
    pixels = side / level.ratio
    left, top = view.origin
    columns = range(floor(left / pixels) - ring, ceil((left + view.width) / pixels) + ring)
    rows = range(floor(top / pixels) - ring, ceil((top + view.height) / pixels) + ring)
    middle = (left + view.width / 2, top + view.height / 2)
    tiles = [Tile(level, column, row) for row in rows for column in columns]

    def away(tile: Tile) -> float:
        return hypot(
            (tile.column + 0.5) * pixels - middle[0], (tile.row + 0.5) * pixels - middle[1]
        )

    return sorted(tiles, key=away)
