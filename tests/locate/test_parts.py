"""Parts of names, branches, stretches of roads: what people say instead of a whole name."""

import math

import numpy as np
import pytest
import shapely

from gridapp.locate.find import Candidate, locate
from gridapp.locate.gazetteer import Gazetteer
from gridapp.locate.parts import parts_of_names
from gridapp.locate.roads import RoadLines
from tests.locate.conftest import CRS, ORIGIN, places

ROWS = (
    ("M1", "poi", "云溪大自然昆虫馆", "健康路2号", "", 0, 500),
    ("S1", "poi", "老徐面馆", "健康路9号", "", 300, 20),
    ("S2", "poi", "老徐面馆(南河沿店)", "云溪镇南河沿24号", "", 2000, 2000),
    ("T1", "poi", "云溪汽车客运站", "", "", 900, 900),
    ("T2", "poi", "震旦国际大楼", "", "", 700, -900),
    ("B1", "poi", "外灘郵政", "", "", -900, -900),
    *((f"H{n}", "address", f"健康路{n}号", "", "", n, 10) for n in range(2, 60, 2)),
)
ROADS = {
    "健康路": (0, 0, 1000, 0),
    "府前路": (200, -500, 200, 500),
    "朝阳路": (600, -500, 600, 500),
    "远路": (5000, 0, 6000, 0),
    "南河沿": (1900, 2000, 2100, 2000),
}


@pytest.fixture(scope="module")
def town() -> Gazetteer:
    lines = np.empty(len(ROADS), dtype=object)
    lines[:] = [shapely.LineString(np.reshape(ends, (2, 2)) + ORIGIN) for ends in ROADS.values()]
    return Gazetteer(places(ROWS), RoadLines(list(ROADS), lines))


def first(town: Gazetteer, text: str) -> Candidate:
    return locate(text, town, CRS)[0]


def off(found: Candidate, east: float, north: float) -> float:
    return math.hypot(found.x - ORIGIN[0] - east, found.y - ORIGIN[1] - north)


@pytest.mark.parametrize(
    "words",
    ["健康路从府前路到朝阳路这一段路灯不亮", "健康路(府前路-朝阳路段)积水", "健康路府前路至朝阳路",
     "健康路府前路口到朝阳路口之间", "健康路上，府前路和朝阳路中间"],
)  # fmt: skip
def test_a_stretch_of_a_road(town: Gazetteer, words: str) -> None:
    found = first(town, words)
    assert off(found, 400, 0) < 1
    assert 200 <= found.uncertainty_m < 260
    assert found.kind == "stretch"


@pytest.mark.parametrize("words", ["健康路府前路到远路", "健康路府前路朝阳路", "健康路到健康路"])
def test_what_is_no_stretch(town: Gazetteer, words: str) -> None:
    assert all(found.kind != "stretch" for found in locate(words, town, CRS))


@pytest.mark.parametrize(
    ("words", "east"),
    [("健康路靠近朝阳路的地方", 600), ("健康路上离府前路不远", 200), ("健康路府前路往东50米", 250),
     ("健康路离府前路大概一百米的样子往东走", 300)],
)  # fmt: skip
def test_two_roads_without_the_word_for_crossing(town: Gazetteer, words: str, east: float) -> None:
    assert off(first(town, words), east, 0) < 5


def test_a_way_without_a_distance_widens(town: Gazetteer) -> None:
    found = first(town, "健康路府前路口往东走")
    assert off(found, 200, 0) < 1
    assert found.uncertainty_m > 100


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("昆虫馆售票处门口地上全是水", "M1"),
        ("汽车站门口黑车拉客", "T1"),
        ("震旦大楼的灯光太刺眼", "T2"),
        ("南河沿老徐面馆占道", "S2"),
        ("老徐面馆(南河沿店)门口", "S2"),
        ("老徐面馆门口", "S1"),
        ("外滩邮政门口", "B1"),
        ("外灘郵政門口", "B1"),
    ],
)
def test_what_people_say_for_it(town: Gazetteer, words: str, meant: str) -> None:
    assert first(town, words).place_id == meant


def test_another_branch_is_not_sure(town: Gazetteer) -> None:
    assert all(one.confidence < 0.9 for one in locate("老徐面馆(远路店)太吵", town, CRS))


def test_a_part_is_never_sure(town: Gazetteer) -> None:
    assert first(town, "昆虫馆售票处").confidence < 0.7


def test_what_many_have_says_nothing() -> None:
    def holding(piece: str, limit: int) -> list[tuple[int, str]]:
        names = ["江阴昆虫馆", "无锡昆虫馆", "云溪昆虫馆"]
        return [(n, name) for n, name in enumerate(names) if piece in name][:limit]

    assert list(parts_of_names("昆虫馆门口", holding)) == []
    (part,) = parts_of_names("云溪昆虫馆门口", holding)
    assert (part.place, part.start, part.end) == (2, 0, 5)
