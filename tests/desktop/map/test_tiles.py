from collections.abc import Callable
from itertools import count

from pytestqt.qtbot import QtBot

from gridapp.desktop.map.levels import side
from gridapp.desktop.map.painters import is_ground
from gridapp.desktop.map.scene import Scene
from gridapp.desktop.map.tiles import TileStack
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import dark
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
        cell = stack.work(lambda: True)
        assert cell is not None
        assert stack.wish is not None
        middle = stack.wish.level.box(cell, view).center()
        first.append(abs(middle.x() - 1000) + abs(middle.y() - 800))
    assert first[0] < side
    assert first[-1] > first[0]


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
