"""The desk for background maps: brings them onto the map and keeps them up to date."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from gridapp.desktop.backgrounds.placing import PREFIX, Brought, put_below
from gridapp.desktop.map.background.credit import draw_credits, rasters
from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.map.layers import RasterLayer
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.session import Session
from gridapp.desktop.widgets.tokens import Tokens
from gridapp.exchange.backgrounds.source import Background
from gridapp.workspace.backgrounds import read_backgrounds, write_backgrounds

_GATHER_MS = 200  # news of tiles within this time are drawn together
_SOONEST_MS = 2000  # between two looks whether a source answers again


class BackgroundDesk(QObject):
    """Background maps of a workspace on a canvas.

    Signals
    -------
    changed()
        Other backgrounds are on the map.
    """

    changed = Signal()
    _news = Signal()

    def __init__(self, session: Session, canvas: MapCanvas) -> None:
        super().__init__(canvas)  # news that come late find neither
        self._session, self._canvas = session, canvas
        self.backgrounds: tuple[Background, ...] = ()
        self._gather = QTimer(self)
        self._gather.setSingleShot(True)
        self._gather.setInterval(_GATHER_MS)
        self._gather.timeout.connect(self._redraw)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.timeout.connect(self._ask_again)
        self._news.connect(self._hear)
        canvas.ready.connect(self._plan_retry)
        canvas.overlays.append(self._credits)

    def load(self) -> None:
        """Bring what the workspace keeps, or go on with what is on the map already."""
        workspace = self._session.workspace
        found = [one for one in self._canvas.scene.layers if one.name.startswith(PREFIX)]
        if found:
            self._session.ask(
                "kept backgrounds", lambda: read_backgrounds(workspace), self._take_over
            )
        else:
            self._bring(lambda: read_backgrounds(workspace))

    def adopt(self) -> None:
        """Hear from now on what comes for the pictures on the map."""
        for layer in self._pictures():
            layer.feed.arrived = self._news.emit

    def keep(self, backgrounds: Sequence[Background]) -> None:
        """Keep these backgrounds from now on, and show them."""
        workspace = self._session.workspace

        def write() -> tuple[Background, ...]:
            write_backgrounds(workspace, backgrounds)
            return read_backgrounds(workspace)

        self._bring(write)

    def remember(self, names: Sequence[str], is_shown: bool) -> None:
        """Keep whether backgrounds are shown, given the names of their layers."""
        titles = {
            one.title
            for one in self.backgrounds
            for name in names
            if name == PREFIX + one.title or name.startswith(f"{PREFIX}{one.title}.")
        }
        if not titles:
            return
        self.backgrounds = tuple(
            replace(one, is_shown=is_shown) if one.title in titles else one
            for one in self.backgrounds
        )
        workspace, kept = self._session.workspace, self.backgrounds
        self._session.ask(
            "keep backgrounds", lambda: write_backgrounds(workspace, kept), lambda _: None
        )

    def open_dialog(self, parent: QWidget) -> None:
        """Open the dialog in which backgrounds are set up."""
        # It is seldom wanted, and the first map can't wait for it.
        from gridapp.desktop.backgrounds.dialog import BackgroundDialog

        workspace = self._session.workspace

        def show(found: tuple[Background, ...]) -> None:
            dialog = BackgroundDialog(self._session, found, self._canvas, self.keep, parent)
            dialog.open()

        self._session.ask("backgrounds to set up", lambda: read_backgrounds(workspace), show)

    def close(self) -> None:
        """Let go of the sources; nothing is fetched any more."""
        self._canvas.ready.disconnect(self._plan_retry)
        self._news.disconnect(self._hear)
        self._gather.stop()
        self._again.stop()
        for layer in self._pictures():
            layer.feed.close()

    def _bring(self, read: Callable[[], tuple[Background, ...]]) -> None:
        crs = self._session.workspace.crs

        def work() -> list[Brought]:
            if not (found := read()):
                return []
            # Archives, the network and its like come in with their first use.
            from gridapp.desktop.backgrounds.bringing import bring_all

            return bring_all(found, crs)

        self._session.ask("backgrounds", work, self._show)

    def _show(self, brought: list[Brought]) -> None:
        had_any = any(one.name.startswith(PREFIX) for one in self._canvas.scene.layers)
        self.backgrounds = tuple(one.background for one in brought)
        if brought or had_any:
            put_below(self._canvas.scene, brought)
        self.adopt()
        for one in brought:
            if one.error is not None and one.background.is_shown:
                self._session.failed.emit(one.error)
        if brought or had_any:
            self.changed.emit()

    def _take_over(self, found: tuple[Background, ...]) -> None:
        self.backgrounds = found
        self.changed.emit()

    def _pictures(self) -> list[RasterLayer]:
        return [one for one in self._canvas.scene.layers if isinstance(one, RasterLayer)]

    def _hear(self) -> None:
        self._canvas.update()  # the note comes or goes at once
        if not self._gather.isActive():
            self._gather.start()

    def _redraw(self) -> None:
        """Draw anew the pictures that did without something."""
        for layer in rasters(self._canvas.scene):
            if layer.feed.take_news():
                self._canvas.scene.put(replace(layer))

    def _plan_retry(self) -> None:
        waits = [w for one in rasters(self._canvas.scene) if (w := one.feed.again_s) is not None]
        if waits:
            self._again.start(max(round(min(waits) * 1000), _SOONEST_MS))

    def _ask_again(self) -> None:
        """Ask once more for what is missing; while nobody looks, nobody asks."""
        if self._canvas.isVisible():
            for layer in rasters(self._canvas.scene):
                layer.feed.ask_again()
        self._plan_retry()

    def _credits(self, painter: QPainter, view: Viewport, tokens: Tokens) -> None:
        draw_credits(painter, self._canvas.scene, view, tokens)
