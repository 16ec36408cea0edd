"""The gazetteer: every named or numbered place of a workspace, searchable in memory."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gridapp.locate.bigrams import BigramIndex
from gridapp.locate.crossings import Crossings, road_pair
from gridapp.locate.gathering import SHORT_FORM, gather, head_of, post_keys, short_roads, words_of
from gridapp.locate.keys import Keys, Lookup, Windows
from gridapp.locate.places import KIND_RADIUS_M, Places
from gridapp.locate.posts import Posts
from gridapp.locate.roads import RoadLines, Roads
from gridapp.locate.segments import ROAD_ENDS, parts_after
from gridapp.locate.slips import Reading, Slips
from gridapp.locate.streets import House, Street, Streets
from gridapp.locate.suggest import Suggester
from gridapp.locate.wording import without_divisions
from gridapp.messages import Message, message

__all__ = ["KIND_RADIUS_M", "SURE", "Gazetteer", "Match", "Places"]

SURE = 0.85
"""A match as good as this is the end of the search: nothing else is read into the text."""

_ALIKE = 3  # suggestions of one name: branches of a shop mustn't hide all others
_MANY = 40  # more places than this under one name say nothing
_LONGEST_TEXT = 400  # characters; the rest of a letter isn't read for places
_ENOUGH = 0.6  # below this, words that merely resemble a place are asked too
_SOUND = 0.92  # what a homophone leaves of a match's score
_SLIP = {3: 0.6, 4: 0.8}  # what a slip leaves, by the length of the word; longer ones 0.9
_SHORT = 0.85  # what a short form leaves
_NAMED = {2: 0.6, 3: 0.84}  # a name inside a sentence, by its length; longer ones 0.9
_INNER = 0.6  # what is left of a match whose words are a part of a longer match's
_GOES_ON = re.compile(r"[^\W\d_]{0,2}(?:路|街|大道|巷|弄)\d")


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


class Gazetteer:
    """An index over `places`; built once, then only read (safe to share between threads)."""

    def __init__(self, places: Places, lines: RoadLines | None = None) -> None:
        self.places = places
        self.roads = Roads(lines or RoadLines((), np.empty(0, object)))
        keys, owners, sources, address = gather(places)
        self._keys, self._owners, self._sources, self._address = keys, owners, sources, address
        sums = keys.sums()
        self._named = Lookup(sums[keys.ends] - sums[keys.starts], np.arange(len(keys)))
        chosen = np.flatnonzero(sources != SHORT_FORM)
        self._streets = Streets(keys, chosen, owners[chosen], sums, places.x, places.y)
        stems = self._streets.stems()
        kinds = np.array([kind == "crossing" for kind in places.kinds], dtype=np.bool_)
        pairs = [
            (pair, int(owners[row]))
            for row in (np.flatnonzero(kinds[owners]).tolist() if len(owners) else ())
            if (pair := road_pair(keys[row]))
        ]
        self._crossings = Crossings(pairs, stems, self.roads)
        self._posts = Posts(post_keys(keys, owners), places.x, places.y, self.roads)
        self._shorts = short_roads(sorted(self._crossings.roads), stems)
        words = Keys(words_of(keys, chosen, sums, [*stems, *self._crossings.roads]))
        self._slips = Slips(words)
        self._words = words
        self._index = BigramIndex([words[k] for k in range(len(words))])
        self._suggester = Suggester(keys)
        words.forget()
        keys.forget()

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
        found = list(self._standing(text))
        if not any(match.score >= SURE for match in found):
            found = list(_outweighed([*found, *self._read_differently(text, found)]))
        if not any(match.score >= _ENOUGH for match in found):
            found += [*self._beginning(without_divisions(text), limit), *self._resembling(text)]
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
        keys, worths = self._suggester.find(text, 4 * limit)
        for key, worth in zip(keys, worths, strict=True):
            place = int(self._owners[key])
            named = self.places.names[place]
            alike[named] += place not in found
            if place not in found and alike[named] <= _ALIKE and len(found) < limit:
                why = message("“{name}” begins with these words or has them.",
                              name=self._keys[key])  # fmt: skip
                found[place] = self._match(place, worth, 0, len(text), why)
        return tuple(found.values())

    def crossing(self, one: str, two: str) -> tuple[tuple[float, float], ...]:
        """Return the points where two roads meet, by their normalised names."""
        places, houses = self._crossings.between(one, two)
        x, y = self.places.x, self.places.y
        listed = tuple((float(x[place]), float(y[place])) for place in places)
        return listed + tuple((house.x, house.y) for house in houses)

    def _standing(self, text: str) -> Iterator[Match]:
        """Yield what stands in the text as it is, the longest words only."""
        windows = Windows(text)
        found = [
            *self._at_crossings(text), *self._at_posts(text),
            *self._at_numbers(text, windows), *self._at_names(text, windows),
        ]  # fmt: skip
        spans = {(match.start, match.end) for match in found}
        for match in found:
            if not any(
                start <= match.start
                and match.end <= end
                and (start, end) != (match.start, match.end)
                for start, end in spans
            ):
                yield match

    def _read_differently(self, text: str, found: list[Match]) -> Iterator[Match]:
        known = np.zeros(len(text), dtype=np.bool_)
        for match in found:
            if match.score >= _ENOUGH or match.kind == "road":
                known[match.start : match.end] = True
        for reading, worth, why in self._readings(text, known):
            for match in self._standing(reading.text):
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
        for short, full in self._shorts.items():
            at = text.find(short)
            if at < 0:
                continue
            for meant in full[:_MANY]:
                grown = len(meant) - len(short)
                fixed = text[:at] + meant + text[at + len(short) :]
                reading = Reading(fixed, at, at + len(meant), grown, short, meant, True)
                worth = _SHORT / len(full) ** 0.25
                yield (
                    reading,
                    worth,
                    message("“{said}” may be short for “{meant}”.", said=short, meant=meant),
                )
        for reading in self._slips.readings(text, known):
            worth = _SOUND if reading.is_sound else _SLIP.get(len(reading.meant), 0.9)
            why = message("“{said}” read as “{meant}”.", said=reading.said, meant=reading.meant)
            yield reading, worth, why

    def _at_crossings(self, text: str) -> Iterator[Match]:
        for hit in self._crossings.find(text, self._street):
            for place in hit.places:
                why = message("The crossing “{name}”.", name=self.places.names[place])
                score = 0.96 if hit.is_said else 0.75
                yield replace(self._match(place, score, hit.start, hit.end, why), roads=hit.roads)
            if hit.is_drawn:
                why = message("Worked out where the lines of {roads} meet.", roads=hit.label)
                score = 0.93 if hit.is_said else 0.7
            else:
                why = message(
                    "Worked out where the houses of {roads} come closest.", roads=hit.label
                )
                score = 0.7 if hit.is_said else 0.5
            for house in hit.houses:
                yield _worked_out(
                    house, score, "crossing", hit.label, hit.start, hit.end, why, hit.roads
                )

    def _at_posts(self, text: str) -> Iterator[Match]:
        for start, end, road in self._crossings.roads_in(text):
            for post in self._posts.read(text, road, end):
                label = f"{road}K{int(post.metres // 1000)}+{int(post.metres % 1000):03d}"
                why = (
                    message("Placed by the kilometre posts of {road}.", road=road)
                    if post.is_bound
                    else message("Measured along {road} from its end; no post is known.", road=road)
                )
                house = House(-1, post.x, post.y, post.uncertainty_m)
                score = 0.93 if post.is_bound else 0.4
                yield _worked_out(house, score, "post", label, start, post.end, why, (road,))

    def _at_numbers(self, text: str, windows: Windows) -> Iterator[Match]:
        seen = -1
        for start, end in windows.found(self._streets.lookup, 2):
            if start == seen:
                continue
            street = self._streets.of(text[start:end], windows.of(start, end))
            parts = tuple(parts_after(text, end))
            if street is None or (not parts and not text[start:end].endswith(ROAD_ENDS)):
                continue
            seen = start
            if not parts:
                yield self._road(text[start:end], street, start, end)
                continue
            number, last = (
                int("".join(filter(str.isdigit, parts[0].text.split("-")[0])) or 0),
                parts[-1],
            )
            words = text[start : last.end]
            sign = parts[0].text[-1]
            exact = street.exact(number, sign if sign in "号弄幢巷" else "")
            why = message("The address {words}.", words=words)
            for place in exact[:_MANY]:
                at_road = (text[start:end],)
                yield replace(self._match(place, 0.95, start, last.end, why), roads=at_road)
            if not exact:
                why = message("{words} isn't known; placed by its neighbours.", words=words)
                house = street.between(number, self.roads, text[start:end])
                yield _worked_out(
                    house, 0.62, "address", words, start, last.end, why, (text[start:end],)
                )

    def _road(self, name: str, street: Street | None, start: int, end: int) -> Match:
        why = message("Only the road {road} is named: its middle.", road=name)
        if name in self.roads:
            x, y, reach = self.roads.middle(name)
            house = House(-1, x, y, 50.0 + reach)
        else:
            assert street is not None
            house = street.middle()
        return _worked_out(house, 0.3, "road", name, start, end, why, (name,))

    def _at_names(self, text: str, windows: Windows) -> Iterator[Match]:
        seen = -1
        for start, end in windows.found(self._named, 2):
            if start == seen:
                continue
            key = text[start:end]
            rows = [r for r in self._named.rows(windows.of(start, end)).tolist()
                    if self._keys[r] == key]  # fmt: skip
            if not rows or (key[-1].isdigit() and text[end : end + 1].isdigit()):
                continue
            seen = start
            sources = {int(self._owners[row]): int(self._sources[row]) for row in reversed(rows)}
            if len(sources) > _MANY:
                continue
            is_all = end == len(text) and text[start:] == without_divisions(text)
            score = 0.98 if is_all else _NAMED.get(end - start, 0.9)
            if not is_all and (
                _GOES_ON.match(text, end)
                or (key.endswith(ROAD_ENDS) and text[end : end + 1].isdigit())
            ):
                score *= 0.6  # 陆家嘴 in 陆家嘴环路166号 is the head of another name
            why = message("The text names “{name}”.", name=key)
            for place, source in sorted(sources.items()):
                if source == SHORT_FORM:
                    why = message("“{said}” may be short for “{meant}”.", said=key,
                                  meant=self.places.names[place])  # fmt: skip
                worth = score * (_SHORT if source == SHORT_FORM else 1.0)
                helped = self._context(place, text[:start] + " " + text[end:])
                yield self._match(place, min(worth + helped, 0.99), start, end, why)
        for start, end, road in self._crossings.roads_in(text):
            if (
                road in self.roads
                and not self._streets.lookup.holds(windows.hashes)[
                    start, min(end - start, windows.hashes.shape[1]) - 1
                ]
            ):
                yield self._road(road, None, start, end)

    def _street(self, stem: str) -> Street | None:
        windows = Windows(stem)
        if not 2 <= len(stem) <= windows.hashes.shape[1]:
            return None
        return self._streets.of(stem, windows.of(0, len(stem)))

    def _context(self, place: int, rest: str) -> float:
        """Return a little more trust when the rest of the text says the place's road."""
        row = int(self._address[place])
        road = "" if row < 0 else head_of(self._keys[row])
        return 0.06 if len(road) >= 2 and road in rest else 0.0

    def _beginning(self, text: str, limit: int) -> Iterator[Match]:
        for match in self.suggest(text, limit):
            if match.score >= 0.5:
                yield replace(match, score=0.7 * match.score)

    def _resembling(self, text: str) -> Iterator[Match]:
        words, shares = self._index.best(text, 20)
        for word, share in zip(words.tolist(), shares.tolist(), strict=True):
            if share < 0.3:
                return
            name = self._words[word]
            windows = Windows(name)
            why = message("“{name}” resembles these words.", name=name)
            for match in self._standing(name) if len(name) <= windows.hashes.shape[1] else ():
                if match.place >= 0 and match.start == 0 and match.end == len(name):
                    yield replace(match, score=min(match.score, 0.6 * share), start=0,
                                  end=len(text), reason=why)  # fmt: skip

    def _match(self, place: int, score: float, start: int, end: int, reason: Message) -> Match:
        places = self.places
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
        )


def _outweighed(found: list[Match]) -> Iterator[Match]:
    """Trust a match less whose words lie inside those of a much longer good one."""
    longer = [(other.start, other.end) for other in found if other.score >= _ENOUGH]
    for match in found:
        is_inner = any(
            start <= match.start and match.end <= end and end - start >= match.end - match.start + 3
            for start, end in longer
        )
        yield replace(match, score=match.score * _INNER) if is_inner else match


def _worked_out(
    house: House, score: float, kind: str, label: str, start: int, end: int, reason: Message,
    roads: tuple[str, ...],
) -> Match:  # fmt: skip
    return Match(
        -1, house.x, house.y, house.uncertainty_m, score, kind, label, start, end, reason, roads
    )
