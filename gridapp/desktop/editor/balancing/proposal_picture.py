"""A proposal on the map: what changes hands, hatched in the colours of from and to, with arrows."""

import math

import numpy as np
import shapely
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPainterPath, QPen, QPolygonF

from gridapp.desktop.map.buffers import path
from gridapp.desktop.map.ragged import Ragged, of_polygons
from gridapp.desktop.map.simplify import outline
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import Tokens
from gridapp.grid.balance_proposal import Proposal
from gridapp.grid.fabric import Fabric, Objects
from gridapp.grid.outlines import outlines
from gridapp.grid.segments import Floats, group_equal

_KINDS = ("case.waiting", "case.dispatched", "case.handling", "case.overdue", "terminal")
"""Symbols whose colours, told apart also by the colour-blind, stand for grids here."""

_TO, _FROM = 0.38, 0.75  # opacity of the fill and of the hatch
_ARROW = 34.0  # pixels
_LEAST = 14.0  # pixels across, below which an arrow would hide its piece


class ProposalPicture:
    """What changes hands, piece by piece: adjoining faces with the same from and to."""

    def __init__(self, fabric: Fabric, found: Proposal) -> None:
        width = int(max(found.old.max(initial=0), found.new.max(initial=0))) + 1
        keys, piece = group_equal(found.old * width + found.new)
        labels = np.full(fabric.n_faces, -1, np.int64)
        labels[found.faces] = piece
        self.pieces: Objects = outlines(fabric, labels, len(keys))
        grids = np.unique(np.concatenate([found.old, found.new]))
        colour = {int(row): at % len(_KINDS) for at, row in enumerate(grids)}
        self._ways = [(colour[int(key) // width], colour[int(key) % width]) for key in keys]
        level = fabric.level(found.wish.net, found.wish.level)
        wanted = np.zeros(len(level.codes), bool)
        wanted[grids] = True
        shapes: Objects = outlines(fabric, level.labels, len(level.codes), wanted)[grids]
        self._grids = [of_polygons(shapes[at : at + 1]) for at in range(len(shapes))]
        self._rings = [of_polygons(self.pieces[at : at + 1]) for at in range(len(keys))]
        self._parts = [shapely.get_parts(piece).tolist() for piece in self.pieces]
        self._colours = [colour[int(row)] for row in grids]
        centres = shapely.get_coordinates(shapely.point_on_surface(shapes))
        place = {int(row): centres[at] for at, row in enumerate(grids)}
        self._targets = [place[int(key) % width] for key in keys]

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """What holds all that changes, metres."""
        left, bottom, right, top = shapely.total_bounds(self.pieces).tolist()
        return left, bottom, right, top

    def paint(self, painter: QPainter, view: Viewport, tokens: Tokens) -> None:
        """Draw the grids' outlines, the pieces, and an arrow from each piece to its grid."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = [QColor(tokens.symbol(kind).colour) for kind in _KINDS]
        for shape, number in zip(self._grids, self._colours, strict=True):
            painter.strokePath(_path(shape, view), QPen(colours[number], 2.0))
        for shape, (old, new) in zip(self._rings, self._ways, strict=True):
            whole = _path(shape, view)
            painter.fillPath(whole, _with_alpha(colours[new], _TO))
            hatch = QBrush(_with_alpha(colours[old], _FROM), Qt.BrushStyle.BDiagPattern)
            painter.fillPath(whole, hatch)
            painter.strokePath(whole, QPen(colours[new], 1.4))
        for parts, (_, new), target in zip(self._parts, self._ways, self._targets, strict=True):
            for part in parts:
                self._draw_arrow(painter, view, tokens, part, target, colours[new])

    def _draw_arrow(
        self,
        painter: QPainter,
        view: Viewport,
        tokens: Tokens,
        part: shapely.Geometry,
        target: Floats,
        colour: QColor,
    ) -> None:
        if math.sqrt(part.area) / view.scale < _LEAST:
            return
        at = part.representative_point()
        x, y = view.screen(at.x, at.y)
        to_x, to_y = view.screen(float(target[0]), float(target[1]))
        reach = math.hypot(to_x - x, to_y - y)
        if reach < 1:
            return
        dx, dy = (to_x - x) / reach, (to_y - y) / reach
        length = min(_ARROW, reach)
        tip = QPointF(x + dx * length, y + dy * length)
        head = QPolygonF(
            [tip, *(QPointF(tip.x() - 9 * dx - s * 5 * dy, tip.y() - 9 * dy + s * 5 * dx)
                    for s in (1, -1))]
        )  # fmt: skip
        neck = QPointF(tip.x() - 8 * dx, tip.y() - 8 * dy)
        for ink, width in ((QColor(tokens.ground), 5.0), (colour, 2.4)):
            pen = QPen(ink, width)
            painter.setPen(pen)
            painter.drawLine(QPointF(x, y), neck)
            painter.setBrush(ink)
            painter.drawPolygon(head)


def _path(shape: Ragged, view: Viewport) -> QPainterPath:
    rings = outline(shape, view)
    return path(rings.points, rings.parts[:-1], np.diff(rings.parts))


def _with_alpha(colour: QColor, alpha: float) -> QColor:
    made = QColor(colour)
    made.setAlphaF(alpha)
    return made
