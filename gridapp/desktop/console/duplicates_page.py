"""Open cases that seem to be of one trouble: proposed in groups, joined at once, taken apart."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from gridapp.desktop.console.choices import Choices, Option
from gridapp.desktop.widgets.panel import button, column, empty, label, tool
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.language import say, tr
from gridapp.workspace.duplicates import LikelyCluster
from gridapp.workspace.joining import Joined


class DuplicatesPage(QWidget):
    """The groups proposed; Enter joins one, Delete declines it, U undoes the last joining.

    `looked` gives the group that is looked at, or None.
    """

    looked = Signal(object)
    accepted = Signal(object)
    declined = Signal(object)
    undone = Signal(object)
    closed = Signal()

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._clusters: Sequence[LikelyCluster] = ()
        self._joined: list[Joined] = []
        self._is_asked = False
        self.list = Choices(tr("Groups"), tokens, is_careful=True)
        self.list.looked.connect(self._look)
        self.list.taken.connect(lambda _: self._accept())
        self.cases = label("", wraps=True)
        self.reasons = label("", "muted", wraps=True)
        self.nothing = empty(tr("No open cases look like one trouble."), "circle-check", tokens)
        self.join = button(tr("Join (Enter)"), tokens, name="merge", role="primary")
        self.join.clicked.connect(self._accept)
        self.decline = button(tr("Not the same (Del)"), tokens)
        self.decline.clicked.connect(self._decline)
        self.undo = button(tr("Undo the joining (U)"), tokens, name="undo")
        self.undo.clicked.connect(self._undo)
        close = tool("close", tr("Back to the queue (Esc)"), tokens)
        close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.addWidget(label(tr("One trouble, several cases"), "title"), 1)
        head.addWidget(close)
        buttons = QHBoxLayout()
        buttons.setSpacing(space["s"])
        for widget in (self.join, self.decline):
            buttons.addWidget(widget)
        buttons.addStretch()
        self.setLayout(
            column(head, self.list, self.cases, self.reasons, buttons, self.undo, self.nothing, 1,
                   margin=space["m"], gap=space["m"])
        )  # fmt: skip
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.show_clusters(())

    def show_clusters(self, clusters: Sequence[LikelyCluster]) -> None:
        """Show other groups; the row that is looked at stays."""
        row = max(self.list.currentRow(), 0)
        focused = QApplication.focusWidget()
        has_keys = focused is not None and self.isAncestorOf(focused)
        self._clusters = clusters
        self._is_asked = False
        self.list.show_options(
            [
                Option(
                    f"{len(one.cases)} × {one.cases[0].place or one.cases[0].text}",
                    f"{one.score:.0%}",
                    one.cases[0].text,
                )
                for one in clusters
            ],
            row=min(row, len(clusters) - 1),
        )
        self.nothing.setVisible(not clusters)
        for widget in (self.cases, self.reasons, self.join, self.decline):
            widget.setVisible(bool(clusters))
        self.undo.setVisible(bool(self._joined))
        if has_keys:  # a list that goes away would leave them to whoever comes next
            (self.list if clusters else self).setFocus()
        self._look()

    def remember(self, joined: Joined) -> None:
        """Let a joining be undone."""
        self._joined.append(joined)
        self.undo.setVisible(True)

    def give_back(self) -> None:
        """Take up what was refused."""
        self._is_asked = False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete declines, U undoes, Esc goes back."""
        keys = {
            Qt.Key.Key_Delete: self._decline,
            Qt.Key.Key_U: self._undo,
            Qt.Key.Key_Escape: self.closed.emit,
        }
        act = keys.get(Qt.Key(event.key()))
        if act is not None:
            act()
        else:
            super().keyPressEvent(event)

    @property
    def current(self) -> LikelyCluster | None:
        """The group that is looked at."""
        row = self.list.currentRow()
        return self._clusters[row] if 0 <= row < len(self._clusters) else None

    def _look(self) -> None:
        cluster = self.current
        if cluster is not None:
            self.cases.setText("\n".join(f"{row.ref}  {row.text}" for row in cluster.cases))
            self.reasons.setText(" ".join(say(reason) for reason in cluster.reasons))
        self.looked.emit(cluster)

    def _accept(self) -> None:
        if self.current is not None and not self._is_asked:
            self._is_asked = True
            self.accepted.emit(self.current)

    def _decline(self) -> None:
        if self.current is not None and not self._is_asked:
            self.declined.emit(self.current)

    def _undo(self) -> None:
        if self._joined:
            self.undone.emit(self._joined.pop())
            self.undo.setVisible(bool(self._joined))
