"""Areas: filled, common boundaries stroked once."""

from collections.abc import Generator, Iterator

import numpy as np
import shapely
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter

from gridapp.desktop.map.borders import Flags, borders, outline_of
from gridapp.desktop.map.buffers import path, polygons
from gridapp.desktop.map.layers import AreaLayer
from gridapp.desktop.map.paint_borders import Boundary, margin, paint_boundary
from gridapp.desktop.map.ragged import Indices, Ragged, chunks, join, of_polygons
from gridapp.desktop.map.shapes import Shapes
from gridapp.desktop.map.simplify import Outline, outline, placed
from gridapp.desktop.map.view import Coordinates, Viewport
from gridapp.desktop.widgets.tokens import AreaStyle, Tokens

_CHUNK = 6000  # vertices between two chances to pause: about 2 ms
_SOLID = 255


def paint_areas(
    painter: QPainter, layer: AreaLayer, view: Viewport, tokens: Tokens
) -> Iterator[None]:
    """Draw the polygons that touch the view; yields where the work may pause."""
    near = np.sort(layer.tree.query(shapely.box(*view.padded(margin))))
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
        boundary = Boundary(view, shape, kept.once)
    else:
        ragged, kept = shapes.take(found)
        yield
        shape = placed(ragged, view)
        is_mine: Flags | None = None
        if len(layer.styles) > 1:
            is_mine = np.zeros(len(layer), dtype=bool)
            is_mine[found] = True
        boundary = Boundary(view, shape, kept.once, shapes.strips, is_mine)
    yield
    if style.fill:
        if shapes is not None and len(found) == len(shapes.ragged.sizes):
            rings = shapes.rings
        else:
            rings = outline_of(shape.coords, shape.parts, kept.across, found, len(layer))
        yield from _fill(painter, shape, rings, style)
    yield from paint_boundary(painter, boundary, style, layer.side / view.scale)


def _extract(layer: AreaLayer, found: Indices) -> Generator[None, None, Ragged]:
    """Take the rings of polygons as they are, some at a time."""
    sizes = shapely.get_num_coordinates(layer.polygons[found])
    pieces = []
    for chunk in chunks(sizes, _CHUNK):
        pieces.append(of_polygons(layer.polygons[found[chunk]]))
        yield
    return join(pieces)


def _fill(
    painter: QPainter, shape: Outline, rings: list[Coordinates] | None, style: AreaStyle
) -> Iterator[None]:
    """Fill polygons one by one, or all at once inside the rings round them, where there are any.

    Smooth edges cost three times the fill; below a line that lets nothing through nobody sees them.
    """
    is_hidden = style.seamless or (rings is not None and _covers(style))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, not is_hidden)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(style.fill))
    if rings is not None:
        _fill_as_one(painter, shape, rings)
        yield
        return
    lengths, holes = np.diff(shape.parts), np.diff(shape.features)
    for chunk in chunks(np.diff(shape.parts[shape.features]), _CHUNK):
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


def _covers(style: AreaStyle) -> bool:
    """Return whether the boundary is stroked at least a pixel wide, and solid."""
    is_solid = style.stroke is not None and QColor(style.stroke).alpha() == _SOLID
    return is_solid and style.fade is None and min(width for _, width in style.widths) >= 1.0


def _fill_as_one(painter: QPainter, shape: Outline, rings: list[Coordinates]) -> None:
    """Fill what polygons cover together: no seams, and a hundredth of the edges."""
    if rings:
        points = shape.to_screen(np.concatenate(rings))
        sizes = np.array([len(ring) for ring in rings])
        painter.drawPath(path(points, np.cumsum(sizes) - sizes, sizes))
