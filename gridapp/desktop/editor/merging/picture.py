"""A merge on the map: the new grids, the ground in question, the borders that nets have there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from PySide6.QtCore import QElapsedTimer, QPointF, QTimer
from PySide6.QtGui import QColor, QPainter, QPen

from gridapp.desktop.editor import sketch
from gridapp.desktop.editor.merging.correspondence_table import Row
from gridapp.desktop.editor.merging.order import Work
from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.map.layers import AreaLayer, Layer
from gridapp.desktop.map.view import Bounds, Viewport
from gridapp.desktop.scenery import LEVEL_ONE, LEVEL_TWO
from gridapp.desktop.widgets.tokens import Tokens
from gridapp.grid.fabric import Objects
from gridapp.grid.outlines import outlines, polygons_of
from gridapp.grid.questions import Question
from gridapp.grid.segments import Floats, Ints
from gridapp.messages import message

LAYERS = ("merge.2", "merge.1")
_KINDS = ("case.dispatched", "case.waiting", "case.overdue", "case.handling", "terminal")
"""Symbols whose colours tell nets apart: chosen for every eye already."""
_DASHES: tuple[tuple[float, ...], ...] = ((), (7, 4), (2, 3), (9, 3, 2, 3), (14, 4))
_ROUND = 40.0  # metres of surroundings that are shown with a question
_WIDEST = 250.0  # metres round its place that are shown of a long one
_HALO = 7.0  # pixels
_FLASH_MS = 1600
_BLINK_MS = 200


@dataclass(frozen=True, slots=True, eq=False)
class _Border:
    """One net's borders near a place: lines of (v, 2) metres."""

    net: str
    lines: tuple[Floats, ...]


def preview_layers(work: Work) -> list[Layer]:
    """Return the new grids as layers: sub-grids hairline, level-one grids strong above them."""
    made: list[Layer] = []
    for name, number, style, title, largest in (
        (LAYERS[0], 2, "grid.level2", message("Merged: sub-grids"), 5.0),
        (LAYERS[1], 1, "grid.level1", message("Merged: level-one grids"), 40.0),
    ):
        level = work.merged.fabric.level(work.order.plan.name, number)
        names = [str(own or code[-6:]) for own, code in zip(level.names, level.codes, strict=True)]
        made.append(
            AreaLayer(
                name=name,
                title=title,
                polygons=polygons_of(work.merged.fabric, level),
                style=style,
                ids=list(level.codes),
                labels=names,
                label_priority=10 if number == 1 else 5,
                label_max_scale=largest,
                is_interactive=number == 2,
            )
        )
    return made


def colour_of(tokens: Tokens, place: int) -> str:
    """Return the colour of the net that stands at a place among those shown."""
    return tokens.symbol(_KINDS[place % len(_KINDS)]).colour


class MergePicture:
    """Shows a merge on a canvas while the workbench is on stage."""

    most_nets = len(_KINDS)

    def __init__(self, canvas: MapCanvas) -> None:
        self._canvas = canvas
        self._layers: list[Layer] = []
        self._work: Work | None = None
        self._question: Question | None = None
        self._borders: tuple[_Border, ...] = ()
        self._old: Objects | None = None
        self._new: Objects | None = None
        self._hidden: tuple[str, ...] = ()
        self._is_shown = False
        self._draw = self._paint  # one object: what is put on is what is taken off
        self._since = QElapsedTimer()
        self._blink = QTimer()
        self._blink.setInterval(_BLINK_MS)
        self._blink.timeout.connect(self._flash)

    def set_work(self, work: Work, layers: Sequence[Layer]) -> None:
        """Show another merge."""
        self._work, self._layers = work, list(layers)
        self._old = self._new = None
        if self._is_shown:
            self.hide()
            self.show()

    def show(self) -> None:
        """Put the new grids in the place of those in force."""
        scene = self._canvas.scene
        if self._is_shown or self._work is None:
            return
        self._hidden = tuple(
            name for name in (LEVEL_TWO, LEVEL_ONE) if name in scene and scene.is_visible(name)
        )
        for name in self._hidden:
            scene.set_visible(name, False)
        for layer in self._layers:
            scene.put(layer)
        self._canvas.overlays.append(self._draw)
        self._is_shown = True

    def hide(self) -> None:
        """Take the merge off the map."""
        if not self._is_shown:
            return
        self._blink.stop()
        scene = self._canvas.scene
        for name in LAYERS:
            if name in scene:
                scene.remove(name)
        for name in self._hidden:
            scene.set_visible(name, True)
        self._canvas.overlays.remove(self._draw)
        self._is_shown = False
        self._canvas.update()

    def point_at(self, question: Question) -> tuple[str, ...]:
        """Zoom to a question and flash it; return the nets whose borders are shown there."""
        self._question = question
        self._old = self._new = None
        around = _window(question)
        nets = question.nets[: self.most_nets]
        self._borders = () if self._work is None else _borders(self._work, nets, _wider(around))
        self._canvas.fit(around)
        self._since.start()
        self._blink.start()
        self._canvas.update()
        return nets

    def point_at_row(self, row: Row) -> None:
        """Show an old grid and a new one, both in sight."""
        if self._work is None:
            return
        fabric, into = self._work.merged.fabric, self._work.order.plan.name
        self._question, self._borders = None, ()
        self._old = _outline(fabric.level(row.net, row.level).labels, row.old, self._work)
        self._new = _outline(fabric.level(into, 2).labels, row.new, self._work)
        shapes = [one for some in (self._old, self._new) for one in some if one is not None]
        if shapes:
            west, south, east, north = shapely.total_bounds(shapes).tolist()
            self._canvas.fit((west, south, east, north))
        self._canvas.update()

    def clear(self) -> None:
        """Point at nothing."""
        self._question, self._borders, self._old, self._new = None, (), None, None
        self._blink.stop()
        self._canvas.update()

    def _flash(self) -> None:
        if self._since.elapsed() > _FLASH_MS:
            self._blink.stop()
        self._canvas.update()

    def _paint(self, painter: QPainter, view: Viewport, tokens: Tokens) -> None:
        look = tokens.furniture
        for shapes, fill, stroke in (
            (self._old, look.uncertainty_fill, look.uncertainty_stroke),
            (self._new, look.selection_fill, look.selection_stroke),
        ):
            if shapes is not None:
                sketch.draw_grids(painter, view, shapes, fill, stroke, 2.4)
        if self._question is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = np.array([self._question.ground], dtype=object)
        if self._blink.isActive() and (self._since.elapsed() // _BLINK_MS) % 2 == 0:
            # What is a hand wide is seen from afar by its halo.
            sketch.draw_grids(painter, view, ground, look.pin, look.pin, _HALO)
        sketch.draw_grids(painter, view, ground, look.uncertainty_fill, look.pin, 2.0)
        for place, border in enumerate(self._borders):
            _draw_border(painter, view, border, colour_of(tokens, place), place)


def _draw_border(
    painter: QPainter, view: Viewport, border: _Border, colour: str, place: int
) -> None:
    pen = QPen(QColor(colour), 2.2)
    if dashes := _DASHES[place % len(_DASHES)]:
        pen.setDashPattern(list(dashes))
    painter.setPen(pen)
    for line in border.lines:
        painter.drawPolyline([QPointF(x, y) for x, y in view.to_screen(line).tolist()])


def _window(question: Question) -> Bounds:
    """Return what to look at: the ground and what surrounds it, of a long one the middle part."""
    left, bottom, right, top = question.ground.bounds
    x, y = question.x, question.y
    return (
        max(left - _ROUND, x - _WIDEST),
        max(bottom - _ROUND, y - _WIDEST),
        min(right + _ROUND, x + _WIDEST),
        min(top + _ROUND, y + _WIDEST),
    )


def _wider(window: Bounds) -> Bounds:
    """Return bounds that fill the screen round a window, whatever the screen's shape."""
    left, bottom, right, top = window
    more = 2 * max(right - left, top - bottom)
    return (left - more, bottom - more, right + more, top + more)


def _borders(work: Work, nets: Sequence[str], around: Bounds) -> tuple[_Border, ...]:
    """Return the borders that nets have near a place, as they were given."""
    drawn: Mapping[str, Objects] = {name: grids.polygons for name, grids in work.material.nets}
    window = shapely.box(*around)
    found: list[_Border] = []
    for net in nets:
        polygons = drawn.get(net)
        if polygons is None:
            continue
        west, south, east, north = shapely.bounds(polygons).T
        near = (west <= around[2]) & (east >= around[0])
        near &= (south <= around[3]) & (north >= around[1])
        cut = shapely.clip_by_rect(shapely.boundary(polygons[near]), *window.bounds)
        parts = shapely.get_parts(cut)
        lines = parts[shapely.get_type_id(parts) == shapely.GeometryType.LINESTRING]
        found.append(_Border(net, tuple(shapely.get_coordinates(line) for line in lines)))
    return tuple(found)


def _outline(labels: Ints, row: int, work: Work) -> Objects:
    """Return the outline of one grid of the merged fabric, None in it without ground."""
    chosen = np.where((labels == row) & (row >= 0), 0, -1)
    return outlines(work.merged.fabric, chosen, 1)
