"""A tool in the hand goes before the map, and leaves the rest to it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.map.tool import Pointer
from gridapp.desktop.widgets.tokens import dark
from tests.desktop.map.towns import hamlet

left, middle = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton


class Recorder:
    """A tool that notes what it hears and takes what it is told to."""

    def __init__(self) -> None:
        self.heard: list[str] = []
        self.last: Pointer | None = None
        self.takes: set[str] = set()
        self.cursor = Qt.CursorShape.CrossCursor

    def _hear(self, what: str, at: Pointer | None = None) -> bool:
        self.heard.append(what)
        self.last = at or self.last
        return what in self.takes

    def press(self, at: Pointer) -> bool:
        return self._hear("press", at)

    def move(self, at: Pointer) -> None:
        self._hear("move", at)

    def release(self, at: Pointer) -> None:
        self._hear("release", at)

    def click(self, at: Pointer) -> bool:
        return self._hear("click", at)

    def double_click(self, at: Pointer) -> bool:
        return self._hear("double click", at)

    def key(self, key: Qt.Key) -> bool:
        return self._hear(f"key {key.name}")


@pytest.fixture
def tool() -> Recorder:
    return Recorder()


@pytest.fixture
def canvas(qtbot: QtBot, tool: Recorder) -> Iterator[MapCanvas]:
    widget = MapCanvas(dark)
    qtbot.addWidget(widget)
    widget.resize(800, 600)
    widget.set_scene(hamlet())
    with qtbot.waitSignal(widget.ready):
        widget.show()
    widget.tool = tool
    yield widget
    widget.tool = None


def drag(canvas: MapCanvas, button: Qt.MouseButton = left) -> None:
    QTest.mousePress(canvas, button, pos=QPoint(300, 300))
    QTest.mouseMove(canvas, QPoint(350, 330))
    QTest.mouseMove(canvas, QPoint(400, 350))
    QTest.mouseRelease(canvas, button, pos=QPoint(400, 350))


def test_what_the_tool_takes_does_not_move_the_map(canvas: MapCanvas, tool: Recorder) -> None:
    tool.takes = {"press"}
    view = canvas.viewport
    drag(canvas)
    assert canvas.viewport == view
    assert tool.heard == ["press", "move", "move", "release"]
    assert tool.last is not None
    assert (tool.last.x, tool.last.y) == pytest.approx(view.place(400, 350))
    assert tool.last.scale == view.scale


def test_what_the_tool_leaves_moves_the_map(canvas: MapCanvas, tool: Recorder) -> None:
    view = canvas.viewport
    drag(canvas)
    assert canvas.viewport != view
    assert tool.heard == ["press"]


def test_the_middle_button_always_moves_the_map(canvas: MapCanvas, tool: Recorder) -> None:
    tool.takes = {"press", "click"}
    view = canvas.viewport
    drag(canvas, middle)
    assert canvas.viewport != view
    assert tool.heard == []


@pytest.mark.parametrize("is_taken", [True, False])
def test_a_click_is_the_tool_s_or_the_map_s(
    canvas: MapCanvas, tool: Recorder, is_taken: bool
) -> None:
    tool.takes = {"click"} if is_taken else set()
    clicks: list[object] = []
    canvas.clicked.connect(lambda *found: clicks.append(found))
    QTest.mouseClick(canvas, left, Qt.KeyboardModifier.ShiftModifier, QPoint(300, 300))
    assert len(clicks) == (not is_taken)
    assert tool.last is not None
    assert tool.last.is_shifted


@pytest.mark.parametrize("is_taken", [True, False])
def test_a_key_is_the_tool_s_or_the_map_s(
    canvas: MapCanvas, tool: Recorder, is_taken: bool
) -> None:
    tool.takes = {"key Key_Right"} if is_taken else set()
    view = canvas.viewport
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert (canvas.viewport == view) == is_taken
    QTest.keyClick(canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert tool.heard == ["key Key_Right"], "commands are not the tool's"


def test_the_pointer_is_followed_without_a_button(canvas: MapCanvas, tool: Recorder) -> None:
    QTest.mouseMove(canvas, QPoint(120, 90))
    QTest.mouseMove(canvas, QPoint(200, 100))
    assert set(tool.heard) == {"move"}
    assert tool.last is not None
    assert (tool.last.x, tool.last.y) == pytest.approx(canvas.viewport.place(200, 100))


def test_a_double_click_that_is_left_is_a_second_press(canvas: MapCanvas, tool: Recorder) -> None:
    QTest.mouseDClick(canvas, left, pos=QPoint(300, 300))
    assert tool.heard[:2] == ["double click", "press"]
