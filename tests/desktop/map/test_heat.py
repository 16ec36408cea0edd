import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridapp.desktop.map.heat import HeatLayer, density
from gridapp.desktop.map.picture import render
from gridapp.desktop.map.scene import Scene
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import Tokens, themes
from tests.desktop.map.pictures import pixels


@settings(deadline=None, max_examples=40)
@given(st.integers(1, 300), st.integers(0, 99), st.floats(20, 900))
def test_the_density_s_sum_is_the_number_of_points(count: int, seed: int, width: float) -> None:
    x, y = np.random.default_rng(seed).uniform(-3000, 3000, (2, count))
    found = density(x, y, width)
    assert found is not None
    cell = found.bandwidth / 3 / 1000
    assert float(found.values.sum()) * cell**2 == pytest.approx(count)
    assert (found.values >= 0).all()
    left, bottom, right, top = found.bounds
    assert left < x.min() <= x.max() < right
    assert bottom < y.min() <= y.max() < top


def test_one_point_makes_a_bell() -> None:
    found = density(np.array([500.0]), np.array([500.0]), 300.0)
    assert found is not None
    peak = 1 / (2 * np.pi * 0.3**2)  # of a Gaussian, per km²
    assert float(found.values.max()) == pytest.approx(peak, rel=0.03)
    row, column = np.unravel_index(int(found.values.argmax()), found.values.shape)
    left, _, _, top = found.bounds
    assert abs(left + (column + 0.5) * 100 - 500) <= 100
    assert abs(top - (row + 0.5) * 100 - 500) <= 100


def test_without_points_there_is_no_heat() -> None:
    assert density(np.empty(0), np.empty(0), 100.0) is None


def test_a_huge_extent_widens_the_kernel_instead_of_the_raster() -> None:
    found = density(np.array([0.0, 4e6]), np.array([0.0, 10.0]), 60.0)
    assert found is not None
    assert max(found.values.shape) <= 700
    assert found.bandwidth > 60


def test_a_layer_reckons_once_an_octave() -> None:
    layer = HeatLayer(name="h", x=np.zeros(3), y=np.zeros(3), style="case")
    assert layer.at(8.0) is layer.at(9.0)
    assert layer.at(8.0) is not layer.at(16.0)


@pytest.mark.parametrize("tokens", themes.values(), ids=themes.keys())
def test_the_picture_is_hot_where_points_are_and_bare_elsewhere(
    qapp: object, tokens: Tokens
) -> None:
    x, y = np.random.default_rng(0).normal(0, 60, (2, 500))
    layer = HeatLayer(name="h", x=x, y=y, style="case", is_interactive=False)
    view = Viewport(scale=8.0, width=400, height=300)
    bare = pixels(render(Scene(), view, tokens))
    hot = pixels(render(Scene([layer]), view, tokens))
    assert (np.abs(hot - bare).max(axis=2)[145:155, 195:205] > 60).all()
    assert (hot[5:20, 5:50] == bare[5:20, 5:50]).all()
