"""What lies on the map's glass: scale bar, north arrow, the read-out of a position."""

from collections.abc import Callable
from dataclasses import dataclass
from math import floor, log10

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from gridapp.desktop.map.text import font
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import TextStyle, Tokens, space, type_sizes

BAR_HEIGHT = 37
"""Logical pixels that scale bar and north arrow take above the map's lower margin."""

Degrees = Callable[[float, float], tuple[float, float]]
"""Turns metres into longitude and latitude in degrees."""


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """A round length and how many logical pixels it takes."""

    metres: float
    pixels: float

    @property
    def text(self) -> str:
        """The length in words."""
        if self.metres >= 1000:
            return f"{self.metres / 1000:g} km"
        return f"{self.metres:g} m"


def scale_bar(scale: float, room: float = 140.0) -> ScaleBar:
    """Return the longest length of 1, 2 or 5 times a power of ten that fits into `room` pixels."""
    most = scale * room
    power = 10.0 ** floor(log10(most))
    metres = max(step * power for step in (1, 2, 5) if step * power <= most * (1 + 1e-9))
    return ScaleBar(metres, metres / scale)


def readout(x: float, y: float, degrees: Degrees | None = None) -> str:
    """Say a position: degrees if they can be told, and metres east and north."""
    metres = f"E {x:,.1f}  N {y:,.1f} m".replace(",", "\u202f")
    if degrees is None:
        return metres
    longitude, latitude = degrees(x, y)
    return f"{longitude:.6f}°, {latitude:.6f}°   {metres}"


def draw_furniture(painter: QPainter, view: Viewport, tokens: Tokens) -> None:
    """Draw scale bar and north arrow into the bottom right corner."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    margin = float(space["l"])
    right, bottom = view.width - margin, view.height - margin
    bar = scale_bar(view.scale, min(140.0, view.width / 4))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.furniture.plate))
    left = right - 30 - bar.pixels - space["m"]
    painter.drawRoundedRect(QRectF(left, bottom - 29, right + 8 - left, 37), 6, 6)
    _draw_bar(painter, bar, right - 30, bottom, tokens)
    _draw_north(painter, QPointF(right - 8, bottom - 12), tokens)
    painter.restore()


def _draw_bar(
    painter: QPainter, bar: ScaleBar, right: float, bottom: float, tokens: Tokens
) -> None:
    look = tokens.furniture
    left = round(right - bar.pixels) + 0.5
    line = QPolygonF(
        [
            QPointF(left, bottom - 5),
            QPointF(left, bottom),
            QPointF(right, bottom),
            QPointF(right, bottom - 5),
        ]
    )
    for colour, width in ((look.halo, 4.0), (look.ink, 1.4)):
        pen = QPen(QColor(colour), width)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(line)
    style = TextStyle(look.ink, look.halo, type_sizes["small"], 500)
    width = QFontMetricsF(font(style)).horizontalAdvance(bar.text)
    where = QPointF((left + right) / 2 - width / 2, bottom - 6)
    text = QPainterPath()
    text.addText(where, font(style), bar.text)
    halo = QPen(QColor(look.halo), 3.0)
    halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(text, halo)
    painter.setFont(font(style))
    painter.setPen(QColor(look.ink))
    painter.drawText(where, bar.text)


def _draw_north(painter: QPainter, middle: QPointF, tokens: Tokens) -> None:
    look = tokens.furniture
    tip, foot = QPointF(0, -12), QPointF(0, 6)
    west, east = QPointF(-7, 11), QPointF(7, 11)
    painter.translate(middle)
    whole = QPolygonF([tip, east, foot, west])
    outline = QPen(QColor(look.halo), 4.0)
    outline.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(outline)
    painter.setBrush(QColor(look.halo))
    painter.drawPolygon(whole)
    line = QPen(QColor(look.ink), 1.2)
    line.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(line)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolygon(whole)
    painter.setBrush(QColor(look.ink))
    painter.drawPolygon(QPolygonF([tip, foot, west]))
    painter.translate(-middle)


def plate(painter: QPainter, text: str, corner: QPointF, tokens: Tokens) -> QRectF:
    """Write a line on a quiet plate whose bottom left corner is given; return the plate."""
    style = TextStyle(tokens.furniture.ink, tokens.furniture.halo, type_sizes["small"])
    width = QFontMetricsF(font(style)).horizontalAdvance(text)
    box = QRectF(corner.x(), corner.y() - 22, width + 2 * space["s"], 22)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(tokens.furniture.plate))
    painter.drawRoundedRect(box, 4, 4)
    painter.setFont(font(style))
    painter.setPen(QColor(tokens.furniture.ink))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    return box
