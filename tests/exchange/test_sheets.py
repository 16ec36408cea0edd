import gzip
from pathlib import Path

import pytest

from gridapp.errors import InputError
from gridapp.exchange.sheets import read_rows, read_table

TEXT = "编号,地点,时间\n1, 徐霞客镇 ,08:00\n2,“马镇”,\n"
ROWS = [
    {"编号": "1", "地点": "徐霞客镇", "时间": "08:00"},
    {"编号": "2", "地点": "“马镇”", "时间": ""},
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
@pytest.mark.parametrize("name", ["sheet.csv", "sheet.csv.gz"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_sheet_reads_the_same_in_every_dress(
    tmp_path: Path, encoding: str, name: str, newline: str
) -> None:
    raw = TEXT.replace("\n", newline).encode(encoding)
    path = tmp_path / name
    path.write_bytes(gzip.compress(raw) if name.endswith(".gz") else raw)
    assert read_rows(path, ["编号", "时间"]) == ROWS


def test_rows_are_numbered_by_their_line(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text('\na,b\n1,"two\nlines"\n,,\n\n3,4\n'.replace(",,", ","), encoding="utf-8")
    names, rows, lines = read_table(path)
    assert names == ["a", "b"]
    assert rows == [["1", "two\nlines"], ["3", "4"]]
    assert lines == [4, 7]


def test_separators_of_other_systems_stay_in_the_text(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text("a,b\nx\x0by,p\u2028q\n", encoding="utf-8")
    assert read_rows(path) == [{"a": "x\x0by", "b": "p\u2028q"}]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "sheet.csv is empty"),
        ("a,b\n", "no column c.*columns are: a, b"),
        ("a,b\n1,2\n3\n", "row 3: 1 fields where there are 2 columns"),
        ("a,b\n1,2,3\n", "row 2: 3 fields"),
        ("a,a\n1,2\n", "two columns named a"),
        ('a,b\n1,"2\n', "row 2"),
        ('a,b\n1,"2"x\n', "row 2"),
    ],
)
def test_bad_sheets_are_refused(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "sheet.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=sentence) as raised:
        read_rows(path, ["c"] if sentence.startswith("no column") else [])
    assert raised.value.remedy is not None


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sheet.csv"
    path.write_bytes(b"a,b\n\xff\xff\xff\n")
    with pytest.raises(InputError, match="neither UTF-8 nor GB18030"):
        read_rows(path)
    packed = tmp_path / "sheet.csv.gz"
    packed.write_bytes(gzip.compress(b"a,b\n1,2\n")[:-6])
    with pytest.raises(InputError, match="can't be read"):
        read_rows(packed)
    with pytest.raises(InputError, match="no file"):
        read_rows(tmp_path / "nowhere.csv")
