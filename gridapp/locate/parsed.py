"""A coordinate found in a text, and the words around it that say what it is on."""

import re
import unicodedata
from dataclasses import dataclass

from gridapp.locate.datum import Datum
from gridapp.messages import Message, message

DEGREE_M = 111_320.0
"""Metres in a degree of latitude, near enough for an uncertainty."""

BETWEEN = re.compile(r"[\s,;/|、和&\"']{0,6}")
"""What may stand between the two numbers of a coordinate."""

_DATUM_WORDS = (
    (Datum.BD09, re.compile(r"百度|bd-?0?9", re.IGNORECASE)),
    (Datum.GCJ02, re.compile(r"高德|腾讯|火星|gcj-?0?2?", re.IGNORECASE)),
    (Datum.CGCS2000, re.compile(r"cgcs-?2000|国家2000|2000坐标|大地2000", re.IGNORECASE)),
    (Datum.WGS84, re.compile(r"wgs-?84|gps|北斗", re.IGNORECASE)),
)
_WRAPPING = re.compile(
    r"[\s,;:()\[\]{}<>。.、\"']|坐标|位置|定位|经纬度|系|点|在|是|为|\bpoint\b", re.IGNORECASE
)
_PLAIN = str.maketrans(
    {"，": ",", "‘": "'", "’": "'", "“": '"', "”": '"', "º": "°", "˚": "°", "−": "-", "＋": "+"}
)


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


def plain(text: str) -> str:
    """Return `text` with full-width digits, letters, marks and commas made plain."""
    return unicodedata.normalize("NFKC", text).replace("′′", "″").translate(_PLAIN)


def stated_datum(said: str, start: int) -> Datum | None:
    """Return the datum that plain text names for what begins at `start`, if it names one.

    The last name before it counts, else the first after it: 高德120.1,31.2 百度120.2,31.3.
    """
    names = sorted(
        (match.start(), datum) for datum, words in _DATUM_WORDS for match in words.finditer(said)
    )
    before = [datum for at, datum in names if at < start]
    return before[-1] if before else next((datum for _, datum in names), None)


def datum_reason(datum: Datum, is_stated: bool) -> Message:
    """Say where the datum comes from."""
    if is_stated:
        return message("Datum {datum}, as the text says.", datum=datum.value)
    return message("Datum {datum} assumed: the text names none.", datum=datum.value)


def is_alone(said: str, start: int, end: int) -> bool:
    """Tell whether nothing stands beside a span but words that wrap a coordinate."""
    rest = said[:start] + said[end:]
    for _, words in _DATUM_WORDS:
        rest = words.sub("", rest)
    return not _WRAPPING.sub("", rest)
