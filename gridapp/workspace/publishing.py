"""What keeps a draft from being published, said so that its author knows what to do."""

from collections.abc import Sequence
from datetime import datetime

from gridapp.errors import InputError, RefusalError
from gridapp.grid.editions import Crossing
from gridapp.messages import Message, message
from gridapp.store.editions import EditionRow

_NAMED = 6  # grids that a refusal names one by one


def overtaken(newest: EditionRow, crossing: Crossing, obstacle: Message | None) -> RefusalError:
    """Say what was published since a draft was begun, and whether it can go on top of that.

    Parameters
    ----------
    obstacle : Message, optional
        Why the draft's edits don't fit the newest edition; None when they do.
    """
    remedy = (
        message("Nothing is lost: rebase the draft, its edits still fit.")
        if obstacle is None
        else message(
            "Nothing is lost, the draft is kept, but it can't be put on top: {reason}",
            reason=obstacle,
        )
    )
    return RefusalError(
        message(
            "Edition {id}, “{name}” by {author}, was published since this draft was begun. "
            "It changed {theirs}; both changed {both}.",
            id=newest.id,
            name=newest.name,
            author=newest.author,
            theirs=_names([one.code for one in crossing.theirs.changes]),
            both=_names([code for _, code in crossing.both]),
        ),
        remedy,
    )


def require_order(row: EditionRow, base: EditionRow, since: datetime) -> None:
    """Refuse a draft that changes nothing, or a date before the edition that it follows."""
    if not row.edits:
        raise RefusalError(
            message("The draft “{name}” changes nothing.", name=row.name),
            message("Draw something first, or discard it."),
        )
    require_later(base, since)


def require_later(base: EditionRow, since: datetime) -> None:
    """Refuse a date that is not after that of the edition that ends then."""
    if base.valid_from is not None and since <= base.valid_from:
        raise RefusalError(
            message(
                "The net can't change on {since}: the edition before it is in force from {date}.",
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
