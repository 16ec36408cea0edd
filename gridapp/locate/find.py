"""From words or numbers to candidates: the one question the rest of the house asks."""

import math
from dataclasses import dataclass, replace

from gridapp.locate.coordinates import Parsed, parse_coordinates
from gridapp.locate.crs import project
from gridapp.locate.datum import Datum, convert, is_in_china
from gridapp.locate.gazetteer import Gazetteer, Match
from gridapp.locate.relative import shift_after
from gridapp.locate.wording import normalise
from gridapp.messages import Message, message

_SAME_M = 30.0  # candidates nearer to each other than this say the same
_SHARPNESS = 20.0  # a guess 0.1 better than another is seven times as likely
_GPS_M = 10.0  # what a typed coordinate is good for, however many digits it has


@dataclass(frozen=True, slots=True)
class Candidate:
    """A point that a text may mean.

    ``x``, ``y`` and ``uncertainty_m`` are metres in the workspace's system; ``datum`` is what
    the text's numbers were taken to be on (the workspace's CGCS2000 or WGS-84 for a place of
    the gazetteer).
    """

    x: float
    y: float
    uncertainty_m: float
    confidence: float
    label: str
    kind: str
    datum: Datum
    reasons: tuple[Message, ...]
    place_id: str | None


def locate(text: str, gazetteer: Gazetteer, crs: str, *, limit: int = 8) -> tuple[Candidate, ...]:
    """Find the points that a text may mean, best first.

    Parameters
    ----------
    text : str
        An address, a name, a coordinate, or a whole sentence that contains one.
    gazetteer : Gazetteer
        Its places are in `crs`.
    crs : str
        The workspace's projected system, such as EPSG:4549.

    Returns
    -------
    tuple of Candidate
        At most `limit`; empty when nothing fits. Points of a typed coordinate stand before
        any place of the gazetteer.

    Raises
    ------
    InputError
        The text plainly gives coordinates that can't be any.
    """
    typed = [
        candidate for parsed in parse_coordinates(text, crs) for candidate in _typed(parsed, crs)
    ]
    plain = normalise(text.replace("\n", " "))
    guessed = [_from_match(match, gazetteer, plain) for match in gazetteer.find(plain)]
    return tuple(_shared([*typed, *_distinct(guessed)], len(typed))[:limit])


def _typed(parsed: Parsed, crs: str) -> list[Candidate]:
    """Return the point of a typed coordinate; and, datum unsaid, what a phone's map means."""
    found = [_typed_on(parsed, parsed.datum, 0.97 if parsed.is_datum_stated else 0.85, crs)]
    # Phones' maps give degrees; metres come from a survey.
    is_from_phone = parsed.datum is Datum.WGS84 and bool(is_in_china(parsed.lon, parsed.lat))
    if is_from_phone and not parsed.is_datum_stated:
        other = replace(
            parsed,
            reasons=(message("If the numbers come from a phone's map, they are GCJ-02."),),
        )
        found.append(_typed_on(other, Datum.GCJ02, 0.12, crs))
    return found


def _typed_on(parsed: Parsed, datum: Datum, confidence: float, crs: str) -> Candidate:
    lon, lat = convert(parsed.lon, parsed.lat, datum, Datum.WGS84)
    x, y = project(lon, lat, crs)
    return Candidate(
        float(x),
        float(y),
        max(parsed.uncertainty_m, _GPS_M),
        confidence,
        f"{parsed.lon:.6f}, {parsed.lat:.6f}",
        "coordinate",
        datum,
        parsed.reasons,
        None,
    )


def _from_match(match: Match, gazetteer: Gazetteer, text: str) -> Candidate:
    shift = shift_after(text[match.end :])
    east, north, widen = (shift.east_m, shift.north_m, shift.widen_m) if shift else (0.0, 0.0, 0.0)
    return Candidate(
        match.x + east,
        match.y + north,
        match.uncertainty_m + widen,
        match.score,
        match.label + (shift.words if shift else ""),
        match.kind,
        Datum.WGS84,
        (match.reason, shift.reason) if shift else (match.reason,),
        gazetteer.places.ids[match.place] if match.place >= 0 else None,
    )


def _distinct(candidates: list[Candidate]) -> list[Candidate]:
    """Keep the first of candidates that lie on one spot."""
    kept: list[Candidate] = []
    for candidate in candidates:
        if not any(_apart(candidate, other) < _SAME_M for other in kept):
            kept.append(candidate)
    return kept


def _shared(candidates: list[Candidate], typed: int) -> list[Candidate]:
    """Divide the confidence of guesses among those that are about equally good.

    A guess beside a typed coordinate is a hint, no more.
    """
    out, guesses = candidates[:typed], candidates[typed:]
    weights = [math.exp(_SHARPNESS * guess.confidence) for guess in guesses]
    for guess, weight in zip(guesses, weights, strict=True):
        share = guess.confidence * weight / sum(weights)
        out.append(replace(guess, confidence=min(share, 0.1) if typed else share))
    return out


def _apart(a: Candidate, b: Candidate) -> float:
    return float(((a.x - b.x) ** 2 + (a.y - b.y) ** 2) ** 0.5)
