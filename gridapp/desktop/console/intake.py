"""Intake: paste or type a report; the place is found as you type, the candidates are ranked."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QPlainTextEdit,
    QSizePolicy,
    QWidget,
)

from gridapp.cases.catalogue import Suggestion
from gridapp.desktop.console.choices import Choices
from gridapp.desktop.console.datum_switch import DatumSwitch
from gridapp.desktop.console.report import Accepted, Reading, edge_option, place_option
from gridapp.desktop.widgets.panel import as_tip, button, column, label
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.language import say, tr
from gridapp.locate.find import Candidate
from gridapp.workspace.duplicates import LikelyDuplicate
from gridapp.workspace.edges import Claimant

_PAUSE_MS = 120
_MOST = 4


class Intake(QWidget):
    """A report that is being taken down.

    `asked` gives the text to whoever can read it, `read` tells that the answer is shown,
    `pointed` gives the candidate that is chosen (or None), `accepted` the finished report.
    Digits choose among the places while the keys go to them, Ctrl with a digit out of the text;
    Alt with a digit chooses whose a disputed place is.

    Nothing is accepted at a place that wasn't shown for these very words, and a report that was
    handed over waits for `clear` or `give_back`: a second Enter doesn't open a second case.
    """

    asked = Signal(str)
    read = Signal()
    pointed = Signal(object)
    accepted = Signal(object)

    def __init__(self, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places: Sequence[Candidate] = ()
        self._reading = Reading((), ())
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

        self.places = Choices(tr("Places found"), tokens, is_careful=True)
        self.places.looked.connect(self._point)
        self.places.taken.connect(lambda _: self.accept())
        self.datum = DatumSwitch()
        self.datum.switched.connect(lambda _: self._ask())
        self.edge_title = label(tr("Edge dispute: whose is it?"), "section")
        self.edges = Choices(tr("Edge dispute: whose is it?"), tokens, most=3)
        self.edges.taken.connect(lambda _: self.text.setFocus())
        self.outside = label("", "warning", wraps=True)
        self.alike = QComboBox()
        self.alike.setAccessibleName(tr("The same trouble as"))
        self.alike_reasons = label("", "muted", wraps=True)
        self.alike.currentIndexChanged.connect(self._tell_alike)
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
        self._below.setLayout(
            column(
                self.places,
                self.datum,
                self.outside,
                self.edge_title,
                self.edges,
                self.problem,
                self.matters,
                self.alike,
                self.alike_reasons,
                row,
                gap=space["s"],
            )
        )
        self.setLayout(column(self.text, self._below))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._below.hide()

    def show_reading(self, reading: Reading) -> None:
        """Show what the text may mean; a text that was wiped meanwhile means nothing."""
        if not self.text.toPlainText().strip():
            return
        self._is_read = not self._pause.isActive()
        self._reading = reading
        self._places = reading.places[:_MOST]
        self.places.show_options([place_option(place) for place in self._places])
        self.datum.show_datum(reading.datum)
        self._show_matters(reading.matters)
        self._show_alike(reading.alike)
        self.button.setEnabled(self._is_read and bool(self._places))
        self._say("" if self._places else tr("No place found: name a road, a number or a place."))
        self._below.show()
        self._point()
        self.read.emit()

    def add_places(self, reading: Reading, further: Reading) -> None:
        """Show further places of the words that a reading was made of, below those of it.

        What was chosen stays; places of other words are passed over.
        """
        if self._reading is not reading or not further.places:
            return
        row, shown = self.places.currentRow(), len(self._places)
        self._places = (*self._places, *further.places)
        self._reading = replace(
            reading,
            places=self._places,
            grids=(*reading.grids[:shown], *further.grids),
            claimants=(*reading.claimants[:shown], *further.claimants),
        )
        self.places.show_options([place_option(place) for place in self._places], row=max(row, 0))
        self.button.setEnabled(self._is_read)
        self._say("")
        if not shown:
            self._point()

    def _show_matters(self, matters: Sequence[Suggestion]) -> None:
        self.matters.clear()
        self.matters.show()
        for row, found in enumerate(matters):
            name = f"{found.matter.name} · {found.matter.class_name}"
            self.matters.addItem(f"{name}    {found.score:.0%}", found.matter)
            why = as_tip("\n".join(say(reason) for reason in found.reasons))
            self.matters.setItemData(row, why, Qt.ItemDataRole.ToolTipRole)
        self.matters.addItem(tr("Matter not known yet"), None)

    def _show_alike(self, alike: Sequence[LikelyDuplicate]) -> None:
        self.alike.clear()
        self.alike.addItem(tr("A case of its own"), "")
        for one in alike:
            title = tr("Join to {case} ({share})", case=one.case.ref, share=f"{one.score:.0%}")
            self.alike.addItem(title, one.case.ref)
        self.alike.setVisible(bool(alike))
        self.alike_reasons.setVisible(bool(alike))
        self._tell_alike()

    def _tell_alike(self) -> None:
        """Say why the case chosen, or the likeliest, seems to be of the same trouble."""
        alike = self._reading.alike
        if alike:
            one = alike[max(self.alike.currentIndex() - 1, 0)]
            why = " ".join(say(reason) for reason in one.reasons)
            self.alike_reasons.setText(tr("Like {case}: {why}", case=one.case.ref, why=why))

    def _show_edges(self) -> None:
        """Show what is special about the grids of the place chosen."""
        row = self.places.currentRow()
        answer = self._reading.grids[row] if 0 <= row < len(self._reading.grids) else None
        nearest = answer.nearest if answer is not None and not answer.codes else None
        self.outside.setVisible(nearest is not None)
        if nearest is not None:
            self.outside.setText(
                tr("Outside the net; the nearest grid is {grid}, {metres} m away.",
                   grid=nearest[0], metres=round(nearest[1]))
            )  # fmt: skip
        shown = self._claimants()
        self.edges.show_options([edge_option(one) for one in shown], row=-1)
        self.edge_title.setVisible(bool(shown))

    def _claimants(self) -> Sequence[Claimant]:
        row, known = self.places.currentRow(), self._reading.claimants
        return known[row] if 0 <= row < len(known) else ()

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
        for part in (
            self.places, self.outside, self.edge_title, self.edges, self.matters, self.alike,
            self.alike_reasons,
        ):  # fmt: skip
            part.hide()
        self.button.setEnabled(False)
        self._say(text)
        self._below.show()

    def clear(self) -> None:
        """Make room for the next report."""
        self._places = ()
        self._reading = Reading((), ())
        self.setEnabled(True)
        self.text.clear()
        self._pause.stop()
        self.urgent.setChecked(False)
        self.datum.show_datum(None)
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
            row = self.edges.currentRow()
            self.accepted.emit(
                Accepted(
                    self.text.toPlainText().strip(),
                    place,
                    self.matters.currentData(),
                    self.urgent.isChecked(),
                    self._claimants()[row] if row >= 0 else None,
                    self.alike.currentData() or "",
                )
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
            digit = event.key() - Qt.Key.Key_1
            lists = {
                Qt.KeyboardModifier.ControlModifier: self.places,
                Qt.KeyboardModifier.AltModifier: self.edges,
            }
            if event.modifiers() in lists and 0 <= digit < 9:
                lists[event.modifiers()].setCurrentRow(digit)
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
        self._show_edges()
        self.pointed.emit(self.chosen)

    def _say(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
