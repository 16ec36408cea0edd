"""Credits and notes beside the scale bar."""

import pytest
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from gridapp.desktop.map.background.credit import draw_credits, troubles
from gridapp.desktop.map.scene import Scene
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import dark
from gridapp.exchange.backgrounds.mercator import TileKey
from tests.desktop.map.pictures import pixels
from tests.exchange.backgrounds.tile_files import plain

from .towns import MemoryShelf, raster

TILE = TileKey(3, 1, 1)


def drawn(scene: Scene, width: int = 900) -> QImage:
    image = QImage(width, 400, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    draw_credits(painter, scene, Viewport(width=width, height=400), dark)
    painter.end()
    return image


def test_credits_stand_in_the_corner_while_the_pictures_show(qtbot: QtBot) -> None:
    layer = raster(MemoryShelf({TILE: plain(1, 2, 3)}), credit="© Survey Office")
    scene = Scene([layer])
    inked = pixels(drawn(scene)).max(axis=2) > 0
    rows, columns = inked.nonzero()
    assert rows.min() > 340
    assert columns.min() > 450
    scene.set_visible(layer.name, False)
    assert not pixels(drawn(scene)).any()


@pytest.mark.parametrize("width", [160, 240, 400])
def test_a_narrow_map_cuts_what_has_no_room(qtbot: QtBot, width: int) -> None:
    layer = raster(MemoryShelf({TILE: plain(1, 2, 3)}), credit="© " + "Survey Office " * 20)
    inked = pixels(drawn(Scene([layer]), width)).max(axis=2) > 0
    assert not inked[:, :10].any()


def test_a_note_says_what_is_wrong_and_since_when(qtbot: QtBot) -> None:
    shelf = MemoryShelf({}, {TILE: plain(1, 2, 3)})
    layer = raster(shelf)
    assert troubles([layer]) == []
    shelf.is_down = True
    shelf.fetched.append(TILE)
    (note,) = troubles([layer])
    said = str(note)
    assert said.startswith("Shelf can't be reached: gone; kept tiles are shown (since 06-2")
    assert pixels(drawn(Scene([layer]))).any()
