"""Mending foreign polygons: what the checks find and can fix without somebody's decision."""

from dataclasses import dataclass

from gridapp.errors import GridappError
from gridapp.grid.build import FINEST, build_fabric
from gridapp.grid.checks import check_foreign
from gridapp.grid.edits.apply import apply
from gridapp.grid.findings import Finding
from gridapp.grid.grids import Grids
from gridapp.grid.outlines import grids_of
from gridapp.grid.slivers import Limits


@dataclass(frozen=True, slots=True, eq=False)
class Mended:
    """What mending gives.

    Attributes
    ----------
    grids : Grids
        Valid polygons that don't overlap.
    done : tuple of Finding
        What was mended.
    left : tuple of Finding
        What somebody has to decide, or whose fix would break something else. Of overlaps that
        are left, the first of the grids has the ground.
    """

    grids: Grids
    done: tuple[Finding, ...]
    left: tuple[Finding, ...]


def mend_foreign(
    net: str, grids: Grids, *, tolerance: float = FINEST, limits: Limits | None = None
) -> Mended:
    """Mend polygons before they come into the workspace; see `check_foreign`.

    Parameters
    ----------
    grids : Grids
        Metres; may be invalid, overlap and leave gaps.
    tolerance : float
        Metres: nearer borders become one.
    limits : Limits, optional
        Below which gaps, overlaps and parts are mended.

    Raises
    ------
    InputError
        The borders can't be made to meet with this tolerance.
    """
    fabric, _ = build_fabric([(net, grids)], tolerance=tolerance)
    done: list[Finding] = []
    left: list[Finding] = []
    findings = check_foreign(net, grids, tolerance=tolerance, limits=limits)
    # Ground first: a fix names its grid by the code that it has before codes are changed.
    for one in sorted(findings, key=lambda one: one.kind == "bad code"):
        try:
            if one.fix is None:
                left.append(one)
                continue
            fabric = apply(fabric, one.fix).fabric
            done.append(one)
        except GridappError:  # refused, or the code fits two grids
            left.append(one)
    return Mended(grids_of(fabric, net), tuple(done), tuple(left))
