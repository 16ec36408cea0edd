"""NumPy arrays handed to QPainter in bulk, without a Python object a vertex."""

import ctypes
from collections.abc import Iterator
from typing import cast

import numpy as np
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


def draw_segments(painter: QPainter, begin: Coordinates, end: Coordinates) -> None:
    """Draw the segments from each row of `begin` to that of `end` with the painter's pen."""
    if not len(begin):
        return
    segments = np.ascontiguousarray(np.concatenate((begin, end), axis=1), dtype=np.float64)
    first = cast("QLineF", wrapInstance(segments.ctypes.data, QLineF))
    painter.drawLines(first, len(segments))
