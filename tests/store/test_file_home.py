"""The file home: refusals, versions, durability settings, two writers."""

import os
import sqlite3
import threading
from pathlib import Path

import pytest
from sqlalchemy import Connection

from gridapp.errors import NewerVersionError, StoreError
from gridapp.store import migrations
from gridapp.store.file_home import FileHome
from gridapp.store.home import read_meta, write_meta

NOW = migrations.current_version()


@pytest.fixture
def town(tmp_path: Path) -> Path:
    FileHome.create(tmp_path / "town.gpkg", 4549).close()
    return tmp_path / "town.gpkg"


def test_settings_that_keep_what_was_acknowledged(town: Path) -> None:
    with FileHome.open(town).read() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_create_never_overwrites(town: Path) -> None:
    before = town.read_bytes()
    with pytest.raises(StoreError, match="exists already"):
        FileHome.create(town, 4549)
    assert town.read_bytes() == before


def test_create_in_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no folder"):
        FileHome.create(tmp_path / "nowhere" / "town.gpkg", 4549)


def test_open_what_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no workspace"):
        FileHome.open(tmp_path / "none.gpkg")
    assert not list(tmp_path.iterdir())


def test_open_what_is_no_database(tmp_path: Path) -> None:
    letter = tmp_path / "letter.gpkg"
    letter.write_text("Dear Sir, " * 500)
    with pytest.raises(StoreError, match=r"letter.gpkg.*can't be opened"):
        FileHome.open(letter)


def test_open_a_database_that_is_no_geopackage(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "plain.db") as connection:
        connection.execute("CREATE TABLE t (a)")
    with pytest.raises(StoreError, match="not a GeoPackage"):
        FileHome.open(tmp_path / "plain.db")


def test_open_a_geopackage_that_is_no_workspace(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "other.gpkg") as connection:
        connection.execute(f"PRAGMA application_id={0x47504B47}")
        connection.execute("CREATE TABLE t (a)")
    with pytest.raises(StoreError, match=r"holds no workspace.*net import"):
        FileHome.open(tmp_path / "other.gpkg")


def test_a_newer_file_is_refused_and_left_alone(town: Path) -> None:
    with FileHome.open(town).write() as connection:
        write_meta(connection, migrations.VERSION_KEY, "999")
    with pytest.raises(NewerVersionError, match=r"version 999.*Update gridapp"):
        FileHome.open(town)
    with sqlite3.connect(town) as connection:
        query = "SELECT value FROM meta WHERE key = 'schema_version'"
        assert connection.execute(query).fetchone() == ("999",)


def add_column(connection: Connection) -> None:
    connection.exec_driver_sql("ALTER TABLE net ADD COLUMN colour TEXT NOT NULL DEFAULT ''")


def fail(connection: Connection) -> None:
    add_column(connection)
    raise RuntimeError("half-way")


def test_a_migration_brings_an_older_file_up(town: Path) -> None:
    with FileHome.open(town).write() as connection:
        migrations.migrate(connection, town, steps=(*migrations.STEPS, add_column))
        assert read_meta(connection)[migrations.VERSION_KEY] == str(NOW + 1)
        assert connection.exec_driver_sql("SELECT colour FROM net").all() == []


def test_a_failed_migration_leaves_the_older_file(town: Path) -> None:
    with pytest.raises(RuntimeError), FileHome.open(town).write() as connection:
        migrations.migrate(connection, town, steps=(*migrations.STEPS, fail))
    with FileHome.open(town).read() as connection:
        assert read_meta(connection)[migrations.VERSION_KEY] == str(NOW)
        columns = connection.exec_driver_sql("SELECT name FROM pragma_table_info('net')")
        assert "colour" not in columns.scalars().all()


def test_two_writers_queue_up(town: Path) -> None:
    """Each reads a counter and writes it back; nothing is lost when they wait for each other."""
    home = FileHome.open(town)
    with home.write() as connection:
        write_meta(connection, "counter", "0")

    def count() -> None:
        for _ in range(25):
            with home.write() as connection:
                seen = int(read_meta(connection)["counter"])
                write_meta(connection, "counter", str(seen + 1))

    writers = [threading.Thread(target=count) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    with home.read() as connection:
        assert read_meta(connection)["counter"] == "50"


def test_a_file_that_another_program_holds(town: Path) -> None:
    home = FileHome.open(town, patience_s=0.05)
    with sqlite3.connect(town) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match=r"town.gpkg.*locked.*another program"), home.write():
            pytest.fail("two writers at once")
        other.rollback()


def test_a_damaged_file(town: Path) -> None:
    home = FileHome.open(town)
    home.close()
    with town.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * 40_000)
    with pytest.raises(StoreError, match=r"town.gpkg"):
        FileHome.open(town)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to read-only files")
def test_a_read_only_file(town: Path) -> None:
    town.chmod(0o444)
    with (
        pytest.raises(StoreError, match=r"town.gpkg.*rights"),
        FileHome.open(town).write() as connection,
    ):
        write_meta(connection, "title", "x")


def test_a_workspace_that_can_t_be_laid_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("gridapp.store.file_home._lay_tables", full)
    with pytest.raises(sqlite3.OperationalError):
        FileHome.create(tmp_path / "town.gpkg", 4549)
    assert not list(tmp_path.iterdir())
