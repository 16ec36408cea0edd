"""Boundaries above pictures wear a halo; elsewhere they don't."""

from dataclasses import replace

import numpy as np
import pytest
import shapely
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from gridapp.desktop.map.above_pictures import above_pictures, hides_ground
from gridapp.desktop.map.layers import AreaLayer
from gridapp.desktop.map.picture import render
from gridapp.desktop.map.scene import Scene
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import Tokens, dark, light
from gridapp.exchange.backgrounds.mercator import tile_at
from gridapp.locate.crs import project
from tests.desktop.map.background.towns import MemoryShelf, raster
from tests.desktop.map.pictures import pixels
from tests.desktop.map.towns import quilt
from tests.exchange.backgrounds.tile_files import around, plain

both = pytest.mark.parametrize("tokens", [dark, light])
HOME = (120.3, 31.9)


def scene(opacity: float | None, level: int) -> tuple[Scene, Viewport]:
    """Cells above a picture in the colour of the boundaries themselves, or above nothing."""
    x, y = (float(value) for value in project(*HOME, "EPSG:4549"))
    cells = shapely.transform(quilt(), lambda xy: xy + np.array([x - 200, y - 150]))
    areas = AreaLayer(name="grids", polygons=cells, style=f"grid.level{level}")
    view = Viewport(x=x, y=y, scale=1.0, width=400, height=300).aligned()
    if opacity is None:
        return Scene([areas]), view
    grey = plain(124, 157, 178)
    shelf = MemoryShelf(dict.fromkeys(around(tile_at(*HOME, 17), 3), grey))
    return Scene([replace(raster(shelf), opacity=opacity), areas]), view


@both
@pytest.mark.parametrize("level", [1, 2])
def test_a_halo_parts_the_boundary_from_the_picture(
    qtbot: QtBot, tokens: Tokens, level: int
) -> None:
    above, view = scene(1.0, level)
    picture = pixels(render(above, view, tokens)).astype(int)
    halo = QColor(tokens.texts[f"level{level}"].halo)
    ground = picture[3, 3]
    assert np.abs(ground - (124, 157, 178)).max() <= 2
    toward = np.array([halo.red(), halo.green(), halo.blue()]) - ground
    along = ((picture - ground) * np.sign(toward)).min(axis=2)
    assert (along > 20).sum() > 300  # pixels that turned to the halo's side in every channel


@both
def test_without_a_dense_picture_the_look_stays(qtbot: QtBot, tokens: Tokens) -> None:
    (thin, _), (bare, _), (dense, _) = (scene(opacity, 2) for opacity in (0.2, None, 1.0))
    assert not any(hides_ground(layer) for layer in (*thin.layers, *bare.layers))
    assert [hides_ground(layer) for layer in dense.layers] == [True, False]
    assert above_pictures(tokens) is above_pictures(tokens)  # squares are kept by the look
    assert above_pictures(tokens).lines is tokens.lines
