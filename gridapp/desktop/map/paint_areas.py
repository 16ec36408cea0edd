"""Polygons: filled one by one, every shared boundary stroked once."""

from collections.abc import Iterator

import numpy as np
import shapely
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gridapp.desktop.map.buffers import draw_segments, path, polygons
from gridapp.desktop.map.layers import AreaLayer
from gridapp.desktop.map.ragged import Indices, runs
from gridapp.desktop.map.simplify import Outline, outline, visible
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import AreaStyle, Tokens, width_at

_CHUNK = 6000  # vertices between two chances to pause: about 2 ms
_MARGIN = 6.0  # pixels: no stroke or glow reaches farther
_HAIRLINE = 1.05  # pixels up to which separate segments need no joints


def paint_areas(
    painter: QPainter, layer: AreaLayer, view: Viewport, tokens: Tokens
) -> Iterator[None]:
    """Draw the polygons that touch the view; yields where the work may pause."""
    is_near = np.zeros(len(layer), dtype=bool)
    is_near[layer.tree.query(shapely.box(*view.padded(_MARGIN)))] = True
    for key, chosen in layer.styles.items():
        found = chosen[is_near[chosen]]
        if len(found):
            yield from _paint_some(painter, layer, found, view, tokens.area(key))


def _paint_some(
    painter: QPainter, layer: AreaLayer, found: Indices, view: Viewport, style: AreaStyle
) -> Iterator[None]:
    # A new layer's columns are made at its first tile: a pause after each of the two.
    ragged = layer.ragged
    yield
    once = ragged.once if style.stroke else None
    yield
    strokes: list[tuple[Outline, Indices, Indices]] = []
    for chunk in _chunks(found, ragged.sizes[found]):
        part = ragged.take(chunk)
        mine = None if once is None else once[ragged.vertices(chunk)]
        shape = outline(part, view, mine)
        if style.fill:
            _fill(painter, shape, style)
        if style.stroke:
            strokes.append((shape, *runs(visible(shape, view, _MARGIN))))
        yield
    if style.stroke:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if style.glow:
            yield from _glow(painter, strokes, style)
        yield from _stroke(
            painter, strokes, QColor(style.stroke), width_at(style.widths, view.scale)
        )


def _chunks(found: Indices, sizes: Indices) -> list[Indices]:
    cuts = np.flatnonzero(np.diff(np.cumsum(sizes) // _CHUNK)) + 1
    return np.split(found, cuts)


def _fill(painter: QPainter, shape: Outline, style: AreaStyle) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, not style.seamless)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(style.fill))
    lengths = np.diff(shape.parts)
    rings = np.diff(shape.features)
    # A ring of fewer than three corners has shrunk to a line: there is nothing to fill.
    single = shape.features[:-1][rings == 1]
    single = single[lengths[single] > 3]
    for polygon in polygons(shape.points, shape.parts[single], lengths[single]):
        painter.drawPolygon(polygon)
    for feature in np.flatnonzero(rings > 1).tolist():
        several = slice(shape.features[feature], shape.features[feature + 1])
        painter.drawPath(path(shape.points, shape.parts[:-1][several], lengths[several]))


def _stroke(
    painter: QPainter,
    strokes: list[tuple[Outline, Indices, Indices]],
    colour: QColor,
    width: float,
) -> Iterator[None]:
    pen = QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if width > _HAIRLINE:
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for shape, first, count in strokes:
        if width <= _HAIRLINE:
            begin = _begins(first, count)
            draw_segments(painter, shape.points[begin], shape.points[begin + 1])
        else:
            for polyline in polygons(shape.points, first, count):
                painter.drawPolyline(polyline)
        yield


def _glow(
    painter: QPainter, strokes: list[tuple[Outline, Indices, Indices]], style: AreaStyle
) -> Iterator[None]:
    """Lay a wide translucent line under the boundary.

    Run by run with flat ends: it doubles nowhere but at the nodes, which the line above hides,
    and costs a fifth of one path of all runs.
    """
    pen = QPen(QColor(style.glow), style.glow_width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for shape, first, count in strokes:
        for polyline in polygons(shape.points, first, count):
            painter.drawPolyline(polyline)
        yield


def _begins(first: Indices, count: Indices) -> Indices:
    """Return the vertices at which the segments of the runs begin."""
    lengths = count - 1
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(first - ends + lengths, lengths) + np.arange(total)
