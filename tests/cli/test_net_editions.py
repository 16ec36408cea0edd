"""Nets checked, editions listed, compared and published by command."""

import json
from pathlib import Path

import pytest

from gridapp.grid.edits.ground import MergeGrids, Rename
from gridapp.workspace import open_workspace
from gridapp.workspace.geography import COMPREHENSIVE

from .conftest import Gridapp, Unchanged

WEST, EAST = "320281198001001", "320281198001005"


def draft(town: Path, name: str = "合并") -> int:
    with open_workspace(town) as workspace:
        found = workspace.editions.start_draft(name, author="王")
        edit = MergeGrids(COMPREHENSIVE, 2, (WEST, EAST), WEST)
        workspace.editions.save(found.id, [edit], author="王")
        return found.id


def test_editions_are_listed(gridapp: Gridapp, town: Path) -> None:
    key = draft(town)
    rows = gridapp("net", "editions", town, "--json").rows()
    assert len(rows) == 23
    (first, second) = (row for row in rows if row["net"] == COMPREHENSIVE)
    assert (first["state"], first["valid_from"], first["valid_to"]) == (
        "in force", "2025-06-16T15:40:00+08:00", None,
    )  # fmt: skip
    assert second == {
        "id": key, "net": COMPREHENSIVE, "state": "draft", "name": "合并", "author": "王",
        "base": 1, "valid_from": None, "valid_to": None, "edits": 1,
    }  # fmt: skip
    assert "合并" in gridapp("net", "editions", town).out


def test_editions_are_compared(gridapp: Gridapp, town: Path) -> None:
    key = draft(town)
    said = gridapp("net", "diff", town, 1, key, "--json").table()
    changes, shifts = said["changes"], said["shifts"]
    assert isinstance(changes, list)
    assert isinstance(shifts, list)
    assert [(one["code"], one["kind"]) for one in changes] == [(WEST, "changed"), (EAST, "gone")]
    assert [(one["old"], one["new"]) for one in shifts] == [(EAST, WEST)]
    assert said["loads"] == ["households", "enterprises"]
    lines = gridapp("net", "diff", town, 1, key).out.splitlines()
    assert len(lines) == 3
    assert lines[2].split()[1:3] == [EAST, "gone"]
    assert gridapp("net", "diff", town, 1, 1).out == "Nothing differs.\n"


def test_a_draft_is_published_from_a_day(gridapp: Gridapp, town: Path) -> None:
    key = draft(town)
    done = gridapp("net", "publish", town, key, "--since", "2026-06-17", "--json")
    assert (done.status, done.err) == (0, "")
    assert done.table() == {
        "edition": key, "net": COMPREHENSIVE, "state": "announced",
        "valid_from": "2026-06-17T00:00:00+08:00",
    }  # fmt: skip
    rows = gridapp("net", "editions", town, "--json").rows()
    assert rows[0]["valid_to"] == "2026-06-17T00:00:00+08:00"
    again = gridapp("net", "publish", town, key, "--since", "2026-06-18")
    assert again.status == 1
    assert f"Edition {key} is published" in again.err


def test_the_second_of_two_is_told_what_differs(
    gridapp: Gridapp, town: Path, unchanged: Unchanged
) -> None:
    first, second = draft(town, "甲"), draft(town, "乙")
    assert gridapp("net", "publish", town, first, "--since", "2026-06-17").status == 0
    with unchanged(town):
        found = gridapp("net", "publish", town, second, "--since", "2026-06-18")
    assert found.status == 1
    assert "“甲”" in found.err
    assert EAST in found.err
    assert "Nothing is lost" in found.err


@pytest.mark.parametrize(
    ("words", "about"),
    [
        (("publish", 99, "--since", "2026-06-17"), "99"),
        (("publish", 1, "--since", "2026-06-17"), "Edition 1 is published"),
        (("diff", 1, 99), "99"),
        (("diff", 1, 2), "01_shichangjianguan"),
        (("check", "--net", "nosuch"), "nosuch"),
    ],
    ids=["no draft", "published", "no edition", "two nets", "no net"],
)
def test_bad_words_change_nothing(
    gridapp: Gridapp, town: Path, unchanged: Unchanged, words: tuple[str, ...], about: str
) -> None:
    with unchanged(town):
        found = gridapp("net", words[0], town, *words[1:])
    assert (found.status, found.out) == (1, "")
    assert about in found.err


def test_a_date_that_is_none(gridapp: Gridapp, town: Path) -> None:
    key = draft(town)
    for since in ("soon", "2026-13-01"):
        found = gridapp("net", "publish", town, key, "--since", since)
        assert found.status == 1
        assert since in found.err


def test_a_sound_net_has_notes_only(gridapp: Gridapp, town: Path) -> None:
    found = gridapp("net", "check", town, "--net", COMPREHENSIVE, "--json")
    assert found.status == 0
    assert {row["severity"] for row in found.rows()} <= {"note"}


def square(west: float, code: str) -> dict[str, object]:
    east = west + 0.01
    ring = [[west, 31.0], [east, 31.0], [east, 31.01], [west, 31.01], [west, 31.0]]
    return {"type": "Feature", "properties": {"code": code},
            "geometry": {"type": "Polygon", "coordinates": [ring]}}  # fmt: skip


def test_a_dirty_net_is_found_out(gridapp: Gridapp, tmp_path: Path) -> None:
    file, town = tmp_path / "dirty.geojson", tmp_path / "dirty.gpkg"
    features = [square(120.0, "A"), square(120.005, "B"), square(120.03, "C")]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    assert gridapp("net", "import", town, file).status == 0
    found = gridapp("net", "check", town, "--json")
    assert found.status == 1
    (overlap,) = (row for row in found.rows() if row["kind"] == "overlap")
    assert (overlap["severity"], overlap["codes"], overlap["net"]) == ("error", ["A", "B"], "dirty")
    assert overlap["message"]
    assert "A, B" in gridapp("net", "check", town).out


def test_a_fix_is_an_edit_that_a_draft_takes(gridapp: Gridapp, town: Path) -> None:
    with open_workspace(town) as workspace:
        found = workspace.editions.check(COMPREHENSIVE)
        fixes = [one.fix for one in found if one.fix is not None]
        assert all(isinstance(fix, Rename) for fix in fixes)
        key = workspace.editions.start_draft("编码", author="王").id
        workspace.editions.save(key, fixes, author="王")
        workspace.editions.publish(key, workspace.now(), actor="王")
        after = workspace.editions.check(COMPREHENSIVE)
    assert fixes
    assert after == ()
