"""Balancing an open draft: asks the worker, shows the proposal, and makes one edit of it."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPainter

from gridapp.desktop.editor.balancing.balance_panel import BalancePanel
from gridapp.desktop.editor.balancing.errand import Errand
from gridapp.desktop.editor.balancing.proposal_picture import ProposalPicture
from gridapp.desktop.editor.workbench import Workbench
from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.session import Session
from gridapp.desktop.widgets.tokens import Tokens
from gridapp.errors import GridappError
from gridapp.grid.balance_proposal import Proposal
from gridapp.grid.balance_search import Heed
from gridapp.grid.fabric import Fabric
from gridapp.grid.obstacles import Obstacle
from gridapp.workspace.forecasts import propose_balance

_CLOSE_LOOK = 4.0
"""Metres per pixel at which an obstacle is looked at."""


class Balancing(QObject):
    """Ties the balance page to the draft on the table.

    A proposal is for the draft as it was when it was asked for: an edit meanwhile voids it.

    Signals
    -------
    turned()
        The proposal came, or went.
    """

    turned = Signal()

    def __init__(
        self,
        session: Session,
        panel: BalancePanel,
        canvas: MapCanvas,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session, self._panel, self._canvas = session, panel, canvas
        self._bench: Workbench | None = None
        self._fabric: Fabric | None = None
        self.proposal: Proposal | None = None
        self._picture: ProposalPicture | None = None
        self._is_shown = False
        self._paint = self._draw  # one object: what is put on is what is taken off
        self._errand = Errand(session, "balance", self)
        self._errand.went_on.connect(panel.show_share)
        panel.asked.connect(self.propose)
        panel.called_off.connect(self.drop)
        panel.rejected.connect(self.drop)
        panel.accepted.connect(self.accept)
        panel.pointed.connect(self._point_at_row)
        panel.place_pointed.connect(self._point_at_obstacle)

    def watch(self, bench: Workbench | None) -> None:
        """Balance another draft."""
        self.drop()
        self._bench = bench
        if bench is not None:
            bench.changed.connect(self.drop)
            self._panel.form.show_levels(bench.numbers)

    def propose(self) -> None:
        """Ask for a proposal."""
        bench = self._bench
        if bench is None:
            return
        workspace, fabric = self._session.workspace, bench.drafting.fabric
        try:
            wish = self._panel.form.wish(bench.net, bench.drafting.locked)
        except GridappError as error:
            self._session.failed.emit(error)
            return

        def run(heed: Heed) -> Proposal:
            return propose_balance(workspace, fabric, wish, heed)

        def show(found: Proposal) -> None:
            self._show(fabric, found)

        self._fabric = fabric
        self._panel.show_work()
        self._errand.send(run, show, self._panel.show_wish)

    def accept(self) -> None:
        """Make one edit of the proposal."""
        found, bench = self.proposal, self._bench
        if found is None or found.edit is None or bench is None:
            return
        number = found.wish.level
        codes = [str(code) for code in found.codes[found.changes]]
        if bench.do(found.edit):
            bench.work_on(number)
            bench.choose(codes)

    def drop(self) -> None:
        """Let go of the proposal, or of the search for one."""
        self._errand.call_off()
        self.proposal = self._picture = self._fabric = None
        self._panel.show_wish()
        self.show_on_map(False)

    def show_on_map(self, is_wanted: bool) -> None:
        """Draw the proposal over the map, or no more."""
        is_wanted = is_wanted and self._picture is not None
        if is_wanted != self._is_shown:
            change = self._canvas.overlays.append if is_wanted else self._canvas.overlays.remove
            change(self._paint)
            self._is_shown = is_wanted
        self._canvas.update()

    def _show(self, fabric: Fabric, found: Proposal) -> None:
        if self._bench is None or fabric is not self._fabric:
            return
        self.proposal = found
        self._panel.show_proposal(found)
        if found.edit is not None:
            self._picture = ProposalPicture(fabric, found)
            if self._panel.isVisible():  # else it waits until somebody turns to the page
                self.show_on_map(True)
                self._canvas.fit(self._picture.bounds)
        self.turned.emit()

    def _draw(self, painter: QPainter, view: Viewport, tokens: Tokens) -> None:
        if self._picture is not None:
            self._picture.paint(painter, view, tokens)

    def _point_at_row(self, row: int) -> None:
        bench, found = self._bench, self.proposal
        if bench is None or found is None:
            return
        bench.work_on(found.wish.level)
        bench.choose([str(found.codes[row])])
        rows = bench.rows(bench.codes)
        if len(rows):
            left, bottom, right, top = bench.loads().polygons[rows[0]].bounds
            self._canvas.fit((left, bottom, right, top))

    def _point_at_obstacle(self, obstacle: Obstacle) -> None:
        bench, found = self._bench, self.proposal
        if bench is None or found is None:
            return
        bench.work_on(found.wish.level)
        bench.choose(obstacle.codes)
        view = self._canvas.viewport
        scale = min(view.scale, _CLOSE_LOOK)
        place = Viewport(obstacle.x, obstacle.y, scale, view.width, view.height, view.ratio)
        self._canvas.show_view(place, glide=True)
