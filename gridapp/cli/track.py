"""Commands for patrol tracks: import, list, legs, stops, near."""

import math
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING

from gridapp.cli.command import ACTOR, Answer, table
from gridapp.cli.moments import read_moment, write_moment
from gridapp.errors import InputError
from gridapp.language import say, tr
from gridapp.messages import message

if TYPE_CHECKING:
    from gridapp.patrol.clean import Cleaned
    from gridapp.patrol.track import Track


def import_(ws: Path, files: list[Path], *, terminal: str | None = None) -> Answer:
    """Bring tracks in from files; makes the workspace when there is none.

    Parameters
    ----------
    ws
        the workspace
    files
        GPX, GeoLife .plt, CSV or CSV.GZ
    terminal
        the terminal that was carried (by default the file's own name for it)
    """
    from gridapp.exchange.tracks import read_tracks
    from gridapp.locate.crs import metric_crs
    from gridapp.workspace import open_or_create_workspace

    # Everything is read before anything is written: one bad file loses nothing.
    found = [track for file in files for track in read_tracks(file, terminal=terminal)]
    suiting = metric_crs(float(found[0].lon.mean()), float(found[0].lat.mean()))
    results = []
    with open_or_create_workspace(ws, suiting) as workspace:
        for track in found:
            added, known = workspace.patrols.add_track(track.into(workspace.crs))
            results.append(
                {
                    "terminal": track.terminal,
                    "source": track.source,
                    "fixes": len(track.time),
                    "legs_added": added,
                    "legs_known": known,
                    "warnings": [say(warning) for warning in track.warnings],
                }
            )
    rows: list[tuple[object, ...]] = [
        (r["terminal"], r["fixes"], r["legs_added"], r["legs_known"], r["source"]) for r in results
    ]
    header = (tr("terminal"), tr("fixes"), tr("legs added"), tr("legs known"), tr("source"))
    return Answer({"workspace": str(ws), "tracks": results}, table(header, rows))


def list_(ws: Path) -> Answer:
    """List the terminals that have tracks.

    Parameters
    ----------
    ws
        the workspace
    """
    from gridapp.workspace import open_workspace

    with open_workspace(ws) as workspace:
        spans = workspace.patrols.spans()
        zone = workspace.casework.profile.zone
    document = [
        {
            "terminal": span.terminal,
            "first": write_moment(span.first, zone),
            "last": write_moment(span.last, zone),
            "fixes": span.fixes,
        }
        for span in spans
    ]
    rows: list[tuple[object, ...]] = [
        (span.terminal, write_moment(span.first, zone), write_moment(span.last, zone), span.fixes)
        for span in spans
    ]
    header = (tr("terminal"), tr("first fix"), tr("last fix"), tr("fixes"))
    return Answer(document, table(header, rows))


def legs(ws: Path, *, terminal: str, day: str, reason: str) -> Answer:
    """Show the legs of a terminal's day: stretches without a gap, with jumps named.

    Parameters
    ----------
    ws
        the workspace
    terminal
        the terminal
    day
        the local day, such as 2026-06-16
    reason
        why the track is looked at; it is kept in the audit
    """
    from gridapp.patrol.clean import Mark

    track, cleaned, zone = _open(ws, terminal, day, reason)
    times = track.time[cleaned.kept]
    found = [
        {
            "start": _iso(times[start], zone),
            "end": _iso(times[stop - 1], zone),
            "fixes": int(stop - start),
        }
        for start, stop in cleaned.legs
    ]
    marks = {mark.name.lower(): int((cleaned.mark == mark).sum()) for mark in Mark}
    rows: list[tuple[object, ...]] = [(leg["start"], leg["end"], leg["fixes"]) for leg in found]
    lines = (
        *table((tr("from"), tr("to"), tr("fixes")), rows),
        tr("{jump} jumps and {frozen} frozen positions are not part of any leg.", **marks),
    )
    return Answer({"terminal": terminal, "day": day, "legs": found, "marks": marks}, lines)


def stops(ws: Path, *, terminal: str, day: str, reason: str) -> Answer:
    """Show where a terminal stayed during a day.

    Parameters
    ----------
    ws
        the workspace
    terminal
        the terminal
    day
        the local day, such as 2026-06-16
    reason
        why the track is looked at; it is kept in the audit
    """
    from gridapp.patrol.stops import find_stops

    track, cleaned, zone = _open(ws, terminal, day, reason)
    found = find_stops(track, cleaned)
    document = []
    rows: list[tuple[object, ...]] = []
    for start, end, x, y in zip(found.start, found.end, found.x, found.y, strict=True):
        since, until = _iso(start, zone), _iso(end, zone)
        document.append(
            {"start": since, "end": until, "x": round(float(x), 2), "y": round(float(y), 2)}
        )
        rows.append((since, until, f"{(end - start) / 60:.0f} min", f"{x:.1f}, {y:.1f}"))
    header = (tr("from"), tr("to"), tr("stayed"), tr("at (metres)"))
    return Answer({"terminal": terminal, "day": day, "stops": document}, table(header, rows))


def near(ws: Path, *, at: str, from_: str, to: str, radius: float = 200.0, reason: str) -> Answer:
    """Show which terminals came near a place, and when.

    Parameters
    ----------
    ws
        the workspace
    at
        longitude,latitude in degrees (west of Greenwich: --at=-77.02,38.91)
    from_
        the first moment, such as 2026-06-16T15:50; without an offset it is the town's time
    to
        the last moment
    radius
        how near, in metres
    reason
        why the tracks are looked at; it is kept in the audit
    """
    from gridapp.locate.crs import project
    from gridapp.workspace import open_workspace

    lon, lat = _degrees(at)
    with open_workspace(ws) as workspace:
        zone = workspace.casework.profile.zone
        x, y = project(lon, lat, workspace.crs)
        visits = workspace.patrols.near(
            float(x), float(y), radius, read_moment(from_, zone), read_moment(to, zone),
            actor=ACTOR, reason=reason,
        )  # fmt: skip
    found = [
        {
            "terminal": visit.terminal,
            "from": write_moment(visit.start, zone),
            "to": write_moment(visit.end, zone),
        }
        for visit in visits
    ]
    rows: list[tuple[object, ...]] = [(f["terminal"], f["from"], f["to"]) for f in found]
    return Answer(found, table((tr("terminal"), tr("from"), tr("to")), rows))


def _open(ws: Path, terminal: str, day: str, reason: str) -> "tuple[Track, Cleaned, tzinfo]":
    """Open a terminal's track of one day of the town; return the town's zone too."""
    from gridapp.workspace import open_workspace

    try:
        midnight = datetime.combine(date.fromisoformat(day), time.min)
    except ValueError:
        raise InputError(
            message("“{text}” is not a day.", text=day), message("Write it like 2026-06-16.")
        ) from None
    with open_workspace(ws) as workspace:
        zone = workspace.casework.profile.zone
        since = midnight.replace(tzinfo=zone)
        track, cleaned = workspace.patrols.open_track(
            terminal, since, since + timedelta(days=1), actor=ACTOR, reason=reason
        )
    return track, cleaned, zone


def _degrees(text: str) -> tuple[float, float]:
    try:
        lon, lat = map(float, text.split(","))
    except ValueError:
        lon = lat = math.nan
    if not (abs(lon) <= 180 and abs(lat) <= 90):
        raise InputError(
            message("“{text}” is not a longitude and a latitude.", text=text),
            message("Give --at LON,LAT in degrees, such as 120.361,31.782."),
        )
    return lon, lat


def _iso(seconds: float, zone: tzinfo) -> str:
    return write_moment(datetime.fromtimestamp(float(seconds), UTC), zone)
