"""The tool that measures: distances along a line, or an area with its circumference."""

from collections.abc import Callable
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QPolygonF

from gridapp.desktop.map.tool import Pointer
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.style import figure_font
from gridapp.desktop.widgets.tokens import Tokens, radius, space
from gridapp.language import tr

What = Literal["distance", "area"]
Places = list[tuple[float, float]]

Degrees = Callable[
    [NDArray[np.float64], NDArray[np.float64]], tuple[NDArray[np.float64], NDArray[np.float64]]
]
"""Turns metres (east, north) into longitudes and latitudes in degrees."""

_HECTARE, _KILOMETRE = 10_000.0, 1000.0
_MOST = 3  # a line of three points is the least that has an area


def geodesic_length(places: Places, degrees: Degrees) -> float:
    """Return the metres along a line on the ellipsoid (WGS-84), not on the projected plane."""
    if len(places) < 2:
        return 0.0
    from pyproj import Geod  # imported late: a window can't wait for it

    lon, lat = degrees(*np.array(places).T)
    return float(Geod(ellps="WGS84").line_length(lon, lat))


def geodesic_area(places: Places, degrees: Degrees) -> tuple[float, float]:
    """Return square metres and circumference of a ring on the ellipsoid (WGS-84)."""
    if len(places) < _MOST:
        return 0.0, 2 * geodesic_length(places, degrees)
    from pyproj import Geod

    lon, lat = degrees(*np.array(places).T)
    area, around = Geod(ellps="WGS84").polygon_area_perimeter(lon, lat)
    return abs(float(area)), float(around)


def length_text(metres: float) -> str:
    """Say a length."""
    if metres >= _KILOMETRE:
        return tr("{length} km", length=f"{metres / _KILOMETRE:,.3f}")
    return tr("{length} m", length=f"{metres:.1f}")


def area_text(metres: float) -> str:
    """Say an area, in hectares where square metres are too many to read."""
    if metres >= _HECTARE:
        return tr("{area} ha", area=f"{metres / _HECTARE:,.2f}")
    return tr("{area} m²", area=f"{metres:,.0f}")


class MeasureTool:
    """A click adds a point, Backspace takes it back, a double click or Enter ends, Esc leaves.

    Parameters
    ----------
    what : {"distance", "area"}
    degrees : Degrees
    redraw : callable
        Called when something else is to be drawn.
    leave : callable
        Called when the tool is to be put down.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(
        self,
        what: What,
        degrees: Degrees,
        redraw: Callable[[], None],
        leave: Callable[[], None],
    ) -> None:
        self.what: What = what
        self._degrees, self._redraw, self._leave = degrees, redraw, leave
        self._points: Places = []
        self._end: tuple[float, float] | None = None
        self._is_done = False

    @property
    def places(self) -> Places:
        """The points, that under the pointer included while the line isn't ended."""
        return self._points if self._end is None else [*self._points, self._end]

    @property
    def text(self) -> str:
        """What has been measured so far; what it was measured on is said as well."""
        if self.what == "area":
            area, around = geodesic_area(self.places, self._degrees)
            return tr(
                "{area}, circumference {length} (on the ellipsoid)",
                area=area_text(area), length=length_text(around),
            )  # fmt: skip
        length = geodesic_length(self.places, self._degrees)
        return tr("{length} (on the ellipsoid)", length=length_text(length))

    def press(self, at: Pointer) -> bool:
        """Leave drags to the map."""
        return False

    def move(self, at: Pointer) -> None:
        """Measure to the pointer."""
        if self._points and not self._is_done:
            self._end = (at.x, at.y)
            self._redraw()

    def release(self, at: Pointer) -> None:
        """Don't care."""

    def click(self, at: Pointer) -> bool:
        """Add a point; after the end, begin anew."""
        if self._is_done:
            self._points.clear()
            self._is_done = False
        if not self._points or self._points[-1] != (at.x, at.y):
            self._points.append((at.x, at.y))
        self._end = None
        self._redraw()
        return True

    def double_click(self, at: Pointer) -> bool:
        """End; the first of the two clicks has added its point."""
        self._finish()
        return True

    def key(self, key: Qt.Key) -> bool:
        """Enter ends, Backspace takes the last point back, Esc clears, and then leaves."""
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish()
        elif key == Qt.Key.Key_Backspace and self._points:
            self._points.pop()
            self._redraw()
        elif key == Qt.Key.Key_Escape:
            if self._points:
                self._points.clear()
                self._end, self._is_done = None, False
                self._redraw()
            else:
                self._leave()
        else:
            return False
        return True

    def _finish(self) -> None:
        self._end, self._is_done = None, True
        self._redraw()

    def paint(self, painter: QPainter, view: Viewport, tokens: Tokens) -> None:
        """Draw the line or the area, each stretch's length, and the sum."""
        places = self.places
        if not places:
            return
        look = tokens.furniture
        screen = [QPointF(*view.screen(*place)) for place in places]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.what == "area" and len(screen) >= _MOST:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(look.uncertainty_fill))
            painter.drawPolygon(QPolygonF(screen))
            screen_line = [*screen, screen[0]]
        else:
            screen_line = screen
        for colour, width in ((look.pin_edge, 4.0), (look.pin, 2.0)):
            painter.setPen(QPen(QColor(colour), width))
            painter.drawPolyline(screen_line)
        painter.setPen(QPen(QColor(look.pin_edge), 1.2))
        painter.setBrush(QColor(look.pin))
        for point in screen:
            painter.drawEllipse(point, 4, 4)
        if self.what == "distance" and len(places) > 2:
            for one, two in zip(range(len(places)), range(1, len(places)), strict=False):
                if QPointF(screen[two] - screen[one]).manhattanLength() > 90:
                    text = length_text(geodesic_length([places[one], places[two]], self._degrees))
                    _plate(painter, tokens, (screen[one] + screen[two]) / 2, text, "small")
        _plate(painter, tokens, screen[-1] + QPointF(0, 24), self.text, "body")


def _plate(painter: QPainter, tokens: Tokens, centre: QPointF, text: str, size: str) -> None:
    """Write on a plate round a pixel."""
    font = figure_font(size)
    metrics = QFontMetricsF(font)
    width = metrics.horizontalAdvance(text) + 2 * space["s"]
    height = metrics.height() + space["xs"]
    box = QRectF(centre.x() - width / 2, centre.y() - height / 2, width, height)
    painter.setPen(QPen(QColor(tokens.surface.field_line), 1))
    painter.setBrush(QColor(tokens.surface.raised))
    painter.drawRoundedRect(box, radius["s"], radius["s"])
    painter.setFont(font)
    painter.setPen(QColor(tokens.surface.text))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
