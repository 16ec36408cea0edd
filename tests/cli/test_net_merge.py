"""Nets merged by command: the demo's 21, real ones of a city, and what is refused."""

import csv
import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import cast

import pytest
import shapely

from gridapp.paths import data
from gridapp.workspace import open_workspace

from .conftest import Gridapp, Unchanged

NETS = sorted(path.stem for path in data("town", "nets").glob("*.geojson"))
WANTED = ("--level-one", "21", "--sub-grids", "179", "--tolerance", "1",
          "--sliver-area", "500", "--sliver-width", "6")  # fmt: skip
REAL = {
    "ward-2012": "WARD_ID",
    "police-service-areas-psa": "NAME",
    "voting-precinct-2012": "NAME",
    "leaf-boundary": "ROUTE_NUM",
}


def test_the_towns_nets_come_out_as_21_and_179(
    gridapp: Gridapp, town: Path, tmp_path: Path
) -> None:
    sheet = tmp_path / "table.csv"
    done = gridapp("net", "merge", town, *NETS, "--into", "merged", *WANTED,
                   "--by", "households", "--table", sheet, "--json")  # fmt: skip
    assert (done.status, done.err) == (0, "")
    said = done.table()
    assert len(NETS) == 21
    assert said["grids"] == {"1": 21, "2": 179}
    assert cast("int", said["slivers"]) > 0
    with open_workspace(town) as workspace:
        grids = workspace.geography.grids("merged")
        fabric = workspace.editions.fabric(cast("int", said["edition"]))
        _, households = workspace.geography.load("households")
    assert fabric.n_faces >= 179
    for level in (1, 2):
        assert shapely.coverage_is_valid(grids.of_level(level).polygons)
    assert set(grids.of_level(2).parents) == set(grids.of_level(1).codes)
    assert {code[:9] for code in grids.codes} == {"320281198"}
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(cast("list[object]", said["correspondence"]))
    shares: dict[tuple[str, str], float] = defaultdict(float)
    for row in rows:
        if row["old"]:
            shares[row["net"], row["old"]] += float(row["of_old"])
    assert {net for net, _ in shares} == set(NETS)
    assert all(share == pytest.approx(1, abs=1e-4) for share in shares.values())
    counted = sum(float(row["households"]) for row in rows if row["net"] == NETS[0])
    assert counted == pytest.approx(households.sum(), rel=0.01)
    assert gridapp("net", "check", town, "--net", "merged").status == 0
    assert "merged" in gridapp("net", "list", town).out


def test_a_merge_for_people(gridapp: Gridapp, town: Path) -> None:
    done = gridapp("net", "merge", town, *NETS[:2], "--into", "two", "--sub-grids", "9",
                   "--level-one", "3")  # fmt: skip
    assert (done.status, done.err) == (0, "")
    header, row, moved = done.out.splitlines()
    assert header.split()[0] == "faces"
    assert row.split()[1:3] == ["3", "9"]
    assert "vertices were moved" in moved
    assert "farthest by 0." in moved


def test_a_decision_is_repeated(gridapp: Gridapp, town: Path, tmp_path: Path) -> None:
    words = ("net", "merge", town, *NETS[:2], "--sliver-area", "500", "--json")
    first = gridapp(*words, "--into", "first").table()
    questions = cast("list[dict[str, object]]", first["questions"])
    sliver = next(one for one in questions if one["kind"] == "sliver")
    keep = {"action": "keep", "x": sliver["x"], "y": sliver["y"]}
    idle = {"action": "claim", "x": 0, "y": 0, "net": NETS[0], "code": "x"}
    file = tmp_path / "decisions.json"
    file.write_text(json.dumps([keep, idle]), encoding="utf-8")
    again = gridapp(*words, "--into", "again", "--decisions", file).table()
    assert cast("int", again["slivers"]) == cast("int", first["slivers"]) - 1
    assert again["unused_decisions"] == [idle]


def test_real_nets_of_a_city(
    gridapp: Gridapp, shared_data: Callable[[str], Path], tmp_path: Path
) -> None:
    folder, workspace = shared_data("dc-nets"), tmp_path / "dc.gpkg"
    for name, code in REAL.items():
        done = gridapp("net", "import", workspace, folder / f"{name}.geojson", "--code", code)
        assert done.status == 0, done.err
    done = gridapp("net", "merge", workspace, *REAL, "--into", "all", "--division", "110101001",
                   "--level-one", "8", "--sub-grids", "120", "--tolerance", "1",
                   "--sliver-area", "2000", "--sliver-width", "20", "--json")  # fmt: skip
    assert (done.status, done.err) == (0, "")
    said = done.table()
    assert said["grids"] == {"1": 8, "2": 120}
    with open_workspace(workspace) as opened:
        merged = opened.geography.grids("all", 2).polygons
        wards = opened.geography.grids("ward-2012").polygons
    assert shapely.coverage_is_valid(merged)
    assert shapely.area(merged).sum() >= shapely.area(wards).sum() * 0.999
    assert cast("int", said["slivers"]) > 100


def test_decisions_are_remembered_for_the_net_that_comes_of_it(
    gridapp: Gridapp, town: Path, tmp_path: Path
) -> None:
    words = ("net", "merge", town, *NETS[:2], "--into", "two", "--sliver-area", "500", "--json")
    first = gridapp(*words).table()
    questions = cast("list[dict[str, object]]", first["questions"])
    sliver = next(one for one in questions if one["kind"] == "sliver")
    keep = {"action": "keep", "x": sliver["x"], "y": sliver["y"], "net": "", "code": ""}
    file = tmp_path / "decisions.json"
    file.write_text(json.dumps([keep]), encoding="utf-8")
    edition = (*words, "--as-edition", "--title", "2027")
    second = gridapp(*edition, "--decisions", file).table()
    slivers = cast("int", first["slivers"])
    assert second["slivers"] == slivers - 1
    third = gridapp(*edition).table()
    assert third["slivers"] == slivers - 1, "remembered"
    assert keep in [one["decision"] for one in cast("list[dict[str, object]]", third["questions"])]
    assert gridapp(*edition, "--forget").table()["slivers"] == slivers
    assert gridapp(*edition).table()["slivers"] == slivers, "forgotten"
    with open_workspace(town) as workspace:
        mine = [one for one in workspace.editions.list() if one.net == "two"]
        assert [one.state for one in mine] == ["past"] * 4 + ["in force"]
        ways = {tuple(workspace.editions.grids(one.id).codes) for one in mine}
    assert all(set(way) & set(next(iter(ways))) for way in ways)


def test_an_edition_keeps_codes_names_and_owners(gridapp: Gridapp, town: Path) -> None:
    with open_workspace(town) as workspace:
        before = workspace.geography.grids()
    done = gridapp("net", "merge", town, *NETS, "--into", "comprehensive", "--as-edition", *WANTED,
                   "--named-after", NETS[5], "--json")  # fmt: skip
    assert (done.status, done.err) == (0, "")
    said = done.table()
    assert said["grids"] == {"1": 21, "2": 179}
    rows = cast("list[dict[str, object]]", said["correspondence"])
    assert {"households", "enterprises"} <= rows[0].keys()
    assert cast("dict[str, int]", said["snapped"])["vertices"] > 0
    with open_workspace(town) as workspace:
        after = workspace.geography.grids()
    assert sorted(before.of_level(1).codes) == sorted(after.of_level(1).codes)
    owners = dict(zip(before.codes, before.owners, strict=True))
    same = set(before.codes) & set(after.codes)
    assert len(same) > 100
    for code, name, owner in zip(after.codes, after.names, after.owners, strict=True):
        assert name
        assert code not in same or owner == owners[code]
    assert gridapp("net", "check", town, "--net", "comprehensive", "--json").json() is not None


@pytest.mark.parametrize(
    ("words", "about"),
    [
        (("nosuch", "--into", "new"), "nosuch"),
        ((NETS[0], "--into", NETS[1]), NETS[1]),
        ((NETS[0], "--into", "nosuch", "--as-edition"), "nosuch"),
        ((NETS[0], "--into", NETS[0], "--as-edition"), "itself"),
        ((NETS[0], "--into", NETS[1], "--as-edition", "--since", "2001-01-01"), "from 2025"),
        ((NETS[0], "--into", "new", "--named-after", "nosuch"), "nosuch"),
        ((NETS[0], "--into", "new", "--division", "12345"), "12345"),
        ((NETS[0], "--into", "new", "--decisions", "missing.json"), "missing.json"),
        ((NETS[0], "--into", "new", "--decisions", "bad.json"), "bad.json, 1"),
        ((NETS[0], "--into", "new", "--table", "there.csv"), "there.csv"),
        ((NETS[0], "--into", "new", "--table", "nofolder/t.csv"), "nofolder"),
    ],
    ids=["net", "taken", "no edition", "itself", "too early", "no names", "division", "no file",
         "bad file", "table there", "no folder"],
)  # fmt: skip
def test_bad_words_change_nothing(
    gridapp: Gridapp,
    town: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    unchanged: Unchanged,
    words: tuple[str, ...],
    about: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.json").write_text('[{"action": "keep"}]', encoding="utf-8")
    (tmp_path / "there.csv").write_text("mine", encoding="utf-8")
    with unchanged(town):
        found = gridapp("net", "merge", town, *words)
    assert (found.status, found.out) == (1, "")
    assert about in found.err
    assert (tmp_path / "there.csv").read_text(encoding="utf-8") == "mine"


def test_without_codes_the_division_must_be_given(
    gridapp: Gridapp, town: Path, tmp_path: Path
) -> None:
    file, fresh = tmp_path / "squares.geojson", tmp_path / "fresh.gpkg"
    ring = [[120.0, 31.0], [120.01, 31.0], [120.01, 31.01], [120.0, 31.01], [120.0, 31.0]]
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [
        {"type": "Feature", "properties": {"code": "A"},
         "geometry": {"type": "Polygon", "coordinates": [ring]}}]}), encoding="utf-8")  # fmt: skip
    assert gridapp("net", "import", fresh, file).status == 0
    found = gridapp("net", "merge", fresh, "squares", "--into", "new")
    assert found.status == 1
    assert "--division" in found.err
