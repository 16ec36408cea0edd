"""The list of layers: what is on the map, the topmost first, each with its switch."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QListWidget, QListWidgetItem, QWidget

from gridapp.desktop.widgets.panel import column, label
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.language import tr

_HIGHEST, _LEAST = 640, 96


@dataclass(frozen=True, slots=True)
class LayerEntry:
    """One line of the list; several layers of the scene may stand behind it."""

    title: str
    layers: tuple[str, ...]
    is_shown: bool


class LayerList(QFrame):
    """A card of layers with check boxes; `resized` tells that it has other lines."""

    switched = Signal(tuple, bool)
    resized = Signal()

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._title: QLabel = label(tr("Layers"), "section")
        self._room = _HIGHEST
        self.list = QListWidget()
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemChanged.connect(self._tell)
        self._column = column(self._title, self.list, margin=space["m"])
        self.setLayout(self._column)
        self.setFixedWidth(240)

    def add_below(self, control: QWidget) -> None:
        """Put a control below the list, such as one that says how a layer is coloured."""
        self._column.addSpacing(space["s"])
        self._column.addWidget(control)

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
        self._fit_list()
        self.resized.emit()

    def limit(self, height: int) -> None:
        """Stay within a height: the list scrolls before the card grows beyond it."""
        self._room = height
        self._fit_list()

    def _fit_list(self) -> None:
        others = self.sizeHint().height() - self.list.height()
        wanted = self.list.count() * max(self.list.sizeHintForRow(0), 24) + 4
        self.list.setFixedHeight(max(min(wanted, self._room - others), _LEAST))

    def _tell(self, item: QListWidgetItem) -> None:
        is_on = item.checkState() == Qt.CheckState.Checked
        self.switched.emit(tuple(item.data(Qt.ItemDataRole.UserRole)), is_on)
