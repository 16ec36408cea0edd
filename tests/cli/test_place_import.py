"""Gazetteers taken in by command, and found at once."""

from pathlib import Path

import pytest

from .conftest import Gridapp

SHEET = (
    "编号,名称,地址,经度,纬度\nN1,钟楼观景台,,120.36,31.78\nN2,老码头,澄江路9号,120.361,31.781\n"
)


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "more.csv"
    path.write_text(SHEET, encoding="utf-8")
    return path


def first(gridapp: Gridapp, town: Path, words: str) -> dict[str, object]:
    candidates = gridapp("locate", town, words, "--json").table()["candidates"]
    assert isinstance(candidates, list)
    found: dict[str, object] = candidates[0]
    return found


def test_twice_is_as_once(gridapp: Gridapp, town: Path, sheet: Path) -> None:
    said = gridapp("place", "import", town, sheet, "--json").table()
    assert said["places"] == {"added": 2, "changed": 0, "unchanged": 0}
    assert first(gridapp, town, "钟楼观景台旁边")["lon"] == pytest.approx(120.36, abs=1e-6)
    said = gridapp("place", "import", town, sheet, "--json").table()
    assert said["places"] == {"added": 0, "changed": 0, "unchanged": 2}
    sheet.write_text(SHEET.replace("120.36,", "120.37,"), encoding="utf-8")
    said = gridapp("place", "import", town, sheet, "--json").table()
    assert said["places"] == {"added": 0, "changed": 1, "unchanged": 1}
    assert first(gridapp, town, "钟楼观景台")["lon"] == pytest.approx(120.37, abs=1e-6)


def test_bad_rows_refuse_the_file_unless_left_out(
    gridapp: Gridapp, town: Path, sheet: Path
) -> None:
    sheet.write_text(SHEET + "N3,坏地方,,abc,31.7\n", encoding="utf-8")
    found = gridapp("place", "import", town, sheet)
    assert (found.status, found.out) == (1, "")
    assert "more.csv, row 4, 经度" in found.err
    found = gridapp("place", "import", town, sheet, "--skip")
    assert (found.status, found.err) == (1, "")
    assert "2 places added" in found.out
    assert "row 4" in found.out


def test_columns_and_datum(gridapp: Gridapp, town: Path, tmp_path: Path) -> None:
    path = tmp_path / "other.csv"
    path.write_text("标题,东,北\n钟楼观景台,120.36,31.78\n", encoding="utf-8")
    words = ("place", "import", town, path, "--datum", "GCJ-02", "--columns")
    found = gridapp(*words, "name=标题", "lon=东", "lat=北", "--json")
    assert found.table()["left_out"] == []
    assert first(gridapp, town, "钟楼观景台")["lon"] != pytest.approx(120.36, abs=1e-3)
    assert "FIELD=COLUMN" in gridapp(*words, "标题").err


def test_roads_once(gridapp: Gridapp, town: Path, tmp_path: Path) -> None:
    path = tmp_path / "town.osm"
    path.write_text(
        '<osm version="0.6"><node id="1" lat="31.78" lon="120.36"/>'
        '<node id="2" lat="31.78" lon="120.37"/><node id="3" lat="31.775" lon="120.365"/>'
        '<node id="4" lat="31.785" lon="120.365"/>'
        '<way id="5"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/>'
        '<tag k="name" v="望江东路"/></way>'
        '<way id="6"><nd ref="3"/><nd ref="4"/><tag k="highway" v="primary"/>'
        '<tag k="name" v="钟楼西街"/></way></osm>',
        encoding="utf-8",
    )
    for added in (2, 0):
        said = gridapp("place", "import", town, path, "--json").table()
        assert said["roads"] == {"added": added, "unchanged": 2 - added}
    crossing = first(gridapp, town, "望江东路钟楼西街路口")
    assert crossing["lon"] == pytest.approx(120.365, abs=1e-5)
    assert crossing["lat"] == pytest.approx(31.78, abs=1e-5)
