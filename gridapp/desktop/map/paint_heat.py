"""Heat: a density's raster in the colours of the ramp, smoothed between its cells."""

from collections.abc import Iterator
from functools import lru_cache
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from gridapp.desktop.map.heat import Density, HeatLayer
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import Tokens

_FAINT = 0.04  # share of the top below which nothing is shown
_FULL = 0.3  # share from which the colour is as opaque as it gets
_OPACITY = 0.82


def paint_heat(
    painter: QPainter, layer: HeatLayer, view: Viewport, tokens: Tokens
) -> Iterator[None]:
    """Draw the density that a view can see; yields where the work may pause."""
    density = layer.at(view.scale)
    yield
    if density is None:
        return
    image = _image(density, tokens)
    yield
    west, _, east, north = density.bounds
    cell = (east - west) / image.width()
    left, bottom, right, top = view.extent
    # Two cells more on each side, so that neighbouring tiles are smoothed alike.
    columns = _cells((left - west) / cell - 2, (right - west) / cell + 2, image.width())
    rows = _cells((north - top) / cell - 2, (north - bottom) / cell + 2, image.height())
    if columns[0] >= columns[1] or rows[0] >= rows[1]:
        return
    x, y = view.screen(west + columns[0] * cell, north - rows[0] * cell)
    wide, high = columns[1] - columns[0], rows[1] - rows[0]
    size = cell / view.scale
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(
        QRectF(x, y, wide * size, high * size), image, QRectF(columns[0], rows[0], wide, high)
    )
    painter.restore()
    yield


def _cells(low: float, high: float, count: int) -> tuple[int, int]:
    return min(max(floor(low), 0), count), min(max(ceil(high), 0), count)


@lru_cache(maxsize=6)
def _image(density: Density, tokens: Tokens) -> QImage:
    share = np.minimum(density.values / density.top, 1.0)
    pixels = np.ascontiguousarray(_ramp(tokens)[np.rint(share * 255).astype(np.uint8)])
    rows, columns = pixels.shape
    kind = QImage.Format.Format_ARGB32_Premultiplied
    return QImage(pixels.data, columns, rows, columns * 4, kind).copy()


@lru_cache(maxsize=4)
def _ramp(tokens: Tokens) -> NDArray[np.uint32]:
    """Return 256 premultiplied colours, transparent at the low end."""
    stops = [QColor(colour) for colour in tokens.ramps.heat]
    share, places = np.linspace(0.0, 1.0, 256), np.linspace(0.0, 1.0, len(stops))
    colours = [
        np.interp(share, places, [float(part(stop)) for stop in stops])
        for part in (QColor.red, QColor.green, QColor.blue)
    ]
    alpha = _OPACITY * np.clip((share - _FAINT) / (_FULL - _FAINT), 0.0, 1.0)
    red, green, blue = (np.rint(colour * alpha).astype(np.uint32) for colour in colours)
    opacity = np.rint(alpha * 255).astype(np.uint32)
    return np.asarray(opacity << 24 | red << 16 | green << 8 | blue, dtype=np.uint32)
