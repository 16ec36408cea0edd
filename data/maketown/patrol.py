"""A day of patrols: sixty terminals on the streets of their grids, with the faults of real ones."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
import shapely

from data.maketown.grids import Grid
from data.maketown.incidents import CLOCK, Incident
from data.maketown.network import Network
from data.maketown.people import SQUADS, Terminal
from data.maketown.roads import Node, Roads
from data.maketown.space import Floats, lonlat, stage

EVERY = 10  # seconds between fixes
PACE = {"handheld": 4.6, "ebike": 13.0, "vehicle": 24.0}  # km/h
_MORNING = CLOCK.replace(hour=7, minute=30)
_SHIFTS = ((0, 240), (330, 570))  # minutes after 7:30
_FROZEN = ("T017", "T044")
Fix = tuple[str, str, str, str, str, int]


@dataclass(slots=True)
class _Diary:
    """Where a terminal really was: seconds after 7:30, and the point, corner by corner."""

    seconds: list[float]
    points: list[Node]

    def stay(self, seconds: float) -> None:
        self.seconds.append(self.seconds[-1] + seconds)
        self.points.append(self.points[-1])

    def go(self, corners: list[Node], kmh: float) -> None:
        for corner in corners:
            here = self.points[-1]
            gap = float(np.hypot(corner[0] - here[0], corner[1] - here[1]))
            if gap > 0:
                self.seconds.append(self.seconds[-1] + gap / (kmh / 3.6))
                self.points.append(corner)


@dataclass(frozen=True, slots=True)
class _Beat:
    """The streets a terminal keeps to, and the calls it answers (seconds after 7:30, point)."""

    allowed: Callable[[int], bool]
    nodes: list[Node]
    calls: list[tuple[float, Node]]


def _beat(net: Network, roads: Roads, faces: set[int], calls: list[tuple[float, Node]]) -> _Beat:
    mine = {e for e in roads.edges if faces & set(net.sides[e])}
    nodes = sorted({c for e in mine for c in (roads.edges[e].coords[0], roads.edges[e].coords[-1])})
    return _Beat(mine.__contains__, nodes, sorted(calls))


def _day(
    beat: _Beat, roads: Roads, kmh: float, rng: np.random.Generator
) -> list[tuple[float, float, _Diary]]:
    """Live both shifts; returns (start, end, diary) for each."""
    shifts = []
    everywhere = sorted(roads.links)
    for begin, end in _SHIFTS:
        start = begin * 60 + float(rng.integers(0, 420))
        finish = end * 60 - float(rng.integers(0, 300))
        home = beat.nodes[int(rng.integers(len(beat.nodes)))]
        diary = _Diary([start], [home])
        rests = sorted(rng.uniform(start, finish, int(rng.integers(2, 5))))
        calls = [c for c in beat.calls if start < c[0] < finish - 600]
        stray = float(rng.uniform(start, finish)) if rng.random() < 0.3 else np.inf
        while diary.seconds[-1] < finish:
            now, here = diary.seconds[-1], diary.points[-1]
            if calls and calls[0][0] <= now:
                _, place = calls.pop(0)
                target = roads.nearest_node(np.array(place), everywhere)
                path = roads.path(here, target, lambda _: True)
                if path:
                    diary.go([*path[1:], place], kmh * 1.25)
                    diary.stay(float(rng.uniform(8, 25)) * 60)
                    diary.go([target], kmh)
                continue
            if rests and rests[0] <= now:
                rests.pop(0)
                diary.stay(float(rng.uniform(3, 25)) * 60)
                continue
            allowed: Callable[[int], bool] = beat.allowed
            goal = beat.nodes[int(rng.integers(len(beat.nodes)))]
            if stray <= now:  # lunch to fetch, a neighbour's favour: out of the grid and back
                stray = np.inf
                gaps = np.hypot(*(np.array(everywhere) - here).T)
                around = [everywhere[int(i)] for i in np.flatnonzero((gaps > 500) & (gaps < 1100))]
                goal = around[int(rng.integers(len(around)))]
                allowed = _anywhere
            path = roads.path(here, goal, allowed) or roads.path(here, goal, _anywhere)
            if not path or len(path) < 2:
                diary.stay(20)
                continue
            diary.go(path[1:], kmh * float(rng.uniform(0.8, 1.15)))
            if rng.random() < 0.25:
                diary.stay(float(rng.uniform(10, 70)))
        shifts.append((start, finish, diary))
    return shifts


def _anywhere(_: int) -> bool:
    return True


def _sample(
    start: float, finish: float, diary: _Diary, rng: np.random.Generator
) -> tuple[Floats, Floats, Floats, Floats]:
    """Take fixes with GPS noise: seconds (n,), points (n, 2), km/h (n,), heading degrees (n,)."""
    seconds = np.arange(np.ceil(start / EVERY) * EVERY, finish, EVERY)
    track = np.array(diary.points)
    true = np.column_stack([np.interp(seconds, diary.seconds, track[:, k]) for k in (0, 1)])
    drift = np.zeros_like(true)
    push = rng.normal(0, 1.15, true.shape)
    for i in range(1, len(true)):
        drift[i] = 0.9 * drift[i - 1] + push[i]  # multipath wanders, it doesn't hop
    step = np.diff(true, axis=0, append=true[-1:])
    kmh = np.hypot(*step.T) / EVERY * 3.6
    heading = np.degrees(np.arctan2(step[:, 0], step[:, 1])) % 360
    still = kmh < 0.3
    heading[still] = rng.uniform(0, 360, int(still.sum()))
    kmh = np.where(
        still, np.abs(rng.normal(0, 0.35, len(kmh))), kmh * rng.normal(1, 0.06, len(kmh))
    )
    return seconds, true + drift + rng.normal(0, 0.7, true.shape), kmh, heading


def _spoil(
    seconds: Floats,
    points: Floats,
    kmh: Floats,
    heading: Floats,
    *,
    frozen: bool,
    rng: np.random.Generator,
) -> tuple[Floats, Floats, Floats, Floats]:
    """Add what goes wrong: jumps away and back, a frozen position, gaps."""
    n = len(seconds)
    for _ in range(int(rng.integers(0, 3))):
        first, length = int(rng.integers(20, n - 20)), int(rng.integers(1, 6))
        angle, far = rng.uniform(0, 2 * np.pi), rng.uniform(200, 2000)
        points[first : first + length] += far * np.array([np.cos(angle), np.sin(angle)])
    if frozen:
        first, length = n // 3, int(rng.integers(170, 330))
        points[first : first + length] = points[first]
        kmh[first : first + length] = np.where(
            kmh[first : first + length] < 1, 4.2, kmh[first : first + length]
        )
    keep = np.ones(n, dtype=bool)
    for _ in range(int(rng.integers(0, 3))):
        first = int(rng.integers(10, n - 10))
        keep[first : first + int(rng.integers(12, 181))] = False
    return seconds[keep], points[keep], kmh[keep], heading[keep]


def _calls(
    incidents: list[Incident], terminals: list[Terminal], twos: list[Grid]
) -> dict[str, list[tuple[float, Node]]]:
    """Send to each incident of today the terminal of its own or the nearest equipped grid."""
    shapes = {g.code: g.shape for g in twos}
    grounds = [shapes[t.grid] for t in terminals]
    calls: dict[str, list[tuple[float, Node]]] = {}
    for incident in incidents:
        dispatched = incident.steps[0]
        if dispatched is None:
            continue
        moment = incident.at + timedelta(minutes=dispatched)
        if moment < _MORNING:
            continue
        gaps = shapely.distance(grounds, shapely.Point(incident.where))
        nearest = int(np.argmin(gaps))
        if gaps[nearest] < 900 and terminals[nearest].id not in _FROZEN:
            seconds = (moment - _MORNING).total_seconds() + 60
            calls.setdefault(terminals[nearest].id, []).append((seconds, incident.where))
    return calls


def walk(
    net: Network,
    roads: Roads,
    terminals: list[Terminal],
    ones: list[Grid],
    twos: list[Grid],
    incidents: list[Incident],
    seed: int,
) -> list[Fix]:
    """Return the fixes of the day, by terminal and time, up to the clock."""
    calls = _calls(incidents, terminals, twos)
    faces = {g.code: set(g.faces) for g in (*ones, *twos)}
    held = {squad: [ones[i].code for i in grids] for squad, _, _, grids in SQUADS}
    begin = _MORNING.astimezone(UTC)
    until = (CLOCK - _MORNING).total_seconds()
    rows: list[Fix] = []
    for t in terminals:
        rng = stage(seed, f"patrol {t.id}")
        area = set().union(*(faces[c] for c in held[t.squad])) if t.squad else faces[t.grid]
        beat = _beat(net, roads, area, calls.get(t.id, []))
        for start, finish, diary in _day(beat, roads, PACE[t.kind], rng):
            fixes = _sample(start, finish, diary, rng)
            fixes = _spoil(*fixes, frozen=t.id in _FROZEN and start < 14400, rng=rng)
            degrees = lonlat(fixes[1])
            for s, (x, y), v, h in zip(fixes[0], degrees, fixes[2], fixes[3], strict=True):
                if s <= until:
                    rows.append(
                        (
                            t.id,
                            _stamp(begin, float(s)),
                            f"{x:.6f}",
                            f"{y:.6f}",
                            f"{v:.1f}",
                            round(float(h)) % 360,
                        )
                    )
    return rows


def _stamp(begin: datetime, seconds: float) -> str:
    return (begin + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%SZ")
