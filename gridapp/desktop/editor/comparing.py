"""Comparing editions: reads two of them, and shows them on the stage."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from PySide6.QtCore import QObject
from PySide6.QtGui import QPainter

from gridapp.desktop.editor import sketch
from gridapp.desktop.editor.compare_page import BESIDE, SWIPE, ComparePage
from gridapp.desktop.map.layers import Layer
from gridapp.desktop.map.overlays import Overlay
from gridapp.desktop.map.scene import Scene
from gridapp.desktop.map.swipe import SideBySide, Swipe
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.scenery import LEVEL_ONE, LEVEL_TWO, grid_layers
from gridapp.desktop.session import Session
from gridapp.desktop.stage import MapStage
from gridapp.desktop.widgets.tokens import Tokens
from gridapp.grid.editions import Diff, GridChange
from gridapp.grid.fabric import Objects
from gridapp.grid.grids import Grids
from gridapp.workspace import Workspace
from gridapp.workspace.editions import EditionSummary

_NET = (LEVEL_TWO, LEVEL_ONE)
_AROUND = 0.25  # share of a grid's size that is seen around it


@dataclass(frozen=True, slots=True, eq=False)
class Pair:
    """Two editions and what differs."""

    a: int
    b: int
    old: Grids
    new: Grids
    diff: Diff


@dataclass(frozen=True, slots=True)
class _Offer:
    editions: Sequence[EditionSummary]
    titles: dict[str, str]
    net: str


def read_pair(workspace: Workspace, a: int, b: int) -> Pair:
    """Read two editions and tell what differs."""
    editions = workspace.editions
    return Pair(a, b, editions.grids(a), editions.grids(b), editions.diff(a, b))


def _offer(workspace: Workspace) -> _Offer:
    titles = {one.name: one.title for one in workspace.geography.nets()}
    return _Offer(workspace.editions.list(), titles, workspace.geography.main_net() or "")


class Comparing(QObject):
    """Ties the page to the stage while editions are compared."""

    def __init__(self, session: Session, stage: MapStage, tokens: Tokens, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._stage, self._canvas = session, stage, stage.canvas
        self.page = ComparePage(session.workspace.casework.profile.zone, tokens)
        self.page.chosen.connect(self._read)
        self.page.looked.connect(self._show)
        self.page.differences.shown.connect(lambda _: self._show())
        self.page.differences.pointed.connect(self._point_at)
        self.is_on = False
        self.pair: Pair | None = None
        self.look: Swipe | SideBySide | None = None
        self._in_force: tuple[Layer, ...] = ()
        self._overlays: list[Overlay] = []

    def begin(self, draft: int | None) -> None:
        """Come on stage; compare a draft with its base, or the last two editions."""
        self.is_on = True
        scene, workspace = self._canvas.scene, self._session.workspace
        self._in_force = tuple(scene[name] for name in _NET if name in scene)
        now = workspace.now()

        def show(found: _Offer) -> None:
            if self.is_on:
                self.page.show_editions(found.editions, found.titles, found.net, draft, now)

        self._session.ask("editions", partial(_offer, workspace), show)

    def end(self) -> None:
        """Go off stage; the map shows the edition in force again."""
        self.is_on = False
        self._clear()
        self.pair = None
        for layer in self._in_force:
            self._canvas.scene.put(layer)
        self._in_force = ()

    def _read(self, a: int, b: int) -> None:
        workspace = self._session.workspace
        self._session.ask("compare editions", partial(read_pair, workspace, a, b), self._take)

    def _take(self, pair: Pair) -> None:
        if not self.is_on:
            return
        self.pair = pair
        names = dict(zip(pair.old.codes, pair.old.names, strict=True))
        names |= dict(zip(pair.new.codes, pair.new.names, strict=True))
        self.page.differences.show_diff(pair.diff, {str(k): str(v) for k, v in names.items()})
        self._show()

    def _show(self) -> None:
        """Show the two editions the way that is wanted."""
        pair = self.pair
        if pair is None or not self.is_on:
            return
        self._clear()
        canvas, way = self._canvas, self.page.way
        older, newer = list(grid_layers(pair.old)), list(grid_layers(pair.new))
        for layer in newer if way not in (SWIPE, BESIDE) else older:
            canvas.scene.put(layer)
        beside = _in_place(canvas.scene, newer)
        left, right = self.page.title(pair.a), self.page.title(pair.b)
        if way == SWIPE:
            self.look = Swipe(canvas, beside, left, right)
            self.look.divider.setFocus()
            second = self.look.over
        elif way == BESIDE:
            self.look = SideBySide(canvas, beside, left, right, self._stage.divide)
            second = self.look.beside
        if self.page.differences.on_map.isChecked():
            # Under a divider each side colours its own; alone, both are told apart by the list.
            one = _painter_of(_shapes(pair.old if self.look else pair.new, pair.diff.changes))
            canvas.overlays.insert(0, one)
            self._overlays.append(one)
            if self.look is not None:
                second.overlays.insert(0, _painter_of(_shapes(pair.new, pair.diff.changes)))
        canvas.update()

    def _clear(self) -> None:
        if self.look is not None:
            self.look.close()
            self.look = None
        for overlay in self._overlays:
            self._canvas.overlays.remove(overlay)
        self._overlays.clear()
        self._canvas.update()

    def _point_at(self, change: GridChange) -> None:
        """Show a grid that changed, as it is or was."""
        pair = self.pair
        if pair is None:
            return
        for grids in (pair.new, pair.old):
            rows = np.flatnonzero((grids.codes == change.code) & (grids.levels == change.level))
            if len(rows):
                left, bottom, right, top = grids.polygons[rows[0]].bounds
                dx, dy = (right - left) * _AROUND, (top - bottom) * _AROUND
                self._canvas.fit((left - dx, bottom - dy, right + dx, top + dy))
                return


def _in_place(scene: Scene, net: Sequence[Layer]) -> Scene:
    """Return what is visible of a scene, with these layers of the net in the place of its own."""
    others = {layer.name: layer for layer in net}
    return Scene([others.get(one.name, one) for one in scene.visible])


def _shapes(grids: Grids, changes: Sequence[GridChange]) -> Objects:
    """Return the polygons of the grids that changed, of the finest level that did."""
    finest = max((one.level for one in changes), default=0)
    codes = [one.code for one in changes if one.level == finest]
    shapes: Objects = grids.polygons[np.isin(grids.codes, codes) & (grids.levels == finest)]
    return shapes


def _painter_of(shapes: Objects) -> Overlay:
    def paint(painter: QPainter, view: Viewport, tokens: Tokens) -> None:
        look = tokens.furniture
        sketch.draw_grids(
            painter, view, shapes, look.uncertainty_fill, look.uncertainty_stroke, 1.4
        )

    return paint
