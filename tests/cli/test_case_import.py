"""A sheet of reports on the command line: opened once, the doubtful listed, nothing lost."""

from pathlib import Path

import pytest

from gridapp.workspace import open_workspace
from tests.cli.conftest import Gridapp, Unchanged

HEADER = "工单编号,来电时间,诉求内容,事发地址\n"


@pytest.fixture
def sheet(town: Path, tmp_path: Path) -> Path:
    """A sheet with a clear row, one of no place, and one of no time."""
    with open_workspace(town) as workspace:
        place = next(
            row.place for row in workspace.casework.rows()
            if "号" in row.place and not row.is_edge_dispute and not workspace.casework.is_open(row)
        )  # fmt: skip
    path = tmp_path / "hotline.csv"
    rows = (
        f"GD1,2026/6/1 8:05,路灯不亮,{place}\n"
        "GD2,2026/6/1 8:06,有个地方有点问题,\n"
        f"GD3,昨天,路灯不亮,{place}\n"
    )
    path.write_text(HEADER + rows, encoding="gb18030")
    return path


def test_clear_rows_are_opened_and_the_others_listed(
    gridapp: Gridapp, town: Path, sheet: Path
) -> None:
    done = gridapp("case", "import", town, sheet, "--json")
    told = done.table()
    assert done.status == 1
    assert (told["rows"], told["known"], told["ready"]) == (3, 0, 1)
    opened, doubtful, bad = (told[key] for key in ("opened", "doubtful", "bad"))
    assert isinstance(opened, list)
    assert isinstance(doubtful, list)
    assert isinstance(bad, list)
    assert [(one["row"], one["doubts"]) for one in doubtful] == [(3, ["no_place"])]
    assert [(one["row"], one["field"]) for one in bad] == [(4, "来电时间")]
    (ref,) = opened
    shown = gridapp("case", "show", town, ref, "--json").table()
    assert shown["stage"] == "reported"
    again = gridapp("case", "import", town, sheet, "--json").table()
    assert (again["opened"], again["known"]) == ([], 1)
    assert gridapp("journal", "verify", town).status == 0


def test_people_read_what_happened(gridapp: Gridapp, town: Path, sheet: Path) -> None:
    lines = gridapp("case", "import", town, sheet).out.splitlines()
    assert lines[0] == "3 rows: 1 opened, 0 known already, 1 doubtful, 1 bad."
    assert "No place found" in lines[2]
    assert "Row 4, 来电时间: “昨天” is not a time." in lines[-1]


def test_a_dry_run_writes_nothing(
    gridapp: Gridapp, town: Path, sheet: Path, unchanged: Unchanged
) -> None:
    with unchanged(town):
        told = gridapp("case", "import", town, sheet, "--dry-run", "--json").table()
    assert (told["ready"], told["opened"], told["dry_run"]) == (1, [], True)


def test_a_clean_sheet_ends_well(gridapp: Gridapp, town: Path, sheet: Path) -> None:
    sheet.write_text("".join(sheet.read_text(encoding="gb18030").splitlines(True)[:2]))
    assert gridapp("case", "import", town, sheet, "--json").status == 0


def test_bad_columns_and_files_are_refused(gridapp: Gridapp, town: Path, sheet: Path) -> None:
    wrong = gridapp("case", "import", town, sheet, "--columns", "text=没有")
    assert wrong.status == 1
    assert "has no column 没有" in wrong.err
    assert "Write FIELD=COLUMN" in gridapp("case", "import", town, sheet, "--columns", "text").err
    assert "There is no file" in gridapp("case", "import", town, sheet.with_name("no.csv")).err
