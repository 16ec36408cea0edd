"""A map in a frame on a page: at a round scale, with its scale bar, north arrow and highlight."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
import shapely
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from gridapp.desktop.backgrounds.bringing import bring_all, lost
from gridapp.desktop.backgrounds.placing import lent
from gridapp.desktop.map.background.credit import draw_credits
from gridapp.desktop.map.buffers import path
from gridapp.desktop.map.candidates import Label
from gridapp.desktop.map.furniture import scale_bar
from gridapp.desktop.map.labels import Placement, place
from gridapp.desktop.map.layers import Layer
from gridapp.desktop.map.painters import Drawable, is_ground, paint_layers
from gridapp.desktop.map.ragged import of_polygons
from gridapp.desktop.map.scene import Scene
from gridapp.desktop.map.text import measured_by
from gridapp.desktop.map.view import Bounds, Viewport
from gridapp.desktop.printing.look import HIGHLIGHT, PAPER, width_of, write
from gridapp.desktop.printing.reading import Backdrop
from gridapp.desktop.printing.scales import metres_per_pixel, round_scale, scale_text
from gridapp.desktop.widgets.tokens import space

_FINENESS = 4.0  # points of geometry to a logical pixel: finer than a printer's
_PATIENCE_S = 8.0  # without a tile from the network; whoever closes the program waits for this
_STREET = 12.0  # pixels from a boundary within which a street runs along it
_VEIL = 0.62  # how much of what lies round a highlighted grid pales


@dataclass(frozen=True, slots=True)
class Frame:
    """A part of a scene on a part of a page.

    Attributes
    ----------
    box : where on the page, logical pixels
    view : what it shows
    scale : the n of 1:n
    """

    box: QRectF
    view: Viewport
    scale: int


def fit_frame(bounds: Bounds, box: QRectF, mm_per_pixel: float, margin: float) -> Frame:
    """Fit `bounds` (metres) into a box, `margin` pixels from its edge, at a round scale."""
    room = (box.width() - 2 * margin, box.height() - 2 * margin)
    scale = round_scale(bounds, room[0] * mm_per_pixel, room[1] * mm_per_pixel)
    left, bottom, right, top = bounds
    view = Viewport(
        x=(left + right) / 2,
        y=(bottom + top) / 2,
        scale=metres_per_pixel(scale, mm_per_pixel),
        width=box.width(),
        height=box.height(),
        ratio=_FINENESS,
    )
    return Frame(box, view, scale)


def draw_frame(
    painter: QPainter,
    frame: Frame,
    layers: Iterable[Layer],
    backdrop: Backdrop | None,
    highlight: shapely.Geometry | None = None,
) -> None:
    """Draw the map, pale round the highlight if there is one, with bar and arrow, and its edge."""
    scene = Scene(layers)
    brought = [] if backdrop is None else bring_all(backdrop.backgrounds, backdrop.crs, _PATIENCE_S)
    painter.save()
    painter.translate(frame.box.topLeft())
    inside = QRectF(0, 0, frame.box.width(), frame.box.height())
    painter.setClipRect(inside)
    painter.fillRect(inside, QColor(PAPER.ground))
    with lent(scene, brought):
        _draw_map(painter, frame.view, scene, inside, highlight)
        right = inside.right() - space["s"]
        draw_credits(painter, scene, frame.view, PAPER, right=right, more=lost(brought))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    _draw_bar(painter, frame, inside)
    _draw_north(painter, QPointF(inside.right() - space["xl"], space["xl"] + space["s"]))
    painter.setClipping(False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(QColor(PAPER.surface.field_line), 1.0))
    painter.drawRect(inside)
    painter.restore()


def _draw_map(
    painter: QPainter,
    view: Viewport,
    scene: Scene,
    inside: QRectF,
    highlight: shapely.Geometry | None,
) -> None:
    layers = scene.shown(view.scale)
    _paint(painter, [layer for layer in layers if is_ground(layer)], view)
    labels = place(layers, view, PAPER, measured_by(PAPER))
    if highlight is None:
        _paint(painter, [labels], view)
    else:
        # What belongs to the grid stands on its boundary, the names of the streets there too.
        mine, others = _split(labels, highlight, view)
        _paint(painter, [others], view)
        _highlight(painter, view, inside, highlight)
        _paint(painter, [mine], view)
    _paint(painter, [layer for layer in layers if not is_ground(layer)], view)


def _paint(painter: QPainter, what: list[Drawable], view: Viewport) -> None:
    for _ in paint_layers(painter, what, view, PAPER):
        pass


def _split(
    labels: Placement, polygon: shapely.Geometry, view: Viewport
) -> tuple[Placement, Placement]:
    """Part the labels of a grid from those round it."""
    mine: dict[str, Label] = {}
    others: dict[str, Label] = {}
    for key, label in labels.where.items():
        reach = _STREET * view.scale if label.style == "street" else 0.0
        belongs = shapely.dwithin(polygon, shapely.Point(label.x, label.y), reach)
        (mine if belongs else others)[key] = label
    return replace(labels, where=mine), replace(labels, where=others)


def _highlight(
    painter: QPainter, view: Viewport, inside: QRectF, polygon: shapely.Geometry
) -> None:
    ragged = of_polygons(np.array([polygon], dtype=object))
    points = view.to_screen(ragged.coords)
    outline = path(points, ragged.parts[:-1], np.diff(ragged.parts))
    veil = QPainterPath()
    veil.addRect(inside)
    veil.addPath(outline)
    pale = QColor(PAPER.surface.raised)
    pale.setAlphaF(_VEIL)
    painter.fillPath(veil, pale)
    glow = QColor(HIGHLIGHT)
    glow.setAlphaF(0.18)
    for colour, width in ((glow, 10.0), (QColor(HIGHLIGHT), 3.2)):
        pen = QPen(colour, width)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.strokePath(outline, pen)


def _draw_bar(painter: QPainter, frame: Frame, inside: QRectF) -> None:
    """Draw the scale bar in two halves with the scale in numbers, bottom left."""
    bar = scale_bar(frame.view.scale, min(180.0, inside.width() / 3))
    words = scale_text(frame.scale)
    gap, height = float(space["s"]), 34.0
    wide = max(bar.pixels + width_of(bar.text, "small"), width_of(words, "small", 600))
    plate = QRectF(gap, inside.height() - height - gap, wide + 2.5 * gap, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(PAPER.furniture.plate))
    painter.drawRoundedRect(plate, 4, 4)
    left, foot = plate.left() + gap, plate.bottom() - gap
    write(painter, words, QPointF(left, plate.top() + 1), "small", weight=600)
    painter.setPen(QPen(QColor(PAPER.furniture.ink), 1.0))
    for half, fill in ((0, PAPER.furniture.ink), (1, PAPER.surface.raised)):
        painter.setBrush(QColor(fill))
        painter.drawRect(QRectF(left + half * bar.pixels / 2, foot - 4, bar.pixels / 2, 4))
    end = left + bar.pixels + 4
    write(painter, bar.text, QPointF(end, foot - 11), "small")


def _draw_north(painter: QPainter, middle: QPointF) -> None:
    ink, paper = QColor(PAPER.furniture.ink), QColor(PAPER.surface.raised)
    painter.save()
    painter.translate(middle)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(PAPER.furniture.plate))
    painter.drawEllipse(QPointF(0, 0), 22, 22)
    painter.setPen(QPen(ink, 1.2))
    for side, fill in ((-1, ink), (1, paper)):
        painter.setBrush(fill)
        painter.drawPolygon(QPolygonF([QPointF(0, -8), QPointF(0, 9), QPointF(side * 6, 14)]))
    write(painter, "N", QPointF(-width_of("N", "small", 600) / 2, -24), "small", weight=600)
    painter.restore()
