"""The legend as a value: what the colours and signs of a map mean, and how it is drawn."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter, QPen

from gridapp.desktop.widgets.style import figure_font, text_font
from gridapp.desktop.widgets.symbols import draw_symbol
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.language import say
from gridapp.messages import Message

Text = Message | str

_LINE = 20.0  # pixels from row to row
_SIGN = 22.0  # pixels wide
_RAMP = 10.0  # pixels high


@dataclass(frozen=True, slots=True)
class Row:
    """A sign and what it means.

    `style` is a key of the tokens' areas or symbols, `figure` a count at the right.
    """

    text: Text
    style: str
    figure: str = ""


@dataclass(frozen=True, slots=True)
class Gradient:
    """A ramp from low to high with the words below its ends."""

    low: Text
    high: Text


@dataclass(frozen=True, slots=True)
class Section:
    """What one layer's colours mean."""

    title: Text
    about: Text = ""
    rows: tuple[Row, ...] = ()
    gradient: Gradient | None = None


def texts(sections: Sequence[Section]) -> list[str]:
    """Return every line of a legend, for assistive tools and tests."""
    lines = []
    for section in sections:
        lines += [_words(section.title), _words(section.about)]
        lines += [f"{_words(row.text)} {row.figure}".strip() for row in section.rows]
        if section.gradient is not None:
            lines += [_words(section.gradient.low), _words(section.gradient.high)]
    return [line for line in lines if line]


def height(sections: Sequence[Section]) -> float:
    """Return how high the sections are drawn, pixels."""
    return sum(map(_height, sections)) + space["m"] * max(len(sections) - 1, 0)


def width(sections: Sequence[Section]) -> float:
    """Return how wide the sections want to be, pixels."""
    body, small = QFontMetricsF(text_font("small")), QFontMetricsF(figure_font("small"))
    title = QFontMetricsF(text_font("small", 600))
    wanted = [0.0]
    for section in sections:
        wanted.append(title.horizontalAdvance(_words(section.title)))
        wanted.append(body.horizontalAdvance(_words(section.about)))
        for row in section.rows:
            figure = small.horizontalAdvance(row.figure) + space["l"] if row.figure else 0.0
            words = small.horizontalAdvance(_words(row.text))
            wanted.append(_SIGN + space["s"] + words + figure)
        if section.gradient is not None:
            ends = (_words(section.gradient.low), _words(section.gradient.high))
            wanted.append(sum(map(small.horizontalAdvance, ends)) + space["xl"])
    return max(wanted)


def draw_legend(
    painter: QPainter, sections: Sequence[Section], box: QRectF, tokens: Tokens
) -> None:
    """Draw the sections below each other from the top of `box`, on any device."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    top = box.top()
    for section in sections:
        _draw_section(painter, section, QRectF(box.left(), top, box.width(), 0.0), tokens)
        top += _height(section) + space["m"]


def _height(section: Section) -> float:
    lines = 1 + bool(_words(section.about)) + len(section.rows)
    return _LINE * lines + (_RAMP + _LINE if section.gradient is not None else 0.0)


def _draw_section(painter: QPainter, section: Section, box: QRectF, tokens: Tokens) -> None:
    surface = tokens.surface
    left, top, wide = box.left(), box.top(), box.width()

    def write(text: str, x: float, room: float, right: bool = False) -> None:
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        flags = side | Qt.AlignmentFlag.AlignVCenter
        line = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room) + 1)
        painter.drawText(QRectF(x, top, room, _LINE), flags, line)

    painter.setFont(text_font("small", 600))
    painter.setPen(QColor(surface.text))
    write(_words(section.title), left, wide)
    top += _LINE
    if about := _words(section.about):
        painter.setFont(text_font("small"))
        painter.setPen(QColor(surface.muted))
        write(about, left, wide)
        top += _LINE
    for row in section.rows:
        _draw_sign(painter, row.style, QRectF(left, top, _SIGN, _LINE), tokens)
        painter.setFont(figure_font("small"))
        painter.setPen(QColor(surface.text))
        write(_words(row.text), left + _SIGN + space["s"], wide - _SIGN - space["s"])
        painter.setPen(QColor(surface.muted))
        write(row.figure, left, wide, right=True)
        top += _LINE
    if section.gradient is not None:
        _draw_gradient(painter, QRectF(left, top + 2, wide, _RAMP), tokens)
        top += _RAMP + 2
        painter.setFont(figure_font("small"))
        painter.setPen(QColor(surface.text))
        write(_words(section.gradient.low), left, wide / 2)
        write(_words(section.gradient.high), left, wide, right=True)


def _draw_sign(painter: QPainter, style: str, box: QRectF, tokens: Tokens) -> None:
    """Draw a swatch of an area, a piece of its boundary, or a symbol."""
    if style in tokens.symbols:
        painter.save()
        painter.translate(box.center())
        draw_symbol(painter, tokens.symbol(style), tokens, urgent=False)
        painter.restore()
        return
    area = tokens.area(style)
    swatch = box.adjusted(0, 4, 0, -4)
    painter.setPen(QPen(QColor(tokens.surface.field_line), 1))
    if area.fill:
        # The map's ground below, so that the colour is the one on the map.
        painter.setBrush(QColor(tokens.ground))
        painter.drawRoundedRect(swatch, 2, 2)
        painter.setBrush(QColor(area.fill))
        painter.drawRoundedRect(swatch, 2, 2)
    elif area.stroke:
        painter.setPen(QPen(QColor(area.stroke), area.widths[0][1]))
        painter.drawLine(
            QPointF(box.left(), box.center().y()), QPointF(box.right(), box.center().y())
        )


def _draw_gradient(painter: QPainter, box: QRectF, tokens: Tokens) -> None:
    gradient = QLinearGradient(box.topLeft(), box.topRight())
    stops = tokens.ramps.heat
    for number, colour in enumerate(stops):
        gradient.setColorAt(number / (len(stops) - 1), QColor(colour))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(gradient)
    painter.drawRoundedRect(box, 2, 2)


def _words(text: Text) -> str:
    return say(text) if isinstance(text, Message) else text
