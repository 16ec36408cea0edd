"""The editor's first page: begin a draft, or go on with one."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStackedLayout,
    QWidget,
)

from gridapp.desktop.widgets.panel import button, column, empty, label
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.language import tr
from gridapp.workspace.editions import EditionSummary

_DRAFT = Qt.ItemDataRole.UserRole


class StartPage(QWidget):
    """Names of drafts, and a field for a new one.

    Signals
    -------
    started(name), opened(id), discard_wanted(draft), merge_wanted()
    compare_wanted()
        Editions are to be compared, or the net of a day seen.
    """

    started = Signal(str)
    opened = Signal(int)
    discard_wanted = Signal(object)
    merge_wanted = Signal()
    compare_wanted = Signal()

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.name = QLineEdit()
        self.name.setPlaceholderText(tr("What will change? Name the draft"))
        self.name.setAccessibleName(tr("Name of the draft"))
        self.name.returnPressed.connect(self._start)
        self.begin = button(tr("Begin a draft"), tokens, name="plus", role="primary")
        self.begin.clicked.connect(self._start)
        self.merge = button(tr("Merge nets …"), tokens, name="merge")
        self.merge.clicked.connect(self.merge_wanted)
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Drafts"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(self._open)
        self.list.currentItemChanged.connect(lambda *_: self._allow())
        self.go_on = button(tr("Go on"), tokens)
        self.go_on.clicked.connect(lambda: self._open(self.list.currentItem()))
        self.discard = button(tr("Discard …"), tokens, role="quiet")
        self.discard.clicked.connect(self._ask_discard)
        self.compare = button(tr("Compare editions …"), tokens, name="compare")
        self.compare.clicked.connect(self.compare_wanted)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.discard)
        foot.addWidget(self.go_on)
        below = QWidget()
        self._stack = QStackedLayout(below)
        nothing = tr("No draft yet. The net in force stays as it is until a draft is published.")
        self._stack.addWidget(empty(nothing, "grid", tokens))
        self._stack.addWidget(self.list)
        self.setLayout(
            column(
                label(tr("Redraw the net"), "title"),
                self.name,
                self.begin,
                self.merge,
                label(tr("Drafts"), "section"),
                below,
                foot,
                self.compare,
                margin=space["m"],
            )
        )
        self._allow()

    def show_drafts(self, drafts: Sequence[EditionSummary]) -> None:
        """Show the drafts there are, the newest first."""
        self.list.clear()
        for draft in reversed(drafts):
            text = tr(
                "{name}\nEdits: {count}, by {author}",
                name=draft.name, count=draft.edits, author=draft.author,
            )  # fmt: skip
            item = QListWidgetItem(text)
            item.setData(_DRAFT, draft)
            self.list.addItem(item)
        self._stack.setCurrentIndex(bool(drafts))
        if drafts:
            self.list.setCurrentRow(0)
        self._allow()

    def _start(self) -> None:
        self.started.emit(self.name.text().strip() or tr("Draft"))
        self.name.clear()

    def _open(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.opened.emit(item.data(_DRAFT).id)

    def _ask_discard(self) -> None:
        item = self.list.currentItem()
        if item is not None:
            self.discard_wanted.emit(item.data(_DRAFT))

    def _allow(self) -> None:
        is_chosen = self.list.currentItem() is not None
        self.go_on.setEnabled(is_chosen)
        self.discard.setEnabled(is_chosen)
