"""Tracks as other programs keep them: GPX, GeoLife's PLT, sheets of fixes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gridapp.errors import InputError
from gridapp.exchange.columns import find_column
from gridapp.exchange.fixes import (
    Place,
    check_degrees,
    check_headings,
    check_speeds,
    parse_numbers,
    parse_times,
)
from gridapp.exchange.gpx import read_gpx
from gridapp.exchange.sheets import read_table
from gridapp.exchange.texts import read_text, require_file
from gridapp.locate.crs import project
from gridapp.messages import Message, message
from gridapp.patrol.track import Track, make_track

WGS84 = "WGS-84"

# Columns of a sheet of fixes and their usual names, the likeliest first.
_TERMINALS = (
    "terminal", "terminal_id", "device", "device_id", "deviceid", "终端", "终端编号",
    "终端号", "设备", "设备编号", "设备号", "车牌号",
)  # fmt: skip
_TIMES = (
    "time", "timestamp", "datetime", "gps_time", "gpstime", "时间", "定位时间", "上报时间",
    "gps时间", "采集时间", "t",
)  # fmt: skip
_LONGITUDES = ("lon", "longitude", "lng", "经度", "x")
_LATITUDES = ("lat", "latitude", "纬度", "y")
_SPEEDS = ("speed_kmh", "speed", "速度", "速度(km/h)", "速度（km/h）", "时速")
_HEADINGS = ("heading", "course", "bearing", "direction", "方向", "方向角", "航向")

# A PLT file has six lines before its fixes: lat, lon, 0, altitude in feet (-777 unknown), days
# since 1899-12-30, date, time; times are GMT (GeoLife user guide 1.3).
_PLT_HEAD = 6
_PLT_FIELDS = 7


@dataclass(frozen=True, slots=True, eq=False)
class ForeignTrack:
    """The fixes of one terminal as a file holds them, in the file's order.

    Parameters
    ----------
    terminal : str
        As asked for, else as the file names it, else the file's name.
    time : float64[n]
        Epoch seconds UTC.
    lon, lat : float64[n]
        Degrees of `datum`.
    speed : float32[n]
        km/h, NaN where unknown.
    heading : float32[n]
        Degrees clockwise from north, NaN where unknown.
    source : str
        The file's name.
    warnings : tuple of Message
        What was odd but not refused.
    datum : str
        All known formats say or imply WGS-84.
    """

    terminal: str
    time: NDArray[np.float64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    speed: NDArray[np.float32]
    heading: NDArray[np.float32]
    source: str
    warnings: tuple[Message, ...] = ()
    datum: str = WGS84

    def __len__(self) -> int:
        return len(self.time)

    def into(self, crs: str) -> Track:
        """Project into a CRS of metres; fixes in order, of equal times the first.

        Raises
        ------
        InputError
            A position lies beyond what the CRS can show; the fix is named by its row.
        """
        x, y = project(self.lon, self.lat, crs)
        return make_track(self.terminal, self.time, x, y, self.speed, self.heading)


def read_tracks(
    path: Path, *, terminal: str | None = None, zone: tzinfo = UTC
) -> list[ForeignTrack]:
    """Read the tracks of a .gpx, .plt, .csv or .csv.gz file.

    Parameters
    ----------
    path : Path
        The file.
    terminal : str, optional
        Whose they are, against whatever the file says.
    zone : tzinfo
        Of times in a GPX or sheet that name no offset; a PLT's times are UTC.

    Raises
    ------
    InputError
        The file, row and field at fault are named.
    """
    require_file(path)
    name = path.name.lower()
    for suffix, reader in _READERS.items():
        if name.endswith(suffix):
            tracks = reader(path, terminal, zone)
            if not tracks:
                raise InputError(
                    message("{file} has no fixes.", file=path.name),
                    message("Choose a file of tracks; routes and waypoints have no times."),
                )
            return tracks
    raise InputError(
        message("{file}: no format of tracks is known by this suffix.", file=path.name),
        message("Known are {suffixes}.", suffixes=", ".join(_READERS)),
    )


def _read_plt(path: Path, terminal: str | None, _zone: tzinfo) -> list[ForeignTrack]:
    lines = read_text(path).splitlines()[_PLT_HEAD:]
    rows = [row for row, line in enumerate(lines, start=_PLT_HEAD + 1) if line.strip()]
    fields = [lines[row - _PLT_HEAD - 1].split(",") for row in rows]
    for row, parts in zip(rows, fields, strict=True):
        if len(parts) != _PLT_FIELDS:
            raise InputError(
                message(
                    "{file}, row {row}: {found} fields where there are {wanted} columns.",
                    file=path.name,
                    row=row,
                    found=len(parts),
                    wanted=_PLT_FIELDS,
                ),
                message("A PLT row is: latitude, longitude, 0, altitude, days, date, time."),
            )
    if not rows:
        return []
    lat, lon, _, _, _, date, clock = zip(*fields, strict=True)
    return [
        _make_foreign(
            path,
            rows,
            terminal or path.stem,
            {
                "time": [f"{d.strip()} {c.strip()}" for d, c in zip(date, clock, strict=True)],
                "longitude": lon,
                "latitude": lat,
            },
            UTC,
        )
    ]


def _read_sheet(path: Path, terminal: str | None, zone: tzinfo) -> list[ForeignTrack]:
    names, table, lines = read_table(path)
    usual = {
        "time": _TIMES,
        "longitude": _LONGITUDES,
        "latitude": _LATITUDES,
        "speed": _SPEEDS,
        "heading": _HEADINGS,
        "terminal": _TERMINALS,
    }
    found = {field: find_column(names, options) for field, options in usual.items()}
    for field in ("time", "longitude", "latitude"):
        if found[field] is None:
            raise InputError(
                message("{file} has no column for the {field}.", file=path.name, field=field),
                message(
                    "Name it one of {usual}. The columns are: {columns}.",
                    usual=", ".join(usual[field]),
                    columns=", ".join(names),
                ),
            )
    if not table:
        return []
    columns = dict(zip(names, zip(*table, strict=True), strict=True))
    texts = {field: columns[name] for field, name in found.items() if name is not None}
    owners = texts.pop("terminal", None)
    labels = {field: name for field, name in found.items() if name is not None}
    stem = path.name.removesuffix(".gz").removesuffix(".GZ").rpartition(".")[0]
    if terminal is not None or owners is None:
        return [_make_foreign(path, lines, terminal or stem, texts, zone, labels)]
    groups: dict[str, list[int]] = {}
    for at, owner in enumerate(owners):
        groups.setdefault(owner.strip(), []).append(at)
    if "" in groups:
        at = groups[""][0]
        raise Place(path.name, lines, labels["terminal"]).fault(
            at, "", message("not a terminal"), message("Name the terminal of every row.")
        )
    return [
        _make_foreign(
            path,
            [lines[at] for at in members],
            owner,
            {field: [column[at] for at in members] for field, column in texts.items()},
            zone,
            labels,
        )
        for owner, members in groups.items()
    ]


def _make_foreign(
    path: Path,
    rows: Sequence[int],
    terminal: str,
    texts: Mapping[str, Sequence[str]],
    zone: tzinfo,
    labels: Mapping[str, str] | None = None,
) -> ForeignTrack:
    """Parse and check columns of text by field; `labels` are their names in the file."""
    places = {
        field: Place(path.name, rows, (labels or {}).get(field, field))
        for field in ("time", "longitude", "latitude", "speed", "heading")
    }
    blank = [""] * len(rows)
    lon, lat = (
        parse_numbers(texts[field], places[field], required=True)
        for field in ("longitude", "latitude")
    )
    check_degrees(lon, lat, places["longitude"], places["latitude"])
    speed, heading = (
        parse_numbers(texts.get(field, blank), places[field], required=False)
        for field in ("speed", "heading")
    )
    return ForeignTrack(
        terminal,
        parse_times(texts["time"], places["time"], zone),
        lon,
        lat,
        check_speeds(speed, places["speed"]),
        check_headings(heading, places["heading"]),
        path.name,
    )


def _read_gpx(path: Path, terminal: str | None, zone: tzinfo) -> list[ForeignTrack]:
    tracks = []
    for found in read_gpx(path, zone):
        places = [
            Place(path.name, range(1, len(found.time) + 1), field)
            for field in ("longitude", "latitude", "speed", "course")
        ]
        check_degrees(found.lon, found.lat, places[0], places[1])
        tracks.append(
            ForeignTrack(
                terminal or found.name or path.stem,
                found.time,
                found.lon,
                found.lat,
                check_speeds(found.speed, places[2]),
                check_headings(found.heading, places[3]),
                path.name,
            )
        )
    return tracks


_Reader = Callable[[Path, str | None, tzinfo], list[ForeignTrack]]
_READERS: Mapping[str, _Reader] = {
    ".gpx": _read_gpx,
    ".plt": _read_plt,
    ".csv": _read_sheet,
    ".csv.gz": _read_sheet,
}
