"""Looking a draft over: findings and their fixes, what differs, each shown at its place."""

from PySide6.QtCore import QObject

from gridapp.desktop.editor.draft_page import DraftPage
from gridapp.desktop.editor.easel import Easel
from gridapp.desktop.editor.storage import OpenDraft, Storage
from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.map.view import Viewport
from gridapp.grid.editions import Diff, GridChange
from gridapp.grid.findings import Finding

_CLOSE_LOOK = 1.5
"""Metres per pixel at which a finding is looked at."""

_MOST = 12
"""Grids of one finding that are chosen; the codes of a whole division may be out of order."""


class Review(QObject):
    """Ties the pages of findings and differences to the draft on the easel."""

    def __init__(self, storage: Storage, page: DraftPage, canvas: MapCanvas) -> None:
        super().__init__()
        self._storage, self._page, self._canvas = storage, page, canvas
        self._draft: OpenDraft | None = None
        self._easel: Easel | None = None
        storage.checked.connect(page.findings.show_findings)
        storage.compared.connect(self._show_diff)
        page.findings.asked.connect(self.check)
        page.findings.pointed.connect(self._point_at_finding)
        page.findings.fix_wanted.connect(self._fix)
        page.compare_wanted.connect(self._compare)
        page.tabs.currentChanged.connect(lambda _: self._colour())
        page.compare.shown.connect(lambda _: self._colour())
        page.compare.pointed.connect(self._point_at_change)

    def look_over(self, draft: OpenDraft | None, easel: Easel | None) -> None:
        """Look another draft over; nothing is found or ignored in it yet."""
        self._draft, self._easel = draft, easel
        self._page.findings.forget()
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
        if self._easel is not None and finding.fix is not None:
            self._easel.bench.do(finding.fix)

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
