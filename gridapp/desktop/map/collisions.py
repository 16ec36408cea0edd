"""What the labels placed so far cover, so that no other stands on them."""

from collections.abc import Iterator
from math import cos, hypot, sin

import numpy as np
from numpy.typing import NDArray

from gridapp.desktop.map.candidates import Label, repeat

_GAP = 3.0  # pixels kept free round each label
_CELL = 96.0  # pixels a side of the grid

Boxes = NDArray[np.float64]
"""Left, top, right, bottom in rows, logical pixels from the map's origin."""


def boxes_of(label: Label, scale: float, gap: float = _GAP) -> Boxes:
    """Cover a label with boxes: one if it lies level, a row of squares if it is turned."""
    x, y = label.x / scale, -label.y / scale
    if abs(label.angle) < 0.02:
        half = np.array((label.width / 2 + gap, label.height / 2 + gap))
        return np.array([[x - half[0], y - half[1], x + half[0], y + half[1]]])
    count = max(int(label.width // label.height), 1)
    along = ((np.arange(count) + 0.5) / count - 0.5) * label.width
    half_side = label.height / 2 + gap
    centre = np.column_stack((x + along * cos(label.angle), y + along * sin(label.angle)))
    return np.hstack((centre - half_side, centre + half_side))


class Taken:
    """The boxes placed so far, in the cells of a grid."""

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int], list[tuple[float, ...]]] = {}
        self._named: dict[tuple[str, str], list[tuple[float, float]]] = {}

    def is_free(self, boxes: Boxes) -> bool:
        """Return whether none of the boxes meets one that was added."""
        for left, top, right, bottom in boxes.tolist():
            for cell in _cells(left, top, right, bottom):
                for other in self._cells.get(cell, ()):
                    if (
                        left < other[2]
                        and other[0] < right
                        and top < other[3]
                        and other[1] < bottom
                    ):
                        return False
        return True

    def repeats(self, label: Label, scale: float) -> bool:
        """Return whether the same name stands near, as on the other carriageway of a street."""
        return any(
            hypot(label.x - x, label.y - y) < repeat * scale
            for x, y in self._named.get((label.style, label.text), ())
        )

    def add(self, boxes: Boxes, label: Label) -> None:
        """Keep a label's place."""
        self._named.setdefault((label.style, label.text), []).append((label.x, label.y))
        self.cover(boxes)

    def cover(self, boxes: Boxes) -> None:
        """Keep boxes free of labels."""
        for left, top, right, bottom in boxes.tolist():
            for cell in _cells(left, top, right, bottom):
                self._cells.setdefault(cell, []).append((left, top, right, bottom))


def _cells(left: float, top: float, right: float, bottom: float) -> Iterator[tuple[int, int]]:
    for column in range(int(left // _CELL), int(right // _CELL) + 1):
        for row in range(int(top // _CELL), int(bottom // _CELL) + 1):
            yield column, row
