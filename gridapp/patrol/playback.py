"""Replay: where a terminal was at a moment, its lane, and the player's wall clock."""

from dataclasses import dataclass, replace
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gridapp.patrol.clean import Cleaned, Mark
from gridapp.patrol.stops import Stops
from gridapp.patrol.track import Track

RATES = (1.0, 600.0)
"""The slowest and the fastest replay, track seconds per second."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a terminal was: metres in the track's CRS, km/h, degrees clockwise from north.

    The speed is the one last reported; the heading too, or else the way to the next fix. Both
    are NaN where unknown.
    """

    x: float
    y: float
    speed: float
    heading: float


@dataclass(frozen=True, slots=True, eq=False)
class Positions:
    """Where a terminal was at n moments: `Position` by columns, NaN where it isn't known."""

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    speed: NDArray[np.float64]
    heading: NDArray[np.float64]


def positions_at(track: Track, cleaned: Cleaned, t: ArrayLike) -> Positions:
    """Interpolate a track at moments `t` (epoch seconds UTC, any order), inside its legs only."""
    moments = np.atleast_1d(np.asarray(t, dtype=np.float64))
    columns = [np.full(len(moments), np.nan) for _ in range(4)]
    kept, joined = cleaned.kept, np.append(cleaned.is_joined(), False)[: len(cleaned.kept)]
    time = track.time[kept]
    at = np.searchsorted(time, moments, side="right") - 1
    found = np.flatnonzero(at >= 0)
    found = found[joined[at[found]] | (time[at[found]] == moments[found])]
    at = at[found]
    ahead = at + joined[at]
    here, there = kept[at], kept[ahead]
    span = np.where(ahead > at, time[ahead] - time[at], 1.0)
    share = (moments[found] - time[at]) / span
    step_x, step_y = track.x[there] - track.x[here], track.y[there] - track.y[here]
    bearing = np.degrees(np.arctan2(step_x, step_y)) % 360
    bearing[(step_x == 0) & (step_y == 0)] = np.nan
    reported = track.heading[here].astype(np.float64)
    values = (
        track.x[here] + share * step_x,
        track.y[here] + share * step_y,
        track.speed[here],
        np.where(np.isnan(reported), bearing, reported),
    )
    for column, value in zip(columns, values, strict=True):
        column[found] = value
    return Positions(*columns)


def position_at(track: Track, cleaned: Cleaned, t: float) -> Position | None:
    """Interpolate a track at the moment `t`; None in a gap and outside the track."""
    found = positions_at(track, cleaned, t)
    if np.isnan(found.x[0]):
        return None
    return Position(
        *(float(column[0]) for column in (found.x, found.y, found.speed, found.heading))
    )


class State(IntEnum):
    """What a terminal does in a stretch of its lane."""

    MOVING = 0
    STOPPED = 1
    GAP = 2
    FROZEN = 3


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """A lane: stretches that follow each other without a hole from first fix to last.

    Parameters
    ----------
    start, end : float64[k]
        Epoch seconds UTC; each end is the next start.
    state : uint8[k]
        A `State` for each, never twice the same in a row.
    """

    start: NDArray[np.float64]
    end: NDArray[np.float64]
    state: NDArray[np.uint8]

    def __len__(self) -> int:
        return len(self.start)


def lane(track: Track, cleaned: Cleaned, stops: Stops) -> Segments:
    """Sort the time of a track into states; where nothing is known there is a gap."""
    leg_start = track.time[cleaned.kept[cleaned.legs[:, 0]]]
    leg_end = track.time[cleaned.kept[cleaned.legs[:, 1] - 1]]
    layers = (  # a later one covers an earlier one
        (State.MOVING, leg_start, leg_end),
        (State.STOPPED, stops.start, stops.end),
        (State.FROZEN, *_frozen_spans(track, cleaned)),
    )
    cuts = np.unique(
        np.concatenate([track.time[:1], track.time[-1:]] + [c for _, *cs in layers for c in cs])
    )
    middles = (cuts[:-1] + cuts[1:]) / 2
    state = np.full(len(middles), State.GAP, dtype=np.uint8)
    for name, start, end in layers:
        inside = np.searchsorted(start, middles) > np.searchsorted(end, middles)
        state[inside] = name
    opens = np.concatenate(([True], np.diff(state) != 0))[: len(state)]
    closes = np.append(opens[1:], True)[: len(state)]
    return Segments(cuts[:-1][opens], cuts[1:][closes], state[opens])


def _frozen_spans(
    track: Track, cleaned: Cleaned
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Span the frozen stretches: each from the true fix before it to its last repeat."""
    is_frozen = cleaned.mark == Mark.FROZEN
    edges = np.diff(is_frozen.astype(np.int8), append=0)
    # The first fix of a track is never frozen: a repeat has something before it.
    return track.time[np.flatnonzero(edges == 1)], track.time[np.flatnonzero(edges == -1)]


@dataclass(frozen=True, slots=True)
class Player:
    """A replay's clock as a value: which moment `t` of the span shows at wall time `now`.

    Moments are epoch seconds UTC; `now` is any clock in seconds that only runs forward. A
    player that isn't playing has no `since`.
    """

    start: float
    end: float
    t: float
    rate: float = 1.0
    since: float | None = None

    def __post_init__(self) -> None:
        slowest, fastest = RATES
        if not slowest <= self.rate <= fastest:
            raise ValueError(f"rate {self.rate} is not between {slowest} and {fastest}")
        if not self.start <= self.t <= self.end:
            raise ValueError("the moment shown lies outside the span")

    def at(self, now: float) -> float:
        """Return the moment that shows at `now`; at the end it stays there."""
        if self.since is None:
            return self.t
        return min(self.t + max(now - self.since, 0.0) * self.rate, self.end)

    def is_playing(self, now: float) -> bool:
        """Tell whether the moment still moves."""
        return self.since is not None and self.at(now) < self.end

    def play(self, now: float) -> "Player":
        """Play on from the moment shown; from the end, start over."""
        shown = self.at(now)
        return replace(self, t=self.start if shown >= self.end else shown, since=now)

    def pause(self, now: float) -> "Player":
        """Stand still at the moment shown."""
        return replace(self, t=self.at(now), since=None)

    def seek(self, t: float, now: float) -> "Player":
        """Show the moment `t`, or the end of the span nearest to it; play on if playing."""
        since = None if self.since is None else now
        return replace(self, t=min(max(t, self.start), self.end), since=since)

    def with_speed(self, rate: float, now: float) -> "Player":
        """Go on at another rate, from the moment shown."""
        since = None if self.since is None else now
        return replace(self, t=self.at(now), rate=rate, since=since)


def make_player(start: float, end: float) -> Player:
    """Make a player that stands at the start of a span (epoch seconds UTC)."""
    return Player(start, end, start)
