"""A sheet of reports before it is taken in: its columns, its rows, and what is asked about them."""

from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QListView,
    QProgressBar,
    QStackedWidget,
    QWidget,
)

from gridapp.desktop.console.choices import Choices, Option
from gridapp.desktop.console.sheet_columns import SheetColumns
from gridapp.desktop.console.sheet_rows import SheetRowPainter, SheetRows, ShownRow
from gridapp.desktop.console.sheet_work import SheetWork
from gridapp.desktop.widgets.panel import button, column, label, tool
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.errors import GridappError
from gridapp.language import say, tr
from gridapp.locate.find import Candidate
from gridapp.workspace.doubts import Answer, SheetCase
from gridapp.workspace.reports import ASKED


class SheetPage(QWidget):
    """The page in the place of the queue while a sheet is taken in.

    N or F7 goes to the next doubt, digits settle it, S leaves the row out, P names another
    place, Ctrl+Enter opens the cases; the map follows by `pointed`.
    """

    pointed = Signal(object)
    closed = Signal()

    def __init__(self, work: SheetWork, tokens: Tokens) -> None:
        super().__init__()
        self._work = work
        self._answers: tuple[Answer, ...] = ()
        self._is_led = False  # whether the first doubt was gone to by itself
        self.file = label("", "strong", wraps=True)
        self.counts = label("", "muted", wraps=True)
        self.problem = label("", "warning", wraps=True)
        self.progress = QProgressBar()
        self.stop = tool("circle-x", tr("Stop"), tokens)
        self.stop.clicked.connect(work.cancel)
        self.columns = SheetColumns(tokens)
        self.columns.accepted.connect(self._examine)
        self.model = SheetRows()
        self.rows = QListView()
        self.rows.setAccessibleName(tr("Rows of the sheet"))
        self.rows.setModel(self.model)
        self.rows.setItemDelegate(SheetRowPainter(tokens, self.rows))
        self.rows.setUniformItemSizes(True)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.selectionModel().currentChanged.connect(lambda: self._show_row())
        self.rows.installEventFilter(self)
        self.report = label("", wraps=True)
        self.asked = label("", "warning", wraps=True)
        self.answers = Choices(tr("Choices"), tokens, most=4)
        self.answers.looked.connect(self._look)
        self.answers.taken.connect(self._take)
        self.place = QLineEdit()
        self.place.setPlaceholderText(tr("Another place (P): an address or coordinates"))
        self.place.setAccessibleName(tr("Another place"))
        self.place.returnPressed.connect(self._retell)
        self.skip = button(tr("Leave out (S)"), tokens)
        self.skip.clicked.connect(self._skip)
        self.next = button(tr("Next doubt (N)"), tokens)
        self.next.clicked.connect(self.go_to_next)
        self.run = button("", tokens, name="check", role="primary")
        self.run.setToolTip("Ctrl+Enter")
        self.run.clicked.connect(self._run)
        self._stages = QStackedWidget()
        self._stages.addWidget(self.columns)
        self._stages.addWidget(self._rows_stage())
        self._lay_out(tokens)
        here = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, act in (("Ctrl+Return", self._run), ("Ctrl+Enter", self._run)):
            QShortcut(QKeySequence(keys), self, act, context=here)
        work.opened.connect(self._show_columns)
        work.changed.connect(self._show_rows)
        work.refused.connect(self._show_problem)
        work.imported.connect(self._show_imported)
        if work.has_rows:
            self._stages.setCurrentIndex(1)
            self._show_rows()
        elif work.sheet is not None:
            self._show_columns()

    def read(self, path: Path) -> None:
        """Begin with a file."""
        self._stages.setCurrentIndex(0)
        self._is_led = False
        self.file.setText(path.name)
        self._say("")
        self._work.read(path)

    @property
    def current(self) -> ShownRow | None:
        """The row that is looked at."""
        at = self.rows.currentIndex().row()
        return self.model.shown[at] if 0 <= at < len(self.model.shown) else None

    @property
    def _case(self) -> SheetCase | None:
        row = self.current
        return self._work.rows[row.at] if row is not None and row.at >= 0 else None

    def go_to_next(self) -> None:
        """Go to the next row that something must be asked about, from the top after the last."""
        shown = self.model.shown
        at = self.rows.currentIndex().row()
        for step in range(1, len(shown) + 1):
            row = shown[(at + step) % len(shown)]
            case = self._work.rows[row.at] if row.at >= 0 else None
            if case is not None and case.doubts and not case.is_skipped:
                self.rows.setCurrentIndex(self.model.index((at + step) % len(shown)))
                break
        self.rows.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the letters and digits of the list, which would search it otherwise."""
        if watched is self.rows and isinstance(event, QKeyEvent):
            keys = {
                Qt.Key.Key_N: self.go_to_next,
                Qt.Key.Key_S: self._skip,
                Qt.Key.Key_P: self.place.setFocus,
            }
            is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            digit = event.key() - Qt.Key.Key_1
            is_key = is_plain and (event.key() in keys or 0 <= digit < 9)
            if is_key and event.type() == QEvent.Type.KeyPress:
                if event.key() in keys:
                    keys[Qt.Key(event.key())]()
                else:
                    self.answers.take(digit)
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc goes back from the field to the rows, from there to the queue."""
        if event.key() != Qt.Key.Key_Escape:
            super().keyPressEvent(event)
        elif self.place.hasFocus() or self.answers.hasFocus():
            self.rows.setFocus()
        else:
            self.closed.emit()

    def _rows_stage(self) -> QWidget:
        made = QWidget()
        buttons = QHBoxLayout()
        buttons.setSpacing(space["s"])
        buttons.addWidget(self.next)
        buttons.addWidget(self.skip)
        buttons.addStretch()
        made.setLayout(
            column(self.rows, self.report, self.asked, self.answers, self.place, buttons, self.run)
        )
        return made

    def _lay_out(self, tokens: Tokens) -> None:
        close = tool("close", tr("Back to the queue (Esc)"), tokens)
        close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.addWidget(label(tr("Sheet of reports"), "title"), 1)
        head.addWidget(close)
        bar = QHBoxLayout()
        bar.addWidget(self.progress, 1)
        bar.addWidget(self.stop)
        self.progress.hide()
        self.stop.hide()
        self._say("")
        self.setLayout(
            column(head, self.file, self.counts, bar, self.problem, self._stages, margin=space["m"])
        )

    def _show_columns(self) -> None:
        sheet = self._work.sheet
        if sheet is None:
            return
        self._stages.setCurrentIndex(0)
        self.file.setText(sheet.file)
        self.counts.setText(tr("{count} rows", count=len(sheet.rows)))
        self.columns.show_columns(sheet, self._work.columns, self._work.datum)
        self.columns.button.setFocus()

    def _examine(self) -> None:
        self._say("")
        self._is_led = False
        self._stages.setCurrentIndex(1)
        self._work.examine(self.columns.chosen, self.columns.chosen_datum)
        self.rows.setFocus()

    def _show_rows(self) -> None:
        work = self._work
        rows, bad = work.rows, work.bad
        ready = sum(row.is_ready for row in rows)
        known = sum(bool(row.known) for row in rows)
        doubtful = sum(bool(row.doubts) and not row.is_skipped for row in rows)
        if work.sheet is not None:
            self.file.setText(work.sheet.file)
        self.counts.setText(
            tr("{ready} ready · {doubtful} doubtful · {known} known · {bad} bad",
               ready=ready, doubtful=doubtful, known=known, bad=len(bad))
        )  # fmt: skip
        for widget in (self.progress, self.stop):
            widget.setVisible(work.is_busy)
        self.progress.setRange(0, max(work.total, 1))
        self.progress.setValue(work.done)
        self.run.setText(tr("Open {count} cases", count=ready))
        self.run.setEnabled(bool(ready) and not work.is_busy)
        number = self.current.number if self.current else -1
        self.model.show_rows(rows, bad)
        if self.current is None and number > 0:  # what was looked at, among more rows now
            self.rows.setCurrentIndex(self.model.index(self.model.row_of(number)))
        if work.is_examined and not self._is_led:
            self._is_led = True
            self.rows.setCurrentIndex(self.model.index(-1))
            self.go_to_next()
            if self.current is None:
                self.rows.setCurrentIndex(self.model.index(0))
        self._show_row()

    def _show_row(self) -> None:
        case = self._case
        row = self.current
        is_asked = case is not None and bool(case.doubts) and not case.is_skipped
        for widget in (self.report, self.asked, self.answers, self.place):
            widget.setVisible(is_asked)
        self._answers = ()
        if case is not None and is_asked:
            self._answers = self._work.examiner.answers(case)
            self.report.setText(case.report.text)
            self.asked.setText(say(ASKED[case.doubts[0]]))
        elif row is not None and row.role in ("danger", "muted"):
            self.report.setText(row.title if row.at < 0 else row.detail)
            self.report.setVisible(True)
        self.answers.show_options([_option(one) for one in self._answers], row=-1)
        self.skip.setEnabled(case is not None and not case.known)
        self.pointed.emit(case.place if case is not None else None)

    def _look(self, row: int) -> None:
        """Let the map follow to what the arrows are on."""
        value = self._answers[row].value if 0 <= row < len(self._answers) else None
        if isinstance(value, Candidate):
            self.pointed.emit(value)

    def _take(self, row: int) -> None:
        shown, case = self.current, self._case
        if shown is None or case is None or not 0 <= row < len(self._answers):
            return
        self._work.settle(shown.at, self._answers[row].value)
        self._go_on(shown.at)

    def _retell(self) -> None:
        shown, words = self.current, self.place.text().strip()
        if shown is None or shown.at < 0 or not words:
            return

        def told(is_found: bool) -> None:
            if is_found:
                self.place.clear()
                self._say("")
                self._go_on(shown.at)
            else:
                self._say(tr("Nothing found for “{text}”.", text=words))

        self._work.retell(shown.at, words, told)

    def _go_on(self, at: int) -> None:
        """Stay with a row that has further doubts, else go to the next."""
        if self._work.rows[at].doubts:
            self.rows.setFocus()
        else:
            self.go_to_next()

    def _skip(self) -> None:
        shown, case = self.current, self._case
        if shown is not None and case is not None and not case.known:
            self._work.skip(shown.at)
            self.go_to_next()

    def _run(self) -> None:
        if self.run.isEnabled():
            self._say("")
            self._work.run()

    def _show_imported(self, counts: tuple[int, int]) -> None:
        opened, known = counts
        left = sum(not row.known for row in self._work.rows) + len(self._work.bad)
        text = tr("{opened} cases opened, {known} rows were known already, {left} left out.",
                  opened=opened, known=known, left=left)  # fmt: skip
        self._say(text, "good")

    def _show_problem(self, error: GridappError) -> None:
        remedy = f"\n{say(error.remedy)}" if error.remedy else ""
        self._say(say(error.problem) + remedy)

    def _say(self, text: str, role: str = "warning") -> None:
        self.problem.setProperty("role", role)
        self.problem.style().unpolish(self.problem)
        self.problem.style().polish(self.problem)
        self.problem.setText(text)
        self.problem.setVisible(bool(text))


def _option(answer: Answer) -> Option:
    title = answer.title if isinstance(answer.title, str) else say(answer.title)
    reasons = [say(reason) for reason in answer.reasons]
    value = answer.value
    figure = f"±{value.uncertainty_m:.0f} m" if isinstance(value, Candidate) else ""
    return Option(title, figure, " ".join(reasons), "\n".join(reasons))
