"""The map's own desk: loads its layers, keeps the list of layers, brings nets in when wanted."""

from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QAbstractButton

from gridapp.cases.events import Json
from gridapp.desktop.backgrounds.desk import BackgroundDesk
from gridapp.desktop.colouring import ColouringDesk
from gridapp.desktop.hotspots import HotspotsDesk
from gridapp.desktop.map.layers import Layer
from gridapp.desktop.map.legend import Row, Section
from gridapp.desktop.map.scene import Scene
from gridapp.desktop.palette import Action
from gridapp.desktop.scenery import FIGURES_LAYER, HEAT, SIGNS, first_layers, net_layer
from gridapp.desktop.session import Session
from gridapp.desktop.stage import MapStage
from gridapp.desktop.widgets.layer_list import LayerEntry
from gridapp.errors import GridappError
from gridapp.grid.grids import Grids
from gridapp.language import say, tr
from gridapp.messages import Message, message
from gridapp.workspace.figures import FIGURES
from gridapp.workspace.geography import COMPREHENSIVE, NetSummary

SETTING: Final = "map.view"
_SWITCHED_ELSEWHERE = (FIGURES_LAYER, HEAT)


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
        self._explained: list[Message | str] = []
        self._kept: dict[str, Json] | None = None  # what is open on the map; None until it is read
        self.colouring = ColouringDesk(session, stage.canvas)
        self.hotspots = HotspotsDesk(session, stage.canvas)
        self.backgrounds = BackgroundDesk(session, stage.canvas)
        self.loaded.connect(self._await_picture)
        # What was chosen comes after the first picture, which can't wait for it.
        self.drawn.connect(self._load_view)
        self.drawn.connect(self.colouring.load)
        self.drawn.connect(self.hotspots.load)
        self.drawn.connect(self.backgrounds.load)
        self.backgrounds.changed.connect(self.list_layers)
        stage.backgrounds_button.clicked.connect(lambda: self.backgrounds.open_dialog(stage))
        self.colouring.changed.connect(self._show_colouring)
        self.hotspots.changed.connect(self._show_hotspots)
        stage.colours.chosen.connect(self.colouring.choose)
        stage.legend_button.toggled.connect(lambda _: self._fill_legend())
        for shown in (stage.legend_button, stage.overview_button):
            shown.toggled.connect(lambda _: self._keep_view())
        session.nets_changed.connect(self._follow_nets)
        stage.canvas.ready.connect(self._fill_legend)
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
        self.backgrounds.adopt()
        self.loaded.emit()

    @property
    def nets(self) -> list[NetSummary]:
        """The nets that can be shown."""
        return self._nets

    def actions(self) -> list[Action]:
        """Return what can be done with the map's layers from anywhere."""
        stage, colouring, hotspots = self._stage, self.colouring, self.hotspots
        by_figure = [
            Action(
                tr("Colour grids by: {figure}", figure=say(figure.title)),
                partial(colouring.choose_figure, figure.name),
            )
            for figure in FIGURES.values()
        ]
        return [
            *by_figure,
            Action(tr("Colour grids by nothing"), partial(colouring.choose_figure, "")),
            Action(
                tr("Show or hide the heat map of cases"),
                lambda: hotspots.switch(not hotspots.is_on),
                "F6",
            ),
            Action(tr("Background maps…"), lambda: self.backgrounds.open_dialog(stage)),
            Action(tr("Show or hide the legend"), stage.legend_button.toggle, "F5"),
            Action(tr("Show or hide the overview map"), stage.overview_button.toggle),
        ]

    def list_layers(self) -> None:
        """Make the list of layers anew, the topmost first."""
        scene = self._stage.canvas.scene
        grouped: dict[str, list[str]] = {}
        for layer in reversed(scene.layers):
            if not layer.name.startswith("net.") and layer.name not in _SWITCHED_ELSEWHERE:
                grouped.setdefault(_title(layer), []).append(layer.name)
        entries = [
            LayerEntry(title, tuple(names), all(scene.is_visible(name) for name in names))
            for title, names in grouped.items()
        ]
        heat = LayerEntry(tr("Heat map of cases"), (HEAT,), self.hotspots.is_on)
        entries.insert(0, heat)
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
            if name == HEAT:
                self.hotspots.switch(is_on)
            elif name in scene:
                scene.set_visible(name, is_on)
            elif is_on:
                self._bring(name)
        self.backgrounds.remember(names, is_on)

    def _follow_nets(self) -> None:
        """Read the list of nets anew; one of them may have been stored."""
        geography = self._session.workspace.geography

        def show(nets: list[NetSummary]) -> None:
            if nets != self._nets:
                self._nets = nets
                self.list_layers()

        self._session.ask("nets", geography.nets, show)

    def _load_view(self) -> None:
        """Open on the map what was open when it was last left."""
        settings = self._session.workspace.settings

        def show(kept: Json) -> None:
            found = kept if isinstance(kept, dict) else {}
            for name, shown in self._shown().items():
                if isinstance(is_on := found.get(name), bool):
                    shown.setChecked(is_on)
            self._kept = self._view()

        self._session.ask("view.kept", lambda: settings.read(SETTING), show)

    def _keep_view(self) -> None:
        view = self._view()
        if self._kept is not None and view != self._kept:
            self._kept = view
            settings = self._session.workspace.settings
            self._session.ask("view.keep", lambda: settings.write(SETTING, view), lambda _: None)

    def _view(self) -> dict[str, Json]:
        return {name: shown.isChecked() for name, shown in self._shown().items()}

    def _shown(self) -> dict[str, QAbstractButton]:
        return {"legend": self._stage.legend_button, "overview": self._stage.overview_button}

    def _show_colouring(self) -> None:
        self._stage.colours.show_choice(self.colouring.choice)
        self._open_legend(self.colouring.section if self.colouring.is_new else None)

    def _show_hotspots(self) -> None:
        self.list_layers()
        self._open_legend(self.hotspots.section if self.hotspots.is_new else None)

    def _open_legend(self, section: Section | None) -> None:
        """Bring the legend where there is something new to explain."""
        if section is not None and section.title not in self._explained:
            self._stage.legend_button.setChecked(True)
        sections = (self.colouring.section, self.hotspots.section)
        self._explained = [one.title for one in sections if one is not None]
        self._fill_legend()

    def _fill_legend(self) -> None:
        """Say what is on the map; nothing while nobody looks."""
        if not self._stage.legend_button.isChecked():
            return
        scene = self._stage.canvas.scene
        signs = [
            Row(text, style)
            for name, rows in SIGNS.items()
            if name in scene and scene.is_visible(name) and len(scene[name])
            for style, text in rows
        ]
        found = (
            self.colouring.section,
            self.hotspots.section,
            Section(message("Signs"), rows=tuple(signs)) if signs else None,
        )
        self._stage.legend.show_sections([section for section in found if section is not None])

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
