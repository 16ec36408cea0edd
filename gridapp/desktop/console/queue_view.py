"""The queue's list: one row a case, two lines, symbol, countdown as a bar and a number."""

from datetime import UTC, datetime

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gridapp.desktop.console.queue_model import ITEM_ROLE, Index, QueueModel
from gridapp.desktop.console.states import QueueItem, State, countdown
from gridapp.desktop.widgets.panel import empty
from gridapp.desktop.widgets.style import figure_font, text_font
from gridapp.desktop.widgets.symbols import draw_symbol
from gridapp.desktop.widgets.tokens import Tokens, radius, space
from gridapp.language import tr

_HEIGHT = 56
_BAR = 3


class _RowPainter(QStyledItemDelegate):
    def __init__(self, model: QueueModel, tokens: Tokens) -> None:
        super().__init__()
        self._model = model
        self._tokens = tokens

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give every row the same height."""
        return QSize(240, _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one case."""
        item = index.data(ITEM_ROLE)
        assert isinstance(item, QueueItem)
        surface = self._tokens.surface
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        is_hover = bool(option.state & QStyle.StateFlag.State_MouseOver)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = option.rect.adjusted(space["xs"], 1, -space["xs"], -1)
        if is_selected or is_hover:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(surface.selection if is_selected else surface.hover))
            painter.drawRoundedRect(box, radius["m"], radius["m"])
        if is_selected and option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(surface.accent), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(
                QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), radius["m"], radius["m"]
            )
        ink = surface.selection_text if is_selected else surface.text
        soft = surface.selection_text if is_selected else surface.muted

        painter.save()
        painter.translate(box.left() + 20, box.center().y())
        symbol = self._tokens.symbol(f"case.{item.state}")
        draw_symbol(painter, symbol, self._tokens, item.row.is_urgent)
        painter.restore()

        inner = box.adjusted(40, 7, -space["m"], -8)
        upper = QRect(inner.left(), inner.top(), inner.width(), inner.height() // 2)
        lower = QRect(inner.left(), upper.bottom() + 1, inner.width(), inner.height() // 2)
        taken = self._draw_countdown(painter, upper, lower, item, soft)
        painter.setFont(text_font("body", 500))
        painter.setPen(QColor(ink))
        _draw_text(painter, upper.adjusted(0, 0, -taken, 0), item.matter or item.row.text)
        painter.setFont(text_font("small"))
        painter.setPen(QColor(soft))
        who = item.row.assignee_name
        below = " · ".join(filter(None, (item.row.place, who)))
        _draw_text(painter, lower.adjusted(0, 0, -taken, 0), below)
        painter.restore()

    def _draw_countdown(
        self, painter: QPainter, upper: QRect, lower: QRect, item: QueueItem, soft: str
    ) -> int:
        """Draw what is left, right-aligned; return the width taken."""
        surface = self._tokens.surface
        width = 84
        now = self._model.now or datetime.now(UTC)
        left = item.left(now)
        painter.setFont(text_font("small"))
        painter.setPen(QColor(soft))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if item.state is State.DONE or left is None:
            painter.drawText(upper, right, item.stage)
            return width
        is_overdue = item.state is State.OVERDUE
        share = item.share_left(now)
        colour = surface.danger if is_overdue else surface.warning if share < 0.25 else surface.good
        painter.drawText(lower.adjusted(0, 0, 0, -_BAR), right, item.stage)
        painter.setFont(figure_font("body", 600))
        painter.setPen(QColor(colour))
        painter.drawText(upper, right, countdown(left))
        bar = QRectF(lower.right() - width + 13, lower.bottom() - 1, width - 12, _BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(surface.field_line))
        painter.drawRoundedRect(bar, _BAR / 2, _BAR / 2)
        painter.setBrush(QColor(colour))
        filled = QRectF(bar)
        filled.setWidth(bar.width() * (1.0 if is_overdue else share))
        painter.drawRoundedRect(filled, _BAR / 2, _BAR / 2)
        return width


class QueueView(QListView):
    """The list of cases.

    Signals
    -------
    pointed(ref)
        The pointer is over this case, or over none (the empty string).
    """

    pointed = Signal(str)

    def __init__(self, model: QueueModel, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self._painter = _RowPainter(model, tokens)
        self.setItemDelegate(self._painter)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("Queue of cases"))
        self.nothing = empty(tr("No case fits the filters."), "filter", tokens)
        self.nothing.setParent(self.viewport())
        self.nothing.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.nothing.hide()
        model.modelReset.connect(self._show_nothing)
        self.entered.connect(self._point)
        self.viewportEntered.connect(lambda: self.pointed.emit(""))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the empty state in the middle."""
        super().resizeEvent(event)
        self.nothing.setGeometry(self.viewport().rect())

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing any more."""
        super().leaveEvent(event)
        self.pointed.emit("")

    def _point(self, index: Index) -> None:
        item = index.data(ITEM_ROLE)
        self.pointed.emit(item.row.ref if isinstance(item, QueueItem) else "")

    def _show_nothing(self) -> None:
        self.nothing.setVisible(self.model().rowCount() == 0)

    def show_case(self, ref: str) -> None:
        """Select a case and bring it into view; nothing when the filters hide it."""
        model = self.model()
        assert isinstance(model, QueueModel)
        row = model.row_of(ref)
        if row < 0:
            self.clearSelection()
            return
        index = model.index(row)
        if not self.selectionModel().isSelected(index):
            self.setCurrentIndex(index)
        self.scrollTo(index)


def _draw_text(painter: QPainter, box: QRect, text: str) -> None:
    elided = QFontMetrics(painter.font()).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, elided)
