"""What the labels placed so far cover, so that no other stands on them."""

from collections.abc import Iterator
from dataclasses import replace
from math import cos, hypot, sin

import numpy as np
from numpy.typing import NDArray

from gridapp.desktop.map.candidates import Label, repeat
from gridapp.desktop.map.view import Coordinates

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


def boxes_at(label: Label, places: Coordinates, scale: float, gap: float = _GAP) -> Boxes:
    """Cover a label at each of some places, in metres, shape (n, 2): boxes of shape (n, k, 4)."""
    middle = places * (1 / scale, -1 / scale)
    here = boxes_of(replace(label, x=0.0, y=0.0), scale, gap)
    return np.asarray(np.tile(middle, 2)[:, None] + here, dtype=np.float64)


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

    def are_free(self, boxes: Boxes) -> NDArray[np.bool_]:
        """Return whether none of the boxes of each row, shape (n, k, 4), meets one added."""
        flat = boxes.reshape(-1, 4)
        left, top = flat[:, :2].min(axis=0).tolist()
        right, bottom = flat[:, 2:].max(axis=0).tolist()
        near = {
            other
            for cell in _cells(left, top, right, bottom)
            for other in self._cells.get(cell, ())
        }
        if not near:
            return np.ones(len(boxes), dtype=bool)
        others = np.array(list(near))
        meets = (flat[:, None, :2] < others[:, 2:]) & (others[:, :2] < flat[:, None, 2:])
        return np.asarray(~meets.all(axis=2).reshape(len(boxes), -1).any(axis=1), dtype=bool)

    def repeats(self, label: Label, scale: float) -> bool:
        """Return whether the same name stands near, as on the other carriageway of a street."""
        return any(
            hypot(label.x - x, label.y - y) < repeat * scale
            for x, y in self._named.get((label.style, label.text), ())
        )

    def repeat_at(self, label: Label, places: Coordinates, scale: float) -> NDArray[np.bool_]:
        """Return of each of some places, shape (n, 2), whether the label would repeat there."""
        named = np.array(self._named.get((label.style, label.text), [(np.inf, np.inf)]))
        away = np.hypot(*(places[:, None] - named).transpose(2, 0, 1))
        return np.asarray(away.min(axis=1) < repeat * scale)

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
