"""Looking a draft over: findings and their fixes, what differs, each shown at its place."""

from collections.abc import Sequence

from PySide6.QtCore import QObject

from gridapp.desktop.editor.draft_page import DraftPage
from gridapp.desktop.editor.easel import Easel
from gridapp.desktop.editor.storage import OpenDraft, Storage
from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.session import Session
from gridapp.grid.editions import Diff, GridChange
from gridapp.grid.findings import Finding
from gridapp.language import say, tr
from gridapp.workspace.ignored import heed_again, ignore, read_ignored

_CLOSE_LOOK = 1.5
"""Metres per pixel at which a finding is looked at."""

_MOST = 12
"""Grids of one finding that are chosen; the codes of a whole division may be out of order."""


class Review(QObject):
    """Ties the pages of findings and differences to the draft on the easel."""

    def __init__(
        self, session: Session, storage: Storage, page: DraftPage, canvas: MapCanvas,
        parent: QObject,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._session = session
        self._storage, self._page, self._canvas = storage, page, canvas
        self._fixed: Finding | None = None
        self._draft: OpenDraft | None = None
        self._easel: Easel | None = None
        storage.checked.connect(self._show_findings)
        storage.compared.connect(self._show_diff)
        page.findings.asked.connect(self.check)
        page.findings.pointed.connect(self._point_at_finding)
        page.findings.fix_wanted.connect(self._fix)
        page.findings.ignore_wanted.connect(self._ignore)
        page.findings.heed_wanted.connect(self._heed)
        page.compare_wanted.connect(self._compare)
        page.tabs.currentChanged.connect(lambda _: self._colour())
        page.compare.shown.connect(lambda _: self._colour())
        page.compare.pointed.connect(self._point_at_change)

    def look_over(self, draft: OpenDraft | None, easel: Easel | None) -> None:
        """Look another draft over; nothing is found in it yet."""
        self._draft, self._easel = draft, easel
        self._fixed = None
        self._page.findings.forget()
        if draft is not None:
            workspace, net = self._session.workspace, draft.net
            self._session.ask(
                "ignored", lambda: read_ignored(workspace, net), self._page.findings.show_ignored
            )
        if self._page.is_comparing:
            self._compare()

    def check(self) -> None:
        """Check the draft as it is now."""
        if self._draft is not None:
            self._storage.check(self._draft)

    def look_again(self) -> None:
        """Do again, after an edit, what is on show: a fix counts when the check says so."""
        if self._page.findings.is_checked:
            self.check()
        if self._page.is_comparing:
            self._compare()

    def _compare(self) -> None:
        if self._draft is not None:
            self._storage.compare(self._draft)

    def _fix(self, finding: Finding) -> None:
        if self._easel is None or finding.fix is None:
            return
        self._fixed = finding  # before the edit: its check may be answered at once
        if not self._easel.bench.do(finding.fix):
            self._fixed = None

    def _show_findings(self, found: Sequence[Finding]) -> None:
        """Show what a check found; of a fix, whether it did what it should."""
        self._page.findings.show_findings(found)
        fixed, self._fixed = self._fixed, None
        if fixed is None:
            return
        if fixed.key in {one.key for one in found}:
            text = tr("The fix was done, but the finding is still there: {finding}",
                      finding=say(fixed.message))  # fmt: skip
        else:
            text = tr("Mended, and checked again: {finding}", finding=say(fixed.message))
        self._session.said.emit(text)

    def _ignore(self, finding: Finding, reason: str) -> None:
        workspace, actor = self._session.workspace, self._session.actor
        self._session.ask(
            "ignore",
            lambda: ignore(workspace, finding, reason, actor),
            self._page.findings.show_ignored,
        )

    def _heed(self, finding: Finding) -> None:
        workspace = self._session.workspace
        self._session.ask(
            "ignore", lambda: heed_again(workspace, finding), self._page.findings.show_ignored
        )

    def _point_at_finding(self, finding: Finding) -> None:
        if self._easel is None:
            return
        self._easel.bench.work_on(finding.level)
        self._easel.bench.choose(finding.codes[:_MOST])
        view = self._canvas.viewport
        scale = min(view.scale, _CLOSE_LOOK)
        place = Viewport(finding.x, finding.y, scale, view.width, view.height, view.ratio)
        self._canvas.show_view(place, glide=True)

    def _point_at_change(self, change: GridChange) -> None:
        if self._easel is None:
            return
        bench = self._easel.bench
        bench.work_on(change.level)
        bench.choose([change.code])
        rows = bench.rows([change.code])  # none of a grid that is gone
        if len(rows):
            left, bottom, right, top = bench.loads().polygons[rows[0]].bounds
            self._canvas.fit((left, bottom, right, top))

    def _show_diff(self, found: Diff) -> None:
        if self._easel is not None:
            self._page.compare.show_diff(found, self._easel.bench.names())
            self._colour()

    def _colour(self) -> None:
        """Colour what differs while the differences are looked at."""
        if self._easel is not None:
            is_shown = self._page.is_comparing and self._page.compare.on_map.isChecked()
            self._easel.colour(self._page.compare.changes if is_shown else ())
