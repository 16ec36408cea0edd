"""Polygons: neighbours of one colour filled as one, every shared boundary stroked once."""

from collections.abc import Generator, Iterator

import numpy as np
import shapely
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPaintEngine, QPainter, QPen

from gridapp.desktop.map.borders import Borders, Flags, borders, joined_rings, outside, runs
from gridapp.desktop.map.buffers import draw_segments, path, polygons
from gridapp.desktop.map.details import Shapes
from gridapp.desktop.map.layers import AreaLayer
from gridapp.desktop.map.ragged import Indices, Ragged, join, of_polygons
from gridapp.desktop.map.simplify import Outline, outline, placed, visible
from gridapp.desktop.map.view import Coordinates, Viewport
from gridapp.desktop.widgets.tokens import AreaStyle, Tokens, faded, width_at

_CHUNK = 6000  # vertices between two chances to pause: about 2 ms
_MARGIN = 6.0  # pixels: no stroke or glow reaches farther
_HAIRLINE = 1.05  # pixels up to which a line is drawn one pixel wide: that has a path of its own
_WIDE = 3.2  # pixels up to which squares at the ends of short segments make a smooth line
_SHORT = 8.0  # pixels: mean length of segments that need no joints
_JOINED = 0.7  # of all segments between polygons of one colour: then they are filled as one
_SOLID = 255
_FAINT = 0.03  # opacity below which a line isn't drawn


def paint_areas(
    painter: QPainter, layer: AreaLayer, view: Viewport, tokens: Tokens
) -> Iterator[None]:
    """Draw the polygons that touch the view; yields where the work may pause."""
    near = np.sort(layer.tree.query(shapely.box(*view.padded(_MARGIN))))
    shapes = layer.details.at(view)
    yield
    for key, found in layer.by_style(near):
        if len(found):
            yield from _paint_some(painter, layer, found, shapes, view, tokens.area(key))


def _paint_some(
    painter: QPainter,
    layer: AreaLayer,
    found: Indices,
    shapes: Shapes | None,
    view: Viewport,
    style: AreaStyle,
) -> Iterator[None]:
    if shapes is None:
        ragged = yield from _extract(layer, found)
        yield
        edges = borders(ragged, found)
        yield
        shape = outline(ragged, view)
        kept = edges.take(shape.kept)
    else:
        ragged, kept = shapes.take(found)
        yield
        shape = placed(ragged, view)
    yield
    if style.fill:
        yield from _fill(painter, shape, _outer(shape, kept, found, len(layer)), style)
    side = layer.side / view.scale
    opacity, glow_opacity = faded(style.fade, side), faded(style.glow_fade, side)
    if style.stroke and opacity > _FAINT:
        stroked = visible(shape.points, np.flatnonzero(kept.once), view, _MARGIN)
        yield
        if style.glow and glow_opacity > _FAINT:
            glow = _through(style.glow, glow_opacity)
            yield from _glow(painter, shape, stroked, view, glow, style.glow_width)
        width = width_at(style.widths, view.scale)
        yield from _stroke(painter, shape, stroked, _through(style.stroke, opacity), width)


def _extract(layer: AreaLayer, found: Indices) -> Generator[None, None, Ragged]:
    """Take the rings of polygons as they are, some at a time."""
    sizes = shapely.get_num_coordinates(layer.polygons[found])
    pieces = []
    for chunk in _chunks(sizes):
        pieces.append(of_polygons(layer.polygons[found[chunk]]))
        yield
    return join(pieces)


def _chunks(sizes: Indices) -> list[slice]:
    """Cut features of so many vertices into runs of about `_CHUNK` vertices."""
    cuts = (np.flatnonzero(np.diff(np.cumsum(sizes) // _CHUNK)) + 1).tolist()
    return [slice(a, b) for a, b in zip([0, *cuts], [*cuts, len(sizes)], strict=True)]


def _outer(shape: Outline, kept: Borders, found: Indices, count: int) -> Flags | None:
    """Tell which segments bound what the polygons cover together; None if nearly all do."""
    is_mine = np.zeros(count + 1, dtype=bool)
    is_mine[found] = True
    outer = ~is_mine[np.where(kept.across == outside, count, kept.across)]
    if np.count_nonzero(outer) > (1 - _JOINED) * len(outer):
        return None
    lengths = np.diff(shape.parts)
    outer[shape.parts[1:][lengths > 0] - 1] = False  # no segment leaves a part's last vertex
    return outer


def _fill(
    painter: QPainter, shape: Outline, outer: Flags | None, style: AreaStyle
) -> Iterator[None]:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, not style.seamless)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(style.fill))
    rings = None if outer is None else joined_rings(shape.points, outer)
    if rings is not None:
        _fill_as_one(painter, rings)
        yield
        return
    lengths, holes = np.diff(shape.parts), np.diff(shape.features)
    for chunk in _chunks(np.diff(shape.parts[shape.features])):
        begin, several = shape.features[:-1][chunk], holes[chunk]
        # A ring of fewer than three corners has shrunk to a line: there is nothing to fill.
        single = begin[several == 1]
        single = single[lengths[single] > 3]
        for polygon in polygons(shape.points, shape.parts[single], lengths[single]):
            painter.drawPolygon(polygon)
        for first, count in zip(begin[several > 1], several[several > 1], strict=True):
            rows = slice(first, first + count)
            painter.drawPath(path(shape.points, shape.parts[:-1][rows], lengths[rows]))
        yield


def _fill_as_one(painter: QPainter, rings: list[Coordinates]) -> None:
    """Fill what polygons cover together: no seams, and a hundredth of the edges."""
    if rings:
        sizes = np.array([len(ring) for ring in rings])
        painter.drawPath(path(np.concatenate(rings), np.cumsum(sizes) - sizes, sizes))


def _stroke(
    painter: QPainter, shape: Outline, stroked: Indices, colour: QColor, width: float
) -> Iterator[None]:
    """Draw a boundary: many short segments one by one, which costs a fifth of polylines."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    pen = QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if width <= _HAIRLINE:
        pen.setWidthF(min(width, 1.0))
    elif _is_solid(colour, width) and _is_crowded(painter, shape.points, stroked):
        pen.setCapStyle(Qt.PenCapStyle.SquareCap)
    else:
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        yield from _draw_polylines(painter, shape, stroked)
        return
    painter.setPen(pen)
    yield from _draw_segments(painter, shape.points, stroked)


def _glow(
    painter: QPainter,
    shape: Outline,
    stroked: Indices,
    view: Viewport,
    colour: QColor,
    width: float,
) -> Iterator[None]:
    """Lay a wide translucent line under the boundary.

    On a picture it is drawn solid on a sheet of its own, which is laid on as a whole: it doubles
    nowhere. On paper it is drawn run by run with flat ends: it doubles at the nodes alone, which
    the line above hides.
    """
    pen = QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if not _is_crowded(painter, shape.points, stroked):
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(pen)
        yield from _draw_polylines(painter, shape, stroked)
        return
    size = (round(view.width * view.ratio), round(view.height * view.ratio))
    sheet = QImage(*size, QImage.Format.Format_ARGB32_Premultiplied)
    sheet.setDevicePixelRatio(view.ratio)
    sheet.fill(0)
    pen.setColor(QColor(colour.red(), colour.green(), colour.blue()))
    pen.setCapStyle(Qt.PenCapStyle.SquareCap)
    on_sheet = QPainter(sheet)
    try:
        on_sheet.setRenderHint(QPainter.RenderHint.Antialiasing)
        on_sheet.setPen(pen)
        yield from _draw_segments(on_sheet, shape.points, stroked)
    finally:
        on_sheet.end()
    painter.setOpacity(colour.alphaF())
    painter.drawImage(0, 0, sheet)
    painter.setOpacity(1.0)
    yield


def _through(colour: str, opacity: float) -> QColor:
    """Return a colour that lets more through."""
    result = QColor(colour)
    result.setAlphaF(result.alphaF() * opacity)
    return result


def _is_solid(colour: QColor, width: float) -> bool:
    return colour.alpha() == _SOLID and width <= _WIDE


def _is_crowded(painter: QPainter, points: Coordinates, stroked: Indices) -> bool:
    """Return whether a picture is to show segments so short that joints can't be seen."""
    if painter.paintEngine().type() != QPaintEngine.Type.Raster:
        return False
    some = stroked[:_CHUNK]
    return bool(len(some) and np.hypot(*(points[some + 1] - points[some]).T).mean() < _SHORT)


def _draw_segments(painter: QPainter, points: Coordinates, stroked: Indices) -> Iterator[None]:
    for start in range(0, len(stroked), _CHUNK):
        some = stroked[start : start + _CHUNK]
        draw_segments(painter, points[some], points[some + 1])
        yield


def _draw_polylines(painter: QPainter, shape: Outline, stroked: Indices) -> Iterator[None]:
    is_stroked = np.zeros(len(shape.points), dtype=bool)
    is_stroked[stroked] = True
    first, count = runs(is_stroked)
    for chunk in _chunks(count):
        for polyline in polygons(shape.points, first[chunk], count[chunk]):
            painter.drawPolyline(polyline)
        yield
