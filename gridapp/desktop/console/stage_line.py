"""The stage line: where a case has been, where it is, what is left."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gridapp.desktop.widgets.style import figure_font, text_font
from gridapp.desktop.widgets.tokens import Tokens


@dataclass(frozen=True, slots=True)
class StageMark:
    """One stage on the line; `time` is the local time it was reached, empty when it wasn't."""

    name: str
    time: str
    is_current: bool


class StageLine(QWidget):
    """Stages from left to right; those reached are filled, the present one is ringed."""

    def __init__(self, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = tokens
        self._marks: Sequence[StageMark] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_marks(self, marks: Sequence[StageMark]) -> None:
        """Show other stages."""
        self._marks = marks
        self.setAccessibleName(" → ".join(mark.name for mark in marks if mark.time))
        self.update()

    def sizeHint(self) -> QSize:
        """Leave room for dots, names and times."""
        return QSize(320, 58)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the line."""
        if not self._marks:
            return
        surface = self._tokens.surface
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        step = self.width() / len(self._marks)
        y = 9.0
        middles = [step * (i + 0.5) for i in range(len(self._marks))]
        reached = [bool(mark.time) for mark in self._marks]
        for i in range(len(middles) - 1):
            is_done = reached[i] and reached[i + 1]
            painter.setPen(QPen(QColor(surface.accent if is_done else surface.field_line), 2))
            painter.drawLine(QPointF(middles[i] + 8, y), QPointF(middles[i + 1] - 8, y))
        for x, mark in zip(middles, self._marks, strict=True):
            colour = QColor(surface.accent if mark.time else surface.field_line)
            painter.setPen(QPen(colour, 2))
            painter.setBrush(colour if mark.time else Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(x, y), 4, 4)
            if mark.is_current:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(QPointF(x, y), 7.5, 7.5)
            ink = surface.text if mark.is_current else surface.muted
            painter.setPen(QColor(ink if mark.time else surface.muted))
            painter.setFont(text_font("small", 600 if mark.is_current else 400))
            self._write(painter, x, 20, mark.name)
            painter.setFont(figure_font("small"))
            painter.setPen(QColor(surface.muted))
            self._write(painter, x, 37, mark.time)

    def _write(self, painter: QPainter, x: float, top: float, text: str) -> None:
        """Write a text under its mark; at the ends it moves in rather than being cut."""
        width = QFontMetricsF(painter.font()).horizontalAdvance(text)
        left = max(min(x - width / 2, self.width() - width), 0.0)
        painter.drawText(QRectF(left, top, width + 1, 18), Qt.AlignmentFlag.AlignTop, text)
