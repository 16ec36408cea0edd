"""The tool for shared borders: drag a corner or node, add a corner, take one away."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from gridapp.desktop.editor.select_tool import Hand
from gridapp.desktop.editor.sketch import draw_handles, draw_held, draw_spot
from gridapp.desktop.editor.snapping import REACH, Spot
from gridapp.desktop.editor.workbench import Workbench
from gridapp.desktop.map.tool import Pointer
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import Tokens
from gridapp.grid.edits.apply import Edit
from gridapp.grid.edits.shape import AddVertex, MoveNode, MoveVertex, RemoveVertex

_START = 3.0  # pixels that a held corner must be dragged before it moves


class BorderTool(Hand):
    """Grids on both sides follow; Esc puts the corner back.

    A press on a corner takes it, and it snaps to what lies on the ground unless Shift is held.
    A double click on a border adds a corner; Delete takes away the one under the pointer.
    """

    def __init__(self, bench: Workbench) -> None:
        super().__init__(bench)
        bench.changed.connect(lambda _: self._let_go())  # arcs have other numbers now
        self._held: Spot | None = None
        self._from = self._to = (0.0, 0.0)
        self._over: Spot | None = None
        self._last: Pointer | None = None
        self._snap: Spot | None = None

    def press(self, at: Pointer) -> bool:
        """Take the corner under the pointer."""
        self._held = self.bench.snapper.vertex(at.x, at.y, REACH * at.scale)
        self._from = (at.x, at.y)
        if self._held is not None:
            self._to = (self._held.x, self._held.y)
        return self._held is not None

    def move(self, at: Pointer) -> None:
        """Drag the corner that is held, or see what is under the pointer."""
        reach = REACH * at.scale
        self._last = at
        held = self._held
        if held is None:
            snapper = self.bench.snapper
            over = snapper.vertex(at.x, at.y, reach) or snapper.border(at.x, at.y, reach)
            if over != self._over:
                self._over = over
                self.bench.sketched.emit()
            return
        moved = max(abs(at.x - self._from[0]), abs(at.y - self._from[1]))
        if not self.bench.drafting.is_trying and moved < _START * at.scale:
            return
        x, y = held.x + at.x - self._from[0], held.y + at.y - self._from[1]
        # The ground only: borders meet at nodes, so a corner on another border is refused.
        self._snap = None if at.is_shifted else self.bench.snapper.ground(x, y, reach)
        if self._snap is not None:
            x, y = self._snap.x, self._snap.y
        self._to = (x, y)
        self.bench.try_out(self._edit(held, x, y))

    def release(self, at: Pointer) -> None:
        """Let the corner stay where it is: one edit, however long the drag."""
        held, is_drag = self._held, self.bench.drafting.is_trying
        self._held = self._snap = self._over = None
        if held is not None and self._to == (held.x, held.y):
            self.bench.give_up()  # it snapped back to where it was
        elif is_drag:
            self.bench.keep()

    def double_click(self, at: Pointer) -> bool:
        """Add a corner to the border under the pointer."""
        reach = REACH * at.scale
        if self.bench.snapper.vertex(at.x, at.y, reach / 2) is not None:
            return True
        spot = self.bench.snapper.border(at.x, at.y, reach)
        if spot is None:
            return False
        self.bench.do(AddVertex(spot.line, spot.vertex, spot.x, spot.y))
        return True

    def key(self, key: Qt.Key) -> bool:
        """Esc gives the drag up; Delete takes the corner under the pointer away."""
        if key == Qt.Key.Key_Escape:
            was_busy = self._held is not None or self.bench.fault is not None
            self.put_down()
            return was_busy
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._remove()
            return True
        return False

    def _remove(self) -> None:
        """Take away the corner under the pointer, as the net is now."""
        at = self._last
        if at is None or self._held is not None:
            return
        corner = self.bench.snapper.vertex(at.x, at.y, REACH * at.scale)
        if corner is not None:
            self._over = None
            self.bench.do(RemoveVertex(corner.line, corner.vertex))

    def _let_go(self) -> None:
        self._held = self._snap = self._over = None

    def put_down(self) -> None:
        """Give the drag up."""
        self._let_go()
        self.bench.give_up()
        self.bench.forget_fault()

    def paint(self, painter: QPainter, view: Viewport, tokens: Tokens) -> None:
        """Draw the corners that can be taken, and where the one held snaps to."""
        if self._held is not None:
            draw_held(painter, view, tokens, self._to)
        else:
            draw_handles(painter, view, tokens, self.bench.fabric, self.bench.snapper.arcs)
        over = self._snap if self._held is not None else self._over
        if over is not None:
            draw_spot(painter, view, tokens, over)

    def _edit(self, held: Spot, x: float, y: float) -> Edit:
        if held.kind == "vertex":
            return MoveVertex(held.line, held.vertex, x, y)
        return MoveNode(self._node(held), x, y)

    def _node(self, held: Spot) -> int:
        fabric = self.bench.drafting.fabric
        return int((fabric.heads if held.vertex else fabric.tails)[held.line])
