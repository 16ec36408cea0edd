"""The nets to merge, in the order of trust: ticked by mouse or Space, moved by Alt and arrows."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QWidget

from gridapp.desktop.widgets.panel import button, column, label, tool
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.language import tr
from gridapp.workspace.geography import NetSummary

_NET = Qt.ItemDataRole.UserRole


class NetChoice(QWidget):
    """A list whose order counts: the net at the top is trusted most.

    Signals
    -------
    changed()
        Others are ticked, or they stand in another order.
    """

    changed = Signal()

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Nets, the most trusted first"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumHeight(152)
        self.list.itemChanged.connect(lambda _: self.changed.emit())
        self.up = tool("chevron-up", tr("Trust it more (Alt+Up)"), tokens)
        self.down = tool("chevron-down", tr("Trust it less (Alt+Down)"), tokens)
        self.all = button(tr("All"), tokens, role="quiet")
        self.none = button(tr("None"), tokens, role="quiet")
        here = Qt.ShortcutContext.WidgetShortcut
        for keys, press, step in (("Alt+Up", self.up, -1), ("Alt+Down", self.down, 1)):
            press.clicked.connect(lambda _=False, step=step: self._move(step))
            key = QShortcut(QKeySequence(keys), self.list, context=here)
            key.activated.connect(lambda step=step: self._move(step))
        self.all.clicked.connect(lambda: self._tick_all(True))
        self.none.clicked.connect(lambda: self._tick_all(False))
        head = label(tr("Nets, the most trusted first"), "section")
        foot = QHBoxLayout()
        foot.addWidget(self.all)
        foot.addWidget(self.none)
        foot.addStretch()
        foot.addWidget(self.up)
        foot.addWidget(self.down)
        self.setLayout(column(head, self.list, foot, gap=space["xs"]))

    def show_nets(self, nets: Sequence[NetSummary], ticked: Sequence[str]) -> None:
        """Show these nets; what is ticked stands first, in the order given."""
        by_name = {net.name: net for net in nets}
        first = [by_name[name] for name in ticked if name in by_name]
        self.list.blockSignals(True)
        self.list.clear()
        for net in [*first, *(net for net in nets if net not in first)]:
            counts = " + ".join(str(count) for _, count in sorted(net.grids_by_level.items()))
            item = QListWidgetItem(tr("{title} · {count} grids", title=net.title, count=counts))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            is_on = net.name in ticked
            item.setCheckState(Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked)
            item.setData(_NET, net.name)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.blockSignals(False)
        self.changed.emit()

    @property
    def ticked(self) -> tuple[str, ...]:
        """The names of the nets to merge, the most trusted first."""
        items = (self.list.item(row) for row in range(self.list.count()))
        return tuple(
            str(item.data(_NET)) for item in items if item.checkState() == Qt.CheckState.Checked
        )

    def _move(self, step: int) -> None:
        row = self.list.currentRow()
        if 0 <= row < self.list.count() and 0 <= row + step < self.list.count():
            item = self.list.takeItem(row)
            self.list.insertItem(row + step, item)
            self.list.setCurrentRow(row + step)
            self.changed.emit()

    def _tick_all(self, is_on: bool) -> None:
        state = Qt.CheckState.Checked if is_on else Qt.CheckState.Unchecked
        self.list.blockSignals(True)
        for row in range(self.list.count()):
            self.list.item(row).setCheckState(state)
        self.list.blockSignals(False)
        self.changed.emit()
