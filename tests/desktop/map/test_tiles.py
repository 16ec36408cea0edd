from collections.abc import Callable
from itertools import count

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from gridapp.desktop.map.painters import is_ground, paint_layers
from gridapp.desktop.map.scene import Scene
from gridapp.desktop.map.tiles import TileStack, side
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import dark
from tests.desktop.map.pictures import pixels
from tests.desktop.map.towns import hamlet


def steps(limit: int) -> Callable[[], bool]:
    """Allow so many steps."""
    counter = count(1)
    return lambda: next(counter) < limit


def aimed(scene: Scene, view: Viewport) -> TileStack:
    stack = TileStack(is_opaque=True)
    below = [layer for layer in scene.layers if is_ground(layer)]
    stack.aim(view, below, tuple(below), dark)
    return stack


def finish(stack: TileStack) -> None:
    while not stack.is_idle:
        stack.work(lambda: True)


def drawn(stack: TileStack, view: Viewport) -> QImage:
    image = QImage(
        round(view.width * view.ratio), round(view.height * view.ratio), QImage.Format.Format_RGB32
    )
    image.setDevicePixelRatio(view.ratio)
    image.fill(0)
    painter = QPainter(image)
    stack.draw(painter, view, QRectF(0, 0, view.width, view.height))
    painter.end()
    return image


@pytest.mark.parametrize("ratio", [1.0, 1.25, 1.5, 2.0])
def test_tiles_fit_together_to_the_one_shot_picture(qtbot: QtBot, ratio: float) -> None:
    scene = hamlet()
    view = Viewport(x=211, y=147, scale=0.37, width=800, height=600, ratio=ratio).aligned()
    stack = aimed(scene, view)
    finish(stack)
    whole = QImage(round(800 * ratio), round(600 * ratio), QImage.Format.Format_RGB32)
    whole.setDevicePixelRatio(ratio)
    whole.fill(dark.ground)
    painter = QPainter(whole)
    for _ in paint_layers(painter, [x for x in scene.layers if is_ground(x)], view, dark):
        pass
    painter.end()
    away = np.abs(pixels(drawn(stack, view)) - pixels(whole))
    assert (away > 8).mean() < 0.0005
    assert away.mean() < 0.05


def test_work_stops_when_it_is_told(qtbot: QtBot) -> None:
    view = Viewport(x=200, y=150, scale=0.2, width=1600, height=1200).aligned()
    stack = aimed(hamlet(), view)
    asked: list[int] = []

    def no() -> bool:
        asked.append(1)
        return False

    stack.work(no)
    assert len(asked) == 1
    turns = 1
    while not stack.is_complete:
        stack.work(steps(3))
        turns += 1
        assert turns < 10_000
    assert turns > 10


def test_tiles_in_the_middle_come_first(qtbot: QtBot) -> None:
    view = Viewport(x=200, y=150, scale=0.2, width=2000, height=1600).aligned()
    stack = aimed(hamlet(), view)
    first: list[float] = []
    while not stack.is_complete:
        for tile in stack.work(lambda: False):
            middle = tile.box(view).center()
            first.append(abs(middle.x() - 1000) + abs(middle.y() - 800))
    assert first[0] < side
    assert first[-1] > first[0]


def test_old_tiles_stand_in_until_the_new_are_there(qtbot: QtBot) -> None:
    scene = hamlet()
    view = Viewport(x=200, y=150, scale=0.5, width=800, height=600).aligned()
    stack = aimed(scene, view)
    finish(stack)
    before = pixels(drawn(stack, view))
    closer = view.zoom_at(400, 300, 0.7).aligned()
    below = [layer for layer in scene.layers if is_ground(layer)]
    stack.aim(closer, below, tuple(below), dark)
    assert not stack.is_complete
    stand_in = pixels(drawn(stack, closer))
    assert (stand_in.max(axis=2) > 0).all()
    finish(stack)
    sharp = pixels(drawn(stack, closer))
    assert np.abs(stand_in - sharp).mean() < np.abs(before - sharp).mean()
    # The way back needs no work: the tiles of the first scale are still there.
    stack.aim(view, below, tuple(below), dark)
    assert stack.is_complete


def test_a_changed_layer_is_drawn_anew_over_the_old_picture(qtbot: QtBot) -> None:
    scene = hamlet()
    view = Viewport(x=200, y=150, scale=0.5, width=800, height=600).aligned()
    stack = aimed(scene, view)
    finish(stack)
    before = pixels(drawn(stack, view))
    fewer = [scene["water"]]
    stack.aim(view, fewer, tuple(fewer), dark)
    assert not stack.is_complete
    np.testing.assert_array_equal(pixels(drawn(stack, view)), before)
    finish(stack)
    assert np.abs(pixels(drawn(stack, view)) - before).mean() > 0.5


def test_memory_is_kept_within_the_capacity(qtbot: QtBot) -> None:
    scene = hamlet()
    below = [layer for layer in scene.layers if is_ground(layer)]
    stack = TileStack(is_opaque=True, capacity=40 * side * side * 4)
    for number in range(8):
        view = Viewport(x=200, y=150, scale=0.3 + number / 10, width=900, height=700).aligned()
        stack.aim(view, below, tuple(below), dark)
        finish(stack)
        assert stack.is_complete
        assert stack.bytes <= 40 * side * side * 4
