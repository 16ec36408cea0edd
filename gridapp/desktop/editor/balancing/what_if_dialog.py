"""The last days under the draft: cases gained and lost, and clocks that would have run out."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QStackedLayout,
    QWidget,
)

from gridapp.desktop.editor.balancing.errand import Errand
from gridapp.desktop.editor.balancing.figure_table import Figure, FigureTable
from gridapp.desktop.editor.workbench import Workbench
from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.session import Session
from gridapp.desktop.widgets.panel import button, column, empty, label
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.grid.balance_search import Heed
from gridapp.language import tr
from gridapp.workspace.forecasts import DAYS, Forecast, Share, what_if

_SIZE = (820, 560)
_THOUSAND = 1000


class WhatIfDialog(QDialog):
    """Stays beside the map: a row shows its grid there.

    Signals
    -------
    shown()
        A forecast is on show.
    """

    shown = Signal()

    def __init__(
        self, session: Session, bench: Workbench, canvas: MapCanvas, tokens: Tokens
    ) -> None:
        super().__init__(canvas.window())
        self.setWindowTitle(tr("The last days under this draft"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._session, self._bench, self._canvas = session, bench, canvas
        self._found: Forecast | None = None
        self._errand = Errand(session, "what if", self)
        self._errand.went_on.connect(self._show_share)
        self.days = QSpinBox()
        self.days.setRange(1, 3660)
        self.days.setValue(DAYS)
        self.days.setSuffix(tr(" days"))
        self.days.setAccessibleName(tr("How far back"))
        self.play = button(tr("Replay"), tokens, name="play", role="primary")
        self.play.clicked.connect(self.replay)
        self.levels = self._chips(
            [(tr("Level-one grids") if n == 1 else tr("Sub-grids"), n) for n in bench.numbers],
            bench.level.number,
        )
        self.kinds = self._chips([(tr("By grid"), 0), (tr("By owner"), 1)], 0)
        self.levels.idClicked.connect(lambda _: self.replay())
        self.kinds.idClicked.connect(lambda _: self._fill())
        head = QHBoxLayout()
        head.setSpacing(space["xs"])
        for group in (self.levels, self.kinds):
            for chip in group.buttons():
                head.addWidget(chip)
            head.addSpacing(space["m"])
        head.addStretch()
        head.addWidget(self.days)
        head.addWidget(self.play)
        self.summary = label("", "section", wraps=True)
        self.note = label(
            tr(
                "A model: each grid's cases wait in one queue for one handler, and take the work "
                "that they took."
            ),
            "muted",
            wraps=True,
        )
        self.table = FigureTable(tr("Cases by grid"), tokens)
        self.table.pointed.connect(self._point)
        self.progress = QProgressBar()
        self.progress.setRange(0, _THOUSAND)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(tr("Progress"))
        self.cancel = button(tr("Cancel"), tokens)
        self.cancel.clicked.connect(self._call_off)
        work = QWidget()
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.cancel)
        work.setLayout(column(label(tr("Replaying the cases …"), "muted"), self.progress, foot, 1))
        below = QWidget()
        self._stack = QStackedLayout(below)
        nothing = tr("There is no case of that time with a place.")
        for page in (work, self.table, empty(nothing, "inbox", tokens)):
            self._stack.addWidget(page)
        self.setLayout(
            column(head, self.summary, self.note, below, margin=space["l"], gap=space["s"])
        )
        self.resize(*_SIZE)
        bench.changed.connect(self.replay)
        self.replay()

    @property
    def forecast(self) -> Forecast | None:
        """What is on show."""
        return self._found

    def replay(self, *_: object) -> None:
        """Replay the days asked for under the draft as it is now."""
        drafting, net = self._bench.drafting, self._bench.net
        workspace, base, draft = self._session.workspace, drafting.base, drafting.fabric
        number, days = self.levels.checkedId(), self.days.value()

        def run(heed: Heed) -> Forecast:
            return what_if(workspace, base, draft, net, number, days, heed)

        self.progress.setValue(0)
        self.summary.setText("")
        self._stack.setCurrentIndex(0)
        self._errand.send(run, self._show, self._fill)

    def done(self, result: int) -> None:
        """Let nobody work on for a dialog that is closed."""
        self._errand.call_off()
        self._bench.changed.disconnect(self.replay)
        super().done(result)

    def _chips(self, texts: Sequence[tuple[str, int]], chosen: int) -> QButtonGroup:
        group = QButtonGroup(self)
        for text, number in texts:
            chip = QPushButton(text)
            chip.setProperty("role", "chip")
            chip.setCheckable(True)
            group.addButton(chip, number)
        first = group.button(chosen) or group.buttons()[0]
        first.setChecked(True)
        return group

    def _call_off(self) -> None:
        self._errand.call_off()
        self._fill()

    def _show_share(self, share: float) -> None:
        self.progress.setValue(round(share * _THOUSAND))

    def _show(self, found: Forecast) -> None:
        self._found = found
        self._fill()
        self.shown.emit()

    def _fill(self) -> None:
        found = self._found
        self._stack.setCurrentIndex(2 if found is None or not found.cases else 1)
        if found is None:
            return
        self.summary.setText(
            tr(
                "{moved} of {cases} cases would have been another grid's; {before} clocks ran "
                "out, {after} would have.",
                moved=found.moved, cases=found.cases,
                before=found.missed_before, after=found.missed_after,
            )
        )  # fmt: skip
        is_owners = self.kinds.checkedId() == 1
        titles = (
            tr("Owner") if is_owners else tr("Grid"), tr("Cases"), tr("Gained"), tr("Lost"),
            tr("Hours of work"), tr("Clocks missed"),
        )  # fmt: skip
        rows = [_row(one) for one in self._shares]
        self.table.show_rows(titles, rows, 2, falling=True)

    @property
    def _shares(self) -> Sequence[Share]:
        if self._found is None:
            return ()
        return self._found.owners if self.kinds.checkedId() == 1 else self._found.grids

    def _point(self, row: int) -> None:
        """Show a grid, or all grids of an owner."""
        bench, found = self._bench, self._found
        if found is None:
            return
        code = self._shares[row].code
        bench.work_on(found.level)
        level = bench.level
        is_owners = self.kinds.checkedId() == 1
        key = level.owners if is_owners else level.codes
        bench.choose([str(one) for one, mine in zip(level.codes, key, strict=True) if mine == code])
        rows = bench.rows(bench.codes)
        boxes = [bench.loads().polygons[at].bounds for at in rows.tolist()]
        if boxes:
            left, bottom, right, top = zip(*boxes, strict=True)
            self._canvas.fit((min(left), min(bottom), max(right), max(top)))


def _row(one: Share) -> tuple[Figure, ...]:
    more = one.missed_after - one.missed_before
    tones = {-1: "good", 0: "", 1: "warning"}
    return (
        Figure(one.name, one.name, tip=one.code),
        Figure(_turn(one.before, one.after), one.after),
        Figure(f"+{one.gained}" if one.gained else "", one.gained, "accent"),
        Figure(f"−{one.lost}" if one.lost else "", one.lost, "accent"),
        Figure(_turn(round(one.work_before), round(one.work_after)), one.work_after),
        Figure(
            _turn(one.missed_before, one.missed_after),
            1000 * more + one.missed_after,
            tones[(more > 0) - (more < 0)],
        ),
    )


def _turn(before: int, after: int) -> str:
    return str(after) if before == after else f"{before} → {after}"
