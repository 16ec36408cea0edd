"""Web Mercator: the square world of tiles, and which tile lies where.

The world is a square of side 1 with its origin in the north-west; zoom ``z`` cuts it into 2**z
columns and rows. Latitudes are those of the source's own datum, taken on the sphere as all tile
servers do (EPSG:3857).
"""

from dataclasses import dataclass
from math import cos, exp2, pi, radians

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

EQUATOR_M = 2 * pi * 6_378_137.0
LATITUDE_LIMIT = 85.051_128_779_806_6  # degrees: there the world is as high as wide


@dataclass(frozen=True, slots=True, order=True)
class TileKey:
    """A tile by its numbers; rows count from the north."""

    zoom: int
    column: int
    row: int

    @property
    def row_from_south(self) -> int:
        """The row as TMS and MBTiles count it."""
        return (1 << self.zoom) - 1 - self.row

    @property
    def is_real(self) -> bool:
        """Whether the world has such a tile."""
        side = 1 << self.zoom
        return 0 <= self.column < side and 0 <= self.row < side

    def ancestor(self, levels: int) -> "TileKey":
        """Return the tile so many zooms out that covers this one."""
        return TileKey(self.zoom - levels, self.column >> levels, self.row >> levels)


def to_world(lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
    """Turn degrees into shares of the world, from the west and from the north."""
    tame = np.clip(np.asarray(lat, dtype=np.float64), -LATITUDE_LIMIT, LATITUDE_LIMIT)
    sine = np.sin(np.radians(tame))
    across = np.asarray(lon, dtype=np.float64) / 360.0 + 0.5
    return across, 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * pi)


def to_degrees(across: ArrayLike, down: ArrayLike) -> tuple[Floats, Floats]:
    """Turn shares of the world into longitude and latitude."""
    lon = (np.asarray(across, dtype=np.float64) - 0.5) * 360.0
    lat = np.degrees(np.arctan(np.sinh(pi * (1 - 2 * np.asarray(down, dtype=np.float64)))))
    return lon, lat


def tile_at(lon: float, lat: float, zoom: int) -> TileKey:
    """Return the tile that a place lies in."""
    across, down = to_world(lon, lat)
    last = 2**zoom - 1
    return TileKey(
        zoom,
        min(max(int(across * 2**zoom), 0), last),
        min(max(int(down * 2**zoom), 0), last),
    )


def metres_per_pixel(zoom: float, lat: float, side: int = 256) -> float:
    """Return what a pixel of a tile measures on the ground; tiles have `side` pixels a side."""
    return EQUATOR_M * cos(radians(lat)) / side / exp2(zoom)
