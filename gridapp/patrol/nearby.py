"""Who was near a place, and when."""

import numpy as np
from numpy.typing import NDArray

from gridapp.patrol.clean import Cleaned
from gridapp.patrol.track import Track


def when_near(
    track: Track, cleaned: Cleaned, x: float, y: float, radius_m: float
) -> NDArray[np.float64]:
    """Find when a terminal was within a circle, interpolated between the fixes of a leg.

    Parameters
    ----------
    x, y : float
        The circle's centre, metres in the track's CRS.
    radius_m : float
        Its radius; the rim belongs to it.

    Returns
    -------
    float64[k, 2]
        Start and end of each stay, epoch seconds UTC, in order and apart. A stay never spans a
        gap: where a leg ends inside the circle, so does the stay. A lone fix is a stay of no
        length.
    """
    time, dx, dy = (
        column[cleaned.kept] - origin
        for column, origin in ((track.time, 0.0), (track.x, x), (track.y, y))
    )
    # A lone fix counts as a segment to itself.
    lone = cleaned.legs[cleaned.legs[:, 1] - cleaned.legs[:, 0] == 1, 0]
    begin = np.sort(np.concatenate((np.flatnonzero(cleaned.is_joined()), lone)))
    end = np.where(np.isin(begin, lone), begin, begin + 1)
    step_x, step_y = dx[end] - dx[begin], dy[end] - dy[begin]

    # |p + s d|² ≤ r² along each segment, 0 ≤ s ≤ 1: a quadratic in s.
    a = step_x**2 + step_y**2
    b = dx[begin] * step_x + dy[begin] * step_y
    c = dx[begin] ** 2 + dy[begin] ** 2 - radius_m**2
    rest = b**2 - a * c
    is_still = a == 0
    divisor = np.where(is_still, 1.0, a)
    root = np.sqrt(np.maximum(rest, 0.0))
    enter = np.where(is_still, 0.0, np.maximum((-b - root) / divisor, 0.0))
    leave = np.where(is_still, 1.0, np.minimum((-b + root) / divisor, 1.0))
    is_near = np.where(is_still, c <= 0, (rest >= 0) & (enter <= leave))

    begin, end, enter, leave = (part[is_near] for part in (begin, end, enter, leave))
    # The ends are taken as they are, so that neighbouring segments meet exactly.
    span = time[end] - time[begin]
    start_s = np.where(enter == 0.0, time[begin], time[begin] + enter * span)
    end_s = np.where(leave == 1.0, time[end], time[begin] + leave * span)
    opens = np.concatenate(([True], start_s[1:] > end_s[:-1]))[: len(begin)]
    closes = np.append(opens[1:], True)[: len(begin)]
    return np.column_stack((start_s[opens], end_s[closes]))
