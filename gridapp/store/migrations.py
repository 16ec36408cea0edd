"""From the tables of any earlier version to those of this one, step by step.

A step changes the tables of version n to those of n + 1 and never changes once released.
"""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, select, update

from gridapp.errors import NewerVersionError, StoreError
from gridapp.messages import message
from gridapp.store import schema
from gridapp.store.layer_styles import add_layer_styles

Step = Callable[[Connection], None]

_EDITIONS = """
PRAGMA defer_foreign_keys=ON;
CREATE TEMP TABLE edition_before AS SELECT * FROM main.edition;
DROP TABLE main.edition;
CREATE TABLE edition (
  id INTEGER NOT NULL, net_id INTEGER NOT NULL, valid_from DATETIME, valid_to DATETIME,
  created_at DATETIME NOT NULL, note TEXT DEFAULT '' NOT NULL, base_id INTEGER,
  name TEXT DEFAULT '' NOT NULL, author TEXT DEFAULT '' NOT NULL, published_at DATETIME,
  PRIMARY KEY (id), FOREIGN KEY(net_id) REFERENCES net (id),
  FOREIGN KEY(base_id) REFERENCES edition (id));
INSERT INTO edition (id, net_id, valid_from, valid_to, created_at, note, published_at)
  SELECT id, net_id, valid_from, valid_to, created_at, note, created_at
  FROM temp.edition_before ORDER BY id;
DROP TABLE temp.edition_before;
CREATE TABLE draft_edit (
  id INTEGER NOT NULL, edition_id INTEGER NOT NULL, sequence INTEGER NOT NULL,
  edit TEXT NOT NULL, author TEXT DEFAULT '' NOT NULL, at DATETIME NOT NULL,
  PRIMARY KEY (id), UNIQUE (edition_id, sequence),
  FOREIGN KEY(edition_id) REFERENCES edition (id));
CREATE TABLE arc (
  id INTEGER NOT NULL, edition_id INTEGER NOT NULL, number INTEGER NOT NULL,
  from_node INTEGER NOT NULL, to_node INTEGER NOT NULL, left_face INTEGER,
  right_face INTEGER, geom LINESTRING, PRIMARY KEY (id), UNIQUE (edition_id, number),
  FOREIGN KEY(edition_id) REFERENCES edition (id));
CREATE TABLE face (
  id INTEGER NOT NULL, edition_id INTEGER NOT NULL, number INTEGER NOT NULL,
  grid TEXT DEFAULT '' NOT NULL, sub_grid TEXT DEFAULT '' NOT NULL, geom POINT,
  PRIMARY KEY (id), UNIQUE (edition_id, number),
  FOREIGN KEY(edition_id) REFERENCES edition (id));
CREATE TEMP TABLE srs AS SELECT CAST(value AS INTEGER) AS id FROM main.meta WHERE key = 'srid';
INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id)
  SELECT 'draft_edit', 'attributes', 'draft_edit', NULL
  UNION ALL SELECT 'arc', 'features', 'arc', id FROM temp.srs
  UNION ALL SELECT 'face', 'features', 'face', id FROM temp.srs;
INSERT INTO gpkg_geometry_columns
  SELECT 'arc', 'geom', 'LINESTRING', id, 0, 0 FROM temp.srs
  UNION ALL SELECT 'face', 'geom', 'POINT', id, 0, 0 FROM temp.srs;
DROP TABLE temp.srs;
ALTER TABLE base_area ADD COLUMN households INTEGER
"""


def _add_editions(connection: Connection) -> None:
    """Let editions be drafts, keep the edits of drafts, arcs and faces, and households.

    SQLite can't take NOT NULL off a column, so the table of editions is made anew; rows that
    point to it are checked when the transaction ends.
    """
    for statement in _EDITIONS.split(";\n"):
        connection.exec_driver_sql(statement)


_SETTINGS = """
CREATE TABLE setting (
  id INTEGER NOT NULL, "key" TEXT NOT NULL, value TEXT NOT NULL, changed_at DATETIME NOT NULL,
  PRIMARY KEY (id), UNIQUE ("key"));
INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id)
  VALUES ('setting', 'attributes', 'setting', NULL);
ALTER TABLE "case" ADD COLUMN datum TEXT DEFAULT '' NOT NULL;
ALTER TABLE "case" ADD COLUMN source TEXT DEFAULT '' NOT NULL;
ALTER TABLE "case" ADD COLUMN main_case TEXT DEFAULT '' NOT NULL;
CREATE INDEX case_by_source ON "case" (source);
UPDATE "case" SET datum = coalesce((
  SELECT json_extract(data, '$.datum') FROM case_event
  WHERE case_ref = "case".ref AND json_extract(data, '$.datum') IS NOT NULL
  ORDER BY sequence DESC LIMIT 1), '')
"""


def _add_settings(connection: Connection) -> None:
    """Keep what people chose; a case's row says its datum, its source, what it was joined to."""
    for statement in _SETTINGS.split(";\n"):
        connection.exec_driver_sql(statement)


FIRST_VERSION = 1
STEPS: tuple[Step, ...] = (_add_editions, _add_settings, add_layer_styles)
"""STEPS[0] leads from version 1 to version 2."""

VERSION_KEY = "schema_version"


def current_version(steps: Sequence[Step] = STEPS) -> int:
    """Return the version that this gridapp writes."""
    return FIRST_VERSION + len(steps)


def read_version(connection: Connection, where: object) -> int:
    """Return the version of an open workspace.

    Raises
    ------
    StoreError
        When the file holds no workspace.
    """
    if not connection.dialect.has_table(connection, schema.meta.name):
        raise StoreError(
            message("“{path}” holds no workspace of gridapp.", path=where),
            message("To bring its layers in, use “gridapp net import”."),
        )
    query = select(schema.meta.c.value).where(schema.meta.c.key == VERSION_KEY)
    return int(connection.execute(query).scalar_one())


def migrate(connection: Connection, where: object, steps: Sequence[Step] = STEPS) -> None:
    """Bring the tables up to this version, inside the caller's transaction.

    Raises
    ------
    NewerVersionError
        When a newer gridapp wrote the workspace; nothing is touched.
    """
    found = read_version(connection, where)
    if found > current_version(steps):
        raise NewerVersionError(
            message(
                "“{path}” was written by a newer gridapp (its tables are version {found}, "
                "this program knows {known}).",
                path=where, found=found, known=current_version(steps),
            ),
            message("Update gridapp; the file was left as it is."),
        )  # fmt: skip
    for step in steps[found - FIRST_VERSION :]:
        step(connection)
    connection.execute(
        update(schema.meta)
        .where(schema.meta.c.key == VERSION_KEY)
        .values(value=str(current_version(steps)))
    )
