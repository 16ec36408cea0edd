"""A road from one crossing to another: 健康路从府前路到朝阳路这一段."""

import math
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_INTO = re.compile(r"(?:上|的)?(?:从|由|自|在|靠|[ -])?")
_TO = re.compile(r"(?:路?口|交[叉汇]口)?(?:到|至|往|-|~|和|与|跟|、| )?(?:靠近)?")
_GOAL = re.compile(r"(?:路?口|交[叉汇]口)?(?:到|至|-|~)(?:靠近)?")
_PART = re.compile(
    r"(?:路?口|交[叉汇]口)?[ 的]?"
    r"(?:(?:之间|中间|当中)?的?[这那]?[一1]?(?:路段|段路?)|之间|中间|当中|区间|沿线)"
)
_EDGE_M = 20.0  # how well the ends of a stretch are known

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Stretch:
    """The middle of a road between two others; ``reach_m`` is how far it goes from there."""

    x: float
    y: float
    reach_m: float
    roads: tuple[str, str, str]
    start: int
    end: int

    @property
    def label(self) -> str:
        """The road, and in brackets from where to where."""
        road, one, two = self.roads
        return f"{road}({one}–{two})"


def stretches(
    text: str, named: list[tuple[int, int, str]], meet: Callable[[str, str], tuple[Point, ...]]
) -> Iterator[Stretch]:
    """Yield the stretches in normalised `text`.

    Parameters
    ----------
    named
        The roads in the text: start, end, name, left to right.
    meet
        Gives the points where two roads meet.
    """
    for (start, mid, road), (at, end, one), (after, last, two) in zip(
        named, named[1:], named[2:], strict=False
    ):
        part = _PART.match(text, last)
        is_joined = _TO.fullmatch(text, end, after) and (part or _GOAL.fullmatch(text, end, after))
        if not (is_joined and _INTO.fullmatch(text, mid, at)) or len({road, one, two}) < 3:
            continue
        ends = [(a, b) for a in meet(road, one) for b in meet(road, two)]
        if not ends:
            continue
        a, b = min(ends, key=lambda pair: math.dist(*pair))
        yield Stretch(
            (a[0] + b[0]) / 2,
            (a[1] + b[1]) / 2,
            _EDGE_M + math.dist(a, b) / 2,
            (road, one, two),
            start,
            part.end() if part else last,
        )
