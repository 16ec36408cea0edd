"""Tiles laid into Gauss-Kruger: below half a pixel everywhere, on both datums."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridapp.desktop.map.background.warp import Warp, at, tolerance
from gridapp.desktop.map.view import Viewport
from gridapp.exchange.backgrounds.mercator import metres_per_pixel, to_degrees, to_world
from gridapp.locate.crs import project, unproject
from gridapp.locate.datum import Datum, convert

CRS = "EPSG:4549"  # three-degree Gauss-Kruger, 120 east
HOME = (120.27, 31.9)


def view_at(lon: float, lat: float, scale: float, crs: str = CRS, ratio: float = 1.0) -> Viewport:
    x, y = project(lon, lat, crs)
    return Viewport(float(x), float(y), scale, 1366, 768, ratio)


@given(st.floats(-180, 180), st.floats(-85, 85))
def test_the_world_and_back(lon: float, lat: float) -> None:
    assert np.allclose(to_degrees(*to_world(lon, lat)), (lon, lat), atol=1e-9)


@pytest.mark.parametrize("datum", [Datum.WGS84, Datum.GCJ02])
@pytest.mark.parametrize("scale", [0.05, 0.6, 5.0, 60.0, 400.0, 1500.0])
@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_every_pixel_is_within_half_a_pixel(datum: Datum, scale: float, ratio: float) -> None:
    view = view_at(*HOME, scale, ratio=ratio)
    warp = Warp(CRS, datum)
    pixels = 256.0 * 2 ** warp.zoom(view, 256, 22)
    covered = 0.0
    worst = 0.0
    for piece in warp.pieces(view, pixels):
        left, top, right, bottom = piece.frame
        covered += (right - left) * (bottom - top)
        assert piece.error <= tolerance
        rng = np.random.default_rng(1)
        points = rng.uniform((left, top), (right, bottom), (60, 2))
        places = view.to_map(points)
        lon, lat = convert(*unproject(places[:, 0], places[:, 1], CRS), Datum.WGS84, datum)
        true = np.column_stack(to_world(lon, lat)) * pixels
        zoomed = abs(np.linalg.det(piece.matrix[:2])) ** 0.5
        away = np.hypot(*(at(piece.matrix, points) - true).T) * ratio / zoomed
        worst = max(worst, float(away.max()))
    assert covered == pytest.approx(1366 * 768)
    assert worst < 0.5


def test_a_town_needs_one_affine_way_and_a_province_many() -> None:
    warp = Warp(CRS, Datum.WGS84)

    def count(scale: float) -> int:
        view = view_at(*HOME, scale).resized(512, 512, 1.0)
        return len(list(warp.pieces(view, 256.0 * 2 ** warp.zoom(view, 256, 22))))

    assert count(0.5) == count(2.0) == 1
    assert count(1500.0) > 4


def test_gcj02_is_shifted_right_at_zoom_18() -> None:
    """A place on GCJ-02 comes back to its true place: far below a pixel of 0.5 m."""
    lon, lat = convert(*HOME, Datum.WGS84, Datum.GCJ02)
    pixels = 256.0 * 2**18
    wanted = np.column_stack(to_world(lon, lat)) * pixels
    view = view_at(*HOME, metres_per_pixel(18, HOME[1]))
    (x, y) = view.screen(view.x, view.y)
    for piece in Warp(CRS, Datum.GCJ02).pieces(view, pixels):
        left, top, right, bottom = piece.frame
        if left <= x < right and top <= y < bottom:
            assert np.hypot(*(at(piece.matrix, np.array([(x, y)])) - wanted)[0]) < 0.5
    plain = np.column_stack(to_world(*HOME)) * pixels
    assert np.hypot(*(plain - wanted)[0]) > 700  # what is set right


def test_where_the_system_ends_there_is_nothing() -> None:
    view = Viewport(4e7, 9e7, 1000.0, 800, 600)
    assert list(Warp("EPSG:4549", Datum.GCJ02).pieces(view, 256.0 * 2**8)) == []
    assert Warp("EPSG:4549", Datum.WGS84).zoom(view, 256, 18) >= 0


def test_the_zoom_suits_the_scale() -> None:
    warp = Warp(CRS, Datum.WGS84)
    for zoom in range(6, 18):
        view = view_at(*HOME, metres_per_pixel(zoom, HOME[1]))
        assert warp.zoom(view, 256, 18) == zoom
        assert warp.zoom(view, 512, 18) == zoom - 1
        assert warp.zoom(view, 256, 9) == min(zoom, 9)
    assert warp.zoom(view_at(*HOME, 0.02), 256, 18) == 18
