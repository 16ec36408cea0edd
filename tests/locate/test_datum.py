import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Geod

from gridapp.locate.datum import CHINA, Datum, convert, is_in_china

GLOBE = Geod(ellps="WGS84")
LON = st.floats(CHINA[0], CHINA[2])
LAT = st.floats(CHINA[1], CHINA[3])
SHIFTED = st.sampled_from([Datum.GCJ02, Datum.BD09])


def metres(lon1: object, lat1: object, lon2: object, lat2: object) -> np.ndarray:
    return np.asarray(GLOBE.inv(lon1, lat1, lon2, lat2)[2])


@pytest.mark.parametrize(
    ("city", "lon", "lat", "shift"),
    [
        ("Beijing", 116.397, 39.909, 555),
        ("Shanghai", 121.474, 31.230, 481),
        ("Guangzhou", 113.264, 23.129, 621),
        ("Chengdu", 104.066, 30.573, 363),
        ("Urumqi", 87.617, 43.826, 265),
    ],
)
def test_measured_shifts(city: str, lon: float, lat: float, shift: float) -> None:
    moved = metres(lon, lat, *convert(lon, lat, Datum.WGS84, Datum.GCJ02))
    assert moved == pytest.approx(shift, abs=8)


def test_shifts_over_the_country() -> None:
    rng = np.random.default_rng(7)
    lon, lat = rng.uniform(75, 130, 4000), rng.uniform(20, 50, 4000)
    mars = convert(lon, lat, Datum.WGS84, Datum.GCJ02)
    shift = metres(lon, lat, *mars)
    assert 380 < shift.mean() < 440
    assert shift.max() < 720
    baidu = metres(*mars, *convert(*mars, Datum.GCJ02, Datum.BD09))
    assert baidu.min() > 780
    assert baidu.max() < 980


@given(LON, LAT, SHIFTED)
def test_there_and_back_within_a_millimetre(lon: float, lat: float, datum: Datum) -> None:
    there = convert(lon, lat, Datum.WGS84, datum)
    back = convert(*there, datum, Datum.WGS84)
    assert metres(lon, lat, *back) < 1e-3


@given(LON, LAT)
def test_the_long_way_round_agrees(lon: float, lat: float) -> None:
    mars = convert(lon, lat, Datum.WGS84, Datum.GCJ02)
    long = convert(*convert(*mars, Datum.GCJ02, Datum.BD09), Datum.BD09, Datum.CGCS2000)
    assert metres(lon, lat, *long) < 1e-3


@pytest.mark.parametrize("datum", list(Datum))
@pytest.mark.parametrize(("lon", "lat"), [(-77.0, 38.9), (0.0, 0.0), (180.0, -90.0), (139.7, 35.7)])
def test_outside_china_nothing_moves(datum: Datum, lon: float, lat: float) -> None:
    for pair in ((Datum.WGS84, datum), (datum, Datum.WGS84)):
        east, north = convert(lon, lat, *pair)
        assert (float(east), float(north)) == (lon, lat)


def test_cgcs2000_is_taken_as_wgs84_and_inputs_stay_untouched() -> None:
    lon, lat = np.array([120.0, 121.0]), np.array([31.0, 32.0])
    east, _ = convert(lon, lat, Datum.WGS84, Datum.CGCS2000)
    assert np.array_equal(east, lon)
    assert not np.shares_memory(east, lon)
    convert(lon, lat, Datum.WGS84, Datum.BD09)
    assert lon.tolist() == [120.0, 121.0]


def test_shapes_broadcast_and_nan_stays_nan() -> None:
    east, north = convert(np.array([[120.0], [121.0]]), 31.0, Datum.WGS84, Datum.GCJ02)
    assert east.shape == north.shape == (2, 1)
    bad, _ = convert(np.nan, 31.0, Datum.GCJ02, Datum.WGS84)
    assert np.isnan(bad)
    assert not is_in_china(np.nan, 31.0)


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="broadcast"):
        convert(np.zeros(2), np.zeros(3), Datum.WGS84, Datum.GCJ02)
