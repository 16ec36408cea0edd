"""What is on the map: ordered layers, which of them show, what is selected and pointed at."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
import shapely

from gridapp.desktop.map.clusters import ClusteredLayer
from gridapp.desktop.map.layers import Layer, PointLayer, RasterLayer
from gridapp.desktop.map.view import Bounds, union


@dataclass(frozen=True, slots=True)
class Hit:
    """A feature under the cursor."""

    layer: str
    index: int
    id: object


@dataclass(frozen=True, slots=True)
class Change:
    """What changed in a scene.

    `layers` names those to draw anew; none if only selection or hover changed.
    """

    layers: frozenset[str] = frozenset()


Selection = dict[str, frozenset[object]]
"""Selected ids by layer name."""


class Scene:
    """An ordered set of layers, the lowest first, that tells listeners of its changes."""

    def __init__(self, layers: Iterable[Layer] = ()) -> None:
        self._layers: dict[str, Layer] = {}
        self._hidden: set[str] = set()
        self._selection: Selection = {}
        self._hover: Hit | None = None
        self._listeners: list[Callable[[Change], None]] = []
        self.set_layers(layers)

    # Layers

    @property
    def layers(self) -> tuple[Layer, ...]:
        """All layers, the lowest first."""
        return tuple(self._layers.values())

    def __getitem__(self, name: str) -> Layer:
        return self._layers[name]

    def __contains__(self, name: object) -> bool:
        return name in self._layers

    @property
    def visible(self) -> tuple[Layer, ...]:
        """The layers that aren't hidden, at whatever scale they show, the lowest first."""
        return tuple(layer for name, layer in self._layers.items() if name not in self._hidden)

    def shown(self, scale: float) -> list[Layer]:
        """Return the layers that show at `scale`, the lowest first."""
        return [layer for layer in self.visible if layer.is_drawn_at(scale)]

    def put(self, layer: Layer, above: str | None = None) -> None:
        """Replace the layer of the same name in its place, or add it on top or above another."""
        if layer.name in self._layers or above is None:
            self._layers[layer.name] = layer
        else:
            order: dict[str, Layer] = {}
            for name, other in self._layers.items():
                order[name] = other
                if name == above:
                    order[layer.name] = layer
            if layer.name not in order:
                raise KeyError(f"no layer {above!r} to put {layer.name!r} above")
            self._layers = order
        self._touch([layer.name])

    def set_layers(self, layers: Iterable[Layer]) -> None:
        """Put these layers in place of all there were."""
        before = set(self._layers)
        self._layers = {layer.name: layer for layer in layers}
        self._touch(before | set(self._layers))

    def remove(self, name: str) -> None:
        """Take a layer away."""
        del self._layers[name]
        self._selection.pop(name, None)
        self._touch([name])

    def is_visible(self, name: str) -> bool:
        """Return whether the layer isn't hidden (its scale limits aside)."""
        return name not in self._hidden

    def set_visible(self, name: str, visible: bool) -> None:
        """Show or hide a layer."""
        if visible != self.is_visible(name):
            (self._hidden.discard if visible else self._hidden.add)(name)
            self._touch([name])

    def are_pictures(self, names: Iterable[str]) -> bool:
        """Return whether all of these are pictures, which no label minds."""
        found = (self._layers.get(name) for name in names)
        return all(isinstance(layer, RasterLayer) for layer in found)

    @property
    def bounds(self) -> Bounds | None:
        """The bounds of all layers but backdrops, hidden ones too; None if they are empty."""
        layers = [layer for layer in self._layers.values() if not layer.is_backdrop]
        return union([layer.bounds for layer in layers if layer.bounds])

    # Selection and hover

    @property
    def selection(self) -> Selection:
        """The selected ids by layer."""
        return dict(self._selection)

    def select(self, layer: str, ids: Iterable[object]) -> None:
        """Select these ids of one layer and nothing else; none clears the selection."""
        chosen = frozenset(ids)
        selection = {layer: chosen} if chosen else {}
        if selection != self._selection:
            self._selection = selection
            self._tell(Change())

    @property
    def hover(self) -> Hit | None:
        """What the cursor points at."""
        return self._hover

    def set_hover(self, hit: Hit | None) -> None:
        """Point at a feature or at nothing."""
        if hit != self._hover:
            self._hover = hit
            self._tell(Change())

    def hit(self, x: float, y: float, tolerance: float, scale: float | None = None) -> Hit | None:
        """Find the topmost feature at a map position.

        Parameters
        ----------
        x, y, tolerance : float
            Metres; points and lines within the tolerance count, polygons must contain (x, y).
        scale : float, optional
            Metres per pixel, to pass over layers that don't show.
        """
        point = shapely.Point(x, y)
        for layer in reversed(self._layers.values()):
            hidden = layer.name in self._hidden or not layer.is_interactive
            if hidden or (scale is not None and not layer.is_drawn_at(scale)):
                continue
            if isinstance(layer, ClusteredLayer) and scale is not None:
                if (hit := layer.hit(x, y, tolerance, scale)) is not None:
                    return Hit(layer.name, *hit)
                continue
            index = _nearest(layer, point, tolerance)
            if index is not None:
                return Hit(layer.name, index, layer.id_of(index))
        return None

    # Listeners

    def listen(self, listener: Callable[[Change], None]) -> Callable[[], None]:
        """Call `listener` after every change; the function returned ends it."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def _touch(self, names: Iterable[str]) -> None:
        touched = frozenset(names)
        if self._hover is not None and self._hover.layer in touched:
            self._hover = None
        self._tell(Change(touched))

    def _tell(self, change: Change) -> None:
        for listener in tuple(self._listeners):
            listener(change)


def _nearest(layer: Layer, point: shapely.Point, tolerance: float) -> int | None:
    found = layer.tree.query(point, predicate="dwithin", distance=tolerance)
    if not len(found):
        return None
    away = shapely.distance(layer.geometries[found], point)
    if layer.geometries[found[0]].geom_type.endswith("Polygon"):
        found = found[away == 0.0]
        # Where polygons lie on one another the smallest is meant.
        away = shapely.area(layer.geometries[found])
    elif isinstance(layer, PointLayer) and layer.urgent is not None:
        away = away - layer.urgent[found] * 2 * tolerance
    if not len(found):
        return None
    # Of equals the last is drawn on top.
    return int(found[len(found) - 1 - np.argmin(away[::-1])])
