"""Which painter draws which layer, and how a stack of layers is drawn step by step."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from PySide6.QtGui import QPainter

from gridapp.desktop.map.above_pictures import above_pictures, hides_ground
from gridapp.desktop.map.background.paint_raster import paint_raster
from gridapp.desktop.map.choropleth import FigureLayer
from gridapp.desktop.map.clusters import ClusteredLayer
from gridapp.desktop.map.heat import HeatLayer
from gridapp.desktop.map.labels import Placement
from gridapp.desktop.map.layers import (
    AreaLayer,
    Layer,
    LineLayer,
    PointLayer,
    RasterLayer,
    TrackLayer,
)
from gridapp.desktop.map.paint_areas import paint_areas
from gridapp.desktop.map.paint_clusters import paint_clusters
from gridapp.desktop.map.paint_heat import paint_heat
from gridapp.desktop.map.paint_lines import paint_lines
from gridapp.desktop.map.paint_points import paint_points
from gridapp.desktop.map.text import paint_labels
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import Tokens

Painter = Callable[[QPainter, Any, Viewport, Tokens], Iterator[None]]
"""Draws a layer on a painter whose origin is the view's top left corner, in logical pixels.

It yields wherever the work may pause, each time after a few milliseconds at most, and finds the
QPainter in any state: it sets what it needs.
"""

Drawable = Layer | Placement
"""What a tile may show: layers, and the labels placed for them."""

painters: dict[type[Drawable], Painter] = {
    AreaLayer: paint_areas,
    FigureLayer: paint_areas,
    LineLayer: paint_lines,
    PointLayer: paint_points,
    ClusteredLayer: paint_clusters,
    HeatLayer: paint_heat,
    TrackLayer: paint_lines,
    RasterLayer: paint_raster,
    Placement: paint_labels,
}

ground_types = (AreaLayer, LineLayer, HeatLayer, RasterLayer)
"""Layers that lie below the labels; the others lie above them."""


def paint_layers(
    painter: QPainter, layers: Iterable[Drawable], view: Viewport, tokens: Tokens
) -> Iterator[None]:
    """Draw layers (and labels) in their order; yields where the work may pause."""
    look = tokens
    for layer in layers:
        yield from painters[type(layer)](painter, layer, view, look)
        if hides_ground(layer):
            look = above_pictures(tokens)


def is_ground(layer: Layer) -> bool:
    """Return whether `layer` lies below the labels."""
    return isinstance(layer, ground_types)
