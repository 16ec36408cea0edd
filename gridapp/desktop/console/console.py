"""The operator's console: intake and queue at the left, the case at the right."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QItemSelection, QModelIndex, QObject, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from gridapp.cases.case import Case
from gridapp.desktop.console.case_panel import CasePanel, CaseView
from gridapp.desktop.console.changes import Changes
from gridapp.desktop.console.further import read_further
from gridapp.desktop.console.intake import Intake
from gridapp.desktop.console.news import News
from gridapp.desktop.console.queue_model import ITEM_ROLE
from gridapp.desktop.console.queue_panel import QueuePanel
from gridapp.desktop.console.reading import read_case, read_report
from gridapp.desktop.console.report import Accepted, Reading
from gridapp.desktop.console.sheet_work import SheetWork
from gridapp.desktop.console.side import Side
from gridapp.desktop.console.states import QueueItem
from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.map.clusters import Cluster, closer
from gridapp.desktop.map.flash import Flash
from gridapp.desktop.map.overlays import Pin, draw_pins
from gridapp.desktop.map.scene import Hit
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.scenery import CASES
from gridapp.desktop.session import Session
from gridapp.desktop.widgets.panel import column
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.errors import GridappError
from gridapp.language import say, tr
from gridapp.locate.find import Candidate

_CLOSE_LOOK = 1.2
"""Metres per pixel at which a chosen place is looked at."""


@dataclass(frozen=True, slots=True)
class ConsoleState:
    """What the console hands to the one that takes its place in another theme or language."""

    wanted: str | None
    report: str
    pin: Pin | None
    filter: str
    chip: int
    page: int
    sheet: SheetWork


class Console(QObject):
    """The operator's screen on the shared map: its panels, and what it draws."""

    opened = Signal(str)

    def __init__(self, session: Session, canvas: MapCanvas, tokens: Tokens) -> None:
        super().__init__()
        self._session = session
        self._canvas = canvas
        self._flash = Flash(canvas)
        self._case_pin: Pin | None = None
        self._intake_pin: Pin | None = None
        self._side_pins: list[Pin] = []
        self._wanted: str | None = None
        self._is_look_due = False  # only a newly opened case moves the map
        self._is_focus_due = False  # a case just taken down waits for its Enter
        self._is_edge_due = False  # a case gone to for its edge dispute waits for a digit

        self._changes = Changes(session)
        self.intake = Intake(tokens)
        self.intake.asked.connect(self._read)
        self.intake.pointed.connect(self._point)
        self.intake.accepted.connect(self._report)
        self.panel = QueuePanel(tokens)
        self.model, self.queue, self.filter = self.panel.model, self.panel.view, self.panel.filter
        self.queue.selectionModel().selectionChanged.connect(self._select)
        self.queue.activated.connect(self._activate)
        self.model.modelReset.connect(self._select_again)
        self.case = CasePanel(session.workspace.casework.profile, tokens)
        self.case.dispatched.connect(self._changes.dispatch)
        self.case.moved.connect(self._changes.move)
        self.case.undone.connect(self._changes.undo)

        desk = QWidget()
        desk.setLayout(column(self.intake, self.panel, margin=space["m"]))
        self.side = Side(session, self._changes, desk, tokens)
        self.side.pointed.connect(self._point_at)
        self.left: QWidget = self.side
        self.right: QWidget = self.case

        self._news = News(session, canvas, self.panel, self)
        self._news.come.connect(self._ask_again)
        session.cases_changed.connect(self.refresh)

    def enter(self) -> None:
        """Come on stage."""
        self._canvas.overlays.append(self._paint)
        self._news.start()

    def leave(self) -> None:
        """Go off stage."""
        self._news.stop()
        self._canvas.overlays.remove(self._paint)

    def refresh(self) -> None:
        """Read the cases anew."""
        self._news.refresh()

    def look_for_news(self) -> None:
        """Read the queue; what hasn't changed stays as it is."""
        self._news.look()

    def state(self) -> ConsoleState:
        """Return what the next console goes on from."""
        return ConsoleState(
            self._wanted,
            self.intake.text.toPlainText(),
            self._intake_pin,
            self.filter.text(),
            self.panel.chosen_chip,
            self.side.currentIndex(),
            self.side.work,
        )

    def restore(self, state: ConsoleState) -> None:
        """Go on from where another console was; the map stays where it is."""
        self._wanted = state.wanted
        self._intake_pin = state.pin
        self.intake.text.setPlainText(state.report)
        self.filter.setText(state.filter)
        self.panel.chips[state.chip].click()
        self.side.take_over(state.sheet, state.page)

    @property
    def has_right(self) -> bool:
        """Whether there is something to show at the right."""
        return self._wanted is not None and self.case.ref is not None

    @property
    def wanted(self) -> str | None:
        """The case that is open, or will be when it is read."""
        return self._wanted

    def let_go(self) -> None:
        """Open no case any more."""
        self._wanted = None
        self._case_pin = None
        self.queue.clearSelection()
        self._canvas.update()

    def open_case(self, ref: str) -> None:
        """Show a case in queue, panel and map."""
        self._wanted = ref
        self._is_look_due = True
        self._is_focus_due = self._is_edge_due = False
        self.queue.show_case(ref)
        self._ask_case(ref)

    def describe(self, ref: object) -> str:
        """Say what a case, or a cluster of them, is, for the pointer on the map."""
        if isinstance(ref, Cluster):
            return tr("{count} cases; a click brings them closer", count=len(ref.ids))
        ref = str(ref)
        row = self.model.row_of(ref)
        if row < 0:
            return ref
        item = self.model.items[row]
        return "\n".join((f"{item.matter} · {item.stage}", item.row.place))

    def click(self, hit: Hit | None) -> None:
        """Take a click on the map."""
        if hit is not None and isinstance(hit.id, Cluster):
            self._canvas.fit(closer(hit.id, self._canvas.viewport))
        elif hit is not None and hit.layer == CASES:
            self.open_case(str(hit.id))

    def _ask_again(self) -> None:
        if self._wanted is not None:
            self._ask_case(self._wanted)

    def _show_case(self, view: CaseView) -> None:
        if view.case.id != self._wanted:
            return
        self.case.show_case(view)
        self._canvas.scene.select(CASES, [view.case.id])
        x, y = view.case.x, view.case.y
        if x is not None and y is not None:
            self._case_pin = Pin(x, y, view.case.uncertainty_m or 0.0)
            if self._is_look_due:
                self._look_at(x, y)
                self._flash.at(x, y)
        self._is_look_due = False
        self.opened.emit(view.case.id)
        if self._is_focus_due:
            self._is_focus_due = False
            self._focus_case()
        if self._is_edge_due:
            self._is_edge_due = False
            self.case.edges.setFocus()

    def _activate(self, index: QModelIndex) -> None:
        """Enter in the queue: the case, and the keys to it."""
        item = index.data(ITEM_ROLE)
        if isinstance(item, QueueItem) and item.row.ref != self._wanted:
            self.open_case(item.row.ref)
            self._is_focus_due = True
        else:
            self._focus_case()

    def _focus_case(self) -> None:
        """Let the keys go to who should take the case."""
        if self.case.recommendations.isVisible():
            self.case.recommendations.setFocus()

    def _select_again(self) -> None:
        if self._wanted is not None:
            self.queue.show_case(self._wanted)

    def _ask_case(self, ref: str) -> None:
        workspace = self._session.workspace
        self._session.ask("case", lambda: read_case(workspace, ref), self._show_case)

    def _select(self, selected: QItemSelection) -> None:
        for index in selected.indexes():
            item = index.data(ITEM_ROLE)
            if isinstance(item, QueueItem) and item.row.ref != self._wanted:
                self.open_case(item.row.ref)

    def _read(self, text: str) -> None:
        workspace, datum = self._session.workspace, self.intake.datum.chosen

        def show(answer: tuple[Reading, bool]) -> None:
            reading, has_more = answer
            self.intake.show_reading(reading)
            if has_more:
                self._session.network.ask(
                    "intake",
                    lambda: read_further(workspace, text, reading),
                    lambda further: self.intake.add_places(reading, further),
                    lambda error: self._session.said.emit(say(error.problem)),
                )

        def read() -> tuple[Reading, bool]:
            return read_report(workspace, text, datum), workspace.geocoder.service is not None

        if self._session.ask_places("intake", read, show, self._show_problem):
            self.intake.show_problem(tr("The places are being read; the answer follows."))

    def _show_problem(self, error: GridappError) -> None:
        remedy = f"\n{say(error.remedy)}" if error.remedy else ""
        self.intake.show_problem(say(error.problem) + remedy)

    def _point(self, place: Candidate | None) -> None:
        before = self._intake_pin
        self._intake_pin = Pin(place.x, place.y, place.uncertainty_m) if place else None
        if place is not None and self._intake_pin != before:
            self._look_at(place.x, place.y)
        self._canvas.update()

    def _point_at(self, pins: list[Pin]) -> None:
        """Let the map follow what the page at the left looks at."""
        if pins and pins != self._side_pins:
            self._look_at(pins[0].x, pins[0].y)
        self._side_pins = pins
        self._canvas.update()

    def next_doubt(self) -> None:
        """Go to the next doubt: of the sheet that is open, else the next edge dispute."""
        if self.side.next_doubt():
            return
        self.side.show_desk()
        disputed = [item.row.ref for item in self.model.items if item.row.is_edge_dispute]
        after = disputed.index(self._wanted) + 1 if self._wanted in disputed else 0
        if disputed:
            self.open_case(disputed[after % len(disputed)])
            self._is_edge_due = True
        else:
            self._session.said.emit(tr("No edge dispute is open."))

    def offers(self) -> list[tuple[str, Callable[[], None]]]:
        """Return what can be done with the case that is open, each with its name."""
        if self._wanted is None:
            return []
        return [(f"{self._wanted} · {title}", act) for title, act in self.case.offers()]

    def _report(self, report: Accepted) -> None:
        def opened(case: Case) -> None:
            self.intake.clear()
            self.open_case(case.id)
            self._is_focus_due = True

        self._changes.report(report, opened, self.intake.give_back)

    def _look_at(self, x: float, y: float) -> None:
        """Bring a place into view; one that is well in view stays where it is."""
        view = self._canvas.viewport
        left, bottom, right, top = view.padded(-80)
        if not (left < x < right and bottom < y < top and view.scale <= 2 * _CLOSE_LOOK):
            scale = min(view.scale, _CLOSE_LOOK)
            self._canvas.show_view(
                Viewport(x, y, scale, view.width, view.height, view.ratio), glide=True
            )

    def _paint(self, painter: QPainter, view: Viewport, tokens: Tokens) -> None:
        pin = self._intake_pin or self._case_pin
        pins = self._side_pins or ([pin] if pin is not None else [])
        if pins:
            draw_pins(painter, view, tokens, pins)
