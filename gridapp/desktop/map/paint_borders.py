"""The boundaries of areas: every common one stroked once, its glow below it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPaintEngine, QPainter, QPen, QTransform

from gridapp.desktop.map.borders import Flags, runs
from gridapp.desktop.map.buffers import draw_segments, polygons
from gridapp.desktop.map.ragged import chunks
from gridapp.desktop.map.simplify import Outline, visible
from gridapp.desktop.map.strips import Strips
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import AreaStyle, faded, width_at

margin = 6.0
"""Pixels: no stroke or glow reaches farther."""

_MANY = 6000  # segments between two chances to pause: about 1 ms
_HAIRLINE = 1.05  # pixels up to which a line is drawn one pixel wide: that has a path of its own
_WIDE = 3.2  # pixels up to which squares at the ends of short segments make a smooth line
_SHORT = 8.0  # pixels: mean length of segments that need no joints
_SOLID = 255
_FAINT = 0.03  # opacity below which a line isn't drawn


@dataclass(frozen=True, eq=False)
class Boundary:
    """What is to be stroked, each segment once.

    Attributes
    ----------
    view : Viewport
    shape : Outline
    once : bool array, shape (n,)
        From which points of `shape` such a segment leads to the next.
    strips : Strips, optional
        The same segments, sorted, and more of the layer's.
    is_mine : bool array, shape (features of the layer,), optional
        Whose segments of `strips` are meant; everybody's if left out.
    """

    view: Viewport
    shape: Outline
    once: Flags
    strips: Strips | None = None
    is_mine: Flags | None = None

    def segments(self) -> Iterator[NDArray[np.float64]]:
        """Yield the segments in sight, some at a time, x and y of their ends in `placing`."""
        if self.strips is None:
            begin = self.visible
            coords = self.shape.coords
            for start in range(0, len(begin), _MANY):
                some = begin[start : start + _MANY]
                yield np.concatenate((coords[some], coords[some + 1]), axis=1)
            return
        for rows in self.strips.within(self.view.padded(margin), _MANY):
            found = self.strips.segments[rows]
            yield found if self.is_mine is None else found[self.is_mine[self.strips.owners[rows]]]

    @cached_property
    def visible(self) -> NDArray[np.intp]:
        """Return from which points of `shape` a segment in sight leads to the next."""
        return visible(self.shape.points, np.flatnonzero(self.once), self.view, margin)

    @property
    def placing(self) -> QTransform:
        """What brings `segments` to the screen."""
        (across, down), (left, top) = self.shape.factors, self.shape.origin
        return QTransform(across, 0, 0, down, -left, -top)

    @property
    def is_crowded(self) -> bool:
        """Whether segments are so short that joints can't be seen."""
        if self.strips is not None:
            return 0.0 < self.strips.mean / self.view.scale < _SHORT
        some = self.visible[:_MANY]
        points = self.shape.points
        return bool(len(some) and np.hypot(*(points[some + 1] - points[some]).T).mean() < _SHORT)


def paint_boundary(
    painter: QPainter, boundary: Boundary, style: AreaStyle, side: float
) -> Iterator[None]:
    """Stroke a boundary; yields where the work may pause.

    `side` is that of a square as large as a typical polygon, in pixels: lines fade as it shrinks.
    """
    opacity, glow_opacity = faded(style.fade, side), faded(style.glow_fade, side)
    if not style.stroke or opacity <= _FAINT:
        return
    if style.glow and glow_opacity > _FAINT:
        yield from _glow(painter, boundary, _through(style.glow, glow_opacity), style.glow_width)
    width = width_at(style.widths, boundary.view.scale)
    yield from _stroke(painter, boundary, _through(style.stroke, opacity), width)


def _stroke(painter: QPainter, boundary: Boundary, colour: QColor, width: float) -> Iterator[None]:
    """Draw a boundary: many short segments one by one, which costs a fifth of polylines."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pen = QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if width <= _HAIRLINE:
        pen.setWidthF(min(width, 1.0))
    elif (
        colour.alpha() == _SOLID and width <= _WIDE
        and _is_picture(painter) and boundary.is_crowded
    ):  # fmt: skip
        pen.setCapStyle(Qt.PenCapStyle.SquareCap)
    else:
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        yield from _draw_polylines(painter, boundary)
        return
    yield from _draw_segments(painter, boundary, pen)


def _glow(painter: QPainter, boundary: Boundary, colour: QColor, width: float) -> Iterator[None]:
    """Lay a wide translucent line under the boundary.

    On a picture it is drawn solid on a sheet of its own, which is laid on as a whole: it doubles
    nowhere. On paper it is drawn run by run with flat ends: it doubles at the nodes alone, which
    the line above hides.
    """
    view = boundary.view
    pen = QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if not (_is_picture(painter) and boundary.is_crowded):
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen)
        yield from _draw_polylines(painter, boundary)
        return
    size = (round(view.width * view.ratio), round(view.height * view.ratio))
    sheet = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
    sheet.setDevicePixelRatio(view.ratio)
    sheet.fill(0)
    pen.setColor(QColor(colour.red(), colour.green(), colour.blue()))
    pen.setCapStyle(Qt.PenCapStyle.SquareCap)
    on_sheet = QPainter(sheet)
    try:
        on_sheet.setRenderHint(QPainter.RenderHint.Antialiasing)
        yield from _draw_segments(on_sheet, boundary, pen)
    finally:
        on_sheet.end()
    painter.setOpacity(colour.alphaF())
    painter.drawImage(0, 0, sheet)
    painter.setOpacity(1.0)
    yield


def _through(colour: str, opacity: float) -> QColor:
    """Return a colour that lets more through."""
    result = QColor(colour)
    result.setAlphaF(result.alphaF() * opacity)
    return result


def _is_picture(painter: QPainter) -> bool:
    return painter.paintEngine().type() == QPaintEngine.Type.Raster


def _draw_segments(painter: QPainter, boundary: Boundary, pen: QPen) -> Iterator[None]:
    """Draw segments as they are kept: Qt brings them to the screen on its way."""
    if not _is_picture(painter):  # a pen that knows no scale is another thing on paper
        painter.setPen(pen)
        for some in boundary.segments():
            ends = boundary.shape.to_screen(some.reshape(-1, 2))
            draw_segments(painter, ends.reshape(-1, 4))
            yield
        return
    pen = QPen(pen)
    pen.setCosmetic(True)
    pen.setWidthF(pen.widthF() * boundary.view.ratio)
    painter.save()
    try:
        painter.setTransform(boundary.placing, combine=True)
        painter.setPen(pen)
        for some in boundary.segments():
            draw_segments(painter, some)
            yield
    finally:
        painter.restore()


def _draw_polylines(painter: QPainter, boundary: Boundary) -> Iterator[None]:
    points = boundary.shape.points
    is_stroked = np.zeros(len(points), dtype=bool)
    is_stroked[boundary.visible] = True
    first, count = runs(is_stroked)
    for chunk in chunks(count, _MANY):
        for polyline in polygons(points, first[chunk], count[chunk]):
            painter.drawPolyline(polyline)
        yield
