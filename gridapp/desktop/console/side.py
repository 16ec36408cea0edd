"""The console's left side: the desk with intake and queue, or a page that takes its place."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QWidget

from gridapp.desktop.console.changes import Changes
from gridapp.desktop.console.duplicates_page import DuplicatesPage
from gridapp.desktop.console.sheet_page import SheetPage
from gridapp.desktop.console.sheet_work import SheetWork
from gridapp.desktop.map.overlays import Pin
from gridapp.desktop.session import Session
from gridapp.desktop.widgets.tokens import Tokens
from gridapp.language import tr
from gridapp.locate.find import Candidate
from gridapp.workspace.duplicates import LikelyCluster
from gridapp.workspace.joining import Joined, decline, proposals

_SUFFIXES = "*.csv *.xlsx *.xls *.xlsm *.ods *.csv.gz"


class Side(QStackedWidget):
    """The desk, the groups of likely duplicates, the sheet that is taken in.

    `pointed` gives the pins of what the page on top looks at.
    """

    pointed = Signal(list)

    def __init__(self, session: Session, changes: Changes, desk: QWidget, tokens: Tokens) -> None:
        super().__init__()
        self._session = session
        self._changes = changes
        self._tokens = tokens
        self._desk = desk
        self.duplicates = DuplicatesPage(tokens)
        self.duplicates.looked.connect(self._point_at_group)
        self.duplicates.accepted.connect(self._join)
        self.duplicates.declined.connect(self._decline)
        self.duplicates.undone.connect(changes.part)
        self.duplicates.closed.connect(self.show_desk)
        self.work = SheetWork(session)
        self.addWidget(desk)
        self.addWidget(self.duplicates)
        self.sheet = self._make_sheet()
        session.cases_changed.connect(self._look_for_groups)

    def take_over(self, work: SheetWork, page: int) -> None:
        """Go on with a sheet, and on the page, that another console was at."""
        self.removeWidget(self.sheet)
        self.sheet.deleteLater()
        self.work = work
        self.sheet = self._make_sheet()
        work.resume()
        self.setCurrentIndex(page)
        self._look_for_groups()

    def show_desk(self) -> None:
        """Show intake and queue."""
        self.setCurrentWidget(self._desk)
        self.pointed.emit([])

    def show_duplicates(self) -> None:
        """Show which open cases seem to be of one trouble."""
        self.setCurrentWidget(self.duplicates)
        self.duplicates.setFocus()
        self._look_for_groups()

    def show_sheet(self) -> None:
        """Choose a sheet of reports, or go on with the one that is being taken in."""
        if self.work.is_busy:
            self.setCurrentWidget(self.sheet)
            return
        filters = tr("Sheets") + f" ({_SUFFIXES})"  # Qt reads the suffixes out of the brackets
        path, _ = QFileDialog.getOpenFileName(self, tr("Import a sheet of reports"), "", filters)
        if path:
            self.read_sheet(Path(path))

    def read_sheet(self, path: Path) -> None:
        """Take in a sheet of reports."""
        self.setCurrentWidget(self.sheet)
        self.sheet.read(path)

    def next_doubt(self) -> bool:
        """Go to the sheet's next doubt; tell whether the sheet is what is on top."""
        is_on_top = self.currentWidget() is self.sheet
        if is_on_top:
            self.sheet.go_to_next()
        return is_on_top

    def _make_sheet(self) -> SheetPage:
        made = SheetPage(self.work, self._tokens)
        made.pointed.connect(self._point)
        made.closed.connect(self.show_desk)
        self.work.imported.connect(self._tell_of_groups)
        self.addWidget(made)
        return made

    def _look_for_groups(self) -> None:
        if self.currentWidget() is not self.duplicates:
            return
        workspace = self._session.workspace
        self._session.ask(
            "groups",
            lambda: proposals(workspace.casework, workspace.settings),
            self.duplicates.show_clusters,
        )

    def _tell_of_groups(self) -> None:
        """Say, after an import, how many groups of cases seem to be of one trouble."""
        workspace = self._session.workspace

        def tell(found: Sequence[LikelyCluster]) -> None:
            self.duplicates.show_clusters(found)
            if found:
                self._session.said.emit(
                    tr("{count} groups of cases look like one trouble each: Ctrl+J.",
                       count=len(found))
                )  # fmt: skip

        self._session.ask("groups", lambda: proposals(workspace.casework, workspace.settings), tell)

    def _join(self, cluster: LikelyCluster) -> None:
        def joined(made: Joined) -> None:
            self.duplicates.remember(made)

        self._changes.join_cluster(cluster, joined, self.duplicates.give_back)

    def _decline(self, cluster: LikelyCluster) -> None:
        settings = self._session.workspace.settings
        self._session.ask(
            "decline", lambda: decline(settings, cluster), lambda _: self._look_for_groups()
        )

    def _point_at_group(self, cluster: LikelyCluster | None) -> None:
        if self.currentWidget() is self.duplicates:
            rows = cluster.cases if cluster is not None else ()
            self.pointed.emit(
                [
                    Pin(row.x, row.y, row.uncertainty_m or 0.0)
                    for row in rows
                    if row.x is not None and row.y is not None
                ]
            )

    def _point(self, place: Candidate | None) -> None:
        if self.currentWidget() is self.sheet:
            self.pointed.emit([Pin(place.x, place.y, place.uncertainty_m)] if place else [])
