"""The operator's console: intake and queue at the left, the case at the right."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from PySide6.QtCore import QItemSelection, QModelIndex, QObject, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from gridapp.cases.case import Case
from gridapp.cases.catalogue import Matter
from gridapp.cases.dispatch import Recommendation
from gridapp.cases.events import Json
from gridapp.desktop.console.case_panel import CasePanel, CaseView
from gridapp.desktop.console.intake import Intake
from gridapp.desktop.console.queue_model import ITEM_ROLE
from gridapp.desktop.console.queue_panel import QueuePanel
from gridapp.desktop.console.reading import case_layer, read_case, read_queue, read_report
from gridapp.desktop.console.states import QueueItem, State
from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.map.layers import PointLayer
from gridapp.desktop.map.overlays import Pin, draw_pins
from gridapp.desktop.map.scene import Hit
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.scenery import CASES, TERMINALS
from gridapp.desktop.session import Session
from gridapp.desktop.widgets.panel import column
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.errors import GridappError
from gridapp.language import say, tr
from gridapp.locate.find import Candidate
from gridapp.messages import message
from gridapp.workspace.patrols import Sighting

_TICK_MS = 1000
_NEWS_MS = 20_000  # others work on the same cases
_FINISHED_ON_MAP = timedelta(hours=12)
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


class Console(QObject):
    """The operator's screen on the shared map: its panels, and what it draws."""

    opened = Signal(str)

    def __init__(self, session: Session, canvas: MapCanvas, tokens: Tokens) -> None:
        super().__init__()
        self._session = session
        self._canvas = canvas
        self._case_pin: Pin | None = None
        self._intake_pin: Pin | None = None
        self._wanted: str | None = None
        self._is_look_due = False  # only a newly opened case moves the map
        self._is_focus_due = False  # a case just taken down waits for its Enter
        self._items: list[QueueItem] | None = None
        self._seen: list[Sighting] | None = None
        self._is_filled = False  # the first map comes before the first queue

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
        self.case.dispatched.connect(self._dispatch)
        self.case.moved.connect(self._move)
        self.case.undone.connect(self._undo)

        self.left = QWidget()
        self.left.setLayout(column(self.intake, self.panel, margin=space["m"]))
        self.right: QWidget = self.case

        session.cases_changed.connect(self.refresh)
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self._tick)
        self._news = QTimer(self)
        self._news.setInterval(_NEWS_MS)
        self._news.timeout.connect(self.look_for_news)

    def enter(self) -> None:
        """Come on stage."""
        self._canvas.overlays.append(self._paint)
        self._clock.start()
        self._news.start()
        if self._is_filled:
            self.refresh()

    def leave(self) -> None:
        """Go off stage."""
        self._clock.stop()
        self._news.stop()
        self._canvas.overlays.remove(self._paint)

    def refresh(self) -> None:
        """Read the cases anew."""
        self._is_filled = True
        self._items = None
        self.look_for_news()

    def state(self) -> ConsoleState:
        """Return what the next console goes on from."""
        return ConsoleState(
            self._wanted,
            self.intake.text.toPlainText(),
            self._intake_pin,
            self.filter.text(),
            self.panel.chosen_chip,
        )

    def restore(self, state: ConsoleState) -> None:
        """Go on from where another console was; the map stays where it is."""
        self._wanted = state.wanted
        self._intake_pin = state.pin
        self.intake.text.setPlainText(state.report)
        self.filter.setText(state.filter)
        self.panel.chips[state.chip].click()

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
        self._is_focus_due = False
        self.queue.show_case(ref)
        self._ask_case(ref)

    def describe(self, ref: str) -> str:
        """Say what a case is, for the pointer on the map."""
        row = self.model.row_of(ref)
        if row < 0:
            return ref
        item = self.model.items[row]
        return "\n".join((f"{item.matter} · {item.stage}", item.row.place))

    def click(self, hit: Hit | None) -> None:
        """Take a click on the map."""
        if hit is not None and hit.layer == CASES:
            self.open_case(str(hit.id))

    def _tick(self) -> None:
        if self.model.tick(self._session.workspace.now()):
            self.look_for_news()

    def look_for_news(self) -> None:
        """Read the queue; what hasn't changed stays as it is."""
        workspace = self._session.workspace
        # Terminals first: the cases lie on top of them.
        self._session.ask("seen", workspace.patrols.last_seen, self._show_terminals)
        self._session.ask("queue", lambda: read_queue(workspace), self._show_queue)

    def _show_queue(self, items: list[QueueItem]) -> None:
        if items == self._items:
            return  # no news
        self._items = items
        now = self._session.workspace.now()
        self.model.set_items(items, now)
        self.panel.show_counts()
        on_map = [
            item
            for item in items
            if item.row.x is not None
            and (item.state is not State.DONE or now - item.row.opened_at < _FINISHED_ON_MAP)
        ]
        self._canvas.scene.put(case_layer(on_map))
        if self._wanted is not None:
            self._ask_case(self._wanted)

    def _show_terminals(self, seen: list[Sighting]) -> None:
        if seen == self._seen and TERMINALS in self._canvas.scene:
            return
        self._seen = seen
        layer = PointLayer(
            name=TERMINALS,
            title=message("Terminals"),
            x=np.array([one.x for one in seen], dtype=np.float64),
            y=np.array([one.y for one in seen], dtype=np.float64),
            style="terminal",
            ids=[one.terminal for one in seen],
        )
        self._canvas.scene.put(layer)

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
        self._is_look_due = False
        self.opened.emit(view.case.id)
        if self._is_focus_due:
            self._is_focus_due = False
            self._focus_case()

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
        workspace = self._session.workspace
        self._session.worker.ask(
            "intake",
            lambda: read_report(workspace, text),
            self.intake.show_reading,
            self._show_problem,
        )

    def _show_problem(self, error: GridappError) -> None:
        remedy = f"\n{say(error.remedy)}" if error.remedy else ""
        self.intake.show_problem(say(error.problem) + remedy)

    def _point(self, place: Candidate | None) -> None:
        before = self._intake_pin
        self._intake_pin = Pin(place.x, place.y, place.uncertainty_m) if place else None
        if place is not None and self._intake_pin != before:
            self._look_at(place.x, place.y)
        self._canvas.update()

    def _report(self, text: str, place: Candidate, matter: Matter | None, urgent: bool) -> None:
        casework, actor = self._session.workspace.casework, self._session.actor

        def opened(case: Case) -> None:
            self.intake.clear()
            self.open_case(case.id)
            self._is_focus_due = True
            self._session.said.emit(tr("Case {ref} is open.", ref=case.id))

        self._session.change_cases(
            lambda: casework.report(text, place, matter, is_urgent=urgent, actor=actor),
            opened,
            self.intake.give_back,
        )

    def _dispatch(self, ref: str, choice: Recommendation) -> None:
        casework, actor = self._session.workspace.casework, self._session.actor
        self._change(
            lambda: casework.dispatch(ref, choice, actor=actor),
            tr("Case {ref} dispatched to {name}.", ref=ref, name=choice.name),
        )

    def _move(self, ref: str, move: str, data: dict[str, Json]) -> None:
        casework, actor = self._session.workspace.casework, self._session.actor
        name = tr(casework.profile.move(move).name)
        self._change(
            lambda: casework.advance(ref, move, data, actor=actor),
            tr("Case {ref}: {move}.", ref=ref, move=name),
        )

    def _undo(self, ref: str, reason: str) -> None:
        casework, actor = self._session.workspace.casework, self._session.actor
        self._change(
            lambda: casework.undo(ref, actor=actor, reason=reason),
            tr("Case {ref}: the last step is undone.", ref=ref),
        )

    def _change(self, request: Callable[[], Case], said: str) -> None:
        self._session.change_cases(request, lambda _: self._session.said.emit(said))

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
        if pin is not None:
            draw_pins(painter, view, tokens, [pin])
