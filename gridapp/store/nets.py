"""Nets, their editions and their grids at rest."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import shapely
from sqlalchemy import ColumnElement, Connection, Insert, delete, func, insert, select, update

from gridapp.errors import NotFoundError, RefusalError
from gridapp.grid.grids import Grids, Objects
from gridapp.messages import message
from gridapp.store.geometry import decode
from gridapp.store.home import Home, add_features
from gridapp.store.schema import arc, edition, face, grid, net


@dataclass(frozen=True, slots=True)
class NetSummary:
    """One net and what its edition in force holds."""

    name: str
    title: str
    source: str
    valid_from: datetime
    grids_by_level: dict[int, int]


def add_net(
    home: Home,
    connection: Connection,
    name: str,
    *,
    title: str,
    source: str,
    grids: Grids,
    now: datetime,
) -> None:
    """Store a net with its first edition, in force from `now`.

    Levels already there are kept: a net may arrive one level at a time, each level once.
    """
    known = connection.execute(select(net.c.id).where(net.c.ref == name)).scalar()
    if known is None:
        net_id = _insert(connection, insert(net).values(ref=name, title=title, source=source))
        edition_id = _insert(
            connection,
            insert(edition).values(net_id=net_id, valid_from=now, created_at=now, published_at=now),
        )
    else:
        edition_id = find_edition(connection, name, now)
        _refuse_under_drafts(connection, edition_id, name)
        _refuse_level_twice(connection, edition_id, name, grids)
        _remove_fabric(connection, edition_id)
    add_grids(home, connection, edition_id, grids)


def add_empty_net(
    connection: Connection, name: str, *, title: str, source: str, author: str, now: datetime
) -> int:
    """Begin a new net with its first edition, in force from `now`; return the edition.

    Raises
    ------
    RefusalError
        There is a net of that name.
    """
    if connection.execute(select(net.c.id).where(net.c.ref == name)).scalar() is not None:
        raise RefusalError(
            message("There is a net “{name}” already.", name=name),
            message("Choose another name."),
        )
    net_id = _insert(connection, insert(net).values(ref=name, title=title, source=source))
    return _insert(
        connection,
        insert(edition).values(
            net_id=net_id, author=author, valid_from=now, created_at=now, published_at=now
        ),
    )


def add_grids(home: Home, connection: Connection, edition_id: int, grids: Grids) -> None:
    """Add grids to an edition."""
    rows: list[dict[str, object]] = [
        {"edition_id": edition_id, "code": c, "name": n, "parent": p, "level": int(v), "owner": o}
        for c, n, p, v, o in zip(
            grids.codes, grids.names, grids.parents, grids.levels, grids.owners, strict=True
        )
    ]
    add_features(home, connection, grid, rows, _as_multi(grids.polygons))


def read_grids(connection: Connection, name: str, at: datetime, level: int | None = None) -> Grids:
    """Return the grids of a net as they stood at a time."""
    return read_grids_of(connection, find_edition(connection, name, at), level)


def read_grids_of(connection: Connection, edition_id: int, level: int | None = None) -> Grids:
    """Return the grids of a published edition, in order of arrival."""
    query = select(
        grid.c.code, grid.c.name, grid.c.parent, grid.c.owner, grid.c.level, grid.c.geom
    ).where(grid.c.edition_id == edition_id)
    if level is not None:
        query = query.where(grid.c.level == level)
    rows = connection.execute(query.order_by(grid.c.id)).all()
    columns = np.array([tuple(row) for row in rows], dtype=object).reshape(-1, 6).T
    return Grids(
        codes=columns[0],
        names=columns[1],
        parents=columns[2],
        owners=columns[3],
        levels=columns[4].astype(np.int8),
        polygons=_unwrap(decode(columns[5])),
    )


def read_summaries(connection: Connection, at: datetime) -> list[NetSummary]:
    """Return every net with its edition in force at a time."""
    counts = connection.execute(
        select(
            net.c.ref,
            net.c.title,
            net.c.source,
            edition.c.valid_from,
            grid.c.level,
            func.count(),
        )
        .join_from(net, edition, edition.c.net_id == net.c.id)
        .join(grid, grid.c.edition_id == edition.c.id)
        .where(*_in_force(at))
        .group_by(net.c.id, edition.c.id, grid.c.level)
        .order_by(net.c.id, grid.c.level)
    )
    summaries: dict[str, NetSummary] = {}
    for name, title, source, valid_from, level, count in counts:
        summary = summaries.setdefault(name, NetSummary(name, title, source, valid_from, {}))
        summary.grids_by_level[level] = count
    return list(summaries.values())


def set_owners(
    connection: Connection, name: str, owners: Sequence[tuple[str, str]], at: datetime
) -> None:
    """Write who answers for a grid: pairs of grid code and member."""
    edition_id = find_edition(connection, name, at)
    for code, owner in owners:
        connection.execute(
            update(grid)
            .where(grid.c.edition_id == edition_id, grid.c.code == code)
            .values(owner=owner)
        )


def find_edition(connection: Connection, name: str, at: datetime) -> int:
    """Return the edition of a net that was in force at a time.

    Raises
    ------
    NotFoundError
        There is no such net, or it was not in force yet.
    """
    found = connection.execute(
        select(edition.c.id)
        .join_from(edition, net, edition.c.net_id == net.c.id)
        .where(net.c.ref == name, *_in_force(at))
    ).scalar()
    if found is None:
        known = connection.execute(select(net.c.ref).order_by(net.c.id)).scalars().all()
        raise NotFoundError(
            message(
                "There is no net “{name}” in force at {at}.",
                name=name,
                at=at.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC"),
            ),
            message("Nets here: {names}.", names=", ".join(known) or "–"),
        )
    return int(found)


def next_change(connection: Connection, name: str, at: datetime) -> datetime | None:
    """Return when the next edition of a net comes into force after a time; None for never."""
    return connection.execute(
        select(func.min(edition.c.valid_from, type_=edition.c.valid_from.type))
        .join_from(edition, net, edition.c.net_id == net.c.id)
        .where(net.c.ref == name, edition.c.valid_from > at)
    ).scalar()


def last_publishing(connection: Connection) -> datetime | None:
    """Return when an edition was last published, or a net last came in; None without any."""
    latest = func.max(edition.c.published_at, type_=edition.c.published_at.type)
    return connection.execute(select(latest)).scalar()


def _remove_fabric(connection: Connection, edition_id: int) -> None:
    """Remove arcs and faces that lack a level; the fabric is built again when it is wanted."""
    for table in (arc, face):
        connection.execute(delete(table).where(table.c.edition_id == edition_id))


def _in_force(at: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return (
        edition.c.valid_from <= at,
        edition.c.valid_to.is_(None) | (edition.c.valid_to > at),
    )


def _refuse_under_drafts(connection: Connection, edition_id: int, name: str) -> None:
    drafts = select(edition.c.id).where(
        edition.c.base_id == edition_id, edition.c.valid_from.is_(None)
    )
    if (draft := connection.execute(drafts).scalar()) is not None:
        raise RefusalError(
            message("Draft {draft} is being drawn on the net “{name}”.", draft=draft, name=name),
            message("Publish or discard it first, or import under another name."),
        )


def _refuse_level_twice(connection: Connection, edition_id: int, name: str, grids: Grids) -> None:
    there = select(grid.c.level).where(grid.c.edition_id == edition_id).distinct()
    both = set(connection.execute(there).scalars()) & {int(v) for v in grids.levels}
    if both:
        raise RefusalError(
            message(
                "The net “{name}” has grids of level {levels} already.",
                name=name, levels=", ".join(map(str, sorted(both))),
            ),
            message("Import under another name."),
        )  # fmt: skip


def _insert(connection: Connection, statement: Insert) -> int:
    key = connection.execute(statement).inserted_primary_key
    assert key is not None
    return int(key[0])


def _as_multi(polygons: Objects) -> Objects:
    multi = polygons.copy()
    single = shapely.get_type_id(polygons) == shapely.GeometryType.POLYGON
    parts = multi[single]
    multi[single] = shapely.multipolygons(parts, indices=np.arange(len(parts)))
    return multi


def _unwrap(polygons: Objects) -> Objects:
    single = shapely.get_num_geometries(polygons) == 1
    polygons[single] = shapely.get_geometry(polygons[single], 0)
    return polygons
