"""The rail at the left edge: one button a screen, and the switches of the look below."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QButtonGroup, QToolButton, QVBoxLayout, QWidget

from gridapp.desktop.widgets.icons import icon
from gridapp.desktop.widgets.tokens import Tokens, space

_WIDTH = 64


@dataclass(frozen=True, slots=True)
class Entry:
    """A button of the rail; a screen stays pressed while it is on stage."""

    id: str
    title: str
    tip: str
    icon: str
    act: Callable[[], None]


class Rail(QWidget):
    """Screens above, switches below."""

    def __init__(self, screens: Sequence[Entry], switches: Sequence[Entry], tokens: Tokens) -> None:
        super().__init__()
        self.setObjectName("rail")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(_WIDTH)
        self.buttons: dict[str, QToolButton] = {}
        group = QButtonGroup(self)
        group.setExclusive(True)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(space["xs"], space["s"], space["xs"], space["s"])
        rows.setSpacing(space["xs"])
        for entry in screens:
            made = self._button(entry, tokens, 22)
            made.setCheckable(True)
            group.addButton(made)
            rows.addWidget(made)
        rows.addStretch()
        for entry in switches:
            rows.addWidget(self._button(entry, tokens, 18))

    def press(self, id: str) -> None:
        """Show which screen is on stage."""
        self.buttons[id].setChecked(True)

    def _button(self, entry: Entry, tokens: Tokens, size: int) -> QToolButton:
        made = QToolButton()
        made.setProperty("role", "rail")
        made.setText(entry.title)
        made.setToolTip(entry.tip)
        made.setIcon(icon(entry.icon, tokens, size))
        made.setIconSize(QSize(size, size))
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.setFixedWidth(_WIDTH - 2 * space["xs"])
        made.clicked.connect(entry.act)
        self.buttons[entry.id] = made
        return made
