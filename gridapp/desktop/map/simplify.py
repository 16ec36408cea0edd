"""Parts brought to the screen with no more vertices than it can show.

Vertices are snapped to a grid finer than a pixel and repeats dropped. Where a vertex goes depends
on its coordinates alone, so borders that two polygons share stay shared at every scale, and
pictures of neighbouring tiles fit. What was simplified for the scale before (`details`) is only
moved to its place.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from gridapp.desktop.map.ragged import Indices, Ragged
from gridapp.desktop.map.view import Coordinates, Viewport

cell = 0.5  # device pixels: half the distance the eye can tell


@dataclass(frozen=True, eq=False)
class Outline:
    """Parts on their way to a viewport.

    Attributes
    ----------
    coords : float64 array, shape (n, 2), C-contiguous
        Metres, or steps of the grid that vertices are snapped to.
    factors, origin : (float, float)
        ``coords * factors - origin`` are logical pixels of the viewport.
    parts, features : intp arrays
        Offsets as in `Ragged`.
    kept : intp array, shape (n,), or slice
        Which rows of `Ragged.coords` the points are. What is known of the segment that leaves
        such a vertex holds for the one that leaves the point: a snapped segment crosses from
        one cell of the grid to the next along exactly one original segment, the same in both
        directions.
    """

    coords: Coordinates
    factors: tuple[float, float]
    origin: tuple[float, float]
    parts: Indices
    features: Indices
    kept: Indices | slice

    @cached_property
    def points(self) -> Coordinates:
        """All vertices in logical pixels, shape (n, 2)."""
        return self.to_screen(self.coords)

    def to_screen(self, coords: Coordinates) -> Coordinates:
        """Turn some vertices, given as `coords` gives them, into logical pixels."""
        return coords * self.factors - self.origin


def outline(ragged: Ragged, view: Viewport) -> Outline:
    """Bring parts in metres to the screen, snapped to a grid anchored at the map's origin."""
    step = cell / view.ratio
    snapped = np.rint(ragged.coords * (1 / (view.scale * step), -1 / (view.scale * step)))
    last = ragged.parts[1:] - 1
    # A repeat is dropped where the next vertex falls into the same cell, so what is kept is the
    # end of each run: its segment to the next cell is the original one that leaves the cell.
    keep = np.ones(len(snapped), dtype=bool)
    if len(snapped) > 1:
        keep[:-1] = (snapped[1:] != snapped[:-1]).any(axis=1)
    keep[last[np.diff(ragged.parts) > 0]] = True
    count = np.zeros(len(keep) + 1, dtype=np.intp)
    np.cumsum(keep, out=count[1:])
    kept = np.flatnonzero(keep)
    parts = count[ragged.parts]
    return Outline(snapped[kept], (step, step), view.origin, parts, ragged.features, kept)


def placed(ragged: Ragged, view: Viewport) -> Outline:
    """Bring parts to the screen as they are."""
    factors = (1 / view.scale, -1 / view.scale)
    return Outline(ragged.coords, factors, view.origin, ragged.parts, ragged.features, slice(None))


def visible(points: Coordinates, begin: Indices, view: Viewport, margin: float) -> Indices:
    """Choose those of `begin` from which the segment to the next point may touch the view.

    `margin` in logical pixels.
    """
    if not len(points):
        return begin
    x, y = points[:, 0], points[:, 1]
    if min(x.min(), y.min()) >= 0 and x.max() <= view.width and y.max() <= view.height:
        return begin
    one, other = points[begin], points[begin + 1]
    near = (np.maximum(one, other) >= -margin).all(axis=1)
    near &= (np.minimum(one, other) <= (view.width + margin, view.height + margin)).all(axis=1)
    return begin if near.all() else begin[near]
