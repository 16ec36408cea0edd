"""Editions of a net side by side: what changed, and what two of them both change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import shapely

from gridapp.grid.build import build_fabric
from gridapp.grid.correspondence import correspond
from gridapp.grid.fabric import Fabric
from gridapp.grid.grids import Grids
from gridapp.grid.merge import carry
from gridapp.grid.outlines import face_areas, inside_points
from gridapp.grid.segments import Bools, Floats, Ints

DUST = 0.01
"""Square metres: ground that no one sees pass from grid to grid."""

Load = tuple[Floats, Floats]
"""Points (n, 2), metres, and what is at each."""

Kind = Literal["new", "gone", "changed"]
_WORDS = ("name", "owner", "parent")


@dataclass(frozen=True, slots=True)
class Shift:
    """Ground that one grid had and another has.

    Attributes
    ----------
    level : int
    old, new : str
        Codes; empty where no grid had it, or has it.
    area : float
        Square metres.
    loads : tuple of float
        What lies on it of each of the diff's loads.
    x, y : float
        A point inside its largest part, metres.
    """

    level: int
    old: str
    new: str
    area: float
    loads: tuple[float, ...]
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class GridChange:
    """What became of one grid.

    Attributes
    ----------
    level : int
    code : str
    kind : {"new", "gone", "changed"}
    gained, lost : float
        Square metres.
    gained_loads, lost_loads : tuple of float
        Of each of the diff's loads.
    words : tuple of str
        Which of "name", "owner", "parent" are others now.
    """

    level: int
    code: str
    kind: Kind
    gained: float
    lost: float
    gained_loads: tuple[float, ...]
    lost_loads: tuple[float, ...]
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Diff:
    """What differs between two editions; a grid is the same as long as it keeps its code.

    Attributes
    ----------
    loads : tuple of str
        What is counted: the names of the loads.
    changes : tuple of GridChange
        By level and code.
    shifts : tuple of Shift
        By level, the largest area first.
    """

    loads: tuple[str, ...]
    changes: tuple[GridChange, ...]
    shifts: tuple[Shift, ...]


@dataclass(frozen=True, slots=True)
class Crossing:
    """Two editions that go back to the same base.

    Attributes
    ----------
    mine, theirs : Diff
        What each changed of the base.
    both : tuple of (level, code)
        The grids that both changed.
    """

    mine: Diff
    theirs: Diff
    both: tuple[tuple[int, str], ...]


def diff(old: Grids, new: Grids, loads: Mapping[str, Load] | None = None) -> Diff:
    """Tell which grids changed, and what ground passed from which to which.

    Parameters
    ----------
    old, new : Grids
        Two editions of one net, of one or several levels, metres.
    loads : mapping of name to (points, amounts), optional
        For example households, enterprises.
    """
    loads = loads or {}
    changes: list[GridChange] = []
    shifts: list[Shift] = []
    for number in np.union1d(old.levels, new.levels).tolist():
        one, two = old.of_level(number), new.of_level(number)
        passed = _shifts(number, one, two, list(loads.values()))
        changes += _changes(number, one, two, passed, len(loads))
        shifts += passed
    return Diff(tuple(loads), tuple(changes), tuple(shifts))


def cross(
    base: Grids, mine: Grids, theirs: Grids, loads: Mapping[str, Load] | None = None
) -> Crossing:
    """Tell what two editions made of the same base, and which grids both changed."""
    one, two = diff(base, mine, loads), diff(base, theirs, loads)
    touched = {(change.level, change.code) for change in two.changes}
    both = [(c.level, c.code) for c in one.changes if (c.level, c.code) in touched]
    return Crossing(one, two, tuple(both))


def _shifts(number: int, old: Grids, new: Grids, loads: Sequence[Load]) -> list[Shift]:
    """Return the ground that passed; grids whose outline stayed take no part."""
    one, two = _moved(old, new), _moved(new, old)
    if not one.any() and not two.any():
        return []
    fabric, _ = build_fabric([("old", _chosen(old, one)), ("new", _chosen(new, two))])
    labels = dict.fromkeys(("old", "new"), np.full(fabric.n_faces, -1, np.int64))
    labels |= {level.net: level.labels for level in fabric.levels}
    codes = {"old": np.append(old.codes[one], ""), "new": np.append(new.codes[two], "")}
    was, now = codes["old"][labels["old"]], codes["new"][labels["new"]]
    areas = face_areas(fabric)
    carried = np.stack(
        [np.zeros(fabric.n_faces), *(carry(fabric, points, amounts) for points, amounts in loads)],
        axis=1,
    )[:, 1:]
    found: list[Shift] = []
    table = correspond(labels["old"], labels["new"], areas, carried)
    for row in np.flatnonzero(table.areas > DUST).tolist():
        before, after = int(table.old[row]), int(table.new[row])
        faces = np.flatnonzero((labels["old"] == before) & (labels["new"] == after))
        if before == after == -1 or was[faces[0]] == now[faces[0]]:
            continue
        x, y = _inside(fabric, faces, areas)
        found.append(
            Shift(
                number,
                str(was[faces[0]]),
                str(now[faces[0]]),
                float(table.areas[row]),
                tuple(table.loads[row].tolist()),
                x,
                y,
            )
        )
    return sorted(found, key=lambda one: (-one.area, one.old, one.new))


def _moved(grids: Grids, others: Grids) -> Bools:
    """Tell which grids have another outline among the others, or are not there."""
    known = dict(zip(others.codes, shapely.normalize(others.polygons), strict=True))
    twins = np.array([known.get(code) for code in grids.codes], dtype=object)
    same: Bools = shapely.equals_exact(shapely.normalize(grids.polygons), twins)
    return ~same


def _chosen(grids: Grids, rows: Bools) -> Grids:
    return Grids(
        grids.codes[rows],
        grids.names[rows],
        grids.parents[rows],
        grids.owners[rows],
        np.ones(int(rows.sum()), np.int8),
        grids.polygons[rows],
    )


def _inside(fabric: Fabric, faces: Ints, areas: Floats) -> tuple[float, float]:
    largest = faces[np.argmax(areas[faces])]
    x, y = inside_points(fabric, np.array([largest]))[0].tolist()
    return x, y


def _changes(
    number: int, old: Grids, new: Grids, shifts: Sequence[Shift], n_loads: int
) -> list[GridChange]:
    rows_before = {str(code): row for row, code in enumerate(old.codes)}
    rows_now = {str(code): row for row, code in enumerate(new.codes)}
    found: list[GridChange] = []
    for code in sorted(rows_before.keys() | rows_now):
        before, now = rows_before.get(code), rows_now.get(code)
        gained = [one for one in shifts if one.new == code]
        lost = [one for one in shifts if one.old == code]
        words: tuple[str, ...] = ()
        if before is not None and now is not None:
            words = tuple(
                word
                for word in _WORDS
                if getattr(old, f"{word}s")[before] != getattr(new, f"{word}s")[now]
            )
            if not (gained or lost or words):
                continue
        kind: Kind = "new" if before is None else "gone" if now is None else "changed"
        found.append(
            GridChange(
                number,
                code,
                kind,
                sum(one.area for one in gained),
                sum(one.area for one in lost),
                _summed(gained, n_loads),
                _summed(lost, n_loads),
                words,
            )
        )
    return found


def _summed(shifts: Sequence[Shift], n_loads: int) -> tuple[float, ...]:
    return tuple(sum(one.loads[i] for one in shifts) for i in range(n_loads))
