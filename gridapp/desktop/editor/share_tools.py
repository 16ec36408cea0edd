"""Tools for borders that several nets share: let one net go its own way, and bring it back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from gridapp.desktop.editor import sketch
from gridapp.desktop.editor.select_tool import Hand
from gridapp.desktop.editor.snapping import REACH, Lines, Spot
from gridapp.desktop.editor.workbench import Workbench
from gridapp.desktop.map.tool import Pointer
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import Tokens
from gridapp.grid.edits.apply import Edit
from gridapp.grid.edits.borders import DetachBorder
from gridapp.grid.edits.shape import MoveVertex, ReshapeArc
from gridapp.grid.edits.shared import Rejoining, Share, finest_levels, rejoinings, shares
from gridapp.grid.outlines import face_polygons
from gridapp.grid.segments import Floats
from gridapp.language import tr

Ask = Callable[[Sequence[str], Callable[[int], None]], None]
"""Lets a person choose one of several texts; the number chosen is handed on."""

_START = 3.0  # pixels that a border must be dragged before it leaves
_CLEAR = 3.0  # pixels from a node within which nothing is taken


@dataclass(frozen=True, slots=True)
class _Hold:
    """A place of a net's border in the hand: a corner, or one that the drag makes."""

    arc: int
    line: Floats
    vertex: int
    is_new: bool
    share: Share
    is_shared: bool

    def edit(self, x: float, y: float) -> Edit:
        """Return the edit that takes the place to another, for this net only."""
        line = self.line.copy()
        line[self.vertex] = x, y
        if not self.is_shared:
            if not self.is_new:
                return MoveVertex(self.arc, self.vertex, x, y)
            return ReshapeArc(self.arc, _points(line[self.vertex - 1 : self.vertex + 2]))
        one = self.share
        return DetachBorder(
            one.net, one.level, one.code, one.other, _points(line), with_parent=True
        )


def _points(line: Floats) -> tuple[tuple[float, float], ...]:
    return tuple((float(x), float(y)) for x, y in line)


class DetachTool(Hand):
    """A click on a shared border chooses the net; then a drag moves that net's border alone.

    Parameters
    ----------
    names : mapping from net to title
    ask : Ask
    """

    cursor = Qt.CursorShape.PointingHandCursor

    def __init__(self, bench: Workbench, names: Mapping[str, str], ask: Ask) -> None:
        super().__init__(bench)
        bench.changed.connect(lambda _: self._renew())
        self._names, self._ask = names, ask
        self.net = ""
        self._own: Lines | None = None
        self._held: _Hold | None = None
        self._from: Pointer | None = None
        self._over: Spot | None = None
        self._snap: Spot | None = None
        self._note: tuple[tuple[float, float], str] | None = None

    def press(self, at: Pointer) -> bool:
        """Take the chosen net's border under the pointer."""
        self._held, self._from = self._find(at), at
        return self._held is not None

    def move(self, at: Pointer) -> None:
        """Drag the border that is held, or see what is under the pointer."""
        if self._held is None or self._from is None:
            over = self.bench.snapper.border(at.x, at.y, REACH * at.scale)
            if over != self._over:
                self._over = over
                self._note = None if over is None else ((over.x, over.y), self._tell(over.line))
                self.bench.sketched.emit()
            return
        moved = max(abs(at.x - self._from.x), abs(at.y - self._from.y))
        if not self.bench.drafting.is_trying and moved < _START * at.scale:
            return
        x, y = at.x, at.y
        self._snap = None if at.is_shifted else self.bench.snapper.ground(x, y, REACH * at.scale)
        if self._snap is not None:
            x, y = self._snap.x, self._snap.y
        self._note = None
        self.bench.try_out(self._held.edit(x, y))

    def release(self, at: Pointer) -> None:
        """Let the border stay where it is; without a drag it was a click."""
        is_drag = self.bench.drafting.is_trying
        self._held = self._snap = self._from = None
        if is_drag:
            self.bench.keep()
        else:
            self.click(at)

    def click(self, at: Pointer) -> bool:
        """Choose whose border it shall be."""
        self.bench.forget_fault()
        spot = self.bench.snapper.border(at.x, at.y, REACH * at.scale)
        if spot is None:
            return False
        nets = [one.net for one in shares(self.bench.drafting.fabric, spot.line)]
        if len(nets) > 1:
            titles = [self._names.get(net, net) for net in nets]
            self._ask(titles, lambda number: self.choose(nets[number]))
        else:
            self._note = (spot.x, spot.y), self._tell(spot.line)
            self.bench.sketched.emit()
        return True

    def choose(self, net: str) -> None:
        """Work on the borders of one net alone."""
        self.net = net
        self._renew()
        self.bench.sketched.emit()

    def key(self, key: Qt.Key) -> bool:
        """Esc gives the drag up, then the net."""
        if key != Qt.Key.Key_Escape:
            return False
        is_busy = bool(self.net) or self._held is not None or self.bench.fault is not None
        if self._held is None and self.bench.fault is None:
            self.net = ""
            self._renew()
        self._give_up()
        return is_busy

    def put_down(self) -> None:
        """Give the drag and the net up."""
        self.net = ""
        self._renew()
        self._give_up()

    def _give_up(self) -> None:
        self._held = self._snap = self._from = self._note = None
        self.bench.give_up()
        self.bench.forget_fault()

    def paint(self, painter: QPainter, view: Viewport, tokens: Tokens) -> None:
        """Draw the chosen net's borders, what is under the pointer, and what may be done."""
        fabric = self.bench.fabric
        own = self._own
        if own is not None and not self.bench.drafting.is_trying:
            near = [fabric.arc(arc) for arc in own.within(view.extent).tolist()]
            sketch.draw_course(painter, view, tokens, near, 1.2)
            sketch.draw_handles(painter, view, tokens, fabric, own)
        over = self._over
        if over is not None and self._held is None and over.line < fabric.n_arcs:
            sketch.draw_course(painter, view, tokens, [fabric.arc(over.line)], 3.2)
        if self._snap is not None:
            sketch.draw_spot(painter, view, tokens, self._snap)
        if self._note is not None:
            sketch.draw_note(painter, view, tokens, *self._note)

    def _renew(self) -> None:
        """Look up the chosen net's borders: arcs have other numbers now."""
        self._over = self._held = self._own = self._note = None
        fabric = self.bench.drafting.fabric
        level = next((one for one in finest_levels(fabric) if one.net == self.net), None)
        if level is not None:
            padded = np.append(level.labels, -1)
            one, two = padded[fabric.left], padded[fabric.right]
            is_own = (one != two) & (one >= 0) & (two >= 0)
            self._own = Lines(fabric.xy, fabric.offsets, is_own)

    def _find(self, at: Pointer) -> _Hold | None:
        own, fabric = self._own, self.bench.drafting.fabric
        spot = None if own is None else own.nearest_point(at.x, at.y, REACH * at.scale)
        if own is None or spot is None:
            return None
        arc, before, x, y = spot
        line = fabric.arc(arc)
        away = np.hypot(line[:, 0] - x, line[:, 1] - y)
        if min(away[0], away[-1]) <= _CLEAR * at.scale:
            return None
        here = shares(fabric, arc)
        share = next(one for one in here if one.net == self.net)
        corner = int(np.argmin(away))
        if away[corner] <= REACH * at.scale and 0 < corner < len(line) - 1:
            return _Hold(arc, line, corner, False, share, len(here) > 1)
        longer = np.insert(line, before + 1, (x, y), axis=0)
        return _Hold(arc, longer, before + 1, True, share, len(here) > 1)

    def _tell(self, arc: int) -> str:
        """Say whose border it is, and what can be done."""
        here = [one.net for one in shares(self.bench.drafting.fabric, arc)]
        names = ", ".join(self._names.get(net, net) for net in here)
        if len(finest_levels(self.bench.drafting.fabric)) == 1:
            return tr("This draft holds one net only: nothing is shared. Bring in another (W).")
        if not here:
            return tr("The outer border is nobody's own.")
        if len(here) == 1:
            return tr("Only {net} has a border here.", net=names)
        if self.net in here:
            return tr("Drag: only {net} follows.", net=self._names.get(self.net, self.net))
        return tr("Shared by {nets}. Click to choose whose it shall be.", nets=names)


class GlueTool(Hand):
    """A click where borders run apart puts one back on the other; the strip is shown before.

    Parameters
    ----------
    names : mapping from net to title
    ask : Ask
    """

    cursor = Qt.CursorShape.PointingHandCursor

    def __init__(self, bench: Workbench, names: Mapping[str, str], ask: Ask) -> None:
        super().__init__(bench)
        bench.changed.connect(lambda _: self._see(None))
        self._names, self._ask = names, ask
        self._over: Spot | None = None
        self._ways: tuple[Rejoining, ...] = ()

    def move(self, at: Pointer) -> None:
        """See what could come together under the pointer."""
        over = self.bench.snapper.border(at.x, at.y, REACH * at.scale)
        if (over and over.line) != (self._over and self._over.line):
            self._see(over)
            self.bench.sketched.emit()

    def click(self, at: Pointer) -> bool:
        """Put the border back; ask which where there are several ways."""
        self.bench.forget_fault()
        self._see(self.bench.snapper.border(at.x, at.y, REACH * at.scale))
        ways = self._ways
        if len(ways) == 1:
            self.bench.do(ways[0].edit)
        elif ways:
            self._ask([self._say(one) for one in ways], lambda n: self._do(ways[n].edit))
        self.bench.sketched.emit()
        return self._over is not None

    def put_down(self) -> None:
        """Show nothing."""
        self._see(None)
        self.bench.forget_fault()

    def key(self, key: Qt.Key) -> bool:
        """Esc lets a refusal go."""
        if key == Qt.Key.Key_Escape and self.bench.fault is not None:
            self.bench.forget_fault()
            return True
        return False

    def paint(self, painter: QPainter, view: Viewport, tokens: Tokens) -> None:
        """Hatch the narrowest strip and say what a click does."""
        if self._over is None:
            return
        fabric = self.bench.drafting.fabric
        if self._ways:
            strip = face_polygons(fabric, np.array(self._ways[0].faces, np.int64))
            sketch.draw_strip(painter, view, tokens, strip)
            text = self._say(self._ways[0])
        elif len(finest_levels(fabric)) == 1:
            text = tr("This draft holds one net only: nothing is shared. Bring in another (W).")
        else:
            text = tr("No border runs beside this one.")
        sketch.draw_note(painter, view, tokens, (self._over.x, self._over.y), text)

    def _do(self, edit: Edit) -> None:
        self.bench.do(edit)

    def _see(self, spot: Spot | None) -> None:
        self._over = spot
        fabric = self.bench.drafting.fabric
        self._ways = () if spot is None else rejoinings(fabric, spot.line)

    def _say(self, way: Rejoining) -> str:
        edit = way.edit
        return tr(
            "{net} back on {other} ({area} m²)",
            net=self._names.get(edit.net, edit.net),
            other=self._names.get(edit.to_net, edit.to_net),
            area=f"{way.area:,.0f}",
        )
