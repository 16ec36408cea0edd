"""Which labels stand where: inside their polygons, along their streets, never on one another."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from typing import cast

import numpy as np
from numpy.typing import NDArray

from gridapp.desktop.map.candidates import Candidate, Label, Measure, candidates
from gridapp.desktop.map.collisions import Taken, boxes_at, boxes_of
from gridapp.desktop.map.layers import Layer
from gridapp.desktop.map.obstacles import COVERED, FREE, Obstacles, obstacles
from gridapp.desktop.map.view import Bounds, Viewport
from gridapp.desktop.widgets.tokens import Tokens

_CHUNK = 40  # labels placed at once between two chances to pause: a few milliseconds
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
    is_new = np.array([candidate.key not in stood for candidate in wishes], dtype=bool)
    yield
    order = _order(wishes, is_new, is_drag)
    yield
    symbols = yield from obstacles(layers, bounds, view.scale, tokens)
    taken = Taken()
    where: dict[str, Label] = {}
    tried = 0
    for candidate in map(wishes.__getitem__, order):
        earlier = stood.get(candidate.key)
        label: Label | None
        if is_drag and earlier is not None:
            label = earlier
        elif _is_good(candidate, candidate.label, taken, symbols, view.scale):
            label = candidate.label
        else:
            label = _best(candidate, earlier, taken, symbols, view.scale)
            tried += _CHUNK
        if label is not None:
            taken.add(boxes_of(label, view.scale), label)
            where[candidate.key] = label
        tried += 1
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


def _order(wishes: list[Candidate], is_new: NDArray[np.bool_], is_drag: bool) -> list[int]:
    """Return who speaks first: in a drag who stood, then by priority, who stood, and rank."""
    priority = np.array([candidate.priority for candidate in wishes])
    rank = np.array([candidate.rank for candidate in wishes])
    order: list[int] = np.lexsort((rank, is_new, priority, is_drag & is_new)).tolist()
    return order


def _is_good(
    candidate: Candidate, label: Label, taken: Taken, symbols: Obstacles, scale: float
) -> bool:
    """Return whether nothing covers a label where it stands."""
    return (
        taken.is_free(boxes_of(label, scale))
        and (candidate.may_cover or not taken.repeats(label, scale))
        and symbols.under(boxes_of(label, scale, 0.0)) == FREE
    )


def _best(
    candidate: Candidate,
    earlier: Label | None,
    taken: Taken,
    symbols: Obstacles,
    scale: float,
) -> Label | None:
    """Choose the first place that nothing covers.

    A grid's name rather stands on a quiet symbol than not at all; where it stood before if that
    is as good.
    """
    first, second = candidate.label, None
    for label, places in chain([(first, np.array([(first.x, first.y)]))], candidate.others()):
        if not len(places):
            continue
        if label.angle:  # one place, covered by a row of boxes
            if _is_good(candidate, label, taken, symbols, scale):
                return label
            continue
        is_free = taken.are_free(boxes_at(label, places, scale))
        if not candidate.may_cover:
            is_free &= ~taken.repeat_at(label, places, scale)
        under = symbols.under_each(boxes_at(label, places, scale, 0.0))
        best = np.flatnonzero(is_free & (under == FREE))
        if len(best):
            return _at(label, places[best[0]])
        quiet = places[is_free & (under < COVERED)] if candidate.may_cover else places[:0]
        if len(quiet):
            second = second or _at(label, quiet[0])
            if earlier is not None and any(_at(label, place) == earlier for place in quiet):
                second = earlier
    return second


def _at(label: Label, place: NDArray[np.float64]) -> Label:
    return replace(label, x=float(place[0]), y=float(place[1]))
