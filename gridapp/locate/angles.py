"""Degrees in a text: decimal, or with minutes and seconds, in either order."""

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from gridapp.errors import InputError
from gridapp.locate.crs import is_chinese, is_in_area
from gridapp.locate.datum import Datum, is_in_china
from gridapp.locate.parsed import BETWEEN, DEGREE_M, Parsed, datum_reason, is_alone, stated_datum
from gridapp.messages import Message, message

_AXIS = {
    **dict.fromkeys(("东经", "经度", "e", "lon", "lng", "longitude"), (0, 1)),
    **dict.fromkeys(("西经", "w"), (0, -1)),
    **dict.fromkeys(("北纬", "纬度", "n", "lat", "latitude"), (1, 1)),
    **dict.fromkeys(("南纬", "s"), (1, -1)),
}
"""Label or hemisphere, lower case, to (axis 0 longitude or 1 latitude, sign)."""

_VALUE = r"""
    (?P<degrees{n}>(?<![\d.])\d{{1,4}}(?:\.\d{{1,12}})?)(?![\d.]*\d)
    (?P<mark{n}>\s*[°度]
        (?:\s*(?P<minutes{n}>\d{{1,2}}(?:\.\d{{1,9}})?)\s*['′分]
            (?:\s*(?P<seconds{n}>\d{{1,2}}(?:\.\d{{1,9}})?)\s*(?:["″秒]|(?![\d.°度])))?
        )?
    )?
"""
_ANGLE = re.compile(
    rf"""
    (?P<word>东经|西经|北纬|南纬|经度|纬度|\b(?:longitude|latitude|lon|lng|lat)\b)
        ["']?\s*(?:(?:为|是)|[:=])?\s*["']?
        (?P<sign1>[+-])? {_VALUE.format(n=1)} \s*(?P<after1>[ENSW]\b)?
    | (?<![A-Za-z]) (?P<letter>[ENSW]) \s*[:=]?\s* {_VALUE.format(n=2)}
    | (?: (?:^|(?<=[\s,;(\[])) (?P<sign3>[+-]) )? {_VALUE.format(n=3)}
        (?:\s*(?P<after3>[ENSW])(?![A-Za-z]))?
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
# Minutes and seconds written with letters, colons or spaces; each mark keeps its place.
_NUMBER = r"(\d{1,2}(?:\.\d{1,9})?)"
_SPELLINGS = (
    re.compile(
        rf"(?<![\w.])(\d{{1,3}})(\s*d(?:eg)?\s*){_NUMBER}(\s*m(?:in)?\.?)"
        rf"(?:(\s*){_NUMBER}(\s*s(?:ec)?\b\.?))?(?![\d:])",
        re.IGNORECASE | re.ASCII,
    ),
    re.compile(
        rf"(?<![\w.:])(\d{{1,3}})([: ]){_NUMBER}([: ])()(\d{{1,2}}(?:\.\d{{1,9}})?)()"
        r"(?=\s*[NSEW]\b)",
        re.IGNORECASE | re.ASCII,
    ),
    re.compile(
        rf"(?:(?<=[NSEW经纬])|(?<=[NSEW经纬] ))(\d{{1,3}})([: ]){_NUMBER}([: ])()"
        r"(\d{1,2}(?:\.\d{1,9})?)()(?![\d:.])",
        re.IGNORECASE | re.ASCII,
    ),
)
_MARKS = ("°", "'", '"')


class _Angle(NamedTuple):
    degrees: float
    step: float  # the value of one unit in the last digit given, degrees
    decimals: int
    axis: int | None
    is_marked: bool
    is_possible: bool
    start: int
    end: int


def degrees(said: str, crs: str | None) -> Iterator[Parsed]:
    """Find the pairs of degrees in plain text, in its order.

    Parameters
    ----------
    crs : the workspace's projected system, which decides an order that is open

    Raises
    ------
    InputError
        A pair is plainly meant as degrees, but there is no such place.
    """
    said = _with_marks(said)
    angles = [_angle(match) for match in _ANGLE.finditer(said)]
    k = 0
    while k + 1 < len(angles):
        first, second = angles[k], angles[k + 1]
        if not BETWEEN.fullmatch(said, first.end, second.start):
            k += 1
            continue
        parsed = _pair(said, first, second, crs)
        if parsed is None:
            k += 1
        else:
            yield parsed
            k += 2


def _angle(match: re.Match[str]) -> _Angle:
    part = match.groupdict()
    n = next(n for n in "123" if part[f"degrees{n}"])
    whole, minutes, seconds = (part[f"{name}{n}"] for name in ("degrees", "minutes", "seconds"))
    label = part["word"] or part["letter"]
    after = part.get(f"after{n}")
    axis, sign = _AXIS[(label or after or "").lower()] if label or after else (None, 1)
    if after and label:
        sign = _AXIS[after.lower()][1]
    if part.get(f"sign{n}") == "-":
        sign = -sign
    finest, unit = next(
        (value, unit)
        for value, unit in ((seconds, 1 / 3600), (minutes, 1 / 60), (whole, 1.0))
        if value
    )
    decimals = len(finest.partition(".")[2])
    value = float(whole) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
    is_possible = float(minutes or 0) < 60 and float(seconds or 0) < 60
    return _Angle(
        sign * value,
        unit * 10.0**-decimals,
        decimals,
        axis,
        bool(label or after or part[f"mark{n}"]),
        is_possible and not (minutes and "." in whole),
        match.start(),
        match.end(),
    )


def _pair(said: str, first: _Angle, second: _Angle, crs: str | None) -> Parsed | None:
    is_marked = first.is_marked and second.is_marked
    is_by_itself = is_alone(said, first.start, second.end)
    enough = 1 if is_by_itself else 3
    if not is_marked and min(first.decimals, second.decimals) < enough:
        return None  # numbers of a sentence: a house, a sum, a time
    lon_first, reasons = _order(first, second, crs)
    lon, lat = (first, second) if lon_first else (second, first)
    is_possible = (
        first.is_possible
        and second.is_possible
        and abs(lon.degrees) <= 180
        and abs(lat.degrees) <= 90
        and (first.axis is None or first.axis != second.axis)
    )
    if not is_possible:
        if not is_marked and not is_by_itself:
            return None
        raise InputError(
            message(
                "“{text}” reads as coordinates, but there is no such place.",
                text=said[first.start : second.end].strip(),
            ),
            message("Longitude lies within 180 degrees, latitude within 90; check the digits."),
        )
    datum = stated_datum(said, first.start)
    stated = datum or Datum.WGS84
    uncertainty = 0.5 * math.hypot(
        lat.step * DEGREE_M, lon.step * DEGREE_M * math.cos(math.radians(lat.degrees))
    )
    return Parsed(
        lon.degrees,
        lat.degrees,
        stated,
        datum is not None,
        uncertainty,
        (*reasons, *_far(lon.degrees, lat.degrees, crs), datum_reason(stated, datum is not None)),
        first.start,
        second.end,
    )


def _order(first: _Angle, second: _Angle, crs: str | None) -> tuple[bool, tuple[Message, ...]]:
    """Tell whether the longitude comes first, and why that is believed."""
    a, b = first.degrees, second.degrees
    labelled = first.axis if first.axis is not None else _other(second.axis)
    if labelled is not None:
        lon, lat = (a, b) if labelled == 0 else (b, a)
        if abs(lon) <= 90 < abs(lat) <= 180:
            return labelled != 0, (
                message("The labels of longitude and latitude were swapped; put right."),
            )
        return labelled == 0, ()
    if _likelihood(b, a, crs) > _likelihood(a, b, crs):
        return False, (message("Read as latitude, longitude: the other order lies far away."),)
    if _likelihood(b, a, crs) == _likelihood(a, b, crs):
        return True, (message("Read as longitude, latitude; the other order could be meant."),)
    return True, ()


def _likelihood(lon: float, lat: float, crs: str | None) -> tuple[bool, bool, bool]:
    """Rank an order: possible at all, in the workspace's zone, in China."""
    is_possible = abs(lon) <= 180 and abs(lat) <= 90
    is_near = crs is not None and is_possible and is_in_area(lon, lat, crs)
    return is_possible, is_near, bool(is_in_china(lon, lat))


def _far(lon: float, lat: float, crs: str | None) -> tuple[Message, ...]:
    """Warn of a point out of the country, in a workspace of China; the digits may be wrong."""
    if crs is None or is_in_china(lon, lat) or not is_chinese(crs):
        return ()
    return (message("This lies outside China; check the digits."),)


def _with_marks(said: str) -> str:
    """Write degrees, minutes and seconds with their marks; every place in the text stays."""

    def write(match: re.Match[str]) -> str:
        whole, gap1, minutes, gap2, gap3, seconds, gap4 = match.groups(default="")
        parts = ((whole, gap1), (minutes, gap2 + gap3), (seconds, gap4))
        return "".join(
            number + mark.ljust(len(gap)) if gap else number
            for (number, gap), mark in zip(parts, _MARKS, strict=True)
        )

    for spelling in _SPELLINGS:
        said = spelling.sub(write, said)
    return said


def _other(axis: int | None) -> int | None:
    return None if axis is None else 1 - axis
