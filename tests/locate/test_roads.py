"""A village with its roads drawn: one bends, one is cut in two at a tile's edge."""

import math

import numpy as np
import pytest
import shapely

from gridapp.errors import InputError
from gridapp.locate.find import Candidate, locate
from gridapp.locate.gazetteer import Gazetteer, Places
from gridapp.locate.roads import RoadLines, Roads
from tests.locate.conftest import CRS, ORIGIN, places

LINES = {
    "人民路": [[(-500, 10), (600, 10)]],
    "锡澄路": [[(20, -400), (20, 0)], [(20, 12), (20, 300), (320, 600)]],
    "环河路": [[(-400, -800), (-400, 0), (0, 400)]],
    "锡澄线": [[(0, -3000), (5000, -3000)]],
    "远路": [[(8000, 8000), (9000, 8000)]],
}


def lines() -> RoadLines:
    named = [(name, part) for name, parts in LINES.items() for part in parts]
    shapes = np.empty(len(named), dtype=object)
    shapes[:] = [shapely.LineString(np.array(part) + ORIGIN) for _, part in named]
    return RoadLines([name for name, _ in named], shapes)


@pytest.fixture(scope="module")
def drawn() -> Gazetteer:
    rows = (
        ("H1", "address", "环河路2号", "", "", -410, -700),
        ("H2", "address", "环河路30号", "", "", -10, 410),
        ("K0", "post", "锡澄线K10", "", "", 0, -3000),
        ("K1", "post", "锡澄线K11+000", "", "", 1000, -3000),
        ("K5", "post", "锡澄线K15", "", "", 5000, -3000),
        ("L1", "poi", "人民路003号灯杆", "", "", 300, 14),
        ("R1", "poi", "云溪镇人民政府", "", "", 100, 25),
        ("A1", "address", "人民路8号", "", "", 50, 20),
    )
    return Gazetteer(places(rows), lines())


def offset(candidate: Candidate) -> tuple[float, float]:
    return candidate.x - ORIGIN[0], candidate.y - ORIGIN[1]


@pytest.mark.parametrize(
    ("words", "east", "north"),
    [
        ("人民路锡澄路路口", 20, 10),
        ("锡澄路与人民路交叉口", 20, 10),
        ("人民路和锡澄路口往东五十米", 70, 10),
        ("锡澄路人民路口以南120米处", 20, -110),
        # 300 m north along 锡澄路, which turns to the north-east on the way.
        ("锡澄路人民路口往北500米", 20 + 210 / math.sqrt(2), 300 + 210 / math.sqrt(2)),
        ("人民路8号对面", 50, 0),
        ("锡澄线K10+500", 500, -3000),
        ("锡澄线12公里处", 2000, -3000),
        ("锡澄线13公里200米有人倾倒渣土", 3200, -3000),
        ("人民路3号灯杆不亮", 300, 14),
    ],
)
def test_points_on_lines(drawn: Gazetteer, words: str, east: float, north: float) -> None:
    candidate = locate(words, drawn, CRS)[0]
    assert offset(candidate) == pytest.approx((east, north), abs=3)
    assert candidate.uncertainty_m < 300


def test_between_houses_the_point_keeps_to_the_bend(drawn: Gazetteer) -> None:
    candidate = locate("环河路16号", drawn, CRS)[0]
    east, north = offset(candidate)
    road = shapely.LineString(LINES["环河路"][0])
    assert road.distance(shapely.Point(east, north)) < 20  # the straight line is 150 m off
    assert candidate.uncertainty_m > 100


def test_between_two_places(drawn: Gazetteer) -> None:
    candidate = locate("人民路8号和镇政府之间路灯坏了", drawn, CRS)[0]
    assert offset(candidate) == pytest.approx((75, 22.5), abs=1)
    assert "Between" in str(candidate.reasons[0])


def test_a_way_that_no_road_goes_is_a_straight_step(drawn: Gazetteer) -> None:
    candidate = locate("人民路8号往东北100米", drawn, CRS)[0]
    assert offset(candidate) == pytest.approx((50 + 70.7, 20 + 70.7), abs=0.1)


def test_an_unknown_way_only_widens(drawn: Gazetteer) -> None:
    candidate = locate("人民路8号往前一百米", drawn, CRS)[0]
    assert offset(candidate) == pytest.approx((50, 20), abs=0.1)
    assert candidate.uncertainty_m >= 110


def test_kilometres_without_posts_may_run_either_way() -> None:
    bare = Gazetteer(places(()), lines())
    one, two = locate("锡澄线2公里处", bare, CRS)
    assert sorted(round(offset(c)[0]) for c in (one, two)) == [2000, 3000]
    assert one.confidence < 0.5
    assert one.uncertainty_m > 300


def test_a_road_alone(drawn: Gazetteer) -> None:
    candidate = locate("锡澄路积水", drawn, CRS)[0]
    assert candidate.kind == "road"
    assert candidate.uncertainty_m > 300


def test_meeting() -> None:
    roads = Roads(lines())
    ((x, y),) = roads.meet("人民路", "锡澄路")
    assert (x - ORIGIN[0], y - ORIGIN[1]) == pytest.approx((20, 10), abs=2)
    assert roads.meet("锡澄路", "人民路") == roads.meet("人民路", "锡澄路")
    assert roads.meet("人民路", "远路") == ()
    assert roads.meet("人民路", "没有路") == ()


def test_names_and_lines_must_agree() -> None:
    with pytest.raises(InputError, match="differ in number"):
        RoadLines(["人民路"], np.empty(0, object))


def test_radii_of_their_own_widen() -> None:
    one = places((("G1", "grid", "第3网格", "", "320281198001003", 0, 0),))
    wide = Places(one.ids, one.kinds, one.names, one.addresses, one.aliases, one.x, one.y,
                  np.array([250.0]))  # fmt: skip
    for words in ("第3网格", "320281198001003"):
        (candidate,) = locate(words, Gazetteer(wide), CRS)[:1]
        assert candidate.uncertainty_m == 250
    with pytest.raises(InputError, match="differ in length"):
        Places(one.ids, one.kinds, one.names, one.addresses, one.aliases, one.x, one.y,
               np.empty(0))  # fmt: skip
