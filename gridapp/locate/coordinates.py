"""Coordinates as people type them: degrees, degrees-minutes-seconds, projected metres."""

import math
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from gridapp.errors import InputError
from gridapp.locate.crs import is_in_area, unproject
from gridapp.locate.datum import Datum, is_in_china
from gridapp.messages import Message, message

_DEGREE_M = 111_320.0  # metres in a degree of latitude, near enough for an uncertainty

_DATUM_WORDS = (
    (Datum.BD09, re.compile(r"百度|bd-?0?9", re.IGNORECASE)),
    (Datum.GCJ02, re.compile(r"高德|腾讯|火星|gcj-?0?2?", re.IGNORECASE)),
    (Datum.CGCS2000, re.compile(r"cgcs-?2000|国家2000|2000坐标|大地2000", re.IGNORECASE)),
    (Datum.WGS84, re.compile(r"wgs-?84|gps|北斗", re.IGNORECASE)),
)

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
        \s*(?:(?:为|是)|[:=])?\s* (?P<sign1>[+-])? {_VALUE.format(n=1)} \s*(?P<after1>[ENSW]\b)?
    | (?<![A-Za-z]) (?P<letter>[ENSW]) \s*[:=]?\s* {_VALUE.format(n=2)}
    | (?: (?:^|(?<=[\s,;(\[])) (?P<sign3>[+-]) )? {_VALUE.format(n=3)}
        (?:\s*(?P<after3>[ENSW])(?![A-Za-z]))?
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
_BETWEEN = re.compile(r"[\s,;/|、和]{0,6}")
_METRES = re.compile(
    r"(?<![\d.])(?:[XYNE]\s*[:=]\s*)?(\d{6,8}(?:\.\d{1,6})?)(?![\d.]*\d)\s*(?:米|m(?![a-z]))?",
    re.IGNORECASE,
)
_WRAPPING = re.compile(r"[\s,;:()\[\]{}<>。.、]|坐标|位置|定位|经纬度|系|点|在|是|为")


@dataclass(frozen=True, slots=True)
class Parsed:
    """One coordinate found in a text.

    ``lon`` and ``lat`` are degrees on ``datum``, as typed; ``uncertainty_m`` is what the
    number of digits leaves open; ``start`` and ``end`` bound it in the plain text
    (`plain`).
    """

    lon: float
    lat: float
    datum: Datum
    is_datum_stated: bool
    uncertainty_m: float
    reasons: tuple[Message, ...]
    start: int
    end: int


class _Angle(NamedTuple):
    degrees: float
    step: float  # the value of one unit in the last digit given, degrees
    decimals: int
    axis: int | None
    is_marked: bool
    is_possible: bool
    start: int
    end: int


def plain(text: str) -> str:
    """Return `text` with full-width digits, letters, marks and commas made plain."""
    return unicodedata.normalize("NFKC", text).replace("′′", "″").translate(_PLAIN)


_PLAIN = str.maketrans({"，": ",", "‘": "'", "’": "'", "“": '"', "”": '"', "º": "°", "˚": "°"})


def parse_coordinates(text: str, crs: str | None = None) -> tuple[Parsed, ...]:
    """Find the coordinates in a text.

    Parameters
    ----------
    text : str
        Decimal degrees in either order, degrees-minutes-seconds, or Gauss-Kruger metres
        with a zone prefix; full-width characters, labels and hemispheres welcome.
    crs : str, optional
        The projected system of the workspace, which metres without a zone prefix are in.

    Returns
    -------
    tuple of Parsed
        In the order of the text; empty when it has none.

    Raises
    ------
    InputError
        The text plainly gives coordinates, but they can't be any.
    """
    said = plain(text)
    datum = next((datum for datum, words in _DATUM_WORDS if words.search(said)), None)
    found = [*_degrees(said, datum, crs), *_metres(said, datum, crs)]
    return tuple(sorted(found, key=lambda parsed: parsed.start))


def _degrees(said: str, datum: Datum | None, crs: str | None) -> Iterator[Parsed]:
    angles = [_angle(match) for match in _ANGLE.finditer(said)]
    k = 0
    while k + 1 < len(angles):
        first, second = angles[k], angles[k + 1]
        if not _BETWEEN.fullmatch(said, first.end, second.start):
            k += 1
            continue
        parsed = _pair(said, first, second, datum, crs)
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


def _pair(
    said: str, first: _Angle, second: _Angle, datum: Datum | None, crs: str | None
) -> Parsed | None:
    is_marked = first.is_marked and second.is_marked
    is_alone = not _wrapping_removed(said[: first.start] + said[second.end :])
    enough = 1 if is_alone else 3
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
        if not is_marked and not is_alone:
            return None
        raise InputError(
            message(
                "“{text}” reads as coordinates, but there is no such place.",
                text=said[first.start : second.end].strip(),
            ),
            message("Longitude lies within 180 degrees, latitude within 90; check the digits."),
        )
    stated = datum or Datum.WGS84
    uncertainty = 0.5 * math.hypot(
        lat.step * _DEGREE_M, lon.step * _DEGREE_M * math.cos(math.radians(lat.degrees))
    )
    return Parsed(
        lon.degrees,
        lat.degrees,
        stated,
        datum is not None,
        uncertainty,
        (*reasons, _datum_reason(stated, datum is not None)),
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


def _other(axis: int | None) -> int | None:
    return None if axis is None else 1 - axis


def _datum_reason(datum: Datum, is_stated: bool) -> Message:
    if is_stated:
        return message("Datum {datum}, as the text says.", datum=datum.value)
    return message("Datum {datum} assumed: the text names none.", datum=datum.value)


def _wrapping_removed(text: str) -> str:
    for _, words in _DATUM_WORDS:
        text = words.sub("", text)
    return _WRAPPING.sub("", text)


def _metres(said: str, datum: Datum | None, crs: str | None) -> Iterator[Parsed]:
    numbers = list(_METRES.finditer(said))
    for one, two in zip(numbers[::2], numbers[1::2], strict=False):
        if not _BETWEEN.fullmatch(said, one.end(), two.start()):
            continue
        is_alone = not _wrapping_removed(said[: one.start()] + said[two.end() :])
        plane = _plane(one[1], two[1], crs)
        if plane is None:
            if is_alone and "." in one[1] + two[1]:
                raise InputError(
                    message("“{text}” reads as metres, but of which zone?", text=said.strip()),
                    message("Give the easting with its zone in front, such as 40527054."),
                )
            continue
        system, easting, northing, reasons = plane
        lon, lat = (float(value) for value in unproject(easting, northing, system))
        if not (math.isfinite(lon) and math.isfinite(lat)):
            continue
        decimals = min(len(value.partition(".")[2]) for value in (one[1], two[1]))
        yield Parsed(
            lon,
            lat,
            datum or Datum.CGCS2000,
            datum is not None,
            math.sqrt(0.5) * 10.0**-decimals,
            (*reasons, _datum_reason(datum or Datum.CGCS2000, datum is not None)),
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
    zone = int(easting[:2])
    for zones, first_epsg in ((range(25, 46), 4513), (range(13, 24), 4491)):
        if zone in zones:
            epsg = first_epsg + zone - zones.start
            return f"EPSG:{epsg}", float(easting), float(northing), reasons
    return None
