"""A short pulse that draws the eye to what was chosen elsewhere, such as in a list."""

from PySide6.QtCore import QEasingCurve, QPointF, Qt, QVariantAnimation
from PySide6.QtGui import QColor, QPainter, QPen

from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import Tokens, duration

_RINGS = 2
_NEAR, _FAR = 9.0, 38.0  # pixels: radius of a ring when it comes and when it goes
_WIDTH = 2.6
_TIMES = 4  # `duration["calm"]`: long enough to be found, too short to be waited for


class Flash(QVariantAnimation):
    """Rings that widen and fade round a place; over the map only while they last."""

    def __init__(self, canvas: MapCanvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._place = (0.0, 0.0)
        self.setStartValue(0.0)
        self.setEndValue(1.0)
        self.setDuration(duration["calm"] * _TIMES)
        self.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.valueChanged.connect(lambda _: canvas.update())
        self.finished.connect(self._end)

    @property
    def is_shown(self) -> bool:
        """Whether the rings are on the map."""
        return self._paint in self._canvas.overlays

    def at(self, x: float, y: float) -> None:
        """Draw the eye to a place in metres; one that flashed before stops."""
        self.stop()
        self._place = (x, y)
        if not self.is_shown:
            self._canvas.overlays.append(self._paint)
        self.start()

    def _end(self) -> None:
        if self.is_shown:
            self._canvas.overlays.remove(self._paint)
        self._canvas.update()

    def _paint(self, painter: QPainter, view: Viewport, tokens: Tokens) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        middle = QPointF(*view.screen(*self._place))
        for ring in range(_RINGS):
            share = float(self.currentValue()) - ring * 0.25
            if share <= 0:
                continue
            colour = QColor(tokens.furniture.pulse)
            colour.setAlphaF(max(1 - share, 0.0))
            painter.setPen(QPen(colour, _WIDTH))
            reach = _NEAR + (_FAR - _NEAR) * share
            painter.drawEllipse(middle, reach, reach)
