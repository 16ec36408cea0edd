"""What every home of a workspace offers, and what all homes share."""

from contextlib import AbstractContextManager
from typing import Protocol

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Connection, Table, delete, insert, select

from gridapp.store import schema

Transaction = Connection
"""An open transaction of a home, for those who only hand it on."""


class Home(Protocol):
    """A place where a workspace lives; the store's functions work on any of them."""

    srid: int

    def read(self) -> AbstractContextManager[Connection]:
        """Read one consistent state."""

    def write(self) -> AbstractContextManager[Connection]:
        """Write all or nothing; when it returns, the disk has it."""

    def encode(self, geometries: NDArray[np.object_]) -> list[bytes]:
        """Encode geometries of the workspace's CRS for this home."""

    def encode_measured_line(self, xym: NDArray[np.float64]) -> bytes:
        """Encode an (n, 3) array of x, y, m for this home."""

    def widen_extent(
        self, connection: Connection, table: Table, bounds: tuple[float, float, float, float]
    ) -> None:
        """Tell other programs how far a feature table reaches."""

    def close(self) -> None:
        """Let go of it."""


def add_features(
    home: Home,
    connection: Connection,
    table: Table,
    rows: list[dict[str, object]],
    geometries: NDArray[np.object_],
) -> None:
    """Insert rows with one geometry each and widen the table's extent."""
    if not rows:
        return
    blobs = home.encode(geometries)
    connection.execute(
        insert(table), [{**row, "geom": blob} for row, blob in zip(rows, blobs, strict=True)]
    )
    min_x, min_y, max_x, max_y = (float(v) for v in shapely.total_bounds(geometries))
    home.widen_extent(connection, table, (min_x, min_y, max_x, max_y))


def read_meta(connection: Connection) -> dict[str, str]:
    """Return what the workspace says of itself."""
    rows = connection.execute(select(schema.meta.c.key, schema.meta.c.value))
    return {row.key: row.value for row in rows}


def write_meta(connection: Connection, key: str, value: str) -> None:
    """Set one entry."""
    connection.execute(delete(schema.meta).where(schema.meta.c.key == key))
    connection.execute(insert(schema.meta).values(key=key, value=value))
