"""The queue as a Qt model: sorted by urgency, filtered by state and by typing."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt

from gridapp.desktop.console.states import QueueItem, State, urgency
from gridapp.desktop.widgets.panel import as_tip

ITEM_ROLE = Qt.ItemDataRole.UserRole

Index = QModelIndex | QPersistentModelIndex

_ROOT = QModelIndex()

OPEN = frozenset(State) - {State.DONE}


class QueueModel(QAbstractListModel):
    """The cases that pass the filters, the most urgent first."""

    def __init__(self) -> None:
        super().__init__()
        self._all: list[QueueItem] = []
        self._shown: list[QueueItem] = []
        self._states: frozenset[State] = OPEN
        self._words: tuple[str, ...] = ()
        self.now: datetime | None = None

    @property
    def items(self) -> Sequence[QueueItem]:
        """The cases shown, in order."""
        return self._shown

    def count(self, states: frozenset[State]) -> int:
        """Return how many cases there are in these states, whatever the filters."""
        return sum(item.state in states for item in self._all)

    def set_items(self, items: Sequence[QueueItem], now: datetime) -> None:
        """Show other cases."""
        self.now = now
        self._all = sorted(items, key=urgency)
        self._refilter()

    def set_states(self, states: frozenset[State]) -> None:
        """Show only cases in these states."""
        self._states = states
        self._refilter()

    def set_words(self, text: str) -> None:
        """Show only cases in which every word typed occurs."""
        self._words = tuple(text.lower().split())
        self._refilter()

    def row_of(self, ref: str) -> int:
        """Return the row of a case, -1 when it is not shown."""
        return next((i for i, item in enumerate(self._shown) if item.row.ref == ref), -1)

    def tick(self, now: datetime) -> bool:
        """Move the countdowns on; tell whether a clock ran out that the states don't know of."""
        self.now = now
        if self._shown:
            last = self.index(len(self._shown) - 1)
            self.dataChanged.emit(self.index(0), last, [ITEM_ROLE])
        return any(
            item.state not in (State.OVERDUE, State.DONE)
            and item.row.due_at is not None
            and item.row.due_at < now
            for item in self._all
        )

    def rowCount(self, parent: Index = _ROOT) -> int:
        """Return the number of cases shown."""
        return 0 if parent.isValid() else len(self._shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return the item for the delegate, its words for assistive tools and tests."""
        if not index.isValid():
            return None
        item = self._shown[index.row()]
        if role == ITEM_ROLE:
            return item
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{item.row.ref} {item.matter} {item.row.place} {item.stage}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return as_tip(item.row.text)
        return None

    def _refilter(self) -> None:
        self.beginResetModel()
        self._shown = [item for item in self._all if self._passes(item)]
        self.endResetModel()

    def _passes(self, item: QueueItem) -> bool:
        row = item.row
        text = " ".join(
            (row.ref, item.matter, row.place, row.text, row.grid_code, row.assignee_name,
             item.stage, row.channel)
        ).lower()  # fmt: skip
        return item.state in self._states and all(word in text for word in self._words)
