"""A terminal's track as columns."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from gridapp.errors import InputError
from gridapp.messages import message


@dataclass(frozen=True, slots=True, eq=False)
class Track:
    """The fixes of one terminal in the order of time; make one with `make_track`.

    Parameters
    ----------
    terminal : str
        The terminal that reported them.
    time : float64[n]
        Epoch seconds UTC, strictly increasing.
    x, y : float64[n]
        Metres in the workspace's projected CRS.
    speed : float32[n]
        Reported speed in km/h, NaN where unknown.
    heading : float32[n]
        Reported direction in degrees clockwise from north, NaN where unknown.
    """

    terminal: str
    time: NDArray[np.float64]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    speed: NDArray[np.float32]
    heading: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.time)

    def __getitem__(self, part: slice) -> "Track":
        """Return the fixes of a forward slice, as views."""
        if part.step is not None and part.step < 1:
            raise ValueError("a track runs forward in time")
        return Track(
            self.terminal,
            self.time[part],
            self.x[part],
            self.y[part],
            self.speed[part],
            self.heading[part],
        )


def make_track(
    terminal: str,
    time: ArrayLike,
    x: ArrayLike,
    y: ArrayLike,
    speed: ArrayLike | None = None,
    heading: ArrayLike | None = None,
) -> Track:
    """Make a track of fixes in any order; of fixes with the same time the first stays.

    Parameters are those of `Track`. The track's arrays are copies that can't be written.

    Raises
    ------
    InputError
        Columns differ in length, a time or coordinate is not finite (the row is named, from 1),
        or a speed or heading is infinite.
    """
    times, xs, ys = (np.asarray(column, dtype=np.float64) for column in (time, x, y))
    unknown = np.full(len(times), np.nan, dtype=np.float32)
    speeds = unknown if speed is None else np.asarray(speed, dtype=np.float32)
    headings = unknown if heading is None else np.asarray(heading, dtype=np.float32)
    columns: dict[str, NDArray[np.float64] | NDArray[np.float32]] = {
        "time": times,
        "x": xs,
        "y": ys,
        "speed": speeds,
        "heading": headings,
    }
    for field, column in columns.items():
        if column.shape != (len(times),):
            raise InputError(
                message(
                    "Track of {terminal}: {field} has {count} values, but there are {fixes} times.",
                    terminal=terminal,
                    field=field,
                    count=column.size,
                    fixes=len(times),
                ),
                message("Give every column one value for each fix."),
            )
        is_bad = np.isinf(column) if field in ("speed", "heading") else ~np.isfinite(column)
        if is_bad.any():
            raise InputError(
                message(
                    "Track of {terminal}, row {row}: {field} is not a finite number.",
                    terminal=terminal,
                    row=int(np.argmax(is_bad)) + 1,
                    field=field,
                ),
                message("Correct the row or leave it out."),
            )
    # np.unique returns the first of equal times, in the order of time.
    _, first = np.unique(times, return_index=True)
    track = Track(terminal, times[first], xs[first], ys[first], speeds[first], headings[first])
    for column in (track.time, track.x, track.y, track.speed, track.heading):
        column.setflags(write=False)
    return track
