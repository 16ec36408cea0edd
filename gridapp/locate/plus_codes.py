"""Plus codes: small rectangles of the globe named by pairs of letters and digits.

Source: the Open Location Code specification. Ten digits are 1/8000 of a degree, about 14 m;
each one after them cuts the rectangle into four columns and five rows.
"""

import math
import re
from collections.abc import Iterator

from gridapp.locate.datum import Datum
from gridapp.locate.parsed import DEGREE_M, Parsed
from gridapp.messages import message

_DIGITS = "23456789CFGHJMPQRVWX"
_CODE = re.compile(
    rf"(?<![0-9A-Z+])([{_DIGITS}]{{8}}|[{_DIGITS}]{{6}}|[{_DIGITS}]{{4}})\+([{_DIGITS}]{{2,7}})"
    r"(?![0-9A-Z+])",
    re.IGNORECASE | re.ASCII,
)
_PAIRS = 5  # of digits, each a twentieth of the one before
_COLUMNS, _ROWS = 4, 5


def plus_codes(said: str, near: tuple[float, float] | None) -> Iterator[Parsed]:
    """Find the plus codes in plain text; short ones only where `near` says which is meant.

    Parameters
    ----------
    near : (longitude, latitude), degrees
        The nearest place of a short code to this point is the one that is meant.
    """
    for match in _CODE.finditer(said):
        digits = (match[1] + match[2]).upper()
        if digits.isdigit():
            continue  # a sum; in China every code has a letter
        if len(match[1]) == 8:
            reason = message("Plus code {code}, which is on WGS-84.", code=match[0])
        elif near is not None:
            digits = _first_digits(*near)[: 8 - len(match[1])] + digits
            reason = message("Short plus code {code}, the one nearest to the town.", code=match[0])
        else:
            continue
        lon, lat, width, height = decode(digits)
        if near is not None:
            missing = 20.0 ** (2 - (8 - len(match[1])) / 2)
            if missing < 400:
                lon = lon + missing * round((near[0] - lon) / missing)
                lat = lat + missing * round((near[1] - lat) / missing)
        if not abs(lat) <= 90:
            continue
        half = math.hypot(height * DEGREE_M, width * DEGREE_M * math.cos(math.radians(lat))) / 2
        yield Parsed(lon, lat, Datum.WGS84, True, half, (reason,), match.start(), match.end())


def decode(digits: str) -> tuple[float, float, float, float]:
    """Return the middle, longitude and latitude, and the width and height of a full code.

    Parameters
    ----------
    digits : str
        Ten to fifteen digits of the code, upper case, without the plus.
    """
    lat, lon, height, width = -90.0, -180.0, 400.0, 400.0
    for pair in range(_PAIRS):
        height, width = height / 20, width / 20
        lat += height * _DIGITS.index(digits[2 * pair])
        lon += width * _DIGITS.index(digits[2 * pair + 1])
    for digit in digits[2 * _PAIRS :]:
        row, column = divmod(_DIGITS.index(digit), _COLUMNS)
        height, width = height / _ROWS, width / _COLUMNS
        lat, lon = lat + height * row, lon + width * column
    return lon + width / 2, lat + height / 2, width, height


def _first_digits(lon: float, lat: float) -> str:
    """Return the first four digits of the code of a point."""
    north, east = min(max(lat + 90, 0.0), 180 - 1e-9), (lon + 180) % 360
    pairs = ((20.0, 20.0), (1.0, 20.0))
    return "".join(
        _DIGITS[int(north // size % count)] + _DIGITS[int(east // size % count)]
        for size, count in pairs
    )
