"""The journal of cases at rest, append-only and chained, and the snapshot that lists read."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import numpy as np
import shapely
from sqlalchemy import (
    Connection,
    Integer,
    Text,
    bindparam,
    cast,
    func,
    insert,
    select,
    type_coerce,
    update,
)
from sqlalchemy import Row as RowOf

from gridapp.cases.events import Event
from gridapp.cases.journal import GENESIS, Row, link
from gridapp.errors import TamperedError
from gridapp.messages import message
from gridapp.store.home import Home
from gridapp.store.schema import case, case_event
from gridapp.store.times import as_stored, from_text

Point = tuple[float, float]

# The time as it stands there: a row that another hand spoilt is named when it is read.
_ROWS = select(
    *[column for column in case_event.c if column.name != "at"],
    *[type_coerce(case_event.c.at, Text).label("written_at")],
)
_CHANGE = update(case).where(case.c.ref == bindparam("known_ref"))


def append(connection: Connection, event: Event) -> Event:
    """Add an event to the end of the chain; return it as it will be read back.

    The caller's transaction must hold the write lock, as `Home.write` does.
    """
    event = replace(event, at=as_stored(event.at))
    previous = connection.execute(
        select(case_event.c.hash).order_by(case_event.c.id.desc()).limit(1)
    ).scalar()
    connection.execute(
        insert(case_event),
        {
            "case_ref": event.case_id,
            "sequence": event.sequence,
            "kind": event.kind,
            "at": event.at,
            "actor": event.actor,
            "data": json.dumps(dict(event.data), ensure_ascii=False, sort_keys=True),
            "hash": link(previous or GENESIS, event),
        },
    )
    return event


def read_events(connection: Connection, ref: str) -> list[Event]:
    """Return the events of one case, in order; none for an unknown case.

    Raises
    ------
    TamperedError
        A row can't be read.
    """
    query = _ROWS.where(case_event.c.case_ref == ref).order_by(case_event.c.sequence)
    return [_event(row) for row in connection.execute(query)]


def read_chain(connection: Connection) -> Iterator[Row]:
    """Yield every row of the journal, in order of writing; see `read_events`."""
    query = _ROWS.order_by(case_event.c.id)
    for row in connection.execution_options(yield_per=1000).execute(query):
        yield Row(row.id, _event(row), row.hash)


def last_time(connection: Connection) -> datetime | None:
    """Return the time of the latest event."""
    return connection.execute(select(func.max(case_event.c.at))).scalar()


def next_ref(connection: Connection, day: str) -> str:
    """Return the next free case number of a day (``YYYYMMDD``)."""
    last = connection.execute(
        select(func.max(cast(func.substr(case.c.ref, len(day) + 2), Integer))).where(
            case.c.ref.like(f"{day}-%")
        )
    ).scalar()
    return f"{day}-{(last or 0) + 1:04d}"


def write_snapshot(
    home: Home, connection: Connection, row: Mapping[str, object], place: Point | None
) -> None:
    """Write a case's row over the one there was.

    Parameters
    ----------
    row : the table's columns by name
    place : x and y in metres of the workspace CRS, None while it is unknown
    """
    geom = None if place is None else home.encode(np.array([shapely.Point(place)], dtype=object))[0]
    values = {**row, "geom": geom}
    changed = connection.execute(_CHANGE, {**values, "known_ref": row["ref"]})
    if not changed.rowcount:
        connection.execute(insert(case), values)
    if place is not None:
        home.widen_extent(connection, case, (*place, *place))


def read_snapshots(
    connection: Connection, columns: Sequence[str]
) -> list[tuple[tuple[object, ...], Point | None]]:
    """Return the chosen columns and the point of every case, oldest first."""
    query = select(*(case.c[name] for name in columns), case.c.geom).order_by(case.c.ref)
    found = []
    for *values, wkb in connection.execute(query):
        point = None if wkb is None else shapely.from_wkb(wkb)
        found.append((tuple(values), None if point is None else (point.x, point.y)))
    return found


def count_tickets(connection: Connection, open_stages: Sequence[str]) -> dict[tuple[str, str], int]:
    """Count the open tickets of every assignee, by kind and id."""
    query = (
        select(case.c.assignee_kind, case.c.assignee, func.count())
        .where(case.c.stage.in_(open_stages), case.c.assignee != "")
        .group_by(case.c.assignee_kind, case.c.assignee)
    )
    return {(kind, ref): count for kind, ref, count in connection.execute(query)}


def _event(row: RowOf[tuple[object, ...]]) -> Event:
    values = row._mapping
    try:
        return Event(
            case_id=values["case_ref"],
            sequence=values["sequence"],
            kind=values["kind"],
            at=from_text(values["written_at"]),
            actor=values["actor"],
            data=json.loads(values["data"]),
        )
    except ValueError as error:
        raise TamperedError(
            message("Event {position} of the journal can't be read.", position=values["id"]),
            message("Restore the workspace from a backup."),
        ) from error
