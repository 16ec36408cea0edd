"""Which labels stand where: inside their polygons, along their streets, never on one another."""

from collections.abc import Generator, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np
from numpy.typing import NDArray

from gridapp.desktop.map.candidates import Candidate, Label, Measure, candidates
from gridapp.desktop.map.collisions import Taken, boxes_of
from gridapp.desktop.map.layers import Layer, PointLayer
from gridapp.desktop.map.view import Bounds, Viewport
from gridapp.desktop.widgets.tokens import Tokens

_CHUNK = 250  # labels between two chances to pause: a few milliseconds
_MANY = 2000  # points of a layer beyond which labels don't mind them
_EDGE = 3.0  # pixels a halo may reach beyond its label


@dataclass(frozen=True, eq=False)
class Placement:
    """The labels of a stretch of map at one scale.

    While the view stays within `bounds` at this scale, the placement holds: labels don't jump
    while the map is dragged.
    """

    labels: tuple[Label, ...]
    keys: frozenset[str]  # which candidates they were
    bounds: Bounds
    scale: float

    @cached_property
    def _middles(self) -> NDArray[np.float64]:
        return np.array([(label.x, label.y) for label in self.labels]).reshape(-1, 2)

    @cached_property
    def _reaches(self) -> NDArray[np.float64]:
        return np.array([(label.width + label.height) / 2 for label in self.labels])

    def within(self, view: Viewport) -> list[tuple[Label, float, float]]:
        """Return the labels that reach into a view, each with its place in logical pixels."""
        screen, reach = view.to_screen(self._middles), self._reaches + _EDGE
        inside = (screen[:, 0] > -reach) & (screen[:, 0] < view.width + reach)
        inside &= (screen[:, 1] > -reach) & (screen[:, 1] < view.height + reach)
        return [(self.labels[i], *screen[i].tolist()) for i in np.flatnonzero(inside).tolist()]

    def holds_for(self, view: Viewport) -> bool:
        """Return whether `view` can be labelled with this placement."""
        left, bottom, right, top = view.extent
        mine = self.bounds
        inside = left >= mine[0] and bottom >= mine[1] and right <= mine[2] and top <= mine[3]
        return inside and abs(view.scale / self.scale - 1) < 1e-6


def placing(
    layers: list[Layer],
    view: Viewport,
    tokens: Tokens,
    measure: Measure,
    before: Placement | None = None,
) -> Generator[None, None, Placement]:
    """Place the labels of `layers`; yields wherever the work may pause.

    Parameters
    ----------
    layers : list of Layer
        Those that show at the view's scale.
    view : Viewport
        Labels are placed for it and half a view more on each side.
    measure : callable
        Gives the size of a text.
    before : Placement, optional
        Of the same scale; its labels stand first within their rank, so that a drag beyond its
        bounds changes as little as possible.

    Returns
    -------
    Placement
        Labels of higher priority first; their boxes don't meet.
    """
    bounds = view.padded(max(view.width, view.height) / 2)
    wishes: list[Candidate] = []
    for layer in layers:
        if view.scale <= layer.label_max_scale:
            for some in candidates(layer, bounds, view.scale, tokens, measure):
                wishes.extend(some)
                yield
    stood: frozenset[str] = frozenset()
    if before is not None and abs(before.scale / view.scale - 1) < 1e-6:
        stood = before.keys
    wishes.sort(key=lambda c: (c.priority, c.key not in stood, c.rank, c.key))
    yield
    symbols = _symbols(layers, bounds, view.scale, tokens)
    taken = Taken()
    labels: dict[str, Label] = {}
    for number, candidate in enumerate(wishes):
        free = (
            label
            for label in candidate.places()
            if taken.is_free(boxes_of(label, view.scale))
            and (candidate.is_needed or not taken.repeats(label, view.scale))
        )
        label = _best(free, symbols, view.scale, candidate.is_needed)
        if label is not None:
            taken.add(boxes_of(label, view.scale), label)
            labels[candidate.key] = label
        if number % _CHUNK == _CHUNK - 1:
            yield
    return Placement(tuple(labels.values()), frozenset(labels), bounds, view.scale)


def place(
    layers: list[Layer],
    view: Viewport,
    tokens: Tokens,
    measure: Measure,
    before: Placement | None = None,
) -> Placement:
    """Place the labels of `layers` in one go; see `placing`."""
    steps = placing(layers, view, tokens, measure, before)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return cast("Placement", end.value)


def _best(free: Iterator[Label], symbols: Taken, scale: float, is_needed: bool) -> Label | None:
    """Choose the first place without a symbol; a grid's name rather stands under one than not."""
    first = None
    for label in free:
        if symbols.is_free(boxes_of(label, scale)):
            return label
        first = first or label
    return first if is_needed else None


def _symbols(layers: list[Layer], bounds: Bounds, scale: float, tokens: Tokens) -> "Taken":
    """Return what the points' symbols cover; layers of very many points are left out."""
    covered = Taken()
    for layer in layers:
        if isinstance(layer, PointLayer) and len(layer) <= _MANY:
            half = tokens.symbol(layer.style).size / 2
            middle = np.column_stack((layer.x, -layer.y)) / scale
            inside = (np.abs(layer.x - (bounds[0] + bounds[2]) / 2) * 2 < bounds[2] - bounds[0]) & (
                np.abs(layer.y - (bounds[1] + bounds[3]) / 2) * 2 < bounds[3] - bounds[1]
            )
            covered.cover(np.hstack((middle - half, middle + half))[inside])
    return covered
