"""From words or numbers to candidates: the one question the rest of the house asks."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from gridapp.locate.coordinates import Parsed, parse_coordinates
from gridapp.locate.crs import project, unproject
from gridapp.locate.datum import Datum, convert, is_in_china
from gridapp.locate.gazetteer import Gazetteer, Match
from gridapp.locate.relative import BETWEEN, Shift, shift_after
from gridapp.locate.wording import normalise
from gridapp.messages import Message, message

_SAME_M = 30.0  # candidates nearer to each other than this say the same
_SHARPNESS = 20.0  # a guess 0.1 better than another is seven times as likely
_GPS_M = 10.0  # what a typed coordinate is good for, however many digits it has
_BETWEEN_M = 3000.0  # two places further apart than this aren't meant by “between”


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
        candidate
        for parsed in parse_coordinates(text, crs, _town(gazetteer, crs))
        for candidate in _typed(parsed, crs)
    ]
    plain = normalise(text.replace("\n", " "))
    matches = gazetteer.find(plain)
    middle = _between(matches, plain)
    guessed = [*middle, *(_from_match(match, gazetteer, plain) for match in matches)]
    return tuple(_shared([*typed, *_distinct(guessed)], len(typed))[:limit])


def joined(found: Sequence[Candidate], more: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Put candidates from elsewhere below those that were found here.

    None is trusted more than the least of those found here; what says the same is left out.
    """
    most = min((one.confidence for one in found), default=1.0)
    fresh = (
        replace(one, confidence=min(one.confidence, most))
        for one in more
        if not any(_apart(one, other) < _SAME_M for other in found)
    )
    return (*found, *fresh)


def suggest(text: str, gazetteer: Gazetteer, *, limit: int = 10) -> tuple[Candidate, ...]:
    """Return places that the words typed so far may become, best first.

    Quick enough for every keystroke; whole sentences and coordinates are for `locate`.
    A candidate's confidence tells how much of its name is typed, not how probable it is.
    """
    found = gazetteer.suggest(normalise(text.replace("\n", " ")), limit)
    return tuple(_from_match(match, gazetteer, "") for match in found)


def _town(gazetteer: Gazetteer, crs: str) -> tuple[float, float] | None:
    """Return the middle of the town's places, degrees: short codes mean what is near it."""
    middle = gazetteer.middle
    if middle is None:
        return None
    lon, lat = unproject(*middle, crs)
    return float(lon), float(lat)


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
    x, y, widen = _moved(match, shift, gazetteer) if shift else (match.x, match.y, 0.0)
    reasons = (match.reason, *match.also)
    return Candidate(
        x,
        y,
        match.uncertainty_m + widen,
        match.score,
        match.label + (shift.words if shift else ""),
        match.kind,
        Datum.WGS84,
        (*reasons, shift.reason) if shift else reasons,
        gazetteer.places.ids[match.place] if match.place >= 0 else None,
    )


def _moved(match: Match, shift: Shift, gazetteer: Gazetteer) -> tuple[float, float, float]:
    """Return where a step leads, and by how much it widens: along a road, or over it, if known."""
    x, y, roads = match.x, match.y, gazetteer.roads
    if shift.is_across:
        over = next(filter(None, (roads.across(road, x, y) for road in match.roads)), None)
        return (*over, 0.5 * shift.widen_m) if over else (x, y, shift.widen_m)
    if shift.far_m and not math.isnan(shift.wind):
        there = roads.along(match.roads, x, y, shift.wind, shift.far_m)
        if there is not None:
            return (*there, 10.0 + 0.1 * shift.far_m)
    return x + shift.east_m, y + shift.north_m, shift.widen_m


def _between(matches: tuple[Match, ...], text: str) -> list[Candidate]:
    """Return the point between the two best places that are said before 之间 or the like."""
    said = BETWEEN.search(text)
    if said is None:
        return []
    before = [match for match in matches if match.end <= said.start()]
    for one in before:
        for two in before:
            apart = math.hypot(one.x - two.x, one.y - two.y)
            if one.end < two.start and _SAME_M < apart < _BETWEEN_M:
                return [
                    Candidate(
                        (one.x + two.x) / 2,
                        (one.y + two.y) / 2,
                        10.0 + apart / 2 + max(one.uncertainty_m, two.uncertainty_m),
                        min(one.score, two.score),
                        f"{one.label}–{two.label}",
                        "between",
                        Datum.WGS84,
                        (
                            message("Between “{one}” and “{two}”.", one=one.label, two=two.label),
                            *one.also,
                            *two.also,
                        ),
                        None,
                    )
                ]
    return []


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
