import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer

from gridapp.errors import InputError
from gridapp.locate.crs import is_in_area, metric_crs, project, unproject


@pytest.mark.parametrize(
    ("lon", "lat", "crs"),
    [
        (120.28, 31.57, "EPSG:4549"),
        (118.4, 31.0, "EPSG:4548"),
        (118.6, 31.0, "EPSG:4549"),
        (73.6, 39.4, "EPSG:4534"),
        (134.9, 48.0, "EPSG:4554"),
        (137.0, 48.0, "EPSG:4554"),
        (-77.0, 38.9, "EPSG:32618"),
        (151.2, -33.9, "EPSG:32756"),
        (180.0, 0.0, "EPSG:32660"),
        (-180.0, 0.0, "EPSG:32601"),
    ],
)
def test_the_metric_system_of_a_place(lon: float, lat: float, crs: str) -> None:
    assert metric_crs(lon, lat) == crs


def test_wgs84_is_taken_as_cgcs2000() -> None:
    x, y = project(120.285, 31.574, "EPSG:4549")
    same = Transformer.from_crs("EPSG:4490", "EPSG:4549", always_xy=True)
    assert (float(x), float(y)) == pytest.approx(same.transform(120.285, 31.574), abs=1e-6)


@given(st.floats(119, 121.4), st.floats(20, 50))
def test_there_and_back(lon: float, lat: float) -> None:
    back = unproject(*project(lon, lat, "EPSG:4549"), "EPSG:4549")
    assert (float(back[0]), float(back[1])) == pytest.approx((lon, lat), abs=1e-9)


def test_columns() -> None:
    x, y = project(np.full(5, 120.0), np.linspace(30, 31, 5), "EPSG:4549")
    assert x == pytest.approx(np.full(5, 500_000.0))
    assert y.shape == (5,)
    assert (np.diff(y) > 27_000).all()


def test_the_area_of_a_system() -> None:
    assert is_in_area(120.3, 31.5, "EPSG:4549")
    assert not is_in_area(31.5, 120.3, "EPSG:4549")


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:999999", "", "Mars"])
def test_what_is_not_a_metric_system(crs: str) -> None:
    with pytest.raises(InputError):
        project(120.0, 31.0, crs)
