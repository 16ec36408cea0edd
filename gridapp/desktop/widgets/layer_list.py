"""The list of layers: what is on the map, the topmost first, each with its switch."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QListWidgetItem

from gridapp.desktop.widgets.panel import column, label
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.language import tr


@dataclass(frozen=True, slots=True)
class LayerEntry:
    """One line of the list; several layers of the scene may stand behind it."""

    title: str
    layers: tuple[str, ...]
    is_shown: bool


class LayerList(QFrame):
    """A card of layers with check boxes."""

    switched = Signal(tuple, bool)

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._title: QLabel = label(tr("Layers"), "section")
        self.list = QListWidget()
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemChanged.connect(self._tell)
        self.setLayout(column(self._title, self.list, margin=space["m"]))
        self.setFixedWidth(220)

    def show_entries(self, entries: Sequence[LayerEntry]) -> None:
        """Show other layers."""
        self.list.blockSignals(True)
        self.list.clear()
        for entry in entries:
            item = QListWidgetItem(entry.title)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if entry.is_shown else Qt.CheckState.Unchecked)
            item.setData(Qt.ItemDataRole.UserRole, entry.layers)
            self.list.addItem(item)
        self.list.blockSignals(False)
        rows = min(len(entries), 14)
        self.list.setFixedHeight(rows * max(self.list.sizeHintForRow(0), 24) + 4)

    def _tell(self, item: QListWidgetItem) -> None:
        is_on = item.checkState() == Qt.CheckState.Checked
        self.switched.emit(tuple(item.data(Qt.ItemDataRole.UserRole)), is_on)
