"""Ways to look, the same on every screen: go somewhere, bookmarks, measuring, identifying."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from gridapp.desktop.bookmarks import (
    Bookmark,
    BookmarkList,
    NameDialog,
    read_bookmarks,
    write_bookmarks,
)
from gridapp.desktop.go_to import Goal, GoTo
from gridapp.desktop.identify import IdentifyPanel, IdentifyTool, features_at
from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.map.flash import Flash
from gridapp.desktop.map.furniture import readout
from gridapp.desktop.map.measure import MeasureTool, What
from gridapp.desktop.map.overlays import Overlay
from gridapp.desktop.map.tool import Pointer, Tool
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.scenery import LEVEL_ONE, LEVEL_TWO
from gridapp.desktop.session import Session
from gridapp.desktop.widgets.tokens import Tokens
from gridapp.language import tr
from gridapp.locate.crs import unproject

_CLOSE = 1.0  # metres per pixel at which a place is looked at
_LAYERS = {1: LEVEL_ONE, 2: LEVEL_TWO}

Floats = NDArray[np.float64]


class Looking(QObject):
    """Looks at the map of a window; a tool taken here gives way to the one before.

    Signals
    -------
    identified()
        The panel has something to show.
    left()
        The panel is done with.
    """

    identified = Signal()
    left = Signal()

    def __init__(self, session: Session, canvas: MapCanvas, window: QWidget) -> None:
        super().__init__(window)
        self._session, self._canvas, self._window = session, canvas, window
        self.panel = IdentifyPanel(canvas.tokens)
        self.panel.closed.connect(self.put_down)
        self._flash = Flash(canvas)
        self._tool: Tool | None = None
        self._before: Tool | None = None
        self._overlay: Overlay | None = None

    # Go somewhere

    def ask_where(self) -> None:
        """Open the box that goes somewhere."""
        box = GoTo(self._session, self._canvas.tokens, self.go, self._window)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.show()
        box.field.setFocus()

    def go(self, goal: Goal) -> None:
        """Glide to a goal, and show where it is."""
        canvas = self._canvas
        if goal.bounds is not None:
            canvas.fit(goal.bounds)
            layer = _LAYERS.get(goal.level, "")
            if layer in canvas.scene and goal.code in canvas.scene[layer].numbers:
                canvas.scene.select(layer, [goal.code])
        else:
            view = canvas.viewport
            scale = min(view.scale, _CLOSE)
            canvas.show_view(replace(view, x=goal.x, y=goal.y, scale=scale), glide=True)
        self._flash.at(goal.x, goal.y)
        canvas.setFocus()

    # Bookmarks

    def show_bookmarks(self) -> None:
        """Open the list of bookmarks."""
        workspace = self._session.workspace

        def show(marks: list[Bookmark]) -> None:
            self._open(
                BookmarkList(marks, self._go_back, self._keep, self._canvas.tokens, self._window)
            )

        self._session.ask("bookmarks", lambda: read_bookmarks(workspace), show)

    def add_bookmark(self) -> None:
        """Ask for a name and keep what the map shows under it."""
        workspace, view = self._session.workspace, self._canvas.viewport
        hit = self._canvas.scene.hit(view.x, view.y, 0.0)
        labels = None if hit is None else getattr(self._canvas.scene[hit.layer], "labels", None)
        name = str(labels[hit.index]) if hit is not None and labels is not None else ""
        dialog = NameDialog(tr("Bookmark what the map shows"), name or tr("Bookmark"), self._window)

        def take() -> None:
            mark = Bookmark(dialog.name, view.x, view.y, view.scale)
            self._session.ask(
                "bookmark",
                lambda: write_bookmarks(workspace, [*read_bookmarks(workspace), mark]),
                lambda _: self._session.said.emit(tr("Kept as “{name}”.", name=mark.name)),
            )

        dialog.accepted.connect(take)
        self._open(dialog)

    def _keep(self, marks: list[Bookmark]) -> None:
        workspace = self._session.workspace
        self._session.ask(
            "keep bookmarks", lambda: write_bookmarks(workspace, marks), lambda _: None
        )

    def _go_back(self, mark: Bookmark) -> None:
        view = replace(self._canvas.viewport, x=mark.x, y=mark.y, scale=mark.scale)
        self._canvas.show_view(view, glide=True)
        self._canvas.setFocus()

    def _open(self, dialog: BookmarkList | NameDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    # Measure and identify

    def measure(self, what: What) -> None:
        """Take the measuring tool."""
        tool = MeasureTool(what, self._degrees, self._canvas.update, self.put_down)

        def draw(painter: QPainter, view: Viewport, tokens: Tokens) -> None:
            if self._canvas.tool is tool:  # a screen may have taken its own meanwhile
                tool.paint(painter, view, tokens)

        self._take(tool, draw)
        ends = tr("Click to measure; Enter or a double click ends, Esc leaves.")
        self._session.said.emit(ends)

    def identify(self) -> None:
        """Take the tool that tells what lies under a click."""
        self._take(IdentifyTool(self._ask, self.put_down), None)
        self.panel.await_click()
        self.identified.emit()

    def put_down(self) -> None:
        """Give way to the tool that was in the hand before."""
        if self._tool is None:
            return
        if self._canvas.tool is self._tool:
            self._canvas.tool = self._before
        if self._overlay is not None:
            self._canvas.overlays.remove(self._overlay)
        was_identifying = isinstance(self._tool, IdentifyTool)
        self._tool = self._before = self._overlay = None
        self._canvas.rest_cursor()
        self._canvas.update()
        if was_identifying:
            self.left.emit()

    def _take(self, tool: Tool, overlay: Overlay | None) -> None:
        self.put_down()
        self._tool, self._before, self._overlay = tool, self._canvas.tool, overlay
        if overlay is not None:
            self._canvas.overlays.append(overlay)
        self._canvas.tool = tool
        self._canvas.rest_cursor()
        self._canvas.setFocus()

    def _ask(self, at: Pointer) -> None:
        found = features_at(self._canvas.scene, at.x, at.y, at.scale)
        self.panel.show_found(readout(at.x, at.y, self._degree), found)
        self.identified.emit()

    def _degrees(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        return unproject(x, y, self._session.workspace.crs)

    def _degree(self, x: float, y: float) -> tuple[float, float]:
        lon, lat = unproject(x, y, self._session.workspace.crs)
        return float(lon), float(lat)
