import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridapp.errors import InputError
from gridapp.locate.crs import project
from gridapp.locate.datum import Datum, convert
from gridapp.locate.find import Candidate, locate
from gridapp.locate.gazetteer import Gazetteer
from tests.locate.conftest import CRS, ORIGIN


def first(village: Gazetteer, text: str) -> Candidate:
    return locate(text, village, CRS)[0]


def offset(candidate: Candidate) -> tuple[float, float]:
    return candidate.x - ORIGIN[0], candidate.y - ORIGIN[1]


def test_a_place_inside_a_sentence(village: Gazetteer) -> None:
    candidate = first(village, "你好，我住在附近，人民路一百二十八号门口路灯坏了，快点来人吧。")
    assert candidate.place_id == "P2"
    assert candidate.confidence > 0.9
    assert candidate.uncertainty_m <= 20
    assert candidate.label == "人民路128号门口"


def test_degrees_may_come_from_a_phone_and_metres_may_not(village: Gazetteer) -> None:
    datums = [candidate.datum for candidate in locate("120.29012,31.58012", village, CRS)]
    assert datums == [Datum.WGS84, Datum.GCJ02]
    metres = f"{ORIGIN[0]:.1f}, {ORIGIN[1]:.1f}"
    assert [candidate.datum for candidate in locate(metres, village, CRS)] == [Datum.CGCS2000]


def test_a_typed_coordinate_wins_over_any_guess(village: Gazetteer) -> None:
    candidates = locate("人民路128号 120.29012,31.58012", village, CRS)
    assert candidates[0].kind == "coordinate"
    assert candidates[0].place_id is None
    x, y = project(120.29012, 31.58012, CRS)
    assert (candidates[0].x, candidates[0].y) == pytest.approx((float(x), float(y)))
    named = next(candidate for candidate in candidates if candidate.place_id == "P2")
    assert named.confidence < min(c.confidence for c in candidates if c.kind == "coordinate")


def test_an_unstated_datum_leaves_a_second_reading(village: Gazetteer) -> None:
    plain, phone = locate("120.29012,31.58012", village, CRS)
    assert (plain.datum, phone.datum) == (Datum.WGS84, Datum.GCJ02)
    assert plain.confidence > phone.confidence
    assert 200 < math.hypot(plain.x - phone.x, plain.y - phone.y) < 700
    (stated,) = locate("高德 120.29012,31.58012", village, CRS)
    assert (stated.x, stated.y) == pytest.approx((phone.x, phone.y))


def test_a_coordinate_of_another_datum_is_shifted(village: Gazetteer) -> None:
    lon, lat = convert(120.285, 31.574, Datum.WGS84, Datum.BD09)
    candidate = first(village, f"百度坐标 {float(lon):.7f},{float(lat):.7f}")
    assert offset(candidate) == pytest.approx((0, 0), abs=0.05)
    assert candidate.datum is Datum.BD09


@pytest.mark.parametrize(
    ("words", "east", "north"),
    [
        ("人民路128号往东五十米", 90, 0),
        ("人民路128号东侧30米处", 70, 0),
        ("人民路128号以北约100米", 40, 100),
        ("人民路128号门口向西南20米", 40 - 14.14, -14.14),
        ("人民路锡澄路路口往西一百五十米", -130, 10),
        ("人民路128号往南0.5公里", 40, -500),
    ],
)
def test_steps_from_a_place(village: Gazetteer, words: str, east: float, north: float) -> None:
    candidate = first(village, words)
    assert offset(candidate) == pytest.approx((east, north), abs=0.01)
    assert "Moved" in str(candidate.reasons[-1])


@pytest.mark.parametrize("words", ["对面", "附近", "旁边", "斜对面", "东侧"])
def test_vague_words_widen(village: Gazetteer, words: str) -> None:
    plain, wide = first(village, "人民路128号"), first(village, f"人民路128号{words}有垃圾")
    assert offset(wide) == offset(plain)
    assert wide.uncertainty_m > plain.uncertainty_m


def test_equals_share_their_confidence(village: Gazetteer) -> None:
    one, two = locate("惠民超市", village, CRS)
    assert one.confidence == pytest.approx(two.confidence)
    assert one.confidence < 0.5


def test_ranking_and_limit(village: Gazetteer) -> None:
    candidates = locate("从阳光花园到人民路128号再到聚龙桥", village, CRS)
    assert {"P2", "P7", "P11"} <= {candidate.place_id for candidate in candidates}
    confidences = [candidate.confidence for candidate in candidates]
    assert confidences == sorted(confidences, reverse=True)
    assert len(locate("从阳光花园到人民路128号再到聚龙桥", village, CRS, limit=1)) == 1


@pytest.mark.parametrize("text", ["", "\n", "路灯坏了", "？？？"])
def test_nothing_found(village: Gazetteer, text: str) -> None:
    assert locate(text, village, CRS) == ()


def test_impossible_coordinates_and_systems(village: Gazetteer) -> None:
    with pytest.raises(InputError, match="no such place"):
        locate("E190.5 N31.2", village, CRS)
    with pytest.raises(InputError, match="Mars"):
        locate("120.29012,31.58012", village, "Mars")


@given(st.text(max_size=50))
def test_no_text_breaks_it(village: Gazetteer, text: str) -> None:
    try:
        candidates = locate(text, village, CRS)
    except InputError:
        return
    for candidate in candidates:
        assert math.isfinite(candidate.x)
        assert math.isfinite(candidate.y)
        assert candidate.uncertainty_m > 0
        assert 0 <= candidate.confidence <= 1
