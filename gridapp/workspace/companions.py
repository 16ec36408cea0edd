"""Nets that a draft of the main net is drawn with: their shared borders follow, or are let go.

Which they are is kept among the settings, edition by edition, and with them the fabric that the
draft starts from: its edits name nodes, arcs and faces by their numbers, which another way of
laying the same nets into one another might give to others.
"""

import json
from collections.abc import Sequence
from datetime import datetime

from gridapp.errors import RefusalError
from gridapp.grid import drafts
from gridapp.grid.build import build_fabric
from gridapp.grid.edits.apply import Edit
from gridapp.grid.edits.rebase import rebase
from gridapp.grid.fabric import Fabric
from gridapp.messages import message
from gridapp.store import editions, nets
from gridapp.store.editions import EditionRow
from gridapp.store.home import Transaction
from gridapp.store.settings import read_setting, write_setting
from gridapp.workspace.fabrics import base_of, fabric_of
from gridapp.workspace.packed_fabrics import pack, unpack


def read_companions(transaction: Transaction, draft_id: int) -> tuple[EditionRow, ...]:
    """Return the editions of other nets that a draft is drawn with."""
    found = read_setting(transaction, _nets_key(draft_id))
    return tuple(editions.read_edition(transaction, key) for key in json.loads(found or "[]"))


def write_companions(
    transaction: Transaction,
    draft_id: int,
    companions: Sequence[EditionRow],
    laid: Fabric,
    now: datetime,
) -> None:
    """Keep which editions of other nets a draft is drawn with, and what it starts from.

    Parameters
    ----------
    laid : Fabric
        See `lay`. Without companions it is the fabric of an edition and kept there.
    """
    if not companions:
        forget_companions(transaction, draft_id, now)
        return
    keys = json.dumps([one.id for one in companions])
    write_setting(transaction, _nets_key(draft_id), keys, now)
    write_setting(transaction, _fabric_key(draft_id), json.dumps(pack(laid)), now)


def forget_companions(transaction: Transaction, draft_id: int, now: datetime) -> None:
    """Keep nothing more of a draft that is drawn alone, published or gone."""
    for key in (_nets_key(draft_id), _fabric_key(draft_id)):
        write_setting(transaction, key, None, now)


def read_start(transaction: Transaction, row: EditionRow) -> Fabric:
    """Return the fabric that a draft's edits start from, as it was laid.

    Raises
    ------
    StoreError
        What was kept is damaged.
    """
    kept = read_setting(transaction, _fabric_key(row.id))
    if kept is None:
        base = base_of(transaction, row)
        return lay(transaction, base, read_companions(transaction, row.id))
    return unpack(json.loads(kept), f"“{row.name}”")


def lay(transaction: Transaction, base: EditionRow, companions: Sequence[EditionRow]) -> Fabric:
    """Return the fabric of an edition with the companions laid into it."""
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


def carried(transaction: Transaction, row: EditionRow, laid: Fabric) -> tuple[Edit, ...]:
    """Return a draft's edits as they stand on another fabric.

    Raises
    ------
    RefusalError
        One no longer fits; it is named.
    """
    old = read_start(transaction, row)
    return rebase(editions.read_edits(transaction, row.id), old, laid, drafts.AS_DRAWN)


def _nets_key(draft_id: int) -> str:
    return f"draft.nets/{draft_id}"


def _fabric_key(draft_id: int) -> str:
    return f"draft.fabric/{draft_id}"
