"""Datums: degrees shifted between WGS-84, GCJ-02, BD-09 and CGCS2000."""

from enum import StrEnum
from typing import Final, NamedTuple, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

Degrees = NDArray[np.float64]

CHINA: Final = (72.004, 0.8293, 137.8347, 55.8271)
"""West, south, east, north of the rough box inside which GCJ-02 and BD-09 are shifted, WGS-84."""

_SEMI_MAJOR_M = 6_378_245.0  # Krasovsky 1940, as the public formula has it
_ECCENTRICITY_2 = 0.006_693_421_622_965_943
_ORIGIN_LON, _ORIGIN_LAT = 105.0, 35.0
_COS_ORIGIN, _SIN_ORIGIN = np.cos(np.radians(_ORIGIN_LAT)), np.sin(np.radians(_ORIGIN_LAT))
_BD_TURN = np.pi * 3000.0 / 180.0
_BD_EAST, _BD_NORTH = 0.0065, 0.006
# A round leaves 0.02 of the last move over for BD-09, 0.005 for GCJ-02: the round that moves
# every point by less than this, a third of a millimetre, ends within micrometres.
_ENOUGH = 3e-9  # degrees
_ROUNDS = 12
_BLOCK = 8192  # points at a time: the intermediate columns stay in the processor's cache
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
    if _SHIFTS[source] is _SHIFTS[target]:
        return x.copy(), y.copy()
    shape, (x, y) = x.shape, (x.ravel(), y.ravel())
    east, north = np.empty_like(x), np.empty_like(y)
    for start in range(0, len(x), _BLOCK):
        block = slice(start, start + _BLOCK)
        # Everything goes through WGS-84, the only datum on which the box is exact.
        wgs84 = _to_wgs84(x[block], y[block], source)
        east[block], north[block] = _from_wgs84(*wgs84, target)
    return east.reshape(shape), north.reshape(shape)


def _from_wgs84(x: Degrees, y: Degrees, target: Datum) -> tuple[Degrees, Degrees]:
    shift = _SHIFTS[target]
    if shift is None:
        return x, y
    inside = is_in_china(x, y)
    east, north = shift.forward(*_tame(x, y))
    return np.where(inside, east, x), np.where(inside, north, y)


def _to_wgs84(x: Degrees, y: Degrees, source: Datum) -> tuple[Degrees, Degrees]:
    shift = _SHIFTS[source]
    if shift is None:
        return x, y
    given_x, given_y = _tame(x, y)
    wgs_x, wgs_y = shift.inverse(given_x, given_y)
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
    """Shift WGS-84 to GCJ-02.

    The formula's thirteen sines are of multiples of three angles, so that the sine and cosine
    of two, and the rules for double and triple angles, give them all.
    """
    x, y = lon - _ORIGIN_LON, lat - _ORIGIN_LAT
    s1, c1 = _sine_cosine(x * (np.pi / 60.0))
    s2, c2 = _double(s1, c1)  # pi x / 30
    s4, c4 = _double(s2, c2)
    s5, c5 = _sum(s4, c4, s1, c1)  # pi x / 12
    s20, c20 = _double(*_double(s5, c5))  # pi x / 3
    s60, c60 = _triple(s20, c20)  # pi x
    s120, _ = _double(s60, c60)  # 2 pi x
    s360 = s120 * (3.0 - 4.0 * s120 * s120)  # 6 pi x

    sin_lat, cos_lat = _sine_cosine(np.radians(lat))
    t3, d3 = _triple(*_sum(sin_lat, cos_lat, -_SIN_ORIGIN, _COS_ORIGIN))
    t6, d6 = _double(t3, d3)  # pi y / 30
    t15, d15 = _sum(*_double(t6, d6), t3, d3)  # pi y / 12
    t60, d60 = _double(*_double(t15, d15))  # pi y / 3
    t180, _ = _triple(t60, d60)  # pi y

    root = np.sqrt(np.abs(x))
    ripple = 20.0 * (s360 + s120)
    waves_y = ripple + 20.0 * t180 + 40.0 * t60 + 160.0 * t15 + 320.0 * t6
    north = (2.0 + 0.1 * y) * x + (3.0 + 0.2 * y) * y + 0.2 * root + waves_y * (2.0 / 3.0) - 100.0
    waves_x = ripple + 20.0 * s60 + 40.0 * s20 + 150.0 * s5 + 300.0 * s2
    east = (1.0 + 0.1 * (x + y)) * x + 2.0 * y + 0.1 * root + waves_x * (2.0 / 3.0) + 300.0
    magic = 1.0 - _ECCENTRICITY_2 * sin_lat * sin_lat
    parallel = np.sqrt(magic) * (np.degrees(1.0) / _SEMI_MAJOR_M)  # degrees a metre at the equator
    east_degrees = lon + east * parallel / cos_lat
    return east_degrees, lat + north * parallel * magic / (1.0 - _ECCENTRICITY_2)


def _gcj02_inverse(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    x, y = lon, lat
    for _ in range(_ROUNDS):
        east, north = _gcj02(x, y)
        east, north = lon - east, lat - north
        x, y = x + east, y + north
        if not _is_beyond(east, north):
            break
    return x, y


def _bd09(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    return _bd09_of_gcj02(*_gcj02(lon, lat))


def _bd09_inverse(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    return _gcj02_inverse(*_gcj02_of_bd09(lon, lat))


def _bd09_of_gcj02(x: Degrees, y: Degrees) -> tuple[Degrees, Degrees]:
    """Turn and stretch about 0, 0; by so small an angle that its series ends at the second term."""
    stretch = 1.0 + 2e-5 * np.sin(y * _BD_TURN) / np.hypot(x, y)
    turn = 3e-6 * np.cos(x * _BD_TURN)
    straight = stretch * (1.0 - 0.5 * turn * turn)
    turn *= stretch
    return x * straight - y * turn + _BD_EAST, x * turn + y * straight + _BD_NORTH


def _gcj02_of_bd09(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    far_x, far_y = lon - _BD_EAST, lat - _BD_NORTH
    radius = np.hypot(far_x, far_y)
    x, y = far_x, far_y
    for _ in range(_ROUNDS):
        shrink = 1.0 - 2e-5 * np.sin(y * _BD_TURN) / radius
        turn = 3e-6 * np.cos(x * _BD_TURN)
        straight = shrink * (1.0 - 0.5 * turn * turn)
        turn *= shrink
        before_x, before_y = x, y
        x, y = far_x * straight + far_y * turn, far_y * straight - far_x * turn
        if not _is_beyond(x - before_x, y - before_y):
            break
    return x, y


def _is_beyond(east: Degrees, north: Degrees) -> bool:
    """Tell whether a round still moved a point."""
    return bool((np.maximum(np.abs(east), np.abs(north)) > _ENOUGH).any())


def _sine_cosine(angle: Degrees) -> tuple[Degrees, Degrees]:
    return np.sin(angle), np.cos(angle)


def _double(sine: Degrees, cosine: Degrees) -> tuple[Degrees, Degrees]:
    return 2.0 * sine * cosine, 1.0 - 2.0 * sine * sine


def _triple(sine: Degrees, cosine: Degrees) -> tuple[Degrees, Degrees]:
    return sine * (3.0 - 4.0 * sine * sine), cosine * (4.0 * cosine * cosine - 3.0)


def _sum(
    sine: Degrees, cosine: Degrees, sine2: Degrees | float, cosine2: Degrees | float
) -> tuple[Degrees, Degrees]:
    return sine * cosine2 + cosine * sine2, cosine * cosine2 - sine * sine2


class _Formula(Protocol):
    def __call__(self, lon: Degrees, lat: Degrees, /) -> tuple[Degrees, Degrees]: ...


class _Shift(NamedTuple):
    forward: _Formula  # from WGS-84
    inverse: _Formula


_SHIFTS: Final = {
    Datum.WGS84: None,
    Datum.CGCS2000: None,
    Datum.GCJ02: _Shift(_gcj02, _gcj02_inverse),
    Datum.BD09: _Shift(_bd09, _bd09_inverse),
}
