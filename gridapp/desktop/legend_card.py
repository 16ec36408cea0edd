"""The legend's card on the map."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from gridapp.desktop.map.legend import Section, draw_legend, height, texts, width
from gridapp.desktop.widgets.panel import column, label, tool
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.language import tr

_NARROW, _WIDE = 148, 280


class LegendCard(QFrame):
    """Says what the colours and signs on the map mean.

    Signals
    -------
    closed()
        Its cross was clicked.
    resized()
        It wants another size.
    """

    closed = Signal()
    resized = Signal()

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._sheet = _Sheet(tokens)
        close = tool("close", tr("Close the legend"), tokens, 14)
        close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.addWidget(label(tr("Legend"), "section"), 1)
        head.addWidget(close)
        self.setLayout(column(head, self._sheet, margin=space["m"], gap=space["xs"]))

    def show_sections(self, sections: Sequence[Section]) -> None:
        """Say other things."""
        if tuple(sections) != self._sheet.sections:
            self._sheet.show_sections(tuple(sections))
            self.adjustSize()
            self.resized.emit()

    @property
    def texts(self) -> list[str]:
        """Every line of the legend."""
        return texts(self._sheet.sections)


class _Sheet(QWidget):
    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._tokens = tokens
        self.sections: tuple[Section, ...] = ()

    def show_sections(self, sections: tuple[Section, ...]) -> None:
        self.sections = sections
        self.setAccessibleName("\n".join(texts(sections)))
        self.setFixedSize(self.sizeHint())
        self.update()

    def sizeHint(self) -> QSize:
        wide = min(max(round(width(self.sections)) + 2, _NARROW), _WIDE)
        return QSize(wide, round(height(self.sections)))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_legend(painter, self.sections, QRectF(self.rect()), self._tokens)
        painter.end()
