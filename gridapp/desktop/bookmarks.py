"""Bookmarks: views of the map that a person keeps by name, in the workspace."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStackedLayout,
    QWidget,
)

from gridapp.desktop.map.view import limit
from gridapp.desktop.widgets.panel import button, column, empty, label
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.language import tr
from gridapp.workspace import Workspace

KEY = "bookmarks"
"""Under which the workspace's settings keep them."""

_WIDTH, _HEIGHT = 420, 380
_MARK = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A view by name: its centre in metres, and metres per pixel."""

    name: str
    x: float
    y: float
    scale: float


def read_bookmarks(workspace: Workspace) -> list[Bookmark]:
    """Return the bookmarks in their order; what is none is passed over."""
    found = workspace.settings.read(KEY)
    marks = []
    for one in found if isinstance(found, list) else []:
        if isinstance(one, dict):
            name, x, y, scale = (one.get(word) for word in ("name", "x", "y", "scale"))
            if (
                isinstance(name, str)
                and isinstance(x, int | float)
                and isinstance(y, int | float)
                and isinstance(scale, int | float)
            ):
                marks.append(Bookmark(name, float(x), float(y), limit(float(scale))))
    return marks


def write_bookmarks(workspace: Workspace, marks: Sequence[Bookmark]) -> None:
    """Keep these bookmarks and no others."""
    workspace.settings.write(
        KEY, [{"name": m.name, "x": m.x, "y": m.y, "scale": m.scale} for m in marks]
    )


class NameDialog(QDialog):
    """Asks for a bookmark's name."""

    def __init__(self, title: str, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.field = QLineEdit(name)
        self.field.setAccessibleName(tr("Name"))
        self.field.selectAll()
        buttons = QDialogButtonBox()
        keep = buttons.addButton(tr("Keep"), QDialogButtonBox.ButtonRole.AcceptRole)
        keep.setDefault(True)
        self.field.textChanged.connect(lambda text: keep.setEnabled(bool(text.strip())))
        buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.setLayout(
            column(label(title, "title"), self.field, buttons, margin=space["l"], gap=space["m"])
        )
        self.setMinimumWidth(_WIDTH)

    @property
    def name(self) -> str:
        """The name that was typed."""
        return self.field.text().strip()


class BookmarkList(QDialog):
    """The bookmarks: Enter goes there, F2 renames, Delete removes.

    Parameters
    ----------
    marks : sequence of Bookmark
    go : callable
        Called with the bookmark that is chosen.
    keep : callable
        Called with all bookmarks when they are others.
    """

    def __init__(
        self,
        marks: Sequence[Bookmark],
        go: Callable[[Bookmark], None],
        keep: Callable[[list[Bookmark]], None],
        tokens: Tokens,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Bookmarks"))
        self._go, self._keep = go, keep
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Bookmarks"))
        self.list.itemActivated.connect(self._run)
        self.list.currentItemChanged.connect(lambda *_: self._allow())
        self.go = button(tr("Go there"), tokens, role="primary")
        self.go.setDefault(True)
        self.rename = button(tr("Rename (F2)"), tokens)
        self.remove = button(tr("Remove (Del)"), tokens, role="quiet")
        self.go.clicked.connect(lambda: self._run(self.list.currentItem()))
        self.rename.clicked.connect(self._ask_name)
        self.remove.clicked.connect(self._remove)
        foot = QHBoxLayout()
        foot.addWidget(self.remove)
        foot.addStretch()
        foot.addWidget(self.rename)
        foot.addWidget(self.go)
        below = QWidget()
        self._stack = QStackedLayout(below)
        nothing = tr("No bookmark yet. Ctrl+Shift+B keeps what the map shows.")
        self._stack.addWidget(empty(nothing, "bookmark", tokens))
        self._stack.addWidget(self.list)
        self.setLayout(
            column(label(tr("Bookmarks"), "title"), below, foot, margin=space["l"], gap=space["m"])
        )
        self.resize(_WIDTH, _HEIGHT)
        for mark in marks:
            item = QListWidgetItem(mark.name)
            item.setData(_MARK, mark)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self._allow()

    @property
    def marks(self) -> list[Bookmark]:
        """The bookmarks in their order."""
        return [self.list.item(row).data(_MARK) for row in range(self.list.count())]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F2 and Delete are the list's."""
        acts = {Qt.Key.Key_F2: self._ask_name, Qt.Key.Key_Delete: self._remove}
        act = acts.get(Qt.Key(event.key()))
        if act is None:
            super().keyPressEvent(event)
        else:
            act()

    def _run(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.accept()
            self._go(item.data(_MARK))

    def _ask_name(self) -> None:
        item: QListWidgetItem | None = self.list.currentItem()
        if item is None:
            return
        dialog = NameDialog(tr("Rename the bookmark"), item.text(), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def take() -> None:
            item.setText(dialog.name)
            item.setData(_MARK, replace(item.data(_MARK), name=dialog.name))
            self._keep(self.marks)

        dialog.accepted.connect(take)
        dialog.open()

    def _remove(self) -> None:
        row = self.list.currentRow()
        if row >= 0:
            self.list.takeItem(row)
            self._keep(self.marks)
            self._allow()

    def _allow(self) -> None:
        is_chosen = self.list.currentRow() >= 0
        self._stack.setCurrentIndex(bool(self.list.count()))
        for one in (self.go, self.rename, self.remove):
            one.setEnabled(is_chosen)
