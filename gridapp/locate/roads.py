"""Roads as lines: where two meet, how far along one a point lies, which way it goes."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import shapely
from numpy.typing import NDArray

from gridapp.errors import InputError
from gridapp.locate.wording import normalise
from gridapp.messages import message

_MEET_M = 30.0  # lines cut at a tile's edge, or drawn for one carriageway, end this short
_ONE_CROSSING_M = 80.0  # carriageways of one road meet another this far apart
_TURN = math.radians(40.0)  # a road that goes further from the wind named than this isn't meant
_BESIDE_M = 60.0  # a place further from a road's line doesn't stand beside it

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class RoadLines:
    """Named lines, n of them; a road may have several.

    ``lines`` is object[n] of LineString or MultiLineString, metres of the workspace's system.
    """

    names: Sequence[str]
    lines: NDArray[np.object_]

    def __post_init__(self) -> None:
        if len(self.names) != len(self.lines):
            raise InputError(
                message("The roads' names and lines differ in number."),
                message("Give every line a name, empty where it has none."),
            )


class Roads:
    """Roads by normalised name; built once, then only read."""

    def __init__(self, given: RoadLines) -> None:
        names = normalise("\n".join(" ".join(name.splitlines()) for name in given.names))
        parts: dict[str, list[shapely.Geometry]] = {}
        if len(given.names):
            for name, line in zip(names.split("\n"), given.lines, strict=True):
                if len(name) >= 2 and line is not None and not line.is_empty:
                    parts.setdefault(name, []).append(line)
        self._lines: dict[str, shapely.Geometry] = {
            name: shapely.line_merge(shapely.union_all(found)) for name, found in parts.items()
        }
        self._meeting = lru_cache(maxsize=4096)(self._meet)

    def __contains__(self, name: str) -> bool:
        return name in self._lines

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines)

    def length(self, name: str) -> float:
        """Return a road's length in metres, 0 for an unknown one."""
        return float(self._lines[name].length) if name in self._lines else 0.0

    def middle(self, name: str) -> tuple[float, float, float]:
        """Return the point on a road nearest to its middle, and how far its ends are."""
        line = self._lines[name]
        left, low, right, high = (float(value) for value in line.bounds)
        heart = shapely.Point((left + right) / 2, (low + high) / 2)
        on = line.interpolate(line.project(heart))
        return float(on.x), float(on.y), math.hypot(right - left, high - low) / 2

    def meet(self, one: str, two: str) -> tuple[Point, ...]:
        """Return the points where two roads meet: none, one, or several far apart."""
        return self._meeting(*sorted((one, two)))

    def _meet(self, one: str, two: str) -> tuple[Point, ...]:
        a, b = self._lines.get(one), self._lines.get(two)
        if a is None or b is None or not a.dwithin(b, _MEET_M):
            return ()
        met = shapely.intersection(a, b)
        if met.is_empty:
            bridge = shapely.shortest_line(a, b)
            return ((float(bridge.centroid.x), float(bridge.centroid.y)),)
        near = shapely.buffer(shapely.points(shapely.get_coordinates(met)), _ONE_CROSSING_M / 2)
        groups = shapely.get_parts(shapely.union_all(near))
        return tuple((float(group.centroid.x), float(group.centroid.y)) for group in groups)

    def measures(
        self, name: str, x: NDArray[np.float64], y: NDArray[np.float64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return how far along a road points lie, and how far from it, in metres.

        Infinitely far from it where the road isn't one unbroken line.
        """
        line = self._lines.get(name)
        if line is None or line.geom_type != "LineString":
            return np.zeros(len(x)), np.full(len(x), np.inf)
        points = shapely.points(x, y)
        return shapely.line_locate_point(line, points), shapely.distance(line, points)

    def at(self, name: str, measure: float) -> Point:
        """Return the point so many metres along an unbroken road."""
        point = self._lines[name].interpolate(measure)
        return float(point.x), float(point.y)

    def across(self, name: str, x: float, y: float) -> Point | None:
        """Return the point opposite (x, y) over a road, None where it isn't beside it."""
        line = self._lines.get(name)
        point = shapely.Point(x, y)
        if line is None or not line.dwithin(point, _BESIDE_M):
            return None
        foot = line.interpolate(line.project(point))
        return 2 * float(foot.x) - x, 2 * float(foot.y) - y

    def along(self, names: Sequence[str], x: float, y: float, wind: float, far: float) -> (
        Point | None
    ):  # fmt: skip
        """Follow one of the roads from near (x, y) for `far` metres towards `wind`.

        `wind` is in degrees clockwise from grid north. None where no road goes that way.
        """
        here = shapely.Point(x, y)
        best: tuple[float, Point] | None = None
        for name in names:
            for line in shapely.get_parts(self._lines.get(name)) if name in self else ():
                if not line.dwithin(here, _MEET_M):
                    continue
                measure = float(line.project(here))
                left = max(far - float(line.distance(here)), 0.0)  # a line may begin further on
                for ahead in (measure + left, measure - left):
                    if not 0 <= ahead <= line.length:
                        continue
                    there = line.interpolate(ahead)
                    way = math.atan2(there.x - x, there.y - y)
                    off = abs(math.remainder(way - math.radians(wind), math.tau))
                    if off <= _TURN and (best is None or off < best[0]):
                        best = off, (float(there.x), float(there.y))
        return None if best is None else best[1]
