"""Workspaces of earlier versions, made by the programs of their time, open and keep everything."""

import gzip
import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from gridapp.cases.journal import verify
from gridapp.store import audit, editions, fabric, ground, journal, nets, registers, tracks
from gridapp.store.file_home import FileHome
from gridapp.store.home import read_meta
from gridapp.store.migrations import VERSION_KEY, current_version
from gridapp.store.schema import SCHEMA, case
from gridapp.workspace import open_workspace
from tests.store.small_town import GRIDS, NOON, SRID

DATA = Path(__file__).parent / "data"


def unpack(name: str, folder: Path) -> Path:
    path = folder / "old.gpkg"
    with gzip.open(DATA / f"{name}.gpkg.gz") as packed, path.open("wb") as file:
        shutil.copyfileobj(packed, file)
    return path


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return unpack("version1", tmp_path)


def ask(path: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(question).fetchall()


def columns(path: Path) -> dict[str, list[tuple[object, ...]]]:
    return {
        name: ask(path, f'SELECT name, type, "notnull", dflt_value, pk '
                        f'FROM pragma_table_info("{name}") ORDER BY name')
        + ask(path, f'SELECT "table", "from", "to" FROM pragma_foreign_key_list("{name}") '
                    'ORDER BY "from"')
        + ask(path, f'SELECT "unique", origin FROM pragma_index_list("{name}") ORDER BY 1, 2')
        for name in SCHEMA.tables
    }  # fmt: skip


def test_it_is_of_version_1(old: Path) -> None:
    assert ask(old, "SELECT value FROM meta WHERE key = 'schema_version'") == [("1",)]
    assert ask(old, "SELECT name FROM sqlite_master WHERE name IN ('arc', 'draft_edit')") == []


def test_everything_is_there_after_it(old: Path) -> None:
    home = FileHome.open(old)
    with home.read() as connection:
        meta = read_meta(connection)
        assert (meta["title"], meta[VERSION_KEY]) == ("小镇", str(current_version()))
        grids = nets.read_grids(connection, "comprehensive", NOON)
        assert list(grids.codes) == list(GRIDS)
        (edition,) = editions.read_editions(connection)
        assert (edition.valid_from, edition.valid_to, edition.published_at) == (NOON, None, NOON)
        assert fabric.read_fabric(connection, edition.id, "comprehensive", grids) is None
        rows = list(journal.read_chain(connection))
        assert [row.event.data for row in rows] == [{"text": "路灯坏了"}]
        assert verify(rows) is None
        assert len(audit.read(connection)) == 1
        assert len(registers.read_rows(connection, "squad_grid")) == 1
        assert connection.execute(select(case.c.ref)).scalars().all() == ["20260601-0001"]
        assert len(tracks.read_track(connection, "T-01", NOON, datetime.max.replace(tzinfo=UTC)))
        (water,) = ground.read_features(connection, "area")
        assert water.kind == "water"
        assert len(ground.read_households(connection)[1]) == 0
    home.close()
    assert ask(old, "PRAGMA integrity_check") == [("ok",)]
    assert ask(old, "PRAGMA foreign_key_check") == []


@pytest.mark.parametrize("name", ["version1", "version2"])
def test_its_tables_are_those_of_a_new_one(name: str, tmp_path: Path) -> None:
    old = unpack(name, tmp_path)
    FileHome.open(old).close()
    FileHome.create(tmp_path / "new.gpkg", SRID).close()
    assert columns(old) == columns(tmp_path / "new.gpkg")
    for listed in (
        "SELECT table_name, data_type, identifier, srs_id FROM gpkg_contents ORDER BY 1",
        "SELECT * FROM gpkg_geometry_columns ORDER BY table_name",
    ):
        assert ask(old, listed) == ask(tmp_path / "new.gpkg", listed)


def test_version_2_tells_the_datum_of_its_cases(tmp_path: Path) -> None:
    old = unpack("version2", tmp_path)
    assert ask(old, "SELECT value FROM meta WHERE key = 'schema_version'") == [("2",)]
    with open_workspace(old) as workspace:
        rows = workspace.casework.rows()
        assert [(row.datum, row.source, row.main_case) for row in rows] == [
            ("GCJ-02", "", ""),
            ("WGS-84", "", ""),
        ]
        assert workspace.casework.verify().holds
        assert workspace.settings.read("bookmarks") is None


def test_references_to_editions_hold_after_it(old: Path) -> None:
    home = FileHome.open(old)
    with home.write() as connection:
        base = editions.newest_edition(connection, "comprehensive")
        editions.add_draft(connection, base, "一", "王", NOON)
    home.close()
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("PRAGMA foreign_keys=ON")
        with pytest.raises(sqlite3.IntegrityError):
            connection.execute("DELETE FROM edition WHERE id = 1")


def test_it_is_brought_up_once(old: Path) -> None:
    FileHome.open(old).close()
    before = columns(old)
    FileHome.open(old).close()
    assert columns(old) == before
    assert len(ask(old, "SELECT id FROM edition")) == 1
