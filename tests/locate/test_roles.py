"""Which of several places in a sentence is meant."""

import pytest

from gridapp.locate.find import Candidate, locate
from gridapp.locate.gazetteer import Gazetteer
from tests.locate.conftest import CRS


def first(village: Gazetteer, text: str) -> Candidate:
    return locate(text, village, CRS)[0]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("我住在阳光花园，人民路128号门口有个坑", "P2"),
        ("家住阳光花园5幢的张先生说，聚龙桥的栏杆断了", "P11"),
        ("本人居住于云溪镇阳光花园，金家场的路灯不亮", "P14"),
        ("不是阳光花园，是金家场那边", "P14"),
        ("不在人民路126号，在锡澄路2号", "P5"),
        ("人民路128号，不是人民路126号", "P2"),
        ("上次反映过的是阳光花园，这回是聚龙桥", "P11"),
    ],
)
def test_what_is_said_aside_gives_way(village: Gazetteer, text: str, meant: str) -> None:
    found = first(village, text)
    assert found.place_id == meant
    assert found.confidence > 0.7


def test_who_names_only_the_own_address_means_it(village: Gazetteer) -> None:
    found = first(village, "我住在阳光花园5幢，楼下太吵")
    assert found.place_id == "P8"
    assert found.confidence > 0.85


def test_is_it_is_no_denial(village: Gazetteer) -> None:
    found = first(village, "是不是阳光花园那边，反正不是金家场")
    assert found.place_id == "P7"


def test_what_is_said_aside_says_so(village: Gazetteer) -> None:
    found = locate("我住在阳光花园，人民路128号门口有个坑", village, CRS)
    home = next(one for one in found if one.place_id == "P7")
    assert "The caller lives there." in [str(reason) for reason in home.reasons]
