"""Editions at rest: drafts with their edits, and nets published from a date."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, func, insert, select, update

from gridapp.errors import NotFoundError
from gridapp.grid.edits.apply import Edit
from gridapp.grid.edits.record import read_edit, record_edit
from gridapp.messages import message
from gridapp.store.schema import draft_edit, edition, net


@dataclass(frozen=True, slots=True)
class EditionRow:
    """One edition as it is stored.

    Attributes
    ----------
    valid_from, valid_to, published_at : None for a draft; `valid_to` also for the newest one
    edits : how many were kept
    """

    id: int
    net: str
    name: str
    author: str
    base: int | None
    valid_from: datetime | None
    valid_to: datetime | None
    published_at: datetime | None
    edits: int


def read_editions(connection: Connection, *where: ColumnElement[bool]) -> list[EditionRow]:
    """Return editions, by net and in order of arrival."""
    counts = (
        select(func.count())
        .where(draft_edit.c.edition_id == edition.c.id)
        .correlate(edition)
        .scalar_subquery()
    )
    rows = connection.execute(
        select(
            edition.c.id, net.c.ref, edition.c.name, edition.c.author, edition.c.base_id,
            edition.c.valid_from, edition.c.valid_to, edition.c.published_at, counts,
        )
        .join_from(edition, net, edition.c.net_id == net.c.id)
        .where(*where)
        .order_by(net.c.id, edition.c.id)
    )  # fmt: skip
    return [EditionRow(*row) for row in rows]


def read_edition(connection: Connection, edition_id: int) -> EditionRow:
    """Return one edition.

    Raises
    ------
    NotFoundError
        There is none of that number.
    """
    found = read_editions(connection, edition.c.id == edition_id)
    if not found:
        raise NotFoundError(
            message("There is no edition {id}.", id=edition_id),
            message("“gridapp net editions” shows the editions."),
        )
    return found[0]


def newest_edition(connection: Connection, name: str) -> EditionRow:
    """Return the edition of a net that was published last, which may not be in force yet.

    Raises
    ------
    NotFoundError
        There is no such net.
    """
    found = read_editions(
        connection,
        net.c.ref == name,
        edition.c.valid_from.is_not(None),
        edition.c.valid_to.is_(None),
    )
    if not found:
        raise NotFoundError(
            message("There is no net {net}.", net=name),
            message("“gridapp net list” shows the nets."),
        )
    return found[0]


def add_draft(
    connection: Connection, base: EditionRow, name: str, author: str, now: datetime
) -> int:
    """Begin a draft on an edition; return its number."""
    net_id = select(net.c.id).where(net.c.ref == base.net).scalar_subquery()
    key = connection.execute(
        insert(edition).values(
            net_id=net_id, base_id=base.id, name=name, author=author, created_at=now
        )
    ).inserted_primary_key
    assert key is not None
    return int(key[0])


def read_edits(connection: Connection, edition_id: int) -> tuple[Edit, ...]:
    """Return the edits of a draft, in order.

    Raises
    ------
    InputError
        A row holds no edit; it is named.
    """
    texts = _texts(connection, edition_id)
    return tuple(
        read_edit(json.loads(text), f"draft_edit {edition_id}/{number}")
        for number, text in enumerate(texts, start=1)
    )


def write_edits(
    connection: Connection, edition_id: int, edits: Sequence[Edit], author: str, now: datetime
) -> None:
    """Let a draft have these edits; the rows of those that it begins with already stay."""
    wanted = [json.dumps(record_edit(edit), ensure_ascii=False) for edit in edits]
    there = _texts(connection, edition_id)
    same = next(
        (i for i, (one, two) in enumerate(zip(wanted, there, strict=False)) if one != two),
        min(len(wanted), len(there)),
    )
    connection.execute(
        delete(draft_edit).where(
            draft_edit.c.edition_id == edition_id, draft_edit.c.sequence > same
        )
    )
    rows = [
        {"edition_id": edition_id, "sequence": number, "edit": text, "author": author, "at": now}
        for number, text in enumerate(wanted[same:], start=same + 1)
    ]
    if rows:
        connection.execute(insert(draft_edit), rows)


def set_base(connection: Connection, edition_id: int, base: int) -> None:
    """Put a draft on another edition."""
    connection.execute(update(edition).where(edition.c.id == edition_id).values(base_id=base))


def remove_draft(connection: Connection, edition_id: int) -> None:
    """Remove a draft and its edits."""
    connection.execute(delete(draft_edit).where(draft_edit.c.edition_id == edition_id))
    connection.execute(delete(edition).where(edition.c.id == edition_id))


def put_in_force(
    connection: Connection, edition_id: int, former: int, since: datetime, now: datetime
) -> None:
    """Close the former edition and open a draft as the next one, from the same moment."""
    connection.execute(update(edition).where(edition.c.id == former).values(valid_to=since))
    connection.execute(
        update(edition).where(edition.c.id == edition_id).values(valid_from=since, published_at=now)
    )


def _texts(connection: Connection, edition_id: int) -> list[str]:
    query = select(draft_edit.c.edit).where(draft_edit.c.edition_id == edition_id)
    return list(connection.execute(query.order_by(draft_edit.c.sequence)).scalars())
