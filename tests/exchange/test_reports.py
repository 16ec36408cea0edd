"""Sheets of reports as hotlines export them, and as nobody should: rows out, errors by row."""

import csv
import string
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gridapp.errors import InputError
from gridapp.exchange.report_columns import USUAL, datum_named, key_of
from gridapp.exchange.report_times import parse_time
from gridapp.exchange.reports import (
    BadRow,
    SheetReport,
    choose_columns,
    read_report_sheet,
    read_reports,
)
from gridapp.locate.datum import Datum
from tests.exchange.workbook import write_workbook

ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 6, 16, 15, 40, tzinfo=ZONE)
HEADER = ["工单编号", "来电时间", "诉求内容", "事发地址", "经度", "纬度"]
ROW = ["GD001", "2026/6/1 15:30", "路灯不亮，晚上看不见", "人民路12号", "120.2701", "31.8402"]


def write(path: Path, *rows: list[str], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def read(path: Path, **wanted: str) -> tuple[list[SheetReport], list[BadRow]]:
    sheet = read_report_sheet(path)
    return read_reports(sheet, choose_columns(sheet, wanted, ZONE, NOW), ZONE, NOW)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_a_hotline_export_is_read_in_its_encoding(tmp_path: Path, encoding: str) -> None:
    (report,), bad = read(write(tmp_path / "a.csv", HEADER, ROW, encoding=encoding))
    assert bad == []
    assert report == SheetReport(
        2, "sheet:GD001", "路灯不亮，晚上看不见", "人民路12号", 120.2701, 31.8402,
        datetime(2026, 6, 1, 15, 30, tzinfo=ZONE), "", "", "", is_urgent=False,
    )  # fmt: skip


@pytest.mark.parametrize("sign", [";", "\t", "|"])
def test_other_signs_between_fields_are_found(tmp_path: Path, sign: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text("\n".join(sign.join(row) for row in (HEADER, ROW)), encoding="utf-8")
    (report,), _ = read(path)
    assert report.source == "sheet:GD001"


def test_a_workbook_with_merged_rows_above_its_header(tmp_path: Path) -> None:
    rows: list[list[str | float | None]] = [
        ["12345热线工单清单（2026年6月）", None, None, None],
        [None],
        ["工单信息", None, "诉求信息", None],
        ["工单编号", "来电时间", "诉求内容", "事发地址"],
        [20260601000123.0, 46174.645833333336, "井盖坏了", "人民路12号"],
        [None, "6月1日下午3点半", "", ""],
    ]
    path = write_workbook(tmp_path / "a.xlsx", rows)
    (report,), (bad,) = read(path)
    assert (report.row, report.source) == (5, "sheet:20260601000123")
    assert report.at == datetime(2026, 6, 1, 15, 30, tzinfo=ZONE)
    assert (bad.row, str(bad.problem)) == (6, "Row 6, 诉求内容: there is no report.")
    renamed = path.rename(tmp_path / "really.csv")  # a workbook, whatever it is called
    assert len(read(renamed)[0]) == 1


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("2026/6/1 15:30", (2026, 6, 1, 15, 30, 0)),
        ("2026-06-01T15:30", (2026, 6, 1, 15, 30, 0)),
        ("2026-06-01 15:30:09", (2026, 6, 1, 15, 30, 9)),
        ("2026-06-01 15:30:09.123", (2026, 6, 1, 15, 30, 9)),
        ("2026-06-01T07:30:00+00:00", (2026, 6, 1, 15, 30, 0)),
        ("2026.6.1", (2026, 6, 1, 0, 0, 0)),
        ("46174.645833333336", (2026, 6, 1, 15, 30, 0)),
        ("46174", (2026, 6, 1, 0, 0, 0)),
        ("20260601153009", (2026, 6, 1, 15, 30, 9)),
        ("20260601", (2026, 6, 1, 0, 0, 0)),
        ("2026年6月1日15时30分", (2026, 6, 1, 15, 30, 0)),
        ("6月1日", (2026, 6, 1, 0, 0, 0)),
        ("6月1日 15:30", (2026, 6, 1, 15, 30, 0)),
        ("6月1日（周一）下午3:30", (2026, 6, 1, 15, 30, 0)),
        ("6月1日下午3点半", (2026, 6, 1, 15, 30, 0)),
        ("12月1日 8:05", (2025, 12, 1, 8, 5, 0)),  # the last December
        ("2026/6/1 3:30 PM", (2026, 6, 1, 15, 30, 0)),
        ("26/6/1 15:30", (2026, 6, 1, 15, 30, 0)),
    ],
)
def test_times_in_the_forms_that_people_write(text: str, wanted: tuple[int, ...]) -> None:
    found = parse_time(text, ZONE, NOW)
    assert found is not None
    here = found.astimezone(ZONE)
    assert (*here.timetuple()[:6],) == wanted


@pytest.mark.parametrize(
    "text", ["", "昨天", "31.8402", "2026/13/1", "6月31日", "15:30", "1e5", "9" * 30]
)
def test_what_is_no_time(text: str) -> None:
    assert parse_time(text, ZONE, NOW) is None


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("来电时间", "昨天", "Row 2, 来电时间: “昨天” is not a time."),
        ("来电时间", "2027/1/1", "Row 2, 来电时间: “2027/1/1” is yet to come."),
        ("经度", "东经", "Row 2, 经度: “东经” is not between -180 and 180 degrees."),
        ("纬度", "120.27", "Row 2, 纬度: “120.27” is not between -90 and 90 degrees."),
        ("纬度", "", "Row 2, 纬度: “” is not between -90 and 90 degrees."),
        ("经度", "nan", "Row 2, 经度: “nan” is not between -180 and 180 degrees."),
    ],
)
def test_a_bad_cell_is_named_by_row_and_field(
    tmp_path: Path, field: str, value: str, problem: str
) -> None:
    row = [value if name == field else cell for name, cell in zip(HEADER, ROW, strict=True)]
    (good,), (bad,) = read(write(tmp_path / "a.csv", HEADER, row, ["GD2", *ROW[1:]]))
    assert good.row == 3
    assert (bad.row, str(bad.problem)) == (2, problem)


def test_no_coordinates_are_no_error(tmp_path: Path) -> None:
    (one, two), bad = read(
        write(tmp_path / "a.csv", HEADER, [*ROW[:4], "", ""], ["GD2", *ROW[1:4], "0", "0"])
    )
    assert bad == []
    assert one.lon is two.lat is None


def test_a_row_without_a_number_is_named_by_what_it_says(tmp_path: Path) -> None:
    header, row = HEADER[1:], ROW[1:]
    (one,), _ = read(write(tmp_path / "a.csv", header, row))
    (other,), _ = read(write(tmp_path / "b.csv", ["序", *header], ["7", *row]))
    assert one.source == other.source
    (_,), (bad,) = read(write(tmp_path / "c.csv", header, row, row))
    assert str(bad.problem) == "Row 3, text: row 2 is the same report."


def test_columns_are_told_by_their_contents_when_names_say_nothing(tmp_path: Path) -> None:
    sheet = read_report_sheet(write(tmp_path / "a.csv", ["甲", "乙", "丙", "丁"],
        ["2026/6/1 15:30", "路灯不亮，晚上看不见路了，请修", "120.2701", "31.8402"]))  # fmt: skip
    assert choose_columns(sheet, {}, ZONE, NOW) == {
        "time": "甲", "text": "乙", "lon": "丙", "lat": "丁",
    }  # fmt: skip


def test_wanted_columns_win_and_unknown_ones_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", [*HEADER, "备注"], [*ROW, "备注里的话"])
    (report,), _ = read(path, text="备注")
    assert report.text == "备注里的话"
    with pytest.raises(InputError, match="has no column 没有"):
        read(path, text="没有")
    with pytest.raises(InputError, match="no field mood"):
        read(path, mood="备注")


def test_the_columns_names_tell_the_datum_and_the_set() -> None:
    assert datum_named(["经度（高德）", "纬度（高德）"]) is Datum.GCJ02
    assert datum_named(["百度经度"]) is Datum.BD09
    assert datum_named(["lng_wgs84"]) is Datum.WGS84
    assert datum_named(["经度"]) is None
    assert key_of(["a", "b"]) == key_of(["b", "a"]) != key_of(["a", "c"])


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("empty.csv", b"", "is empty"),
        ("blank.csv", b"\n,,,\n \n", "is empty"),
        ("empty.xlsx", b"", "workbook"),
        ("binary.csv", b"\x00\x01\x02\xff" * 100, "neither UTF-8 nor GB18030"),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\x00\x00", "not a text file"),
        ("broken.xlsx", b"PK\x03\x04 nothing", "workbook"),
        ("latin.csv", "caf\xe9 au lait\xff".encode("latin-1"), "neither UTF-8 nor GB18030"),
        ("other.csv", "姓名,电话\n张三,1\n".encode(), "no column for the field text"),
    ],
)
def test_bad_files_are_refused_by_name(
    tmp_path: Path, name: str, content: bytes, problem: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=problem) as refused:
        read(path)
    assert name in str(refused.value)
    assert refused.value.remedy is not None


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no file"):
        read(tmp_path / "gone.csv")


CELLS = st.one_of(
    st.text(max_size=30),
    st.text(string.digits + ".-/: 年月日时分上下午eE+", max_size=20),
    st.floats().map(str),
    st.sampled_from([*ROW, "", " ", "\n", '"', "，", "6月1日", "99999", "1/1", "0x1", "²", "１２"]),
)


@settings(max_examples=170, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(CELLS, min_size=1, max_size=len(HEADER) + 2), max_size=12))
def test_whatever_stands_in_the_cells_a_row_is_a_report_or_bad(
    tmp_path: Path, rows: list[list[str]]
) -> None:
    """About ten thousand cells: none crashes, and no row gets lost."""
    path = tmp_path / "fuzz.csv"
    with path.open("w", encoding="utf-8", newline="", errors="replace") as file:
        csv.writer(file, quoting=csv.QUOTE_ALL).writerows([HEADER, *rows])
    try:
        sheet = read_report_sheet(path)
    except InputError:
        assert any("\0" in cell for row in rows for cell in row)
        return
    columns = dict(zip(("number", "time", "text", "place", "lon", "lat"), HEADER, strict=True))
    reports, bad = read_reports(sheet, columns, ZONE, NOW)
    assert sorted([one.row for one in reports] + [one.row for one in bad]) == list(sheet.numbers)
    assert len({one.source for one in reports}) == len(reports)
    assert all(one.at is None or one.at <= NOW for one in reports)
    assert all(str(one.row) in str(one.problem) for one in bad)
    assert set(columns) <= set(USUAL)
