"""Named tracks for the tests: metres, a fix every 10 s from T0."""

import numpy as np
from numpy.typing import NDArray

from gridapp.patrol.track import Track, make_track

T0 = 1_772_323_200.0  # 2026-03-01 00:00 UTC
ORIGIN = (500_000.0, 3_530_000.0)


def walk(count: int = 100, speed_ms: float = 1.2) -> Track:
    """Due east from the origin, at a steady pace."""
    x = ORIGIN[0] + np.arange(count) * 10 * speed_ms
    return make_track(
        "T1",
        T0 + np.arange(count) * 10,
        x,
        np.full(count, ORIGIN[1]),
        np.full(count, speed_ms * 3.6),
        np.full(count, 90.0),
    )


def changed(
    track: Track,
    *,
    time: NDArray[np.float64] | None = None,
    x: NDArray[np.float64] | None = None,
    speed: NDArray[np.float32] | None = None,
) -> Track:
    """The same track with other columns."""
    return make_track(
        track.terminal,
        track.time if time is None else time,
        track.x if x is None else x,
        track.y,
        track.speed if speed is None else speed,
        track.heading,
    )


def with_gap(track: Track, at: int, seconds: float) -> Track:
    """The terminal falls silent for `seconds` before fix `at`."""
    return changed(track, time=track.time + np.where(np.arange(len(track)) >= at, seconds, 0))


def with_jump(track: Track, at: int, count: int, metres: float = 3000.0) -> Track:
    """`count` fixes lie far to the east."""
    x = track.x.copy()
    x[at : at + count] += metres
    return changed(track, x=x)


def frozen(track: Track, at: int, count: int) -> Track:
    """The position of fix `at` is repeated `count` times while the speed stays."""
    x = track.x.copy()
    x[at + 1 : at + 1 + count] = x[at]
    return changed(track, x=x)


def parked(count: int = 360, jitter_m: float = 4.0) -> Track:
    """A parked vehicle's receiver trembles around the origin."""
    random = np.random.default_rng(20260301)
    return make_track(
        "T2",
        T0 + np.arange(count) * 10,
        ORIGIN[0] + random.normal(0, jitter_m, count),
        ORIGIN[1] + random.normal(0, jitter_m, count),
        np.zeros(count),
    )
