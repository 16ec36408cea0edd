"""Places and roads that come from gazetteers, put in once however often they are imported."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection, bindparam, select, update

from gridapp.store.geometry import decode
from gridapp.store.home import Home, add_features
from gridapp.store.schema import base_line, place

ROADS = "streets"
"""The kind of background line that is a road."""

_COLUMNS = ("kind", "name", "address", "aliases")
_MOVED_M = 0.001  # a point that moved less than this is the same point


@dataclass(frozen=True, slots=True)
class Roads:
    """Named lines: names, and object[n] of LineString in the workspace's system."""

    names: list[str]
    lines: NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Kept:
    """What came of rows that were put in."""

    added: int
    changed: int
    unchanged: int


def read_roads(connection: Connection) -> Roads:
    """Return every named road."""
    query = (
        select(base_line.c.name, base_line.c.geom)
        .where(base_line.c.kind == ROADS, base_line.c.name != "")
        .order_by(base_line.c.id)
    )
    rows = connection.execute(query).all()
    return Roads([row[0] for row in rows], decode(row[1] for row in rows))


def put_places(
    home: Home,
    connection: Connection,
    rows: Sequence[Mapping[str, str]],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
) -> Kept:
    """Add places, or bring those whose `ref` is known up to date.

    The rows carry ref, kind, name, address and aliases; `x` and `y` are metres of the
    workspace's system, (n,).
    """
    query = select(place.c.ref, place.c.geom, *(place.c[name] for name in _COLUMNS))
    known = connection.execute(query).all()
    points = decode(row[1] for row in known)
    held = {
        row[0]: (tuple(row[2:]), px, py)
        for row, px, py in zip(
            known, shapely.get_x(points).tolist(), shapely.get_y(points).tolist(), strict=True
        )
    }
    new: list[int] = []
    other: list[int] = []
    for at, (row, px, py) in enumerate(zip(rows, x.tolist(), y.tolist(), strict=True)):
        before = held.get(row["ref"])
        if before is None:
            new.append(at)
        elif (
            before[0] != tuple(row[name] for name in _COLUMNS)
            or max(abs(before[1] - px), abs(before[2] - py)) > _MOVED_M
        ):
            other.append(at)
    add_features(
        home, connection, place, [dict(rows[at]) for at in new], shapely.points(x[new], y[new])
    )
    if other:
        moved = shapely.points(x[other], y[other])
        changes = [
            {"known_ref": rows[at]["ref"], "geom": blob}
            | {name: rows[at][name] for name in _COLUMNS}
            for at, blob in zip(other, home.encode(moved), strict=True)
        ]
        connection.execute(update(place).where(place.c.ref == bindparam("known_ref")), changes)
        min_x, min_y, max_x, max_y = (float(value) for value in shapely.total_bounds(moved))
        home.widen_extent(connection, place, (min_x, min_y, max_x, max_y))
    return Kept(len(new), len(other), len(rows) - len(new) - len(other))


def put_roads(
    home: Home,
    connection: Connection,
    names: Sequence[str],
    classes: Sequence[str],
    lines: NDArray[np.object_],
) -> Kept:
    """Add roads that aren't there yet: the same name along the same line counts as one."""
    held = read_roads(connection)
    known = set(zip(held.names, _prints(held.lines), strict=True))
    new: list[int] = []
    for at, key in enumerate(zip(names, _prints(lines), strict=True)):
        if key not in known:
            known.add(key)
            new.append(at)
    rows: list[dict[str, object]] = [
        {"kind": ROADS, "class": classes[at], "name": names[at]} for at in new
    ]
    add_features(home, connection, base_line, rows, lines[new])
    return Kept(len(new), 0, len(names) - len(new))


def _prints(lines: NDArray[np.object_]) -> list[bytes]:
    """Return what tells lines apart: their points, to the millimetre."""
    return [np.round(shapely.get_coordinates(line), 3).tobytes() for line in lines]
