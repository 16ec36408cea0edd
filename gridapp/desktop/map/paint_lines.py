"""Lines: casings first, then the lines, the lesser classes below the greater."""

from collections.abc import Iterator

import numpy as np
import shapely
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gridapp.desktop.map.buffers import polygons
from gridapp.desktop.map.layers import LineLayer, TrackLayer
from gridapp.desktop.map.simplify import Outline, outline
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import LineStyle, Tokens, width_at

_CHUNK = 250  # lines between two chances to pause: about 3 ms


def paint_lines(
    painter: QPainter, layer: LineLayer | TrackLayer, view: Viewport, tokens: Tokens
) -> Iterator[None]:
    """Draw the lines that touch the view; yields where the work may pause."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    classes = sorted(
        ((tokens.line(key), chosen) for key, chosen in layer.styles.items()),
        key=lambda pair: pair[0].rank,
    )
    drawn = [pair for pair in classes if view.scale <= pair[0].max_scale]
    reach = max((_reach(style, view.scale) for style, _ in drawn), default=0.0)
    is_near = np.zeros(len(layer), dtype=bool)
    is_near[layer.tree.query(shapely.box(*view.padded(reach + 1.0)))] = True
    shapes = [
        (style, outline(layer.ragged.take(chosen[is_near[chosen]]), view))
        for style, chosen in drawn
    ]
    yield
    for style, shape in shapes:
        if style.casing:
            yield from _draw(painter, shape, style.casing, _reach(style, view.scale) * 2, ())
    for style, shape in shapes:
        width = width_at(style.widths, view.scale)
        yield from _draw(painter, shape, style.stroke, width, style.dashes)


def _reach(style: LineStyle, scale: float) -> float:
    """Return how far from its middle a line colours the map, in pixels."""
    return width_at(style.widths, scale) / 2 + (style.casing_width if style.casing else 0.0)


def _draw(
    painter: QPainter, shape: Outline, colour: str, width: float, dashes: tuple[float, ...]
) -> Iterator[None]:
    pen = QPen(QColor(colour), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap if dashes else Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if dashes:
        pen.setDashPattern([dash / width for dash in dashes])
    painter.setPen(pen)
    lengths = np.diff(shape.parts)
    for number, line in enumerate(polygons(shape.points, shape.parts[:-1], lengths)):
        if line.size() > 1:
            painter.drawPolyline(line)
        if number % _CHUNK == _CHUNK - 1:
            yield
    yield
