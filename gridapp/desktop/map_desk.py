"""The map's own desk: loads its layers, keeps the list of layers, brings nets in when wanted."""

from PySide6.QtCore import QObject, Qt, Signal

from gridapp.desktop.map.layers import Layer
from gridapp.desktop.map.scene import Scene
from gridapp.desktop.scenery import first_layers, net_layer
from gridapp.desktop.session import Session
from gridapp.desktop.stage import MapStage
from gridapp.desktop.widgets.layer_list import LayerEntry
from gridapp.errors import GridappError
from gridapp.grid.grids import Grids
from gridapp.language import say, tr
from gridapp.messages import Message
from gridapp.workspace.geography import COMPREHENSIVE, NetSummary


class MapDesk(QObject):
    """Fills the stage of a workspace: `loaded` when the layers are there, `drawn` when seen."""

    loaded = Signal()
    drawn = Signal()
    failed = Signal(object)

    def __init__(self, session: Session, stage: MapStage) -> None:
        super().__init__()
        self._session = session
        self._stage = stage
        self._nets: list[NetSummary] = []
        self.loaded.connect(self._await_picture)
        stage.layers.switched.connect(self._switch)
        stage.layers_button.toggled.connect(lambda _: self.list_layers())

    def load(self) -> None:
        """Read the ground and the comprehensive net; the map shows them when they are there."""
        geography = self._session.workspace.geography
        self._session.worker.ask(
            "map", lambda: (first_layers(geography), geography.nets()), self._show, self._fail
        )

    def take_over(self, scene: Scene, nets: list[NetSummary]) -> None:
        """Show a scene that was loaded before."""
        self._nets = nets
        self._stage.canvas.set_scene(scene)
        self.loaded.emit()

    @property
    def nets(self) -> list[NetSummary]:
        """The nets that can be shown."""
        return self._nets

    def list_layers(self) -> None:
        """Make the list of layers anew, the topmost first."""
        scene = self._stage.canvas.scene
        grouped: dict[str, list[str]] = {}
        for layer in reversed(scene.layers):
            if not layer.name.startswith("net."):
                grouped.setdefault(_title(layer), []).append(layer.name)
        entries = [
            LayerEntry(title, tuple(names), all(scene.is_visible(name) for name in names))
            for title, names in grouped.items()
        ]
        for net in self._nets:
            if net.name != COMPREHENSIVE:
                name = f"net.{net.name}"
                title = tr("Net: {title}", title=net.title)
                entries.append(LayerEntry(title, (name,), name in scene and scene.is_visible(name)))
        self._stage.layers.show_entries(entries)

    def _show(self, found: tuple[list[Layer], list[NetSummary]]) -> None:
        layers, self._nets = found
        self._stage.canvas.set_scene(Scene(layers))
        self.list_layers()
        self.loaded.emit()

    def _await_picture(self) -> None:
        """Tell when the map is on the screen for the first time."""
        once = Qt.ConnectionType.SingleShotConnection
        self._stage.canvas.ready.connect(self.drawn.emit, once)

    def _fail(self, error: GridappError) -> None:
        self._session.failed.emit(error)
        self.failed.emit(error)

    def _switch(self, names: tuple[str, ...], is_on: bool) -> None:
        scene = self._stage.canvas.scene
        for name in names:
            if name in scene:
                scene.set_visible(name, is_on)
            elif is_on:
                self._bring(name)

    def _bring(self, layer: str) -> None:
        """Read a department's net and put it below the comprehensive one."""
        name = layer.removeprefix("net.")
        title = next(net.title for net in self._nets if net.name == name)
        geography = self._session.workspace.geography

        def put(grids: Grids) -> None:
            scene = self._stage.canvas.scene
            below = [other.name for other in scene.layers if other.name.startswith("ground.")]
            scene.put(net_layer(name, title, grids), above=below[-1] if below else None)
            scene.set_visible(layer, True)

        self._session.ask(layer, lambda: geography.grids(name), put)


def _title(layer: Layer) -> str:
    return say(layer.title) if isinstance(layer.title, Message) else layer.title
