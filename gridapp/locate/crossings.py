"""Where two roads meet: 人民路和锡澄路路口, listed, from the roads' lines, or from the houses."""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from gridapp.locate.roads import Roads
from gridapp.locate.segments import ROAD_ENDS
from gridapp.locate.streets import House, Street

# 张巷路 ends at its 路, not at its 巷; but 锡澄路路口 is 锡澄路 and 路口.
_ROAD = rf"[^\s]{{1,9}}?(?:{'|'.join(ROAD_ENDS)})(?!路(?!口))"
_PAIR = re.compile(
    rf"^({_ROAD})[与和跟同、/-]?({_ROAD})(?:的|路)?(?:\w{{0,4}}口|\w{{0,2}}交[叉汇界]\w{{0,2}})?$"
)
_JOIN = re.compile(r"(?:上|的)?(?:[与和跟同及、/ -]|(?P<near>靠?近|靠|临近?|邻近?|距离?|离|从))?")
_JUNCTION = re.compile(
    r"(?:的|相)?(?:十字|丁字|三岔)?(?:交叉路?口|路口|交[汇界叉][口处]?|口|转角|拐角)"
)
_STEP = re.compile(r"(?:[以往向朝偏][东南西北]{1,2}|[东南西北]{1,2}[侧面边角]|\d{1,4}米)")
_FAR_M = 400.0  # houses further apart than this don't show that two roads meet
_MOST = 2000  # houses of a road that are compared
_LINES_M = 20.0  # how well the point stands for the crossing where two lines meet


@dataclass(frozen=True, slots=True)
class Hit:
    """A crossing in a text: the listed places, or points worked out.

    ``is_drawn`` tells that the points come from the roads' lines, not from the houses.
    """

    places: tuple[int, ...]  # two roads can meet more than once
    houses: tuple[House, ...]
    is_drawn: bool
    roads: tuple[str, str]
    is_said: bool  # the text says 路口, 靠近 or the like, not just two roads
    start: int
    end: int

    @property
    def label(self) -> str:
        """The two roads."""
        return "".join(self.roads)


def road_pair(key: str) -> frozenset[str] | None:
    """Return the two roads in the normalised name of a crossing, if it names two."""
    match = _PAIR.match(key)
    return frozenset(match.groups()) if match and match[1] != match[2] else None


class Crossings:
    """The known crossings by their two roads, and what others can be worked out from.

    Parameters
    ----------
    places
        Pairs of roads and the place of their crossing.
    known
        Names of roads that have houses; `street` finds the houses of one.
    """

    def __init__(
        self,
        places: Iterable[tuple[frozenset[str], int]],
        known: Iterable[str],
        roads: Roads,
    ) -> None:
        self._places: dict[frozenset[str], list[int]] = {}
        for pair, place in places:
            met = self._places.setdefault(pair, [])
            if place not in met:
                met.append(place)
        self._lines = roads
        self.roads = {road for pair in self._places for road in pair} | set(roads)
        self.roads |= {stem for stem in known if stem.endswith(ROAD_ENDS)}
        self._longest = max((len(road) for road in self.roads), default=0)

    def find(self, text: str, street: Callable[[str], Street | None]) -> Iterator[Hit]:
        """Yield the crossings that normalised `text` names."""
        named = list(self.roads_in(text))
        for (start, mid, one), (after, end, two) in pairwise(named):
            joined = _JOIN.fullmatch(text, mid, after)
            if one == two or not joined:
                continue
            said = _JUNCTION.match(text, end)
            is_step = said is None and _STEP.match(text, end) is not None
            if said is None and not is_step and mid == after:
                continue
            hit_end = said.end() if said else end
            places = tuple(self._places.get(frozenset((one, two)), ()))
            drawn = () if places else self._drawn(one, two)
            houses = drawn if places or drawn else self._meeting(street(one), street(two))
            if places or houses:
                is_said = said is not None or is_step or joined["near"] is not None
                yield Hit(places, houses, bool(drawn), (one, two), is_said, start, hit_end)

    def roads_in(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Yield the longest known road at each place, left to right, none overlapping."""
        start = 0
        while start < len(text) - 1:
            for end in range(min(len(text), start + self._longest), start + 1, -1):
                if text[start:end] in self.roads:
                    yield start, end, text[start:end]
                    start = end
                    break
            else:
                start += 1

    def between(self, one: str, two: str) -> tuple[tuple[int, ...], tuple[House, ...]]:
        """Return the listed crossings of two roads, or those of their lines."""
        places = tuple(self._places.get(frozenset((one, two)), ()))
        return places, () if places else self._drawn(one, two)

    def _drawn(self, one: str, two: str) -> tuple[House, ...]:
        return tuple(House(-1, x, y, _LINES_M) for x, y in self._lines.meet(one, two))

    def _meeting(self, a: Street | None, b: Street | None) -> tuple[House, ...]:
        if a is None or b is None:
            return ()
        dx = a.x[:_MOST, None] - b.x[None, :_MOST]
        dy = a.y[:_MOST, None] - b.y[None, :_MOST]
        apart = np.hypot(dx, dy)
        i, j = np.unravel_index(int(np.argmin(apart)), apart.shape)
        gap = float(apart[i, j])
        if gap > _FAR_M:
            return ()
        x, y = (a.x[i] + b.x[j]) / 2, (a.y[i] + b.y[j]) / 2
        return (House(-1, float(x), float(y), 40.0 + gap),)
