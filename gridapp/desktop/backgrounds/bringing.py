"""From a background to the layers that show it; off the main thread."""

import html
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import numpy as np
import shapely

from gridapp.desktop.backgrounds.placing import PREFIX, Brought
from gridapp.desktop.map.background.feed import TileFeed, decode
from gridapp.desktop.map.layers import AreaLayer, Layer, LineLayer, PointLayer, RasterLayer
from gridapp.errors import GridappError
from gridapp.exchange.backgrounds.layers import LocalLayer, read_local
from gridapp.exchange.backgrounds.mbtiles import MBTiles
from gridapp.exchange.backgrounds.opening import open_shelf
from gridapp.exchange.backgrounds.pmtiles import PMTiles
from gridapp.exchange.backgrounds.shelf import Shelf
from gridapp.exchange.backgrounds.source import Background, Kind
from gridapp.locate.crs import unproject
from gridapp.messages import Message

_STYLES: Mapping[str, tuple[str, str, str]] = {
    "outline": ("net", "base.street.path", "place"),
    "quiet": ("base.landuse", "base.street.path", "place"),
    "green": ("base.park", "base.street.path", "place"),
    "water": ("base.water", "base.waterway", "place"),
    "building": ("base.building", "base.street.path", "place"),
    "street": ("base.landuse", "base.street", "place"),
}
"""Looks of areas, lines and points: keys of the tokens."""

_LABELS = 6.0  # metres per pixel above which a file's names would only be in the way
_SIDE = 256
_FINE = "@2x"  # in a template: tiles of twice the pixels


def bring_all(
    backgrounds: Iterable[Background], crs: str, patience_s: float = 0.0
) -> list[Brought]:
    """Open backgrounds; one that can't be opened doesn't keep the others away."""
    found = []
    for background in backgrounds:
        try:
            found.append(Brought(background, tuple(bring(background, crs, patience_s))))
        except GridappError as error:
            found.append(Brought(background, error=error))
    return found


def lost(brought: Iterable[Brought]) -> list[Message]:
    """Say what is wrong with the backgrounds that couldn't be opened."""
    return [one.error.problem for one in brought if one.error is not None]


def bring(background: Background, crs: str, patience_s: float = 0.0) -> list[Layer]:
    """Open a background and make its layers; nothing is fetched by that.

    Raises
    ------
    InputError
        The file can't be read, or the template is none.
    """
    name = PREFIX + background.title
    if background.kind is Kind.LAYERS:
        local = read_local(Path(background.where), crs, background.datum, background.layer)
        return [
            _layer(one, f"{name}.{number}", background) for number, one in enumerate(local, start=1)
        ]
    shelf = open_shelf(background)
    # What the way from one system to the other needs is loaded here, not by the first picture.
    unproject(0.0, 0.0, crs)
    return [
        RasterLayer(
            name=name,
            title=background.title,
            feed=TileFeed(shelf, _side(shelf, background)),
            crs=crs,
            datum=background.datum,
            opacity=background.opacity,
            credit=background.attribution or plain(shelf.tiles.attribution),
            patience_s=patience_s,
            is_backdrop=True,
        )
    ]


def plain(text: str) -> str:
    """Take the markup out of an attribution."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", text)).split())


def _side(shelf: Shelf, background: Background) -> int:
    """Return the pixels a side of the source's tiles."""
    if isinstance(shelf, MBTiles | PMTiles):
        image = decode(shelf.sample())
        return image.width() if image is not None else _SIDE
    return 2 * _SIDE if _FINE in background.where else _SIDE


def _layer(local: LocalLayer, name: str, background: Background) -> Layer:
    area, line, point = _STYLES[background.look]
    if local.shape == "area":
        return AreaLayer(
            name=name,
            title=background.title,
            polygons=local.geometries,
            style=area,
            labels=local.labels,
            label_max_scale=_LABELS,
            is_interactive=False,
            is_backdrop=True,
        )
    if local.shape == "line":
        return LineLayer(
            name=name,
            title=background.title,
            lines=local.geometries,
            style=line,
            labels=local.labels,
            label_max_scale=_LABELS,
            is_interactive=False,
            is_backdrop=True,
        )
    parts, rows = shapely.get_parts(local.geometries, return_index=True)
    there = ~shapely.is_empty(parts)
    return PointLayer(
        name=name,
        title=background.title,
        x=shapely.get_x(parts[there]),
        y=shapely.get_y(parts[there]),
        style=point,
        labels=np.asarray(local.labels[rows[there]], dtype=object),
        label_max_scale=_LABELS,
        is_interactive=False,
        is_backdrop=True,
    )
