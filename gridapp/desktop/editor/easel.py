"""An open draft on the map: its grids in the place of those in force, and a tool in the hand."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from PySide6.QtWidgets import QWidget

from gridapp.desktop.editor.border_tool import BorderTool
from gridapp.desktop.editor.line_tools import LineTool
from gridapp.desktop.editor.picture import Picture, companion_layers, draft_layers
from gridapp.desktop.editor.piece_tool import PieceTool
from gridapp.desktop.editor.select_tool import Hand, SelectTool
from gridapp.desktop.editor.share_tools import DetachTool, GlueTool
from gridapp.desktop.editor.tasks import Tasks
from gridapp.desktop.editor.workbench import Workbench
from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.map.layers import Layer
from gridapp.desktop.map.view import Bounds
from gridapp.desktop.scenery import LEVEL_ONE, LEVEL_TWO
from gridapp.grid.editions import GridChange
from gridapp.grid.edits.apply import Change

STREETS = "ground.streets"
"""The layer of the streets, which the snapper knows by themselves."""

_MARGIN = 16.0  # pixels: what is drawn of a drag stands out beyond its lines no farther


class Easel:
    """Shows a workbench on a canvas while its screen is on stage.

    Parameters
    ----------
    window : QWidget
        Over which dialogs open.
    names : mapping from net to title, optional
    """

    def __init__(
        self,
        bench: Workbench,
        canvas: MapCanvas,
        window: QWidget,
        names: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.bench = bench
        self._names = names
        self.canvas = canvas
        self._picture = Picture(bench)
        self.tasks = Tasks(bench, window)
        self.tools: Mapping[str, Hand] = MappingProxyType(
            {
                "select": SelectTool(bench),
                "border": BorderTool(bench),
                "trace": LineTool(bench, self.tasks.trace),
                "split": LineTool(bench, self.tasks.split),
                "transfer": LineTool(bench, self.tasks.transfer),
                "pieces": PieceTool(bench, self.tasks.give),
                "detach": DetachTool(bench, names, self.tasks.pick),
                "glue": GlueTool(bench, names, self.tasks.pick),
            }
        )
        self.tool = "select"
        self.in_force: tuple[Layer, ...] = ()
        self._brought: dict[str, Layer | None] = {}
        self._is_shown = False
        self._moved: Bounds | None = None  # by the last step of a drag
        self._draw = self._picture.paint  # one object: what is put on is what is taken off

    def show(self) -> None:
        """Put the draft's grids on the map, and the tool in the hand."""
        scene = self.canvas.scene
        if not self.in_force:
            names = (LEVEL_TWO, LEVEL_ONE)
            self.in_force = tuple(scene[name] for name in names if name in scene)
        ground = [one.name for one in scene.layers if one.name.startswith("ground.")]
        for layer in companion_layers(self.bench, self._names):
            there = [one for one in scene.layers if one.name == layer.name]
            self._brought[layer.name] = there[0] if there else None
            scene.put(layer, above=ground[-1] if ground else None)
            scene.set_visible(layer.name, True)
        for layer in draft_layers(self.bench).values():
            scene.put(layer)
        self.bench.sights.scene = scene
        self.bench.sights.without = {LEVEL_ONE, LEVEL_TWO, STREETS, *self._brought}
        self.canvas.overlays.append(self._draw)
        self._is_shown = True
        self.take(self.tool)

    def hide(self) -> None:
        """Take the draft off the map; the edition in force is there again."""
        if not self._is_shown:
            return
        self.tools[self.tool].put_down()
        self.canvas.tool = None
        self.canvas.rest_cursor()
        self.canvas.overlays.remove(self._draw)
        for layer in self.in_force:
            self.canvas.scene.put(layer)
        for name, former in self._brought.items():
            if former is not None:
                self.canvas.scene.put(former)
            elif name in self.canvas.scene:
                self.canvas.scene.remove(name)
        self._brought.clear()
        self.in_force = ()
        self._is_shown = False

    def take(self, name: str) -> None:
        """Take a tool into the hand."""
        if name != self.tool:
            self.tools[self.tool].put_down()
        self.tool = name
        self._picture.tool = self.tools[name]
        if self._is_shown:
            self.canvas.tool = self.tools[name]
            self.canvas.rest_cursor()
            self.canvas.setFocus()
        self.canvas.update()

    def follow(self) -> None:
        """Paint what a step of a drag moves, and where it was before, not all of the map."""
        before, self._moved = self._moved, self._picture.reach()
        if before is None or self._moved is None:
            self.canvas.update()
        else:
            for bounds in (before, self._moved):
                self.canvas.update_near(bounds, _MARGIN)

    def redraw(self, change: Change) -> None:
        """Put the levels that an edit changed on the map anew."""
        if self._is_shown:
            touched = {number for net, number in change.grids if net == self.bench.net}
            for number, layer in draft_layers(self.bench).items():
                if number in touched:
                    self.canvas.scene.put(layer)
            nets = {net for net, _ in change.grids}
            for layer in companion_layers(self.bench, self._names):
                if layer.name.removeprefix("net.") in nets:
                    self.canvas.scene.put(layer)

    def colour(self, changes: Sequence[GridChange]) -> None:
        """Colour the grids that differ from the edition in force."""
        self._picture.changes = tuple(changes)
        self.canvas.update()
