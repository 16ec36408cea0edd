"""Which labels the layers wish for, and where each might stand."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import shapely

from gridapp.desktop.map.anchors import middles, shifted_inside, stretch_along
from gridapp.desktop.map.layers import AreaLayer, Layer, LineLayer, PointLayer
from gridapp.desktop.map.spots import in_two_lines, lattice_inside
from gridapp.desktop.map.view import Bounds
from gridapp.desktop.widgets.tokens import Tokens

Measure = Callable[[str, str], tuple[float, float]]
"""Width and height in logical pixels of a text in a style (key of `Tokens.texts`)."""

_CHUNK = 250  # labels between two chances to pause: a few milliseconds
_SHORT = 4  # letters that may stand in two lines where one finds no place
_BESIDE = ((1.0, 0.0), (-1.0, 0.0), (0.0, -1.0), (0.0, 1.0))  # right, left, above, below
repeat = 260.0  # pixels at least between two labels of one name


@dataclass(frozen=True, slots=True)
class Label:
    """A text at a map position; `angle` in radians, clockwise on the screen."""

    text: str
    style: str
    x: float
    y: float
    width: float
    height: float
    angle: float = 0.0


@dataclass(frozen=True, slots=True)
class Candidate:
    """A label that wants a place: lower priority, rank and key are placed first.

    `key` names it whatever the view is. `others` finds the places to try if the first is taken;
    it is asked only then. A label that `may_cover` stands on quiet symbols where nothing is free.
    """

    priority: int
    rank: float
    key: str
    label: Label
    others: Callable[[], Iterable[Label]] = tuple
    may_cover: bool = False

    def places(self) -> Iterator[Label]:
        """Yield the places to try, the best first."""
        yield self.label
        yield from self.others()


def candidates(
    layer: Layer, bounds: Bounds, scale: float, tokens: Tokens, measure: Measure
) -> Iterator[list[Candidate]]:
    """Yield the labels a layer wishes for within `bounds`, some at a time."""
    if isinstance(layer, AreaLayer):
        return _in_areas(layer, bounds, scale, tokens, measure)
    if isinstance(layer, LineLayer):
        return _along_lines(layer, bounds, scale, tokens, measure)
    if isinstance(layer, PointLayer):
        return _beside_points(layer, bounds, scale, tokens, measure)
    return iter(())


def _in_areas(
    layer: AreaLayer, bounds: Bounds, scale: float, tokens: Tokens, measure: Measure
) -> Iterator[list[Candidate]]:
    style, texts = tokens.area(layer.style).label, layer.labels
    if style is None or texts is None:
        return
    found = np.sort(layer.tree.query(shapely.box(*bounds)))
    # The cheapest test comes first: most polygons of a far view are too small for any text.
    size = tokens.texts[style].size
    pixels = layer.areas[found] / scale**2
    large = pixels > layer.letters[found] * size * 0.5 * size
    large &= layer.letters[found] > 0
    found, pixels = found[large], pixels[large]
    for start in range(0, len(found), _CHUNK):
        some = found[start : start + _CHUNK]
        lines = [texts[i] for i in some.tolist()]
        sizes = np.array([measure(text, style) for text in lines]).reshape(-1, 2)
        places, fits = middles(layer, some, (sizes + 2) * scale)
        # What is too long for its polygon may fit in two lines.
        for row in np.flatnonzero(~fits).tolist():
            lines[row] = in_two_lines(lines[row])
            sizes[row] = measure(lines[row], style)
        again = np.flatnonzero(~fits & (layer.letters[some] > 5))
        if len(again):
            places[again], fits[again] = middles(layer, some[again], (sizes[again] + 2) * scale)
        chosen = []
        for row in np.flatnonzero(fits).tolist():
            index = int(some[row])
            label = Label(lines[row], style, *places[row].tolist(), *sizes[row].tolist())
            chosen.append(
                Candidate(
                    -layer.label_priority,
                    # Within one layer the larger polygon speaks first.
                    1 / (1 + float(pixels[start + row])),
                    f"{layer.name}/{index}",
                    label,
                    partial(_elsewhere, layer, index, label, scale, measure),
                    may_cover=True,
                )
            )
        yield chosen


def _elsewhere(
    layer: AreaLayer, index: int, label: Label, scale: float, measure: Measure
) -> Iterator[Label]:
    """Yield the other places inside a polygon, from the middle outwards; then in two lines."""
    shape, middle = layer.polygons[index], (label.x, label.y)
    size = (np.array((label.width, label.height)) + 2) * scale
    for x, y in (*shifted_inside(shape, middle, size), *lattice_inside(shape, middle, size, scale)):
        yield replace(label, x=x, y=y)
    text = in_two_lines(label.text, _SHORT)
    if text != label.text:
        width, height = measure(text, label.style)
        lower = replace(label, text=text, width=width, height=height)
        size = (np.array((width, height)) + 2) * scale
        for x, y in lattice_inside(shape, middle, size, scale):
            yield replace(lower, x=x, y=y)


def _along_lines(
    layer: LineLayer, bounds: Bounds, scale: float, tokens: Tokens, measure: Measure
) -> Iterator[list[Candidate]]:
    style = tokens.line(layer.style).label
    names, lines = layer.named
    if style is None or not names:
        return
    length = shapely.length(lines) / scale
    window = shapely.box(*bounds)
    for index in np.flatnonzero((length > 40) & shapely.intersects(lines, window)).tolist():
        width, height = measure(names[index], style)
        stretches = stretch_along(
            lines[index], bounds, width * scale, height * 0.3 * scale, repeat * scale
        )
        # Named by their place: how many of a street's names are in sight depends on the view.
        yield [
            Candidate(
                -layer.label_priority,
                0.5,
                f"{layer.name}/{names[index]}/{x:.2f}/{y:.2f}",
                Label(names[index], style, x, y, width, height, turn),
            )
            for x, y, turn in stretches
        ]


def _beside_points(
    layer: PointLayer, bounds: Bounds, scale: float, tokens: Tokens, measure: Measure
) -> Iterator[list[Candidate]]:
    if layer.labels is None:
        return
    left, bottom, right, top = bounds
    inside = (layer.x >= left) & (layer.x <= right) & (layer.y >= bottom) & (layer.y <= top)
    away = tokens.symbol(layer.style).size / 2 + 3
    style = "place" if layer.style.startswith("place") else "point"
    chosen = []
    for index in np.flatnonzero(inside).tolist():
        text = layer.labels[index]
        if not text:
            continue
        width, height = measure(text, style)
        x, y = float(layer.x[index]), float(layer.y[index])
        first, *others = (
            Label(
                text,
                style,
                x + dx * (away + width / 2) * scale,
                y + dy * (away + height / 2) * scale,
                width,
                height,
            )
            for dx, dy in _BESIDE
        )
        chosen.append(
            Candidate(
                -layer.label_priority,
                0.5,
                f"{layer.name}/{index}",
                first,
                partial(tuple, others),
            )
        )
    yield chosen
