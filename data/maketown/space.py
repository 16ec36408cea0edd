"""The ground the town stands on: local metres, the way to lon/lat, smooth noise, curves."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer

Floats = NDArray[np.float64]

CRS = "EPSG:4549"
CENTRE_LONLAT = (120.36, 31.78)
_TO_GROUND = Transformer.from_crs("EPSG:4490", CRS, always_xy=True)
_TO_LONLAT = Transformer.from_crs(CRS, "EPSG:4490", always_xy=True)
ORIGIN = np.round(np.array(_TO_GROUND.transform(*CENTRE_LONLAT)), 0)
GRAIN = 0.01  # metres: every vertex of the plan lies on this raster


def lonlat(local: Floats) -> Floats:
    """Turn local metres, shape (n, 2), into CGCS2000 lon/lat degrees with 8 decimals."""
    x, y = _TO_LONLAT.transform(local[:, 0] + ORIGIN[0], local[:, 1] + ORIGIN[1])
    return np.round(np.column_stack([x, y]), 8)


def stage(seed: int, name: str) -> np.random.Generator:
    """Return the random stream of one stage, so that stages don't disturb each other."""
    return np.random.default_rng([seed, *name.encode()])


class Waves:
    """Smooth noise: a sum of seeded plane waves, about -1 to 1."""

    def __init__(self, rng: np.random.Generator, wavelength: float, count: int = 9) -> None:
        angle = rng.uniform(0, 2 * np.pi, count)
        length = wavelength * rng.uniform(0.6, 1.6, count)
        self._k = 2 * np.pi / length[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
        self._phase = rng.uniform(0, 2 * np.pi, count)

    def __call__(self, points: Floats) -> Floats:
        """Return the noise at points of shape (n, 2) in metres."""
        waves = np.sin(points @ self._k.T + self._phase)
        noise: Floats = waves.sum(axis=1) / np.sqrt(len(self._phase))
        return noise


class Warp:
    """A gentle displacement of the plane that bends straight cuts into grown streets."""

    def __init__(self, rng: np.random.Generator, scales: Sequence[tuple[float, float]]) -> None:
        self._parts = [(size, Waves(rng, length), Waves(rng, length)) for length, size in scales]

    def __call__(self, points: Floats) -> Floats:
        """Return the displaced points, shape (n, 2)."""
        moved = points.copy()
        for size, east, north in self._parts:
            moved += size * np.column_stack([east(points), north(points)])
        return moved


def curve(
    points: Sequence[tuple[float, float]], *, closed: bool = False, step: float = 30
) -> Floats:
    """Draw a Catmull-Rom spline through control points; returns shape (n, 2)."""
    p = np.array(points, dtype=float)
    if closed:
        p = np.vstack([p[-1], p, p[0], p[1]])
    else:
        p = np.vstack([2 * p[0] - p[1], p, 2 * p[-1] - p[-2]])
    parts = []
    for a, b, c, d in zip(p[:-3], p[1:-2], p[2:-1], p[3:], strict=True):
        n = max(2, int(np.hypot(*(c - b)) / step))
        t = np.linspace(0, 1, n, endpoint=False)[:, None]
        parts.append(
            0.5
            * (
                2 * b
                + (c - a) * t
                + (2 * a - 5 * b + 4 * c - d) * t**2
                + (3 * b - a - 3 * c + d) * t**3
            )
        )
    parts.append(p[-2:-1])
    return np.vstack(parts)


def at(line: shapely.LineString, metres: float) -> Floats:
    """Return the point of a line at a distance from its start, shape (2,)."""
    p = shapely.line_interpolate_point(line, metres)
    return np.array([p.x, p.y])


def bearing(line: shapely.LineString, metres: float) -> float:
    """Return the direction of a line at a distance, radians anticlockwise from east."""
    a, b = at(line, max(0.0, metres - 4)), at(line, min(line.length, metres + 4))
    return float(np.arctan2(b[1] - a[1], b[0] - a[0]))
