"""A proposal: a balance beside what it costs, as one edit that can be accepted or not."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from gridapp.errors import NotFoundError
from gridapp.grid.balance import propose_balance
from gridapp.grid.balance_edit import MoveGrids, ShareFaces
from gridapp.grid.balance_loads import MEASURES, Wish, weigh
from gridapp.grid.balance_search import Heed, silent
from gridapp.grid.bands import band_around_mean, loads_of_grids
from gridapp.grid.fabric import Fabric, Level, Objects
from gridapp.grid.obstacles import Obstacle
from gridapp.grid.segments import Bools, Floats, Ints
from gridapp.messages import Message, message


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """What a balance would come to; rows are the grids of the level that have ground.

    Attributes
    ----------
    wish : Wish
    what : Message
        What is balanced.
    rows : (k,) int64 array
        Rows of the level.
    codes, names : (k,) object arrays of str
    before, after : (k,) float64 arrays
        The load that is balanced.
    mean : (k,) float64 array
        Of the grid's siblings.
    changes : (k,) bool array
        Whether the grid gets or gives ground.
    measures_before, measures_after : (k, 5) float64 arrays
        Everything a grid carries, in the order of `MEASURES`.
    faces : (m,) int64 array
        The faces that come to another grid.
    old, new : (m,) int64 arrays
        The rows of the level that they leave and come to.
    units : int
        How many sub-grids change their parent, or faces their grid where there is none below.
    moved : (5,) float64 array
        What lies on these faces of each of `MEASURES`.
    is_least : bool
        It is proved that no smaller area would do.
    edit : MoveGrids or ShareFaces, optional
        None where nothing has to change, or nothing can.
    obstacles : tuple of Obstacle
        Why some of the grids, or all, stay out of the band.
    """

    wish: Wish
    what: Message
    rows: Ints
    codes: Objects
    names: Objects
    before: Floats
    after: Floats
    mean: Floats
    changes: Bools
    measures_before: Floats
    measures_after: Floats
    faces: Ints
    old: Ints
    new: Ints
    units: int
    moved: Floats
    is_least: bool
    edit: MoveGrids | ShareFaces | None
    obstacles: tuple[Obstacle, ...]

    @property
    def off_before(self) -> Floats:
        """The deviations from the mean as shares of it, (k,)."""
        return _off(self.before, self.mean)

    @property
    def off_after(self) -> Floats:
        """The deviations afterwards, (k,)."""
        return _off(self.after, self.mean)

    @property
    def is_balanced(self) -> bool:
        """Whether every grid comes into the band."""
        return not self.obstacles


def propose(fabric: Fabric, wish: Wish, loads: Floats, heed: Heed = silent) -> Proposal:
    """Propose the smallest change that fulfils a wish.

    Parameters
    ----------
    loads : (f, 5) float64 array
        See `balance_loads.face_loads`.
    heed : function of a float, optional
        Is told the share that is done; may raise.

    Raises
    ------
    NotFoundError
        There is no such net or level, or no grid of a code that is locked.
    InputError
        What is to be balanced is nowhere in the net.
    """
    level = fabric.level(wish.net, wish.level)
    _require_known(fabric, wish)
    load, what = weigh(level, loads, wish.weights)
    band = band_around_mean(level, (what,), load[:, None], (wish.deviation,))
    found = propose_balance(
        fabric, wish.net, wish.level, load[:, None], band, locked=wish.locked, heed=heed
    )
    rows = found.rows
    faces = np.flatnonzero(found.labels != level.labels)
    old, new = level.labels[faces], found.labels[faces]
    changes = np.isin(rows, np.concatenate([old, new]))
    units, edit = _edit(fabric, level, faces, new)
    return Proposal(
        wish,
        what,
        rows,
        level.codes[rows],
        level.names[rows],
        found.before[:, 0],
        found.after[:, 0],
        (band.low[rows, 0] + band.high[rows, 0]) / 2,
        changes,
        loads_of_grids(level, loads)[rows],
        loads_of_grids(replace(level, labels=found.labels), loads)[rows],
        faces,
        old,
        new,
        units,
        loads[faces].sum(axis=0) if len(faces) else np.zeros(len(MEASURES)),
        found.is_least,
        edit,
        found.obstacles,
    )


def _edit(
    fabric: Fabric, level: Level, faces: Ints, new: Ints
) -> tuple[int, MoveGrids | ShareFaces | None]:
    if not len(faces):
        return 0, None
    below = [one for one in fabric.levels if (one.net, one.number) == (level.net, level.number + 1)]
    to = level.codes[new]
    if not below:
        edit = ShareFaces(level.net, level.number, tuple(faces.tolist()), tuple(map(str, to)))
        return len(faces), edit
    moving, first = np.unique(below[0].labels[faces], return_index=True)
    codes = tuple(str(code) for code in below[0].codes[moving])
    parents = tuple(str(code) for code in to[first])
    return len(codes), MoveGrids(level.net, level.number + 1, codes, parents)


def _require_known(fabric: Fabric, wish: Wish) -> None:
    known: Mapping[int, set[str]] = {
        one.number: set(map(str, one.codes)) for one in fabric.levels if one.net == wish.net
    }
    for _, number, code in wish.locked:
        if code not in known.get(number, ()):
            raise NotFoundError(
                message("The net {net} has no grid “{code}”.", net=wish.net, code=code),
                message("Lock grids of this net by their codes."),
            )


def _off(load: Floats, mean: Floats) -> Floats:
    return load / np.where(mean > 0, mean, 1.0) - (mean > 0)
