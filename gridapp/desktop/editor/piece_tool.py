"""The tool for whole pieces: choose faces by click or band, and give them to a neighbour."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import shapely
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from gridapp.desktop.editor import sketch
from gridapp.desktop.editor.select_tool import Hand
from gridapp.desktop.editor.workbench import Workbench
from gridapp.desktop.map.tool import Pointer
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import Tokens
from gridapp.grid.adjacency import arc_lengths
from gridapp.grid.fabric import Fabric, Level, Objects
from gridapp.grid.outlines import face_polygons
from gridapp.grid.segments import Ints
from gridapp.language import tr

_HECTARE = 10_000


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A grid that could get some pieces: its row, and the metres of border it shares with them."""

    row: int
    length: float


def neighbours_of(fabric: Fabric, level: Level, faces: Ints) -> list[Neighbour]:
    """Return the grids beside some faces, the longest border first."""
    inside = np.zeros(fabric.n_faces + 1, bool)
    inside[faces] = True
    rim = np.flatnonzero(inside[fabric.left] != inside[fabric.right])
    beyond = np.where(inside[fabric.left[rim]], fabric.right[rim], fabric.left[rim])
    rows = np.append(level.labels, -1)[beyond]
    there = rows >= 0
    lengths = np.bincount(rows[there], arc_lengths(fabric)[rim[there]])
    order = np.argsort(-lengths, kind="stable")
    only = np.unique(level.labels[faces])
    found = [Neighbour(int(row), float(lengths[row])) for row in order if lengths[row] > 0]
    return [one for one in found if len(only) > 1 or one.row != only[0]]


class PieceTool(Hand):
    """A click chooses the piece under it, with Shift besides the others; a Shift-drag a band.

    Enter gives what is chosen. On the level of sub-grids a piece is a face of the fabric; above
    it a piece is a whole sub-grid, which moves to another parent.

    Parameters
    ----------
    give : callable
        Called with the faces when they are to be given.
    """

    cursor = Qt.CursorShape.PointingHandCursor

    def __init__(self, bench: Workbench, give: Callable[[Ints], None]) -> None:
        super().__init__(bench)
        bench.changed.connect(lambda _: self._forget())
        bench.chosen.connect(self._forget)
        self._give = give
        self._faces: frozenset[int] = frozenset()
        self._shapes: tuple[Fabric, Objects, shapely.STRtree] | None = None
        self._band: tuple[tuple[float, float], tuple[float, float]] | None = None
        self._last = (0.0, 0.0)

    @property
    def faces(self) -> Ints:
        """The faces chosen, rising."""
        return np.array(sorted(self._faces), np.int64)

    def press(self, at: Pointer) -> bool:
        """Begin a band with Shift; else leave it to the map."""
        self._band = ((at.x, at.y), (at.x, at.y)) if at.is_shifted else None
        return at.is_shifted

    def move(self, at: Pointer) -> None:
        """Draw the band."""
        self._last = (at.x, at.y)
        if self._band is not None:
            self._band = (self._band[0], self._last)
            self.bench.sketched.emit()

    def release(self, at: Pointer) -> None:
        """Choose what lies wholly in the band; a band of no size was a click."""
        band, self._band = self._band, None
        if band is None:
            return
        (left, bottom), (right, top) = np.sort(np.array(band), axis=0).tolist()
        if max(right - left, top - bottom) < 4 * at.scale:
            self.click(at)
            return
        tree = self._pieces()[2]
        box = shapely.box(left, bottom, right, top)
        inside = tree.query(box, predicate="contains")
        self._choose(self._faces | self._whole(inside.tolist()))

    def click(self, at: Pointer) -> bool:
        """Choose the piece under the pointer."""
        self.bench.forget_fault()
        tree = self._pieces()[2]
        found = tree.query(shapely.Point(at.x, at.y), predicate="intersects")
        piece = self._whole(found[:1].tolist())
        if not at.is_shifted:
            self._choose(piece)
        else:
            self._choose(self._faces - piece if piece <= self._faces else self._faces | piece)
        return True

    def key(self, key: Qt.Key) -> bool:
        """Enter gives the pieces, Esc lets go of them."""
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._faces:
            self._give(self.faces)
            return True
        if key == Qt.Key.Key_Escape and (self._faces or self._band or self.bench.fault):
            self.put_down()
            return True
        return False

    def put_down(self) -> None:
        """Let go of what is chosen."""
        self._forget()
        self.bench.forget_fault()
        self.bench.sketched.emit()

    def paint(self, painter: QPainter, view: Viewport, tokens: Tokens) -> None:
        """Draw the pieces chosen, the band, and what Enter does."""
        if self._faces:
            chosen = self._pieces()[1][self.faces]
            sketch.draw_strip(painter, view, tokens, chosen)
            area = float(shapely.area(chosen).sum()) / _HECTARE
            text = tr(
                "Pieces: {count}, {area} ha. Enter gives them to a neighbour.",
                count=len(chosen), area=f"{area:.2f}",
            )  # fmt: skip
            sketch.draw_note(painter, view, tokens, self._last, text)
        if self._band is not None:
            sketch.draw_band(painter, view, tokens, *self._band)

    def _forget(self) -> None:
        self._faces, self._band = frozenset(), None

    def _choose(self, faces: frozenset[int]) -> None:
        self._faces = faces
        self.bench.sketched.emit()

    def _pieces(self) -> tuple[Fabric, Objects, shapely.STRtree]:
        """Return the faces' polygons, made once a fabric."""
        fabric = self.bench.drafting.fabric
        if self._shapes is None or self._shapes[0] is not fabric:
            polygons = face_polygons(fabric)
            self._shapes = (fabric, polygons, shapely.STRtree(polygons))
        return self._shapes

    def _whole(self, faces: list[int]) -> frozenset[int]:
        """Return the faces that belong together with these: on an upper level, sub-grids."""
        bench = self.bench
        fabric, number = bench.drafting.fabric, bench.level.number
        labels = fabric.level(bench.net, number).labels
        faces = [face for face in faces if labels[face] >= 0]
        if number == max(bench.numbers):
            return frozenset(faces)
        below = fabric.level(bench.net, number + 1).labels
        rows = np.unique(below[faces]) if faces else np.empty(0, np.int64)
        return frozenset(np.flatnonzero(np.isin(below, rows[rows >= 0])).tolist())
