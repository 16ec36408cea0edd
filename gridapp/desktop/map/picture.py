"""A complete, sharp picture of a view at once, on an image or any other paint device."""

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from gridapp.desktop.map.furniture import draw_furniture
from gridapp.desktop.map.labels import place
from gridapp.desktop.map.overlays import draw_selection
from gridapp.desktop.map.painters import is_ground, paint_layers
from gridapp.desktop.map.scene import Scene
from gridapp.desktop.map.text import measured_by
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import Tokens


def render(scene: Scene, viewport: Viewport, tokens: Tokens, device_ratio: float = 1.0) -> QImage:
    """Return the picture of `viewport` with labels and furniture.

    The image has ``viewport.width * device_ratio`` pixels a row. A `QGuiApplication` must exist,
    for the fonts.
    """
    view = viewport.resized(viewport.width, viewport.height, device_ratio).aligned()
    width, height = round(view.width * device_ratio), round(view.height * device_ratio)
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(device_ratio)
    painter = QPainter(image)
    try:
        paint(painter, scene, view, tokens)
    finally:
        painter.end()
    return image


def paint(
    painter: QPainter, scene: Scene, view: Viewport, tokens: Tokens, furniture: bool = True
) -> None:
    """Paint the view at the painter's origin, in logical pixels, on any device.

    `view.ratio` says how fine the geometry is to be: for paper, the printer's pixels to one of
    the view's.
    """
    frame = QRectF(0, 0, view.width, view.height)
    painter.save()
    painter.setClipRect(frame)
    painter.fillRect(frame, QColor(tokens.ground))
    layers = scene.shown(view.scale)
    below = [layer for layer in layers if is_ground(layer)]
    above = [layer for layer in layers if not is_ground(layer)]
    labels = place(layers, view, tokens, measured_by(tokens))
    for _ in paint_layers(painter, [*below, labels, *above], view, tokens):
        pass
    draw_selection(painter, scene, view, tokens)
    if furniture:
        draw_furniture(painter, view, tokens)
    painter.restore()
