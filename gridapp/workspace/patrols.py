"""The desk for tracks: who was where, and who may look."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from gridapp.errors import InputError, NotFoundError
from gridapp.messages import message
from gridapp.patrol.clean import Cleaned, clean
from gridapp.patrol.track import Track
from gridapp.store import audit, tracks
from gridapp.store.audit import AuditRow
from gridapp.store.home import Home


@dataclass(frozen=True, slots=True)
class Span:
    """What there is of one terminal: first fix, last fix, number of fixes."""

    terminal: str
    first: datetime
    last: datetime
    fixes: int


class Patrols:
    """Tracks of an open workspace."""

    def __init__(self, home: Home, now: Callable[[], datetime]) -> None:
        self._home = home
        self._now = now

    def add_track(self, track: Track) -> tuple[int, int]:
        """Store a track by its legs; return legs added and legs known already."""
        with self._home.write() as connection:
            return tracks.add_legs(self._home, connection, track, clean(track).legs)

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
        if not reason.strip():
            raise InputError(
                message("Opening a track needs a reason."),
                message("Say why it is looked at, for example the case it concerns."),
            )
        with self._home.write() as connection:
            audit.append(
                connection,
                AuditRow(self._now(), actor, "track.open",
                         f"{terminal} {since.isoformat()}/{until.isoformat()}", reason),
            )  # fmt: skip
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

    def audit_rows(self) -> list[AuditRow]:
        """Return who looked at what, oldest first."""
        with self._home.read() as connection:
            return audit.read(connection)

    def _read(self, terminal: str, since: datetime, until: datetime) -> Track:
        with self._home.read() as connection:
            return tracks.read_track(connection, terminal, since, until)
