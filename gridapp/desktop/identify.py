"""Identify: a click tells of every feature under the point, layer by layer."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import isnan

import shapely
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedLayout,
    QWidget,
)

from gridapp.desktop.map.choropleth import FigureLayer, digits_of, number
from gridapp.desktop.map.layers import AreaLayer, Layer, LineLayer
from gridapp.desktop.map.scene import Scene
from gridapp.desktop.map.tool import Pointer
from gridapp.desktop.scenery import SIGNS, STREETS
from gridapp.desktop.widgets.panel import Facts, card, column, empty, label, tool
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.language import say, tr
from gridapp.messages import Message

_REACH = 6.0  # pixels within which a point or line is under the pointer
_MOST = 20  # features of one layer
_HECTARE, _KILOMETRE = 10_000.0, 1000.0
_CLASSES = {**STREETS, **dict(pair for pairs in SIGNS.values() for pair in pairs)}


@dataclass(frozen=True, slots=True)
class Found:
    """A feature under the point: its layer, where it stands there, and what is known of it."""

    layer: str
    title: str
    index: int
    facts: tuple[tuple[str, str], ...]


def features_at(scene: Scene, x: float, y: float, scale: float) -> list[Found]:
    """Return every visible feature at a place, the topmost layer first.

    Parameters
    ----------
    x, y : float
        Metres.
    scale : float
        Metres per pixel.
    """
    point = shapely.Point(x, y)
    found: list[Found] = []
    for layer in reversed(scene.shown(scale)):
        shapes = layer.geometries
        near = layer.tree.query(point, predicate="dwithin", distance=_REACH * scale)
        if isinstance(layer, AreaLayer):
            near = near[shapely.intersects_xy(shapes[near], x, y)]
        away = shapely.distance(shapes[near], point)
        found += [
            Found(layer.name, _title(layer), index, _facts(layer, index))
            for index in near[away.argsort(kind="stable")][:_MOST].tolist()
        ]
    return found


def _title(layer: Layer) -> str:
    return say(layer.title) if isinstance(layer.title, Message) else layer.title or layer.name


def _facts(layer: Layer, index: int) -> tuple[tuple[str, str], ...]:
    if isinstance(layer, FigureLayer):
        return _figure(layer, index)
    shape = layer.geometries[index]
    facts = [(tr("Name"), _text(layer, "labels", index))]
    if layer.ids is not None:
        facts.append((tr("Code"), str(layer.id_of(index))))
    facts.append((tr("Class"), _class(layer, index)))
    if isinstance(layer, AreaLayer):
        area = float(shapely.area(shape))
        facts.append(
            (tr("Area"), tr("{area} ha", area=f"{area / _HECTARE:.2f}") if area >= _HECTARE
             else tr("{area} m²", area=f"{area:.0f}"))
        )  # fmt: skip
    elif isinstance(layer, LineLayer):
        length = float(shapely.length(shape))
        facts.append(
            (tr("Length"), tr("{length} km", length=f"{length / _KILOMETRE:.2f}")
             if length >= _KILOMETRE else tr("{length} m", length=f"{length:.0f}"))
        )  # fmt: skip
    else:
        at = shapely.centroid(shape)
        facts.append((tr("Place"), f"E {at.x:.1f}  N {at.y:.1f}"))
    return tuple(fact for fact in facts if fact[1])


def _figure(layer: FigureLayer, index: int) -> tuple[tuple[str, str], ...]:
    value = float(layer.values[index])
    words = tr("No figure") if isnan(value) else number(value, digits_of(layer.values))
    facts = ((tr("Grid"), _text(layer.shapes, "labels", index)), (tr("Value"), words))
    return tuple(fact for fact in facts if fact[1])


def _class(layer: Layer, index: int) -> str:
    """Return what a feature's class is called; nothing where only its look has a name."""
    key = f"{getattr(layer, 'style', '')}.{_text(layer, 'classes', index)}"
    return say(_CLASSES[key]) if key in _CLASSES else ""


def _text(layer: Layer, column_name: str, index: int) -> str:
    values = getattr(layer, column_name, None)
    return "" if values is None else str(values[index])


class IdentifyTool:
    """A click asks what is there; Esc leaves.

    Parameters
    ----------
    ask : callable
        Called with the place of a click.
    leave : callable
        Called when the tool is to be put down.
    """

    cursor = Qt.CursorShape.WhatsThisCursor

    def __init__(self, ask: Callable[[Pointer], None], leave: Callable[[], None]) -> None:
        self._ask, self._leave = ask, leave

    def press(self, at: Pointer) -> bool:
        """Leave drags to the map."""
        return False

    def move(self, at: Pointer) -> None:
        """Don't care."""

    def release(self, at: Pointer) -> None:
        """Don't care."""

    def click(self, at: Pointer) -> bool:
        """Ask."""
        self._ask(at)
        return True

    def double_click(self, at: Pointer) -> bool:
        """Ask no second time."""
        return True

    def key(self, key: Qt.Key) -> bool:
        """Esc leaves."""
        if key == Qt.Key.Key_Escape:
            self._leave()
        return key == Qt.Key.Key_Escape


class IdentifyPanel(QWidget):
    """A card for each feature under the point.

    Signals
    -------
    closed()
    """

    closed = Signal()

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self.found: Sequence[Found] = ()
        self._place = label("", "muted")
        close = tool("close", tr("Close (Esc)"), tokens)
        close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.addWidget(label(tr("What lies here"), "title"), 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setAccessibleName(tr("What lies here"))
        below = QWidget()
        self._stack = QStackedLayout(below)
        self._stack.addWidget(empty(tr("Click on the map."), "identify", tokens))
        self._stack.addWidget(empty(tr("Nothing lies here."), "identify", tokens))
        self._stack.addWidget(self._area)
        self.setLayout(
            column(column(head, self._place, gap=space["xs"]), below,
                   margin=space["l"], gap=space["m"])
        )  # fmt: skip

    def show_found(self, place: str, found: Sequence[Found]) -> None:
        """Show what lies at another place."""
        self.found = found
        self._place.setText(place)
        cards = []
        for one in found:
            facts = Facts()
            facts.show_facts(one.facts)
            cards.append(
                card(column(label(one.title, "section"), facts, margin=space["m"], gap=space["xs"]))
            )
        inside = QWidget()
        inside.setLayout(column(*cards, 1, gap=space["s"]))
        self._area.setWidget(inside)
        self._stack.setCurrentIndex(2 if found else 1)

    def await_click(self) -> None:
        """Show that a click is awaited."""
        self.found = ()
        self._place.setText("")
        self._stack.setCurrentIndex(0)
