"""Level of detail: vertices snapped to a grid finer than a pixel, repeats dropped.

Where a vertex goes depends on its coordinates alone, so borders that two polygons share stay
shared at every scale, and pictures of neighbouring tiles fit. It costs tens of milliseconds for
a million vertices; simplifying a coverage topologically costs more than a second.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridapp.desktop.map.ragged import Indices, Ragged
from gridapp.desktop.map.view import Coordinates, Viewport

cell = 0.5  # device pixels: half the distance the eye can tell


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """Parts in logical pixels of a viewport, ready to draw.

    Attributes
    ----------
    points : float64 array, shape (n, 2), C-contiguous
    parts, features : intp arrays
        Offsets as in `Ragged`.
    once : bool array, shape (n,), or None
        As `Ragged.once`, for the vertices that are left.
    """

    points: Coordinates
    parts: Indices
    features: Indices
    once: NDArray[np.bool_] | None


def outline(ragged: Ragged, view: Viewport, once: NDArray[np.bool_] | None = None) -> Outline:
    """Bring parts to the screen with no more vertices than it can show.

    Parameters
    ----------
    ragged : Ragged
        Parts in metres.
    view : Viewport
        Its scale and ratio make the grid, which is anchored at the map's origin.
    once : bool array, shape (n,), optional
        Which segments to stroke (`Ragged.once`). A simplified segment crosses from one cell of
        the grid to the next along exactly one original segment, the same in both directions, so
        the choice carries over.
    """
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
    points = snapped[keep]
    points *= step
    points -= view.origin
    return Outline(
        points, count[ragged.parts], ragged.features, None if once is None else once[keep]
    )


def visible(outline: Outline, view: Viewport, margin: float) -> NDArray[np.bool_]:
    """Choose the segments of `outline.once` that may touch the view, with a margin in pixels."""
    if outline.once is None:
        raise ValueError("an outline without a choice of segments has none to cull")
    points = outline.points
    chosen = outline.once.copy()
    if len(points) < 2:
        return chosen
    begin, end = points[:-1], points[1:]
    low, high = np.minimum(begin, end), np.maximum(begin, end)
    inside = (high >= -margin).all(axis=1)
    inside &= (low <= (view.width + margin, view.height + margin)).all(axis=1)
    chosen[:-1] &= inside
    chosen[-1] = False
    return chosen
