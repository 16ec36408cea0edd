"""A sheet of reports on its way to become cases, piece by piece, so that nothing waits for it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from gridapp.desktop.session import Session
from gridapp.errors import GridappError
from gridapp.exchange.report_columns import datum_named, key_of
from gridapp.exchange.reports import (
    BadRow,
    ReportSheet,
    SheetReport,
    choose_columns,
    read_report_sheet,
    read_reports,
)
from gridapp.language import tr
from gridapp.locate.datum import Datum
from gridapp.workspace.doubts import Examiner, SheetCase, Value, guess_datum
from gridapp.workspace.reports import (
    BATCH,
    Opened,
    Reading,
    open_rows_as_cases,
    remember,
    remembered,
)

_PIECE = 25  # rows looked at in one request: other requests wait no longer


@dataclass(frozen=True, slots=True)
class _Begun:
    examiner: Examiner
    reports: list[SheetReport]
    bad: list[BadRow]


class SheetWork(QObject):
    """What is known of a sheet so far; no widget, so that another window can go on with it."""

    opened = Signal()  # the columns can be looked at
    changed = Signal()  # rows, or how far the work is
    refused = Signal(object)
    imported = Signal(object)

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self.sheet: ReportSheet | None = None
        self.columns: dict[str, str] = {}
        self.datum: Datum | None = None
        self.rows: list[SheetCase] = []
        self.bad: list[BadRow] = []
        self.done = 0
        self.total = 0
        self._begun: _Begun | None = None
        self._is_cancelled = False
        self._opened: list[Opened] = []

    @property
    def is_examined(self) -> bool:
        """Whether every row was looked at."""
        return self._begun is not None and len(self.rows) == len(self._begun.reports)

    @property
    def is_busy(self) -> bool:
        """Whether a long piece of work is under way."""
        return self.done < self.total

    @property
    def has_rows(self) -> bool:
        """Whether rows are being looked at, or were."""
        return self._begun is not None

    @property
    def examiner(self) -> Examiner:
        """What settles doubts; there once the rows are looked at."""
        assert self._begun is not None
        return self._begun.examiner

    def read(self, path: Path) -> None:
        """Read a file and guess its columns."""
        workspace = self._session.workspace

        def work() -> tuple[ReportSheet, dict[str, str], Datum | None]:
            sheet = read_report_sheet(path)
            zone, now = workspace.casework.profile.zone, workspace.now()
            kept = remembered(workspace.settings, key_of(sheet.names))
            wanted = kept.columns if kept else {}
            columns = choose_columns(sheet, wanted, zone, now)
            named = datum_named([columns[field] for field in ("lon", "lat") if field in columns])
            return sheet, columns, named or (kept.datum if kept else None)

        self._ask(work, self._take_sheet)

    def examine(self, columns: Mapping[str, str], datum: Datum | None) -> None:
        """Look at every row; `datum` None lets the addresses tell what the coordinates are on."""
        sheet, workspace = self.sheet, self._session.workspace
        if sheet is None:
            return
        self.columns, self.datum = dict(columns), datum
        self.rows, self.bad, self._begun, self._is_cancelled = [], [], None, False

        def work() -> tuple[_Begun, Datum | None]:
            zone, now = workspace.casework.profile.zone, workspace.now()
            reports, bad = read_reports(sheet, columns, zone, now)
            has_degrees = "lon" in columns
            on = datum or (guess_datum(workspace, reports) if has_degrees else None)
            remember(workspace.settings, key_of(sheet.names), Reading(dict(columns), datum))
            return _Begun(Examiner(workspace, on or Datum.WGS84), reports, bad), on

        self._ask(work, self._begin)

    def resume(self) -> None:
        """Go on after another window took over; what was under way has been forgotten."""
        if self._begun is not None and not self.is_examined and not self._is_cancelled:
            self._examine_more()

    def settle(self, row: int, value: Value) -> None:
        """Settle the first doubt of a row."""
        self.rows[row] = self.examiner.settle(self.rows[row], value)
        self.changed.emit()

    def skip(self, row: int) -> None:
        """Leave a row out, or take it in again."""
        self.rows[row] = replace(self.rows[row], is_skipped=not self.rows[row].is_skipped)
        self.changed.emit()

    def retell(self, row: int, words: str, told: Callable[[bool], None]) -> None:
        """Find a row's place anew, by a person's words; `told` hears whether there is one."""
        examiner, before = self.examiner, self.rows[row]

        def take(case: SheetCase) -> None:
            is_found = case is not before
            if is_found and self.rows[row] is before:
                self.rows[row] = case
                self.changed.emit()
            told(is_found)

        self._ask(lambda: examiner.retell(before, words), take)

    def run(self) -> None:
        """Open a case for every row that is ready, batch by batch."""
        self._is_cancelled = False
        self._opened = []
        ready = [at for at, row in enumerate(self.rows) if row.is_ready or row.known]
        self.done, self.total = 0, len(ready)
        self._open_more(ready)

    def cancel(self) -> None:
        """Stop after the piece under way; what is opened stays."""
        self._is_cancelled = True

    def _take_sheet(self, found: tuple[ReportSheet, dict[str, str], Datum | None]) -> None:
        self.sheet, self.columns, self.datum = found
        self.opened.emit()

    def _begin(self, found: tuple[_Begun, Datum | None]) -> None:
        self._begun, self.datum = found
        self.bad = self._begun.bad
        self.done, self.total = 0, len(self._begun.reports)
        self._examine_more()

    def _examine_more(self) -> None:
        self.changed.emit()
        begun = self._begun
        if begun is None or self.is_examined or self._is_cancelled:
            self.total = self.done
            self.changed.emit()
            return
        piece = begun.reports[len(self.rows) : len(self.rows) + _PIECE]

        def take(rows: list[SheetCase]) -> None:
            if begun is self._begun:
                self.rows += rows
                self.done = len(self.rows)
                self._examine_more()

        self._ask(lambda: [begun.examiner.examine(report) for report in piece], take)

    def _open_more(self, ready: list[int]) -> None:
        self.changed.emit()
        batch, rest = ready[:BATCH], ready[BATCH:]
        if not batch or self._is_cancelled:
            self._finish()
            return
        rows = [self.rows[at] for at in batch]
        workspace, actor = self._session.workspace, self._session.actor
        name = self.sheet.file if self.sheet else ""
        note = tr("From the sheet {file}", file=name)

        def work() -> Opened:
            return open_rows_as_cases(workspace, rows, actor=actor, note=note)

        def take(opened: Opened) -> None:
            self._opened.append(opened)
            for at in batch:
                row = self.rows[at]
                self.rows[at] = replace(row, known=row.known or opened.by_source[row.report.source])
            self.done += len(batch)
            self._open_more(rest)

        self._session.change_cases(work, take, self._finish, is_part=bool(rest))

    def _finish(self) -> None:
        self.total = self.done
        self.changed.emit()
        refs = [ref for one in self._opened for ref in one.refs]
        self.imported.emit((len(refs), sum(one.known for one in self._opened)))

    def _ask(self, work: Callable[[], object], take: Callable[..., None]) -> None:
        self._session.worker.ask("sheet", work, take, self._refuse)

    def _refuse(self, error: GridappError) -> None:
        self.total = self.done
        self.changed.emit()
        self.refused.emit(error)
