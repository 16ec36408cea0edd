"""Codes, names and owners of a new net's grids: given anew, or taken over from a former edition."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import shapely

from gridapp.grid.codes import sequence_codes
from gridapp.grid.fabric import Objects
from gridapp.grid.grids import Grids
from gridapp.grid.segments import Floats, Ints

Naming = Callable[[int, str, shapely.Geometry], str]
"""Names a new grid: from its level, its code and its polygon (metres)."""

_COMMITTEE = 12  # digits of a code up to the committee
_SAME = 0.5
"""The share of a former grid's ground, and of a new one's, above which they are the same."""


@dataclass(frozen=True, slots=True, eq=False)
class Identity:
    """What the grids of one level are known by.

    Attributes
    ----------
    codes, names, owners : (g,) object arrays of str
    """

    codes: Objects
    names: Objects
    owners: Objects


def identify(
    division: str,
    shapes: Sequence[Objects],
    parents: Ints,
    naming: Naming | None = None,
    former: Grids | None = None,
) -> tuple[Identity, Identity]:
    """Give the grids of a net's two levels their codes, names and owners.

    A grid that is the same as a former one keeps code, name and owner. All others get codes
    that no former grid has: west to east, then north to south.

    Parameters
    ----------
    division : str
        The 9-digit division code of the street or town.
    shapes : two object arrays of Polygon or MultiPolygon
        Level-one grids, sub-grids; metres.
    parents : (g,) int64 array
        Row of each sub-grid's level-one grid.
    naming : Naming, optional
        Names what has no former name; without it that has none.
    former : Grids, optional
        The edition before.
    """
    one, two = (_blank(len(some)) for some in shapes)
    taken: set[str] = set()
    if former is not None:
        taken = set(former.codes.tolist())
        for number, identity, polygons in ((1, one, shapes[0]), (2, two, shapes[1])):
            _take_over(identity, polygons, former.of_level(number))
        # A sub-grid's code begins with that of its level-one grid.
        stays = [
            code[:_COMMITTEE] == one.codes[parent][:_COMMITTEE]
            for code, parent in zip(two.codes, parents.tolist(), strict=True)
        ]
        two.codes[~np.array(stays, bool)] = ""
    places = [shapely.get_coordinates(shapely.point_on_surface(some)) for some in shapes]
    blank = np.flatnonzero(one.codes == "")
    one.codes[blank] = [
        f"{code}000" for code in _free(division, blank, places[0], {c[:_COMMITTEE] for c in taken})
    ]
    for row, code in enumerate(one.codes):
        blank = np.flatnonzero((parents == row) & (two.codes == ""))
        two.codes[blank] = _free(code[:_COMMITTEE], blank, places[1], taken)
    if naming is not None:
        for number, identity, polygons in ((1, one, shapes[0]), (2, two, shapes[1])):
            for row in np.flatnonzero(identity.names == "").tolist():
                identity.names[row] = naming(number, identity.codes[row], polygons[row])
    return one, two


def names_from(grids: Grids) -> Naming:
    """Return the naming after the grids that share most ground with the new ones.

    Where several new grids of a level would have one name, all but the first are numbered.
    """
    named = np.flatnonzero(grids.names != "")
    polygons, names = grids.polygons[named], grids.names[named]
    tree = shapely.STRtree(polygons)
    count: dict[tuple[int, str], int] = {}

    def naming(level: int, _code: str, polygon: shapely.Geometry) -> str:
        rows = tree.query(polygon, predicate="intersects")
        if not len(rows):
            return ""
        common = shapely.area(shapely.intersection(shapely.make_valid(polygons[rows]), polygon))
        name = str(names[rows[common.argmax()]])
        number = count[level, name] = count.get((level, name), 0) + 1
        return name if number == 1 else f"{name} {number}"

    return naming


def _blank(n: int) -> Identity:
    return Identity(*(np.full(n, "", dtype=object) for _ in range(3)))


def _take_over(identity: Identity, polygons: Objects, former: Grids) -> None:
    """Write into an identity what the former grids were known by, each at most once."""
    if not len(former):
        return
    old, new = shapely.STRtree(polygons).query(former.polygons, predicate="intersects")
    common = shapely.area(shapely.intersection(former.polygons[old], polygons[new]))
    is_same = common > _SAME * shapely.area(former.polygons[old])
    is_same &= common > _SAME * shapely.area(polygons[new])
    for before, now in zip(old[is_same].tolist(), new[is_same].tolist(), strict=True):
        identity.codes[now] = former.codes[before]
        identity.names[now] = former.names[before]
        identity.owners[now] = former.owners[before]


def _free(prefix: str, rows: Ints, places: Floats, taken: set[str]) -> list[str]:
    """Return the next codes under a prefix for some grids; none that is taken."""
    at = len(prefix)
    tails = [code[at : at + 3] for code in taken if code.startswith(prefix)]
    start = max((int(tail) for tail in tails if tail.isdecimal()), default=0)
    numbered = sequence_codes(prefix, *places[rows].T)
    return [f"{prefix}{start + int(code[at:]):03d}" for code in numbered]
