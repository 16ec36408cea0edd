"""The draft on the map: its grids as layers, and what is drawn over them each frame."""

from collections.abc import Iterator, Mapping

import numpy as np
import shapely
from PySide6.QtGui import QPainter

from gridapp.desktop.editor import sketch
from gridapp.desktop.editor.select_tool import Hand
from gridapp.desktop.editor.workbench import Workbench
from gridapp.desktop.map.layers import Layer
from gridapp.desktop.map.view import Bounds, Viewport
from gridapp.desktop.scenery import grid_layers, net_layer
from gridapp.desktop.widgets.tokens import Tokens
from gridapp.grid.editions import GridChange
from gridapp.grid.grids import Grids
from gridapp.grid.outlines import grids_of
from gridapp.grid.segments import ragged_ranges
from gridapp.language import say


def draft_layers(bench: Workbench) -> dict[int, Layer]:
    """Return the layer of each level of the net, as its edits stand."""
    columns = []
    for number in sorted(bench.numbers):
        level = bench.drafting.fabric.level(bench.net, number)
        polygons = bench.loads(number).polygons
        kept = np.array([one is not None for one in polygons], bool)
        blank = np.full(len(polygons), "", dtype=object)
        parts = (level.codes, level.names, blank, level.owners, polygons)
        columns.append((*(part[kept] for part in parts), np.full(int(kept.sum()), number, np.int8)))
    codes, names, parents, owners, polygons, levels = (
        np.concatenate(parts) for parts in zip(*columns, strict=True)
    )
    layers = grid_layers(Grids(codes, names, parents, owners, levels, polygons))
    return {2 if layer.name.endswith("2") else 1: layer for layer in layers}


def companion_layers(bench: Workbench, names: Mapping[str, str]) -> Iterator[Layer]:
    """Yield the layer of each other net in the draft's fabric, as the edits stand."""
    fabric = bench.drafting.fabric
    for net in dict.fromkeys(level.net for level in fabric.levels):
        if net != bench.net:
            yield net_layer(net, names.get(net, net), grids_of(fabric, net))


class Picture:
    """Paints the draft's moving parts; the map calls it each frame."""

    def __init__(self, bench: Workbench) -> None:
        self.tool: Hand | None = None
        self.changes: tuple[GridChange, ...] = ()
        self._bench = bench

    def paint(self, painter: QPainter, view: Viewport, tokens: Tokens) -> None:
        """Draw locks, differences, what is chosen, what a drag moves, and the tool's own."""
        bench, look = self._bench, tokens.furniture
        self._paint_changes(painter, view, tokens)
        locked = [c for net, number, c in bench.drafting.locked if number == bench.level.number]
        polygons = bench.loads().polygons
        if locked:
            sketch.draw_locks(painter, view, tokens, polygons[bench.rows(locked)])
        if bench.codes:
            chosen = polygons[bench.rows(bench.codes)]
            sketch.draw_grids(
                painter, view, chosen, look.selection_fill, look.selection_stroke, 2.4
            )
        if bench.tried_change is not None:
            touched = polygons[bench.subject]
            sketch.draw_grids(painter, view, touched, look.selection_fill, look.selection_stroke, 0)
            sketch.draw_arcs(painter, view, tokens, bench.fabric, bench.tried_change.arcs)
        if self.tool is not None:
            self.tool.paint(painter, view, tokens)
        if bench.fault is not None and (place := bench.fault_place) is not None:
            sketch.draw_fault(painter, view, tokens, place, say(bench.fault.problem))

    def reach(self) -> Bounds | None:
        """Return the bounds of what a drag moves; None if anything else may change with it."""
        bench = self._bench
        change = bench.tried_change
        if change is None or bench.fault is not None:
            return None
        fabric = bench.fabric
        first, last = fabric.offsets[change.arcs], fabric.offsets[change.arcs + 1]
        lines = shapely.MultiPoint(fabric.xy[ragged_ranges(first, last - first)])
        touched = [lines, *bench.loads().polygons[bench.subject]]
        left, bottom, right, top = shapely.total_bounds(touched).tolist()
        return (left, bottom, right, top)

    def _paint_changes(self, painter: QPainter, view: Viewport, tokens: Tokens) -> None:
        """Colour the grids that differ from the edition in force."""
        level = self._bench.level
        codes = [one.code for one in self.changes if one.level == level.number]
        if codes:
            shapes = self._bench.loads().polygons[self._bench.rows(codes)]
            look = tokens.furniture
            sketch.draw_grids(
                painter, view, shapes, look.uncertainty_fill, look.uncertainty_stroke, 1.4
            )
