"""The file home: a workspace in one GeoPackage, with its transactions."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, Table
from sqlalchemy.exc import DatabaseError, IntegrityError

from gridapp.errors import StoreError
from gridapp.messages import message
from gridapp.store import geometry, geopackage, layer_styles, migrations, schema
from gridapp.store.home import read_meta, write_meta


class FileHome:
    """A workspace in a GeoPackage file."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._engine = engine
        self.path = path
        with self.read() as connection:
            self.srid = int(read_meta(connection)["srid"])

    @classmethod
    def create(cls, path: Path, srid: int) -> "FileHome":
        """Make an empty workspace; an existing file is refused."""
        if path.exists():
            raise StoreError(
                message("“{path}” exists already.", path=path),
                message("Choose another name, or remove it first."),
            )
        if not path.parent.is_dir():
            raise StoreError(
                message("There is no folder “{path}”.", path=path.parent),
                message("Make it first, or choose another."),
            )
        engine = geopackage.connect(path, must_exist=False)
        try:
            with _told(path):
                _write_ahead(engine)
                with _transaction(engine, writes=True) as connection:
                    _lay_tables(connection, srid)
        except BaseException:
            engine.dispose()
            for tail in ("", "-wal", "-shm"):
                path.with_name(path.name + tail).unlink(missing_ok=True)
            raise
        return cls(engine, path)

    @classmethod
    def open(cls, path: Path, *, patience_s: float = geopackage.PATIENCE_S) -> "FileHome":
        """Open a workspace and bring its tables up to this version.

        Another writer is waited for as long as `patience_s`.
        """
        engine = geopackage.connect(path, must_exist=True, patience_s=patience_s)
        geopackage.check_is_geopackage(engine, path)
        with _told(path):
            with _transaction(engine, writes=False) as connection:
                is_old = migrations.read_version(connection, path) != migrations.current_version()
            _write_ahead(engine)
            if is_old:
                with _transaction(engine, writes=True) as connection:
                    migrations.migrate(connection, path)
        return cls(engine, path)

    def close(self) -> None:
        """Let go of the file."""
        self._engine.dispose()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Read one consistent state."""
        with _told(self.path), _transaction(self._engine, writes=False) as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Write all or nothing; when it returns, the disk has it."""
        with _told(self.path), _transaction(self._engine, writes=True) as connection:
            yield connection

    def encode(self, geometries: NDArray[np.object_]) -> list[bytes]:
        """Encode geometries of the workspace's CRS for this home."""
        return geometry.encode(geometries, self.srid)

    def encode_measured_line(self, xym: NDArray[np.float64]) -> bytes:
        """Encode an (n, 3) array of x, y, m for this home."""
        return geometry.encode_measured_line(xym, self.srid)

    def widen_extent(
        self, connection: Connection, table: Table, bounds: tuple[float, float, float, float]
    ) -> None:
        """Tell other programs how far a feature table reaches."""
        geopackage.widen_extent(connection, table, bounds)


def _lay_tables(connection: Connection, srid: int) -> None:
    geopackage.lay_foundation(connection, srid)
    schema.SCHEMA.create_all(connection)
    geopackage.register(connection, list(schema.SCHEMA.sorted_tables), srid)
    for table in schema.APPEND_ONLY:
        geopackage.forbid_changes(connection, table)
    layer_styles.add_layer_styles(connection)
    write_meta(connection, migrations.VERSION_KEY, str(migrations.current_version()))
    write_meta(connection, "srid", str(srid))


def _write_ahead(engine: Engine) -> None:
    """Set the journal mode, outside any transaction; other programs may have changed it."""
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.close()


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say what the system refused: a full disk, a file that is locked, read-only or damaged."""
    try:
        yield
    except DatabaseError as error:
        if isinstance(error, IntegrityError):
            raise  # ours to get right, not the system's
        raise StoreError(
            message("“{path}” can't be read or written: {reason}.", path=path, reason=error.orig),
            message("Nothing of this step was kept. Check the disk, the file's rights, and "
                    "whether another program holds it."),
        ) from error  # fmt: skip


@contextmanager
def _transaction(engine: Engine, *, writes: bool) -> Iterator[Connection]:
    with engine.connect().execution_options(writes=writes) as connection, connection.begin():
        yield connection
