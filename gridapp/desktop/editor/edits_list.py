"""The list of edits: what was done, undo and redo, back to any of them."""

from collections.abc import Mapping
from types import MappingProxyType

from PySide6.QtWidgets import QHBoxLayout, QListWidgetItem, QStackedLayout, QWidget

from gridapp.desktop.editor.titles import title_of
from gridapp.desktop.editor.workbench import Workbench
from gridapp.desktop.editor.wrapped_list import WrappedList
from gridapp.desktop.widgets.panel import column, empty, label, tool
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.grid.edits.apply import Edit
from gridapp.language import say, tr


class EditsList(QWidget):
    """The newest edit last; a double click undoes all that came after it."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._bench: Workbench | None = None
        self._nets: Mapping[str, str] = MappingProxyType({})
        self.undo = tool("undo", tr("Undo (Ctrl+Z)"), tokens)
        self.redo = tool("redo", tr("Redo (Ctrl+Y)"), tokens)
        self.undo.clicked.connect(self._undo)
        self.redo.clicked.connect(self._redo)
        self._count = label("", "muted")
        self.list = WrappedList(tr("Edits"))
        self.list.setToolTip(tr("Double-click an edit to undo all that came after it"))
        self.list.itemActivated.connect(self._return_to)
        head = QHBoxLayout()
        head.addWidget(self._count, 1)
        head.addWidget(self.undo)
        head.addWidget(self.redo)
        below = QWidget()
        self._stack = QStackedLayout(below)
        nothing = tr("Nothing was changed yet. Take a tool and begin.")
        self._stack.addWidget(empty(nothing, "edit", tokens))
        self._stack.addWidget(self.list)
        self.setLayout(column(head, below, gap=space["xs"]))

    def watch(self, bench: Workbench, titles: Mapping[str, str]) -> None:
        """Follow another workbench; `titles` are the nets'."""
        self._bench = bench
        drawn = {level.net for level in bench.drafting.base.levels}
        self._nets = titles if len(drawn) > 1 else MappingProxyType({})
        bench.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what stands now."""
        if self._bench is None:
            return
        drafting = self._bench.drafting
        steps = drafting.steps
        self.undo.setEnabled(drafting.can_undo)
        self.redo.setEnabled(drafting.can_redo)
        self._count.setText(tr("Edits: {count}", count=len(steps)))
        self._stack.setCurrentIndex(bool(steps))
        if self.list.count() > len(steps):
            self.list.clear()
        for number in range(self.list.count(), len(steps)):
            self.list.addItem(QListWidgetItem(self._line(number, steps[number].edit)))
        if steps:  # the last may be another than it was after an undo and an edit
            self.list.item(len(steps) - 1).setText(self._line(len(steps) - 1, steps[-1].edit))
        self.list.scrollToBottom()

    def _line(self, number: int, edit: Edit) -> str:
        return f"{number + 1}  {say(title_of(edit, self._nets))}"

    def _undo(self) -> None:
        if self._bench is not None:
            self._bench.undo()

    def _redo(self) -> None:
        if self._bench is not None:
            self._bench.redo()

    def _return_to(self, item: QListWidgetItem) -> None:
        if self._bench is not None:
            self._bench.undo_to(self.list.row(item) + 1)
