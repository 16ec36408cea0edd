import gc
from dataclasses import replace

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QPainter, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.map.layers import AreaLayer, PointLayer
from gridapp.desktop.map.overlays import Pin, draw_pins
from gridapp.desktop.map.picture import render
from gridapp.desktop.map.scene import Hit, Scene
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import Tokens, dark, light
from tests.desktop.map.pictures import pixels
from tests.desktop.map.towns import hamlet

left = Qt.MouseButton.LeftButton


@pytest.fixture
def canvas(qtbot: QtBot) -> MapCanvas:
    widget = MapCanvas(dark)
    qtbot.addWidget(widget)
    widget.resize(800, 600)
    widget.set_scene(hamlet())
    with qtbot.waitSignal(widget.ready):
        widget.show()
    return widget


def point(canvas: MapCanvas, x: float, y: float) -> QPoint:
    """The widget's pixel at a map position."""
    return QPointF(*canvas.viewport.screen(x, y)).toPoint()


def wheel(canvas: MapCanvas, at: QPoint, notches: float) -> None:
    event = QWheelEvent(
        QPointF(at),
        canvas.mapToGlobal(QPointF(at)),
        QPoint(),
        QPoint(0, round(notches * 120)),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas, event)


def test_the_first_picture_is_the_one_shot_picture(canvas: MapCanvas) -> None:
    shown = pixels(canvas.grab().toImage())
    whole = pixels(render(canvas.scene, canvas.viewport, dark))
    away = np.abs(shown - whole)
    assert (away > 8).mean() < 0.001
    left_x, _, right, _ = canvas.viewport.extent
    assert left_x <= 0
    assert right >= 400


@pytest.mark.parametrize("notches", [1, -1, 3, 0.25])
def test_the_wheel_zooms_at_the_cursor(qtbot: QtBot, canvas: MapCanvas, notches: float) -> None:
    at = QPoint(620, 150)
    before = canvas.viewport
    with qtbot.waitSignal(canvas.ready):
        wheel(canvas, at, notches)
    after = canvas.viewport
    assert after.scale == pytest.approx(before.scale * 2 ** (-notches / 2))
    assert after.place(620, 150) == pytest.approx(before.place(620, 150), abs=1e-6)


def test_two_notches_in_one_glide_add_up(qtbot: QtBot, canvas: MapCanvas) -> None:
    before = canvas.viewport
    with qtbot.waitSignal(canvas.ready):
        wheel(canvas, QPoint(100, 100), 1)
        wheel(canvas, QPoint(100, 100), 1)
    assert canvas.viewport.scale == pytest.approx(before.scale / 2)
    assert canvas.viewport.place(100, 100) == pytest.approx(before.place(100, 100), abs=1e-6)


def test_a_drag_moves_the_ground_with_the_hand(qtbot: QtBot, canvas: MapCanvas) -> None:
    clicks: list[object] = []
    canvas.clicked.connect(lambda *found: clicks.append(found))
    held = canvas.viewport.place(300, 300)
    QTest.mousePress(canvas, left, pos=QPoint(300, 300))
    QTest.mouseMove(canvas, QPoint(340, 330))
    QTest.mouseMove(canvas, QPoint(420, 250))
    QTest.mouseRelease(canvas, left, pos=QPoint(420, 250))
    assert canvas.viewport.place(420, 250) == pytest.approx(held, abs=1e-6)
    assert clicks == []


def test_escape_gives_a_drag_up(qtbot: QtBot, canvas: MapCanvas) -> None:
    before = canvas.viewport
    QTest.mousePress(canvas, left, pos=QPoint(300, 300))
    QTest.mouseMove(canvas, QPoint(390, 390))
    assert canvas.viewport != before
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(canvas, left, pos=QPoint(390, 390))
    assert canvas.viewport == before


def test_click_and_hover_find_the_grid(qtbot: QtBot, canvas: MapCanvas) -> None:
    with qtbot.waitSignal(canvas.hovered) as hovered:
        QTest.mouseMove(canvas, point(canvas, 150, 250))
    assert hovered.args == [Hit("level2", 9, "009")]
    with qtbot.waitSignal(canvas.clicked) as clicked:
        QTest.mouseClick(canvas, left, pos=point(canvas, 60, 220))
    hit, x, y = clicked.args
    assert hit == Hit("cases", 0, "c1")
    assert (x, y) == pytest.approx((60, 220), abs=canvas.viewport.scale)
    with qtbot.waitSignal(canvas.clicked) as nothing:
        QTest.mouseClick(canvas, left, pos=QPoint(3, 3))
    assert nothing.args[0] is None


def test_the_cursor_s_place_is_told(qtbot: QtBot, canvas: MapCanvas) -> None:
    with qtbot.waitSignal(canvas.cursor_moved) as moved:
        QTest.mouseMove(canvas, QPoint(200, 100))
    assert moved.args == pytest.approx(canvas.viewport.place(200, 100))


def test_shift_drag_zooms_to_the_band(qtbot: QtBot, canvas: MapCanvas) -> None:
    before = canvas.viewport
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.mousePress(canvas, left, shift, QPoint(200, 200))
    QTest.mouseMove(canvas, QPoint(300, 260))
    QTest.mouseMove(canvas, QPoint(400, 350))
    with qtbot.waitSignal(canvas.ready):
        QTest.mouseRelease(canvas, left, shift, QPoint(400, 350))
    after = canvas.viewport
    assert after.scale == pytest.approx(before.scale / 4)
    assert (after.x, after.y) == pytest.approx(before.place(300, 275), abs=1e-6)


def test_keys_move_zoom_and_come_home(qtbot: QtBot, canvas: MapCanvas) -> None:
    home = canvas.viewport
    with qtbot.waitSignal(canvas.ready):
        QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.viewport.x == pytest.approx(home.x + 0.2 * home.width * home.scale)
    with qtbot.waitSignal(canvas.ready):
        QTest.keyClick(canvas, Qt.Key.Key_Up)
    assert canvas.viewport.y > home.y
    with qtbot.waitSignal(canvas.ready):
        QTest.keyClick(canvas, Qt.Key.Key_Plus)
    assert canvas.viewport.scale < home.scale
    with qtbot.waitSignal(canvas.ready):
        QTest.keyClick(canvas, Qt.Key.Key_Home)
    assert canvas.viewport.is_near(home)


def test_a_replaced_layer_appears(qtbot: QtBot, canvas: MapCanvas) -> None:
    before = pixels(canvas.grab().toImage())
    with qtbot.waitSignal(canvas.ready):
        cases = canvas.scene["cases"]
        assert isinstance(cases, PointLayer)
        canvas.scene.put(replace(cases, x=np.array([200.0, 210, 220])))
    after = pixels(canvas.grab().toImage())
    assert (np.abs(after - before) > 8).any()
    assert np.abs(after - pixels(render(canvas.scene, canvas.viewport, dark))).mean() < 0.05


def test_another_theme_is_another_picture(qtbot: QtBot, canvas: MapCanvas) -> None:
    with qtbot.waitSignal(canvas.ready):
        canvas.set_tokens(light)
    assert pixels(canvas.grab().toImage())[2, 2].min() > 200


def test_selection_is_drawn_without_new_tiles(qtbot: QtBot, canvas: MapCanvas) -> None:
    before = pixels(canvas.grab().toImage())
    canvas.scene.select("level2", ["005"])
    assert canvas.is_ready
    after = pixels(canvas.grab().toImage())
    changed = np.argwhere((np.abs(after - before) > 8).any(axis=2))
    box = canvas.viewport.to_screen(shapely.get_coordinates(canvas.scene["level2"].geometries[5]))
    assert len(changed)
    assert (changed.min(axis=0)[::-1] >= box.min(axis=0) - 4).all()
    assert (changed.max(axis=0)[::-1] <= box.max(axis=0) + 4).all()


def test_overlays_are_painted_over_the_map(qtbot: QtBot, canvas: MapCanvas) -> None:
    def overlay(painter: QPainter, view: Viewport, tokens: Tokens) -> None:
        draw_pins(painter, view, tokens, [Pin(200, 150, radius=50)])

    canvas.overlays.append(overlay)
    colour = canvas.grab().toImage().pixelColor(point(canvas, 200, 150) - QPoint(6, 19))
    assert colour.name() == dark.furniture.pin.lower()


def test_resizing_keeps_the_middle_once_a_view_was_chosen(qtbot: QtBot, canvas: MapCanvas) -> None:
    canvas.show_view(Viewport(x=123, y=45, scale=0.5))
    with qtbot.waitSignal(canvas.ready):
        canvas.resize(600, 500)
    view = canvas.viewport
    assert (view.x, view.y, view.scale, view.width, view.height) == (123, 45, 0.5, 600, 500)


def test_an_empty_scene_is_calm(qtbot: QtBot) -> None:
    widget = MapCanvas(dark)
    qtbot.addWidget(widget)
    widget.set_scene(Scene())
    with qtbot.waitSignal(widget.ready):
        widget.show()
    widget.fit()
    assert (pixels(widget.grab().toImage())[5, 5] == (0x14, 0x1B, 0x24)).all()


def test_every_turn_asks_the_clock(qtbot: QtBot, canvas: MapCanvas) -> None:
    """A scene of many vertices is drawn in many turns, and the event loop runs between them."""
    rng = np.random.default_rng(1)
    corners = rng.uniform(0, 4000, (4000, 2))
    shapes = np.array([shapely.Point(p).buffer(30, quad_segs=12) for p in corners], dtype=object)
    beats: list[bool] = []
    canvas.view_changed.connect(lambda: beats.append(canvas.is_ready))
    canvas.set_scene(Scene([AreaLayer(name="a", polygons=shapes, style="base.building")]))
    canvas.fit(glide=False)
    for _ in range(5):
        QApplication.processEvents()
        canvas.show_view(canvas.viewport.pan(1, 0))
    assert beats.count(False) >= 5
    with qtbot.waitSignal(canvas.ready):
        canvas.update()


def test_a_canvas_may_go_in_the_middle_of_a_tile(qtbot: QtBot) -> None:
    for _ in range(3):
        widget = MapCanvas(dark)
        widget.resize(800, 600)
        widget.set_scene(hamlet())
        widget.show()
        QApplication.processEvents()
        widget.deleteLater()
        del widget
        QApplication.processEvents()
    gc.collect()
