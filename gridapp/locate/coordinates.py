"""Coordinates in a text, in every form that people paste."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from gridapp.errors import InputError
from gridapp.locate.angles import degrees
from gridapp.locate.geohash import geohashes
from gridapp.locate.links import links
from gridapp.locate.metres import metres
from gridapp.locate.parsed import Parsed, plain
from gridapp.locate.plus_codes import plus_codes
from gridapp.messages import message

__all__ = ["Parsed", "parse_coordinates", "plain"]

_STOP_AS_POINT = re.compile(r"(?<![\d.])(\d{1,3})。(?=\d{3})")

_LOCAL_DATUM = re.compile(
    r"(?:西安|xi'?an-?\s*)(?:19)?80|(?:北京|beijing-?\s*)(?:19)?54|(?:19)?80西安|(?:19)?54北京|地方坐标|独立坐标",
    re.IGNORECASE,
)
_NUMBERS: Final[tuple[Callable[[str, str | None], Iterator[Parsed]], ...]] = (
    degrees,
    metres,
)


def parse_coordinates(
    text: str, crs: str | None = None, near: tuple[float, float] | None = None
) -> tuple[Parsed, ...]:
    """Find the coordinates in a text.

    Parameters
    ----------
    text : str
        Decimal degrees in either order, degrees-minutes-seconds, Gauss-Kruger metres with a
        zone prefix, links and shares of the usual maps, plus codes, geohashes; full-width
        characters, labels and hemispheres welcome.
    crs : str, optional
        The projected system of the workspace, which metres without a zone prefix are in.
    near : (longitude, latitude), optional
        A point of the workspace's town, WGS-84 degrees, which short plus codes are near.

    Returns
    -------
    tuple of Parsed
        In the order of the text; empty when it has none.

    Raises
    ------
    InputError
        The text plainly gives coordinates, but they can't be any; or it is nothing but a
        short link, which only its maker's server can resolve; or they are on a datum whose
        parameters nobody publishes.
    """
    said = _STOP_AS_POINT.sub(r"\1.", plain(text))
    found, said = links(said)
    for codes in (plus_codes(said, near), geohashes(said, crs)):
        found.extend(codes)
    # What is read already is no number any more: a link's, or a code's digits.
    for parsed in found:
        said = f"{said[: parsed.start]}{' ' * (parsed.end - parsed.start)}{said[parsed.end :]}"
    for read in _NUMBERS:
        found.extend(read(said, crs))
    if found and (local := _LOCAL_DATUM.search(said)):
        raise InputError(
            message("Coordinates on “{datum}” can't be turned into any other.", datum=local[0]),
            message("Its parameters are local and not public: ask the survey office for CGCS2000."),
        )
    return tuple(sorted(found, key=lambda parsed: parsed.start))
