"""Patrol tracks at rest: one row a leg, a LINESTRING M with packed speed and heading."""

from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, func, insert, select

from gridapp.patrol.track import Track
from gridapp.store.geometry import decode_measured_line
from gridapp.store.home import Home
from gridapp.store.schema import leg
from gridapp.store.times import as_stored

_UNKNOWN = 65535


def add_legs(
    home: Home, connection: Connection, track: Track, legs: NDArray[np.int64]
) -> tuple[int, int]:
    """Store the legs of a track that are not there yet.

    Parameters
    ----------
    legs : (k, 2) array
        Half-open index ranges into the track; no gap lies inside one.

    Returns
    -------
    added, known : int
        Legs written, and legs that were there already (same terminal and start).
    """
    there = set(
        connection.execute(select(leg.c.started_at).where(leg.c.terminal == track.terminal))
        .scalars()
    )  # fmt: skip
    rows = []
    for start, stop in legs.tolist():
        started_at = _moment(track.time[start])
        if started_at in there:
            continue
        part = slice(start, stop)
        xym = np.column_stack((track.x[part], track.y[part], track.time[part]))
        if len(xym) == 1:
            xym = np.repeat(xym, 2, axis=0)  # a line has two points
        rows.append(
            {
                "terminal": track.terminal,
                "started_at": started_at,
                "ended_at": _moment(track.time[stop - 1]),
                "fixes": stop - start,
                "speed": _pack(track.speed[part]),
                "heading": _pack(track.heading[part]),
                "geom": home.encode_measured_line(xym),
            }
        )
    if rows:
        connection.execute(insert(leg), rows)
        home.widen_extent(
            connection, leg,
            (float(track.x.min()), float(track.y.min()), float(track.x.max()),
             float(track.y.max())),
        )  # fmt: skip
    return len(rows), len(legs) - len(rows)


def read_track(connection: Connection, terminal: str, since: datetime, until: datetime) -> Track:
    """Return the fixes of a terminal from `since` to `until`; may be empty."""
    query = (
        select(leg.c.fixes, leg.c.speed, leg.c.heading, leg.c.geom)
        .where(leg.c.terminal == terminal, leg.c.ended_at >= since, leg.c.started_at < until)
        .order_by(leg.c.started_at)
    )
    parts = [
        (decode_measured_line(geom)[:fixes], _unpack(speed), _unpack(heading))
        for fixes, speed, heading, geom in connection.execute(query)
    ]
    if not parts:
        empty = np.empty(0)
        return Track(terminal, empty, empty, empty, empty.astype("f4"), empty.astype("f4"))
    xym = np.concatenate([part[0] for part in parts])
    speed = np.concatenate([part[1] for part in parts])
    heading = np.concatenate([part[2] for part in parts])
    keep = (xym[:, 2] >= since.timestamp()) & (xym[:, 2] < until.timestamp())
    x, y, time = np.ascontiguousarray(xym[keep].T)
    return Track(terminal, time, x, y, speed[keep], heading[keep])


def read_spans(connection: Connection) -> dict[str, tuple[datetime, datetime, int]]:
    """Return first fix, last fix and number of fixes of every terminal with a track."""
    query = select(
        leg.c.terminal, func.min(leg.c.started_at), func.max(leg.c.ended_at), func.sum(leg.c.fixes)
    ).group_by(leg.c.terminal)
    return {
        terminal: (first, last, int(fixes))
        for terminal, first, last, fixes in connection.execute(query)
    }


def read_last_fixes(
    connection: Connection, at: datetime, within: timedelta
) -> dict[str, tuple[float, float, float]]:
    """Return every terminal's last fix before `at` and not older than `within`.

    Returns
    -------
    dict of terminal to x, y (metres) and time (epoch seconds)
    """
    query = (
        select(leg.c.terminal, leg.c.geom)
        .where(leg.c.started_at <= at, leg.c.ended_at >= at - within)
        .order_by(leg.c.started_at)
    )
    found = {}
    for terminal, geom in connection.execute(query):
        xym = decode_measured_line(geom)
        x, y, time = xym[np.searchsorted(xym[:, 2], at.timestamp(), side="right") - 1].tolist()
        if time >= (at - within).timestamp():
            found[terminal] = (x, y, time)
    return found


def _moment(seconds: float) -> datetime:
    return as_stored(datetime.fromtimestamp(float(seconds), UTC))


def _pack(values: NDArray[np.float32]) -> bytes:
    """Pack to tenths in 16 bits, unknown as all ones."""
    tenths = np.where(np.isnan(values), _UNKNOWN, np.clip(np.rint(values * 10), 0, _UNKNOWN - 1))
    return tenths.astype("<u2").tobytes()


def _unpack(blob: bytes) -> NDArray[np.float32]:
    tenths = np.frombuffer(blob, "<u2").astype(np.float32)
    tenths[tenths == _UNKNOWN] = np.nan
    return tenths / np.float32(10)
