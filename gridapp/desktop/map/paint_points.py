"""Points: each a stamp of its class, the urgent ones last and ringed."""

from collections.abc import Iterator

import numpy as np
from PySide6.QtGui import QPaintEngine, QPainter

from gridapp.desktop.map.layers import PointLayer
from gridapp.desktop.map.stamps import draw_stamps, sheet_of
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.symbols import draw_symbol
from gridapp.desktop.widgets.tokens import Tokens

_CHUNK = 5000  # symbols between two chances to pause: about 1.5 ms
_REACH = 16.0  # pixels a symbol may stand out beyond the view


def paint_points(
    painter: QPainter, layer: PointLayer, view: Viewport, tokens: Tokens
) -> Iterator[None]:
    """Draw the points in the view, the northern ones first; yields where the work may pause."""
    found = layer.within(view.padded(_REACH))
    symbols = [tokens.symbol(key) for key in layer.styles]
    kinds = layer.kinds[found]
    urgent = np.zeros(len(found), dtype=bool) if layer.urgent is None else layer.urgent[found]
    screen = view.to_screen(np.column_stack((layer.x[found], layer.y[found])))
    # Vector devices get shapes, pictures get ready images at whole pixels.
    if painter.paintEngine().type() == QPaintEngine.Type.Raster:
        sheet = sheet_of(tuple((s, u) for s in symbols for u in (False, True)), tokens, view.ratio)
        for start in range(0, len(found), _CHUNK):
            some = slice(start, start + _CHUNK)
            draw_stamps(painter, sheet, screen[some], kinds[some] * 2 + urgent[some])
            yield
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for kind, is_urgent, (x, y) in zip(kinds, urgent, screen.tolist(), strict=True):
        painter.save()
        painter.translate(x, y)
        draw_symbol(painter, symbols[kind], tokens, bool(is_urgent))
        painter.restore()
    yield
