"""A look at a background before it is kept: whether it answers, and what it shows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtGui import QImage

from gridapp.desktop.backgrounds.bringing import bring
from gridapp.desktop.map.layers import Layer, RasterLayer
from gridapp.desktop.map.picture import render
from gridapp.desktop.map.scene import Scene
from gridapp.desktop.map.view import Bounds, Viewport
from gridapp.desktop.widgets.tokens import Tokens
from gridapp.errors import InputError
from gridapp.exchange.backgrounds.source import Background, Kind, checked
from gridapp.exchange.backgrounds.wmts import Offer, read_offers
from gridapp.locate.crs import project
from gridapp.messages import Message, message

_PATIENCE_S = 12.0
_CAPABILITIES = ("getcapabilities", "wmtscapabilities")


@dataclass(frozen=True, slots=True)
class Found:
    """What a look showed.

    Attributes
    ----------
    background : as it can be kept: its key in the place for keys
    image : a picture of it, None where there is none to show
    said : what it is, for people
    offers : what a service offers to choose from
    """

    background: Background
    image: QImage | None
    said: Message
    offers: tuple[Offer, ...] = ()


def asks_for_offers(background: Background) -> bool:
    """Tell whether the address is that of a service's capabilities."""
    where = background.where.lower()
    return background.kind is Kind.WEB and any(word in where for word in _CAPABILITIES)


def examine(background: Background, crs: str, view: Viewport, tokens: Tokens) -> Found:
    """Open a background and draw it where the map stands; the network is asked.

    Raises
    ------
    InputError
        It can't be kept, or doesn't show anything; the message says why.
    """
    if asks_for_offers(background):
        offers = tuple(read_offers(background.where, background.key))
        said = message(
            "Choose one of the layers that the service offers ({count}).", count=len(offers)
        )
        return Found(background, None, said, offers)
    background = checked(background)
    layers = bring(background, crs, _PATIENCE_S)
    scene = Scene(replace(layer, is_backdrop=False) for layer in layers)
    try:
        image = render(scene, _aimed(scene, view), tokens)
        for layer in layers:
            if isinstance(layer, RasterLayer) and (trouble := layer.feed.trouble) is not None:
                raise InputError(
                    message("{title} {problem}.", title=background.title, problem=trouble.problem),
                    trouble.remedy,
                )
        return Found(background, image, _described(layers))
    finally:
        for layer in layers:
            if isinstance(layer, RasterLayer):
                layer.feed.close()


def _aimed(scene: Scene, view: Viewport) -> Viewport:
    """Look where the map stands, or at what a file has if that lies elsewhere."""
    bounds = scene.bounds or _extent(scene)
    if bounds is None:
        return view
    left, bottom, right, top = view.extent
    is_in_sight = bounds[0] < right and bounds[2] > left and bounds[1] < top and bounds[3] > bottom
    return view if is_in_sight else view.fit(bounds)


def _extent(scene: Scene) -> Bounds | None:
    """Return where the tiles of a file lie in the map's plane, if they say so."""
    for layer in scene.layers:
        if isinstance(layer, RasterLayer) and layer.feed.tiles.bounds is not None:
            west, south, east, north = layer.feed.tiles.bounds
            x, y = project([west, west, east, east], [south, north, south, north], layer.crs)
            if np.isfinite(x).all() and np.isfinite(y).all():
                return (float(x.min()), float(y.min()), float(x.max()), float(y.max()))
    return None


def _described(layers: Sequence[Layer]) -> Message:
    first = layers[0]
    if isinstance(first, RasterLayer):
        tiles = first.feed.tiles
        return message("Pictures of zoom {low} to {high}.", low=tiles.min_zoom, high=tiles.max_zoom)
    return message("{count} features.", count=sum(len(layer) for layer in layers))
