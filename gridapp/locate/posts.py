"""Kilometre posts: 锡澄线K12+300, 312国道12公里处, between the posts that are known."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridapp.locate.roads import Roads

_KEY = re.compile(r"^(.{2,20}?)(?:桩号)?k(\d{1,4})(?:[ +](\d{1,3}))?(?:里程碑|桩|处)?$")
_SAID = re.compile(
    r"(?:的|上|段)?(?:桩号|里程)?(?:k(\d{1,4})(?:[ +](\d{1,3}))?|(\d{1,4})公里(?:(\d{1,3})米)?)"
    r"(?:里程碑|桩|处)?"
)
_POST_M = 15.0  # how well a post's point stands for it
_UNKNOWN_START_M = 300.0  # a road's kilometres rarely begin where its line in the town begins
_LINE_M = 100.0  # posts further from a road's line aren't placed along it


@dataclass(frozen=True, slots=True)
class Post:
    """A point so many metres along a road; whether known posts bound it; end of its words."""

    x: float
    y: float
    uncertainty_m: float
    is_bound: bool
    metres: float
    end: int


class Posts:
    """The known posts by road: metres ascending, x and y."""

    def __init__(
        self,
        keys: Iterable[tuple[str, int]],
        x: NDArray[np.float64],
        y: NDArray[np.float64],
        roads: Roads,
    ) -> None:
        rows: dict[str, dict[float, int]] = {}
        for key, place in keys:
            match = _KEY.match(key)
            if match:
                rows.setdefault(match[1], {}).setdefault(_metres(match[2], match[3]), place)
        self._roads = roads
        self._posts = {
            road: (
                np.array(sorted(found)),
                x[[found[metres] for metres in sorted(found)]],
                y[[found[metres] for metres in sorted(found)]],
            )
            for road, found in rows.items()
        }

    def __iter__(self) -> Iterator[str]:
        return iter(self._posts)

    def read(self, text: str, road: str, at: int) -> tuple[Post, ...]:
        """Return where the post of `road` is that normalised `text` names from `at` on.

        Two points where only the road's line is known: its kilometres may run either way.
        """
        match = _SAID.match(text, at)
        if match is None:
            return ()
        metres = _metres(match[1] or match[3], match[2] or match[4])
        if road in self._posts:
            return (self._between(road, metres, match.end()),)
        length = self._roads.length(road)
        _, away = self._roads.measures(road, np.zeros(1), np.zeros(1))
        if metres > length or not np.isfinite(away).all():
            return ()
        return tuple(
            Post(*self._roads.at(road, measure), _UNKNOWN_START_M + 0.05 * metres, False, metres,
                 match.end())
            for measure in (metres, length - metres)
        )  # fmt: skip

    def _between(self, road: str, metres: float, end: int) -> Post:
        known, x, y = self._posts[road]
        after = int(np.clip(np.searchsorted(known, metres), 1, max(len(known) - 1, 1)))
        if len(known) == 1 or metres < known[0] or metres > known[-1]:
            nearest = int(np.argmin(np.abs(known - metres)))
            off = abs(float(known[nearest]) - metres)
            return Post(float(x[nearest]), float(y[nearest]), _POST_M + off, off < 1.0, metres, end)
        pair = [after - 1, after]
        share = float((metres - known[after - 1]) / (known[after] - known[after - 1]))
        measures, away = self._roads.measures(road, x[pair], y[pair])
        if away.max() <= _LINE_M:
            px, py = self._roads.at(road, float(measures[0] + share * (measures[1] - measures[0])))
        else:
            px, py = (float(v[pair[0]] + share * (v[pair[1]] - v[pair[0]])) for v in (x, y))
        gap = min(metres - float(known[after - 1]), float(known[after]) - metres)
        return Post(px, py, _POST_M + 0.1 * gap, True, metres, end)


def _metres(kilometres: str, more: str | None) -> float:
    return 1000.0 * int(kilometres) + (int(more) if more else 0)
