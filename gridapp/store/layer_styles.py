"""How QGIS shows a workspace: its own table `layer_styles`, with a default style a layer.

QGIS reads and writes this table in any GeoPackage; a style that somebody saves there is theirs.
"""

from sqlalchemy import Connection

from gridapp.paths import resource

_TABLE = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
  f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),
  styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
  owner TEXT(30), ui TEXT(30),
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))
"""
_LISTED = """
INSERT INTO gpkg_contents (table_name, data_type, identifier)
VALUES ('layer_styles', 'attributes', 'layer_styles')
"""
_STYLE = """
INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column,
  styleName, styleQML, styleSLD, useAsDefault, description, owner)
VALUES ('', '', ?, 'geom', ?, ?, '', 1, 'gridapp', 'gridapp')
"""

NAME = "gridapp"
"""What the styles are called in QGIS."""


def add_layer_styles(connection: Connection) -> None:
    """Make the table and put our styles into it; one that QGIS has made already is kept."""
    there = "SELECT 1 FROM sqlite_master WHERE name = 'layer_styles'"
    if connection.exec_driver_sql(there).scalar() is None:
        connection.exec_driver_sql(_TABLE)
        connection.exec_driver_sql(_LISTED)
    taken = "SELECT 1 FROM layer_styles WHERE f_table_name = ? AND useAsDefault"
    for path in sorted(resource("styles").glob("*.qml")):
        if connection.exec_driver_sql(taken, (path.stem,)).scalar() is None:
            text = path.read_text(encoding="utf-8")
            connection.exec_driver_sql(_STYLE, (path.stem, NAME, text))
