"""Three days of reports from the public and the grids, in people's own words."""

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

import numpy as np
import shapely

from data.maketown.enterprises import Enterprise
from data.maketown.grids import Grid
from data.maketown.people import Member, person
from data.maketown.phrases import CLOSINGS, DISSUADED, MATTERS, OPENINGS, Matter
from data.maketown.places import Place
from data.maketown.roads import Roads
from data.maketown.space import at, bearing, stage

COUNT = 300
OPEN = 70
CLOCK = datetime(2026, 6, 16, 15, 40, tzinfo=timezone(timedelta(hours=8)))
# reports an hour, over the day: quiet nights, a busy morning and evening
_HOURS = np.array([1, 1, 0.5, 0.5, 0.5, 1, 3, 6, 9, 10, 9, 7, 5, 6, 8, 9, 8, 7, 6, 6, 5, 4, 3, 2.0])
_CHANNELS = (
    ("网格员上报", 0.46),
    ("12345热线", 0.24),
    ("居民来电", 0.16),
    ("视频巡查", 0.08),
    ("督查", 0.06),
)
_FIGURES = {20: "二十", 30: "三十", 50: "五十", 80: "八十", 100: "一百", 150: "一百五十"}
_WINDS = ("东", "东北", "北", "西北", "西", "西南", "南", "东南")


@dataclass(frozen=True, slots=True)
class Incident:
    """A row of incidents.csv; `where` is the truth in local metres, steps are minutes."""

    at: datetime
    channel: str
    reporter: str
    text: str
    place: str
    kind: str
    code: str
    where: tuple[float, float]
    urgent: bool
    steps: tuple[int | None, ...]
    outcome: str
    satisfied: int


def _times(rng: np.random.Generator) -> list[datetime]:
    start = CLOCK - timedelta(days=3)
    minutes = np.arange(int((CLOCK - start).total_seconds() // 60) - 4)
    rate = _HOURS[(start.hour + (start.minute + minutes) // 60) % 24]
    chosen = rng.choice(minutes, COUNT, replace=False, p=rate / rate.sum())
    return [
        start + timedelta(minutes=int(m), seconds=int(rng.integers(60))) for m in sorted(chosen)
    ]


class _Where:
    """Places by kind, and the ways people describe them."""

    def __init__(self, places: list[Place], firms: list[Enterprise], roads: Roads) -> None:
        self.kinds: dict[str, list[Place]] = {}
        for p in places:
            kind = "slab" if p.kind == "address" and not p.road else p.kind
            if p.kind == "estate" and not p.road:
                kind = "hamlet"
            if p.name.endswith("灯杆"):
                kind = "lamp"
            self.kinds.setdefault(kind, []).append(p)
        self.firms = firms
        self.roads = roads

    def describe(self, kind: str, rng: np.random.Generator) -> tuple[str, tuple[float, float]]:
        """Return words for a place of a kind and the point they mean."""
        if kind == "firm":
            firm = self.firms[int(rng.integers(len(self.firms)))]
            return f"{firm.name}{rng.choice(('门口', '厂区北侧', '围墙外', ''))}", firm.at
        pool = self.kinds[kind]
        place = pool[int(rng.integers(len(pool)))]
        if kind == "crossing":
            return self._from_crossing(place, rng)
        name = place.address if rng.random() < 0.15 and kind == "address" else place.name
        if place.aliases and rng.random() < 0.2:
            name = str(rng.choice(place.aliases))
        if kind == "address" and rng.random() < 0.22:
            return f"{name}对面", self._opposite(place)
        ends = {
            "address": ("", "门口", "门前", "旁边"), "slab": ("", "楼下", "西侧", "前面"),
            "poi": ("门口", "旁边", "门前", ""), "bridge": ("", "桥下", "桥头", "上"),
            "lamp": ("旁", "下面", "旁边"), "hamlet": ("", "村口", "村里"),
            "estate": ("", "东门", "南门口", "里面"),
        }  # fmt: skip
        return f"{name}{rng.choice(ends[kind])}", place.at

    def _opposite(self, place: Place) -> tuple[float, float]:
        way = self.roads.by_name[place.road]
        p = np.array(place.at)
        foot = at(way.line, float(shapely.line_locate_point(way.line, shapely.Point(p))))
        over = 2 * foot - p
        return float(over[0]), float(over[1])

    def _from_crossing(
        self, place: Place, rng: np.random.Generator
    ) -> tuple[str, tuple[float, float]]:
        name = place.name if rng.random() < 0.6 else str(rng.choice(place.aliases))
        if rng.random() < 0.35:
            return name, place.at
        way = self.roads.by_name[place.road]
        s = float(shapely.line_locate_point(way.line, shapely.Point(place.at)))
        metres = int(rng.choice(list(_FIGURES)))
        step = metres if s + metres < way.line.length - 5 else -metres
        if s + step < 5:
            return name, place.at
        p = at(way.line, s + step)
        angle = bearing(way.line, s) + (0 if step > 0 else np.pi)
        chord = p - np.array(place.at)
        angle = float(np.arctan2(chord[1], chord[0])) if metres > 20 else angle
        wind = _WINDS[round(angle / (np.pi / 4)) % 8]
        figure = _FIGURES[metres] if rng.random() < 0.5 else str(metres)
        return f"{name}往{wind}{figure}米", (float(p[0]), float(p[1]))


def _steps(matter: Matter, urgent: bool, rng: np.random.Generator) -> list[int]:
    """Draw minutes to dispatch, accept, handle and close, each after the one before."""
    if urgent:
        return [
            int(rng.integers(1, 6)),
            int(rng.integers(1, 7)),
            int(rng.integers(9, 70)),
            int(rng.integers(8, 60)),
        ]
    handle = int(np.clip(rng.lognormal(np.log(matter.minutes), 0.7), 12, 2400))
    return [
        int(np.clip(rng.gamma(2, 5), 1, 60)), int(np.clip(rng.gamma(2, 9), 2, 120)), handle,
        int(np.clip(rng.gamma(2, 45), 8, 600)),
    ]  # fmt: skip


def _happened(start: datetime, minutes: list[int], limit: int) -> tuple[int | None, ...]:
    """Keep the steps that the clock has reached, at most `limit` of them."""
    left = (CLOCK - start).total_seconds() / 60
    kept: list[int | None] = []
    for m in minutes:
        left -= m
        kept.append(m if left > 0 and len(kept) < limit and None not in kept else None)
    return tuple(kept)


def report(
    places: list[Place],
    firms: list[Enterprise],
    roads: Roads,
    members: list[Member],
    twos: list[Grid],
    seed: int,
) -> list[Incident]:
    """Return the incidents in order of time."""
    rng = stage(seed, "incidents")
    where = _Where(places, firms, roads)
    tree = shapely.STRtree([g.shape for g in twos])
    scouts: dict[str, list[Member]] = {}
    for m in members:
        if m.role in ("网格员", "巡查员", "信息员"):
            scouts.setdefault(m.grid, []).append(m)
    weights = np.array([m.weight for m in MATTERS], dtype=float)
    names = [name for name, _ in _CHANNELS]
    odds = [share for _, share in _CHANNELS]
    rows: list[Incident] = []
    for n, start in enumerate(_times(rng)):
        matter = MATTERS[int(rng.choice(len(MATTERS), p=weights / weights.sum()))]
        channel = str(rng.choice(names, p=odds))
        while True:
            words, point = where.describe(str(rng.choice(matter.places)), rng)
            inside = tree.query(shapely.Point(point), predicate="within")
            if len(inside):
                break
        sentence = str(rng.choice(matter.sentences)).format(place=words)
        closings = CLOSINGS[channel]
        if channel == "网格员上报" and matter.outcomes[0] < 0.8:
            closings = (*closings, *DISSUADED)
        text = f"{rng.choice(OPENINGS[channel])}{sentence}{rng.choice(closings)}"
        reporter = _reporter(channel, scouts[twos[int(inside[0])].code], rng)
        urgent = bool(rng.random() < matter.urgent)
        age = COUNT - n
        limit = 4 if age > OPEN else 0 if age <= 8 else int(rng.choice([1, 2, 3, 3]))
        if age > OPEN and (CLOCK - start) < timedelta(hours=10):
            limit = 4
        minutes = _steps(matter, urgent, rng)
        if age > OPEN:  # the older ones are all done by now
            room = (CLOCK - start).total_seconds() / 60 - 5
            if sum(minutes) > room:
                minutes[2] = max(10, int(room - minutes[0] - minutes[1] - 40))
                minutes[3] = 30
        steps = _happened(start, minutes, limit)
        closed = steps[3] is not None
        outcome = (
            str(rng.choice(("service", "management", "enforcement"), p=matter.outcomes))
            if closed
            else ""
        )
        satisfied = (
            int(rng.choice([1, 2, 3, 4, 5], p=[0.02, 0.03, 0.1, 0.3, 0.55]))
            if closed and channel in ("12345热线", "居民来电")
            else 0
        )
        rows.append(
            Incident(start, channel, reporter, text, words, matter.kind, matter.code, point,
                     urgent, steps, outcome, satisfied)
        )  # fmt: skip
    return rows


def _reporter(channel: str, scouts: list[Member], rng: np.random.Generator) -> str:
    if channel == "网格员上报":
        return scouts[int(rng.integers(len(scouts)))].name
    if channel == "视频巡查":
        return "指挥中心视频岗"
    if channel == "督查":
        return f"督查员{person(rng)}"
    return f"{person(rng)[0]}{rng.choice(('先生', '女士', '师傅', '阿姨'))}"
