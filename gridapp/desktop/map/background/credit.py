"""Who made the pictures, and what is wrong with them, in small letters beside the scale bar."""

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from gridapp.desktop.map.furniture import plate, scale_bar
from gridapp.desktop.map.layers import RasterLayer
from gridapp.desktop.map.scene import Scene
from gridapp.desktop.map.text import font
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import TextStyle, Tokens, space, type_sizes
from gridapp.exchange.backgrounds.shelf import Trouble
from gridapp.language import say
from gridapp.messages import Message, message

_BAR = 30 + 24  # logical pixels that the scale bar's plate takes beside the bar itself
_LEAST = 80.0  # logical pixels with fewer of which nothing can be said
_LINE = 24.0


def rasters(scene: Scene) -> list[RasterLayer]:
    """Return the pictures that show, the lowest first."""
    return [layer for layer in scene.visible if isinstance(layer, RasterLayer)]


def draw_credits(
    painter: QPainter,
    scene: Scene,
    view: Viewport,
    tokens: Tokens,
    *,
    right: float | None = None,
    more: Sequence[Message] = (),
) -> None:
    """Write the credits in the bottom right corner, and above them what is wrong with a source.

    Parameters
    ----------
    right : float, optional
        Logical pixels: where the lines end; by default they leave the scale bar its room.
    more : sequence of Message
        What else is wrong.
    """
    layers = rasters(scene)
    credits = list(dict.fromkeys(layer.credit for layer in layers if layer.credit))
    lines = [" · ".join(credits)] if credits else []
    lines += [say(one) for one in (*troubles(layers), *more)]
    if not lines:
        return
    margin = float(space["l"])
    if right is None:
        bar = scale_bar(view.scale, min(140.0, view.width / 4)).pixels
        right = view.width - margin - _BAR - bar
    room = right - margin
    if room < _LEAST:
        return
    painter.save()
    bottom = view.height - margin + 8
    for line in lines:
        text = _elided(line, room - 2 * space["s"], tokens)
        _line(painter, text, right, bottom, tokens)
        bottom -= _LINE
    painter.restore()


def troubles(layers: Sequence[RasterLayer]) -> list[Message]:
    """Return a sentence for each source in trouble."""
    return [
        message("{title} {problem}; kept tiles are shown (since {time}).",
                title=layer.feed.tiles.title, problem=trouble.problem, time=_time(trouble))
        for layer in layers
        if (trouble := layer.feed.trouble) is not None
    ]  # fmt: skip


def _time(trouble: Trouble) -> str:
    """Say a moment on this machine's clock, which is the one at which nobody answered."""
    return datetime.fromtimestamp(trouble.since, UTC).astimezone().strftime("%m-%d %H:%M")


def _elided(text: str, room: float, tokens: Tokens) -> str:
    style = TextStyle(tokens.furniture.ink, tokens.furniture.halo, type_sizes["small"])
    return QFontMetricsF(font(style)).elidedText(text, Qt.TextElideMode.ElideRight, room)


def _line(painter: QPainter, text: str, right: float, bottom: float, tokens: Tokens) -> QRectF:
    style = TextStyle(tokens.furniture.ink, tokens.furniture.halo, type_sizes["small"])
    width = QFontMetricsF(font(style)).horizontalAdvance(text) + 2 * space["s"]
    return plate(painter, text, QPointF(right - width, bottom), tokens)
