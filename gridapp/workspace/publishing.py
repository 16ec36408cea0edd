"""Putting a net in force, and what keeps a draft from it, said so that its author can act."""

from collections.abc import Sequence
from datetime import datetime

from gridapp.errors import InputError, RefusalError
from gridapp.grid import drafts
from gridapp.grid.fabric import Fabric
from gridapp.messages import Message, message
from gridapp.store import audit, editions
from gridapp.store.editions import EditionRow
from gridapp.store.home import Home, Transaction
from gridapp.workspace.fabrics import write_net
from gridapp.workspace.prospects import Prospect, require_edits

_NAMED = 6  # grids that a refusal names one by one


def put_in_force(
    home: Home, transaction: Transaction, row: EditionRow, base: EditionRow, drawn: Fabric,
    since: datetime, actor: str, now: datetime,
) -> None:  # fmt: skip
    """Let one net of a fabric follow its former edition.

    Raises
    ------
    RefusalError
        Two grids have the same code, or one has none.
    """
    settled = drafts.settle(drawn, row.net)
    editions.put_in_force(transaction, row.id, base.id, since, now)
    write_net(home, transaction, row.id, settled, row.net)
    record(transaction, actor, "edition.publish", row, now)


def record(
    transaction: Transaction, actor: str, action: str, row: EditionRow, now: datetime
) -> None:
    """Let the audit say what somebody did with an edition."""
    audit.append(transaction, audit.AuditRow(now, actor, action, f"{row.net}#{row.id}", row.name))


def require_newest(prospect: Prospect) -> None:
    """Refuse a draft when an edition of a net it changes was published since it was begun.

    Raises
    ------
    RefusalError
        The first such edition is named, and whether the draft can go on top of it.
    """
    if not prospect.overtaken:
        return
    first = prospect.overtaken[0]
    remedy = (
        message("Nothing is lost: rebase the draft, its edits still fit.")
        if prospect.obstacle is None
        else message(
            "Nothing is lost, the draft is kept, but it can't be put on top: {reason}",
            reason=prospect.obstacle,
        )
    )
    raise RefusalError(
        message(
            "Edition {id} of “{net}”, “{name}” by {author}, was published since this draft was "
            "begun. It changed {theirs}; both changed {both}.",
            id=first.edition,
            net=first.net,
            name=first.name,
            author=first.author,
            theirs=_names([one.code for one in first.crossing.theirs.changes]),
            both=_names([code for _, code in first.crossing.both]),
        ),
        remedy,
    )


def require_same(transaction: Transaction, drawn_on: EditionRow) -> None:
    """Refuse to follow an edition that another one follows already.

    Raises
    ------
    RefusalError
        The net is named.
    """
    if editions.newest_edition(transaction, drawn_on.net).id != drawn_on.id:
        raise RefusalError(
            message("Another edition of “{net}” was just published.", net=drawn_on.net),
            message("Publish again to see what differs; the draft is kept."),
        )


def require_order(row: EditionRow, base: EditionRow, since: datetime) -> None:
    """Refuse a draft that changes nothing, or a date before the edition that it follows."""
    require_edits(row)
    require_later(base, since)


def require_later(base: EditionRow, since: datetime) -> None:
    """Refuse a date that is not after that of the edition that ends then."""
    if base.valid_from is not None and since <= base.valid_from:
        raise RefusalError(
            message(
                "The net “{net}” can't change on {since}: its edition is in force from {date}.",
                net=base.net,
                since=since.isoformat(),
                date=base.valid_from.isoformat(),
            ),
            message("Choose a later date."),
        )


def require_zone(moment: datetime) -> datetime:
    """Return a time that has a zone; refuse one without."""
    if moment.tzinfo is None:
        raise InputError(
            message("The date {date} has no time zone.", date=moment.isoformat()),
            message("Give it with its offset, such as 2026-07-01T00:00+08:00."),
        )
    return moment


def _names(codes: Sequence[str]) -> Message | str:
    """Name some grids: all when they are few, else the first and how many more."""
    if not codes:
        return message("no grid")
    named = ", ".join(codes[:_NAMED])
    more = len(codes) - _NAMED
    return named if more <= 0 else message("{codes} and {count} more", codes=named, count=more)
