"""The fabric of an edition at rest: arcs and faces; its grids are in the table of grids."""

import numpy as np
import shapely
from sqlalchemy import Connection, select

from gridapp.grid.fabric import Fabric, Level, Objects, freeze
from gridapp.grid.grids import Grids
from gridapp.grid.outlines import inside_points
from gridapp.grid.segments import Ints
from gridapp.store.geometry import decode
from gridapp.store.home import Home, add_features
from gridapp.store.schema import arc, face

_COLUMNS = {1: "grid", 2: "sub_grid"}
"""Level → the column of `face` with the code of its grid."""


def write_fabric(home: Home, connection: Connection, edition_id: int, fabric: Fabric) -> None:
    """Write the arcs and faces of an edition whose grids are there.

    Parameters
    ----------
    fabric : Fabric
        Of one net; its levels have the rows of the edition's grids.
    """
    outside = {-1: None}
    columns = (fabric.tails, fabric.heads, fabric.left, fabric.right)
    arcs: list[dict[str, object]] = [
        {
            "edition_id": edition_id,
            "number": number,
            "from_node": tail,
            "to_node": head,
            "left_face": outside.get(left, left),
            "right_face": outside.get(right, right),
        }
        for number, (tail, head, left, right) in enumerate(
            zip(*(column.tolist() for column in columns), strict=True)
        )
    ]
    lines = shapely.from_ragged_array(
        shapely.GeometryType.LINESTRING, fabric.xy.copy(), (fabric.offsets,)
    )
    add_features(home, connection, arc, arcs, lines)
    codes = {
        _COLUMNS[level.number]: np.append(level.codes, "")[level.labels].tolist()
        for level in fabric.levels
    }
    faces: list[dict[str, object]] = [
        {
            "edition_id": edition_id,
            "number": number,
            **{name: column[number] for name, column in codes.items()},
        }
        for number in range(fabric.n_faces)
    ]
    points = inside_points(fabric, np.arange(fabric.n_faces, dtype=np.int64))
    add_features(home, connection, face, faces, shapely.points(points))


def read_fabric(connection: Connection, edition_id: int, net: str, grids: Grids) -> Fabric | None:
    """Return the fabric of an edition, None when it was never written.

    Parameters
    ----------
    grids : Grids
        The edition's, in order of arrival.
    """
    found = connection.execute(
        select(
            arc.c.from_node, arc.c.to_node, arc.c.left_face, arc.c.right_face, arc.c.geom
        )
        .where(arc.c.edition_id == edition_id)
        .order_by(arc.c.number)
    ).all()  # fmt: skip
    if not found:
        return None
    columns = np.array([tuple(row) for row in found], dtype=object).T
    columns[2:4][columns[2:4] == None] = -1  # noqa: E711 - element by element
    tails, heads, left, right = columns[:4].astype(np.int64)
    lines = decode(columns[4])
    xy = shapely.get_coordinates(lines)
    offsets = np.concatenate([[0], np.cumsum(shapely.get_num_coordinates(lines))])
    nodes = np.empty((int(max(tails.max(), heads.max())) + 1, 2))
    nodes[tails] = xy[offsets[:-1]]
    nodes[heads] = xy[offsets[1:] - 1]
    rows = connection.execute(
        select(face.c.grid, face.c.sub_grid)
        .where(face.c.edition_id == edition_id)
        .order_by(face.c.number)
    ).all()
    codes = np.array([tuple(row) for row in rows], dtype=object).T
    return freeze(
        Fabric(
            nodes,
            xy,
            offsets.astype(np.int64),
            tails,
            heads,
            left,
            right,
            len(rows),
            _levels(net, grids, codes),
        )
    )


def _levels(net: str, grids: Grids, codes: Objects) -> tuple[Level, ...]:
    """Return the levels with the label of each face, from the codes at the faces."""
    levels: list[Level] = []
    above: dict[str, int] = {}
    for number, column in zip(_COLUMNS, codes, strict=True):
        mine = grids.of_level(number)
        if not len(mine):
            continue
        rows = {str(code): row for row, code in enumerate(mine.codes)}
        labels = _rows(rows, column)
        parents = _rows(above, mine.parents)
        levels.append(Level(net, number, labels, mine.codes, mine.names, mine.owners, parents))
        above = rows
    return tuple(levels)


def _rows(known: dict[str, int], codes: Objects) -> Ints:
    return np.array([known.get(code, -1) for code in codes], np.int64)
