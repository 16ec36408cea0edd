"""What goes on in the town: cases and terminals, read again and again, into queue and map."""

from datetime import timedelta

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal

from gridapp.desktop.console.queue_panel import QueuePanel
from gridapp.desktop.console.reading import case_layer, read_queue
from gridapp.desktop.console.states import QueueItem, State
from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.map.layers import PointLayer
from gridapp.desktop.map.scene import Hit
from gridapp.desktop.scenery import CASES, TERMINALS
from gridapp.desktop.session import Session
from gridapp.messages import message
from gridapp.workspace.patrols import Sighting

_TICK_MS = 1000
_NEWS_MS = 20_000  # others work on the same cases
_FINISHED_ON_MAP = timedelta(hours=12)


class News(QObject):
    """Keeps queue and map up to date; `come` tells that the cases aren't what they were."""

    come = Signal()

    def __init__(
        self, session: Session, canvas: MapCanvas, panel: QueuePanel, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._canvas = canvas
        self._panel = panel
        panel.view.pointed.connect(self._show_hover)
        self._items: list[QueueItem] | None = None
        self._seen: list[Sighting] | None = None
        self._is_filled = False  # the first map comes before the first queue
        self._clock = QTimer(self)
        self._clock.setInterval(_TICK_MS)
        self._clock.timeout.connect(self._tick)
        self._round = QTimer(self)
        self._round.setInterval(_NEWS_MS)
        self._round.timeout.connect(self.look)

    def start(self) -> None:
        """Come on stage."""
        self._clock.start()
        self._round.start()
        if self._is_filled:
            self.refresh()

    def stop(self) -> None:
        """Go off stage."""
        self._clock.stop()
        self._round.stop()

    def refresh(self) -> None:
        """Read the cases anew and show them, whether they changed or not."""
        self._is_filled = True
        self._items = None
        self.look()

    def look(self) -> None:
        """Read cases and terminals; what hasn't changed stays as it is."""
        workspace = self._session.workspace
        # Terminals first: the cases lie on top of them.
        self._session.ask("seen", workspace.patrols.last_seen, self._show_terminals)
        self._session.ask("queue", lambda: read_queue(workspace), self._show_queue)

    def _tick(self) -> None:
        if self._panel.model.tick(self._session.workspace.now()):
            self.look()

    def _show_queue(self, items: list[QueueItem]) -> None:
        if items == self._items:
            return  # no news
        self._items = items
        now = self._session.workspace.now()
        self._panel.model.set_items(items, now)
        self._panel.show_counts()
        on_map = [
            item
            for item in items
            if item.row.x is not None
            and (item.state is not State.DONE or now - item.row.opened_at < _FINISHED_ON_MAP)
        ]
        self._session.ask("cases", lambda: case_layer(on_map).prepare(), self._show_cases)
        self.come.emit()

    def _show_hover(self, ref: str) -> None:
        """Show on the map which case the pointer is over in the queue."""
        scene = self._canvas.scene
        index = scene[CASES].numbers.get(ref) if CASES in scene else None
        scene.set_hover(None if index is None else Hit(CASES, index, ref))

    def _show_cases(self, layer: PointLayer) -> None:
        self._canvas.scene.put(layer)

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
