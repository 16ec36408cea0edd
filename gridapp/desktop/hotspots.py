"""The desk for the heat map: how dense the cases of the last 90 days lie."""

from typing import Final

import numpy as np
from PySide6.QtCore import QObject, Signal

from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.map.choropleth import number
from gridapp.desktop.map.heat import HeatLayer
from gridapp.desktop.map.legend import Gradient, Section
from gridapp.desktop.map.view import Coordinates
from gridapp.desktop.scenery import HEAT
from gridapp.desktop.session import Session
from gridapp.messages import message
from gridapp.workspace import Workspace
from gridapp.workspace.figures import LATELY

SETTING: Final = "map.heat"


class HotspotsDesk(QObject):
    """Shows where cases lie dense.

    Signals
    -------
    changed()
        It was switched, or its legend is another.
    """

    changed = Signal()

    def __init__(self, session: Session, canvas: MapCanvas) -> None:
        super().__init__()
        self._session = session
        self._canvas = canvas
        self.is_on = False
        self.is_new = False  # switched just now, not when the workspace was last open
        session.cases_changed.connect(self.refresh)
        canvas.ready.connect(self._follow_scale)
        self.section: Section | None = None

    def load(self) -> None:
        """Show it if it was shown when the workspace was last open."""
        settings = self._session.workspace.settings
        self._session.ask("heat.kept", lambda: settings.read(SETTING) is True, self._take)

    def switch(self, is_on: bool) -> None:
        """Show or hide it."""
        if is_on != self.is_on:
            self.is_new = True
            settings = self._session.workspace.settings
            self._session.ask(
                "heat.keep", lambda: settings.write(SETTING, is_on or None), lambda _: None
            )
            self._take(is_on)

    def refresh(self) -> None:
        """Read the cases anew."""
        if self.is_on:
            workspace = self._session.workspace
            self._session.ask("heat", lambda: _heat(workspace), self._show)

    def _take(self, is_on: bool) -> None:
        self.is_on = is_on
        if not is_on and HEAT in self._canvas.scene:
            self._canvas.scene.remove(HEAT)
        self._tell()
        self.refresh()

    def _show(self, layer: HeatLayer) -> None:
        scene = self._canvas.scene
        if not self.is_on:
            return
        below = [other.name for other in scene.layers if other.name.startswith("ground.")]
        scene.put(layer, above=below[-1] if below else None)
        self._tell()

    def _follow_scale(self) -> None:
        if self.is_on:
            self._tell()

    def _tell(self) -> None:
        section = self._section()
        if section != self.section:
            self.section = section
            self.changed.emit()

    def _section(self) -> Section | None:
        scene = self._canvas.scene
        layer = scene[HEAT] if self.is_on and HEAT in scene else None
        if not isinstance(layer, HeatLayer):
            return None
        density = layer.at(self._canvas.viewport.scale)
        if density is None:
            return Section(message("Heat map of cases"), message("No cases in 90 days"))
        return Section(
            message("Heat map of cases"),
            message("90 days, per km², kernel {metres} m", metres=round(density.bandwidth)),
            gradient=Gradient("0", f"≥ {number(density.top, 0 if density.top >= 10 else 1)}"),
        )


def _heat(workspace: Workspace) -> HeatLayer:
    """Read the cases and reckon how dense they lie."""
    places = _recent(workspace)
    return HeatLayer(
        name=HEAT,
        title=message("Heat map of cases"),
        x=places[:, 0],
        y=places[:, 1],
        style="case",
        is_interactive=False,
    ).prepare()


def _recent(workspace: Workspace) -> Coordinates:
    """Return where the cases of the last 90 days are, shape (n, 2), metres."""
    now = workspace.now()
    places = [
        (row.x, row.y)
        for row in workspace.casework.rows()
        if row.x is not None and row.y is not None and now - LATELY <= row.opened_at <= now
    ]
    return np.array(places, dtype=np.float64).reshape(-1, 2)
