"""The grids of one net, column by column."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gridapp.errors import NotFoundError
from gridapp.messages import message

Objects = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Grids:
    """The grids of one edition of a net, of one or of several levels.

    Attributes
    ----------
    codes, names, parents, owners : (n,) object arrays of str
        An empty string where there is none.
    levels : (n,) int8 array
        1 for level-one grids, 2 for sub-grids.
    polygons : (n,) object array of Polygon or MultiPolygon
        In the workspace's projected CRS, metres.
    """

    codes: Objects
    names: Objects
    parents: Objects
    owners: Objects
    levels: NDArray[np.int8]
    polygons: Objects

    def __len__(self) -> int:
        return len(self.codes)

    def of_level(self, level: int) -> "Grids":
        """Return the grids of one level."""
        keep = self.levels == level
        return Grids(
            self.codes[keep],
            self.names[keep],
            self.parents[keep],
            self.owners[keep],
            self.levels[keep],
            self.polygons[keep],
        )

    def index(self, code: str) -> int:
        """Return the row of a code, or of the only code that ends with it.

        Dispatchers say “0320” for the grid whose code ends so.
        """
        found = np.flatnonzero(self.codes == code)
        if not len(found) and code:
            found = np.array(
                [i for i, c in enumerate(self.codes) if c.endswith(code)], dtype=np.intp
            )
        if len(found) != 1:
            raise NotFoundError(
                message("No grid “{code}”.", code=code)
                if not len(found)
                else message("“{code}” fits {count} grids.", code=code, count=len(found)),
                message("Give the whole code, or its last digits when only one grid has them."),
            )
        return int(found[0])


def make_grids(
    codes: Sequence[str],
    polygons: Sequence[shapely.Geometry] | Objects,
    *,
    names: Sequence[str] | None = None,
    parents: Sequence[str] | None = None,
    owners: Sequence[str] | None = None,
    levels: Sequence[int] | int = 1,
) -> Grids:
    """Build the columns from sequences of equal length; what is left out is empty."""
    n = len(codes)

    def column(values: Sequence[str] | None) -> Objects:
        return np.array(values if values is not None else [""] * n, dtype=object)

    return Grids(
        column(codes),
        column(names),
        column(parents),
        column(owners),
        np.full(n, levels, np.int8) if isinstance(levels, int) else np.array(levels, np.int8),
        np.asarray(polygons, dtype=object),
    )
