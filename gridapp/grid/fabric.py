"""The fabric: one planar partition that the grids of every net and level label."""

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from gridapp.errors import NotFoundError
from gridapp.grid.segments import Floats, Ints
from gridapp.messages import message

Objects = NDArray[np.object_]


@dataclass(frozen=True, slots=True, eq=False)
class Level:
    """One level of one net: its grids, and which of them each face belongs to.

    A row once given keeps its number; a grid that was merged away is a row without faces.

    Attributes
    ----------
    net : str
        The net's name.
    number : int
        1 for level-one grids, 2 for sub-grids.
    labels : (f,) int64 array
        Row of the grid that each face belongs to, -1 where there is none.
    codes, names, owners : (g,) object arrays of str
        An empty string where there is none.
    parents : (g,) int64 array
        Row of the grid's parent in the level above, -1 where there is none.
    """

    net: str
    number: int
    labels: Ints
    codes: Objects
    names: Objects
    owners: Objects
    parents: Ints

    def row(self, code: str) -> int:
        """Return the row of a grid that has faces, by its code.

        Raises
        ------
        NotFoundError
            When there is none, or more than one.
        """
        found = [i for i, known in enumerate(self.codes) if known == code]
        if len(found) > 1:
            found = [i for i in found if (self.labels == i).any()]
        if len(found) != 1:
            raise NotFoundError(
                message("The net {net} has no grid “{code}”.", net=self.net, code=code)
                if not found
                else message(
                    "The net {net} has {count} grids “{code}”.",
                    net=self.net,
                    count=len(found),
                    code=code,
                ),
                message("Choose a grid of this net on the map or in its table."),
            )
        return found[0]


@dataclass(frozen=True, slots=True, eq=False)
class Fabric:
    """Nodes, arcs and faces as arrays that are never written to.

    Attributes
    ----------
    nodes : (n, 2) float64 array
        Metres, in the workspace's projected CRS. An island's lone ring has one node.
    xy : (v, 2) float64 array
        The arcs' coordinates, arc after arc, both ends included.
    offsets : (a + 1,) int64 array
        Where each arc starts in `xy`.
    tails, heads : (a,) int64 arrays
        The nodes that each arc runs from and to.
    left, right : (a,) int64 arrays
        The faces on either side, seen along the arc; -1 outside. They differ.
    n_faces : int
    levels : tuple of Level
        All levels of all nets.
    """

    nodes: Floats
    xy: Floats
    offsets: Ints
    tails: Ints
    heads: Ints
    left: Ints
    right: Ints
    n_faces: int
    levels: tuple[Level, ...]

    @property
    def n_arcs(self) -> int:
        """The number of arcs."""
        return len(self.tails)

    def arc(self, arc: int) -> Floats:
        """Return the coordinates of one arc, tail to head."""
        return self.xy[self.offsets[arc] : self.offsets[arc + 1]]

    def place(self, net: str, number: int) -> int:
        """Return where a level stands in `levels`.

        Raises
        ------
        NotFoundError
            The fabric has no such level.
        """
        for at, level in enumerate(self.levels):
            if level.net == net and level.number == number:
                return at
        raise NotFoundError(
            message("There is no level {number} of a net {net}.", number=number, net=net),
            message("Choose a net that is loaded."),
        )

    def level(self, net: str, number: int) -> Level:
        """Return one level of one net.

        Raises
        ------
        NotFoundError
            The fabric has no such level.
        """
        return self.levels[self.place(net, number)]


def freeze(fabric: Fabric) -> Fabric:
    """Make the arrays read-only and give the fabric back."""
    both: tuple[Fabric | Level, ...] = (fabric, *fabric.levels)
    for part in both:
        for field in fields(part):
            value = getattr(part, field.name)
            if isinstance(value, np.ndarray):
                value.flags.writeable = False
    return fabric


def is_same(one: Fabric, two: Fabric) -> bool:
    """Whether two fabrics are equal bit for bit, labels and grids included."""
    if len(one.levels) != len(two.levels):
        return False
    left: tuple[Fabric | Level, ...] = (one, *one.levels)
    right: tuple[Fabric | Level, ...] = (two, *two.levels)
    return all(
        _is_equal(getattr(a, field.name), getattr(b, field.name))
        for a, b in zip(left, right, strict=True)
        for field in fields(a)
        if field.name != "levels"
    )


def _is_equal(one: object, two: object) -> bool:
    if isinstance(one, np.ndarray) and isinstance(two, np.ndarray):
        return one.dtype == two.dtype and one.shape == two.shape and bool((one == two).all())
    return one == two


def with_level(fabric: Fabric, level: Level) -> Fabric:
    """Return the fabric with a level added, or put in the place of the one of its name."""
    kept = [
        known for known in fabric.levels if (known.net, known.number) != (level.net, level.number)
    ]
    return freeze(replace(fabric, levels=(*kept, level)))


def first_faces(level: Level) -> tuple[Ints, Ints]:
    """Return the first face of each grid that has any, and the grids' rows."""
    rows, faces = np.unique(level.labels, return_index=True)
    return faces[rows >= 0], rows[rows >= 0]
