"""What the points' symbols cover, so that labels keep off them."""

from collections.abc import Generator, Iterable, Iterator
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
_BLOCK = 60_000  # cells between two chances to pause: some 2 ms
_POINTS = 4_000  # points between two chances to pause
_RING = 5.0  # pixels that the second outline of an urgent symbol reaches beyond it

FREE, QUIET, COVERED = 0, 1, 2
"""What lies under a label: nothing, symbols that may be written over at need, others."""


_WORST_FIRST = (COVERED, QUIET)


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
        self._marks: dict[int, NDArray[np.int32]] = {}
        self._sums: dict[int, NDArray[np.int32]] = {}

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
        if level not in self._marks:
            self._marks[level] = np.zeros(np.add(self._shape, 1), np.int32)
        marks, width = self._marks[level].reshape(-1), columns + 1
        for r, c, sign in (
            (first_row, first, 1),
            (first_row, past, -1),
            (past_row, first, -1),
            (past_row, past, 1),
        ):
            np.add.at(marks, r * width + c, np.int32(sign))

    def sum_up(self) -> Iterator[None]:
        """Make the summed area tables, which are asked; yields where the work may pause.

        A table tells of each corner how many cells above and left of it are covered.
        """
        rows, columns = self._shape
        step = max(_BLOCK // columns, 1)
        for level, marks in self._marks.items():
            table = np.zeros(np.add(self._shape, 1), np.int32)
            above = np.zeros(columns + 1, np.int32)
            for start in range(0, rows, step):
                block = np.cumsum(marks[start : min(start + step, rows)], axis=0, dtype=np.int32)
                block += above
                above = block[-1].copy()
                covered = np.cumsum(block, axis=1, dtype=np.int32)[:, :-1] > 0
                sums = np.cumsum(covered, axis=1, dtype=np.int32)
                np.cumsum(sums, axis=0, out=sums)
                table[start + 1 : start + 1 + len(sums), 1:] = sums + table[start, 1:]
                yield
            self._sums[level] = table

    def under(self, boxes: Boxes) -> int:
        """Return the worst that lies under any of the boxes: FREE, QUIET or COVERED."""
        for level in _WORST_FIRST:
            sums = self._sums.get(level)
            if sums is None:
                continue
            for left, top, right, bottom in boxes.tolist():
                c0, c1 = self._clip(left, right, self._left, self._shape[1])
                r0, r1 = self._clip(top, bottom, self._top, self._shape[0])
                if sums[r1, c1] - sums[r0, c1] - sums[r1, c0] + sums[r0, c0]:
                    return level
        return FREE

    def under_each(self, boxes: Boxes) -> NDArray[np.int_]:
        """Return the worst that lies under the boxes of each row, shape (n, k, 4)."""
        cells, first, past = boxes / _CELL, (self._left, self._top), self._shape[::-1]
        low = np.clip(np.floor(cells[..., :2]) - first, 0, past).astype(np.intp)
        high = np.clip(np.ceil(cells[..., 2:]) - first, 0, past).astype(np.intp)
        c0, r0, c1, r1 = (*np.moveaxis(low, -1, 0), *np.moveaxis(np.maximum(low, high), -1, 0))
        worst = np.full(len(boxes), FREE)
        for level in reversed(_WORST_FIRST):
            sums = self._sums.get(level)
            if sums is not None:
                covered = sums[r1, c1] - sums[r0, c1] - sums[r1, c0] + sums[r0, c0]
                worst[(covered > 0).any(axis=1)] = level
        return worst

    @staticmethod
    def _clip(low: float, high: float, first: int, count: int) -> tuple[int, int]:
        begin = min(max(floor(low / _CELL) - first, 0), count)
        end = min(max(ceil(high / _CELL) - first, 0), count)
        return begin, max(begin, end)


def obstacles(
    layers: Iterable[Layer], bounds: Bounds, scale: float, tokens: Tokens
) -> Generator[None, None, Obstacles]:
    """Find what the symbols of the layers cover, clusters as they stand at the scale.

    Yields where the work may pause; returns the obstacles, summed up.
    """
    covered = Obstacles(bounds, scale)
    for layer in layers:
        if isinstance(layer, ClusteredLayer):
            bubbles = layer.at(scale)
            yield
            for radius in np.unique(bubbles.radii).tolist():
                some = bubbles.radii == radius
                covered.add(bubbles.x[some], bubbles.y[some], radius, COVERED)
            yield from _add_points(covered, layer.singles_at(scale), bounds, scale, tokens)
        elif isinstance(layer, PointLayer) and not isinstance(layer, HeatLayer):
            yield from _add_points(covered, layer, bounds, scale, tokens)
    yield from covered.sum_up()
    return covered


def _add_points(
    covered: Obstacles, layer: PointLayer, bounds: Bounds, scale: float, tokens: Tokens
) -> Iterator[None]:
    symbols = [tokens.symbol(key) for key in layer.styles]
    reach = (max(symbol.size for symbol in symbols) / 2 + _RING) * scale if symbols else 0.0
    near = layer.within(
        (bounds[0] - reach, bounds[1] - reach, bounds[2] + reach, bounds[3] + reach)
    )
    yield
    for start in range(0, len(near), _POINTS):
        some = near[start : start + _POINTS]
        kinds = layer.kinds[some]
        for kind, symbol in enumerate(symbols):
            chosen = some[kinds == kind]
            level = QUIET if symbol.is_quiet else COVERED
            covered.add(layer.x[chosen], layer.y[chosen], symbol.size / 2, level)
            if layer.urgent is not None:
                urgent = chosen[layer.urgent[chosen]]
                covered.add(layer.x[urgent], layer.y[urgent], symbol.size / 2 + _RING, COVERED)
        yield
