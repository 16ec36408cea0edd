"""Symbols by the thousand: ready images on one sheet, laid down in one call.

100,000 stamps take 0.07 s on a 4K picture; an image and a call each took 0.36 s.
"""

from dataclasses import dataclass
from functools import lru_cache
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage, QPainter, QPixmap
from shiboken6 import wrapInstance

from gridapp.desktop.map.ragged import Indices
from gridapp.desktop.map.view import Coordinates
from gridapp.desktop.widgets.symbols import symbol_image
from gridapp.desktop.widgets.tokens import Symbol, Tokens

_FRAGMENT = 10
"""Doubles of a QPainter.PixmapFragment: x, y, source left, top, width, height, scale x, scale y,
rotation, opacity."""


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """Stamps side by side.

    Attributes
    ----------
    pixmap : QPixmap
        Device pixels; its own ratio is 1.
    left, sides : float64 arrays, shape (n,)
        Where each square stamp begins, and its side.
    ratio : float
        Device pixels per logical pixel.
    """

    pixmap: QPixmap
    left: NDArray[np.float64]
    sides: NDArray[np.float64]
    ratio: float


def make_sheet(images: list[QImage], ratio: float) -> Sheet:
    """Lay square images of any size side by side."""
    sides = np.array([image.width() for image in images], dtype=np.float64)
    left = np.cumsum(sides) - sides
    pixmap = QPixmap(max(round(sides.sum()), 1), max(round(sides.max(initial=1)), 1))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    for image, x in zip(images, left.tolist(), strict=True):
        plain = QImage(image)
        plain.setDevicePixelRatio(1.0)
        painter.drawImage(QPoint(round(x), 0), plain)
    painter.end()
    return Sheet(pixmap, left, sides, ratio)


@lru_cache(maxsize=64)
def sheet_of(symbols: tuple[tuple[Symbol, bool], ...], tokens: Tokens, ratio: float) -> Sheet:
    """Return the stamps of symbols, each calm or urgent."""
    return make_sheet([symbol_image(s, tokens, urgent, ratio) for s, urgent in symbols], ratio)


def draw_stamps(painter: QPainter, sheet: Sheet, screen: Coordinates, kinds: Indices) -> None:
    """Lay stamps on a picture, their middles at whole pixels or halves, the last on top.

    Parameters
    ----------
    painter : QPainter
        On a picture of the sheet's ratio, its origin on a pixel's corner.
    sheet : Sheet
    screen : float64 array, shape (n, 2)
        Middles in logical pixels.
    kinds : int array, shape (n,)
        Which stamp each is.
    """
    if not len(screen):
        return
    sides = sheet.sides[kinds]
    half = sides[:, None] / 2
    fragments = np.zeros((len(screen), _FRAGMENT))
    fragments[:, 0:2] = np.rint(screen * sheet.ratio - half) + half
    fragments[:, 2] = sheet.left[kinds]
    fragments[:, 4] = fragments[:, 5] = sides
    fragments[:, 6:8] = 1.0
    fragments[:, 9] = 1.0
    first = cast(
        "QPainter.PixmapFragment",
        wrapInstance(fragments.ctypes.data, QPainter.PixmapFragment),
    )
    painter.save()
    painter.scale(1 / sheet.ratio, 1 / sheet.ratio)  # to device pixels
    painter.drawPixmapFragments(first, len(fragments), sheet.pixmap)
    painter.restore()
