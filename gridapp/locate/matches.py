"""A place that a text may mean, and which of several matches is trusted less."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from gridapp.locate.places import Places
from gridapp.locate.streets import House
from gridapp.messages import Message

ENOUGH: Final = 0.6
"""Below this a match leaves room for other readings of the words."""

_INNER = 0.6  # what is left of a match whose words are a part of a longer match's


@dataclass(frozen=True, slots=True)
class Match:
    """A place that a text may mean; ``start`` and ``end`` bound its words, normalised.

    ``roads`` names the roads it stands at, where they are known; ``also`` holds further
    reasons, such as how the words were read.
    """

    place: int  # row in the gazetteer, -1 for a point worked out from others
    x: float
    y: float
    uncertainty_m: float
    score: float
    kind: str
    label: str
    start: int
    end: int
    reason: Message
    roads: tuple[str, ...] = ()
    also: tuple[Message, ...] = ()


def placed(
    places: Places, place: int, score: float, start: int, end: int, reason: Message,
    roads: tuple[str, ...] = (),
) -> Match:  # fmt: skip
    """Return the match of a place of the gazetteer, by its row."""
    return Match(
        place,
        float(places.x[place]),
        float(places.y[place]),
        places.radius(place),
        score,
        places.kinds[place],
        places.names[place] or places.addresses[place],
        start,
        end,
        reason,
        roads,
    )


def worked_out(
    house: House, score: float, kind: str, label: str, start: int, end: int, reason: Message,
    roads: tuple[str, ...],
) -> Match:  # fmt: skip
    """Return the match of a point that isn't a place's own."""
    return Match(
        -1, house.x, house.y, house.uncertainty_m, score, kind, label, start, end, reason, roads
    )


def longest(found: Iterable[Match]) -> Iterator[Match]:
    """Keep the matches whose words aren't a part of another match's words."""
    matches = list(found)
    spans = {(match.start, match.end) for match in matches}
    for match in matches:
        if not any(
            start <= match.start and match.end <= end and (start, end) != (match.start, match.end)
            for start, end in spans
        ):
            yield match


def outweighed(found: list[Match]) -> Iterator[Match]:
    """Trust a match less whose words lie inside those of a much longer good one."""
    longer = [(other.start, other.end) for other in found if other.score >= ENOUGH]
    for match in found:
        is_inner = any(
            start <= match.start and match.end <= end and end - start >= match.end - match.start + 3
            for start, end in longer
        )
        yield replace(match, score=match.score * _INNER) if is_inner else match
