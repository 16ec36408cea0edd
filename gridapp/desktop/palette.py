"""The palette: every action by its name, found by typing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from gridapp.desktop.widgets.panel import column
from gridapp.desktop.widgets.tokens import space
from gridapp.language import tr

_WIDTH, _HEIGHT = 520, 360


@dataclass(frozen=True, slots=True)
class Action:
    """Something a person can do, by whatever way."""

    title: str
    act: Callable[[], None]
    keys: str = ""


class Palette(QDialog):
    """A field and the actions that fit what is typed; Enter does the first or the chosen one."""

    def __init__(self, actions: Sequence[Action], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._actions = actions
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("What do you want to do?"))
        self.field.textChanged.connect(self._fill)
        self.field.installEventFilter(self)
        self.list = QListWidget()
        self.list.itemActivated.connect(self._run)
        self.list.itemClicked.connect(self._run)
        self.setLayout(column(self.field, self.list, margin=space["m"]))
        self.resize(_WIDTH, _HEIGHT)
        corner = parent.mapToGlobal(parent.rect().topLeft())
        self.move(corner.x() + (parent.width() - _WIDTH) // 2, corner.y() + space["xl"] * 3)
        self._fill("")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up, Down and Enter go from the field to the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                QApplication.sendEvent(self.list, event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.list.currentItem():
                self._run(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)

    def _fill(self, text: str) -> None:
        words = text.lower().split()
        self.list.clear()
        for action in self._actions:
            if all(word in action.title.lower() for word in words):
                keys = f"    {action.keys}" if action.keys else ""
                item = QListWidgetItem(action.title + keys)
                item.setData(Qt.ItemDataRole.UserRole, action)
                self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _run(self, item: QListWidgetItem) -> None:
        self.accept()
        item.data(Qt.ItemDataRole.UserRole).act()
