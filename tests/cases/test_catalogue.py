import csv
from collections import Counter

import pytest

from gridapp.cases.catalogue import Catalogue
from gridapp.errors import InputError, NotFoundError
from gridapp.paths import data

STANDARD = "GB/T 47678.5-2026"
ROW = {
    "standard": STANDARD,
    "kind": "matter",
    "code": "06010",
    "class_name": "市容环境",
    "name": "暴露垃圾",
}


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    path = data("catalogue", "gbt_47678_5_2026.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return Catalogue.from_rows(csv.DictReader(file))


def test_the_standard_has_its_counts(catalogue: Catalogue) -> None:
    assert Counter(matter.kind for matter in catalogue) == {"component": 153, "matter": 250}
    by_class = Counter(matter.code[:2] for matter in catalogue if matter.kind == "matter")
    assert [by_class[f"{n:02d}"] for n in range(1, 11)] == [76, 44, 16, 14, 3, 51, 7, 16, 21, 2]


def test_the_numbers_that_the_standard_leaves_out(catalogue: Catalogue) -> None:
    for code in ("01016", "06031", "07005", "09007", "05001"):
        with pytest.raises(NotFoundError, match=code):
            catalogue.get(STANDARD, "matter", code)
    assert catalogue.get(STANDARD, "matter", "06032").name == "非正规垃圾填埋场"
    assert catalogue.get(STANDARD, "matter", "09022").name == "占道促销宣传"
    assert catalogue.get(STANDARD, "component", "01077").name == "综合杆"


def test_component_and_matter_share_a_code_but_not_a_key(catalogue: Catalogue) -> None:
    assert catalogue.get(STANDARD, "component", "01037").name == "路灯"
    assert catalogue.get(STANDARD, "matter", "01037").name == "路灯异常"
    with pytest.raises(NotFoundError, match="2013"):
        catalogue.get("GB/T 30428.2-2013", "component", "01037")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("人民路128号门口路灯坏了", "路灯异常"),
        ("菜场门口有人占道经营", "占道经营"),
        ("小区门口暴露垃圾没人收", "暴露垃圾"),
        ("共享单车乱停", "共享单车乱象"),
        ("夜里施工扰民", "施工扰民"),
        ("雨水箅子破了", "雨水箅子异常"),
    ],
)
def test_suggestions(catalogue: Catalogue, text: str, name: str) -> None:
    assert catalogue.suggest(text)[0].matter.name == name


@pytest.mark.parametrize("text", ["", "。", "x", "zzzz"])
def test_no_suggestion_for_nothing(catalogue: Catalogue, text: str) -> None:
    assert catalogue.suggest(text) == ()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"code": "6010"}, "6010"),
        ({"code": "0601０"}, "0601０"),
        ({"kind": "event"}, "event"),
        ({"name": " "}, "name"),
    ],
)
def test_a_bad_row_is_named(change: dict[str, str], words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        Catalogue.from_rows([ROW, {**ROW, **change}])
    assert "Row 3" in str(caught.value)


def test_a_missing_column_and_a_double_row() -> None:
    with pytest.raises(InputError, match="class_name"):
        Catalogue.from_rows([{k: v for k, v in ROW.items() if k != "class_name"}])
    with pytest.raises(InputError, match="twice"):
        Catalogue.from_rows([ROW, ROW])
