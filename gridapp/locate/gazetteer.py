"""The gazetteer: every named or numbered place of a workspace, searchable in memory."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gridapp.errors import InputError
from gridapp.locate.bigrams import BigramIndex
from gridapp.locate.crossings import Crossings, road_pair
from gridapp.locate.streets import ROAD_ENDS, House, Street, streets
from gridapp.locate.wording import normalise, without_divisions
from gridapp.messages import Message, message

KIND_RADIUS_M: Final = {"address": 15.0, "poi": 20.0, "estate": 80.0, "crossing": 15.0}
"""How far the point of a place of each kind stands for the place; 30 m for any other."""

_LONGEST = 24  # characters of a key that is looked for inside a sentence
_NUMBER = re.compile(r"(\d{1,5})(?:-\d{1,4})?(?:号|弄|幢|巷)?")
_MANY = 40  # more places than this under one name say nothing


@dataclass(frozen=True, slots=True)
class Places:
    """The columns of a gazetteer, all of one length.

    ``aliases`` holds further names separated by "|"; ``x`` and ``y`` are float64 metres in the
    workspace's system.
    """

    ids: Sequence[str]
    kinds: Sequence[str]
    names: Sequence[str]
    addresses: Sequence[str]
    aliases: Sequence[str]
    x: NDArray[np.float64]
    y: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.ids)

    def __post_init__(self) -> None:
        columns = (self.kinds, self.names, self.addresses, self.aliases, self.x, self.y)
        if any(len(column) != len(self.ids) for column in columns):
            raise InputError(
                message("The gazetteer's columns differ in length."),
                message("Give every place a value in each column, empty where it has none."),
            )
        bad = np.flatnonzero(~(np.isfinite(self.x) & np.isfinite(self.y)))
        if len(bad):
            raise InputError(
                message("The place {id} has no position.", id=self.ids[int(bad[0])]),
                message("Give it coordinates or leave it out."),
            )


@dataclass(frozen=True, slots=True)
class Match:
    """A place that a text may mean; ``start`` and ``end`` bound its words, normalised."""

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


class Gazetteer:
    """An index over `places`; built once, then only read (safe to share between threads)."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self._addresses = without_divisions(_column(places.addresses)).split("\n")
        keys, owners = self._all_keys()
        self._keys, self._owners = keys, owners
        self._named: dict[str, list[int]] = {}
        for key, place in zip(keys, owners.tolist(), strict=True):
            self._named.setdefault(key, []).append(place)
        self._sorted = sorted(self._named)
        self._streets = streets(keys, owners, places.x, places.y)
        self._crossings = Crossings(self._crossing_places(), self._streets)
        self._index = BigramIndex(keys)

    def __len__(self) -> int:
        return len(self.places)

    def _all_keys(self) -> tuple[list[str], NDArray[np.intp]]:
        """Return every name, address and alias, normalised, and the place each belongs to."""
        full = _column(self.places.names)
        columns = (full.split("\n"), without_divisions(full).split("\n"), self._addresses)
        keys = [key for column in columns for key in column]
        owners = [place for column in columns for place in range(len(column))]
        for place, aliases in enumerate(self.places.aliases):
            for alias in filter(None, aliases.split("|")):
                keys.append(normalise(alias.replace("\n", " ")))
                owners.append(place)
        pairs = dict.fromkeys(
            (key, owner) for key, owner in zip(keys, owners, strict=True) if len(key) >= 2
        )
        return [key for key, _ in pairs], np.array([owner for _, owner in pairs], dtype=np.intp)

    def _crossing_places(self) -> Iterator[tuple[frozenset[str], int]]:
        for key, place in zip(self._keys, self._owners.tolist(), strict=True):
            if self.places.kinds[place] == "crossing":
                pair = road_pair(key)
                if pair:
                    yield pair, place

    def find(self, text: str, limit: int = 20) -> tuple[Match, ...]:
        """Return the places that normalised `text` may mean, best first.

        A crossing, an address or a whole name inside a sentence counts first; what merely
        begins or resembles a place is asked only when none is found.
        """
        if not text.strip():
            return ()
        found = [*self._at_crossings(text), *self._at_numbers(text), *self._at_names(text)]
        found = list(_outermost(found))
        if not any(match.score >= 0.6 for match in found):
            found += [*self._beginning(without_divisions(text)), *self._resembling(text, limit)]
        best: dict[tuple[int, str], Match] = {}
        for match in sorted(found, key=lambda match: (-match.score, match.start)):
            best.setdefault((match.place, match.label), match)
        return tuple(best.values())[:limit]

    def _at_crossings(self, text: str) -> Iterator[Match]:
        for hit in self._crossings.find(text):
            for place in hit.places:
                why = message("The crossing “{name}”.", name=self.places.names[place])
                score = 0.96 if hit.is_said else 0.75
                yield self._match(place, score, hit.start, hit.end, why)
            if hit.house is not None:
                why = message(
                    "Worked out where the houses of {roads} come closest.", roads=hit.label
                )
                score = 0.7 if hit.is_said else 0.5
                yield _worked_out(hit.house, score, "crossing", hit.label, hit.start, hit.end, why)

    def _at_numbers(self, text: str) -> Iterator[Match]:
        for start, end, stem in _inside(text, self._streets):
            street = self._streets[stem]
            number = _NUMBER.match(text, end)
            if number:
                exact = street.exact(int(number[1]))
                why = message("The address {words}.", words=text[start : number.end()])
                for place in exact[:_MANY]:
                    yield self._match(place, 0.95, start, number.end(), why)
                if not exact:
                    why = message(
                        "{words} isn't known; placed by its neighbours.",
                        words=text[start : number.end()],
                    )
                    yield _worked_out(
                        street.between(int(number[1])),
                        0.62,
                        "address",
                        text[start : number.end()],
                        start,
                        number.end(),
                        why,
                    )
            elif stem.endswith(ROAD_ENDS):
                why = message("Only the road {road} is named: its middle.", road=stem)
                yield _worked_out(street.middle(), 0.3, "road", stem, start, end, why)

    def _at_names(self, text: str) -> Iterator[Match]:
        for start, end, key in _inside(text, self._named):
            if key[-1].isdigit() and text[end : end + 1].isdigit():
                continue
            places = self._named[key]
            if len(places) > _MANY:
                continue
            is_all = end == len(text) and text[start:] == without_divisions(text)
            score = 0.98 if is_all else 0.9 if end - start >= 3 else 0.6
            why = message("The text names “{name}”.", name=key)
            for place in places:
                helped = self._context(place, text[:start] + " " + text[end:])
                yield self._match(place, min(score + helped, 0.99), start, end, why)

    def _context(self, place: int, rest: str) -> float:
        """Return a little more trust when the rest of the text says the place's road."""
        street = re.split(r"\d", self._addresses[place], maxsplit=1)[0]
        return 0.06 if len(street) >= 2 and street in rest else 0.0

    def _beginning(self, text: str) -> Iterator[Match]:
        at = bisect_left(self._sorted, text)
        for key in self._sorted[at : at + _MANY]:
            if not key.startswith(text):
                return
            why = message("“{name}” begins with these words.", name=key)
            for place in self._named[key][:_MANY]:
                yield self._match(place, 0.5 + 0.2 * len(text) / len(key), 0, len(text), why)

    def _resembling(self, text: str, limit: int) -> Iterator[Match]:
        keys, shares = self._index.best(text, limit)
        for key, share in zip(keys.tolist(), shares.tolist(), strict=True):
            if share >= 0.3:
                why = message("“{name}” resembles these words.", name=self._keys[key])
                yield self._match(int(self._owners[key]), 0.6 * share, 0, len(text), why)

    def _match(self, place: int, score: float, start: int, end: int, reason: Message) -> Match:
        places = self.places
        kind = places.kinds[place]
        return Match(
            place,
            float(places.x[place]),
            float(places.y[place]),
            KIND_RADIUS_M.get(kind, 30.0),
            score,
            kind,
            places.names[place] or places.addresses[place],
            start,
            end,
            reason,
        )


def _worked_out(
    house: House, score: float, kind: str, label: str, start: int, end: int, reason: Message
) -> Match:
    return Match(-1, house.x, house.y, house.uncertainty_m, score, kind, label, start, end, reason)


def _column(values: Sequence[str]) -> str:
    """Normalise a whole column in one go, one line a value."""
    return normalise("\n".join(" ".join(value.splitlines()) for value in values))


def _inside(
    text: str, known: dict[str, Street] | dict[str, list[int]]
) -> Iterator[tuple[int, int, str]]:
    """Yield where keys of `known` stand in `text`: the longest at each beginning."""
    for start in range(len(text) - 1):
        for end in range(min(len(text), start + _LONGEST), start + 1, -1):
            if text[start:end] in known:
                yield start, end, text[start:end]
                break


def _outermost(found: Iterable[Match]) -> Iterator[Match]:
    """Leave out matches whose words lie inside a longer match's words."""
    matches = list(found)
    spans = {(match.start, match.end) for match in matches}
    for match in matches:
        if not any(
            start <= match.start and match.end <= end and (start, end) != (match.start, match.end)
            for start, end in spans
        ):
            yield match
