"""Links and shares of the usual maps: where each keeps its coordinates, and on which datum."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from gridapp.errors import InputError
from gridapp.locate.baidu_mercator import from_baidu_mercator
from gridapp.locate.datum import Datum, convert, is_in_china
from gridapp.locate.parsed import Parsed, is_alone
from gridapp.messages import Message, message

_LINK = re.compile(
    r"(?:https?://|geo:|(?:androidamap|iosamap|amapuri|baidumap|bdapp|qqmap|comgooglemaps|maps)://)"
    r"[^\s<>\"'」】》]+",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"https?://(?:surl\.amap\.com|j\.map\.baidu\.com|w\.map\.qq\.com|maps\.app\.goo\.gl"
    r"|goo\.gl/maps|g\.co/kgs|maps\.apple/p/|osm\.org/go/|url\.cn/|t\.cn/|dwz\.cn/)",
    re.IGNORECASE,
)
_NUMBER = r"[+-]?\d{1,8}(?:\.\d{1,15})?"
_TWO = re.compile(rf"\s*({_NUMBER})\s*,\s*({_NUMBER})(?![\d.])")
_COORD = re.compile(rf"\bcoord:\s*({_NUMBER})\s*,\s*({_NUMBER})(?![\d.])")
_PLACE = re.compile(rf"[^,]*,\s*({_NUMBER})\s*,\s*({_NUMBER})(?![\d.])")
_GPS_M = 10.0
_TILE_M = 40_075_017.0  # a tile at zoom 0; the middle of a view is good for one tile

LON_LAT, LAT_LON = (0, 1), (1, 0)

_DATUM_VALUES = {
    "wgs84": Datum.WGS84, "wgs84ll": Datum.WGS84, "gps": Datum.WGS84,
    "gaode": Datum.GCJ02, "gcj02": Datum.GCJ02, "gcj02ll": Datum.GCJ02,
    "bd09": Datum.BD09, "bd09ll": Datum.BD09, "bd09mc": Datum.BD09, "baidu": Datum.BD09,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Map:
    """How one map writes its links.

    Attributes
    ----------
    hosts : of scheme and host, after which the rest follows
    datum : the datum in China; abroad it is WGS-84
    is_certain : whether the map's own documents say so
    pairs : query key → order of the two numbers in its value
    apart : keys of longitude and of latitude, each in a value of its own
    inside : patterns in the whole link with groups ``lon`` and ``lat``, and ``zoom`` for a view
    datum_keys : query key → its values' datums
    """

    name: str
    hosts: re.Pattern[str]
    datum: Datum
    is_certain: bool
    pairs: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    apart: tuple[tuple[str, str], ...] = ()
    inside: tuple[re.Pattern[str], ...] = ()
    datum_keys: Mapping[str, Mapping[str, Datum]] = field(default_factory=dict)


def _hosts(*names: str) -> re.Pattern[str]:
    return re.compile("|".join(names), re.IGNORECASE)


def _inside(pattern: str) -> re.Pattern[str]:
    filled = pattern.replace("LAT", rf"(?P<lat>{_NUMBER})").replace("LON", rf"(?P<lon>{_NUMBER})")
    return re.compile(filled.replace("ZOOM", r"(?P<zoom>\d{1,2}(?:\.\d+)?)"))


_MAPS = (
    _Map(
        "Amap",
        _hosts(r"https?://(?:[\w-]+\.)*(?:amap|gaode)\.com\b",
               r"(?:androidamap|iosamap|amapuri)://"),
        Datum.GCJ02, True,
        {"position": LON_LAT, "to": LON_LAT, "dest": LON_LAT, "destination": LON_LAT,
         "center": LON_LAT, "lnglat": LON_LAT, "location": LON_LAT, "q": LAT_LON, "p": LAT_LON},
        (("lon", "lat"), ("lng", "lat"), ("dlon", "dlat")),
        datum_keys={"coordinate": _DATUM_VALUES, "dev": {"1": Datum.WGS84}},
    ),
    _Map(
        "Baidu",
        _hosts(r"https?://(?:[\w-]+\.)*map\.baidu\.com\b", r"(?:baidumap|bdapp)://"),
        Datum.BD09, True,
        {"location": LAT_LON, "latlng": LAT_LON, "center": LAT_LON, "destination": LAT_LON},
        (("lng", "lat"),),
        (_inside(r"latlng:LAT,LON"), _inside(r"/@LON,LAT,ZOOMz")),
        {"coord_type": _DATUM_VALUES},
    ),
    _Map(
        "Tencent",
        _hosts(r"https?://(?:[\w-]+\.)*map(?:\.wap)?\.qq\.com\b", r"qqmap://"),
        Datum.GCJ02, True,
        {"marker": LAT_LON, "coord": LAT_LON, "tocoord": LAT_LON, "center": LAT_LON,
         "latlng": LAT_LON, "location": LAT_LON},
        (("pointx", "pointy"), ("lng", "lat")),
        datum_keys={"coord_type": {"1": Datum.WGS84, "3": Datum.BD09}},
    ),
    _Map(
        "Google",
        _hosts(r"https?://(?:[\w-]+\.)*google\.[a-z.]+/maps", r"https?://maps\.google\.[a-z.]+",
               r"https?://(?:www\.)?google\.[a-z.]+/maps", r"comgooglemaps://"),
        Datum.GCJ02, False,
        {"q": LAT_LON, "query": LAT_LON, "ll": LAT_LON, "daddr": LAT_LON, "destination": LAT_LON,
         "center": LAT_LON},
        (),
        (_inside("!3dLAT!4dLON"), _inside("/(?:place|search|dir)/LAT,\\+?LON"),
         _inside(r"/@LAT,LON,ZOOMz"), _inside(r"/@LAT,LON")),
    ),
    _Map(
        "Apple",
        _hosts(r"https?://maps\.apple\.com\b", r"maps://"),
        Datum.GCJ02, False,
        {"coordinate": LAT_LON, "ll": LAT_LON, "q": LAT_LON, "daddr": LAT_LON, "sll": LAT_LON,
         "center": LAT_LON},
    ),
    _Map(
        "OpenStreetMap",
        _hosts(r"https?://(?:www\.)?(?:openstreetmap\.org|osm\.org)\b"),
        Datum.WGS84, True,
        {},
        (("mlon", "mlat"), ("lon", "lat")),
        (_inside(r"#map=ZOOM/LAT/LON"),),
    ),
    _Map(
        "geo:",
        _hosts(r"geo:"),
        Datum.WGS84, False,
        {"q": LAT_LON},
        (),
        (_inside(r"geo:LAT,LON"),),
    ),
)  # fmt: skip


def links(said: str) -> tuple[list[Parsed], str]:
    """Find the coordinates of map links in plain text.

    Returns
    -------
    found : list of Parsed
    rest : str
        The text with the links of known maps blanked out, place for place.

    Raises
    ------
    InputError
        A link gives coordinates that can't be any, or the text is a short link and no more.
    """
    found: list[Parsed] = []
    rest = said
    for match in _LINK.finditer(said):
        link = unquote(match[0])
        if _SHORT.match(link):
            if not found and is_alone(said, *match.span()):
                raise InputError(
                    message("“{link}” is a short link: only its maker's server knows the place.",
                            link=link),
                    message("Open it in a browser and paste the long link, or the coordinates."),
                )  # fmt: skip
        else:
            known = next((one for one in _MAPS if one.hosts.match(link)), None)
            if known is None:
                continue
            if parsed := _read(known, link, match.start(), match.end()):
                found.append(parsed)
        rest = f"{rest[: match.start()]}{' ' * len(match[0])}{rest[match.end() :]}"
    return found, rest


def _read(known: _Map, link: str, start: int, end: int) -> Parsed | None:
    query = _query(link)
    numbers = next(_numbers(known, link, query), None)
    if numbers is None:
        return None
    lon, lat, zoom = numbers
    datum, is_stated = known.datum, known.is_certain
    for key, values in known.datum_keys.items():
        if said := values.get(query.get(key, "").lower()):
            datum, is_stated = said, True
    if datum is Datum.BD09 and (abs(lon) > 180 or abs(lat) > 90):
        lon, lat = from_baidu_mercator(lon, lat)
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise InputError(
            message("“{text}” reads as coordinates, but there is no such place.", text=link),
            message("Longitude lies within 180 degrees, latitude within 90; check the digits."),
        )
    if not _is_in_china(lon, lat, datum):
        datum = Datum.WGS84  # abroad nobody shifts
    uncertainty = _uncertainty(query, zoom, lat)
    reasons = [_reason(known, datum, is_stated)]
    if zoom is not None:
        reasons.append(message("The link gives the middle of a view, not a mark in it."))
    return Parsed(lon, lat, datum, is_stated, uncertainty, tuple(reasons), start, end)


def _query(link: str) -> dict[str, str]:
    try:
        parts = urlsplit(link)
    except ValueError:  # such as an open bracket in the host
        return {}
    pairs = parse_qsl(parts.query) + parse_qsl(parts.fragment)
    # geo: keeps its own parameters after semicolons, and before the question mark
    pairs += [(key, value) for key, _, value in
              (piece.partition("=") for piece in parts.path.split(";")[1:])]  # fmt: skip
    return {key.lower(): value for key, value in pairs}


def _numbers(
    known: _Map, link: str, query: Mapping[str, str]
) -> Iterator[tuple[float, float, float | None]]:
    """Yield longitude, latitude and zoom from each place of a link that has them."""
    for key, (lon, lat) in known.pairs.items():
        value = query.get(key, "")
        if match := _COORD.search(value) or _TWO.match(value) or _PLACE.match(value):
            both = float(match[1]), float(match[2])
            yield both[lon], both[lat], None
    for lon_key, lat_key in known.apart:
        match = _TWO.fullmatch(f"{query.get(lon_key, '')},{query.get(lat_key, '')}")
        if match:
            yield float(match[1]), float(match[2]), None
    for pattern in known.inside:
        if match := pattern.search(link):
            zoom = match.groupdict().get("zoom")
            yield float(match["lon"]), float(match["lat"]), float(zoom) if zoom else None


def _uncertainty(query: Mapping[str, str], zoom: float | None, lat: float) -> float:
    if zoom is not None:
        return max(_TILE_M * math.cos(math.radians(lat)) / math.exp2(min(zoom, 22.0)), _GPS_M)
    said = query.get("u", "")  # of geo:, metres
    return max(float(said), _GPS_M) if re.fullmatch(r"\d{1,6}(?:\.\d+)?", said) else _GPS_M


def _is_in_china(lon: float, lat: float, datum: Datum) -> bool:
    return bool(is_in_china(*convert(lon, lat, datum, Datum.WGS84)))


def _reason(known: _Map, datum: Datum, is_stated: bool) -> Message:
    if is_stated:
        return message("Datum {datum}, as links of {map} have it.",
                       datum=datum.value, map=known.name)  # fmt: skip
    return message("Datum {datum}, as links of {map} usually have it here.",
                   datum=datum.value, map=known.name)  # fmt: skip
