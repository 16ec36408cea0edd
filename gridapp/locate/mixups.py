"""Two coordinates of one thing that differ: which mistake explains it; and points gone astray."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gridapp.locate.datum import Datum, convert, is_in_china
from gridapp.messages import Message, message

_DEGREE_M = 111_320.0  # metres in a degree of latitude, near enough to compare distances
_ZONE_STEP = 3  # degrees between neighbouring central meridians; those of 6° zones are among them
_SHIFTED = (Datum.WGS84, Datum.GCJ02, Datum.BD09)  # CGCS2000 can't be told from WGS-84
_CLEARLY = 0.2  # a mistake explains an offset that it shrinks to a fifth

Point = tuple[float, float]


class Mistake(StrEnum):
    """What can go wrong between two coordinates of one thing."""

    DATUM = "datum"
    AXES = "axes"
    ZONE = "zone"


@dataclass(frozen=True, slots=True)
class Mixup:
    """The mistake that explains best why two coordinates of one thing differ.

    Attributes
    ----------
    mistake : the kind
    first, second : the datums that the two are on; both the same for axes and zones
    offset_m : how far apart the coordinates lie as they are given
    rest_m : how far apart they lie with the mistake undone
    reason : the sentence for people
    """

    mistake: Mistake
    first: Datum
    second: Datum
    offset_m: float
    rest_m: float
    reason: Message


def likely_mixup(first: Point, second: Point, *, tolerance_m: float = 30.0) -> Mixup | None:
    """Name the mistake that explains why two coordinates of one thing differ.

    Parameters
    ----------
    first, second : (longitude, latitude), degrees
        As given, each thought to be on the same datum as the other.
    tolerance_m : float
        How far apart two surveys of the thing may put it.

    Returns
    -------
    Mixup or None
        None when they agree within the tolerance, or when no known mistake brings them there.
    """
    offset = _metres(first, second)
    if not np.isfinite(offset) or offset <= tolerance_m:
        return None
    found = [
        Mixup(mistake, a, b, offset, rest, reason)
        for mistake, a, b, undone, reason in _mistakes(first, second)
        if (rest := _metres(undone, second)) <= min(tolerance_m, _CLEARLY * offset)
    ]
    return min(found, key=lambda mixup: mixup.rest_m, default=None)


def is_astray(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
    """Tell which points, WGS-84 degrees, lie out of the country's box or are no place at all."""
    return ~is_in_china(lon, lat)


def is_swapped(lon: ArrayLike, lat: ArrayLike) -> NDArray[np.bool_]:
    """Tell which points lie out of the country as they are, but in it with the axes swapped."""
    return is_astray(lon, lat) & is_in_china(lat, lon)


def _mistakes(
    first: Point, second: Point
) -> Iterator[tuple[Mistake, Datum, Datum, Point, Message]]:
    """Yield each mistake with what the first coordinate would then be on the second's terms."""
    for a, b in itertools.permutations(_SHIFTED, 2):
        lon, lat = convert(*first, a, b)
        yield (
            Mistake.DATUM, a, b, (float(lon), float(lat)),
            message("The first is on {first}, the second on {second}.",
                    first=a.value, second=b.value),
        )  # fmt: skip
    same = Datum.WGS84, Datum.WGS84
    yield (
        Mistake.AXES, *same, (first[1], first[0]),
        message("One of them has longitude and latitude swapped."),
    )  # fmt: skip
    # The same easting in another zone moves a point by whole zones and leaves its latitude.
    steps = round((second[0] - first[0]) / _ZONE_STEP)
    if steps:
        degrees = steps * _ZONE_STEP
        yield (
            Mistake.ZONE, *same, (first[0] + degrees, first[1]),
            message("One of them was read in the wrong zone: they lie {degrees}° apart.",
                    degrees=abs(degrees)),
        )  # fmt: skip


def _metres(one: Point, two: Point) -> float:
    """Return the distance of two points, degrees, as on a plane at their latitude."""
    east = (one[0] - two[0]) * np.cos(np.radians((one[1] + two[1]) / 2))
    return float(np.hypot(east, one[1] - two[1]) * _DEGREE_M)
