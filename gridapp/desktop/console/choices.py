"""Numbered choices: Enter, and mostly a digit, takes one; the arrows look at them first."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gridapp.desktop.widgets.panel import as_tip
from gridapp.desktop.widgets.style import figure_font, text_font
from gridapp.desktop.widgets.tokens import Tokens, radius, space

_OPTION = Qt.ItemDataRole.UserRole
_LOW, _HIGH = 28, 44
_FIGURE = 46


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: what it is, a figure beside it, a line below it, and what else there is to say.

    Without a `detail` the choice takes one line.
    """

    title: str
    figure: str = ""
    detail: str = ""
    tip: str = ""


class Choices(QListWidget):
    """A short list of options; as high as what it shows, up to `most` of them.

    A digit takes an option, or with `is_careful` only goes to it: Enter takes it then.
    """

    taken = Signal(int)
    looked = Signal(int)

    def __init__(
        self, name: str, tokens: Tokens, most: int = 5, *, is_careful: bool = False
    ) -> None:
        super().__init__()
        self._is_careful = is_careful
        self._most = most
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_OptionPainter(tokens, self))
        self.setMouseTracking(True)
        self.currentRowChanged.connect(self.looked)
        self.itemDoubleClicked.connect(lambda _: self.take(self.currentRow()))

    def show_options(self, options: Sequence[Option], row: int = 0) -> None:
        """Show other options, one of them current; none with -1."""
        self.blockSignals(True)
        self.clear()
        for option in options:
            item = QListWidgetItem(option.title)
            item.setData(_OPTION, option)
            item.setToolTip(as_tip(option.tip))
            words = " ".join(filter(None, (option.title, option.figure, option.detail)))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words)
            self.addItem(item)
        self.setCurrentRow(row if row < len(options) else -1)
        self.blockSignals(False)
        shown = options[: self._most]
        self.setFixedHeight(sum(_HIGH if one.detail else _LOW for one in shown) + 4)
        self.setVisible(bool(options))

    def take(self, row: int) -> bool:
        """Take the option of a row; tell whether there is one."""
        if not 0 <= row < self.count():
            return False
        self.setCurrentRow(row)
        self.taken.emit(row)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Digits and Enter take an option."""
        digit = event.key() - Qt.Key.Key_1
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.take(self.currentRow())
        elif self._is_careful and 0 <= digit < min(self.count(), 9):
            self.setCurrentRow(digit)
        elif not (0 <= digit < 9 and self.take(digit)):
            super().keyPressEvent(event)


class _OptionPainter(QStyledItemDelegate):
    def __init__(self, tokens: Tokens, parent: QWidget) -> None:
        super().__init__(parent)
        self._tokens = tokens

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Give an option one line, or two with a detail."""
        return QSize(160, _HIGH if index.data(_OPTION).detail else _LOW)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw number, title, figure and detail."""
        shown = index.data(_OPTION)
        surface = self._tokens.surface
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = option.rect.adjusted(0, 1, 0, -1)
        if is_selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(surface.selection if is_selected else surface.hover))
            painter.drawRoundedRect(box, radius["m"], radius["m"])
        ink, soft = (
            (surface.selection_text, surface.selection_text)
            if is_selected
            else (surface.text, surface.muted)
        )
        inner = box.adjusted(space["s"], 0, -space["s"], 0)
        middle = Qt.AlignmentFlag.AlignVCenter
        if index.row() < 9:
            painter.setFont(figure_font("small", 600))
            painter.setPen(QColor(soft))
            painter.drawText(inner, middle | Qt.AlignmentFlag.AlignLeft, str(index.row() + 1))
        inner.adjust(20, 0, 0, 0)
        upper = QRect(inner) if not shown.detail else inner.adjusted(0, 3, 0, -inner.height() // 2)
        painter.setFont(figure_font("small"))
        painter.setPen(QColor(soft))
        painter.drawText(upper, middle | Qt.AlignmentFlag.AlignRight, shown.figure)
        painter.setFont(text_font("body"))
        painter.setPen(QColor(ink))
        _draw(painter, upper.adjusted(0, 0, -_FIGURE if shown.figure else 0, 0), shown.title)
        if shown.detail:
            painter.setFont(text_font("small"))
            painter.setPen(QColor(soft))
            _draw(painter, inner.adjusted(0, inner.height() // 2, 0, -3), shown.detail)
        painter.restore()


def _draw(painter: QPainter, box: QRect, text: str) -> None:
    fitting = QFontMetrics(painter.font()).elidedText(
        text, Qt.TextElideMode.ElideRight, box.width()
    )
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, fitting)
