"""Two scenes under a divider, and side by side."""

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.map.layers import AreaLayer
from gridapp.desktop.map.scene import Scene
from gridapp.desktop.map.swipe import SideBySide, Swipe
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.scenery import grid_layers
from gridapp.desktop.widgets.tokens import dark
from tests.grid.scenes import block_town

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def room(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(600, 400)
    return made


@pytest.fixture
def canvas(qtbot: QtBot, room: QWidget, english: None) -> MapCanvas:
    made = MapCanvas(dark, room)
    made.setGeometry(room.rect())
    made.has_furniture = False
    speck = np.array([shapely.box(-9, 209, -8, 210)], dtype=object)
    made.set_scene(Scene([AreaLayer(name="speck", polygons=speck, style="base.building")]))
    made.show_view(Viewport(200, 200, 1.0))
    with qtbot.waitSignal(made.ready):
        room.show()
    return made


def town() -> Scene:
    return Scene(grid_layers(block_town()))


def has_town(canvas: MapCanvas, x: int) -> bool:
    """Whether a pixel row down the window meets anything but the bare ground."""
    image = canvas.grab().toImage()
    ground = QColor(dark.ground)
    return any(image.pixelColor(x, y) != ground for y in range(60, 390))


def test_the_right_of_the_divider_shows_the_other_scene(qtbot: QtBot, canvas: MapCanvas) -> None:
    swipe = Swipe(canvas, town(), "before", "after")
    qtbot.waitUntil(lambda: swipe.over.is_ready)
    assert has_town(canvas, 450)
    assert not has_town(canvas, 150)
    swipe.put(0.1)
    assert has_town(canvas, 150)
    swipe.close()
    assert not has_town(canvas, 450)
    assert canvas.overlays == []


def test_the_divider_follows_mouse_and_keys(qtbot: QtBot, canvas: MapCanvas) -> None:
    swipe = Swipe(canvas, town(), "before", "after")
    divider = swipe.divider
    middle = divider.rect().center()
    QTest.mousePress(divider, Qt.MouseButton.LeftButton, pos=middle)
    QTest.mouseMove(divider, middle + QPoint(90, 0))
    assert divider.share == pytest.approx(0.65, abs=0.01)
    QTest.mouseRelease(divider, Qt.MouseButton.LeftButton, pos=divider.rect().center())
    QTest.keyClick(divider, Qt.Key.Key_Left)
    assert divider.share == pytest.approx(0.64, abs=0.01)
    QTest.keyClick(divider, Qt.Key.Key_Left, SHIFT)
    assert divider.share == pytest.approx(0.54, abs=0.01)
    QTest.keyClick(divider, Qt.Key.Key_End)
    QTest.keyClick(divider, Qt.Key.Key_Right)
    assert divider.share == 1.0
    QTest.keyClick(divider, Qt.Key.Key_Home)
    assert divider.share == 0.0
    assert divider.accessibleName()


def test_both_show_the_same_ground(qtbot: QtBot, canvas: MapCanvas) -> None:
    swipe = Swipe(canvas, town(), "before", "after")
    canvas.show_view(Viewport(250, 180, 0.5))
    qtbot.waitUntil(lambda: swipe.over.viewport.scale == pytest.approx(0.5))
    assert swipe.over.viewport.x == pytest.approx(250, abs=1)
    canvas.resize(500, 300)
    assert swipe.over.size() == canvas.size()


def test_side_by_side_each_leads_the_other(qtbot: QtBot, canvas: MapCanvas) -> None:
    placed: list[QWidget | None] = []
    look = SideBySide(canvas, town(), "before", "after", placed.append)
    look.beside.setGeometry(300, 0, 300, 400)
    assert placed == [look.beside]
    qtbot.waitUntil(lambda: look.beside.is_ready)
    look.beside.show_view(Viewport(120, 90, 2.0))
    assert canvas.viewport.scale == 2.0
    assert canvas.viewport.x == pytest.approx(120)
    canvas.show_view(Viewport(300, 300, 1.0))
    qtbot.waitUntil(lambda: look.beside.viewport.scale == 1.0)
    look.close()
    assert placed[-1] is None
    assert canvas.overlays == []
