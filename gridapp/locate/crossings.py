"""Where two roads meet: 人民路和锡澄路路口, from a list of crossings or from the houses."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from gridapp.locate.streets import ROAD_ENDS, House, Street

# 张巷路 ends at its 路, not at its 巷; but 锡澄路路口 is 锡澄路 and 路口.
_ROAD = rf"[^\d\s]{{1,9}}?(?:{'|'.join(ROAD_ENDS)})(?!路(?!口))"
_PAIR = re.compile(
    rf"^({_ROAD})[与和跟同、/-]?({_ROAD})(?:的|路)?(?:\w{{0,4}}口|\w{{0,2}}交[叉汇界]\w{{0,2}})?$"
)
_JOIN = re.compile(r"[与和跟同及、/ -]?")
_JUNCTION = re.compile(
    r"(?:的|相)?(?:十字|丁字|三岔)?(?:交叉路?口|路口|交[汇界叉][口处]?|口|转角|拐角)"
)
_FAR_M = 400.0  # houses further apart than this don't show that two roads meet
_MOST = 2000  # houses of a road that are compared


@dataclass(frozen=True, slots=True)
class Hit:
    """A crossing in a text: the listed places, or a house-like point worked out."""

    places: tuple[int, ...]  # two roads can meet more than once
    house: House | None
    label: str
    is_said: bool  # the text says 路口 or the like, not just two roads
    start: int
    end: int


def road_pair(key: str) -> frozenset[str] | None:
    """Return the two roads in the normalised name of a crossing, if it names two."""
    match = _PAIR.match(key)
    return frozenset(match.groups()) if match and match[1] != match[2] else None


class Crossings:
    """The known crossings by their two roads, and the houses to work others out from."""

    def __init__(
        self, places: Iterable[tuple[frozenset[str], int]], streets: dict[str, Street]
    ) -> None:
        self._places: dict[frozenset[str], list[int]] = {}
        for pair, place in places:
            met = self._places.setdefault(pair, [])
            if place not in met:
                met.append(place)
        self._streets = streets
        self._roads = {road for pair in self._places for road in pair}
        self._roads |= {stem for stem in streets if stem.endswith(ROAD_ENDS)}

    def find(self, text: str) -> Iterator[Hit]:
        """Yield the crossings that normalised `text` names."""
        roads = list(self._roads_in(text))
        for (start, mid, one), (after, end, two) in pairwise(roads):
            if one == two or not _JOIN.fullmatch(text, mid, after):
                continue
            said = _JUNCTION.match(text, end)
            if said is None and mid == after:
                continue
            hit_end = said.end() if said else end
            places = tuple(self._places.get(frozenset((one, two)), ()))
            house = None if places else self._meeting(one, two)
            if places or house is not None:
                yield Hit(places, house, f"{one}{two}", said is not None, start, hit_end)

    def _roads_in(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield the longest known road at each place, left to right, none overlapping."""
        start = 0
        while start < len(text) - 1:
            for end in range(min(len(text), start + 10), start + 1, -1):
                if text[start:end] in self._roads:
                    yield start, end, text[start:end]
                    start = end
                    break
            else:
                start += 1

    def _meeting(self, one: str, two: str) -> House | None:
        a, b = self._streets.get(one), self._streets.get(two)
        if a is None or b is None:
            return None
        dx = a.x[:_MOST, None] - b.x[None, :_MOST]
        dy = a.y[:_MOST, None] - b.y[None, :_MOST]
        apart = np.hypot(dx, dy)
        i, j = np.unravel_index(int(np.argmin(apart)), apart.shape)
        gap = float(apart[i, j])
        if gap > _FAR_M:
            return None
        x, y = (a.x[i] + b.x[j]) / 2, (a.y[i] + b.y[j]) / 2
        return House(-1, float(x), float(y), 40.0 + gap)
