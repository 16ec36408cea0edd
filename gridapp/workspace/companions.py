"""Nets that a draft of the main net is drawn with: their shared borders follow, or are let go.

Which they are is kept among the settings, edition by edition, so that the fabric of a draft can
be laid again the same: its edits name nodes and arcs by their numbers.
"""

import json
from collections.abc import Sequence
from datetime import datetime

from gridapp.errors import RefusalError
from gridapp.grid import drafts
from gridapp.grid.build import build_fabric
from gridapp.grid.editions import diff
from gridapp.grid.edits.apply import Edit
from gridapp.grid.edits.rebase import rebase
from gridapp.grid.fabric import Fabric
from gridapp.grid.outlines import grids_of
from gridapp.messages import message
from gridapp.store import editions, nets
from gridapp.store.editions import EditionRow
from gridapp.store.home import Transaction
from gridapp.store.settings import read_setting, write_setting
from gridapp.workspace.fabrics import base_of, fabric_of


def read_companions(transaction: Transaction, draft_id: int) -> tuple[EditionRow, ...]:
    """Return the editions of other nets that a draft is drawn with."""
    found = read_setting(transaction, _key(draft_id))
    return tuple(editions.read_edition(transaction, key) for key in json.loads(found or "[]"))


def write_companions(
    transaction: Transaction, draft_id: int, companions: Sequence[EditionRow], now: datetime
) -> None:
    """Keep which editions of other nets a draft is drawn with."""
    keys = json.dumps([one.id for one in companions]) if companions else None
    write_setting(transaction, _key(draft_id), keys, now)


def lay_base(transaction: Transaction, row: EditionRow, companions: Sequence[EditionRow]) -> Fabric:
    """Return the fabric that a draft's edits start from, the companions laid into it."""
    base = base_of(transaction, row)
    if not companions:
        return fabric_of(transaction, base)
    laid, _ = build_fabric(
        [(one.net, nets.read_grids_of(transaction, one.id)) for one in (base, *companions)]
    )
    return laid


def newest(transaction: Transaction, names: Sequence[str], main: str) -> tuple[EditionRow, ...]:
    """Return the newest editions of some nets, each once.

    Raises
    ------
    NotFoundError
        There is no such net.
    RefusalError
        The draft's own net is among them.
    """
    if main in names:
        raise RefusalError(
            message("The draft is of the net “{net}” itself.", net=main),
            message("Choose other nets."),
        )
    return tuple(editions.newest_edition(transaction, name) for name in dict.fromkeys(names))


def carried(
    transaction: Transaction,
    row: EditionRow,
    base: EditionRow,
    companions: Sequence[EditionRow],
) -> tuple[Edit, ...]:
    """Return a draft's edits as they stand on another base, with other companions.

    Raises
    ------
    RefusalError
        One no longer fits; it is named.
    """
    old = lay_base(transaction, row, read_companions(transaction, row.id))
    new = lay_base(transaction, base, companions)
    return rebase(editions.read_edits(transaction, row.id), old, new, drafts.AS_DRAWN)


def changed_nets(laid: Fabric, drawn: Fabric, companions: Sequence[EditionRow]) -> list[EditionRow]:
    """Return the companions that a draft's edits changed."""
    return [
        one for one in companions if diff(grids_of(laid, one.net), grids_of(drawn, one.net)).changes
    ]


def require_newest(transaction: Transaction, companion: EditionRow, since: datetime) -> None:
    """Refuse to follow an edition that another one follows already, or that begins later.

    Raises
    ------
    RefusalError
        The net is named.
    """
    if editions.newest_edition(transaction, companion.net).id != companion.id:
        raise RefusalError(
            message(
                "Another edition of “{net}” was published since it was brought in.",
                net=companion.net,
            ),
            message("Bring the net in anew; the draft is kept."),
        )
    if companion.valid_from is not None and since <= companion.valid_from:
        raise RefusalError(
            message(
                "The net “{net}” can't change on {since}: its edition is in force from {date}.",
                net=companion.net,
                since=since.isoformat(),
                date=companion.valid_from.isoformat(),
            ),
            message("Choose a later date."),
        )


def _key(draft_id: int) -> str:
    return f"draft.nets/{draft_id}"
