"""The signs of a track: what stands on map and timeline, small, for the list that explains it."""

from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from gridapp.desktop.widgets.symbols import symbol_icon
from gridapp.desktop.widgets.tokens import Tokens
from gridapp.patrol.playback import State

_SIDE = 16
_RATIO = 3  # sharp on any screen


def lane_colours(tokens: Tokens) -> dict[State, str]:
    """Return the colour of each state that a lane shows as a bar.

    Moving has the colour of the way travelled, the others those of their symbols on the map.
    """
    return {
        State.MOVING: tokens.symbol("terminal").colour,
        State.STOPPED: tokens.symbol("stop").colour,
        State.FROZEN: tokens.symbol("frozen").colour,
    }


def line_sign(colour: str, *, is_dotted: bool = False) -> QPixmap:
    """Return a stretch of line."""
    pixmap = QPixmap(_SIDE * _RATIO, _SIDE * _RATIO)
    pixmap.setDevicePixelRatio(_RATIO)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    style = Qt.PenStyle.DotLine if is_dotted else Qt.PenStyle.SolidLine
    pen = QPen(QColor(colour), 1.5 if is_dotted else 3.0, style)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if is_dotted else Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.drawLine(QLineF(2, _SIDE / 2, _SIDE - 2, _SIDE / 2))
    painter.end()
    return pixmap


def symbol_sign(kind: str, tokens: Tokens) -> QPixmap:
    """Return a symbol of the map."""
    return symbol_icon(kind, tokens).pixmap(_SIDE, _SIDE)
