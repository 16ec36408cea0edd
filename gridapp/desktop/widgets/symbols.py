"""The symbols of cases and terminals: one path a shape, the same on map, queue and report."""

from collections.abc import Callable
from functools import lru_cache
from math import cos, pi, sin

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QImage, QPainter, QPainterPath, QPen, QPixmap, QPolygonF

from gridapp.desktop.widgets.tokens import Shape, Symbol, Tokens


def _polygon(corners: int, turn: float, reach: float = 1.0) -> Callable[[float], QPainterPath]:
    def path(size: float) -> QPainterPath:
        radius = size / 2 * reach
        angles = [turn + 2 * pi * i / corners for i in range(corners)]
        points = [QPointF(radius * cos(a), radius * sin(a)) for a in angles]
        result = QPainterPath()
        result.addPolygon(QPolygonF(points))
        result.closeSubpath()
        return result

    return path


def _circle(size: float) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(QPointF(0, 0), size / 2, size / 2)
    return path


def _square(size: float) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(QRectF(-size / 2, -size / 2, size, size), size / 8, size / 8)
    return path


def _ring(size: float) -> QPainterPath:
    path = _circle(size)
    path.addEllipse(QPointF(0, 0), size / 4.2, size / 4.2)
    return path


def _cross(size: float) -> QPainterPath:
    arm, half = size / 5.5, size / 2
    path = QPainterPath()
    path.addRect(QRectF(-half, -arm, size, 2 * arm))
    path.addRect(QRectF(-arm, -half, 2 * arm, size))
    return path.simplified()


paths: dict[Shape, Callable[[float], QPainterPath]] = {
    "circle": _circle,
    "square": _square,
    "triangle": _polygon(3, -pi / 2, 1.15),
    "diamond": _polygon(4, -pi / 2),
    "hexagon": _polygon(6, 0.0),
    "ring": _ring,
    "cross": _cross,
}


def draw_symbol(painter: QPainter, symbol: Symbol, tokens: Tokens, urgent: bool) -> None:
    """Draw `symbol` round the painter's origin; an urgent one wears a second outline."""
    shape = paths[symbol.shape]
    if urgent:
        painter.setPen(QPen(QColor(tokens.urgent), 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QPointF(0, 0), symbol.size / 2 + 4.5, symbol.size / 2 + 4.5)
    edge = QPen(QColor(tokens.symbol_edge), 2.4)
    edge.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(shape(symbol.size), edge)
    painter.fillPath(shape(symbol.size), QColor(symbol.colour))


@lru_cache(maxsize=512)
def symbol_image(symbol: Symbol, theme: Tokens, urgent: bool, ratio: float) -> QImage:
    """Return `symbol` as an image whose centre is the point, `ratio` device pixels a pixel."""
    side = int(symbol.size * 1.2) + 16
    image = QImage(
        round(side * ratio), round(side * ratio), QImage.Format.Format_ARGB32_Premultiplied
    )
    image.setDevicePixelRatio(ratio)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(side / 2, side / 2)
    draw_symbol(painter, symbol, theme, urgent)
    painter.end()
    return image


def symbol_icon(kind: str, tokens: Tokens, urgent: bool = False, size: int = 16) -> QIcon:
    """Return the symbol of `kind` (a key of `Tokens.symbols`) as an icon for lists and legends."""
    symbol = tokens.symbol(kind)
    reach = symbol.size + (11 if urgent else 3)
    icon = QIcon()
    for ratio in (1.0, 2.0, 3.0):
        pixmap = QPixmap(round(size * ratio), round(size * ratio))
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(pixmap.width() / 2, pixmap.height() / 2)
        painter.scale(*[min(size / reach, 1.15) * ratio] * 2)
        draw_symbol(painter, symbol, tokens, urgent)
        painter.end()
        pixmap.setDevicePixelRatio(ratio)
        for mode in (QIcon.Mode.Normal, QIcon.Mode.Selected):
            icon.addPixmap(pixmap, mode)
    return icon
