"""Which labels the layers wish for, and where each might stand."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from math import ceil, floor, pi, sin

import numpy as np
import shapely

from gridapp.desktop.map.anchors import middles, shifted_inside, stretches_along
from gridapp.desktop.map.layers import AreaLayer, Layer, LineLayer, PointLayer
from gridapp.desktop.map.spots import in_two_lines, is_narrow, lattice_inside
from gridapp.desktop.map.view import Bounds, Coordinates
from gridapp.desktop.widgets.tokens import Tokens

Measure = Callable[[str, str], tuple[float, float]]
"""Width and height in logical pixels of a text in a style (key of `Tokens.texts`)."""

_VAST = 600.0  # pixels from one place of a name to the next in a polygon that is larger
_CHUNK = 30  # labels between two chances to pause: a few milliseconds
_SHORT = 4  # letters that may stand in two lines where one finds no place
_STEEP = pi * 5 / 18  # turn from which Chinese letters stay upright
_PITCH = 1.12  # sizes from one letter of a stack to the next
_BESIDE = ((1.0, 0.0), (-1.0, 0.0), (0.0, -1.0), (0.0, 1.0))  # right, left, above, below
repeat = 260.0  # pixels at least between two labels of one name


@dataclass(frozen=True, slots=True)
class Label:
    """A text at a map position.

    Attributes
    ----------
    angle : float
        Of its line in radians, clockwise on the screen.
    is_stacked : bool
        Whether its letters stay upright, one below the other along the line.
    """

    text: str
    style: str
    x: float
    y: float
    width: float
    height: float
    angle: float = 0.0
    is_stacked: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A label that wants a place: lower priority, rank and key are placed first.

    `key` names it whatever the view is. `others` finds the places to try if the first is taken,
    the best first: labels, each with the places it might stand at, in metres, shape (n, 2), a
    turned one with its own alone. It is asked only then. A label that `may_cover` stands on quiet
    symbols where nothing is free.
    """

    priority: int
    rank: float
    key: str
    label: Label
    others: Callable[[], Iterable[tuple[Label, Coordinates]]] = tuple
    may_cover: bool = False


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
    for _ in (layer.tree, layer.areas, layer.letters, layer.centroids):
        yield []  # each takes long when it is asked for the first time
    found = np.sort(layer.tree.query(shapely.box(*bounds)))
    # The cheapest test comes first: most polygons of a far view are too small for any text.
    size = tokens.texts[style].size
    pixels = layer.areas[found] / scale**2
    large = pixels > layer.letters[found] * size * 0.5 * size
    large &= layer.letters[found] > 0
    found, pixels = found[large], pixels[large]
    smaller = f"{style}.small" if f"{style}.small" in tokens.texts else style
    shorts = texts if layer.short_labels is None else layer.short_labels
    # What is too long for its polygon is written shorter and shorter.
    ways = ((texts, style, False), (texts, style, True), (shorts, style, False),
            (shorts, smaller, False), (shorts, smaller, True))  # fmt: skip
    for start in range(0, len(found), _CHUNK):
        left = np.arange(start, min(start + _CHUNK, len(found)))
        written: set[tuple[int, str, str]] = set()
        for words, look, is_folded in ways:
            lines = [str(words[i]) for i in found[left].tolist()]
            lines = [in_two_lines(line) for line in lines] if is_folded else lines
            keys = [(i, look, line) for i, line in zip(left.tolist(), lines, strict=True)]
            rows = [row for row, key in enumerate(keys) if key not in written]
            written.update(keys)
            if not rows:
                continue
            sizes = np.array([measure(lines[row], look) for row in rows])
            places, fits = middles(layer, found[left[rows]], (sizes + 2) * scale)
            chosen = []
            for row in np.flatnonzero(fits).tolist():
                number = int(left[rows[row]])
                label = Label(lines[rows[row]], look, *places[row].tolist(), *sizes[row].tolist())
                index, room = int(found[number]), float(pixels[number])
                chosen.append(_named(layer, index, room, label, scale, measure))
                if room > _VAST**2:
                    chosen.extend(_again(layer, index, room, label, bounds, scale, measure))
            yield chosen
            left = np.delete(left, np.array(rows)[fits])


def _named(
    layer: AreaLayer, index: int, room: float, label: Label, scale: float, measure: Measure
) -> Candidate:
    """Return the wish for a polygon's name; `room` is its size in square pixels."""
    return Candidate(
        -layer.label_priority,
        1 / (1 + room),  # within one layer the larger polygon speaks first
        f"{layer.name}/{index}",
        label,
        partial(_elsewhere, layer, index, label, scale, measure),
        may_cover=True,
    )


def _again(
    layer: AreaLayer,
    index: int,
    room: float,
    label: Label,
    bounds: Bounds,
    scale: float,
    measure: Measure,
) -> Iterator[Candidate]:
    """Yield the name again where a polygon is larger than a window, at places of the map."""
    step = _VAST * scale
    west, south, east, north = layer.polygons[index].bounds
    left, bottom = max(bounds[0], west), max(bounds[1], south)
    right, top = min(bounds[2], east), min(bounds[3], north)
    columns = np.arange(ceil(left / step), floor(right / step) + 1)
    rows = np.arange(ceil(bottom / step), floor(top / step) + 1)
    cells = np.stack(np.meshgrid(columns, rows), axis=-1).reshape(-1, 2)
    places = cells * step
    far = np.hypot(*(places - (label.x, label.y)).T) > step * 0.75
    half = (np.array((label.width, label.height)) / 2 + 1) * scale
    low, high = places - half, places + half
    boxes = shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])
    for row in np.flatnonzero(far & shapely.covers(layer.polygons[index], boxes)).tolist():
        other = replace(label, x=float(places[row, 0]), y=float(places[row, 1]))
        name = _named(layer, index, room, other, scale, measure)
        column, line = cells[row].tolist()
        yield replace(name, rank=1.0, key=f"{name.key}/{column}/{line}")


def _elsewhere(
    layer: AreaLayer, index: int, label: Label, scale: float, measure: Measure
) -> Iterator[tuple[Label, Coordinates]]:
    """Yield the other places inside, from the middle outwards; then in two lines, then short."""
    shape, middle = layer.polygons[index], (label.x, label.y)
    size = (np.array((label.width, label.height)) + 2) * scale
    yield label, shifted_inside(shape, middle, size)
    yield label, lattice_inside(shape, middle, size, scale)
    text = in_two_lines(label.text, _SHORT)
    if text != label.text:
        width, height = measure(text, label.style)
        size = (np.array((width, height)) + 2) * scale
        lower = replace(label, text=text, width=width, height=height)
        yield lower, lattice_inside(shape, middle, size, scale)
    if layer.short_labels is not None and layer.short_labels[index] != label.text:
        text = str(layer.short_labels[index])
        width, height = measure(text, label.style)
        size = (np.array((width, height)) + 2) * scale
        brief = replace(label, text=text, width=width, height=height)
        yield brief, lattice_inside(shape, middle, size, scale)


def _along_lines(
    layer: LineLayer, bounds: Bounds, scale: float, tokens: Tokens, measure: Measure
) -> Iterator[list[Candidate]]:
    style = tokens.line(layer.style).label
    names, lines = layer.named
    if style is None or not names:
        return
    length = shapely.length(lines) / scale
    window = shapely.box(*bounds)
    size = tokens.texts[style].size
    for index in np.flatnonzero((length > 40) & shapely.intersects(lines, window)).tolist():
        name = names[index]
        width, height = measure(name, style)
        level = Label(name, style, 0.0, 0.0, width, height)
        chosen = []
        for (part, number), stretches in stretches_along(
            lines[index], bounds, width * scale, height * 0.3 * scale, repeat * scale
        ):
            first, *others = (_laid(level, *stretch, size) for stretch in stretches)
            chosen.append(
                Candidate(
                    -layer.label_priority,
                    0.5,
                    # Named by its place: which of a street's names are in sight hangs on the view.
                    f"{layer.name}/{name}/{part}/{number}",
                    first,
                    partial(tuple, [(other, np.array([(other.x, other.y)])) for other in others]),
                )
            )
        yield chosen


def _laid(label: Label, x: float, y: float, angle: float, size: float) -> Label:
    """Lay a text along its line: turned, or, where a Chinese one would lie on its side, stacked."""
    if abs(angle) < _STEEP or any(is_narrow(letter) for letter in label.text):
        return replace(label, x=x, y=y, angle=angle)
    down = angle % pi  # a stack is read from the top
    pitch = size * _PITCH / sin(down)
    width = pitch * (len(label.text) - 1) + size
    return replace(label, x=x, y=y, angle=down, width=width, is_stacked=True)


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
        step = ((away + width / 2) * scale, (away + height / 2) * scale)
        first, *others = ((x + dx * step[0], y + dy * step[1]) for dx, dy in _BESIDE)
        label = Label(text, style, *first, width, height)
        chosen.append(
            Candidate(
                -layer.label_priority,
                0.5,
                f"{layer.name}/{index}",
                label,
                partial(tuple, [(label, np.array(others))]),
            )
        )
        if len(chosen) == _CHUNK:
            yield chosen
            chosen = []
    yield chosen
