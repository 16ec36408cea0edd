"""The queue with what narrows it: state chips, a filter field, the list."""

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QPushButton, QWidget

from gridapp.desktop.console.queue_model import OPEN, QueueModel
from gridapp.desktop.console.queue_view import QueueView
from gridapp.desktop.console.states import State
from gridapp.desktop.widgets.icons import icon
from gridapp.desktop.widgets.panel import column
from gridapp.desktop.widgets.tokens import Tokens
from gridapp.language import tr

_MOST = 999  # a longer count has no room beside the others


class QueuePanel(QWidget):
    """The cases, most urgent first, as far as chips and typing let them through."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.model = QueueModel()
        self.view = QueueView(self.model, tokens)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(tr("Filter the queue"))
        self.filter.setAccessibleName(tr("Filter the queue"))
        self.filter.setClearButtonEnabled(True)
        self.filter.addAction(icon("search", tokens), QLineEdit.ActionPosition.LeadingPosition)
        self.filter.textChanged.connect(self.model.set_words)
        self._group = QButtonGroup(self)
        self._chips: list[tuple[QPushButton, str, frozenset[State]]] = []
        self.setLayout(column(self._chip_row(), self.filter, self.view))

    @property
    def chips(self) -> list[QPushButton]:
        """The buttons that choose states, from the left."""
        return [chip for chip, _, _ in self._chips]

    @property
    def chosen_chip(self) -> int:
        """The chip that is pressed."""
        return next(row for row, chip in enumerate(self.chips) if chip.isChecked())

    def show_counts(self) -> None:
        """Write on every chip how many cases it would show."""
        for chip, title, states in self._chips:
            count = self.model.count(states)
            chip.setText(f"{title} {count}" if count <= _MOST else f"{title} {_MOST}+")

    def _chip_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)  # four words and their counts fill the panel
        for title, states in (
            (tr("Open"), OPEN),
            (tr("Waiting"), frozenset({State.WAITING})),
            (tr("Overdue"), frozenset({State.OVERDUE})),
            (tr("Done"), frozenset({State.DONE})),
        ):
            chip = QPushButton(title)
            chip.setProperty("role", "chip")
            chip.setCheckable(True)
            chip.clicked.connect(lambda _=False, states=states: self.model.set_states(states))
            self._group.addButton(chip)
            self._chips.append((chip, title, states))
            row.addWidget(chip)
        row.addStretch()
        self.chips[0].setChecked(True)
        return row
