"""GPX documents as columns: fixes of each track, speeds and courses from wherever they hide."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gridapp.errors import InputError
from gridapp.exchange.texts import read_text
from gridapp.messages import message

if TYPE_CHECKING:
    from gpxpy.gpx import GPXTrack, GPXTrackPoint

_MS_TO_KMH = 3.6


@dataclass(frozen=True, slots=True, eq=False)
class GpxTrack:
    """A track of a GPX document, its segments as one; n fixes in the file's order.

    Parameters
    ----------
    name : str
        May be empty.
    time : float64[n]
        Epoch seconds UTC.
    lon, lat : float64[n]
        Degrees, WGS-84.
    speed : float64[n]
        km/h, NaN where unknown.
    heading : float64[n]
        Degrees clockwise from north, NaN where unknown.
    """

    name: str
    time: NDArray[np.float64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    speed: NDArray[np.float64]
    heading: NDArray[np.float64]


def read_gpx(path: Path, zone: tzinfo) -> Iterator[GpxTrack]:
    """Read the tracks of a GPX 1.0 or 1.1 document that have fixes.

    Raises
    ------
    InputError
        The document is broken, or a fix has no time.
    """
    import gpxpy
    from gpxpy.gpx import GPXException

    try:
        document = gpxpy.parse(read_text(path))
    except GPXException as error:
        raise InputError(
            message("{file} can't be read as GPX: {reason}.", file=path.name, reason=str(error)),
            message("Export it again from the device or program it comes from."),
        ) from error
    for track in document.tracks:
        points = [point for segment in track.segments for point in segment.points]
        if points:
            yield _read_points(path, track, points, zone)


def _read_points(
    path: Path, track: "GPXTrack", points: "list[GPXTrackPoint]", zone: tzinfo
) -> GpxTrack:
    time = np.empty(len(points))
    for at, point in enumerate(points):
        if point.time is None:
            raise InputError(
                message(
                    "{file}, track {track}, fix {row} has no time.",
                    file=path.name,
                    track=track.name or "",
                    row=at + 1,
                ),
                message("Export the track with its times; a drawn line is no track."),
            )
        when = point.time if point.time.tzinfo else point.time.replace(tzinfo=zone)
        time[at] = when.timestamp()
    return GpxTrack(
        name=(track.name or "").strip(),
        time=time,
        lon=np.array([point.longitude for point in points], dtype=np.float64),
        lat=np.array([point.latitude for point in points], dtype=np.float64),
        speed=np.array([_reported(point, "speed") for point in points]) * _MS_TO_KMH,
        heading=np.array([_reported(point, "course") for point in points]),
    )


def _reported(point: "GPXTrackPoint", field: str) -> float:
    """Take a value from the fix itself (GPX 1.0) or from its extensions (1.1)."""
    own = getattr(point, field, None)
    if own is not None:
        return float(own)
    for extension in point.extensions:
        for element in extension.iter():
            if element.tag.rpartition("}")[2] == field and element.text:
                try:
                    return float(element.text)
                except ValueError:
                    return float("nan")
    return float("nan")
