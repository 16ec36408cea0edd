"""The gazetteer: every named or numbered place of a workspace, searchable in memory."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gridapp.locate.gathering import ADDRESS
from gridapp.locate.index import index
from gridapp.locate.keys import Windows
from gridapp.locate.matches import ENOUGH, Match, outweighed, placed
from gridapp.locate.parts import parts_of_names
from gridapp.locate.places import KIND_RADIUS_M, Places
from gridapp.locate.roads import RoadLines
from gridapp.locate.roles import is_aside, weighed
from gridapp.locate.slips import Reading
from gridapp.locate.standing import MANY, Standing
from gridapp.locate.wording import without_divisions
from gridapp.messages import Message, message

__all__ = ["KIND_RADIUS_M", "SURE", "Gazetteer", "Match", "Places"]

SURE: Final = 0.85
"""A match as good as this is the end of the search: nothing else is read into the text."""

_ALIKE = 3  # suggestions of one name: branches of a shop mustn't hide all others
_LONGEST_TEXT = 400  # characters; the rest of a letter isn't read for places
_SOUND = 0.92  # what a homophone leaves of a match's score
_SLIP: Final = {3: 0.6, 4: 0.8}  # what a slip leaves, by the length of the word; longer ones 0.9
_SHORT_ROAD = 0.85  # what a road's short form leaves


class Gazetteer:
    """An index over `places`; built once, then only read (safe to share between threads)."""

    def __init__(self, places: Places, lines: RoadLines | None = None) -> None:
        self.places = places
        self._index = index(places, lines)
        self.roads = self._index.roads
        self._standing = Standing(self._index)

    def __len__(self) -> int:
        return len(self.places)

    @cached_property
    def middle(self) -> tuple[float, float] | None:
        """The middle of all places, metres; None without any."""
        if not len(self):
            return None
        return float(np.median(self.places.x)), float(np.median(self.places.y))

    def find(self, text: str, limit: int = 20) -> tuple[Match, ...]:
        """Return the places that normalised `text` may mean, best first.

        A crossing, an address or a whole name inside a sentence counts first. Unless one is
        sure, short forms, homophones and slips are read into the text; what merely begins or
        resembles a place is asked when all that finds nothing.
        """
        text = text[:_LONGEST_TEXT]
        if not text.strip():
            return ()
        found = list(self._standing.find(text))
        if not any(match.score >= SURE and not is_aside(text, match) for match in found):
            found = list(outweighed([*found, *self._read_differently(text, found)]))
        found = list(weighed(text, found))
        if not any(match.score >= ENOUGH for match in found):
            found += [
                *self._beginning(without_divisions(text), limit), *self._partly(text),
                *self._resembling(text),
            ]  # fmt: skip
        best: dict[tuple[int, str, float], Match] = {}
        for match in sorted(found, key=lambda match: (-match.score, match.start)):
            best.setdefault((match.place, match.label, match.x), match)
        return tuple(best.values())[:limit]

    def suggest(self, text: str, limit: int = 10) -> tuple[Match, ...]:
        """Return places whose name or address may be what is being typed, best first.

        `text` is normalised: a beginning or a part of a name, its pinyin or the initials of it
        (rmzl for 人民中路).
        """
        if not text:
            return ()
        found: dict[int, Match] = {}
        alike: Counter[str] = Counter()
        keys, worths = self._index.suggester.find(text, 4 * limit)
        for key, worth in zip(keys, worths, strict=True):
            place = int(self._index.owners[key])
            named = self.places.names[place]
            alike[named] += place not in found
            if place not in found and alike[named] <= _ALIKE and len(found) < limit:
                why = message("“{name}” begins with these words or has them.",
                              name=self._index.keys[key])  # fmt: skip
                found[place] = placed(self.places, place, worth, 0, len(text), why)
        return tuple(found.values())

    def crossing(self, one: str, two: str) -> tuple[tuple[float, float], ...]:
        """Return the points where two roads meet, by their normalised names."""
        return self._standing.meeting(one, two)

    def _read_differently(self, text: str, found: list[Match]) -> Iterator[Match]:
        known = np.zeros(len(text), dtype=np.bool_)
        for match in found:
            if match.score >= ENOUGH or match.kind == "road":
                known[match.start : match.end] = True
        for reading, worth, why in self._readings(text, known):
            for match in self._standing.find(reading.text):
                if match.end <= reading.start or match.start >= reading.end:
                    continue
                is_bare = match.end - match.start <= reading.end - reading.start
                is_short = reading.end - reading.start <= 3
                if is_bare and is_short and not reading.is_sound:
                    continue  # three characters, one of them wrong, and nothing else said
                back = reading.grown if match.end >= reading.end else 0
                yield replace(
                    match, score=match.score * worth, end=max(match.end - back, match.start + 1),
                    also=(*match.also, why),
                )  # fmt: skip

    def _readings(
        self, text: str, known: NDArray[np.bool_]
    ) -> Iterator[tuple[Reading, float, Message]]:
        for short, full in self._index.shorts.items():
            at = text.find(short)
            if at < 0:
                continue
            for meant in full[:MANY]:
                grown = len(meant) - len(short)
                fixed = text[:at] + meant + text[at + len(short) :]
                reading = Reading(fixed, at, at + len(meant), grown, short, meant, True)
                worth = _SHORT_ROAD / len(full) ** 0.25
                why = message("“{said}” may be short for “{meant}”.", said=short, meant=meant)
                yield reading, worth, why
        for reading in self._index.slips.readings(text, known):
            worth = _SOUND if reading.is_sound else _SLIP.get(len(reading.meant), 0.9)
            why = message("“{said}” read as “{meant}”.", said=reading.said, meant=reading.meant)
            yield reading, worth, why

    def _beginning(self, text: str, limit: int) -> Iterator[Match]:
        for match in self.suggest(text, limit):
            if match.score >= 0.5:
                yield replace(match, score=0.7 * match.score)

    def _partly(self, text: str) -> Iterator[Match]:
        for part in parts_of_names(text, self._holding):
            why = message("“{said}” is a part of “{name}”.", said=text[part.start : part.end],
                          name=self.places.names[part.place])  # fmt: skip
            yield placed(self.places, part.place, part.worth, part.start, part.end, why)

    def _holding(self, piece: str, limit: int) -> list[tuple[int, str]]:
        keys = [
            key for key in self._index.suggester.holding(piece, limit)
            if self._index.sources[key] != ADDRESS
        ]  # fmt: skip
        return [(int(self._index.owners[key]), self._index.keys[key]) for key in keys]

    def _resembling(self, text: str) -> Iterator[Match]:
        words, shares = self._index.likeness.best(text, 20)
        for word, share in zip(words.tolist(), shares.tolist(), strict=True):
            if share < 0.3:
                return
            name = self._index.words[word]
            windows = Windows(name)
            why = message("“{name}” resembles these words.", name=name)
            for match in self._standing.find(name) if len(name) <= windows.hashes.shape[1] else ():
                if match.place >= 0 and match.start == 0 and match.end == len(name):
                    yield replace(match, score=min(match.score, 0.6 * share), start=0,
                                  end=len(text), reason=why)  # fmt: skip
