"""Which labels stand where: inside their polygons, along their streets, never on one another."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import numpy as np
from numpy.typing import NDArray

from gridapp.desktop.map.candidates import Candidate, Label, Measure, candidates
from gridapp.desktop.map.collisions import Taken, boxes_of
from gridapp.desktop.map.layers import Layer
from gridapp.desktop.map.obstacles import COVERED, FREE, Obstacles, obstacles
from gridapp.desktop.map.view import Bounds, Viewport
from gridapp.desktop.widgets.tokens import Tokens

_CHUNK = 250  # places tried between two chances to pause: a few milliseconds
_EDGE = 3.0  # pixels a halo may reach beyond its label


@dataclass(frozen=True, eq=False)
class Placement:
    """The labels of a stretch of map at one scale.

    While the view stays within `bounds` at this scale, the placement holds: labels don't jump
    while the map is dragged. Where it is dragged beyond, those in sight stay where they are.

    Attributes
    ----------
    where : mapping from the candidates' keys to their labels
    layers : the layers they were placed for
    """

    where: Mapping[str, Label]
    bounds: Bounds
    scale: float
    layers: tuple[Layer, ...]

    @cached_property
    def labels(self) -> tuple[Label, ...]:
        """The labels in the order in which they found their places."""
        return tuple(self.where.values())

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
        What stood until now. If the layers and the scale are the same, its labels keep their
        places, whatever else comes into sight; if only the scale is, they keep them as far as
        others are no better.

    Returns
    -------
    Placement
        Labels of higher priority first; their boxes don't meet, and none lies on a symbol that
        matters.
    """
    bounds = view.padded(max(view.width, view.height) / 2)
    wishes: list[Candidate] = []
    for layer in layers:
        if view.scale <= layer.label_max_scale:
            for some in candidates(layer, bounds, view.scale, tokens, measure):
                wishes.extend(some)
                yield
    stood: Mapping[str, Label] = {}
    is_drag = False
    if before is not None and abs(before.scale / view.scale - 1) < 1e-6:
        stood = before.where
        is_drag = before.layers == tuple(layers)
    wishes.sort(key=lambda c: (is_drag and c.key not in stood, c.priority, c.key not in stood,
                               c.rank, c.key))  # fmt: skip
    yield
    symbols = obstacles(layers, bounds, view.scale, tokens)
    yield
    taken = Taken()
    where: dict[str, Label] = {}
    tried = 0
    for candidate in wishes:
        earlier = stood.get(candidate.key)
        label: Label | None
        if is_drag and earlier is not None:
            label, tries = earlier, 1
        else:
            label, tries = _best(candidate, earlier, taken, symbols, view.scale)
        if label is not None:
            taken.add(boxes_of(label, view.scale), label)
            where[candidate.key] = label
        tried += tries
        if tried >= _CHUNK:
            tried = 0
            yield
    return Placement(where, bounds, view.scale, tuple(layers))


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


def _best(
    candidate: Candidate,
    earlier: Label | None,
    taken: Taken,
    symbols: Obstacles,
    scale: float,
) -> tuple[Label | None, int]:
    """Choose the first place that nothing covers, and say how many were tried.

    A grid's name rather stands on a quiet symbol than not at all; where it stood before if that
    is as good.
    """
    second = None
    tries = 0
    for label in candidate.places():
        tries += 1
        if not taken.is_free(boxes_of(label, scale)):
            continue
        if not candidate.may_cover and taken.repeats(label, scale):
            continue
        under = symbols.under(boxes_of(label, scale, 0.0))
        if under == FREE:
            return label, tries
        if under < COVERED and candidate.may_cover and (second is None or label == earlier):
            second = label
    return second, tries
