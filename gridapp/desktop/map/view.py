"""What part of the map a picture shows, and how: a value, so a tile is a viewport too."""

from dataclasses import dataclass, replace
from math import hypot

import numpy as np
from numpy.typing import NDArray

Bounds = tuple[float, float, float, float]
"""Left, bottom, right, top, in metres of the map's projection."""

Coordinates = NDArray[np.float64]
"""Points in rows of two, float64."""

min_scale, max_scale = 0.02, 2000.0  # metres per pixel: a hand's breadth, a province


@dataclass(frozen=True, slots=True)
class Viewport:
    """A rectangle of the map on a rectangle of the screen.

    Parameters
    ----------
    x, y : float
        The map position of the centre, metres in the map's projected CRS; y grows northwards.
    scale : float
        Metres per logical pixel, kept between `min_scale` and `max_scale` by the methods.
    width, height : float
        Logical pixels; y grows downwards on the screen.
    ratio : float
        Device pixels per logical pixel.
    """

    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0
    width: float = 800.0
    height: float = 600.0
    ratio: float = 1.0

    @property
    def extent(self) -> Bounds:
        """The bounds of what can be seen, in metres."""
        return self.padded(0.0)

    def padded(self, pixels: float) -> Bounds:
        """Return the extent with a margin of so many logical pixels on each side."""
        dx = (self.width / 2 + pixels) * self.scale
        dy = (self.height / 2 + pixels) * self.scale
        return (self.x - dx, self.y - dy, self.x + dx, self.y + dy)

    @property
    def origin(self) -> tuple[float, float]:
        """Where the window's top left corner lies, in logical pixels from the map's origin."""
        return (self.x / self.scale - self.width / 2, -self.y / self.scale - self.height / 2)

    def to_screen(self, points: Coordinates) -> Coordinates:
        """Turn map positions, shape (n, 2), into logical pixels from the top left corner."""
        return np.asarray(points) * (1 / self.scale, -1 / self.scale) - self.origin

    def to_map(self, points: Coordinates) -> Coordinates:
        """Turn logical pixels, shape (n, 2), into map positions."""
        return (np.asarray(points) + self.origin) * (self.scale, -self.scale)

    def screen(self, x: float, y: float) -> tuple[float, float]:
        """Turn one map position into logical pixels."""
        left, top = self.origin
        return (x / self.scale - left, -y / self.scale - top)

    def place(self, px: float, py: float) -> tuple[float, float]:
        """Turn one screen position into a map position."""
        left, top = self.origin
        return ((px + left) * self.scale, -(py + top) * self.scale)

    def zoom_at(self, px: float, py: float, factor: float) -> "Viewport":
        """Show `factor` times as much ground; what lies at pixel (px, py) stays there."""
        scale = limit(self.scale * factor)
        x, y = self.place(px, py)
        return replace(
            self,
            x=x - (px - self.width / 2) * scale,
            y=y + (py - self.height / 2) * scale,
            scale=scale,
        )

    def pan(self, dx: float, dy: float) -> "Viewport":
        """Drag the map by (dx, dy) logical pixels, right and down."""
        return replace(self, x=self.x - dx * self.scale, y=self.y + dy * self.scale)

    def fit(self, bounds: Bounds, margin: float = 24.0) -> "Viewport":
        """Show `bounds` in the middle, as large as `margin` pixels on each side allow."""
        left, bottom, right, top = bounds
        room_x, room_y = max(self.width - 2 * margin, 1.0), max(self.height - 2 * margin, 1.0)
        scale = limit(max((right - left) / room_x, (top - bottom) / room_y))
        return replace(self, x=(left + right) / 2, y=(bottom + top) / 2, scale=scale)

    def resized(self, width: float, height: float, ratio: float) -> "Viewport":
        """Give the window another size; centre and scale stay."""
        return replace(self, width=width, height=height, ratio=ratio)

    def aligned(self) -> "Viewport":
        """Move by less than a device pixel, so that the map's origin lies on a pixel's corner.

        Pictures of aligned viewports at one scale fit together without a seam.
        """
        left, top = (round(value * self.ratio) / self.ratio for value in self.origin)
        return replace(
            self,
            x=(left + self.width / 2) * self.scale,
            y=-(top + self.height / 2) * self.scale,
        )

    def between(self, other: "Viewport", share: float) -> "Viewport":
        """Return the view `share` (0 to 1) of the way to `other`, zooming evenly.

        A zoom keeps the point it was made at in place all the way.
        """
        if share >= 1.0:
            return other
        scale = self.scale * (other.scale / self.scale) ** share
        change = other.scale - self.scale
        # Along a zoom the centre moves in proportion to the scale, not to the time.
        along = share if abs(change) < 1e-9 * self.scale else (scale - self.scale) / change
        return replace(
            other,
            x=self.x + (other.x - self.x) * along,
            y=self.y + (other.y - self.y) * along,
            scale=scale,
        )

    def is_near(self, other: "Viewport") -> bool:
        """Return whether both show the same to within a tenth of a pixel."""
        apart = hypot(self.x - other.x, self.y - other.y)
        return (
            apart < 0.1 * self.scale
            and abs(self.scale / other.scale - 1) < 1e-5
            and (self.width, self.height, self.ratio) == (other.width, other.height, other.ratio)
        )


def limit(scale: float) -> float:
    """Keep a scale between `min_scale` and `max_scale`."""
    return min(max(scale, min_scale), max_scale)


def union(bounds: list[Bounds]) -> Bounds | None:
    """Return the bounds round all of `bounds`; None if there are none."""
    if not bounds:
        return None
    edges = np.array(bounds)
    left, bottom = edges[:, :2].min(axis=0)
    right, top = edges[:, 2:].max(axis=0)
    return (float(left), float(bottom), float(right), float(top))
