"""What the editor draws over the map each frame: handles, the line drawn, what a drag touches."""

from collections.abc import Sequence

import numpy as np
import shapely
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetrics, QPainter, QPainterPath, QPen

from gridapp.desktop.editor.snapping import Lines, Spot
from gridapp.desktop.map.buffers import path, polygons
from gridapp.desktop.map.ragged import of_polygons
from gridapp.desktop.map.simplify import outline
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.style import text_font
from gridapp.desktop.widgets.tokens import Tokens, radius, space
from gridapp.grid.fabric import Fabric, Objects
from gridapp.grid.segments import Floats, Ints, ragged_ranges

_MOST_HANDLES = 4000  # in sight: beyond that nobody could tell them apart
_NODE, _CORNER = 8.0, 5.0  # pixels across
_SPOT = 7.0  # pixels: half of a snap mark
_WIDEST = 320  # pixels of a refusal's plate
_HATCH = 0.35  # opacity


def draw_handles(
    painter: QPainter, view: Viewport, tokens: Tokens, fabric: Fabric, arcs: Lines
) -> None:
    """Draw the corners and nodes in sight, where there are few enough to take."""
    chosen = arcs.within(view.extent)
    first, last = fabric.offsets[chosen], fabric.offsets[chosen + 1]
    if int((last - first).sum()) > _MOST_HANDLES:
        return
    corners = fabric.xy[ragged_ranges(first + 1, last - first - 2)]
    nodes = fabric.nodes[np.unique(np.concatenate([fabric.tails[chosen], fabric.heads[chosen]]))]
    for points, size in ((corners, _CORNER), (nodes, _NODE)):
        for colour, width in ((tokens.furniture.selection_stroke, size + 2), (tokens.ground, size)):
            _dots(painter, view, points, colour, width)


def _dots(painter: QPainter, view: Viewport, points: Floats, colour: str, width: float) -> None:
    pen = QPen(QColor(colour), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(pen)
    screen = view.to_screen(points)
    for some in polygons(screen, np.array([0]), np.array([len(screen)])):
        painter.drawPoints(some)


def draw_held(
    painter: QPainter, view: Viewport, tokens: Tokens, place: tuple[float, float]
) -> None:
    """Draw the corner that is held, where it is dragged to."""
    for colour, width in ((tokens.furniture.pin_edge, _NODE + 3), (tokens.furniture.pin, _NODE)):
        _dots(painter, view, np.array([place]), colour, width)


def draw_spot(painter: QPainter, view: Viewport, tokens: Tokens, spot: Spot) -> None:
    """Mark what the pointer snaps to: a square on a corner, a cross on a line."""
    x, y = view.screen(spot.x, spot.y)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    mark = QPainterPath()
    if spot.kind in ("node", "vertex"):
        mark.addRect(QRectF(x - _SPOT, y - _SPOT, 2 * _SPOT, 2 * _SPOT))
    else:
        mark.moveTo(x - _SPOT, y - _SPOT)
        mark.lineTo(x + _SPOT, y + _SPOT)
        mark.moveTo(x - _SPOT, y + _SPOT)
        mark.lineTo(x + _SPOT, y - _SPOT)
    painter.strokePath(mark, QPen(QColor(tokens.furniture.pin_edge), 4.5))
    painter.strokePath(mark, QPen(QColor(tokens.furniture.pin), 2.0))


def draw_line(
    painter: QPainter,
    view: Viewport,
    tokens: Tokens,
    points: Sequence[tuple[float, float]],
    end: tuple[float, float] | None,
) -> None:
    """Draw the line that is being drawn, its last stretch to the pointer dashed."""
    screen = [QPointF(*view.screen(*point)) for point in points]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(tokens.furniture.pin), 2.4))
    painter.drawPolyline(screen)
    if end is not None and screen:
        painter.setPen(QPen(QColor(tokens.furniture.pin), 1.6, Qt.PenStyle.DashLine))
        painter.drawLine(screen[-1], QPointF(*view.screen(*end)))
    painter.setPen(QPen(QColor(tokens.furniture.pin_edge), 1.2))
    painter.setBrush(QColor(tokens.furniture.pin))
    for point in screen:
        painter.drawEllipse(point, _CORNER / 2 + 1, _CORNER / 2 + 1)


def draw_grids(
    painter: QPainter, view: Viewport, shapes: Objects, fill: str, stroke: str, width: float
) -> None:
    """Fill and outline some grids."""
    shapes = shapes[~shapely.is_missing(shapes)]
    if not len(shapes):
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    shape = outline(of_polygons(shapes), view)
    whole = path(shape.points, shape.parts[:-1], np.diff(shape.parts))
    whole.setFillRule(Qt.FillRule.WindingFill)
    painter.fillPath(whole, QColor(fill))
    if width:
        painter.strokePath(whole, QPen(QColor(stroke), width))


def draw_arcs(
    painter: QPainter, view: Viewport, tokens: Tokens, fabric: Fabric, arcs: Ints
) -> None:
    """Draw the borders that a drag moves, as they would run."""
    draw_course(painter, view, tokens, [fabric.arc(arc) for arc in arcs.tolist()], 2.6)


def draw_fault(
    painter: QPainter, view: Viewport, tokens: Tokens, place: tuple[float, float], text: str
) -> None:
    """Mark where an edit was refused, and say why beside it."""
    x, y = view.screen(*place)
    colour = QColor(tokens.surface.danger)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(tokens.ground), 5.0))
    painter.drawEllipse(QPointF(x, y), _SPOT + 4, _SPOT + 4)
    painter.setPen(QPen(colour, 2.4))
    painter.drawEllipse(QPointF(x, y), _SPOT + 4, _SPOT + 4)
    painter.drawLine(QPointF(x - 4, y - 4), QPointF(x + 4, y + 4))
    painter.drawLine(QPointF(x - 4, y + 4), QPointF(x + 4, y - 4))
    _plate(painter, view, tokens, (x, y), text, colour)


def draw_locks(painter: QPainter, view: Viewport, tokens: Tokens, shapes: Objects) -> None:
    """Hatch the grids that are locked."""
    if not len(shapes):
        return
    rings = outline(of_polygons(shapes), view)
    whole = path(rings.points, rings.parts[:-1], np.diff(rings.parts))
    colour = QColor(tokens.furniture.ink)
    colour.setAlphaF(_HATCH)
    painter.fillPath(whole, QBrush(colour, Qt.BrushStyle.BDiagPattern))


def draw_note(
    painter: QPainter, view: Viewport, tokens: Tokens, place: tuple[float, float], text: str
) -> None:
    """Say something calmly beside a place."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = QColor(tokens.surface.field_line)
    _plate(painter, view, tokens, view.screen(*place), text, colour)


def _plate(
    painter: QPainter, view: Viewport, tokens: Tokens, at: tuple[float, float], text: str,
    colour: QColor,
) -> None:  # fmt: skip
    """Write on a plate at the right of a pixel, or at its left where there is no room."""
    x, y = at
    font = text_font("small", 500)
    metrics = QFontMetrics(font)
    wraps = Qt.TextFlag.TextWordWrap
    box = metrics.boundingRect(0, 0, _WIDEST, 400, wraps, text)
    plate = QRectF(box).adjusted(0, 0, 2 * space["s"], 2 * space["xs"])
    plate.moveTopLeft(QPointF(x + 18, y - plate.height() / 2))
    if plate.right() > view.width:
        plate.moveRight(max(x - 18, plate.width() + space["s"]))
    painter.setPen(QPen(colour, 1.0))
    painter.setBrush(QColor(tokens.surface.raised))
    painter.drawRoundedRect(plate, radius["s"], radius["s"])
    painter.setFont(font)
    painter.setPen(QColor(tokens.surface.text))
    inner = plate.adjusted(space["s"], space["xs"], -space["s"], -space["xs"])
    painter.drawText(inner, wraps, text)


def draw_strip(painter: QPainter, view: Viewport, tokens: Tokens, shapes: Objects) -> None:
    """Hatch the ground that would change hands."""
    rings = outline(of_polygons(shapes), view)
    whole = path(rings.points, rings.parts[:-1], np.diff(rings.parts))
    whole.setFillRule(Qt.FillRule.WindingFill)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(whole, QBrush(QColor(tokens.furniture.pin), Qt.BrushStyle.FDiagPattern))
    painter.strokePath(whole, QPen(QColor(tokens.furniture.pin), 1.6))


def draw_band(
    painter: QPainter, view: Viewport, tokens: Tokens, one: tuple[float, float],
    two: tuple[float, float],
) -> None:  # fmt: skip
    """Draw a rubber band between two places."""
    painter.setPen(QPen(QColor(tokens.furniture.band_stroke), 1))
    painter.setBrush(QColor(tokens.furniture.band_fill))
    painter.drawRect(QRectF(QPointF(*view.screen(*one)), QPointF(*view.screen(*two))).normalized())


def draw_course(
    painter: QPainter, view: Viewport, tokens: Tokens, lines: Sequence[Floats], width: float
) -> None:
    """Draw borders that are meant, over those of the map."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(QColor(tokens.furniture.pin), width)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    for xy in lines:
        screen = view.to_screen(xy)
        for line in polygons(screen, np.array([0]), np.array([len(screen)])):
            painter.drawPolyline(line)
