"""What lies on the ground: streets, water, buildings, places and enterprises at rest."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection, Table, literal, select

from gridapp.store.geometry import decode
from gridapp.store.home import Home, add_features
from gridapp.store.schema import base_area, base_line, enterprise, place

Objects = NDArray[np.object_]

_TABLES: Mapping[str, Table] = {"area": base_area, "line": base_line}
_BATCH = 2000  # places; some milliseconds' work


@dataclass(frozen=True, slots=True)
class Features:
    """Background features of one kind: (n,) columns, geometry in the workspace CRS.

    `households` is for buildings: numbers, None where a number isn't known.
    """

    kind: str
    classes: Objects
    names: Objects
    geometries: Objects
    households: NDArray[np.generic] | None = None


@dataclass(frozen=True, slots=True)
class PlaceRows:
    """Places a locator can find: (n,) columns, x and y in metres of the workspace CRS."""

    refs: list[str]
    kinds: list[str]
    names: list[str]
    addresses: list[str]
    aliases: list[str]
    x: NDArray[np.float64]
    y: NDArray[np.float64]


def add_background(home: Home, connection: Connection, shape: str, features: Features) -> None:
    """Add background features; `shape` is ``area`` or ``line``."""
    rows: list[dict[str, object]] = [
        {"kind": features.kind, "class": c, "name": n}
        for c, n in zip(features.classes, features.names, strict=True)
    ]
    if features.households is not None:
        rows = [
            {**row, "households": None if number is None else int(number)}
            for row, number in zip(rows, features.households, strict=True)
        ]
    add_features(home, connection, _TABLES[shape], rows, features.geometries)


def read_features(connection: Connection, shape: str) -> list[Features]:
    """Return all background features of one shape, grouped by kind in order of arrival."""
    table = _TABLES[shape]
    query = select(table.c.kind, table.c["class"], table.c.name, table.c.geom).order_by(table.c.id)
    rows = connection.execute(query).all()
    kinds = dict.fromkeys(row[0] for row in rows)
    found = []
    for kind in kinds:
        mine = [row for row in rows if row[0] == kind]
        found.append(
            Features(
                kind,
                np.array([row[1] for row in mine], dtype=object),
                np.array([row[2] for row in mine], dtype=object),
                decode(row[3] for row in mine),
            )
        )
    return found


def add_points(
    home: Home,
    connection: Connection,
    what: str,
    rows: Sequence[Mapping[str, object]],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
) -> None:
    """Add places or enterprises; the rows carry the table's columns by name."""
    table = {"place": place, "enterprise": enterprise}[what]
    add_features(home, connection, table, [dict(row) for row in rows], shapely.points(x, y))


def read_places(connection: Connection) -> PlaceRows:
    """Return every place and enterprise."""
    columns: tuple[list[str], ...] = ([], [], [], [], [])
    x, y = [np.empty(0)], [np.empty(0)]
    for query in (
        select(place.c.ref, place.c.kind, place.c.name, place.c.address, place.c.aliases,
               place.c.geom).order_by(place.c.id),
        select(enterprise.c.ref, literal("enterprise"), enterprise.c.name, enterprise.c.address,
               literal(""), enterprise.c.geom).order_by(enterprise.c.id),
    ):  # fmt: skip
        # By the thousand: decoding all at once, no other thread has its turn meanwhile.
        for rows in connection.execute(query).partitions(_BATCH):
            *texts, geoms = zip(*rows, strict=True)
            for column, values in zip(columns, texts, strict=True):
                column.extend(values)
            points = decode(geoms)
            x.append(shapely.get_x(points))
            y.append(shapely.get_y(points))
    refs, kinds, names, addresses, aliases = columns
    return PlaceRows(refs, kinds, names, addresses, aliases, np.concatenate(x), np.concatenate(y))


def read_households(connection: Connection) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return a point (n, 2) inside each building whose households are known, and their number."""
    rows = connection.execute(
        select(base_area.c.households, base_area.c.geom)
        .where(base_area.c.households > 0)
        .order_by(base_area.c.id)
    ).all()  # fmt: skip
    points = shapely.point_on_surface(decode(row[1] for row in rows))
    return shapely.get_coordinates(points), np.array([row[0] for row in rows], np.float64)


def read_enterprises(connection: Connection) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the point (n, 2) of each enterprise, and one for each."""
    found = connection.execute(select(enterprise.c.geom).order_by(enterprise.c.id)).scalars()
    points = shapely.get_coordinates(decode(found))
    return points, np.ones(len(points))
