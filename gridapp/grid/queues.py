"""A plain model of handling: each grid's cases wait in one queue for its handlers."""

import heapq
from collections.abc import Mapping

import numpy as np

from gridapp.grid.fabric import Objects
from gridapp.grid.segments import Bools, Floats


def infer_efforts(
    codes: Objects, opened_at: Floats, closed_at: Floats, handlers: Mapping[str, int]
) -> Floats:
    """Return the most work that each case can have taken in the hands of its grid.

    A handler closes one case after the other: the work on a case began when it was opened,
    or when the handler closed the one before. What a case waited beside that, for others or
    for its turn, is not work.

    Parameters
    ----------
    codes : (n,) object array of str
        The grid of each case.
    opened_at, closed_at : (n,) float64 arrays
        Epoch seconds; NaN for a case that isn't closed.
    handlers : mapping from code to int
        How many work on a grid's cases; 1 where it isn't told.

    Returns
    -------
    (n,) float64 array
        Seconds. Cases that aren't closed, or have no grid, get the median of the others, 0
        without any.
    """
    efforts = np.full(len(codes), np.nan)
    for code, cases in _by_grid(codes, closed_at):
        free = [-np.inf] * max(handlers.get(code, 1), 1)
        for case in cases:
            if np.isfinite(closed_at[case]):
                began = max(float(opened_at[case]), heapq.heappop(free))
                efforts[case] = max(float(closed_at[case]) - began, 0.0)
                heapq.heappush(free, float(closed_at[case]))
    known = np.isfinite(efforts)
    efforts[~known] = float(np.median(efforts[known])) if known.any() else 0.0
    return efforts


def play_queues(
    codes: Objects, opened_at: Floats, efforts: Floats, handlers: Mapping[str, int]
) -> Floats:
    """Return when each case is done, if every grid works first come, first served.

    Time is continuous: nights and holidays are in the efforts, as they were observed.
    Handlers begin with empty hands.

    Parameters
    ----------
    codes : (n,) object array of str
        The grid of each case; a case without a grid isn't played.
    opened_at, efforts : (n,) float64 arrays
        Epoch seconds, seconds.
    handlers : mapping from code to int
        How many work on a grid's cases; 1 where it isn't told.

    Returns
    -------
    (n,) float64 array
        Epoch seconds, NaN without a grid.
    """
    done = np.full(len(codes), np.nan)
    for code, cases in _by_grid(codes, opened_at):
        free = [-np.inf] * max(handlers.get(code, 1), 1)
        for case in cases:
            began = max(float(opened_at[case]), heapq.heappop(free))
            done[case] = began + float(efforts[case])
            heapq.heappush(free, done[case])
    return done


def _by_grid(codes: Objects, times: Floats) -> list[tuple[str, list[int]]]:
    """Return each grid's cases in the order of a time, those without one last."""
    queues: dict[str, list[int]] = {}
    for case in np.argsort(times, kind="stable").tolist():
        if codes[case]:
            queues.setdefault(str(codes[case]), []).append(case)
    return sorted(queues.items())


def find_missed(deadlines: Floats, closed_at: Floats, until: float) -> Bools:
    """Tell which clocks ran out: closed too late, or not closed and too late by now.

    Parameters
    ----------
    deadlines, closed_at : (n,) float64 arrays
        Epoch seconds; NaN for a case without a clock, or not closed.
    until : float
        Now, epoch seconds: what isn't closed by then may still be closed in time.
    """
    late: Bools = np.fmin(closed_at, until) > deadlines
    return late
