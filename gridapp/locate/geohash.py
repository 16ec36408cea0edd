"""Geohashes: rectangles of the globe named by halving it again and again.

Source: the public-domain scheme of 2008; 32 letters of five bits each, longitude first.
"""

import math
import re
from collections.abc import Iterator

from gridapp.locate.crs import is_in_area
from gridapp.locate.datum import Datum
from gridapp.locate.parsed import DEGREE_M, Parsed, is_alone
from gridapp.messages import message

_LETTERS = "0123456789bcdefghjkmnpqrstuvwxyz"
_CODE = re.compile(
    rf"(?P<label>geohash\s*[:=]?\s*)?(?<![0-9a-z])(?P<hash>[{_LETTERS}]{{5,12}})(?![0-9a-z])",
    re.IGNORECASE | re.ASCII,
)


def geohashes(said: str, crs: str | None) -> Iterator[Parsed]:
    """Find the geohashes in plain text.

    A word of five to twelve letters is one only where the text says “geohash”, or where it
    stands alone, has a digit and a letter, and lies in the area that `crs` is made for.
    """
    for match in _CODE.finditer(said):
        word = match["hash"].lower()
        lon, lat, width, height = decode(word)
        if not match["label"]:
            is_mixed = not word.isdigit() and not word.isalpha()
            if not is_mixed or not is_alone(said, match.start(), match.end()):
                continue
            if crs is None or not is_in_area(lon, lat, crs):
                continue
        half = math.hypot(height * DEGREE_M, width * DEGREE_M * math.cos(math.radians(lat))) / 2
        reason = message("Geohash {code}, taken as WGS-84.", code=word)
        yield Parsed(lon, lat, Datum.WGS84, False, half, (reason,), match.start(), match.end())


def decode(word: str) -> tuple[float, float, float, float]:
    """Return the middle, longitude and latitude, and the width and height of a geohash."""
    low, size = [-180.0, -90.0], [360.0, 180.0]
    axis = 0
    for letter in word:
        value = _LETTERS.index(letter)
        for bit in (16, 8, 4, 2, 1):
            size[axis] /= 2
            if value & bit:
                low[axis] += size[axis]
            axis = 1 - axis
    return low[0] + size[0] / 2, low[1] + size[1] / 2, size[0], size[1]
