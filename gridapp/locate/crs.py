"""The plane: which metric reference system suits a place, and the way there and back."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gridapp.errors import InputError
from gridapp.locate.datum import is_in_china
from gridapp.messages import message

if TYPE_CHECKING:
    from pyproj import CRS, Transformer  # at run time imported late: a window can't wait for it

Metres = NDArray[np.float64]

_FIRST_ZONES = {
    (6, True): (13, 4491), (6, False): (13, 4502), (3, True): (25, 4513), (3, False): (25, 4534),
}  # fmt: skip
"""Width in degrees and zone prefix → the first zone of China's and its EPSG code."""
_COUNTS = {6: 11, 3: 21}


@dataclass(frozen=True, slots=True)
class Zone:
    """A Gauss-Kruger zone of CGCS2000.

    Attributes
    ----------
    width : 3 or 6 degrees
    number : 25 to 45 or 13 to 23
    is_prefixed : whether eastings carry the number in front, as in 40527054
    """

    width: int
    number: int
    is_prefixed: bool

    @property
    def meridian(self) -> int:
        """The central meridian, degrees east."""
        return 3 * self.number if self.width == 3 else 6 * self.number - 3

    @property
    def crs(self) -> str:
        """The zone's EPSG code, as `project` takes it."""
        number, epsg = _FIRST_ZONES[self.width, self.is_prefixed]
        return f"EPSG:{epsg + self.number - number}"


ZONES: Final = tuple(
    Zone(width, first + k, is_prefixed)
    for (width, is_prefixed), (first, _) in _FIRST_ZONES.items()
    for k in range(_COUNTS[width])
)
"""All zones of China: of six and of three degrees, with and without the prefix."""


def zone_at(lon: float, width: int = 3, *, is_prefixed: bool = False) -> Zone:
    """Return the zone that a longitude lies in, the nearest one of China's at the ends."""
    number = round(lon / 3) if width == 3 else math.floor(lon / 6) + 1
    first, _ = _FIRST_ZONES[width, is_prefixed]
    return Zone(width, min(max(number, first), first + _COUNTS[width] - 1), is_prefixed)


def zone_of_easting(easting: float) -> Zone | None:
    """Return the zone whose number an easting of eight digits begins with, if there is one."""
    number = int(easting // 1_000_000)
    return next((z for z in ZONES if z.is_prefixed and z.number == number), None)


def metric_crs(lon: float, lat: float) -> str:
    """Return the EPSG code of the metric system that suits a WGS-84 point in degrees.

    In China that is CGCS2000, three-degree Gauss-Kruger by central meridian (EPSG:4534 to
    4554 for 75E to 135E); elsewhere UTM on WGS-84.
    """
    if bool(is_in_china(lon, lat)):
        return zone_at(lon).crs
    zone = min(int((lon + 180.0) // 6.0) + 1, 60)
    return f"EPSG:{(32600 if lat >= 0 else 32700) + zone}"


def project(lon: ArrayLike, lat: ArrayLike, crs: str) -> tuple[Metres, Metres]:
    """Turn WGS-84 degrees into metres of `crs`.

    Returns
    -------
    x, y : float64 arrays, easting and northing, shape of the inputs
        Points that `crs` can't show come back as infinity. For a CGCS2000 system WGS-84 is
        taken as CGCS2000 (PROJ's ballpark).
    """
    return _both(_transformer(crs, inverse=False).transform(*_floats(lon, lat)))


def unproject(x: ArrayLike, y: ArrayLike, crs: str) -> tuple[Metres, Metres]:
    """Turn metres of `crs` (easting, northing) into WGS-84 degrees; see `project`."""
    return _both(_transformer(crs, inverse=True).transform(*_floats(x, y)))


def is_in_area(lon: float, lat: float, crs: str) -> bool:
    """Tell whether WGS-84 degrees lie in the area that `crs` is made for."""
    area = _plane(crs).area_of_use
    if area is None:
        return False
    return area.west <= lon <= area.east and area.south <= lat <= area.north


def is_chinese(crs: str) -> bool:
    """Tell whether a system is made for a part of China: its area's middle lies there."""
    area = _plane(crs).area_of_use
    if area is None:
        return False
    return bool(is_in_china((area.west + area.east) / 2, (area.south + area.north) / 2))


def _floats(a: ArrayLike, b: ArrayLike) -> tuple[Metres, Metres]:
    return np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)


def _both(pair: tuple[ArrayLike, ArrayLike]) -> tuple[Metres, Metres]:
    return np.asarray(pair[0], dtype=np.float64), np.asarray(pair[1], dtype=np.float64)


@lru_cache(maxsize=32)
def _plane(crs: str) -> "CRS":
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    try:
        plane = CRS.from_user_input(crs)
    except CRSError as error:
        raise InputError(
            message("“{crs}” is not a coordinate reference system.", crs=crs),
            message("Give an EPSG code such as EPSG:4549."),
        ) from error
    if not plane.is_projected:
        raise InputError(
            message("“{crs}” is in degrees, not in metres.", crs=crs),
            message("Give a projected system such as EPSG:4549."),
        )
    return plane


@lru_cache(maxsize=32)
def _transformer(crs: str, *, inverse: bool) -> "Transformer":
    from pyproj import CRS, Transformer

    plane, globe = _plane(crs), CRS.from_epsg(4326)
    source, target = (plane, globe) if inverse else (globe, plane)
    return Transformer.from_crs(source, target, always_xy=True)
