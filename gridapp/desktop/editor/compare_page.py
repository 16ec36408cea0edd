"""The page that compares any two editions of a net, and shows the net of any day."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, tzinfo

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDateEdit,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QWidget,
)

from gridapp.desktop.editor.compare_panel import ComparePanel
from gridapp.desktop.widgets.panel import button, column, label, tool
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.language import tr
from gridapp.workspace.editions import EditionSummary

SWIPE, BESIDE, ONE = "swipe", "beside", "one"
"""Ways to see two editions: under a divider, side by side, or the later one alone."""


def edition_at(editions: Sequence[EditionSummary], moment: datetime) -> EditionSummary | None:
    """Return the edition that is, was or will be in force at a moment."""
    for one in editions:
        is_begun = one.valid_from is not None and one.valid_from <= moment
        if is_begun and (one.valid_to is None or moment < one.valid_to):
            return one
    return None


class ComparePage(QWidget):
    """Two editions, how they are seen, and what differs.

    Signals
    -------
    left()
        Back to the drafts.
    chosen(a, b)
        Compare the editions of these numbers.
    looked()
        See them another way.
    """

    left = Signal()
    chosen = Signal(int, int)
    looked = Signal()

    def __init__(self, zone: tzinfo, tokens: Tokens) -> None:
        super().__init__()
        self._zone = zone
        self._editions: Sequence[EditionSummary] = ()
        back = tool("chevron-left", tr("Back"), tokens)
        back.clicked.connect(self.left)
        head = QHBoxLayout()
        head.addWidget(back)
        head.addWidget(label(tr("Compare editions"), "title"), 1)
        self.net, self.old, self.new = QComboBox(), QComboBox(), QComboBox()
        self.net.currentIndexChanged.connect(lambda _: self._list_editions(None))
        self.old.currentIndexChanged.connect(lambda _: self._choose())
        self.new.currentIndexChanged.connect(lambda _: self._choose())
        self.day = QDateEdit()
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.see = button(tr("See"), tokens)
        self.see.clicked.connect(self._see_day)
        on_day = QHBoxLayout()
        on_day.addWidget(self.day, 1)
        on_day.addWidget(self.see)
        form = QFormLayout()
        form.setVerticalSpacing(space["s"])
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for text, field in (
            (tr("Net"), self.net), (tr("Before"), self.old), (tr("After"), self.new),
        ):  # fmt: skip
            field.setAccessibleName(text)
            field.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            form.addRow(label(text, "muted"), field)
        self.day.setAccessibleName(tr("The net of a day"))
        form.addRow(label(tr("On a day"), "muted"), on_day)
        self.note = label("", "muted", wraps=True)
        self.ways: dict[str, QPushButton] = {}
        group, chips = QButtonGroup(self), QHBoxLayout()
        chips.setSpacing(space["xs"])
        for way, text in (
            (SWIPE, tr("Swipe")), (BESIDE, tr("Side by side")), (ONE, tr("Only “After”")),
        ):  # fmt: skip
            chip = QPushButton(text)
            chip.setProperty("role", "chip")
            chip.setCheckable(True)
            chip.clicked.connect(self.looked)
            group.addButton(chip)
            chips.addWidget(chip)
            self.ways[way] = chip
        chips.addStretch()
        self.ways[SWIPE].setChecked(True)
        self.differences = ComparePanel(tokens)
        self.differences.swipe.hide()
        self.setLayout(column(head, form, self.note, chips, self.differences, margin=space["m"]))

    @property
    def way(self) -> str:
        """How the two are seen."""
        return next(way for way, chip in self.ways.items() if chip.isChecked())

    def title(self, key: int) -> str:
        """Name an edition, for the map."""
        return next((self._named(one) for one in self._editions if one.id == key), str(key))

    def show_editions(
        self,
        editions: Sequence[EditionSummary],
        titles: Mapping[str, str],
        net: str,
        draft: int | None,
        now: datetime,
    ) -> None:
        """Offer editions; those of a draft, or the last two of the main net, are compared."""
        self._editions = editions
        today = now.astimezone(self._zone).date()
        self.day.setDate(QDate(today.year, today.month, today.day))
        nets = dict.fromkeys((net, *(one.net for one in editions)))
        self.net.blockSignals(True)
        self.net.clear()
        for name in nets:
            self.net.addItem(titles.get(name, name), name)
        self.net.blockSignals(False)
        self._list_editions(draft)

    def _list_editions(self, draft: int | None) -> None:
        mine = [one for one in self._editions if one.net == self.net.currentData()]
        for box in (self.old, self.new):
            box.blockSignals(True)
            box.clear()
            for one in mine:
                box.addItem(self._named(one), one.id)
            box.blockSignals(False)
        if not mine:
            return
        keys = [one.id for one in mine]
        last = mine[keys.index(draft)] if draft in keys else mine[-1]
        former = last.base if last.base in keys else keys[max(keys.index(last.id) - 1, 0)]
        for box, key in ((self.old, former), (self.new, last.id)):
            box.blockSignals(True)
            box.setCurrentIndex(box.findData(key))
            box.blockSignals(False)
        self._choose()

    def _choose(self) -> None:
        self.note.setText("")
        self.note.hide()
        if self.old.currentData() is not None and self.new.currentData() is not None:
            self.chosen.emit(self.old.currentData(), self.new.currentData())

    def _see_day(self) -> None:
        """Show the edition that is in force at the end of the day chosen."""
        day = self.day.date()
        moment = datetime.combine(
            date(day.year(), day.month(), day.day()), time.max, tzinfo=self._zone
        )
        mine = [one for one in self._editions if one.net == self.net.currentData()]
        found = edition_at(mine, moment)
        if found is None:
            self.note.setText(tr("No edition of this net is in force on that day."))
            self.note.show()
            return
        self.ways[ONE].setChecked(True)
        self.new.blockSignals(True)
        self.new.setCurrentIndex(self.new.findData(found.id))
        self.new.blockSignals(False)
        self._choose()

    def _named(self, one: EditionSummary) -> str:
        states = {
            "draft": tr("draft"), "announced": tr("announced"),
            "in force": tr("in force"), "past": tr("past"),
        }  # fmt: skip
        since = (
            "" if one.valid_from is None else f"{one.valid_from.astimezone(self._zone):%Y-%m-%d}"
        )
        name = one.name or tr("Edition {id}", id=one.id)
        return " · ".join(filter(None, (name, since, states[one.state])))
