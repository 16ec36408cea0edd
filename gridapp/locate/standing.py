"""What stands in a text as it is: stretches, crossings, kilometre posts, numbers, names."""

import re
from collections.abc import Iterator
from typing import Final

from gridapp.locate.gathering import SHORT_FORM, head_of
from gridapp.locate.index import Index
from gridapp.locate.keys import Windows
from gridapp.locate.matches import Match, longest, placed, worked_out
from gridapp.locate.segments import ROAD_ENDS, parts_after
from gridapp.locate.streets import House, Street
from gridapp.locate.stretches import stretches
from gridapp.locate.wording import without_divisions
from gridapp.messages import message

MANY: Final = 40
"""More places than this under one name say nothing."""

_SHORT: Final = 0.85  # what a short form leaves of a score
_NAMED: Final = {2: 0.6, 3: 0.84}  # a name inside a sentence, by its length; longer ones 0.9
_AT_ITS_ROAD: Final = 0.06  # more trust for a place whose road is said too
_OTHER_BRANCH: Final = 0.6  # what is left of 老徐面馆 in 老徐面馆(南河沿店), if it isn't there
_GOES_ON = re.compile(r"[^\W\d_]{0,2}(?:路|街|大道|巷|弄)\d")


class Standing:
    """Reads texts with the tables of a gazetteer."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def find(self, text: str) -> Iterator[Match]:
        """Yield what stands in normalised `text` as it is, the longest words only."""
        windows = Windows(text)
        return longest(
            (
                *self._stretches(text), *self._crossings(text), *self._posts(text),
                *self._numbers(text, windows), *self._names(text, windows),
            )
        )  # fmt: skip

    def meeting(self, one: str, two: str) -> tuple[tuple[float, float], ...]:
        """Return the points where two roads meet, by their normalised names."""
        places, houses = self._index.crossings.between(one, two)
        x, y = self._index.places.x, self._index.places.y
        listed = tuple((float(x[place]), float(y[place])) for place in places)
        return listed + tuple((house.x, house.y) for house in houses)

    def _stretches(self, text: str) -> Iterator[Match]:
        for one in stretches(text, list(self._index.crossings.roads_in(text)), self.meeting):
            why = message("The middle of a stretch of {road}.", road=one.roads[0])
            middle = House(-1, one.x, one.y, one.reach_m)
            yield worked_out(middle, 0.93, "stretch", one.label, one.start, one.end, why,
                             one.roads[:1])  # fmt: skip

    def _crossings(self, text: str) -> Iterator[Match]:
        places = self._index.places
        for hit in self._index.crossings.find(text, self._street):
            for place in hit.places:
                why = message("The crossing “{name}”.", name=places.names[place])
                score = 0.96 if hit.is_said else 0.75
                yield placed(places, place, score, hit.start, hit.end, why, hit.roads)
            if hit.is_drawn:
                why = message("Worked out where the lines of {roads} meet.", roads=hit.label)
                score = 0.93 if hit.is_said else 0.7
            else:
                why = message(
                    "Worked out where the houses of {roads} come closest.", roads=hit.label
                )
                score = 0.7 if hit.is_said else 0.5
            for house in hit.houses:
                yield worked_out(
                    house, score, "crossing", hit.label, hit.start, hit.end, why, hit.roads
                )

    def _posts(self, text: str) -> Iterator[Match]:
        for start, end, road in self._index.crossings.roads_in(text):
            for post in self._index.posts.read(text, road, end):
                label = f"{road}K{int(post.metres // 1000)}+{int(post.metres % 1000):03d}"
                why = (
                    message("Placed by the kilometre posts of {road}.", road=road)
                    if post.is_bound
                    else message("Measured along {road} from its end; no post is known.", road=road)
                )
                house = House(-1, post.x, post.y, post.uncertainty_m)
                score = 0.93 if post.is_bound else 0.4
                yield worked_out(house, score, "post", label, start, post.end, why, (road,))

    def _numbers(self, text: str, windows: Windows) -> Iterator[Match]:
        seen = -1
        streets = self._index.streets
        for start, end in windows.found(streets.lookup, 2):
            if start == seen:
                continue
            road = text[start:end]
            street = streets.of(road, windows.of(start, end))
            parts = tuple(parts_after(text, end))
            if street is None or (not parts and not road.endswith(ROAD_ENDS)):
                continue
            seen = start
            if not parts:
                yield self._road(road, street, start, end)
                continue
            digits = "".join(filter(str.isdigit, parts[0].text.split("-")[0]))
            number, last = int(digits or 0), parts[-1].end
            words, sign = text[start:last], parts[0].text[-1]
            exact = street.exact(number, sign if sign in "号弄幢巷" else "")
            why = message("The address {words}.", words=words)
            for place in exact[:MANY]:
                yield placed(self._index.places, place, 0.95, start, last, why, (road,))
            if not exact:
                why = message("{words} isn't known; placed by its neighbours.", words=words)
                house = street.between(number, self._index.roads, road)
                yield worked_out(house, 0.62, "address", words, start, last, why, (road,))

    def _road(self, name: str, street: Street | None, start: int, end: int) -> Match:
        why = message("Only the road {road} is named: its middle.", road=name)
        if name in self._index.roads:
            x, y, reach = self._index.roads.middle(name)
            house = House(-1, x, y, 50.0 + reach)
        else:
            assert street is not None
            house = street.middle()
        return worked_out(house, 0.3, "road", name, start, end, why, (name,))

    def _names(self, text: str, windows: Windows) -> Iterator[Match]:
        index, seen = self._index, -1
        roads = list(index.crossings.roads_in(text))
        for start, end in windows.found(index.named, 2):
            if start == seen:
                continue
            key = text[start:end]
            rows = [r for r in index.named.rows(windows.of(start, end)).tolist()
                    if index.keys[r] == key]  # fmt: skip
            if not rows or (key[-1].isdigit() and text[end : end + 1].isdigit()):
                continue
            seen = start
            sources = {int(index.owners[row]): int(index.sources[row]) for row in reversed(rows)}
            rest = f"{text[:start]} {text[end:]}"
            at_road = {place for place in sources if self._is_at_road_in(place, rest)}
            if len(sources) > MANY:  # one of many branches, unless the text says which
                sources = {place: sources[place] for place in at_road}
            if len(sources) > MANY:
                continue
            score = self._worth(text, start, end)
            is_branch = any(at == end and text[to : to + 1] == "店" for at, to, _ in roads)
            for place, source in sorted(sources.items()):
                is_short = source == SHORT_FORM
                why = (
                    message("“{said}” may be short for “{meant}”.", said=key,
                            meant=index.places.names[place])
                    if is_short
                    else message("The text names “{name}”.", name=key)
                )  # fmt: skip
                helped = _AT_ITS_ROAD if place in at_road else 0.0
                worth = score * (_SHORT if is_short and not helped else 1.0)
                worth *= _OTHER_BRANCH if is_branch and not helped else 1.0
                yield placed(index.places, place, min(worth + helped, 0.99), start, end, why)
        for start, end, road in roads:
            if (
                road in index.roads
                and not index.streets.lookup.holds(windows.hashes)[
                    start, min(end - start, windows.hashes.shape[1]) - 1
                ]
            ):
                yield self._road(road, None, start, end)

    def _worth(self, text: str, start: int, end: int) -> float:
        """Return how far a name is trusted by where it stands."""
        if end == len(text) and text[start:] == without_divisions(text):
            return 0.98
        score = _NAMED.get(end - start, 0.9)
        is_head = _GOES_ON.match(text, end) or (
            text[start:end].endswith(ROAD_ENDS) and text[end : end + 1].isdigit()
        )
        # 陆家嘴 in 陆家嘴环路166号 is the head of another name.
        return 0.6 * score if is_head else score

    def _street(self, stem: str) -> Street | None:
        windows = Windows(stem)
        if not 2 <= len(stem) <= windows.hashes.shape[1]:
            return None
        return self._index.streets.of(stem, windows.of(0, len(stem)))

    def _is_at_road_in(self, place: int, rest: str) -> bool:
        """Tell whether the rest of the text says the road of a place."""
        row = int(self._index.address[place])
        road = "" if row < 0 else head_of(self._index.keys[row])
        return len(road) >= 2 and road in rest
