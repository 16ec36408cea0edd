"""Intake: paste or type a report; the place is found as you type, the candidates are ranked."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from gridapp.cases.catalogue import Matter
from gridapp.desktop.widgets.panel import as_tip, button, column, label
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.language import say, tr
from gridapp.locate.find import Candidate

_PAUSE_MS = 120
_MOST = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """What a text says: places and matters, each the likeliest first."""

    places: Sequence[Candidate]
    matters: Sequence[Matter]


class Intake(QWidget):
    """A report that is being taken down.

    `asked` gives the text to whoever can read it, `read` tells that the answer is shown,
    `pointed` gives the candidate that is chosen (or None), `accepted` the text, place, matter
    and urgency of the finished report.

    Nothing is accepted at a place that wasn't shown for these very words, and a report that was
    handed over waits for `clear` or `give_back`: a second Enter doesn't open a second case.
    """

    asked = Signal(str)
    read = Signal()
    pointed = Signal(object)
    accepted = Signal(str, object, object, bool)

    def __init__(self, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places: Sequence[Candidate] = ()
        self._is_read = False  # whether the places shown are those of the words typed
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(tr("Report"))
        self.text.setPlaceholderText(tr("Type or paste a report, an address or coordinates"))
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(64)
        self.text.installEventFilter(self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.text.textChanged.connect(self._wait)

        self.places = QListWidget()
        self.places.setAccessibleName(tr("Places found"))
        self.places.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.places.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.places.currentRowChanged.connect(self._point)
        self.places.itemActivated.connect(self.accept)
        self.matters = QComboBox()
        self.matters.setAccessibleName(tr("Matter"))
        self.urgent = QCheckBox(tr("Urgent"))
        self.button = button(tr("Open the case"), tokens, name="check", role="primary")
        self.button.clicked.connect(self.accept)
        self.problem = label("", "warning", wraps=True)
        row = QHBoxLayout()
        row.setSpacing(space["s"])
        row.addWidget(self.urgent)
        row.addStretch()
        row.addWidget(self.button)
        self._below = QWidget()
        self._below.setLayout(column(self.places, self.problem, self.matters, row, gap=space["s"]))
        self.setLayout(column(self.text, self._below))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._below.hide()

    def show_reading(self, reading: Reading) -> None:
        """Show what the text may mean; a text that was wiped meanwhile means nothing."""
        if not self.text.toPlainText().strip():
            return
        self._is_read = not self._pause.isActive()
        self._places = reading.places[:_MOST]
        self.places.clear()
        for place in self._places:
            item = QListWidgetItem(f"{place.label}    ±{place.uncertainty_m:.0f} m")
            item.setToolTip(as_tip("\n".join(say(reason) for reason in place.reasons)))
            self.places.addItem(item)
        height = sum(self.places.sizeHintForRow(i) for i in range(len(self._places)))
        self.places.setFixedHeight(height + 4)
        self.places.setVisible(bool(self._places))
        self.matters.clear()
        for matter in reading.matters:
            self.matters.addItem(f"{matter.name} · {matter.class_name}", matter)
        self.matters.addItem(tr("Matter not known yet"), None)
        self.button.setEnabled(self._is_read and bool(self._places))
        self._say("" if self._places else tr("No place found: name a road, a number or a place."))
        self._below.show()
        self.places.setCurrentRow(0)
        self.read.emit()

    @property
    def chosen(self) -> Candidate | None:
        """The place that would be accepted."""
        row = self.places.currentRow()
        return self._places[row] if 0 <= row < len(self._places) else None

    def show_problem(self, text: str) -> None:
        """Say why the text can't be read; about a text that was wiped meanwhile, nothing."""
        if not self.text.toPlainText().strip():
            return
        self._places = ()
        self.places.hide()
        self.button.setEnabled(False)
        self._say(text)
        self._below.show()

    def clear(self) -> None:
        """Make room for the next report."""
        self._places = ()
        self.setEnabled(True)
        self.text.clear()
        self._pause.stop()
        self.urgent.setChecked(False)
        self._below.hide()
        self.pointed.emit(None)

    def give_back(self) -> None:
        """Take up a report again that was refused."""
        self.setEnabled(True)
        self.text.setFocus()

    def accept(self) -> None:
        """Hand the report over with the place that is chosen; words not read yet are read first."""
        place = self.chosen
        if not self._is_read:
            self._pause.stop()
            self._ask()
        elif place is not None and self.isEnabled():
            self.setEnabled(False)
            self.accepted.emit(
                self.text.toPlainText().strip(),
                place,
                self.matters.currentData(),
                self.urgent.isChecked(),
            )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Enter accept, Down go to the candidates and Esc clear, out of the text."""
        if (
            watched is self.text
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
        ):
            is_plain = event.modifiers() in (
                Qt.KeyboardModifier.NoModifier,
                Qt.KeyboardModifier.KeypadModifier,
            )
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and is_plain:
                self.accept()
                return True
            if event.key() == Qt.Key.Key_Down and self.text.blockCount() == 1 and self._places:
                self.places.setFocus()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.clear()
                return True
        return super().eventFilter(watched, event)

    def _wait(self) -> None:
        self._is_read = False
        self.button.setEnabled(False)
        self._pause.start()

    def _ask(self) -> None:
        text = self.text.toPlainText().strip()
        if text:
            self.asked.emit(text)
        else:
            self.clear()

    def _point(self) -> None:
        self.pointed.emit(self.chosen)

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
