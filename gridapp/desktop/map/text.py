"""Map labels in Qt: measured, drawn with a halo, kept as ready images."""

from collections.abc import Iterator
from functools import lru_cache
from math import cos, degrees, pi, sin

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QPaintEngine,
    QPainter,
    QPainterPath,
    QPen,
    QStaticText,
)

from gridapp.desktop.map.candidates import Label, Measure
from gridapp.desktop.map.labels import Placement
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.style import family
from gridapp.desktop.widgets.tokens import TextStyle, Tokens

_CHUNK = 40  # labels between two chances to pause: a few milliseconds
_STAMPS = 12  # copies that make a halo


@lru_cache(maxsize=64)
def font(style: TextStyle) -> QFont:
    """Return the font of a label style."""
    result = QFont(family())
    result.setPixelSize(max(round(style.size), 1))
    result.setWeight(QFont.Weight(style.weight))
    result.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    result.setKerning(False)  # widths are sums of the letters' own
    result.setFeature(QFont.Tag("locl"), 0)  # nor other digits beside Latin letters
    result.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, style.spacing)
    return result


@lru_cache(maxsize=20_000)
def _advance(letter: str, style: TextStyle) -> float:
    return QFontMetricsF(font(style)).horizontalAdvance(letter)


def measure(text: str, style: TextStyle) -> tuple[float, float]:
    """Return width and height of a text of one or more lines, logical pixels."""
    lines = text.split("\n")
    width = max(sum(_advance(letter, style) for letter in line) for line in lines) - style.spacing
    # Chinese glyphs fill the size's square; the font's own line height is half as much again.
    return width, len(lines) * style.size * 1.25


def measured_by(tokens: Tokens) -> Measure:
    """Return the measure that the placing of labels asks for."""
    return lambda text, style: measure(text, tokens.texts[style])


def paint_labels(
    painter: QPainter, placement: Placement, view: Viewport, tokens: Tokens
) -> Iterator[None]:
    """Draw the labels that reach into the view; yields where the work may pause."""
    is_picture = painter.paintEngine().type() == QPaintEngine.Type.Raster
    for number, (label, x, y) in enumerate(placement.within(view)):
        style = tokens.texts[label.style]
        if label.is_stacked:
            _draw_stack(painter, label, style, x, y, view.ratio if is_picture else None)
        elif label.angle == 0.0 and is_picture:
            _blit(painter, label.text, style, x, y, view.ratio)
        else:
            painter.save()
            painter.translate(x, y)
            painter.rotate(degrees(label.angle))
            _draw(painter, label.text, style)
            painter.restore()
        if number % _CHUNK == _CHUNK - 1:
            yield
    yield


def _draw_stack(
    painter: QPainter, label: Label, style: TextStyle, x: float, y: float, ratio: float | None
) -> None:
    """Draw upright letters along a steep line; as paths without a picture's `ratio`."""
    last = len(label.text) - 1
    pitch = (label.width - style.size) / max(last, 1)
    for number, letter in enumerate(label.text):
        along = (number - last / 2) * pitch
        at_x, at_y = x + along * cos(label.angle), y + along * sin(label.angle)
        if ratio is not None:
            _blit(painter, letter, style, at_x, at_y, ratio)
        else:
            painter.save()
            painter.translate(at_x, at_y)
            _draw(painter, letter, style)
            painter.restore()


def _blit(painter: QPainter, text: str, style: TextStyle, x: float, y: float, ratio: float) -> None:
    image = _image(text, style, ratio)
    left = round(x * ratio - image.width() / 2) / ratio
    top = round(y * ratio - image.height() / 2) / ratio
    painter.drawImage(QPointF(left, top), image)


@lru_cache(maxsize=4096)
def _image(text: str, style: TextStyle, ratio: float) -> QImage:
    width, height = measure(text, style)
    margin = style.halo_width + 2
    # An even number of device pixels, so that the middle of the label is a pixel's corner.
    columns = 2 * round((width / 2 + margin) * ratio + 0.5)
    rows = 2 * round((height / 2 + margin) * ratio + 0.5)
    image = QImage(columns, rows, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(0)
    painter = QPainter(image)
    painter.translate(columns / ratio / 2, rows / ratio / 2)
    _draw(painter, text, style)
    painter.end()
    return image


def _draw(painter: QPainter, text: str, style: TextStyle) -> None:
    """Draw a text round the painter's origin."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    painter.setFont(font(style))
    _, height = measure(text, style)
    lines = text.split("\n")
    metrics = QFontMetricsF(font(style))
    baselines = []
    for number, line in enumerate(lines):
        left = -(metrics.horizontalAdvance(line) - style.spacing) / 2
        middle = (number + 0.5) * height / len(lines) - height / 2
        baselines.append((QPointF(left, middle + metrics.capHeight() / 2), line))
    is_picture = painter.paintEngine().type() == QPaintEngine.Type.Raster
    for where, line in baselines:
        (_stamp_halo if is_picture else _stroke_halo)(painter, where, line, style)
    painter.setPen(QColor(style.colour))
    for where, line in baselines:
        painter.drawText(where, line)


def _stroke_halo(painter: QPainter, where: QPointF, line: str, style: TextStyle) -> None:
    """Draw a halo as a path: exact at any size, for vectors."""
    glyphs = QPainterPath()
    glyphs.addText(where, font(style), line)
    halo = QPen(QColor(style.halo), style.halo_width * 2)
    halo.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(glyphs, halo)


def _stamp_halo(painter: QPainter, where: QPointF, line: str, style: TextStyle) -> None:
    """Draw a halo as copies of the line round it: twenty times faster than stroking a path."""
    static = QStaticText(line)
    static.setTextFormat(Qt.TextFormat.PlainText)
    static.prepare(painter.transform(), font(style))
    corner = where - QPointF(0, QFontMetricsF(font(style)).ascent())
    painter.setPen(QColor(style.halo))
    for turn in range(_STAMPS):
        angle = 2 * pi * turn / _STAMPS
        shift = QPointF(cos(angle), sin(angle)) * style.halo_width
        painter.drawStaticText(corner + shift, static)
