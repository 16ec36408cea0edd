"""The look that QGIS finds in a workspace."""

import json
import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from data.make_styles import styles
from gridapp.desktop.widgets.tokens import light
from gridapp.paths import resource
from gridapp.store import geopackage
from gridapp.store.file_home import FileHome
from gridapp.store.layer_styles import add_layer_styles
from tests.bench.harness import MissingPeerError
from tests.bench.qgis import find_qgis
from tests.store.small_town import SRID, make_small_town

TABLES = {"base_area", "base_line", "case", "grid", "leg", "place"}
SCRIPT = Path(__file__).with_name("qgis_styles_script.py")


def ask(path: Path, question: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(question).fetchall()


def test_the_styles_are_those_of_the_tokens() -> None:
    """Run data/make_styles.py when this fails."""
    kept = {path.stem: path.read_text(encoding="utf-8") for path in resource("styles").glob("*")}
    assert kept == styles(light)
    assert set(kept) == TABLES
    for text in kept.values():
        ET.fromstring(text.partition("\n")[2])


def test_a_new_workspace_has_a_default_style_for_each_layer(tmp_path: Path) -> None:
    path = tmp_path / "new.gpkg"
    FileHome.create(path, SRID).close()
    found = ask(path, "SELECT f_table_name, styleName FROM layer_styles WHERE useAsDefault = 1")
    assert sorted(found) == [(table, "gridapp") for table in sorted(TABLES)]
    columns = ask(path, "SELECT table_name, column_name FROM gpkg_geometry_columns")
    assert {column for table, column in columns if table in TABLES} == {"geom"}


def test_a_style_of_somebody_else_stays(tmp_path: Path) -> None:
    path = tmp_path / "new.gpkg"
    FileHome.create(path, SRID).close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM layer_styles WHERE f_table_name = 'leg'")
        connection.execute("UPDATE layer_styles SET styleName = 'mine' WHERE f_table_name = 'grid'")
        connection.commit()
    engine = geopackage.connect(path, must_exist=True)
    with engine.begin() as connection:
        add_layer_styles(connection)
    engine.dispose()
    rows = ask(path, "SELECT f_table_name, styleName FROM layer_styles")
    assert ("grid", "mine") in rows
    assert ("leg", "gridapp") in rows
    assert len(rows) == len(TABLES)


@pytest.mark.slow
def test_qgis_takes_them(tmp_path: Path) -> None:
    try:
        qgis = find_qgis()
    except MissingPeerError as missing:
        pytest.skip(str(missing))
    make_small_town(tmp_path / "town.gpkg")
    done = subprocess.run(
        [qgis.python, "-I", str(SCRIPT), str(tmp_path / "town.gpkg"), str(tmp_path / "map.png")],
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOME": str(tmp_path)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert set(told) == TABLES
    for name, layer in told.items():
        assert layer["is_loaded"], layer["said"]
        assert "gridapp" in layer["names"]
        assert layer["renderer"] == "RuleRenderer"
        assert layer["errors"] == []
        assert layer["has_labels"] == (name != "leg")
    assert told["grid"]["rules"] == ["Sub-grids", "Level-one grids", "Other nets and editions"]
    assert told["case"]["rules"] == ["Done", "Waiting", "Overdue", "Being handled"]
    assert (tmp_path / "map.png").read_bytes().startswith(b"\x89PNG")
