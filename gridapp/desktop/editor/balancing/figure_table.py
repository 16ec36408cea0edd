"""A table of figures: sorted by any column, a row shows its place."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtCore import QSortFilterProxyModel as SortedModel
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from gridapp.desktop.widgets.panel import as_tip
from gridapp.desktop.widgets.style import figure_font
from gridapp.desktop.widgets.tokens import Tokens

_ORDER = Qt.ItemDataRole.UserRole
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class Figure:
    """One cell: what it says, what it is sorted by, and a role of colour.

    Attributes
    ----------
    tone : str
        "" plain, "good", "warning", "accent" or "faint".
    tip : str
        What more there is to say; the text itself when empty.
    """

    text: str
    order: float | str
    tone: str = ""
    tip: str = ""


class _Model(QAbstractTableModel):
    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.titles: Sequence[str] = ()
        self.rows: Sequence[Sequence[Figure]] = ()
        surface = tokens.surface
        self._colours = {
            "good": QColor(surface.good), "warning": QColor(surface.warning),
            "accent": QColor(surface.accent), "faint": QColor(surface.muted),
        }  # fmt: skip

    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.titles)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.titles[section]
        return _alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        figure = self.rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return figure.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tip(figure.tip or figure.text)
        if role == _ORDER:
            return figure.order
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._colours.get(figure.tone)
        if role == Qt.ItemDataRole.FontRole and index.column():
            return figure_font("small")
        return None


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


class FigureTable(QTableView):
    """Names at the left, figures right-aligned after them.

    Signals
    -------
    pointed(row)
        The row, as it was given, whose place is to be shown.
    """

    pointed = Signal(int)

    def __init__(self, name: str, tokens: Tokens) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._model = _Model(tokens)
        self._sorted = SortedModel()
        self._sorted.setSourceModel(self._model)
        self._sorted.setSortRole(_ORDER)
        self.setModel(self._sorted)
        self.setSortingEnabled(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(28)
        self.clicked.connect(self._point)
        self.activated.connect(self._point)

    def show_rows(
        self, titles: Sequence[str], rows: Sequence[Sequence[Figure]], by: int, *, falling: bool
    ) -> None:
        """Show other rows, sorted by a column."""
        self._model.beginResetModel()
        self._model.titles, self._model.rows = titles, rows
        self._model.endResetModel()
        order = Qt.SortOrder.DescendingOrder if falling else Qt.SortOrder.AscendingOrder
        self.sortByColumn(by, order)
        header = self.horizontalHeader()
        header.setMinimumSectionSize(36)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.scrollToTop()

    def text(self, row: int, column: int) -> str:
        """Return what a cell says, as it is sorted now."""
        return str(self._sorted.index(row, column).data())

    def _point(self, index: QModelIndex) -> None:
        self.pointed.emit(self._sorted.mapToSource(index).row())
