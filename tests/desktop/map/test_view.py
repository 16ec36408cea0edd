import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gridapp.desktop.map.view import Viewport, max_scale, min_scale, union

numbers = st.floats(-1e6, 1e6)
views = st.builds(
    Viewport,
    x=st.floats(-5e5, 5e5),
    y=st.floats(-5e6, 5e6),
    scale=st.floats(0.1, 500),
    width=st.integers(100, 4000).map(float),
    height=st.integers(100, 3000).map(float),
    ratio=st.sampled_from([1.0, 1.25, 1.5, 2.0]),
)
pixels = st.floats(0, 3000)


@given(views, numbers, numbers)
def test_there_and_back(view: Viewport, x: float, y: float) -> None:
    there = view.to_screen(np.array([[x, y]]))
    back = view.to_map(there)
    assert back[0] == pytest.approx((x, y), abs=1e-5)
    assert there[0] == pytest.approx(view.screen(x, y), abs=1e-6, rel=1e-9)
    assert view.place(*view.screen(x, y)) == pytest.approx((x, y), abs=1e-5)


@given(views, pixels, pixels, st.floats(0.2, 5))
def test_zoom_keeps_the_point_under_the_cursor(
    view: Viewport, px: float, py: float, factor: float
) -> None:
    zoomed = view.zoom_at(px, py, factor)
    assert zoomed.place(px, py) == pytest.approx(view.place(px, py), abs=1e-5)
    assert min_scale <= zoomed.scale <= max_scale


@given(views, pixels, pixels, st.floats(0.2, 5), st.floats(0, 1))
def test_a_glide_keeps_the_point_all_the_way(
    view: Viewport, px: float, py: float, factor: float, share: float
) -> None:
    assume(abs(factor - 1) > 1e-3)
    between = view.between(view.zoom_at(px, py, factor), share)
    assert between.place(px, py) == pytest.approx(view.place(px, py), abs=0.05 * view.scale)


@given(views, st.floats(-500, 500), st.floats(-500, 500))
def test_pan_moves_what_is_seen(view: Viewport, dx: float, dy: float) -> None:
    x, y = view.place(100, 100)
    assert view.pan(dx, dy).screen(x, y) == pytest.approx((100 + dx, 100 + dy), abs=1e-3)


@given(views, numbers, numbers, st.floats(1, 1e5), st.floats(1, 1e5))
def test_fit_shows_all_of_it_in_the_middle(
    view: Viewport, left: float, bottom: float, width: float, height: float
) -> None:
    bounds = (left, bottom, left + width, bottom + height)
    fitted = view.fit(bounds, margin=20)
    seen = fitted.extent
    assert (seen[0] <= left and seen[2] >= left + width) or fitted.scale == max_scale
    assert (seen[1] <= bottom and seen[3] >= bottom + height) or fitted.scale == max_scale
    middle = fitted.screen(left + width / 2, bottom + height / 2)
    assert middle == pytest.approx((view.width / 2, view.height / 2), abs=1e-3)


@given(views)
def test_an_aligned_view_is_less_than_a_pixel_away(view: Viewport) -> None:
    aligned = view.aligned()
    apart = math.hypot(aligned.x - view.x, aligned.y - view.y) / view.scale * view.ratio
    assert apart <= 0.75
    corner = np.array(aligned.origin) * view.ratio
    assert corner == pytest.approx(np.rint(corner), abs=1e-4)


def test_limits_hold_at_both_ends() -> None:
    assert Viewport(scale=min_scale).zoom_at(0, 0, 1e-9).scale == min_scale
    assert Viewport(scale=max_scale).zoom_at(0, 0, 1e9).scale == max_scale
    assert Viewport().fit((5, 5, 5, 5)).scale == min_scale


def test_union_of_nothing_is_nothing() -> None:
    assert union([]) is None
    assert union([(0, 0, 1, 1), (-1, 2, 0, 3)]) == (-1, 0, 1, 3)
