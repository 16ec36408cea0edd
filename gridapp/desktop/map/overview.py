"""The overview: the whole map in a corner, with the part that the large map shows."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.map.layers import Layer
from gridapp.desktop.map.painters import paint_layers
from gridapp.desktop.map.view import Bounds, Viewport
from gridapp.desktop.widgets.tokens import Tokens, radius
from gridapp.language import tr

_SIZE = QSize(168, 126)
_MARGIN = 8.0
_QUIET = 0.6  # how opaque the map is
_LEAST = 8.0  # pixels: a smaller frame is drawn as large as this, so that it is seen


class Overview(QWidget):
    """Shows some layers of a canvas's scene small; a click or a drag moves the canvas there.

    Parameters
    ----------
    layers : sequence of str
        Names of the layers to show, those that the scene has.
    """

    def __init__(self, canvas: MapCanvas, layers: Sequence[str]) -> None:
        super().__init__()
        self._canvas = canvas
        self._names = tuple(layers)
        self._shown: tuple[Layer, ...] = ()
        self._view = Viewport()
        self._whole: Bounds = (0.0, 0.0, 0.0, 0.0)
        self._picture = QImage()
        self.setFixedSize(_SIZE)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(tr("Overview: click or drag to go there"))
        self.setAccessibleName(tr("Overview map"))
        canvas.view_changed.connect(self.update)
        canvas.ready.connect(self._look_for_news)

    @property
    def has_picture(self) -> bool:
        """Whether there is something to show."""
        return bool(self._shown)

    @property
    def is_useful(self) -> bool:
        """Whether the large map shows less than all; else this would only cover a part of it."""
        left, bottom, right, top = self._canvas.viewport.extent
        west, south, east, north = self._whole
        is_all = left <= west and bottom <= south and right >= east and top >= north
        return self.has_picture and not is_all

    def place(self, point: QPointF) -> tuple[float, float]:
        """Return the map position under a point of the overview."""
        return self._view.place(point.x(), point.y())

    def frame(self) -> QRectF:
        """Return where the part lies that the large map shows, in pixels."""
        left, bottom, right, top = self._canvas.viewport.extent
        box = QRectF(
            QPointF(*self._view.screen(left, top)), QPointF(*self._view.screen(right, bottom))
        )
        wide, high = max(box.width(), _LEAST), max(box.height(), _LEAST)
        middle = box.center()
        return QRectF(middle.x() - wide / 2, middle.y() - high / 2, wide, high)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the picture and the frame."""
        tokens = self._canvas.tokens
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(QColor(tokens.surface.line), 1))
        painter.setBrush(QColor(tokens.ground))
        painter.drawRoundedRect(whole, radius["m"], radius["m"])
        painter.setOpacity(_QUIET)  # the frame is what matters
        painter.drawImage(0, 0, self._picture)
        painter.setOpacity(1.0)
        painter.setClipRect(whole.adjusted(1, 1, -1, -1))
        painter.setPen(QPen(QColor(tokens.furniture.selection_stroke), 1.6))
        painter.setBrush(QColor(tokens.furniture.band_fill))
        painter.drawRect(self.frame())
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Glide there."""
        self._go(event.position(), glide=True)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the hand."""
        self._go(event.position(), glide=False)

    def _go(self, point: QPointF, glide: bool) -> None:
        if self.has_picture:
            x, y = self.place(point)
            self._canvas.show_view(replace(self._canvas.viewport, x=x, y=y), glide)

    def _look_for_news(self) -> None:
        """Draw anew if the layers are others than before; they rarely are."""
        scene = self._canvas.scene
        layers = tuple(scene[name] for name in self._names if name in scene)
        if layers == self._shown:
            return
        bounds = [layer.bounds for layer in layers if layer.bounds]
        if not bounds:
            self._shown, self._picture = (), QImage()
        else:
            self._shown, self._whole = layers, bounds[-1]
            view = Viewport(width=self.width(), height=self.height()).fit(self._whole, _MARGIN)
            self._view = view.resized(self.width(), self.height(), self.devicePixelRatioF())
            self._picture = _drawn(layers, self._view, self._canvas.tokens)
        self.update()


def _drawn(layers: Sequence[Layer], view: Viewport, tokens: Tokens) -> QImage:
    image = QImage(
        round(view.width * view.ratio),
        round(view.height * view.ratio),
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    image.setDevicePixelRatio(view.ratio)
    image.fill(0)
    painter = QPainter(image)
    try:
        for _ in paint_layers(painter, layers, view, tokens):
            pass
    finally:
        painter.end()
    return image
