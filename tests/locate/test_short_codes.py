"""Plus codes and geohashes."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gridapp.locate import geohash, plus_codes
from gridapp.locate.coordinates import parse_coordinates
from gridapp.locate.datum import Datum

TOWN, NEAR = "EPSG:4549", (120.35, 31.78)


@pytest.mark.parametrize(
    ("digits", "lon", "lat", "size"),
    [
        ("7FG49QCJ2V", 2.7821875, 20.3700625, 1 / 8000),
        ("8FVC9G8F6X", 8.5249375, 47.3655625, 1 / 8000),
        ("7FG49QCJ2VX", 2.782234375, 20.3701125, 1 / 32000),
    ],
)
def test_known_plus_codes(digits: str, lon: float, lat: float, size: float) -> None:
    """From the test data of the Open Location Code specification."""
    found = plus_codes.decode(digits)
    assert found[:2] == pytest.approx((lon, lat), abs=1e-6)
    assert found[2] == pytest.approx(size)


def test_a_full_plus_code_in_a_sentence() -> None:
    (parsed,) = parse_coordinates("在8Q336FJH+JR附近", TOWN)
    assert (parsed.lon, parsed.lat) == pytest.approx((121.4796, 31.2316), abs=1e-3)
    assert parsed.datum is Datum.WGS84
    assert 5 < parsed.uncertainty_m < 12


@given(st.floats(-0.45, 0.45), st.floats(-0.45, 0.45))
def test_a_short_plus_code_is_near_the_town(east: float, north: float) -> None:
    lon, lat = NEAR[0] + east, NEAR[1] + north
    code = encode(lon, lat)
    assume(any(digit.isalpha() for digit in code[4:]))  # digits alone are taken for a sum
    (full,) = parse_coordinates(code, TOWN)
    (short,) = parse_coordinates(code[4:], TOWN, NEAR)
    assert (short.lon, short.lat) == pytest.approx((full.lon, full.lat), abs=1e-9)
    assert abs(full.lon - lon) < 1 / 8000
    assert abs(full.lat - lat) < 1 / 8000


def encode(lon: float, lat: float) -> str:
    digits = "23456789CFGHJMPQRVWX"
    north, east = int((lat + 90) * 8000), int((lon + 180) * 8000)
    code = ""
    for _ in range(5):
        code = digits[north % 20] + digits[east % 20] + code
        north, east = north // 20, east // 20
    return f"{code[:8]}+{code[8:]}"


@pytest.mark.parametrize("text", ["6FJH+JR", "2345+67", "66666666+22", "C++", "ABCD+EF"])
def test_no_plus_code(text: str) -> None:
    assert parse_coordinates(text, TOWN) == ()  # without a town a short one means nothing


def test_known_geohashes() -> None:
    """Wikipedia's own example, and one of the town."""
    assert geohash.decode("ezs42")[:2] == pytest.approx((-5.603, 42.605), abs=1e-3)
    assert geohash.decode("u4pruydqqvj")[:2] == pytest.approx((10.40744, 57.64911), abs=1e-5)


def test_a_geohash_alone_or_named() -> None:
    (alone,) = parse_coordinates("wttc8m2x", TOWN)
    assert (alone.lon, alone.lat) == pytest.approx((120.5978, 31.2313), abs=1e-3)
    assert not alone.is_datum_stated
    (named,) = parse_coordinates("灯杆 geohash: ezs42 旁", TOWN)
    assert named.uncertainty_m > 1000


@pytest.mark.parametrize("text", ["b12345", "hello", "wttc8m2x 路灯坏了", "12345678", "苏b12345"])
def test_no_geohash(text: str) -> None:
    assert parse_coordinates(text, TOWN) == ()
