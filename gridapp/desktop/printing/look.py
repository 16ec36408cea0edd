"""How things look on paper: the light theme on white, and the few marks a page is made of."""

from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from gridapp.desktop.widgets.style import family
from gridapp.desktop.widgets.tokens import Tokens, light, type_sizes

PAPER: Tokens = replace(light, ground=light.surface.raised)
"""White where the screen has a tinted ground: ink costs money."""

HIGHLIGHT = PAPER.surface.danger
"""The boundary that a notice is about."""


def paper_font(size: str, weight: int = 400) -> QFont:
    """Return a font for the words of a page; `size` is a key of `tokens.type_sizes`."""
    font = QFont(family())
    font.setPixelSize(type_sizes[size])
    font.setWeight(QFont.Weight(weight))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    # Beside Latin letters Noto has other digits, which no code point leads to: in a PDF they
    # would be pictures of digits.
    font.setFeature(QFont.Tag("locl"), 0)
    return font


def write(
    painter: QPainter,
    text: str,
    where: QPointF,
    size: str,
    *,
    colour: str = PAPER.surface.text,
    weight: int = 400,
    room: float = 0.0,
) -> QRectF:
    """Write one line whose top left corner is `where`; return the box it takes.

    A line longer than `room` pixels, where there is any, ends in an ellipsis.
    """
    font = paper_font(size, weight)
    metrics = QFontMetricsF(font)
    if room:
        text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    painter.drawText(where + QPointF(0, metrics.ascent()), text)
    return QRectF(where.x(), where.y(), metrics.horizontalAdvance(text), metrics.height())


def width_of(text: str, size: str, weight: int = 400) -> float:
    """Return how wide a line is, logical pixels."""
    return QFontMetricsF(paper_font(size, weight)).horizontalAdvance(text)


def rule(painter: QPainter, left: float, right: float, y: float, colour: str) -> None:
    """Draw a hairline across."""
    painter.setPen(QPen(QColor(colour), 0.8))
    painter.drawLine(QPointF(left, y), QPointF(right, y))
