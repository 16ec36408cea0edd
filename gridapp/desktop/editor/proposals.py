"""From a line that was drawn to the edit that is meant; no Qt."""

from dataclasses import dataclass, replace

import numpy as np
import shapely

from gridapp.desktop.editor.loads import Points
from gridapp.errors import RefusalError
from gridapp.grid.adjacency import arcs_beside
from gridapp.grid.edits.apply import apply
from gridapp.grid.edits.borders import DetachBorder
from gridapp.grid.edits.division import NewGrid, SplitGrid
from gridapp.grid.edits.shape import ReshapeArc
from gridapp.grid.fabric import Fabric, Level
from gridapp.grid.outlines import outlines
from gridapp.grid.segments import Ints
from gridapp.messages import message


@dataclass(frozen=True, slots=True, eq=False)
class SplitProposal:
    """A split that would be accepted, and the parts it makes.

    Attributes
    ----------
    edit : SplitGrid
        The largest part keeps the code.
    parts : tuple of Polygon or MultiPolygon
        The part that keeps the code first, then those cut off, in the order of `edit.new`.
    """

    edit: SplitGrid
    parts: tuple[shapely.Geometry, ...]


def propose_split(fabric: Fabric, net: str, number: int, code: str, line: Points) -> SplitProposal:
    """Work out what a line splits a grid into.

    Raises
    ------
    RefusalError
        The line doesn't divide the grid.
    """
    level = fabric.level(net, number)
    edit = SplitGrid(net, number, code, line, new_grids(level, code, 1))
    try:
        after = apply(fabric, edit).fabric
    except RefusalError as refusal:
        count = refusal.problem.values.get("count")
        if not isinstance(count, int) or count < 3:
            raise
        edit = replace(edit, new=new_grids(level, code, count - 1))
        after = apply(fabric, edit).fabric
    now = after.level(net, number)
    rows = [now.row(code), *(now.row(one.code) for one in edit.new)]
    wanted_rows = np.zeros(len(now.codes), bool)
    wanted_rows[rows] = True
    polygons = outlines(after, now.labels, len(now.codes), wanted_rows)
    return SplitProposal(edit, tuple(polygons[rows]))


def keeping(proposal: SplitProposal, part: int) -> SplitGrid:
    """Return the split whose code stays with another part.

    The grids cut off keep the order of their size, as `SplitGrid` numbers them.
    """
    point = proposal.parts[part].representative_point()
    return replace(proposal.edit, keep_at=(point.x, point.y))


def new_grids(level: Level, code: str, count: int) -> tuple[NewGrid, ...]:
    """Return free codes, names and the owner for the grids that a split makes."""
    row = level.row(code)
    name, owner = str(level.names[row]), str(level.owners[row])
    return tuple(
        NewGrid(fresh, f"{name} {number}", owner)
        for number, fresh in enumerate(free_codes(level, code, count), start=2)
    )


def free_codes(level: Level, code: str, count: int) -> list[str]:
    """Return the next codes of a grid's division that no grid has.

    A sub-grid's sequence is counted on, a level-one grid's committee.
    """
    taken = set(level.codes.tolist())
    at = slice(9, 12) if level.number == 1 else slice(12, 15)
    found: list[str] = []
    if len(code) == 15 and code.isdigit():
        start = int(code[at])
        candidates = (f"{code[: at.start]}{n:03d}{code[at.stop :]}" for n in range(start + 1, 1000))
        found = [one for one in candidates if one not in taken][:count]
    suffix = 2
    while len(found) < count:  # a code of another make, or a division that is full
        candidate = f"{code}-{suffix}"
        suffix += 1
        if candidate not in taken:
            found.append(candidate)
    return found


def propose_trace(fabric: Fabric, near: Ints, line: Points, reach: float) -> ReshapeArc:
    """Work out which border a traced line redraws: the one nearest to both its ends.

    Parameters
    ----------
    near : (k,) int64 array
        The arcs that come within reach of the line's first point.

    Raises
    ------
    RefusalError
        No border comes near both ends.
    """
    ends = [shapely.Point(line[0]), shapely.Point(line[-1])]
    best, found = reach, -1
    for arc in near.tolist():
        border = shapely.LineString(fabric.arc(arc))
        away = max(border.distance(end) for end in ends)
        if away <= best:
            best, found = away, arc
    if found < 0:
        x, y = line[-1]
        raise RefusalError(
            message(
                "The traced line doesn't meet the border at {x}, {y}.",
                x=round(x, 3),
                y=round(y, 3),
            ),
            message("Start and end on the border that is to be redrawn."),
        )
    return ReshapeArc(found, line, max(best, 1e-3) * 1.01)


def propose_transfer(
    fabric: Fabric, net: str, number: int, code: str, line: Points, reach: float
) -> DetachBorder:
    """Work out which neighbour the piece goes to that a line cuts off a grid.

    The line starts and ends at the border of the two.

    Raises
    ------
    RefusalError
        The line's ends meet no border of two grids.
    """
    level = fabric.level(net, number)
    giver = level.row(code)
    beside = arcs_beside(fabric, np.flatnonzero(level.labels == giver))
    padded = np.append(level.labels, -1)
    one, two = padded[fabric.left[beside]], padded[fabric.right[beside]]
    other = np.where(one == giver, two, one)
    ends = (shapely.Point(line[0]), shapely.Point(line[-1]))
    best, receiver = np.inf, -1
    for row in np.unique(other[(other >= 0) & (other != giver)]).tolist():
        arcs = [fabric.arc(arc) for arc in beside[other == row].tolist()]
        border = shapely.MultiLineString(arcs)
        away = max(border.distance(end) for end in ends)
        if away < best:
            best, receiver = away, row
    if receiver < 0 or best > reach:
        x, y = line[-1]
        raise RefusalError(
            message(
                "The line doesn't end at a border with one neighbour at {x}, {y}.",
                x=round(x, 3),
                y=round(y, 3),
            ),
            message("Start and end it at the border with the grid that is to get the piece."),
        )
    return DetachBorder(
        net,
        number,
        code,
        str(level.codes[receiver]),
        line,
        with_parent=bool(level.parents[giver] != level.parents[receiver]),
    )
