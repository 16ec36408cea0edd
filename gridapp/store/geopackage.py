"""The file home: a workspace in one valid GeoPackage.

Source: OGC 12-128r18 (GeoPackage 1.3.1). Plain SQLite serves; neither GDAL nor SpatiaLite
is needed.
"""

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.pool import QueuePool

from gridapp.errors import StoreError
from gridapp.messages import message
from gridapp.store.geometry import Geometry

PATIENCE_S = 30.0
"""How long a writer waits for another."""

_APPLICATION_ID = 0x47504B47  # "GPKG"
_USER_VERSION = 10301  # GeoPackage 1.3.1

_SYSTEM_TABLES = """
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));
"""

_UNDEFINED = (
    ("Undefined Cartesian SRS", -1, "NONE", -1, "undefined"),
    ("Undefined geographic SRS", 0, "NONE", 0, "undefined"),
)


def connect(path: Path, *, must_exist: bool, patience_s: float = PATIENCE_S) -> Engine:
    """Return an engine on the file: WAL, full synchronous, foreign keys, explicit BEGIN.

    A connection with the execution option ``writes`` takes the write lock at once, so that two
    writers queue up instead of failing half-way.
    """
    if must_exist and not path.is_file():
        raise StoreError(
            message("There is no workspace “{path}”.", path=path),
            message("Check the path, or make one with “gridapp demo” or “gridapp net import”."),
        )
    mode = "rw" if must_exist else "rwc"

    def open_file() -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}",
            uri=True,
            timeout=patience_s,
            isolation_level=None,
            check_same_thread=False,
        )
        connection.execute("PRAGMA foreign_keys=ON")
        connection.execute("PRAGMA synchronous=FULL")
        return connection

    engine = create_engine("sqlite://", creator=open_file, poolclass=QueuePool)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine


def check_is_geopackage(engine: Engine, path: Path) -> None:
    """Refuse a file that is not a GeoPackage."""
    try:
        with engine.connect() as connection:
            found = connection.exec_driver_sql("PRAGMA application_id").scalar()
    except Exception as error:
        raise StoreError(
            message("“{path}” can't be opened: {reason}.", path=path, reason=error.__cause__),
            message("Choose a workspace file (.gpkg)."),
        ) from error
    if found != _APPLICATION_ID:
        raise StoreError(
            message("“{path}” is not a GeoPackage.", path=path),
            message("Choose a workspace file (.gpkg)."),
        )


def lay_foundation(connection: Connection, srid: int) -> None:
    """Write the GeoPackage's own tables and the reference systems of the workspace."""
    connection.exec_driver_sql(f"PRAGMA application_id={_APPLICATION_ID}")
    connection.exec_driver_sql(f"PRAGMA user_version={_USER_VERSION}")
    for statement in _SYSTEM_TABLES.split(";\n"):
        if statement.strip():
            connection.exec_driver_sql(statement)
    systems = [*_UNDEFINED, *(_reference_system(code) for code in sorted({4326, srid}))]
    connection.exec_driver_sql(
        "INSERT INTO gpkg_spatial_ref_sys"
        " (srs_name, srs_id, organization, organization_coordsys_id, definition)"
        " VALUES (?,?,?,?,?)",
        systems,
    )


def register(connection: Connection, tables: list[Table], srid: int) -> None:
    """Enter tables into the GeoPackage's list of contents."""
    for table in tables:
        columns = [c for c in table.columns if isinstance(c.type, Geometry)]
        connection.exec_driver_sql(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id)"
            " VALUES (?,?,?,?)",
            (table.name, "features" if columns else "attributes", table.name,
             srid if columns else None),
        )  # fmt: skip
        for column in columns:
            kind = column.type
            assert isinstance(kind, Geometry)
            connection.exec_driver_sql(
                "INSERT INTO gpkg_geometry_columns VALUES (?,?,?,?,0,?)",
                (table.name, column.name, kind.kind, srid, int(kind.has_m)),
            )


def forbid_changes(connection: Connection, table: Table) -> None:
    """Make a table append-only, whoever writes to the file."""
    for verb in ("UPDATE", "DELETE"):
        connection.exec_driver_sql(
            f'CREATE TRIGGER "{table.name}_no_{verb.lower()}" BEFORE {verb} ON "{table.name}" '
            f"BEGIN SELECT RAISE(ABORT, '{table.name} is append-only'); END"
        )


def widen_extent(
    connection: Connection, table: Table, bounds: tuple[float, float, float, float]
) -> None:
    """Widen a feature table's recorded extent, which other programs zoom to.

    Parameters
    ----------
    bounds : min x, min y, max x, max y of what was added
    """
    connection.exec_driver_sql(
        """UPDATE gpkg_contents SET
             min_x = min(coalesce(min_x, ?1), ?1), min_y = min(coalesce(min_y, ?2), ?2),
             max_x = max(coalesce(max_x, ?3), ?3), max_y = max(coalesce(max_y, ?4), ?4),
             last_change = strftime('%Y-%m-%dT%H:%M:%fZ','now')
           WHERE table_name = ?5""",
        (*bounds, table.name),
    )


def _reference_system(code: int) -> tuple[str, int, str, int, str]:
    from pyproj import CRS  # only a new file needs it

    crs = CRS.from_epsg(code)
    return crs.name, code, "EPSG", code, crs.to_wkt("WKT1_GDAL")
