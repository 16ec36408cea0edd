"""Checks of an edition: its polygons as they came in, its fabric where fixes apply."""

from gridapp.grid.build import build_fabric
from gridapp.grid.checks import check_foreign, check_net
from gridapp.grid.findings import Finding
from gridapp.grid.slivers import Limits
from gridapp.store import nets
from gridapp.store.editions import EditionRow
from gridapp.store.home import Transaction
from gridapp.workspace.fabrics import read_fabric


def check_edition(
    transaction: Transaction, row: EditionRow, tolerance: float, limits: Limits | None
) -> tuple[Finding, ...]:
    """Check an edition of a net.

    Raises
    ------
    InputError
        The borders can't be compared with this tolerance.
    """
    found = read_fabric(transaction, row)
    if found is not None:
        return check_net(found, row.net, limits)
    grids = nets.read_grids_of(transaction, row.id)
    found, _ = build_fabric([(row.net, grids)], tolerance=tolerance)
    foreign = check_foreign(row.net, grids, tolerance=tolerance, limits=limits)
    drawn = [one for one in foreign if one.kind in ("overlap", "invalid ring")]
    return (*drawn, *check_net(found, row.net, limits))
