import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridapp.errors import InputError
from gridapp.locate.bigrams import BigramIndex
from gridapp.locate.crossings import road_pair
from gridapp.locate.gazetteer import Gazetteer, Match, Places
from tests.locate.conftest import ORIGIN, places


def first(village: Gazetteer, text: str) -> tuple[str, Match]:
    match = village.find(text)[0]
    return (village.places.ids[match.place] if match.place >= 0 else "-"), match


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("人民路128号", "P2"),
        ("人民路128号门口路灯坏了", "P2"),
        ("人民路128", "P2"),
        ("人民路1280号", "P4"),
        ("江苏省江阴市云溪镇人民路128号", "P2"),
        ("阳光花园5幢", "P8"),
        ("阳光花园里面有人烧烤", "P7"),
        ("聚龙桥上撒了一地石子", "P11"),
        ("五一路2号", "P13"),
        ("人民路和锡澄路路口", "P6"),
        ("锡澄路人民路交叉口", "P6"),
        ("锡澄路跟人民路的十字路口", "P6"),
        ("人民路惠民超市", "P9"),  # the road tells the branches apart
        ("张巷路上的惠民超市", "P10"),
        ("阳光花", "P7"),  # half typed
        ("今天走到金家长村口", "P14"),  # mistyped
    ],
)
def test_the_first_match(village: Gazetteer, text: str, id: str) -> None:
    assert first(village, text)[0] == id


def test_a_number_between_two_known_ones(village: Gazetteer) -> None:
    id, match = first(village, "人民路132号")
    assert id == "-"
    assert match.x - ORIGIN[0] == pytest.approx(120)  # half way from 128 to 136
    assert match.uncertainty_m >= 80
    assert "neighbours" in str(match.reason)


def test_a_number_beyond_the_last_is_very_uncertain(village: Gazetteer) -> None:
    _, match = first(village, "锡澄路90号")
    assert match.uncertainty_m > 300


def test_a_crossing_nobody_listed_is_worked_out(village: Gazetteer) -> None:
    id, match = first(village, "张巷路与五一路交叉口")
    assert id == "-"
    assert (match.x - ORIGIN[0], match.y - ORIGIN[1]) == pytest.approx((905, 870))
    assert "Worked out" in str(match.reason)
    # These two never come near each other.
    found = village.find("锡澄路五一路路口")
    assert not any("Worked out" in str(match.reason) for match in found)


def test_a_road_alone_is_its_middle(village: Gazetteer) -> None:
    id, match = first(village, "人民路有积水")
    assert (id, match.kind) == ("-", "road")
    assert match.uncertainty_m > 1000


def test_branches_stay_candidates(village: Gazetteer) -> None:
    found = village.find("惠民超市")
    assert {village.places.ids[match.place] for match in found} == {"P9", "P10"}


@pytest.mark.parametrize("text", ["", " ", "的", "qwertz", "火星基地旁边", "1"])
def test_nothing_fits(village: Gazetteer, text: str) -> None:
    assert village.find(text) == ()


def test_an_empty_gazetteer_answers_nothing() -> None:
    assert Gazetteer(places(())).find("人民路128号") == ()


@given(st.text(max_size=30) | st.text("人民路锡澄128号口和与幢阳光花园 ", max_size=20))
def test_no_text_breaks_it(village: Gazetteer, text: str) -> None:
    for match in village.find(text):
        assert np.isfinite((match.x, match.y, match.uncertainty_m)).all()
        assert 0 < match.score <= 1
        assert 0 <= match.start < match.end <= len(text)


def test_bad_columns() -> None:
    good = places()
    with pytest.raises(InputError, match="differ in length"):
        Places(good.ids, good.kinds, good.names[1:], good.addresses, good.aliases, good.x, good.y)
    x = good.x.copy()
    x[2] = np.nan
    with pytest.raises(InputError, match="P3"):
        Places(good.ids, good.kinds, good.names, good.addresses, good.aliases, x, good.y)


@pytest.mark.parametrize(
    ("name", "roads"),
    [
        ("人民路锡澄路路口", {"人民路", "锡澄路"}),
        ("张巷路邓巷路路口", {"张巷路", "邓巷路"}),
        ("人民路与锡澄路交叉口", {"人民路", "锡澄路"}),
        ("东升街中街路口", {"东升街", "中街"}),
        ("人民路", None),
        ("人民路人民路路口", None),
        ("阳光花园", None),
    ],
)
def test_the_roads_of_a_crossing(name: str, roads: set[str] | None) -> None:
    assert road_pair(name) == roads


@given(st.lists(st.text("甲乙丙丁戊", min_size=2, max_size=6), min_size=1, max_size=8), st.data())
def test_a_key_is_nearest_to_itself(keys: list[str], data: st.DataObject) -> None:
    index = BigramIndex(keys)
    key = data.draw(st.sampled_from(keys))
    best, shares = index.best(key, len(keys))
    assert shares[0] == pytest.approx(1.0)
    assert key in {keys[k] for k, share in zip(best, shares, strict=True) if share > 0.999}
    assert (np.diff(shares) <= 1e-12).all()
