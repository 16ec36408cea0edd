"""What became of every old grid: a table with shares, filtered by net and code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QHeaderView, QLineEdit, QTableView, QWidget

from gridapp.desktop.editor.merging.sentences import Titles
from gridapp.desktop.widgets.panel import button, column
from gridapp.desktop.widgets.style import figure_font
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.grid.merge import Merged
from gridapp.language import tr

Index = QModelIndex | QPersistentModelIndex

_TAIL = 6  # digits of a new code that tell it from the others of its town
_LEAST = 0.0005  # a share that reads as 0.0 %


@dataclass(frozen=True, slots=True)
class Row:
    """One old grid and one new one that has ground of it.

    Attributes
    ----------
    old, new : int
        Rows of the levels; -1 for none.
    shares : tuple of float
        Of the old grid's area, then of each load; NaN where it has none.
    """

    net: str
    level: int
    old: int
    new: int
    old_code: str
    old_name: str
    new_code: str
    new_name: str
    shares: tuple[float, ...]

    def matches(self, text: str) -> bool:
        """Whether a code or a name has this text."""
        texts = (self.old_code, self.old_name, self.new_code, self.new_name)
        return any(text in one.lower() for one in texts)


def rows_of(merged: Merged, into: str) -> list[Row]:
    """Return the rows of a merge's correspondences; dust is left out."""
    new = merged.fabric.level(into, 2)
    found: list[Row] = []
    for (net, number), table in merged.correspondences.items():
        level = merged.fabric.level(net, number)
        sums = np.zeros((len(level.codes) + 1, len(merged.loads)))
        np.add.at(sums, table.old, table.loads)
        with np.errstate(invalid="ignore", divide="ignore"):
            shares = np.column_stack((table.of_old, table.loads / sums[table.old]))
        for at in np.flatnonzero((table.old >= 0) & (table.of_old >= _LEAST)).tolist():
            old, now = int(table.old[at]), int(table.new[at])
            found.append(
                Row(
                    net, number, old, now, str(level.codes[old]), str(level.names[old]),
                    "" if now < 0 else str(new.codes[now]),
                    "" if now < 0 else str(new.names[now]), tuple(shares[at].tolist()),
                )
            )  # fmt: skip
    return found


class CorrespondenceModel(QAbstractTableModel):
    """Old grid, new grid, shares."""

    def __init__(self) -> None:
        super().__init__()
        self._loads: Sequence[str] = ()
        self.rows: list[Row] = []

    def show_rows(self, rows: list[Row], loads: Sequence[str]) -> None:
        """Show other rows; `loads` name the shares after that of the area."""
        self.beginResetModel()
        self.rows, self._loads = rows, loads
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many rows are shown."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        """Return old, new and the shares."""
        return 3 + len(self._loads)

    def headerData(
        self, section: int, way: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        """Name the columns."""
        if way != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section > 1:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole and section > 1:
            return tr("Share of the old grid, per cent")
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        words: Mapping[str, str] = {
            "households": tr("Homes %"), "enterprises": tr("Firms %"),
        }  # fmt: skip
        names = [tr("Old grid"), tr("New grid"), tr("Area %"), *(words[w] for w in self._loads)]
        return names[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a code or a share."""
        row = self.rows[index.row()]
        at = index.column()
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{row.old_code} {row.old_name} → {row.new_code} {row.new_name}"
        if role == Qt.ItemDataRole.TextAlignmentRole and at > 1:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if at < 2:
            return (row.old_code, row.new_code[-_TAIL:] or tr("none"))[at]
        share = row.shares[at - 2]
        return "–" if np.isnan(share) else f"{100 * share:.1f}"


class CorrespondenceTable(QWidget):
    """The table, its filters, and the way out of it.

    Signals
    -------
    pointed(row)
        Show both grids on the map.
    export_wanted()
    """

    pointed = Signal(object)
    export_wanted = Signal()

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._every: list[Row] = []
        self._loads: Sequence[str] = ()
        self.net = QComboBox()
        self.net.setAccessibleName(tr("Net"))
        self.net.currentIndexChanged.connect(lambda _: self._fill())
        self.code = QLineEdit()
        self.code.setPlaceholderText(tr("Code or name"))
        self.code.setAccessibleName(tr("Code or name"))
        self.code.setClearButtonEnabled(True)
        self.code.textChanged.connect(lambda _: self._fill())
        self.model = CorrespondenceModel()
        self.view = QTableView()
        self.view.setModel(self.model)
        self.view.setFont(figure_font("small"))
        self.view.setAccessibleName(tr("Old grids and new grids"))
        self.view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.view.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        self.view.setShowGrid(False)
        self.view.setTabKeyNavigation(False)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setDefaultSectionSize(28)
        self.view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.view.selectionModel().currentRowChanged.connect(lambda now, _: self._point(now))
        self.export = button(tr("Export as CSV …"), tokens, name="download")
        self.export.clicked.connect(self.export_wanted)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.export)
        self.setLayout(column(self.net, self.code, self.view, foot, gap=space["xs"]))

    @property
    def current(self) -> Row | None:
        """The row that is chosen."""
        at = self.view.currentIndex()
        return self.model.rows[at.row()] if at.isValid() else None

    def show_rows(self, rows: Sequence[Row], loads: Sequence[str], titles: Titles) -> None:
        """Show the table of another merge."""
        self._every, self._loads = list(rows), loads
        kept = self.net.currentData()
        self.net.blockSignals(True)
        self.net.clear()
        self.net.addItem(tr("All nets"), "")
        for net in dict.fromkeys(row.net for row in rows):
            self.net.addItem(titles(net), net)
        self.net.setCurrentIndex(max(self.net.findData(kept), 0) if kept else 0)
        self.net.blockSignals(False)
        self._fill()

    def _fill(self) -> None:
        net, text = self.net.currentData(), self.code.text().strip().lower()
        rows = [row for row in self._every if not net or row.net == net]
        if text:
            rows = [row for row in rows if row.matches(text)]
        self.model.show_rows(rows, self._loads)

    def _point(self, now: QModelIndex) -> None:
        if now.isValid():
            self.pointed.emit(self.model.rows[now.row()])
