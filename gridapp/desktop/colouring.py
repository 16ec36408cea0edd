"""The desk for colouring grids by a figure: what is chosen, the layer, its part of the legend."""

from dataclasses import asdict, dataclass, replace
from typing import Final

import numpy as np
from PySide6.QtCore import QObject, Signal

from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.map.choropleth import FigureLayer, figure_layer, legend_rows, ramp_of
from gridapp.desktop.map.classify import METHODS, classify
from gridapp.desktop.map.layers import AreaLayer, RasterLayer
from gridapp.desktop.map.legend import Section
from gridapp.desktop.scenery import FIGURES_LAYER, LEVEL_ONE, LEVEL_TWO
from gridapp.desktop.session import Session
from gridapp.language import say, tr
from gridapp.messages import Message, message
from gridapp.workspace.figures import FIGURES, GridFigures

SETTING: Final = "map.choropleth"
COUNTS = range(3, 8)
"""How many classes can be chosen."""

METHOD_TITLES = {
    "natural": message("Natural breaks"),
    "quantile": message("Quantiles"),
    "equal": message("Equal intervals"),
    "deviation": message("Standard deviation"),
}

_LAYERS = {1: LEVEL_ONE, 2: LEVEL_TWO}
_OF_CASES = frozenset({"open", "overdue", "recent"})


@dataclass(frozen=True, slots=True)
class Colouring:
    """By what grids are coloured, and how the figures are cut into classes."""

    figure: str
    method: str = "natural"
    count: int = 5
    level: int = 2
    by_area: bool = False

    @property
    def is_density(self) -> bool:
        """Whether the figure is told by area; not every one can be."""
        return self.by_area and FIGURES[self.figure].density_unit is not None

    @property
    def unit(self) -> Message | None:
        """What stands behind the number."""
        figure = FIGURES[self.figure]
        return figure.density_unit if self.is_density else figure.unit


def kept(value: object) -> Colouring | None:
    """Read a choice from a workspace's settings; None where it isn't one of today's."""
    if not isinstance(value, dict):
        return None
    try:
        found = Colouring(**value)
    except TypeError:
        return None
    # Lists, not tables: what was kept may be of any kind, and unhashable.
    is_known = (
        found.figure in list(FIGURES)
        and found.method in list(METHODS)
        and isinstance(found.count, int)
        and found.count in COUNTS
        and found.level in list(_LAYERS)
        and isinstance(found.by_area, bool)
    )
    return found if is_known else None


class ColouringDesk(QObject):
    """Colours the grids of the map.

    Signals
    -------
    changed()
        The choice or its legend is another.
    """

    changed = Signal()

    def __init__(self, session: Session, canvas: MapCanvas) -> None:
        super().__init__()
        self._session = session
        self._canvas = canvas
        self.choice: Colouring | None = None
        self.section: Section | None = None
        self.is_new = False  # chosen just now, not when the workspace was last open
        session.cases_changed.connect(self._follow_cases)
        session.nets_changed.connect(self.refresh)

    def load(self) -> None:
        """Colour the grids as they were when the workspace was last open."""
        settings = self._session.workspace.settings
        self._session.ask("colouring.kept", lambda: kept(settings.read(SETTING)), self._take)

    def choose(self, choice: Colouring | None) -> None:
        """Colour by this from now on; None is no colour."""
        if choice == self.choice:
            return
        self.is_new = True
        settings = self._session.workspace.settings
        value = None if choice is None else asdict(choice)
        self._session.ask("colouring.keep", lambda: settings.write(SETTING, value), lambda _: None)
        self._take(choice)

    def choose_figure(self, figure: str) -> None:
        """Colour by another figure, cut as before; the empty string is no colour."""
        if not figure:
            self.choose(None)
        elif self.choice is None:
            self.choose(Colouring(figure))
        else:
            self.choose(replace(self.choice, figure=figure))

    def refresh(self) -> None:
        """Reckon the figures anew."""
        choice, shapes = self.choice, self._shapes()
        if choice is None or shapes is None:
            return
        figures = self._session.workspace.figures

        def reckon() -> tuple[FigureLayer, Section]:
            found = figures.read(choice.figure, choice.level, by_area=choice.is_density)
            return _coloured(choice, shapes, found)

        self._session.ask("colouring", reckon, lambda made: self._show(choice, *made))

    def _shapes(self) -> AreaLayer | None:
        """Return the grids to colour, if they are on the map."""
        scene = self._canvas.scene
        if self.choice is None or _LAYERS[self.choice.level] not in scene:
            return None
        layer = scene[_LAYERS[self.choice.level]]
        return layer if isinstance(layer, AreaLayer) else None

    def _follow_cases(self) -> None:
        if self.choice is not None and self.choice.figure in _OF_CASES:
            self.refresh()

    def _take(self, choice: Colouring | None) -> None:
        self.choice = choice
        if choice is None:
            self.section = None
            if FIGURES_LAYER in self._canvas.scene:
                self._canvas.scene.remove(FIGURES_LAYER)
        self.changed.emit()
        self.refresh()

    def _show(self, choice: Colouring, layer: FigureLayer, section: Section) -> None:
        if choice != self.choice:
            return
        if layer.shapes is not self._shapes():
            self.refresh()  # the grids are others by now
            return
        scene = self._canvas.scene
        self.section = section
        if FIGURES_LAYER not in scene or not _is_same(scene[FIGURES_LAYER], layer):
            scene.put(layer, above=_below_streets(scene.layers))
        self.changed.emit()


def _coloured(
    choice: Colouring, shapes: AreaLayer, found: GridFigures
) -> tuple[FigureLayer, Section]:
    """Cut the figures into classes; return the layer of them and its part of the legend."""
    values = found.of(np.array(shapes.ids, dtype=object))
    classes = classify(values, choice.method, choice.count)
    ramp = ramp_of(choice.method)
    title = FIGURES[choice.figure].title
    layer = figure_layer(shapes, values, classes, ramp, FIGURES_LAYER, title)
    layer.prepare()
    about = tr("{method} · {count} grids", method=say(METHOD_TITLES[choice.method]),
               count=len(values))  # fmt: skip
    unit = f"{say(choice.unit)} · " if choice.unit is not None else ""
    rows = tuple(legend_rows(values, classes, ramp))
    return layer, Section(title, unit + about, rows)


def title_of(choice: Colouring | None) -> str:
    """Say what grids are coloured by."""
    return tr("Nothing") if choice is None else say(FIGURES[choice.figure].title)


def _is_same(one: object, other: FigureLayer) -> bool:
    """Return whether a layer shows the same colours: then nothing is drawn anew."""
    return (
        isinstance(one, FigureLayer)
        and one.shapes is other.shapes
        and one.style == other.style
        and np.array_equal(one.values, other.values, equal_nan=True)
        and np.array_equal(np.asarray(one.classes), np.asarray(other.classes))
    )


def _below_streets(layers: tuple[object, ...]) -> str | None:
    """Return the layer above which colours lie: the last area of the ground."""
    ground = [
        layer.name
        for layer in layers
        if isinstance(layer, AreaLayer | RasterLayer) and layer.name.startswith("ground.")
    ]
    return ground[-1] if ground else None
