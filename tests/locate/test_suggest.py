import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridapp.locate.find import locate, suggest
from gridapp.locate.gazetteer import Gazetteer
from tests.locate.conftest import CRS, places


@pytest.fixture(scope="module")
def town() -> Gazetteer:
    return Gazetteer(
        places(
            (
                ("P1", "address", "人民中路128号", "江阴市云溪镇人民中路128号", "", 0, 0),
                ("P2", "poi", "长江饭店", "", "", 100, 0),
                ("P3", "poi", "第一中学", "", "", 200, 0),
                ("P4", "poi", "阳光花园便利店", "", "", 300, 0),
                ("P5", "enterprise", "江阴市凯天塑业有限公司", "", "", 400, 0),
                ("P6", "poi", "KFC人民路店", "", "", 500, 0),
                ("P7", "address", "锡澄路66号", "", "", 600, 0),
            )
        )
    )


@pytest.mark.parametrize(
    ("typed", "id"),
    [
        ("人民", "P1"), ("中路128", "P1"), ("rmzl", "P1"), ("RMZL128", "P1"),
        ("renminzhong", "P1"), ("ren min", "P1"), ("changjiang", "P2"), ("zjfd", "P2"),
        ("便利", "P4"), ("kfc", "P6"), ("kaitian", "P5"),
    ],
)  # fmt: skip
def test_as_one_types(town: Gazetteer, typed: str, id: str) -> None:
    assert suggest(typed, town)[0].place_id == id


@pytest.mark.parametrize("typed", ["", " ", "xyzzy", "没有这里", "\n", "'"])
def test_nothing_to_suggest(town: Gazetteer, typed: str) -> None:
    assert suggest(typed, town) == ()


@pytest.mark.parametrize(
    ("said", "id", "why"),
    [
        ("人民钟路128号", "P1", "read as"),  # sounds alike
        ("人名中路一百二十八号路灯坏了", "P1", "read as"),
        ("人民中璐128号", "P1", "read as"),
        ("人民路128号", "P1", "short for"),
        ("一中门口堵车", "P3", "short for"),
        ("凯天塑业在排黑水", "P5", "short for"),
        ("阳光花园便历店旁边", "P4", "read as"),
        ("阳光花便利店", "P4", "read as"),
    ],
)
def test_what_was_meant(town: Gazetteer, said: str, id: str, why: str) -> None:
    candidate = locate(said, town, CRS)[0]
    assert candidate.place_id == id
    assert any(why in str(reason) for reason in candidate.reasons)
    assert candidate.confidence < 0.95


def test_traditional_characters_are_no_slip(town: Gazetteer) -> None:
    candidate = locate("錫澄路66號", town, CRS)[0]
    assert candidate.place_id == "P7"
    assert candidate.confidence > 0.95


def test_branches_leave_room_for_others() -> None:
    rows = [(f"P{n}", "poi", "惠民超市", "", "", 100 * n, 0) for n in range(9)]
    found = suggest("惠民", Gazetteer(places((*rows, ("Q", "poi", "惠民大药房", "", "", 0, 9)))))
    assert "Q" in {candidate.place_id for candidate in found}


@given(st.text(max_size=12) | st.text("rmzl人民路128 ", max_size=8))
def test_no_text_breaks_it(town: Gazetteer, text: str) -> None:
    found = suggest(text, town, limit=3)
    assert len(found) <= 3
