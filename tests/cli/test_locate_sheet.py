"""Where the texts of a sheet lie, by command."""

import csv
from pathlib import Path

import pytest

from .conftest import Gridapp

SHEET = """受理编号,诉求内容,诉求地址
T1,路灯不亮,人民路与锡澄路路口
T2,我住在人民路126号边上，云溪大道和文昌路路口的红绿灯坏了,
T3,太吵了,没有人知道的地方
T4,有人钓鱼,"120.36,31.78"
"""


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "工单.csv"
    path.write_text(SHEET, encoding="utf-8")
    return path


def test_every_row_is_answered(gridapp: Gridapp, demo_town: Path, sheet: Path) -> None:
    found = gridapp("locate", demo_town, "--file", sheet, "--json", "--limit", 2)
    assert found.status == 1  # a row found nothing
    said = found.table()
    rows = said["rows"]
    assert isinstance(rows, list)
    assert [row["row"] for row in rows] == [2, 3, 4, 5]
    assert rows[0]["candidates"][0]["label"] == "人民路锡澄路路口"
    assert rows[0]["candidates"][0]["grids"]["1"].startswith("320281198")
    assert "文昌路" in rows[1]["candidates"][0]["label"]
    assert rows[2]["candidates"] == []
    assert rows[3]["candidates"][0]["kind"] == "coordinate"
    assert all(len(row["candidates"]) <= 2 for row in rows)
    assert said["missing"] == [4]
    table = gridapp("locate", demo_town, "--file", sheet)
    assert "4 rows: 3 with candidates, 1 without." in table.out
    assert "没有人知道的地方" in table.out


def test_the_candidates_as_a_sheet(
    gridapp: Gridapp, demo_town: Path, sheet: Path, tmp_path: Path
) -> None:
    out = tmp_path / "found.csv"
    assert gridapp("locate", demo_town, "--file", sheet, "--out", out).status == 1
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    first = rows[0]
    assert (first["row"], first["rank"], first["label"]) == ("2", "1", "人民路锡澄路路口")
    assert float(first["lon"]) == pytest.approx(120.3549, abs=2e-3)
    assert [row["rank"] for row in rows if row["row"] == "4"] == [""]
    again = gridapp("locate", demo_town, "--file", sheet, "--out", out)
    assert again.status == 1
    assert "exists already" in again.err
    assert gridapp("locate", demo_town, "--file", sheet, "--out", out, "--overwrite").err == ""


def test_all_found_is_no_finding(gridapp: Gridapp, demo_town: Path, sheet: Path) -> None:
    sheet.write_text("地点\n人民路126号\n", encoding="utf-8")
    assert gridapp("locate", demo_town, "--file", sheet).status == 0


def test_the_column_can_be_named(gridapp: Gridapp, demo_town: Path, sheet: Path) -> None:
    rows = gridapp("locate", demo_town, "--file", sheet, "--column", "诉求内容", "--json").table()[
        "rows"
    ]
    assert isinstance(rows, list)
    assert rows[0]["text"] == "路灯不亮"
    missing = gridapp("locate", demo_town, "--file", sheet, "--column", "没有")
    assert missing.status == 1
    assert "诉求地址" in missing.err


def test_bad_sheets_and_words(
    gridapp: Gridapp, demo_town: Path, sheet: Path, tmp_path: Path
) -> None:
    sheet.write_text("a,b\n1,2\n", encoding="utf-8")
    assert "--column" in gridapp("locate", demo_town, "--file", sheet).err
    sheet.write_text("地点\nhttps://surl.amap.com/abc\n", encoding="utf-8")
    told = gridapp("locate", demo_town, "--file", sheet)
    assert (told.status, "short link" in told.out) == (1, True)
    assert gridapp("locate", demo_town, "--file", tmp_path / "none.csv").status == 1
    assert "--file" in gridapp("locate", demo_town).err
    assert "--file" in gridapp("locate", demo_town, "人民路", "--file", sheet).err
