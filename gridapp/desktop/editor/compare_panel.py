"""Two editions of a net: which grids changed, what they gained and lost."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QListWidgetItem, QStackedLayout, QWidget

from gridapp.desktop.editor.figure_cards import signed
from gridapp.desktop.editor.wrapped_list import WrappedList
from gridapp.desktop.widgets.icons import icon
from gridapp.desktop.widgets.panel import button, column, empty
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.grid.editions import Diff, GridChange
from gridapp.language import tr

_HECTARE = 10_000
_CHANGE = Qt.ItemDataRole.UserRole
_SIGNS = {"new": "plus", "gone": "minus", "changed": "edit"}


class ComparePanel(QWidget):
    """A line for each grid that is another; on the map they are coloured.

    Signals
    -------
    pointed(change)
        Show the grid on the map.
    shown(is_shown)
        Colour the map or not.
    swipe_wanted()
        The two are to be seen under a divider, or side by side.
    """

    pointed = Signal(object)
    shown = Signal(bool)
    swipe_wanted = Signal()

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._tokens = tokens
        self.changes: Sequence[GridChange] = ()
        self.on_map = QCheckBox(tr("Colour them on the map"))
        self.on_map.setChecked(True)
        self.on_map.toggled.connect(self.shown)
        self.list = WrappedList(tr("Differences"))
        self.list.itemClicked.connect(lambda item: self.pointed.emit(item.data(_CHANGE)))
        self.list.itemActivated.connect(lambda item: self.pointed.emit(item.data(_CHANGE)))
        below = QWidget()
        self._stack = QStackedLayout(below)
        same = tr("They are the same, grid for grid.")
        self._stack.addWidget(empty(same, "copy", tokens))
        self._stack.addWidget(self.list)
        self.swipe = button(tr("Swipe or side by side …"), tokens, name="swipe")
        self.swipe.clicked.connect(self.swipe_wanted)
        self.setLayout(column(self.on_map, below, self.swipe, gap=space["xs"]))

    def show_diff(self, found: Diff, names: Mapping[str, str]) -> None:
        """Show what differs; `names` are the grids' by code."""
        self.changes = found.changes
        self.list.clear()
        for change in found.changes:
            item = QListWidgetItem(
                icon(_SIGNS[change.kind], self._tokens, 16), _sentence(change, found.loads, names)
            )
            item.setData(_CHANGE, change)
            self.list.addItem(item)
        self._stack.setCurrentIndex(bool(found.changes))


def _sentence(change: GridChange, loads: Sequence[str], names: Mapping[str, str]) -> str:
    kinds = {"new": tr("new"), "gone": tr("gone"), "changed": tr("changed")}
    words = {"name": tr("name"), "owner": tr("owner"), "parent": tr("parent")}
    name = names.get(change.code) or change.code
    head = " · ".join([name, kinds[change.kind], *(words[word] for word in change.words)])
    areas = [
        sign + _area(metres)
        for sign, metres in (("+", change.gained), ("−", change.lost))
        if metres >= 0.5
    ]
    counts = [
        tr("{change} enterprises", change=signed(f"{gained - lost:+.0f}"))
        for load, gained, lost in zip(loads, change.gained_loads, change.lost_loads, strict=True)
        if load == "enterprises" and gained != lost
    ]
    return f"{head}\n" + ", ".join([change.code, *areas, *counts])


def _area(metres: float) -> str:
    if metres < _HECTARE:
        return tr("{area} m²", area=f"{metres:.0f}")
    return tr("{area} ha", area=f"{metres / _HECTARE:.2f}")
