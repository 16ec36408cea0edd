"""The legend of a printed map: samples drawn with the same tokens as the map itself."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from gridapp.desktop.printing.look import HIGHLIGHT, PAPER, write
from gridapp.desktop.widgets.tokens import space
from gridapp.language import say
from gridapp.messages import Message, message

ROW = 19.0
"""Height of an entry, logical pixels."""

_SAMPLE = 26.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the legend: an area's fill and edge, or a line of a width with a casing."""

    title: Message
    fill: str = ""
    stroke: str = ""
    width: float = 1.0
    casing: str = ""


def _entries() -> tuple[Entry, ...]:
    areas, lines = PAPER.areas, PAPER.lines
    street = lines["base.street.main"]
    water, building = areas["base.water"], areas["base.building"]
    return (
        Entry(message("Boundary of this grid"), stroke=HIGHLIGHT, width=3.2),
        Entry(message("Level-one boundary"), stroke=areas["grid.level1"].stroke or "", width=2.4),
        Entry(message("Sub-grid boundary"), stroke=areas["grid.level2"].stroke or "", width=1.2),
        Entry(message("Street"), stroke=street.stroke, width=5.0, casing=street.casing or ""),
        Entry(message("Water"), fill=water.fill or "", stroke=water.stroke or ""),
        Entry(message("Park"), fill=areas["base.park"].fill or ""),
        Entry(message("Building"), fill=building.fill or "", stroke=building.stroke or ""),
    )


NOTICE = _entries()
"""What a notice map shows."""

WALL = NOTICE[1:]
"""What a wall map shows."""


def draw_legend(
    painter: QPainter, entries: Sequence[Entry], corner: QPointF, columns: Sequence[float]
) -> float:
    """Draw entries in columns of given widths from a top left corner; return their height."""
    rows = -(-len(entries) // len(columns))
    for number, entry in enumerate(entries):
        column = number // rows
        where = corner + QPointF(sum(columns[:column]), number % rows * ROW)
        _draw_sample(painter, entry, QRectF(where.x(), where.y() + 3, _SAMPLE, ROW - 7))
        words = where + QPointF(_SAMPLE + space["s"], 0)
        room = columns[column] - _SAMPLE - space["l"]
        write(painter, say(entry.title), words, "small", room=room)
    return rows * ROW


def _draw_sample(painter: QPainter, entry: Entry, box: QRectF) -> None:
    if entry.fill:
        painter.setBrush(QColor(entry.fill))
        pen = QPen(QColor(entry.stroke), 0.8) if entry.stroke else QPen(Qt.PenStyle.NoPen)
        painter.setPen(pen)
        painter.drawRect(box)
        return
    middle = box.center().y()
    for colour, width in ((entry.casing, entry.width + 2), (entry.stroke, entry.width)):
        if colour:
            pen = QPen(QColor(colour), width)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            painter.drawLine(QPointF(box.left(), middle), QPointF(box.right(), middle))
