"""Tools that draw a line: split a grid, hand a piece over, trace a border."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from gridapp.desktop.editor.loads import Points
from gridapp.desktop.editor.select_tool import Hand
from gridapp.desktop.editor.sketch import draw_line, draw_spot
from gridapp.desktop.editor.snapping import REACH, Spot
from gridapp.desktop.editor.workbench import Workbench
from gridapp.desktop.map.tool import Pointer
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import Tokens


class LineTool(Hand):
    """A click adds a point, a double click or Enter ends the line, Esc gives it up.

    Points snap to borders and streets unless Shift is held.

    Parameters
    ----------
    drawn : callable
        Called with the line's points, and the metres that the pointer reached, when it ends.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, bench: Workbench, drawn: Callable[[Points, float], None]) -> None:
        super().__init__(bench)
        self._drawn = drawn
        self._points: list[tuple[float, float]] = []
        self._end: tuple[float, float] | None = None
        self._snap: Spot | None = None
        self._reach = REACH

    @property
    def points(self) -> Points:
        """The line so far."""
        return tuple(self._points)

    def move(self, at: Pointer) -> None:
        """Draw the last stretch to the pointer, or to what it snaps to."""
        self._aim(at)
        self.bench.sketched.emit()

    def click(self, at: Pointer) -> bool:
        """Add a point."""
        self.bench.forget_fault()
        self._aim(at)
        if self._end is not None and (not self._points or self._points[-1] != self._end):
            self._points.append(self._end)
        self.bench.sketched.emit()
        return True

    def double_click(self, at: Pointer) -> bool:
        """End the line; the first of the two clicks has added its point."""
        self._finish()
        return True

    def key(self, key: Qt.Key) -> bool:
        """Enter ends the line, Backspace takes its last point, Esc gives it up."""
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._finish()
        elif key == Qt.Key.Key_Backspace and self._points:
            self._points.pop()
            self.bench.sketched.emit()
        elif key == Qt.Key.Key_Escape and (self._points or self.bench.fault):
            self.put_down()
        else:
            return False
        return True

    def put_down(self) -> None:
        """Give the line up."""
        self._points.clear()
        self._end = self._snap = None
        self.bench.forget_fault()
        self.bench.sketched.emit()

    def paint(self, painter: QPainter, view: Viewport, tokens: Tokens) -> None:
        """Draw the line and the snap mark."""
        draw_line(painter, view, tokens, self._points, self._end)
        if self._snap is not None:
            draw_spot(painter, view, tokens, self._snap)

    def _aim(self, at: Pointer) -> None:
        self._reach = REACH * at.scale
        spot = None if at.is_shifted else self.bench.snapper.spot(at.x, at.y, self._reach)
        self._snap, self._end = spot, (at.x, at.y) if spot is None else (spot.x, spot.y)

    def _finish(self) -> None:
        points = tuple(self._points)
        self._points.clear()
        self._end = self._snap = None
        self.bench.sketched.emit()
        if len(points) > 1:
            self._drawn(points, self._reach)
