"""What the points' symbols cover, so that labels keep off them."""

from collections.abc import Iterable
from math import ceil, floor

import numpy as np
from numpy.typing import NDArray

from gridapp.desktop.map.clusters import ClusteredLayer
from gridapp.desktop.map.collisions import Boxes
from gridapp.desktop.map.heat import HeatLayer
from gridapp.desktop.map.layers import Layer, PointLayer
from gridapp.desktop.map.view import Bounds
from gridapp.desktop.widgets.tokens import Tokens

_CELL = 4.0  # pixels a side of the raster
_RING = 5.0  # pixels that the second outline of an urgent symbol reaches beyond it

FREE, QUIET, COVERED = 0, 1, 2
"""What lies under a label: nothing, symbols that may be written over at need, others."""


class Obstacles:
    """A raster of what symbols cover within `bounds` at a scale.

    Its cells hang on the map's origin, so that the answer for a place is the same wherever the
    view is; any number of symbols costs the same to ask.
    """

    def __init__(self, bounds: Bounds, scale: float) -> None:
        left, bottom, right, top = bounds
        step = _CELL * scale
        self._left, self._top = floor(left / step), floor(-top / step)
        self._shape = (ceil(-bottom / step) - self._top + 1, ceil(right / step) - self._left + 1)
        self._scale = scale
        self._marks = {level: np.zeros(np.add(self._shape, 1), np.int32) for level in (1, 2)}
        self._sums: dict[int, NDArray[np.int64]] = {}

    def add(self, x: NDArray[np.float64], y: NDArray[np.float64], half: float, level: int) -> None:
        """Cover squares of `half` pixels round points in metres; `level` QUIET or COVERED."""
        column = x / (self._scale * _CELL) - self._left
        row = -y / (self._scale * _CELL) - self._top
        reach = half / _CELL
        rows, columns = self._shape
        near = (column > -reach) & (column < columns + reach)
        near &= (row > -reach) & (row < rows + reach)
        first_row = np.clip(np.floor(row[near] - reach), 0, rows).astype(np.intp)
        past_row = np.clip(np.ceil(row[near] + reach), 0, rows).astype(np.intp)
        first = np.clip(np.floor(column[near] - reach), 0, columns).astype(np.intp)
        past = np.clip(np.ceil(column[near] + reach), 0, columns).astype(np.intp)
        marks = self._marks[level]
        for r, c, sign in (
            (first_row, first, 1),
            (first_row, past, -1),
            (past_row, first, -1),
            (past_row, past, 1),
        ):
            np.add.at(marks, (r, c), sign)
        self._sums.pop(level, None)

    def under(self, boxes: Boxes) -> int:
        """Return the worst that lies under any of the boxes: FREE, QUIET or COVERED."""
        for level in (COVERED, QUIET):
            sums = self._sum(level)
            for left, top, right, bottom in boxes.tolist():
                c0, c1 = self._clip(left, right, self._left, self._shape[1])
                r0, r1 = self._clip(top, bottom, self._top, self._shape[0])
                if sums[r1, c1] - sums[r0, c1] - sums[r1, c0] + sums[r0, c0]:
                    return level
        return FREE

    def _sum(self, level: int) -> NDArray[np.int64]:
        """Return the summed area table: cells covered above and left of each corner."""
        if level not in self._sums:
            covered = self._marks[level].cumsum(axis=0).cumsum(axis=1)[:-1, :-1] > 0
            table = np.zeros(np.add(self._shape, 1), np.int64)
            np.cumsum(np.cumsum(covered, axis=0), axis=1, out=table[1:, 1:])
            self._sums[level] = table
        return self._sums[level]

    @staticmethod
    def _clip(low: float, high: float, first: int, count: int) -> tuple[int, int]:
        begin = min(max(floor(low / _CELL) - first, 0), count)
        end = min(max(ceil(high / _CELL) - first, 0), count)
        return begin, max(begin, end)


def obstacles(layers: Iterable[Layer], bounds: Bounds, scale: float, tokens: Tokens) -> Obstacles:
    """Return what the symbols of the layers cover, clusters as they stand at the scale."""
    covered = Obstacles(bounds, scale)
    for layer in layers:
        if isinstance(layer, ClusteredLayer):
            bubbles = layer.at(scale)
            for radius in np.unique(bubbles.radii).tolist():
                some = bubbles.radii == radius
                covered.add(bubbles.x[some], bubbles.y[some], radius, COVERED)
            _add_points(covered, layer.singles_at(scale), tokens)
        elif isinstance(layer, PointLayer) and not isinstance(layer, HeatLayer):
            _add_points(covered, layer, tokens)
    return covered


def _add_points(covered: Obstacles, layer: PointLayer, tokens: Tokens) -> None:
    for key, chosen in layer.styles.items():
        symbol = tokens.symbol(key)
        level = QUIET if symbol.is_quiet else COVERED
        covered.add(layer.x[chosen], layer.y[chosen], symbol.size / 2, level)
        if layer.urgent is not None:
            urgent = chosen[layer.urgent[chosen]]
            covered.add(layer.x[urgent], layer.y[urgent], symbol.size / 2 + _RING, COVERED)
