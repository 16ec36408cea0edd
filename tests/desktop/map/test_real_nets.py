"""Nets of a real city, flawless and dirty: simplified they look as they are."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyogrio.raw import read

from gridapp.desktop.map import details as room
from gridapp.desktop.map.layers import AreaLayer
from gridapp.desktop.map.picture import render
from gridapp.desktop.map.scene import Scene
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import light
from tests.desktop.map.pictures import pixels

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize(
    ("name", "is_coverage"),
    [
        ("dpw-parking-beats", True),
        ("police-service-areas-psa", True),
        ("leaf-boundary", False),  # 435 holes between its areas, and overlaps
        ("snow-removal-areas", False),  # 3,008 holes
        ("trash-pickup-days-for-2015", False),
    ],
)
def test_a_simplified_net_looks_as_it_is(
    shared_data: Callable[[str], Path],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    is_coverage: bool,
) -> None:
    monkeypatch.setattr(room, "_FEW", 500)
    _, _, shapes, _ = read(shared_data("dc-nets") / f"{name}.geojson", columns=[])
    polygons = shapely.from_wkb(shapes)
    if np.abs(shapely.get_coordinates(polygons)).max() < 180:
        # Degrees are drawn as metres are, once they are as large.
        polygons = shapely.transform(polygons, lambda lonlat: lonlat * (85_000, 111_000))
    assert shapely.coverage_is_valid(polygons) == is_coverage
    layer = AreaLayer(name="net", polygons=polygons, style="grid.level2")
    assert layer.bounds is not None
    view = Viewport(width=700, height=700).fit(layer.bounds).aligned()
    before = pixels(render(Scene([layer]), view, light))
    simple = layer.details.make(view)
    assert simple is not None
    assert len(simple.ragged.coords) < shapely.get_num_coordinates(polygons).sum() / 2
    after = pixels(render(Scene([layer]), view, light))
    assert (np.abs(after - before).max(axis=2) > 60).mean() < 0.001
    assert (before != before[0, 0]).any(axis=2).mean() > 0.02  # lines alone
