"""Datums: degrees shifted between WGS-84, GCJ-02, BD-09 and CGCS2000."""

from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Degrees = NDArray[np.float64]

CHINA: Final = (72.004, 0.8293, 137.8347, 55.8271)
"""West, south, east, north of the rough box inside which GCJ-02 and BD-09 are shifted, WGS-84."""

_SEMI_MAJOR_M = 6_378_245.0  # Krasovsky 1940, as the public formula has it
_ECCENTRICITY_2 = 0.006_693_421_622_965_943
_BD_TURN = np.pi * 3000.0 / 180.0
# BD-09 contracts by about 0.017 a round, GCJ-02 by 0.003: eight rounds end below a micrometre.
_ROUNDS = 8
_EDGE = 1e-9  # degrees


class Datum(StrEnum):
    """What a longitude and latitude are measured on; kept with every point."""

    WGS84 = "WGS-84"
    GCJ02 = "GCJ-02"
    BD09 = "BD-09"
    CGCS2000 = "CGCS2000"


def is_in_china(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
    """Tell which WGS-84 points lie in the box `CHINA`; shape of the broadcast inputs."""
    lon, lat = np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64)
    west, south, east, north = CHINA
    return np.asarray((lon >= west) & (lon <= east) & (lat >= south) & (lat <= north))


def convert(
    lon: ArrayLike, lat: ArrayLike, source: Datum, target: Datum
) -> tuple[Degrees, Degrees]:
    """Shift points from one datum to another.

    Parameters
    ----------
    lon, lat : float or array of float, degrees on `source`
        Any shapes that broadcast together.
    source, target : Datum
        CGCS2000 is taken as equal to WGS-84: they differ by centimetres, and PROJ too has
        only a ballpark between them.

    Returns
    -------
    lon, lat : float64 arrays, degrees on `target`
        The inverses agree with the forward formula to well below a millimetre. Points
        outside `CHINA` come back unchanged; within 1.7 km outside its edge, where shifted and
        unshifted numbers overlap, a GCJ-02 or BD-09 point is taken as one from inside.

    Notes
    -----
    GCJ-02 by the widely published approximation of the state's transformation; BD-09 by
    the published polar turn of GCJ-02.
    """
    x, y = np.broadcast_arrays(np.asarray(lon, dtype=np.float64), np.asarray(lat, dtype=np.float64))
    if _HUB[source] is _HUB[target]:
        return x.copy(), y.copy()
    # Everything goes through WGS-84, the only datum on which the box is exact.
    x, y = _to_wgs84(x, y, source)
    return _from_wgs84(x, y, target)


def _from_wgs84(x: Degrees, y: Degrees, target: Datum) -> tuple[Degrees, Degrees]:
    forward = _HUB[target]
    if forward is None:
        return x, y
    inside = is_in_china(x, y)
    east, north = forward(*_tame(x, y))
    return np.where(inside, east, x), np.where(inside, north, y)


def _to_wgs84(x: Degrees, y: Degrees, source: Datum) -> tuple[Degrees, Degrees]:
    forward = _HUB[source]
    if forward is None:
        return x, y
    given_x, given_y = _tame(x, y)
    wgs_x, wgs_y = given_x, given_y
    for _ in range(_ROUNDS):
        east, north = forward(wgs_x, wgs_y)
        wgs_x, wgs_y = wgs_x + (given_x - east), wgs_y + (given_y - north)
    # A point on the very edge comes back a rounding error outside it: put it on the edge.
    snapped_x, snapped_y = np.clip(wgs_x, *CHINA[::2]), np.clip(wgs_y, *CHINA[1::2])
    is_inside = (np.abs(snapped_x - wgs_x) < _EDGE) & (np.abs(snapped_y - wgs_y) < _EDGE)
    is_inside &= (given_x == x) & (given_y == y)
    return np.where(is_inside, snapped_x, x), np.where(is_inside, snapped_y, y)


def _tame(x: Degrees, y: Degrees) -> tuple[Degrees, Degrees]:
    """Move far-away points to the box's edge, where the formulas are well-behaved."""
    west, south, east, north = CHINA
    return np.clip(x, west - 0.1, east + 0.1), np.clip(y, south - 0.1, north + 0.1)


def _gcj02(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    ripple = 20.0 * np.sin(6.0 * np.pi * x) + 20.0 * np.sin(2.0 * np.pi * x)
    north = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north += (
        ripple
        + 20.0 * np.sin(np.pi * y)
        + 40.0 * np.sin(np.pi / 3.0 * y)
        + 160.0 * np.sin(np.pi / 12.0 * y)
        + 320.0 * np.sin(np.pi / 30.0 * y)
    ) * (2.0 / 3.0)
    east = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east += (
        ripple
        + 20.0 * np.sin(np.pi * x)
        + 40.0 * np.sin(np.pi / 3.0 * x)
        + 150.0 * np.sin(np.pi / 12.0 * x)
        + 300.0 * np.sin(np.pi / 30.0 * x)
    ) * (2.0 / 3.0)
    phi = np.radians(lat)
    magic = 1.0 - _ECCENTRICITY_2 * np.sin(phi) ** 2
    meridian = _SEMI_MAJOR_M * (1.0 - _ECCENTRICITY_2) / (magic * np.sqrt(magic))
    parallel = _SEMI_MAJOR_M / np.sqrt(magic) * np.cos(phi)
    return lon + np.degrees(east / parallel), lat + np.degrees(north / meridian)


def _bd09(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    x, y = _gcj02(lon, lat)
    radius = np.hypot(x, y) + 2e-5 * np.sin(y * _BD_TURN)
    angle = np.arctan2(y, x) + 3e-6 * np.cos(x * _BD_TURN)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


_HUB = {Datum.WGS84: None, Datum.CGCS2000: None, Datum.GCJ02: _gcj02, Datum.BD09: _bd09}
