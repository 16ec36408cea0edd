"""Clusters: a plate with the count, ringed by the shares of its points' classes."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QImage,
    QPaintEngine,
    QPainter,
    QPainterPath,
    QPen,
)

from gridapp.desktop.map.clusters import ClusteredLayer
from gridapp.desktop.map.paint_points import paint_points
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.style import figure_font
from gridapp.desktop.widgets.tokens import Tokens

_CHUNK = 60  # clusters between two chances to pause: a few milliseconds
_HALO = 3.0  # pixels
_RING = 3.5  # pixels wide
_REACH = 28.0  # pixels a cluster may stand out beyond the view
_STEPS = 24  # parts of the ring that its shares are rounded to, so that pictures can be kept


def paint_clusters(
    painter: QPainter, layer: ClusteredLayer, view: Viewport, tokens: Tokens
) -> Iterator[None]:
    """Draw the clusters in the view, then what stands on its own; yields where it may pause."""
    clustering = layer.at(view.scale)
    yield
    left, bottom, right, top = view.padded(_REACH)
    inside = (clustering.x >= left) & (clustering.x <= right)
    inside &= (clustering.y >= bottom) & (clustering.y <= top)
    found = np.flatnonzero(inside)
    screen = view.to_screen(np.column_stack((clustering.x[found], clustering.y[found])))
    is_picture = painter.paintEngine().type() == QPaintEngine.Type.Raster
    for number, (index, (x, y)) in enumerate(zip(found.tolist(), screen.tolist(), strict=True)):
        ring = _ring(layer.shares(clustering, index))
        text, size = count_text(int(clustering.counts[index])), float(clustering.radii[index])
        if is_picture:
            image = _image(text, size, ring, tokens, view.ratio)
            half = image.width() / view.ratio / 2
            corner = (round((x - half) * view.ratio), round((y - half) * view.ratio))
            painter.drawImage(QPointF(corner[0] / view.ratio, corner[1] / view.ratio), image)
        else:
            painter.save()
            painter.translate(x, y)
            _draw(painter, text, size, ring, tokens)
            painter.restore()
        if number % _CHUNK == _CHUNK - 1:
            yield
    yield from paint_points(painter, layer.singles_at(view.scale), view, tokens)
    crowded = np.isin(found, clustering.crowded)
    for index, (x, y) in zip(found[crowded].tolist(), screen[crowded].tolist(), strict=True):
        _draw_count(painter, count_text(int(clustering.counts[index])), x, y, tokens)


def _draw_count(painter: QPainter, text: str, x: float, y: float, tokens: Tokens) -> None:
    """Write a count over the symbols that lie on its cluster: both can be told."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    font = figure_font("small", 600)
    metrics = QFontMetricsF(font)
    letters = QPainterPath()
    left, baseline = x - metrics.horizontalAdvance(text) / 2, y + metrics.capHeight() / 2
    letters.addText(QPointF(left, baseline), font, text)
    halo = QPen(QColor(tokens.furniture.cluster), _HALO)
    halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(letters, halo)
    painter.fillPath(letters, QColor(tokens.furniture.cluster_ink))


def count_text(count: int) -> str:
    """Write a count in at most four letters."""
    if count < 10_000:
        return str(count)
    return f"{count // 1000}k" if count < 1_000_000 else f"{count // 1_000_000}M"


def _ring(shares: Sequence[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    """Round shares to parts of the ring; whoever is there has one part at least."""
    total = sum(count for _, count in shares)
    parts = [(key, max(round(_STEPS * count / total), 1)) for key, count in shares]
    extra = sum(part for _, part in parts) - _STEPS
    (most, size), *rest = parts
    return ((most, size - extra), *rest)


@lru_cache(maxsize=2048)
def _image(
    text: str, size: float, ring: tuple[tuple[str, int], ...], tokens: Tokens, ratio: float
) -> QImage:
    side = 2 * round((size + 2) * ratio)
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(0)
    painter = QPainter(image)
    painter.translate(side / ratio / 2, side / ratio / 2)
    _draw(painter, text, size, ring, tokens)
    painter.end()
    return image


def _draw(
    painter: QPainter,
    text: str,
    size: float,
    ring: tuple[tuple[str, int], ...],
    tokens: Tokens,
) -> None:
    """Draw a cluster round the painter's origin."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(tokens.symbol_edge), 1.4))
    painter.setBrush(QColor(tokens.furniture.cluster))
    painter.drawEllipse(QPointF(0, 0), size, size)
    middle = size - _RING / 2 - 0.7
    box = QRectF(-middle, -middle, 2 * middle, 2 * middle)
    begin = 90 * 16
    for key, parts in ring:
        span = round(360 * 16 * parts / _STEPS)
        pen = QPen(QColor(tokens.symbol(key).colour), _RING)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.drawArc(box, begin - span, span)
        begin -= span
    painter.setFont(figure_font("small", 600))
    painter.setPen(QColor(tokens.furniture.cluster_ink))
    painter.drawText(QRectF(-size, -size, 2 * size, 2 * size), Qt.AlignmentFlag.AlignCenter, text)
