"""What publishing a draft would do: which nets get a new edition, and what was published since."""

from collections.abc import Sequence
from dataclasses import dataclass

from gridapp.errors import RefusalError
from gridapp.grid import drafts
from gridapp.grid.editions import Crossing, Diff, cross, diff
from gridapp.grid.fabric import Fabric
from gridapp.grid.outlines import grids_of
from gridapp.messages import Message, message
from gridapp.store import editions, nets
from gridapp.store.editions import EditionRow
from gridapp.store.home import Transaction
from gridapp.workspace import companions
from gridapp.workspace.fabrics import base_of, read_draft


@dataclass(frozen=True, slots=True)
class Overtaking:
    """An edition that was published since a draft was begun on the one before it.

    Attributes
    ----------
    net, edition, name, author
        Of the newer edition.
    crossing : Crossing
        What it changed, beside what the draft changes.
    """

    net: str
    edition: int
    name: str
    author: str
    crossing: Crossing


@dataclass(frozen=True, slots=True)
class Prospect:
    """What publishing a draft would do now.

    Attributes
    ----------
    changes : tuple of (net, Diff)
        The nets that get a new edition, the draft's own first.
    overtaken : tuple of Overtaking
        Of these nets; with any, publishing is refused.
    obstacle : Message or None
        Why the draft can't be put on top of what overtook it; None when it can.
    """

    changes: tuple[tuple[str, Diff], ...]
    overtaken: tuple[Overtaking, ...]
    obstacle: Message | None


def look_ahead(transaction: Transaction, draft_id: int) -> Prospect:
    """Tell what publishing a draft would do.

    Raises
    ------
    NotFoundError
        There is no edition of that number.
    RefusalError
        It is published already, or changes nothing.
    """
    row, _ = read_draft(transaction, draft_id)
    require_edits(row)
    beside = companions.read_companions(transaction, draft_id)
    laid = companions.read_start(transaction, row)
    drawn = drafts.apply_all(laid, editions.read_edits(transaction, draft_id))
    own = diff(grids_of(laid, row.net), grids_of(drawn, row.net))
    others = changed_companions(laid, drawn, beside)
    changed = (base_of(transaction, row), *(one for one, _ in others))
    overtaken = [
        Overtaking(
            one.net, now.id, now.name, now.author,
            cross(
                grids_of(laid, one.net), grids_of(drawn, one.net),
                nets.read_grids_of(transaction, now.id),
            ),
        )
        for one in changed
        if (now := editions.newest_edition(transaction, one.net)).id != one.id
    ]  # fmt: skip
    return Prospect(
        ((row.net, own), *((one.net, found) for one, found in others)),
        tuple(overtaken),
        _obstacle(transaction, row, beside) if overtaken else None,
    )


def require_edits(row: EditionRow) -> None:
    """Refuse a draft that changes nothing."""
    if not row.edits:
        raise RefusalError(
            message("The draft “{name}” changes nothing.", name=row.name),
            message("Draw something first, or discard it."),
        )


def changed_companions(
    laid: Fabric, drawn: Fabric, beside: Sequence[EditionRow]
) -> list[tuple[EditionRow, Diff]]:
    """Return the companions that a draft's edits changed, and how."""
    found = [(one, diff(grids_of(laid, one.net), grids_of(drawn, one.net))) for one in beside]
    return [(one, differs) for one, differs in found if differs.changes]


def _obstacle(
    transaction: Transaction, row: EditionRow, beside: Sequence[EditionRow]
) -> Message | None:
    """Tell why a draft doesn't fit the newest editions; None when it does."""
    newest = editions.newest_edition(transaction, row.net)
    others = companions.newest(transaction, [one.net for one in beside], row.net)
    try:
        companions.carried(transaction, row, companions.lay(transaction, newest, others))
    except RefusalError as error:
        return error.problem
    return None
