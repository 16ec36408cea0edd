"""Where a text fits: inside a polygon, or along a straight stretch of a line."""

from collections.abc import Iterator
from math import pi

import numpy as np
import shapely
from numpy.typing import NDArray

from gridapp.desktop.map.layers import AreaLayer
from gridapp.desktop.map.ragged import Indices
from gridapp.desktop.map.view import Bounds, Coordinates

_SHIFTS = ((0.0, 1.3), (0.0, -1.3), (0.0, 2.3), (0.0, -2.3), (0.4, 0.0), (-0.4, 0.0))
"""Shifts in widths and heights of the box to try where the middle is taken, the best first."""

_SLOTS = 5  # places to try for one text along its line
_BEST = (2, 1, 3, 0, 4)  # the middle first

Stretch = tuple[float, float, float]
"""The middle of a straight piece in metres, and its turn in radians, clockwise on the screen."""

_HOPELESS = 2.0  # areas of the box below which a polygon isn't searched for its widest place


def middles(
    layer: AreaLayer, found: Indices, sizes: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Find where a box of each size lies wholly inside its polygon.

    Parameters
    ----------
    layer : AreaLayer
    found : intp array, shape (n,)
        Features.
    sizes : float64 array, shape (n, 2)
        Widths and heights in metres.

    Returns
    -------
    float64 array, shape (n, 2), and bool array, shape (n,)
        Middles of the boxes, and whether the box fits there: at the centroid, or, where the
        polygon winds, at the widest place (the middle of the largest circle inscribed in the
        polygon pressed to the box's proportions).
    """
    shapes = layer.polygons[found]
    middle = layer.centroids[found]
    fits = _fits(shapes, middle, sizes)
    tight = ~fits & (layer.areas[found] > _HOPELESS * sizes.prod(axis=1))
    for i in np.flatnonzero(tight).tolist():
        middle[i] = _widest(shapes[i], sizes[i])
    fits[tight] = _fits(shapes[tight], middle[tight], sizes[tight])
    return middle, fits


def shifted_inside(
    shape: shapely.Geometry, middle: tuple[float, float], size: NDArray[np.float64]
) -> Coordinates:
    """Return the places round `middle` where the box still lies inside, the best first."""
    places = np.asarray(middle) + np.array(_SHIFTS) * size
    fits = _fits(np.full(len(places), shape, dtype=object), places, size)
    return places[fits]


def _fits(
    shapes: NDArray[np.object_], middle: NDArray[np.float64], sizes: NDArray[np.float64]
) -> NDArray[np.bool_]:
    low, high = middle - sizes / 2, middle + sizes / 2
    boxes = shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])
    return np.asarray(shapely.covers(shapes, boxes), dtype=bool)


def _widest(shape: shapely.Geometry, size: NDArray[np.float64]) -> tuple[float, float]:
    press = float(size[1] / size[0])
    pressed = shapely.transform(shape, lambda points: points * (press, 1.0))
    parts = shapely.get_parts(pressed)
    largest = parts[np.argmax(shapely.area(parts))]
    circle = shapely.maximum_inscribed_circle(largest, tolerance=float(size[1]) / 4)
    x, y = shapely.get_coordinates(circle)[0]
    return float(x) / press, float(y)


def stretches_along(
    line: shapely.Geometry, bounds: Bounds, width: float, bend: float, apart: float
) -> Iterator[tuple[tuple[int, int], list[Stretch]]]:
    """Find straight stretches of a line for a text.

    Parameters
    ----------
    line : LineString or MultiLineString
    bounds : Bounds
        Only stretches inside count.
    width : float
        Length of the text, metres.
    bend : float
        How far the line may leave the text's middle line, metres.
    apart : float
        Distance between two texts along the line, metres, about.

    Yields
    ------
    key : (int, int)
        Names one text of the line, wherever the view is.
    stretches : list of (x, y, angle)
        Where it may stand, the best first: the middle, and the turn in radians, clockwise on the
        screen, that never puts the text on its head.
    """
    left, bottom, right, top = bounds
    for number, part in enumerate(shapely.get_parts(line)):
        length = float(shapely.length(part))
        if length < width * 1.15:
            continue
        # Positions hang on the line, not on the view, so they stay while the map is dragged.
        count = max(int(length // (apart + width)), 1)
        slots = (np.arange(count * _SLOTS) + 0.5) / (count * _SLOTS) * length
        steps = np.array((-0.5, -0.25, 0.0, 0.25, 0.5)) * width
        points = shapely.get_coordinates(
            shapely.line_interpolate_point(part, np.maximum(slots[:, None] + steps, 0.0).ravel())
        ).reshape(-1, 5, 2)
        chord = points[:, 4] - points[:, 0]
        reach = np.hypot(chord[:, 0], chord[:, 1])
        middle = (points[:, 4] + points[:, 0]) / 2
        off = points - points[:, :1]
        across = np.abs(off[..., 0] * chord[:, None, 1] - off[..., 1] * chord[:, None, 0])
        fits = (reach > 0.97 * width) & (across.max(axis=1) <= bend * np.maximum(reach, 1e-9))
        fits &= (middle[:, 0] > left) & (middle[:, 0] < right)
        fits &= (middle[:, 1] > bottom) & (middle[:, 1] < top)
        angles = np.arctan2(-chord[:, 1], chord[:, 0])
        for text in range(count):
            found = [
                (float(middle[i, 0]), float(middle[i, 1]), upright(float(angles[i])))
                for i in (text * _SLOTS + np.array(_BEST)).tolist()
                if fits[i]
            ]
            if found:
                yield (number, text), found


def upright(angle: float) -> float:
    """Turn an angle by half a circle if the text would stand on its head."""
    turned = (angle + pi) % (2 * pi) - pi
    return turned - pi if turned > pi / 2 else turned + pi if turned < -pi / 2 else turned
