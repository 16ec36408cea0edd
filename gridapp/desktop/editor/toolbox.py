"""The toolbox: one button a tool or action, with its key, and which level is worked on."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from gridapp.desktop.widgets.icons import icon
from gridapp.desktop.widgets.panel import column
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.language import tr

_ACROSS = 5
_HEIGHT = 52
_WIDTH = 58  # pixels of a button: five fit beside one another in the panel


@dataclass(frozen=True, slots=True)
class Entry:
    """A button: `is_tool` stays pressed while it is in the hand, `is_switch` while it is on."""

    id: str
    title: str
    tip: str
    icon: str
    key: str
    is_tool: bool
    is_switch: bool = False


def entries() -> list[Entry]:
    """Return the toolbox's buttons."""
    return [
        Entry("select", tr("Choose"), tr("Choose grids; Shift adds"), "target", "V", True),
        Entry("border", tr("Corners"),
              tr("Drag corners and nodes, with Shift without snapping; "
                 "double-click adds one, Delete takes one away"),
              "waypoints", "B", True),
        Entry("trace", tr("Redraw"), tr("Trace the new course of a border"), "edit", "T", True),
        Entry("split", tr("Split"), tr("Draw a line across a grid"), "split", "S", True),
        Entry("transfer", tr("Hand over"),
              tr("Draw a line that cuts a piece off for the neighbour"), "send", "H", True),
        Entry("pieces", tr("Pieces"),
              tr("Choose pieces by click or Shift-drag; Enter gives them to a neighbour"),
              "puzzle", "F", True),
        Entry("merge", tr("Merge"), tr("Merge the grids chosen"), "merge", "M", False),
        Entry("parent", tr("Move to"), tr("Move the grid chosen to another level-one grid"),
              "folder-open", "P", False),
        Entry("lock", tr("Lock"), tr("Lock or unlock the grids chosen"), "shield", "L", False),
        Entry("balance", tr("Balance"), tr("Balance the load of the grids"), "chart", "E", False),
        Entry("detach", tr("Detach"),
              tr("Choose one net of a shared border and drag its border alone"),
              "unlink", "D", True),
        Entry("glue", tr("Glue"), tr("Put a border that left a shared one back on it"),
              "link", "G", True),
        Entry("nets", tr("Nets …"), tr("Bring other nets into the draft, or let them go"),
              "layers", "W", False),
        Entry("snap", tr("Snap"), tr("Snap to borders, streets and what is on the map, or not"),
              "magnet", "N", False, is_switch=True),
    ]  # fmt: skip


def tip_of(id: str) -> str:
    """Return what a tool or action does."""
    return next(one.tip for one in entries() if one.id == id)


class Toolbox(QWidget):
    """Rows of buttons below the levels."""

    picked = Signal(str)
    levelled = Signal(int)

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.buttons: dict[str, QToolButton] = {}
        self.levels: dict[int, QPushButton] = {}
        self._tools = QButtonGroup(self)
        self._levels = QButtonGroup(self)
        self._level_row = QHBoxLayout()
        self._level_row.setSpacing(space["xs"])
        grid = QGridLayout()
        grid.setSpacing(space["xs"])
        grid.setContentsMargins(0, 0, 0, 0)
        for number, entry in enumerate(entries()):
            made = self._button(entry, tokens)
            grid.addWidget(made, number // _ACROSS, number % _ACROSS)
        self.setLayout(column(self._level_row, grid, gap=space["s"]))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_levels(self, numbers: Sequence[int], current: int) -> None:
        """Offer these levels."""
        while (item := self._level_row.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        self.levels.clear()
        for number in numbers:
            made = QPushButton(tr("Level-one grids") if number == 1 else tr("Sub-grids"))
            made.setProperty("role", "chip")
            made.setCheckable(True)
            made.setChecked(number == current)
            made.clicked.connect(lambda _=False, number=number: self.levelled.emit(number))
            self._levels.addButton(made)
            self.levels[number] = made
            self._level_row.addWidget(made)
        self._level_row.addStretch()

    def press(self, tool: str) -> None:
        """Show which tool is in the hand."""
        self.buttons[tool].setChecked(True)

    def switch(self, name: str, is_on: bool) -> None:
        """Show whether a switch is on."""
        self.buttons[name].setChecked(is_on)

    def allow(self, actions: dict[str, bool]) -> None:
        """Say which actions can be done now."""
        for name, is_possible in actions.items():
            self.buttons[name].setEnabled(is_possible)

    def _button(self, entry: Entry, tokens: Tokens) -> QToolButton:
        made = QToolButton()
        made.setProperty("role", "rail")
        made.setText(entry.title)
        made.setToolTip(f"{entry.tip} ({entry.key})")
        made.setAccessibleName(entry.tip)
        made.setIcon(icon(entry.icon, tokens, 20))
        made.setIconSize(QSize(20, 20))
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        made.setFixedSize(_WIDTH, _HEIGHT)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys to the map
        if entry.is_tool:
            self._tools.addButton(made)
        made.setCheckable(entry.is_tool or entry.is_switch)
        made.clicked.connect(lambda: self.picked.emit(entry.id))
        self.buttons[entry.id] = made
        return made
