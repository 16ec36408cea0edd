"""Simplified shapes on a picture: as the whole ones look, in parts as in one piece."""

from collections.abc import Generator
from dataclasses import replace

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from PySide6.QtGui import QImage, QPainter

from gridapp.desktop.map import details as room
from gridapp.desktop.map import paint_areas as painter_room
from gridapp.desktop.map.layers import AreaLayer
from gridapp.desktop.map.painters import paint_layers
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import AreaStyle, Tokens, dark
from tests.desktop.map.pictures import pixels
from tests.desktop.map.towns import quilt

pytestmark = pytest.mark.usefixtures("qapp")

WHOLE = Viewport(width=300, height=230).fit((0, 0, 480, 360)).aligned()
STYLES = {
    "hairlines": AreaStyle(fill="#203040", stroke="#80A0C0"),
    "wide": AreaStyle(stroke="#80A0C0", widths=((1.0, 2.0),)),
    "glowing": AreaStyle(stroke="#80A0C0", widths=((1.0, 2.0),), glow="#60FF0000", glow_width=6.0),
    "faint": AreaStyle(stroke="#8080A0C0", widths=((1.0, 2.0),)),
    "kind.one": AreaStyle(fill="#203040", stroke="#C08040"),
    "kind.two": AreaStyle(fill="#402030", stroke="#40C080"),
}
LOOK: Tokens = replace(dark, areas={**dark.areas, **STYLES})


def halved(polygon: shapely.Polygon) -> shapely.Polygon:
    """Put a vertex into the middle of each segment: neighbours find the same one."""
    ring = shapely.get_coordinates(polygon)
    between = (ring[:-1] + ring[1:]) / 2
    return shapely.Polygon(np.vstack((np.stack((ring[:-1], between), 1).reshape(-1, 2), ring[-1:])))


def quilted(style: str) -> AreaLayer:
    cells = quilt(12, 9, 40.0, 5)
    for _ in range(3):
        cells = np.array([halved(cell) for cell in cells], dtype=object)
    classes = None
    if style == "kind":
        classes = ["one" if number % 12 < 5 else "two" for number in range(108)]
    return AreaLayer(name="a", polygons=cells, style=style, classes=classes)


@pytest.fixture
def simple(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let small layers be simplified too."""
    monkeypatch.setattr(room, "_FEW", 100)


def drawn(layer: AreaLayer, view: Viewport) -> NDArray[np.float64]:
    size = round(view.width * view.ratio), round(view.height * view.ratio)
    image = QImage(*size, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(view.ratio)
    image.fill(LOOK.ground)
    painter = QPainter(image)
    for _ in paint_layers(painter, [layer], view, LOOK):
        pass
    painter.end()
    return pixels(image)[..., :3].astype(float)


@pytest.mark.parametrize("ratio", [1.0, 2.0])
@pytest.mark.parametrize("style", ["hairlines", "wide", "glowing", "faint", "kind"])
def test_simplified_shapes_look_like_the_whole_ones(simple: None, style: str, ratio: float) -> None:
    view = replace(WHOLE, ratio=ratio)
    layer = quilted(style)
    before = drawn(layer, view)
    shapes = layer.details.make(view)
    assert shapes is not None
    assert len(shapes.ragged.coords) < 0.5 * 108 * 160
    after = drawn(layer, view)
    ink = np.abs(before - before[0, 0]).max(axis=2) > 0
    assert ink.mean() > 0.05
    away = np.abs(after - before).max(axis=2)
    assert (away > 60).mean() < 0.06 * ratio
    for channel in range(3):  # no line is lost; many short segments are a little darker than few
        assert after[..., channel].mean() == pytest.approx(before[..., channel].mean(), abs=5)


@pytest.mark.parametrize("style", ["hairlines", "wide", "kind"])
def test_parts_of_a_picture_fit_together(simple: None, style: str) -> None:
    layer = quilted(style)
    layer.details.make(WHOLE)
    whole = drawn(layer, WHOLE)
    for column in range(3):
        for row in range(2):
            x, y = WHOLE.to_map(np.array([[column * 100 + 50.0, row * 115 + 57.5]]))[0]
            part = replace(WHOLE, x=float(x), y=float(y), width=100.0, height=115.0)
            same = whole[row * 115 : (row + 1) * 115, column * 100 : (column + 1) * 100]
            away = np.abs(drawn(layer, part) - same).max(axis=2)
            assert (away > 8).mean() < 0.001


def test_no_step_of_a_fill_shows_below_a_solid_line(
    simple: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    layer = quilted("hairlines")
    shapes = layer.details.make(WHOLE)
    assert shapes is not None
    assert shapes.rings is not None  # all cells are filled as one
    quick = drawn(layer, WHOLE)
    monkeypatch.setattr(painter_room, "_covers", lambda _: False)
    assert np.abs(drawn(layer, WHOLE) - quick).max() <= 8


def test_a_picture_given_up_half_way_leaves_nothing_open(simple: None) -> None:
    layer = quilted("hairlines")
    layer.details.make(WHOLE)
    image = QImage(300, 230, QImage.Format.Format_RGB32)
    image.fill(LOOK.ground)
    painter = QPainter(image)
    steps = paint_layers(painter, [layer], WHOLE, LOOK)
    while painter.transform().isIdentity():  # until it is in the middle of the boundaries
        next(steps)
    assert isinstance(steps, Generator)
    steps.close()
    assert painter.transform().isIdentity()
    painter.end()
