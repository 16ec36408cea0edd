"""Line icons from resources/icons, one weight, in the colours of the tokens."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gridapp.desktop.widgets.tokens import Tokens
from gridapp.paths import resource

_STROKE = 1.75  # of 24: between a text's regular and medium weight at 16 px
_RATIOS = (1.0, 1.5, 2.0, 3.0)


def names() -> list[str]:
    """Return the names of all icons, sorted."""
    return sorted(path.stem for path in resource("icons").glob("*.svg"))


def icon(name: str, tokens: Tokens, size: int = 16, colour: str | None = None) -> QIcon:
    """Return an icon in the theme's text colour, muted until active, faint when disabled.

    Parameters
    ----------
    name : str
        File name without suffix under resources/icons; a `KeyError` says if there is none.
    size : int
        Logical pixels a side.
    colour : str, optional
        Instead of the text colour, such as ``tokens.surface.danger``.
    """
    surface = tokens.surface
    modes = {
        (QIcon.Mode.Normal, QIcon.State.Off): colour or surface.muted,
        (QIcon.Mode.Active, QIcon.State.Off): colour or surface.text,
        (QIcon.Mode.Selected, QIcon.State.Off): colour or surface.selection_text,
        (QIcon.Mode.Disabled, QIcon.State.Off): surface.faint,
        (QIcon.Mode.Normal, QIcon.State.On): colour or surface.accent,
        (QIcon.Mode.Active, QIcon.State.On): colour or surface.accent,
    }
    result = QIcon()
    for (mode, state), ink in modes.items():
        for ratio in _RATIOS:
            result.addPixmap(_pixmap(name, ink, size, ratio), mode, state)
    return result


def svg(name: str, colour: str) -> bytes:
    """Return the icon's SVG with its lines in `colour`."""
    return (
        _source(name)
        .replace("currentColor", colour)
        .replace('stroke-width="2"', f'stroke-width="{_STROKE}"')
        .encode()
    )


def draw_icon(painter: QPainter, name: str, colour: str, box: QRectF) -> None:
    """Draw the icon into `box`, as vectors."""
    QSvgRenderer(QByteArray(svg(name, colour))).render(painter, box)


@lru_cache(maxsize=256)
def _source(name: str) -> str:
    path = resource("icons", f"{name}.svg")
    if not path.is_file():
        raise KeyError(f"no icon {name!r} in resources/icons")
    return path.read_text(encoding="utf-8")


@lru_cache(maxsize=2048)
def _pixmap(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(svg(name, colour)))
    side = round(size * ratio)
    image = QImage(QSize(side, side), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    pixmap = QPixmap.fromImage(image)
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
