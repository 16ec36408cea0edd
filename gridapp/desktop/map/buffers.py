"""NumPy arrays handed to QPainter in bulk, without a Python object a vertex."""

import ctypes
from collections.abc import Iterator
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF
from shiboken6 import getCppPointer, wrapInstance

from gridapp.desktop.map.ragged import Indices
from gridapp.desktop.map.view import Coordinates

_POINT = 16  # bytes of a QPointF: two doubles


def polygons(points: Coordinates, first: Indices, count: Indices) -> Iterator[QPolygonF]:
    """Yield ``points[first[i]:first[i] + count[i]]`` as Qt's polygon for each i."""
    points = np.ascontiguousarray(points, dtype=np.float64)
    base = points.ctypes.data
    # One copy of memory a polygon: five microseconds, a tenth of building it point by point.
    for start, size in zip((first * _POINT + base).tolist(), count.tolist(), strict=True):
        polygon = QPolygonF()
        if size:
            polygon.resize(size)
            ctypes.memmove(getCppPointer(polygon.data())[0], start, size * _POINT)
        yield polygon


def path(points: Coordinates, first: Indices, count: Indices) -> QPainterPath:
    """Return one path of several polylines or rings, filled by the odd-even rule."""
    result = QPainterPath()
    for polygon in polygons(points, first, count):
        result.addPolygon(polygon)
    return result


def draw_segments(painter: QPainter, segments: NDArray[np.float64]) -> None:
    """Draw a segment a row, x and y of its ends, with the painter's pen."""
    if len(segments):
        segments = np.ascontiguousarray(segments, dtype=np.float64)
        first = cast("QLineF", wrapInstance(segments.ctypes.data, QLineF))
        painter.drawLines(first, len(segments))
