"""The desk for tracks: who was where, and who may look."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from gridapp.errors import InputError, NotFoundError
from gridapp.messages import message
from gridapp.patrol.clean import Cleaned, clean, split_at_gaps
from gridapp.patrol.nearby import when_near
from gridapp.patrol.track import Track
from gridapp.store import audit, tracks
from gridapp.store.audit import AuditRow
from gridapp.store.home import Home

_LATELY = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Span:
    """What there is of one terminal: first fix, last fix, number of fixes."""

    terminal: str
    first: datetime
    last: datetime
    fixes: int


@dataclass(frozen=True, slots=True)
class Visit:
    """A stay of a terminal near a place."""

    terminal: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Sighting:
    """Where a terminal was last seen: metres of the workspace CRS."""

    terminal: str
    x: float
    y: float
    at: datetime


class Patrols:
    """Tracks of an open workspace."""

    def __init__(self, home: Home, now: Callable[[], datetime]) -> None:
        self._home = home
        self._now = now

    def add_track(self, track: Track) -> tuple[int, int]:
        """Store a track by its legs; return legs added and legs known already."""
        with self._home.write() as connection:
            return tracks.add_legs(self._home, connection, track, split_at_gaps(track))

    def spans(self) -> list[Span]:
        """Return what there is of every terminal."""
        with self._home.read() as connection:
            found = tracks.read_spans(connection)
        return [Span(terminal, *span) for terminal, span in found.items()]

    def open_track(
        self, terminal: str, since: datetime, until: datetime, *, actor: str, reason: str
    ) -> tuple[Track, Cleaned]:
        """Return a terminal's fixes and what cleaning names in them; leaves an audit row.

        Raises
        ------
        InputError
            Without a reason: tracks of people are not opened without one.
        NotFoundError
            When there is no fix.
        """
        question = f"{terminal} {since.isoformat()}/{until.isoformat()}"
        self._record("track.open", question, actor, reason)
        track = self._read(terminal, since, until)
        if not len(track):
            raise NotFoundError(
                message(
                    "Terminal “{terminal}” has no fix between {since} and {until}.",
                    terminal=terminal,
                    since=since.isoformat(),
                    until=until.isoformat(),
                ),
                message("“gridapp track list” shows what there is."),
            )
        return track, clean(track)

    def last_seen(self) -> list[Sighting]:
        """Return where every terminal is now, as far as it was heard of lately."""
        with self._home.read() as connection:
            found = tracks.read_last_fixes(connection, self._now(), _LATELY)
        return [Sighting(terminal, x, y, _moment(t)) for terminal, (x, y, t) in found.items()]

    def near(
        self,
        x: float,
        y: float,
        radius: float,
        since: datetime,
        until: datetime,
        *,
        actor: str,
        reason: str,
    ) -> list[Visit]:
        """Return who came within `radius` metres of a place, and when; leaves an audit row.

        Parameters
        ----------
        x, y : metres of the workspace CRS

        Raises
        ------
        InputError
            Without a reason, or for a circle or a time that holds nothing.
        """
        if not (radius > 0 and math.isfinite(x) and math.isfinite(y) and since < until):
            raise InputError(
                message("Nothing can be near there and then."),
                message(
                    "Give a place on the map, a radius above zero, and an end after the start."
                ),
            )
        question = f"{x:.1f},{y:.1f} {radius:g} m {since.isoformat()}/{until.isoformat()}"
        self._record("track.near", question, actor, reason)
        with self._home.read() as connection:
            parts = [
                tracks.read_track(connection, terminal, since, until)
                for terminal, (first, last, _) in tracks.read_spans(connection).items()
                if first < until and last >= since
            ]
        return [
            Visit(track.terminal, _moment(start), _moment(end))
            for track in parts
            if len(track)
            for start, end in when_near(track, clean(track), x, y, radius)
        ]

    def audit_rows(self) -> list[AuditRow]:
        """Return who looked at what, oldest first."""
        with self._home.read() as connection:
            return audit.read(connection)

    def _record(self, action: str, subject: str, actor: str, reason: str) -> None:
        """Write down who looks at what and why; without a reason nobody does."""
        if not reason.strip():
            raise InputError(
                message("Opening a track needs a reason."),
                message("Say why it is looked at, for example the case it concerns."),
            )
        with self._home.write() as connection:
            audit.append(connection, AuditRow(self._now(), actor, action, subject, reason))

    def _read(self, terminal: str, since: datetime, until: datetime) -> Track:
        with self._home.read() as connection:
            return tracks.read_track(connection, terminal, since, until)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(float(seconds), UTC)
