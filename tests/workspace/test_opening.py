"""Opening and making; the standing clock."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gridapp.errors import InputError, StoreError
from gridapp.workspace import (
    Workspace,
    create_workspace,
    open_or_create_workspace,
    open_workspace,
    remove_workspace,
)

from .conftest import Report

CRS = "EPSG:4549"
CLOCK = datetime.fromisoformat("2026-06-16T15:40:00+08:00")


def test_the_town_lives_on_its_own_day(workspace: Workspace) -> None:
    first, second = workspace.now(), workspace.now()
    assert CLOCK <= first <= second < CLOCK + timedelta(hours=1)


def test_the_clock_is_never_behind_its_journal(
    town: Path, workspace: Workspace, report: Report
) -> None:
    case = report()
    late = CLOCK + timedelta(days=2)
    workspace.casework.advance(
        case.id, "settle", {"outcome": "service"}, actor="李", role="operator", at=late
    )
    workspace.close()
    with open_workspace(town) as again:
        assert late <= again.now() < late + timedelta(hours=1)
        case = again.casework.report(
            "又坏了", again.geography.locate("人民路与锡澄路路口")[0], actor="李"
        )
        assert case.opened_at >= late
        assert case.id.startswith("20260618-")


def test_a_step_is_not_earlier_than_the_one_before(town: Path, workspace: Workspace) -> None:
    """Another process may have a later clock; the case's own times stay in order."""
    row = next(row for row in workspace.casework.rows() if row.stage == "dispatched")
    assert workspace.now() < CLOCK + timedelta(hours=1)
    ahead = CLOCK + timedelta(hours=8)
    with open_workspace(town) as other:
        other.casework.advance(row.ref, "accept", actor="王", at=ahead)
    case = workspace.casework.advance(row.ref, "arrive", actor="李")
    assert case.history[-1].event.at >= case.history[-2].event.at == ahead


def test_without_a_standing_clock_it_is_now(tmp_path: Path) -> None:
    with create_workspace(tmp_path / "new.gpkg", CRS) as workspace:
        before = datetime.now(UTC)
        assert before <= workspace.now() <= datetime.now(UTC)
        assert workspace.title == "new"
        assert workspace.crs == CRS
        workspace.set_meta(title="云溪镇")
    with open_workspace(tmp_path / "new.gpkg") as workspace:
        assert workspace.title == "云溪镇"


@pytest.mark.parametrize(
    "crs", ["", "4549", "EPSG:", "EPSG:x", "EPSG:4326", "EPSG:999999", "ESRI:102100", "EPSG:-1"]
)
def test_a_bad_reference_system_makes_no_file(tmp_path: Path, crs: str) -> None:
    with pytest.raises(InputError) as caught:
        create_workspace(tmp_path / "new.gpkg", crs)
    assert caught.value.remedy is not None
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "mine.gpkg"
    file.write_bytes(b"mine")
    with pytest.raises(StoreError, match="exists already"):
        create_workspace(file, CRS)
    assert file.read_bytes() == b"mine"


@pytest.mark.parametrize("location", ["postgresql://localhost/town", Path("postgresql://x/town")])
def test_a_database_is_not_a_file_yet(location: str | Path) -> None:
    with pytest.raises(InputError, match="not a workspace file"):
        open_workspace(location)


def interrupt(file: Path, crs: str) -> None:
    """Open or make a workspace and stop in the middle of the work."""
    with open_or_create_workspace(file, crs) as workspace:
        assert file.exists()
        workspace.set_meta(title=workspace.crs)
        raise KeyboardInterrupt


def test_failing_work_takes_a_new_workspace_with_it(tmp_path: Path) -> None:
    file = tmp_path / "new.gpkg"
    with pytest.raises(KeyboardInterrupt):
        interrupt(file, CRS)
    assert list(tmp_path.iterdir()) == []


def test_failing_work_leaves_one_that_was_there(tmp_path: Path) -> None:
    file = tmp_path / "there.gpkg"
    with open_or_create_workspace(file, CRS):
        pass
    with pytest.raises(KeyboardInterrupt):
        interrupt(file, "EPSG:4548")
    with open_workspace(file) as workspace:
        assert workspace.title == workspace.crs == CRS  # and its own system


def test_removing_takes_what_lies_beside_it(tmp_path: Path) -> None:
    for name in ("a.gpkg", "a.gpkg-wal", "a.gpkg-shm", "b.gpkg"):
        (tmp_path / name).touch()
    remove_workspace(tmp_path / "a.gpkg")
    remove_workspace(tmp_path / "a.gpkg")
    assert [path.name for path in tmp_path.iterdir()] == ["b.gpkg"]
