"""The palette: every action by its name, found by typing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from gridapp.desktop.widgets.panel import column
from gridapp.desktop.widgets.style import text_font
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.language import tr

_WIDTH, _HEIGHT = 520, 372
_ACTION = Qt.ItemDataRole.UserRole
_KEYS = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class Action:
    """Something a person can do, by whatever way."""

    title: str
    act: Callable[[], None]
    keys: str = ""


class Palette(QDialog):
    """A field and the actions that fit what is typed; Enter does the first or the chosen one."""

    def __init__(self, actions: Sequence[Action], tokens: Tokens, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("palette")
        self._actions = actions
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("What do you want to do?"))
        self.field.setAccessibleName(tr("What do you want to do?"))
        self.field.textChanged.connect(self._fill)
        self.field.installEventFilter(self)
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._keys = _KeysPainter(tokens)
        self.list.setItemDelegate(self._keys)
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
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if self.list.currentItem():
                    self._run(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)

    def _fill(self, text: str) -> None:
        words = text.lower().split()
        self.list.clear()
        for action in self._actions:
            if all(word in action.title.lower() for word in words):
                item = QListWidgetItem(action.title)
                item.setData(_ACTION, action)
                item.setData(_KEYS, action.keys)
                self.list.addItem(item)
        if not self.list.count():
            nothing = QListWidgetItem(tr("No action is called that."))
            nothing.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(nothing)
        else:
            self.list.setCurrentRow(0)

    def _run(self, item: QListWidgetItem) -> None:
        action = item.data(_ACTION)
        if isinstance(action, Action):
            self.accept()
            action.act()


class _KeysPainter(QStyledItemDelegate):
    """Draws an action with its keys at the right."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._tokens = tokens

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw one action."""
        super().paint(painter, option, index)
        surface = self._tokens.surface
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setFont(text_font("small"))
        painter.setPen(QColor(surface.selection_text if is_selected else surface.muted))
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        box = option.rect.adjusted(0, 0, -space["m"], 0)
        painter.drawText(box, right, str(index.data(_KEYS) or ""))
        painter.restore()
