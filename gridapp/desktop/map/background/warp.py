"""From the map's plane to the square world of tiles, by affine pieces below half a pixel."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil, log2

import numpy as np
from numpy.typing import NDArray

from gridapp.desktop.map.view import Viewport
from gridapp.exchange.backgrounds.mercator import metres_per_pixel, to_world
from gridapp.locate.crs import unproject
from gridapp.locate.datum import Datum, convert

Floats = NDArray[np.float64]
Frame = tuple[float, float, float, float]
"""Left, top, right, bottom; logical pixels of a view."""

tolerance = 0.4
"""Device pixels by which an affine piece may stray from the true place."""

_LARGEST = 1536.0  # source pixels a side of a piece: its mosaic stays small
_SMALLEST = 24.0  # a piece isn't cut further: there the map's system itself ends
_GRID = np.array([(x, y) for y in np.linspace(0, 1, 5) for x in np.linspace(0, 1, 5)])


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A part of a view and the affine way from its pixels to the source's.

    Attributes
    ----------
    matrix : float64 array, shape (3, 2)
        ``(x, y, 1) @ matrix`` turns logical pixels of the view into pixels of the source.
    error : float
        How far that is from the true place at most, device pixels.
    """

    frame: Frame
    matrix: Floats
    error: float

    @property
    def corners(self) -> Floats:
        """The frame's corners in pixels of the source, shape (4, 2)."""
        left, top, right, bottom = self.frame
        return at(self.matrix, np.array([(left, top), (right, top), (left, bottom),
                                         (right, bottom)]))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Warp:
    """Where the map's places lie in a source on `datum`."""

    crs: str
    datum: Datum

    def world(self, x: Floats, y: Floats) -> Floats:
        """Turn metres of the map into shares of the world, shape (n, 2)."""
        with np.errstate(invalid="ignore"):
            degrees = unproject(x, y, self.crs)
            lon, lat = convert(*degrees, Datum.WGS84, self.datum)
            return np.column_stack(to_world(lon, lat))

    def zoom(self, view: Viewport, side: int, deepest: int) -> int:
        """Return the zoom whose pixels suit the view's.

        On a fine screen it is half-way between sharp pictures and legible letters.
        """
        _, lat = unproject(np.array([view.x]), np.array([view.y]), self.crs)
        if not np.isfinite(lat[0]):
            return 0
        whole = metres_per_pixel(0, float(lat[0]), side)
        wanted = log2(whole / view.scale) + 0.5 * log2(max(view.ratio, 1.0))
        return min(max(round(wanted), 0), deepest)

    def pieces(self, view: Viewport, pixels: float, frame: Frame | None = None) -> Iterator[Piece]:
        """Cut a view until each piece is affine enough; `pixels` measures the source's world.

        Edges lie on whole device pixels, so that pieces meet without a seam. Where the map's
        system has no degrees there are none.
        """
        left, top, right, bottom = frame = frame or (0.0, 0.0, view.width, view.height)
        points = _GRID * (right - left, bottom - top) + (left, top)
        places = view.to_map(points)
        target = self.world(places[:, 0], places[:, 1]) * pixels
        is_known = np.isfinite(target).all()
        if is_known:
            matrix, error = fit(points, target, view.ratio)
            if error <= tolerance and np.ptp(target, axis=0).max() <= _LARGEST:
                yield Piece(frame, matrix, error)
                return
        if max(right - left, bottom - top) <= _SMALLEST:
            if is_known:
                yield Piece(frame, matrix, error)
            return
        across, down = _middle(left, right, view.ratio), _middle(top, bottom, view.ratio)
        for part in (
            (left, top, across, down),
            (across, top, right, down),
            (left, down, across, bottom),
            (across, down, right, bottom),
        ):
            yield from self.pieces(view, pixels, part)


def fit(points: Floats, target: Floats, ratio: float) -> tuple[Floats, float]:
    """Return the affine matrix nearest to all targets, and its largest error in device pixels."""
    middle = target.mean(axis=0)  # the numbers are large: their differences count
    matrix, *_ = np.linalg.lstsq(
        np.column_stack((points, np.ones(len(points)))), target - middle, rcond=None
    )
    matrix[2] += middle
    away = float(np.hypot(*(at(matrix, points) - target).T).max())
    source_pixel = abs(np.linalg.det(matrix[:2])) ** 0.5  # source pixels to a logical one
    return matrix, away * ratio / max(source_pixel, 1e-12)


def at(matrix: Floats, points: Floats) -> Floats:
    """Apply an affine matrix to points, shape (n, 2)."""
    return np.asarray(points @ matrix[:2] + matrix[2], dtype=np.float64)


def _middle(low: float, high: float, ratio: float) -> float:
    return ceil((low + high) / 2 * ratio) / ratio
