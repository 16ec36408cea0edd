"""The tools' common hand, and the tool that chooses grids."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from gridapp.desktop.editor.workbench import Workbench
from gridapp.desktop.map.tool import Pointer
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import Tokens


class Hand:
    """A tool that takes nothing: what each tool starts from."""

    cursor = Qt.CursorShape.ArrowCursor

    def __init__(self, bench: Workbench) -> None:
        self.bench = bench

    def press(self, at: Pointer) -> bool:
        """Leave it to the map."""
        return False

    def move(self, at: Pointer) -> None:
        """Don't care."""

    def release(self, at: Pointer) -> None:
        """Don't care."""

    def click(self, at: Pointer) -> bool:
        """Leave it to the map."""
        return False

    def double_click(self, at: Pointer) -> bool:
        """Leave it to the map."""
        return False

    def key(self, key: Qt.Key) -> bool:
        """Leave it to the map."""
        return False

    def put_down(self) -> None:
        """Give up what is under way: another tool is taken."""

    def paint(self, painter: QPainter, view: Viewport, tokens: Tokens) -> None:
        """Draw nothing of its own."""


class SelectTool(Hand):
    """A click chooses the grid under it; with Shift or Ctrl, besides those chosen."""

    def click(self, at: Pointer) -> bool:
        """Choose, or let go where there is no grid."""
        bench = self.bench
        bench.forget_fault()
        row = bench.grid_at(at.x, at.y)
        code = "" if row < 0 else str(bench.level.codes[row])
        chosen = bench.codes
        if not at.is_shifted:
            chosen = (code,) if code else ()
        elif code in chosen:
            chosen = tuple(one for one in chosen if one != code)
        elif code:
            chosen = (*chosen, code)
        bench.choose(chosen)
        return True

    def key(self, key: Qt.Key) -> bool:
        """Esc lets go of what is chosen."""
        if key == Qt.Key.Key_Escape and (self.bench.codes or self.bench.fault):
            self.bench.forget_fault()
            self.bench.choose(())
            return True
        return False
