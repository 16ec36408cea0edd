"""Fabrics of editions: as stored, or built from polygons; what drafts stand on."""

from gridapp.errors import RefusalError
from gridapp.grid.build import build_fabric
from gridapp.grid.fabric import Fabric
from gridapp.grid.outlines import grids_of
from gridapp.messages import message
from gridapp.store import editions, fabric, nets
from gridapp.store.editions import EditionRow
from gridapp.store.home import Home, Transaction


def is_draft(row: EditionRow) -> bool:
    """Tell whether an edition has no date yet."""
    return row.valid_from is None


def read_draft(transaction: Transaction, draft_id: int) -> tuple[EditionRow, int]:
    """Return a draft and the edition it is drawn on.

    Raises
    ------
    NotFoundError
        There is no edition of that number.
    RefusalError
        It is published.
    """
    row = editions.read_edition(transaction, draft_id)
    if not is_draft(row) or row.base is None:
        raise RefusalError(
            message("Edition {id} is published and doesn't change any more.", id=draft_id),
            message("Begin a new draft on it."),
        )
    return row, row.base


def base_of(transaction: Transaction, row: EditionRow) -> EditionRow:
    """Return the edition that a draft is drawn on; a published one is its own."""
    if not is_draft(row) or row.base is None:
        return row
    return editions.read_edition(transaction, row.base)


def read_fabric(transaction: Transaction, row: EditionRow) -> Fabric | None:
    """Return the fabric of a published edition, None when it was never written."""
    grids = nets.read_grids_of(transaction, row.id)
    return fabric.read_fabric(transaction, row.id, row.net, grids)


def fabric_of(transaction: Transaction, row: EditionRow) -> Fabric:
    """Return the fabric of a published edition, built when it was never written."""
    found = read_fabric(transaction, row)
    if found is None:
        found, _ = build_fabric([(row.net, nets.read_grids_of(transaction, row.id))])
    return found


def write_net(
    home: Home, transaction: Transaction, edition_id: int, settled: Fabric, net: str
) -> None:
    """Write the grids of an edition and its fabric.

    Parameters
    ----------
    settled : Fabric
        See `gridapp.grid.drafts.settle`.
    """
    nets.add_grids(home, transaction, edition_id, grids_of(settled, net))
    fabric.write_fabric(home, transaction, edition_id, settled)
