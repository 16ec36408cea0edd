"""The rows of a sheet as a list: two lines each, and at the right what they wait for."""

from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gridapp.desktop.widgets.panel import as_tip
from gridapp.desktop.widgets.style import figure_font, text_font
from gridapp.desktop.widgets.tokens import Tokens, radius, space
from gridapp.exchange.reports import BadRow
from gridapp.language import say, tr
from gridapp.workspace.doubts import Doubt, SheetCase

_ROW = Qt.ItemDataRole.UserRole
_HEIGHT = 48
_STATUS = 78

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row of the list: its number in the file, its words, and its status in a role."""

    number: int
    at: int  # among the rows that were looked at, -1 for a bad one
    title: str
    detail: str
    status: str
    role: str


def show_row(row: SheetCase, at: int) -> ShownRow:
    """Put a row that was looked at into words."""
    place, grid = row.place, row.answer
    code = grid.codes.get(max(grid.codes)) if grid and grid.codes else ""
    if row.claimant is not None:
        code = row.claimant.code
    detail = " · ".join(
        filter(None, (
            f"{place.label} ±{place.uncertainty_m:.0f} m" if place else "",
            f"…{code[-3:]}" if code else "",
            row.matter.name if row.matter else "",
        ))
    )  # fmt: skip
    status, role = _status(row)
    return ShownRow(row.report.row, at, row.report.text, detail or row.known, status, role)


def show_bad(row: BadRow) -> ShownRow:
    """Put a row that can't be read into words."""
    return ShownRow(row.row, -1, say(row.problem), row.field, tr("bad"), "danger")


def _status(row: SheetCase) -> tuple[str, str]:
    if row.known:
        return tr("known"), "muted"
    if row.is_skipped:
        return tr("left out"), "muted"
    if not row.doubts:
        return tr("ready"), "good"
    names = {
        Doubt.NO_PLACE: tr("no place"),
        Doubt.PLACES: tr("which place?"),
        Doubt.APART: tr("far apart"),
        Doubt.OUTSIDE: tr("outside"),
        Doubt.EDGE: tr("whose?"),
        Doubt.MATTER: tr("what?"),
        Doubt.DUPLICATE: tr("twice?"),
    }
    return names[row.doubts[0]], "warning"


class SheetRows(QAbstractListModel):
    """All rows in the order of the sheet."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[ShownRow] = []
        self._worded: list[tuple[SheetCase, ShownRow]] = []

    def show_rows(self, rows: list[SheetCase], bad: list[BadRow]) -> None:
        """Show other rows; while only their words differ, what is selected stays so."""
        kept = self._worded
        self._worded = [
            kept[at] if at < len(kept) and kept[at][0] is row else (row, show_row(row, at))
            for at, row in enumerate(rows)
        ]
        made = [words for _, words in self._worded] + [show_bad(row) for row in bad]
        made.sort(key=lambda row: row.number)
        if [row.number for row in made] == [row.number for row in self.shown]:
            self.shown = made
            self.dataChanged.emit(self.index(0), self.index(len(made) - 1))
            return
        self.beginResetModel()
        self.shown = made
        self.endResetModel()

    def row_of(self, number: int) -> int:
        """Return where the row of a number in the file stands, -1 when it isn't there."""
        return next((at for at, row in enumerate(self.shown) if row.number == number), -1)

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of rows."""
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the row for the painter, its words for assistive tools and tests."""
        if not index.isValid():
            return None
        row = self.shown[index.row()]
        if role == _ROW:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{row.number} {row.title} {row.detail} {row.status}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tip(row.title)
        return None


class SheetRowPainter(QStyledItemDelegate):
    """Draws a row: number, words, status."""

    def __init__(self, tokens: Tokens, parent: QWidget) -> None:
        super().__init__(parent)
        self._tokens = tokens

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Give every row the same height."""
        return QSize(200, _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        row = index.data(_ROW)
        surface = self._tokens.surface
        colours = {
            "muted": surface.muted, "good": surface.good, "warning": surface.warning,
            "danger": surface.danger,
        }  # fmt: skip
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = option.rect.adjusted(0, 1, 0, -1)
        if is_selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(surface.selection if is_selected else surface.hover))
            painter.drawRoundedRect(box, radius["m"], radius["m"])
        ink = surface.selection_text if is_selected else surface.text
        soft = surface.selection_text if is_selected else surface.muted
        inner = box.adjusted(space["s"], 5, -space["s"], -5)
        upper = QRect(inner.left() + 40, inner.top(), inner.width() - 40, inner.height() // 2)
        lower = upper.translated(0, inner.height() // 2)
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        painter.setFont(figure_font("small"))
        painter.setPen(QColor(soft))
        painter.drawText(inner, left | Qt.AlignmentFlag.AlignTop, str(row.number))
        painter.setFont(text_font("small", 600))
        painter.setPen(QColor(ink if is_selected else colours[row.role]))
        painter.drawText(upper, right | Qt.AlignmentFlag.AlignVCenter, row.status)
        painter.setFont(text_font("body"))
        painter.setPen(QColor(ink))
        _draw(painter, upper.adjusted(0, 0, -_STATUS, 0), row.title)
        painter.setFont(text_font("small"))
        painter.setPen(QColor(soft))
        _draw(painter, lower, row.detail)
        painter.restore()


def _draw(painter: QPainter, box: QRect, text: str) -> None:
    metrics = QFontMetrics(painter.font())
    line = metrics.elidedText(text.replace("\n", " "), Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line)
