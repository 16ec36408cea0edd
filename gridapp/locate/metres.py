"""Projected metres in a text: Gauss-Kruger, with a zone in front or in the workspace's system."""

import math
import re
from collections.abc import Iterator

from gridapp.errors import InputError
from gridapp.locate.crs import unproject, zone_of_easting
from gridapp.locate.datum import Datum
from gridapp.locate.parsed import BETWEEN, Parsed, datum_reason, is_alone, stated_datum
from gridapp.messages import Message, message

_METRES = re.compile(
    r"(?<![\d.])(?:[XYNE]\s*[:=]\s*)?(\d{6,8}(?:\.\d{1,6})?)(?![\d.]*\d)\s*(?:米|m(?![a-z]))?",
    re.IGNORECASE,
)


def metres(said: str, crs: str | None) -> Iterator[Parsed]:
    """Find the pairs of metres in plain text, in its order.

    Parameters
    ----------
    crs : the workspace's projected system, which metres without a zone in front are in

    Raises
    ------
    InputError
        The text is a pair of metres and nothing else, but of which zone is open.
    """
    numbers = list(_METRES.finditer(said))
    for one, two in zip(numbers[::2], numbers[1::2], strict=False):
        if not BETWEEN.fullmatch(said, one.end(), two.start()):
            continue
        is_by_itself = is_alone(said, one.start(), two.end())
        plane = _plane(one[1], two[1], crs)
        if plane is None:
            if is_by_itself and "." in one[1] + two[1]:
                raise InputError(
                    message("“{text}” reads as metres, but of which zone?", text=said.strip()),
                    message("Give the easting with its zone in front, such as 40527054."),
                )
            continue
        system, easting, northing, reasons = plane
        lon, lat = (float(value) for value in unproject(easting, northing, system))
        if not (math.isfinite(lon) and math.isfinite(lat)):
            continue
        datum = stated_datum(said, one.start())
        decimals = min(len(value.partition(".")[2]) for value in (one[1], two[1]))
        yield Parsed(
            lon,
            lat,
            datum or Datum.CGCS2000,
            datum is not None,
            math.sqrt(0.5) * 10.0**-decimals,
            (*reasons, datum_reason(datum or Datum.CGCS2000, datum is not None)),
            one.start(),
            two.end(),
        )


def _plane(
    one: str, two: str, crs: str | None
) -> tuple[str, float, float, tuple[Message, ...]] | None:
    """Return system, easting, northing and reasons of two numbers in metres, if decidable."""
    whole = [len(value.partition(".")[0]) for value in (one, two)]
    if sorted(whole) not in ([6, 7], [7, 8]):
        return None
    is_northing_first = whole[0] == 7
    northing, easting = (one, two) if is_northing_first else (two, one)
    reasons = (
        (message("Read as Gauss-Kruger metres, northing first."),)
        if is_northing_first
        else (message("Read as Gauss-Kruger metres, easting first."),)
    )
    if 6 in whole:
        return (crs, float(easting), float(northing), reasons) if crs else None
    zone = zone_of_easting(float(easting))
    return None if zone is None else (zone.crs, float(easting), float(northing), reasons)
