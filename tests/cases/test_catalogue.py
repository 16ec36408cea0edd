import csv
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pytest

from data.maketown.phrases import CLOSINGS, MATTERS, OPENINGS
from gridapp.cases.catalogue import Catalogue, MatterKey
from gridapp.cases.experience import learn
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
    name = "gbt_47678_5_2026.csv"
    return Catalogue.from_rows(
        sheet(data("catalogue", name)), sheet(data("catalogue", "words", name))
    )


def sheet(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


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


Told = tuple[str, str, str]  # kind, code, text
Property = Callable[[str, object], None]


def shares(catalogue: Catalogue, reports: Iterable[Told]) -> tuple[float, float]:
    """How often the right entry comes first, and among the first three."""
    ranks = []
    for kind, code, text in reports:
        found = catalogue.suggest(text, kind=None, limit=3)
        keys = [(one.matter.kind, one.matter.code) for one in found]
        ranks.append(keys.index((kind, code)) if (kind, code) in keys else 9)
    return float(np.mean(np.array(ranks) == 0)), float(np.mean(np.array(ranks) < 3))


def town_reports(seed: int, count: int = 300) -> list[Told]:
    """Reports as the demo town's people speak, of another seed than its own."""
    rng = np.random.default_rng(seed)
    places = [row["place"] for row in sheet(data("town", "incidents.csv"))]
    weights = np.array([matter.weight for matter in MATTERS])
    told = []
    for _ in range(count):
        matter = MATTERS[int(rng.choice(len(MATTERS), p=weights / weights.sum()))]
        channel = str(rng.choice(list(OPENINGS)))
        sentence = str(rng.choice(matter.sentences)).format(place=rng.choice(places))
        text = f"{rng.choice(OPENINGS[channel])}{sentence}{rng.choice(CLOSINGS[channel])}"
        told.append((matter.kind, matter.code, text))
    return told


def test_reports_of_the_town_are_read_rightly(
    catalogue: Catalogue, record_property: Property
) -> None:
    first, three = shares(catalogue, town_reports(seed=99))
    record_property("first", first)
    record_property("first three", three)
    assert first >= 0.8, f"{first:.0%} first, {three:.0%} in the first three"
    assert three >= 0.9


def test_reports_in_other_words_are_read_rightly(
    catalogue: Catalogue, record_property: Property
) -> None:
    rows = sheet(Path(__file__).with_name("reports.csv"))
    first, three = shares(catalogue, ((row["kind"], row["code"], row["text"]) for row in rows))
    record_property("first", first)
    record_property("first three", three)
    assert first >= 0.8, f"{first:.0%} first, {three:.0%} in the first three"
    assert three >= 0.9


def test_a_suggestion_says_why(catalogue: Catalogue) -> None:
    found = catalogue.suggest("门口的垃圾桶满了，没人收", kind=None)
    assert found[0].matter.name == "垃圾站(箱)满溢"
    assert "垃圾桶…满" in str(found[0].reasons[0])
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert all(0 < one.score < 1 for one in found)


def test_a_component_stands_for_the_matter_of_its_code(catalogue: Catalogue) -> None:
    found = catalogue.suggest("路灯不亮", kind=None, limit=50)
    assert (found[0].matter.kind, found[0].matter.name) == ("component", "路灯")
    assert "路灯异常" not in {one.matter.name for one in found}
    assert catalogue.suggest("路灯不亮")[0].matter.name == "路灯异常"


def test_every_row_of_words_is_of_an_entry_and_can_be_read(catalogue: Catalogue) -> None:
    rows = sheet(data("catalogue", "words", "gbt_47678_5_2026.csv"))
    keys = [(row["standard"], row["kind"], row["code"]) for row in rows]
    assert len(set(keys)) == len(keys)
    for standard, kind, code in keys:
        assert catalogue.get(standard, kind, code)
    for row in rows:
        for phrase in row["words"].split():
            assert all(all(part.split("/")) for part in phrase.split("+")), (row["code"], phrase)


def test_closed_cases_teach(catalogue: Catalogue) -> None:
    key = MatterKey(STANDARD, "matter", "06038")
    other = MatterKey(STANDARD, "matter", "06028")
    experience = learn(
        [(f"{place}咯咯哒又来了", key) for place in ("东街", "西街", "南街", "北街")]
        + [(f"{place}咚咚锵锵", other) for place in ("东街", "西街", "南街")]
    )
    assert catalogue.suggest("中街咯咯哒") == ()
    (found, *_) = catalogue.suggest("中街咯咯哒", experience=experience)
    assert found.matter.key == key
    assert "Closed cases" in str(found.reasons[-1])
    assert sum(experience.shares("中街咯咯哒").values()) == pytest.approx(1.0)


def test_two_cases_teach_nothing(catalogue: Catalogue) -> None:
    key = MatterKey(STANDARD, "matter", "06038")
    assert learn([("咯咯哒", key), ("咯咯哒", key)]).shares("咯咯哒") == {}
    assert learn([]).shares("咯咯哒") == {}


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
