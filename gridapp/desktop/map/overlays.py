"""Moving things, drawn over the map each frame: highlights, pins, heads."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from gridapp.desktop.map.buffers import path
from gridapp.desktop.map.clusters import Cluster, ClusteredLayer
from gridapp.desktop.map.gathering import level_of
from gridapp.desktop.map.layers import Layer, PointLayer
from gridapp.desktop.map.ragged import of_lines, of_polygons
from gridapp.desktop.map.scene import Scene
from gridapp.desktop.map.simplify import outline
from gridapp.desktop.map.stamps import Sheet, draw_stamps, make_sheet
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.symbols import draw_symbol
from gridapp.desktop.widgets.tokens import Symbol, Tokens

Overlay = Callable[[QPainter, Viewport, Tokens], None]
"""Paints over the map in logical pixels; called each frame, so it must take a millisecond or so."""


_TURNS = 48
_HALO = 11.0  # pixels: radius of the circle round a point chosen


@dataclass(frozen=True, slots=True)
class Pin:
    """A place with its uncertainty: a radius in metres, 0 for none."""

    x: float
    y: float
    radius: float = 0.0
    text: str = ""


@dataclass(frozen=True, slots=True)
class Head:
    """A moving thing: `kind` is a key of `Tokens.symbols`, `bearing` degrees from north."""

    x: float
    y: float
    kind: str = "terminal"
    bearing: float | None = None
    is_urgent: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Swarm:
    """Moving things of one kind in columns.

    Parameters
    ----------
    x, y : float64 arrays, shape (n,)
        Metres.
    bearings : float64 array, shape (n,), optional
        Degrees from north; NaN for none.
    kind : str
        Key of `Tokens.symbols`.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    bearings: NDArray[np.float64] | None = None
    kind: str = "terminal"


def draw_selection(painter: QPainter, scene: Scene, view: Viewport, tokens: Tokens) -> None:
    """Outline what is selected, and more quietly what the cursor points at."""
    look = tokens.furniture
    hover = scene.hover
    if hover is not None and isinstance(hover.id, Cluster):
        _ring(painter, hover.id, view, look.hover_stroke)
    elif hover is not None and hover.layer in scene:
        layer = scene[hover.layer]
        if isinstance(layer, ClusteredLayer):
            _draw_members(painter, layer, [hover.index], view, tokens)
        _outline(
            painter,
            layer,
            [hover.index],
            view,
            look.hover_fill,
            look.hover_stroke,
            1.6,
        )
    for name, ids in scene.selection.items():
        if name in scene:
            layer = scene[name]
            chosen = [layer.numbers[key] for key in ids if key in layer.numbers]
            if isinstance(layer, ClusteredLayer):
                _draw_members(painter, layer, chosen, view, tokens)
            _outline(painter, layer, chosen, view, look.selection_fill, look.selection_stroke, 2.4)


def _ring(painter: QPainter, cluster: Cluster, view: Viewport, stroke: str) -> None:
    """Outline a cluster, as long as it is one at the view's scale."""
    if cluster.level == level_of(view.scale):
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(stroke), 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        reach = cluster.radius + 2.5
        painter.drawEllipse(QPointF(*view.screen(cluster.x, cluster.y)), reach, reach)


def _draw_members(
    painter: QPainter, layer: ClusteredLayer, chosen: list[int], view: Viewport, tokens: Tokens
) -> None:
    """Draw the points chosen at their own places: a cluster may hold them."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    keys = list(layer.styles)
    for index in chosen:
        painter.save()
        painter.translate(QPointF(*view.screen(float(layer.x[index]), float(layer.y[index]))))
        is_urgent = layer.urgent is not None and bool(layer.urgent[index])
        draw_symbol(painter, tokens.symbol(keys[layer.kinds[index]]), tokens, is_urgent)
        painter.restore()


def draw_pins(painter: QPainter, view: Viewport, tokens: Tokens, pins: Iterable[Pin]) -> None:
    """Draw pins, each with the circle within which the place may lie."""
    look = tokens.furniture
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for pin in pins:
        point = QPointF(*view.screen(pin.x, pin.y))
        radius = pin.radius / view.scale
        if radius > 3:
            painter.setPen(QPen(QColor(look.uncertainty_stroke), 1.2, Qt.PenStyle.DashLine))
            painter.setBrush(QColor(look.uncertainty_fill))
            painter.drawEllipse(point, radius, radius)
        painter.save()
        painter.translate(point)
        painter.setPen(QPen(QColor(look.pin_edge), 1.4))
        painter.setBrush(QColor(look.pin))
        painter.drawPath(_pin())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(look.pin_edge))
        painter.drawEllipse(QPointF(0, -19), 3.4, 3.4)
        painter.restore()


def draw_heads(painter: QPainter, view: Viewport, tokens: Tokens, heads: Iterable[Head]) -> None:
    """Draw moving things, those with a bearing with a beak that way."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for head in heads:
        painter.save()
        painter.translate(QPointF(*view.screen(head.x, head.y)))
        _draw_head(painter, tokens.symbol(head.kind), tokens, head.bearing, head.is_urgent)
        painter.restore()


def draw_swarm(painter: QPainter, view: Viewport, tokens: Tokens, swarm: Swarm) -> None:
    """Draw moving things by the thousand on a picture, as ready stamps at whole pixels.

    Bearings are shown to the nearest of `_TURNS`; 5,000 of them take a few milliseconds.
    """
    left, bottom, right, top = view.padded(_HALO)
    near = (swarm.x >= left) & (swarm.x <= right) & (swarm.y >= bottom) & (swarm.y <= top)
    found = np.flatnonzero(near)
    screen = view.to_screen(np.column_stack((swarm.x[found], swarm.y[found])))
    kinds = np.zeros(len(found), dtype=np.intp)
    if swarm.bearings is not None:
        turn = swarm.bearings[found]
        has_bearing = ~np.isnan(turn)
        step = np.rint(turn[has_bearing] / 360 * _TURNS).astype(np.intp) % _TURNS
        kinds[has_bearing] = step + 1
    draw_stamps(painter, _head_sheet(tokens.symbol(swarm.kind), tokens, view.ratio), screen, kinds)


@lru_cache(maxsize=16)
def _head_sheet(symbol: Symbol, tokens: Tokens, ratio: float) -> Sheet:
    """Return the stamps of a head: without a bearing, then one for each of `_TURNS`."""
    side = round((symbol.size * 2 + 6) * ratio)
    images = []
    for bearing in (None, *(360 / _TURNS * turn for turn in range(_TURNS))):
        image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(ratio)
        image.fill(0)
        painter = QPainter(image)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(side / ratio / 2, side / ratio / 2)
        _draw_head(painter, symbol, tokens, bearing, is_urgent=False)
        painter.end()
        images.append(image)
    return make_sheet(images, ratio)


def _draw_head(
    painter: QPainter, symbol: Symbol, tokens: Tokens, bearing: float | None, is_urgent: bool
) -> None:
    """Draw one moving thing round the painter's origin."""
    if bearing is not None:
        painter.save()
        painter.rotate(bearing)
        beak, reach = QPainterPath(), symbol.size / 2
        beak.moveTo(-reach * 0.6, -reach * 0.8)
        beak.lineTo(0, -reach * 2.0)
        beak.lineTo(reach * 0.6, -reach * 0.8)
        painter.strokePath(beak, QPen(QColor(tokens.symbol_edge), 2.4))
        painter.fillPath(beak, QColor(symbol.colour))
        painter.restore()
    draw_symbol(painter, symbol, tokens, is_urgent)


def _outline(
    painter: QPainter,
    layer: Layer,
    chosen: list[int],
    view: Viewport,
    fill: str,
    stroke: str,
    width: float,
) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(QColor(stroke), width)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if isinstance(layer, PointLayer):
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for index in chosen:
            point = QPointF(*view.screen(float(layer.x[index]), float(layer.y[index])))
            painter.drawEllipse(point, _HALO, _HALO)
        return
    shapes = layer.geometries[np.array(chosen, dtype=np.intp)]
    is_area = shapely.get_dimensions(shapes) == 2
    for some, is_filled in ((shapes[is_area], True), (shapes[~is_area], False)):
        if not len(some):
            continue
        shape = outline(of_polygons(some) if is_filled else of_lines(some), view)
        whole = path(shape.points, shape.parts[:-1], np.diff(shape.parts))
        if is_filled:
            painter.fillPath(whole, QColor(fill))
        painter.strokePath(whole, pen)


def _pin() -> QPainterPath:
    """Return a drop whose tip is the origin."""
    drop = QPainterPath()
    drop.moveTo(0, 0)
    drop.cubicTo(-3, -7, -9, -12, -9, -19)
    drop.arcTo(-9, -28, 18, 18, 180, -180)
    drop.cubicTo(9, -12, 3, -7, 0, 0)
    return drop
