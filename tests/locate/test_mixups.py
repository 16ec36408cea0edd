import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridapp.locate.crs import ZONES, Zone, project, unproject, zone_at
from gridapp.locate.datum import Datum, convert
from gridapp.locate.mixups import Mistake, is_astray, is_swapped, likely_mixup

LON, LAT = st.floats(76, 133), st.floats(20, 52)
HERE = (120.285, 31.574)


def moved(point: tuple[float, float], source: Datum, target: Datum) -> tuple[float, float]:
    lon, lat = convert(*point, source, target)
    return float(lon), float(lat)


@pytest.mark.parametrize(
    ("first", "second", "offset"),
    [
        (Datum.GCJ02, Datum.BD09, (600, 1000)),
        (Datum.BD09, Datum.GCJ02, (600, 1000)),
        (Datum.WGS84, Datum.GCJ02, (10, 800)),
        (Datum.GCJ02, Datum.WGS84, (10, 800)),
        (Datum.WGS84, Datum.BD09, (30, 1700)),
    ],
)
@given(lon=LON, lat=LAT)
def test_a_shifted_pair_is_named(
    first: Datum, second: Datum, offset: tuple[float, float], lon: float, lat: float
) -> None:
    a = moved((lon, lat), Datum.WGS84, first)
    b = moved((lon, lat), Datum.WGS84, second)
    mixup = likely_mixup(a, b)
    assert mixup is not None
    assert (mixup.mistake, mixup.first, mixup.second) == (Mistake.DATUM, first, second)
    assert mixup.rest_m < 0.01
    assert offset[0] < mixup.offset_m < offset[1]
    assert first.value in str(mixup.reason)


def test_the_city_feed_with_the_same_place_twice() -> None:
    mixup = likely_mixup((120.2850, 31.5740), (120.2916, 31.5798))
    assert mixup is not None
    assert (mixup.first, mixup.second) == (Datum.GCJ02, Datum.BD09)


def test_swapped_axes() -> None:
    mixup = likely_mixup(HERE, HERE[::-1])
    assert mixup is not None
    assert mixup.mistake is Mistake.AXES
    assert mixup.rest_m == 0


@settings(deadline=None)  # the first use of a zone is slow
@given(LON, LAT, st.sampled_from([-6, -3, 3, 6]))
def test_a_wrong_zone(lon: float, lat: float, degrees: int) -> None:
    right = zone_at(lon)
    x, y = project(lon, lat, right.crs)
    wrong = zone_at(right.meridian + degrees)
    if wrong == right:
        return
    shifted = unproject(x, y, wrong.crs)
    mixup = likely_mixup((lon, lat), (float(shifted[0]), float(shifted[1])))
    assert mixup is not None
    assert mixup.mistake is Mistake.ZONE
    assert str(abs(wrong.meridian - right.meridian)) in str(mixup.reason)


@pytest.mark.parametrize(
    "second",
    [HERE, (120.2851, 31.5741), (120.30, 31.58), (float("nan"), 31.0)],
    ids=["same", "near", "unexplained", "nowhere"],
)
def test_no_mistake_to_name(second: tuple[float, float]) -> None:
    assert likely_mixup(HERE, second) is None


def test_points_gone_astray() -> None:
    lon = np.array([120.3, 31.5, -77.0, np.nan, 500.0])
    lat = np.array([31.5, 120.3, 38.9, 31.0, 31.0])
    assert is_astray(lon, lat).tolist() == [False, True, True, True, True]
    assert is_swapped(lon, lat).tolist() == [False, True, False, False, False]


@pytest.mark.slow
@pytest.mark.parametrize("zone", ZONES, ids=lambda zone: zone.crs)
def test_every_zone_there_and_back(zone: Zone) -> None:
    lon = zone.meridian + np.linspace(-zone.width / 2, zone.width / 2, 9)
    lat = np.linspace(18, 53, 9)
    x, y = project(lon, lat, zone.crs)
    false_easting = 500_000 + zone.is_prefixed * zone.number * 1_000_000
    assert x[4] == pytest.approx(false_easting, abs=1e-3)
    back = unproject(x, y, zone.crs)
    assert np.abs(back[0] - lon).max() < 1e-9
    assert np.abs(back[1] - lat).max() < 1e-9
