"""Measuring on the ellipsoid, by mouse and keys."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod
from PySide6.QtCore import Qt

from gridapp.desktop.map.measure import MeasureTool, What, geodesic_area, geodesic_length
from gridapp.desktop.map.tool import Pointer
from gridapp.locate.crs import unproject

CRS = "EPSG:4549"


def degrees(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return unproject(x, y, CRS)


def at(x: float, y: float) -> Pointer:
    return Pointer(500_000 + x, 3_517_000 + y, 1.0)


@pytest.fixture
def left() -> list[str]:
    return []


def tool(what: What, left: list[str]) -> MeasureTool:
    return MeasureTool(what, degrees, lambda: None, lambda: left.append("left"))


def test_a_length_is_that_of_the_geodesic_not_of_the_plane() -> None:
    places = [(620_000.0, 3_517_000.0), (621_000.0, 3_517_000.0)]
    lon, lat = degrees(*np.array(places).T)
    want = Geod(ellps="WGS84").inv(lon[0], lat[0], lon[1], lat[1])[2]
    assert geodesic_length(places, degrees) == pytest.approx(want, abs=0.001)
    assert abs(geodesic_length(places, degrees) - 1000) > 0.1, "far from the meridian it differs"


@given(st.floats(10, 2000), st.floats(10, 2000))
def test_an_area_near_the_meridian_is_close_to_the_plane_s(width: float, height: float) -> None:
    x, y = 500_000.0, 3_517_000.0
    ring = [(x, y), (x + width, y), (x + width, y + height), (x, y + height)]
    area, around = geodesic_area(ring, degrees)
    assert area == pytest.approx(width * height, rel=1e-3)
    assert around == pytest.approx(2 * (width + height), rel=1e-3)
    assert geodesic_area(ring[::-1], degrees)[0] == pytest.approx(area)


def test_points_come_and_go(left: list[str], english: None) -> None:
    hand = tool("distance", left)
    hand.click(at(0, 0))
    hand.click(at(300, 0))
    hand.move(at(300, 400))
    assert hand.text.startswith("700.0 m")
    hand.key(Qt.Key.Key_Backspace)
    assert len(hand.places) == 2
    hand.click(at(300, 400))
    hand.key(Qt.Key.Key_Return)
    hand.move(at(900, 900))
    assert hand.text.startswith("500.0 m"), "it is ended"
    hand.click(at(50, 50))
    assert len(hand.places) == 1, "and begins anew"


def test_an_area_says_its_circumference(left: list[str], english: None) -> None:
    hand = tool("area", left)
    for x, y in ((0, 0), (200, 0), (200, 200), (0, 200)):
        hand.click(at(x, y))
    hand.double_click(at(0, 200))
    assert hand.text.startswith("4.00 ha, circumference 800.0 m")
    assert "ellipsoid" in hand.text


def test_escape_clears_and_then_leaves(left: list[str]) -> None:
    hand = tool("area", left)
    assert geodesic_area([(0, 0)], degrees) == (0.0, 0.0)
    hand.click(at(0, 0))
    hand.key(Qt.Key.Key_Escape)
    assert hand.places == []
    assert left == []
    hand.key(Qt.Key.Key_Escape)
    assert left == ["left"]
    assert not hand.key(Qt.Key.Key_A)
