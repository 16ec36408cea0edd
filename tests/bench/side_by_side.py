"""Ours beside QGIS's, as pictures: ``python -m tests.bench.side_by_side`` draws docs/pictures anew.

Left ours, right QGIS: the same data, colours and widths, and the same part of both.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QRect
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPainter

from gridapp.desktop.map.layers import AreaLayer, Layer
from gridapp.desktop.map.scene import Scene
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import light
from tests.bench import qgis
from tests.bench.canvas_program import areas, draw
from tests.bench.looks import tokens_of
from tests.bench.scenes import city_file, scene_file

OUT = Path(__file__).parents[2] / "docs" / "pictures"
PEER = (
    qgis.Layer("level2", fill="#268fb8da", stroke="#7c9db2"),
    qgis.Layer("level1", stroke="#0b6a8a", width=2.0),
)
_MARGIN = 1.05  # as the peer's script takes it
_BAR = 8  # pixels between the two


def main() -> None:
    """Draw all pairs."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication([])
    half = (420, 300)
    whole = QRect(0, 0, *half)
    save("canvas-town", pair(city_file(60, 3000), half, whole))
    part = QRect(1500, 860, *half)
    save("canvas-city", pair(scene_file(), (3840, 2160), part))
    corner = QRect(1500, 860, half[0] // 4, half[1] // 4)
    save("canvas-pixels", pair(scene_file(), (3840, 2160), corner, times=4))
    del application


def pair(file: Path, size: tuple[int, int], part: QRect, *, times: int = 1) -> QImage:
    """Return a part of both pictures side by side, each pixel so many times as large."""
    layers = areas(file)
    view = _view(layers, size)
    for layer in layers:
        if isinstance(layer, AreaLayer):
            layer.details.make(view)
    ours = draw(layers, view, tokens_of(PEER, light, "#ffffff"))
    with TemporaryDirectory() as folder:
        drawn = Path(folder, "peer.png")
        qgis.find_qgis().seconds_to_first_map(file, PEER, size, drawn)
        theirs = QImage(str(drawn))
    wide, tall = part.width() * times, part.height() * times
    both = QImage(2 * wide + _BAR, tall, QImage.Format.Format_RGB32)
    both.fill(QColor("#8a9099"))
    painter = QPainter(both)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
    for left, picture in ((0, ours), (wide + _BAR, theirs)):
        painter.drawImage(QRect(left, 0, wide, tall), picture.copy(part))
    painter.end()
    return both


def save(name: str, picture: QImage) -> None:
    """Write a picture; few colours would hide what is compared."""
    path = OUT / f"{name}.png"
    if not picture.convertToFormat(QImage.Format.Format_RGB888).save(str(path)):
        raise OSError(f"can't write {path}")
    print(path)


def _view(layers: Sequence[Layer], size: tuple[int, int]) -> Viewport:
    """Return the peer's view: all of the layers and a twentieth more, in the middle."""
    bounds = Scene(layers).bounds
    if bounds is None:
        raise ValueError("nothing to look at")
    left, bottom, right, top = bounds
    scale = _MARGIN * max((right - left) / size[0], (top - bottom) / size[1])
    return Viewport((left + right) / 2, (bottom + top) / 2, scale, *size)


if __name__ == "__main__":
    main()
