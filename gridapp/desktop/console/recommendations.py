"""Who should take the case and why: a card each, the first chosen, Enter dispatches."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from gridapp.cases.dispatch import Recommendation
from gridapp.desktop.widgets.panel import column, label
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.language import say, tr


class _Card(QFrame):
    clicked = Signal()

    def __init__(self, choice: Recommendation, tokens: Tokens) -> None:
        super().__init__()
        self.setProperty("role", "card")
        kinds = {"owner": tr("Grid owner"), "squad": tr("Squad"), "body": tr("Body")}
        name = label(choice.name)
        name.setProperty("role", "strong")
        head = QHBoxLayout()
        head.addWidget(name)
        head.addWidget(label(kinds[choice.kind], "muted"))
        head.addStretch()
        score = label(f"{choice.score:.0f}", "muted")
        score.setToolTip(tr("Score: the higher, the better it fits"))
        head.addWidget(score)
        reasons = label("\n".join(say(reason) for reason in choice.reasons), "muted", wraps=True)
        self.setLayout(column(head, reasons, margin=space["m"], gap=space["xs"]))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose this card."""
        self.clicked.emit()
        event.accept()


class Recommendations(QWidget):
    """The ranked choices."""

    confirmed = Signal(object)

    def __init__(self, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = tokens
        self._choices: Sequence[Recommendation] = ()
        self._cards: list[_Card] = []
        self._current = 0
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(space["s"])
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Who should take it"))

    @property
    def current(self) -> Recommendation | None:
        """The choice that Enter would confirm."""
        return self._choices[self._current] if self._choices else None

    def show_choices(self, choices: Sequence[Recommendation], *, keeps: bool = False) -> None:
        """Show other choices, the first one chosen; or still the same one, if it `keeps` it."""
        before = self.current if keeps else None
        names = [(choice.kind, choice.id) for choice in choices]
        for card in self._cards:
            self._column.removeWidget(card)
            card.deleteLater()
        self._choices = choices
        self._cards = [_Card(choice, self._tokens) for choice in choices]
        for row, card in enumerate(self._cards):
            card.clicked.connect(lambda row=row: self.choose(row))
            self._column.addWidget(card)
        kept = before is not None and (before.kind, before.id) in names
        self.choose(names.index((before.kind, before.id)) if before and kept else 0)

    def choose(self, row: int) -> None:
        """Make the choice at `row` the current one."""
        if not self._cards:
            return
        self._current = min(max(row, 0), len(self._cards) - 1)
        choice = self._choices[self._current]
        self.setAccessibleDescription(
            " ".join((choice.name, *(say(reason) for reason in choice.reasons)))
        )
        self._show_chosen()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down choose, Enter confirms."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        key = Qt.Key(event.key())
        if key in steps:
            self.choose(self._current + steps[key])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.confirmed.emit(self.current)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that Enter would confirm."""
        super().focusInEvent(event)
        self._show_chosen()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that Enter would do something else."""
        super().focusOutEvent(event)
        self._show_chosen()

    def _show_chosen(self) -> None:
        for i, card in enumerate(self._cards):
            card.setProperty("chosen", i == self._current)
            card.setProperty("focused", i == self._current and self.hasFocus())
            card.style().unpolish(card)
            card.style().polish(card)
