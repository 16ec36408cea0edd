"""The demo town: complete, plausible, the same every time, and never half made."""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from gridapp import demo
from gridapp.demo import FILE, make_demo
from gridapp.errors import StoreError
from gridapp.workspace import Workspace, open_workspace
from gridapp.workspace.geography import COMPREHENSIVE


@pytest.fixture
def opened(demo_town: Path) -> Iterator[Workspace]:
    with open_workspace(demo_town) as workspace:
        yield workspace


def rows(town: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(town)) as connection:
        return connection.execute(query).fetchall()


def count(town: Path, table: str) -> object:
    return rows(town, f'SELECT count(*) FROM "{table}"')[0][0]


def test_nets_and_grids(opened: Workspace) -> None:
    nets = {net.name: net.grids_by_level for net in opened.geography.nets()}
    assert nets.pop(COMPREHENSIVE) == {1: 21, 2: 179}
    assert len(nets) == 21
    assert all(levels.keys() == {1} and levels[1] > 0 for levels in nets.values())
    assert opened.title == "云溪镇"
    grids = opened.geography.grids()
    assert all(grids.owners)
    assert set(grids.of_level(2).parents) == set(grids.of_level(1).codes)


def test_what_else_there_is(demo_town: Path) -> None:
    found = {
        name: count(demo_town, name)
        for name in ("enterprise", "terminal", "case", "body", "squad", "member", "duty", "place")
    }
    assert found == {
        "enterprise": 3215, "terminal": 60, "case": 300, "body": 26, "squad": 5, "member": 1095,
        "duty": 42, "place": 5572,
    }  # fmt: skip
    assert rows(demo_town, "SELECT sum(fixes) FROM leg") == [(131_219,)]
    assert count(demo_town, "audit") == 0


def test_cases_stand_where_cases_stand(opened: Workspace) -> None:
    casework = opened.casework
    cases = casework.rows()
    stages = Counter(row.stage for row in cases)
    assert 200 <= stages["closed"] < 250
    assert stages["reported"] >= 1
    assert stages["dispatched"] >= 10
    assert stages["accepted"] >= 10
    assert set(stages) <= set(casework.profile.stages)
    now = opened.now()
    for row in cases:
        assert now - timedelta(days=7) < row.opened_at <= now
        assert (row.assignee == "") == (row.stage == "reported")
        assert (row.outcome != "") == (row.stage == "closed")
        assert casework.matter_of(row) is not None
    # Nearly all lie in a grid; there are small, middling and hard ones.
    assert sum(row.grid_code != "" for row in cases) >= 295
    assert {row.outcome for row in cases if row.outcome} == {"service", "management", "enforcement"}
    assert {row.assignee_kind for row in cases if row.assignee} == {"owner", "squad", "body"}
    assert any(row.is_urgent for row in cases)
    assert any(row.is_edge_dispute for row in cases)


def test_the_journal_holds_and_times_run_forward(opened: Workspace, demo_town: Path) -> None:
    verdict = opened.casework.verify()
    assert verdict.holds
    assert verdict.cases == 300
    assert verdict.events > 1000
    times = [at for (at,) in rows(demo_town, "SELECT at FROM case_event ORDER BY id")]
    assert times == sorted(times, key=str)


def test_it_is_the_same_every_time(demo_town: Path, tmp_path: Path) -> None:
    second = make_demo(tmp_path)
    for table, columns in (
        ("case_event", "case_ref, sequence, hash"),
        ("case", "*"),
        ("leg", "terminal, started_at, fixes, geom"),
        ("grid", "*"),
        ("edition", "*"),
        ("meta", "*"),
    ):
        query = f'SELECT {columns} FROM "{table}" ORDER BY id'
        assert rows(demo_town, query) == rows(second, query), table
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


@pytest.mark.parametrize("trouble", [KeyboardInterrupt, OSError])
def test_an_interrupted_making_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trouble: type[BaseException]
) -> None:
    def interrupt(*_: object) -> None:
        raise trouble

    monkeypatch.setattr(demo, "_add_ground", interrupt)
    folder = tmp_path / "new" / "demo"
    with pytest.raises(trouble):
        make_demo(folder)
    assert list(folder.iterdir()) == []


def test_a_town_that_is_there_is_kept(town: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(demo, "_add_nets", interrupt)
    before = town.read_bytes()
    assert make_demo(town.parent) == town
    with pytest.raises(KeyboardInterrupt):  # made anew, and stopped: the old one stays
        make_demo(town.parent, fresh=True)
    assert town.read_bytes() == before


def test_made_anew_what_was_done_is_gone(
    demo_town: Path, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And nothing of the old file's write-ahead log gets into the new one."""
    with open_workspace(town) as workspace:
        workspace.set_meta(title="别的镇")
    wal, shm = (town.with_name(town.name + tail) for tail in ("-wal", "-shm"))
    wal.write_bytes(b"left by a crash")
    shm.write_bytes(b"left by a crash")
    monkeypatch.setattr(demo, "_make", lambda location: shutil.copy(demo_town, location))
    assert make_demo(town.parent, fresh=True) == town
    assert town.read_bytes() == demo_town.read_bytes()
    assert list(town.parent.iterdir()) == [town]


def test_no_folder_can_be_made(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("mine")
    for folder in (file, file / "below"):
        with pytest.raises(StoreError, match="file") as caught:
            make_demo(folder)
        assert caught.value.remedy is not None
    assert file.read_text() == "mine"
