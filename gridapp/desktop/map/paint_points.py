"""Points: each a symbol of its class, the urgent ones last and ringed."""

from collections.abc import Iterator

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPaintEngine, QPainter

from gridapp.desktop.map.layers import PointLayer
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.symbols import draw_symbol, symbol_image
from gridapp.desktop.widgets.tokens import Tokens

_CHUNK = 1000  # symbols between two chances to pause: about 2 ms
_REACH = 16.0  # pixels a symbol may stand out beyond the view


def paint_points(
    painter: QPainter, layer: PointLayer, view: Viewport, tokens: Tokens
) -> Iterator[None]:
    """Draw the points in the view, the northern ones first; yields where the work may pause."""
    left, bottom, right, top = view.padded(_REACH)
    inside = (layer.x >= left) & (layer.x <= right) & (layer.y >= bottom) & (layer.y <= top)
    urgent = np.zeros(len(layer.x), dtype=bool) if layer.urgent is None else layer.urgent
    screen = view.to_screen(np.column_stack((layer.x, layer.y)))
    kinds = np.full(len(layer.x), layer.style, dtype=object)
    for key, chosen in layer.styles.items():
        kinds[chosen] = key
    found = np.flatnonzero(inside)
    order = found[np.lexsort((-layer.y[found], urgent[found]))]
    rows = zip(order.tolist(), screen[order].tolist(), strict=True)
    # Vector devices get shapes, pictures get ready images at whole pixels.
    is_picture = painter.paintEngine().type() == QPaintEngine.Type.Raster
    for number, (index, (x, y)) in enumerate(rows):
        symbol, is_urgent = tokens.symbol(kinds[index]), bool(urgent[index])
        if is_picture:
            image = symbol_image(symbol, tokens, is_urgent, view.ratio)
            half = image.width() / view.ratio / 2
            corner = (round((x - half) * view.ratio), round((y - half) * view.ratio))
            painter.drawImage(QPointF(corner[0] / view.ratio, corner[1] / view.ratio), image)
        else:
            painter.save()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(x, y)
            draw_symbol(painter, symbol, tokens, is_urgent)
            painter.restore()
        if number % _CHUNK == _CHUNK - 1:
            yield
    yield
