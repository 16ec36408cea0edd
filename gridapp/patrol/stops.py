"""Where a terminal stayed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gridapp.patrol.clean import Cleaned
from gridapp.patrol.track import Track


@dataclass(frozen=True, slots=True, eq=False)
class Stops:
    """The stops of a track in the order of time.

    Parameters
    ----------
    start, end : float64[k]
        Epoch seconds UTC of the first and the last fix of each.
    x, y : float64[k]
        The mean of its fixes, metres in the track's CRS.
    """

    start: NDArray[np.float64]
    end: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.start)


def find_stops(
    track: Track, cleaned: Cleaned, *, radius_m: float = 30.0, min_s: float = 180.0
) -> Stops:
    """Find where the terminal stayed within `radius_m` for at least `min_s`.

    A stop is a run of kept fixes of one leg, as long as it can be from its first fix, whose
    bounding box has a diagonal of at most twice `radius_m`: so all fixes lie within `radius_m`
    of the middle of the box. Stops don't overlap and don't span gaps.
    """
    time, x, y = (column[cleaned.kept] for column in (track.time, track.x, track.y))
    leg_end = np.repeat(cleaned.legs[:, 1], np.diff(cleaned.legs, axis=1).ravel())
    window_end = np.searchsorted(time, time + min_s)
    fits = np.flatnonzero(window_end < leg_end)
    fits = fits[_window_diagonal(x, y, fits, window_end[fits]) <= 2 * radius_m]

    runs: list[tuple[int, int]] = []
    free = 0
    at = 0
    while (at := int(np.searchsorted(fits, free, side="left"))) < len(fits):
        first = int(fits[at])
        free = _end_of_run(x, y, first, int(window_end[first]), int(leg_end[first]), radius_m)
        runs.append((first, free))
    starts, ends = np.array(runs, dtype=np.int64).reshape(-1, 2).T
    return Stops(
        time[starts], time[ends - 1], _mean_of_runs(x, starts, ends), _mean_of_runs(y, starts, ends)
    )


def _mean_of_runs(
    column: NDArray[np.float64], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> NDArray[np.float64]:
    # Sums of small numbers keep their digits: a northing has seven before the point.
    origin = column[:1]
    total = np.concatenate(([0.0], np.cumsum(column - origin)))
    means: NDArray[np.float64] = (total[ends] - total[starts]) / (ends - starts) + origin
    return means


def _window_diagonal(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    start: NDArray[np.int64],
    last: NDArray[np.int64],
) -> NDArray[np.float64]:
    """Measure the bounding box of each window of fixes `start` to `last`, both included."""
    low_x, high_x, low_y, high_y = x, x, y, y
    diagonal = np.full(len(start), np.inf)
    level = np.floor(np.log2(last - start + 1)).astype(np.int64) if len(start) else start
    # Two overlapping windows of the next lower power of two cover any window.
    for power in range(int(level.max(initial=0)) + 1):
        here = level == power
        left, right = start[here], last[here] + 1 - (1 << power)
        diagonal[here] = np.hypot(
            np.maximum(high_x[left], high_x[right]) - np.minimum(low_x[left], low_x[right]),
            np.maximum(high_y[left], high_y[right]) - np.minimum(low_y[left], low_y[right]),
        )
        half = 1 << power
        low_x, low_y = (np.minimum(low[:-half], low[half:]) for low in (low_x, low_y))
        high_x, high_y = (np.maximum(high[:-half], high[half:]) for high in (high_x, high_y))
    return diagonal


def _end_of_run(
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    first: int,
    known: int,
    leg_end: int,
    radius_m: float,
) -> int:
    """Extend a run that fits up to `known` as far as it still fits; return its open end."""
    # Widths double, so that a short stop in a long leg doesn't cost the whole leg.
    width = 2 * (known - first + 1)
    while True:
        end = min(first + width, leg_end)
        extent_x, extent_y = (
            np.maximum.accumulate(column[first:end]) - np.minimum.accumulate(column[first:end])
            for column in (x, y)
        )
        outside = np.hypot(extent_x, extent_y) > 2 * radius_m
        if outside.any():
            return first + int(np.argmax(outside))
        if end == leg_end:
            return end
        width *= 2
