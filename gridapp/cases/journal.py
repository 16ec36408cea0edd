"""The journal's chain: canonical bytes, links, and where a chain is broken."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from gridapp.cases.events import Event, Json
from gridapp.errors import InputError
from gridapp.messages import Message, message

GENESIS: Final = bytes(32)
"""What the first link is chained to."""

_KEYS = ("actor", "at", "case", "data", "kind", "sequence")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the journal: its position (from 1, without gaps), its event, its link."""

    position: int
    event: Event
    link: bytes


@dataclass(frozen=True, slots=True)
class Break:
    """Where a chain stops holding, and why."""

    position: int
    reason: Message


def canonical(event: Event) -> bytes:
    """Return the one byte string that stands for an event: JSON, sorted keys, UTF-8, UTC.

    Raises
    ------
    InputError
        The data holds something that JSON can't say faithfully.
    """
    try:
        entry = {
            "actor": event.actor,
            "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "case": event.case_id,
            "data": _plain(event.data),
            "kind": event.kind,
            "sequence": event.sequence,
        }
        text = json.dumps(
            entry, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":")
        )
        return text.encode("utf-8")
    except (ValueError, TypeError, RecursionError) as error:
        raise InputError(
            message(
                "An event of case {case} holds a value that can't be recorded.",
                case=event.case_id,
            ),
            message("Use texts, finite numbers, true, false, lists and tables."),
        ) from error


def event_of(data: bytes) -> Event:
    """Return the event of its canonical bytes; InputError when they aren't canonical."""
    try:
        entry = json.loads(data)
        event = Event(
            entry["case"],
            entry["sequence"],
            entry["kind"],
            datetime.fromisoformat(entry["at"]),
            entry["actor"],
            entry["data"],
        )
        is_canonical = tuple(sorted(entry)) == _KEYS and canonical(event) == data
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _not_an_event() from error
    if not is_canonical:
        raise _not_an_event()
    return event


def link(previous: bytes, event: Event) -> bytes:
    """Return the SHA-256 link of an event to the link before it (`GENESIS` for the first)."""
    return hashlib.sha256(previous + canonical(event)).digest()


def verify(
    rows: Iterable[Row], *, previous: bytes = GENESIS, start: int = 1, head: bytes | None = None
) -> Break | None:
    """Return the first break of a chain, None when it holds.

    Parameters
    ----------
    rows : iterable of Row
        In the order of the journal.
    previous, start
        The link before the first row and that row's position, to go on from a checked part.
    head : bytes, optional
        The last link as it was noted elsewhere: without it, rows cut off the end can't be
        missed.
    """
    expected = start
    for row in rows:
        if row.position > expected:
            return Break(expected, message("Rows are missing here."))
        if row.position < expected:
            return Break(row.position, message("The row stands out of order."))
        try:
            computed = link(previous, row.event)
        except InputError as error:
            return Break(row.position, error.problem)
        if computed != row.link:
            return Break(
                row.position, message("The row or its link was changed: they don't match.")
            )
        previous = computed
        expected += 1
    if head is not None and previous != head:
        return Break(expected, message("The journal doesn't end where it was known to end."))
    return None


def _plain(value: Json) -> Json:
    """Return mappings as dicts and sequences as lists, all the way down."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Mapping):
        # json.dumps would quietly turn the key 1 into "1".
        if not all(isinstance(key, str) for key in value):
            raise TypeError("a key is not a text")
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise TypeError("not a JSON value")


def _not_an_event() -> InputError:
    return InputError(
        message("The row is not an event in canonical form."),
        message("Restore the row from a backup."),
    )
