from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from gridapp.desktop.map.levels import side
from gridapp.desktop.map.montage import Montage
from gridapp.desktop.map.painters import is_ground, paint_layers
from gridapp.desktop.map.scene import Scene
from gridapp.desktop.map.tiles import TileStack
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import dark
from tests.desktop.map.pictures import pixels
from tests.desktop.map.towns import hamlet

MAGENTA = "#ff00ff"  # in no layer: where it shows, something is missing


class Table:
    """Two stacks and what is made of them."""

    def __init__(self, capacity: int = 192 << 20) -> None:
        self.ground, self.top = TileStack(is_opaque=True), TileStack(is_opaque=False)
        self.montage = Montage(self.ground, self.top, capacity)

    def aim(self, scene: Scene, view: Viewport, top: bool = True) -> None:
        below = [layer for layer in scene.visible if is_ground(layer)]
        above = [layer for layer in scene.visible if not is_ground(layer)]
        self.ground.aim(view, below, tuple(below), dark)
        self.follow(scene)
        if top:
            self.top.aim(view, above, tuple(above), dark)
            self.follow(scene)

    def follow(self, scene: Scene) -> None:
        self.montage.aim(frozenset(layer.name for layer in scene.visible))
        while not self.montage.is_complete:
            self.montage.work()

    def work(self, stack: TileStack) -> None:
        """Draw one square and lay it."""
        if (cell := stack.work(lambda: True)) is not None:
            self.montage.lay(cell)

    def finish(self) -> None:
        for stack in (self.ground, self.top):
            while not stack.is_idle:
                self.work(stack)
        self.montage.settle()

    def shown(self, view: Viewport, window: QRectF | None = None) -> QImage:
        """What a window shows that was all magenta before; what is bare is blue."""
        ratio = view.ratio
        image = QImage(
            round(view.width * ratio), round(view.height * ratio), QImage.Format.Format_RGB32
        )
        image.setDevicePixelRatio(ratio)
        image.fill(QColor(MAGENTA))
        painter = QPainter(image)
        part = window or QRectF(0, 0, view.width, view.height)
        self.montage.draw(painter, view, part, QColor("#0000ff"), is_smooth=False)
        painter.end()
        return image


def is_magenta(image: QImage) -> np.ndarray:
    return np.asarray((pixels(image) == (255, 0, 255)).all(axis=2), dtype=bool)


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_squares_fit_together_to_the_one_shot_picture(qtbot: QtBot, ratio: float) -> None:
    scene, table = hamlet(), Table()
    view = Viewport(x=211, y=147, scale=0.37, width=800, height=600, ratio=ratio).aligned()
    table.aim(scene, view)
    table.finish()
    whole = QImage(round(800 * ratio), round(600 * ratio), QImage.Format.Format_RGB32)
    whole.setDevicePixelRatio(ratio)
    whole.fill(dark.ground)
    painter = QPainter(whole)
    in_order = sorted(scene.layers, key=is_ground, reverse=True)
    for _ in paint_layers(painter, in_order, view, dark):
        pass
    painter.end()
    away = np.abs(pixels(table.shown(view)) - pixels(whole))
    assert (away > 8).mean() < 0.0005
    assert away.mean() < 0.05


def test_old_squares_stand_in_until_the_new_are_there(qtbot: QtBot) -> None:
    scene, table = hamlet(), Table()
    view = Viewport(x=200, y=150, scale=0.5, width=800, height=600).aligned()
    table.aim(scene, view)
    table.finish()
    before = pixels(table.shown(view))
    closer = view.zoom_at(400, 300, 0.7).aligned()
    table.aim(scene, closer)
    assert not table.ground.is_idle
    stand_in = pixels(table.shown(closer))
    table.finish()
    sharp = pixels(table.shown(closer))
    assert np.abs(stand_in - sharp).mean() < np.abs(before - sharp).mean()
    # The way back needs no work: the squares of the first scale are still there.
    table.aim(scene, view)
    assert table.ground.is_complete
    np.testing.assert_array_equal(pixels(table.shown(view)), before)


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
@pytest.mark.parametrize("factor", [0.31, 0.7, 0.93, 1.3, 1.9, 6.0])
def test_a_scaled_picture_has_no_gaps(qtbot: QtBot, factor: float, ratio: float) -> None:
    scene, table = hamlet(), Table()
    view = Viewport(x=200, y=150, scale=0.4, width=800, height=600, ratio=ratio).aligned()
    table.aim(scene, view)
    table.finish()
    # Some squares of a second scale, then a view at a third.
    table.aim(scene, view.zoom_at(300, 200, 1.6).aligned())
    for _ in range(2):
        table.work(table.ground)
    for shift in (0.0, 0.3, 0.77):
        odd = view.zoom_at(333, 222, factor).pan(shift, -shift)
        assert not is_magenta(table.shown(odd)).any()


def test_only_the_window_asked_for_is_drawn(qtbot: QtBot) -> None:
    scene, table = hamlet(), Table()
    view = Viewport(x=200, y=150, scale=0.4, width=800, height=600).aligned()
    table.aim(scene, view)
    table.finish()
    table.aim(scene, replace(view, scale=0.3).aligned())
    window = QRectF(100, 50, 200, 150)
    outside = np.ones((600, 800), dtype=bool)
    outside[50:200, 100:300] = False
    shown = is_magenta(table.shown(replace(view, scale=0.3).aligned(), window))
    np.testing.assert_array_equal(shown, outside)


def test_a_changed_layer_is_drawn_anew_over_the_old_picture(qtbot: QtBot) -> None:
    scene, table = hamlet(), Table()
    view = Viewport(x=200, y=150, scale=0.5, width=800, height=600).aligned()
    table.aim(scene, view)
    table.finish()
    before = pixels(table.shown(view))
    scene.set_layers([scene["water"]])
    table.aim(scene, view, top=False)
    assert not table.ground.is_complete
    np.testing.assert_array_equal(pixels(table.shown(view)), before)
    table.aim(scene, view)
    table.finish()
    assert np.abs(pixels(table.shown(view)) - before).mean() > 0.5


def test_the_top_of_the_scale_before_lies_on_new_ground(qtbot: QtBot) -> None:
    scene, table = hamlet(), Table()
    view = Viewport(x=200, y=150, scale=0.4, width=800, height=600).aligned()
    table.aim(scene, view)
    table.finish()
    closer = view.zoom_at(100, 200, 0.8).aligned()
    table.aim(scene, closer, top=False)
    while not table.ground.is_idle:
        table.work(table.ground)
    case = scene["cases"].geometries[0]
    x, y = (round(value) for value in closer.screen(case.x, case.y))
    with_stand_in = pixels(table.shown(closer))[y, x]
    bare = Table()
    bare.aim(scene, closer, top=False)
    bare.finish()
    assert np.abs(with_stand_in - pixels(bare.shown(closer))[y, x]).max() > 30


def test_a_hidden_layer_doesn_t_come_back_with_another_scale(qtbot: QtBot) -> None:
    scene, table = hamlet(), Table()
    view = Viewport(x=200, y=150, scale=0.4, width=800, height=600).aligned()
    table.aim(scene, view)
    table.finish()
    closer = view.zoom_at(400, 300, 0.8).aligned()
    table.aim(scene, closer)
    table.finish()
    scene.set_visible("cases", False)
    table.aim(scene, closer)
    table.finish()
    table.aim(scene, view, top=False)
    alone = Table()
    alone.aim(scene, view, top=False)
    alone.finish()
    case = scene["cases"].geometries[0]
    x, y = (round(value) for value in view.screen(case.x, case.y))
    np.testing.assert_array_equal(pixels(table.shown(view))[y, x], pixels(alone.shown(view))[y, x])


def test_memory_is_kept_within_the_capacity(qtbot: QtBot) -> None:
    scene = hamlet()
    room = 60
    table = Table(capacity=room * side * side * 4)
    for number in range(8):
        view = Viewport(x=200, y=150, scale=0.3 + number / 10, width=900, height=700).aligned()
        table.aim(scene, view)
        table.finish()
        assert not is_magenta(table.shown(view)).any()
        assert table.montage.bytes <= room * side * side * 4
