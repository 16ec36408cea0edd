"""A map in one HTML file that opens with no network: folium's page with all it needs inside.

Nothing that people typed is ever markup: words are escaped, or become text nodes in the reader's
browser, and the page's own policy forbids it to load anything but the tiles that were asked for.
"""

import base64
import json
import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np
import shapely
from numpy.typing import NDArray

from gridapp.errors import InputError, NotFoundError, RefusalError
from gridapp.exchange.targets import WGS84, find_target
from gridapp.messages import message
from gridapp.paths import resource

if TYPE_CHECKING:
    import folium  # brings pandas at run time: imported late

_DECIMALS = 7  # of a degree: a centimetre
_MANY = 4000  # shapes from which one canvas is faster than as many elements
_FAR = 19
_EXAMPLE = "https://tiles.example.cn/{z}/{x}/{y}.png"
_WEB_ADDRESS = re.compile(r"https?://[\w.{}:-]+/\S*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Look:
    """How lines and areas are drawn: colours as ``#rrggbb``, widths in pixels."""

    stroke: str = ""
    width: float = 1.0
    fill: str = ""
    opacity: float = 1.0
    dashes: str = ""


@dataclass(frozen=True, slots=True)
class Sign:
    """A point's symbol: an SVG element and the pixels of its side."""

    svg: str
    size: int


@dataclass(frozen=True, slots=True, eq=False)
class WebLayer:
    """A layer of the page, in the reader's language.

    Attributes
    ----------
    title : in the list of layers
    geometries : object[n]; None is left out
    look : of lines and areas; areas without a fill answer on their lines only
    facts : what a click tells of each feature, pairs of name and value; none for no answer
    names : shown at the pointer, or always where `is_named`
    signs : of points: the key of each one's sign
    is_shown : whether it shows at first
    """

    title: str
    geometries: NDArray[np.object_]
    look: Look = Look()
    facts: Sequence[Sequence[tuple[str, str]]] = ()
    names: Sequence[str] = ()
    signs: Sequence[str] = ()
    is_named: bool = False
    is_shown: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """What stands round the map.

    Attributes
    ----------
    title, subtitle : above it
    language : of the words, such as ``zh-CN``
    colours : ``#rrggbb`` of ground, panel, line, text and muted
    signs : of points, by key
    tiles : a server's address with {z}, {x} and {y}; empty for no background from anywhere
    """

    title: str
    subtitle: str
    language: str
    colours: Mapping[str, str]
    signs: Mapping[str, Sign]
    tiles: str = ""


def write_web_map(
    path: Path,
    page: Page,
    layers: Sequence[WebLayer],
    crs: str,
    *,
    into: str = "",
    overwrite: bool = False,
) -> None:
    """Write a page of layers, the first at the bottom; it appears whole or not at all.

    Parameters
    ----------
    crs : str
        Of the geometries.
    into : str
        WGS-84 (by default), or GCJ-02 or BD-09 to fit tiles that are in it.

    Raises
    ------
    InputError
        The system isn't one of degrees, or the tiles' address isn't one.
    NotFoundError
        There is nothing to show.
    RefusalError
        The file is there and `overwrite` is False, or it can't be written.
    """
    target = find_target(into or WGS84)
    if not target.is_degrees:
        raise InputError(
            message("A web map is in degrees, not in {crs}.", crs=target.name),
            message("Leave the system out, or name GCJ-02 or BD-09 to fit such tiles."),
        )
    if page.tiles:
        _require_address(page.tiles)
    if path.exists() and not overwrite:
        raise RefusalError(
            message("{file} exists already.", file=str(path)),
            message("Choose another name or allow it to be replaced."),
        )
    shapes = [target.bring(layer.geometries, crs) for layer in layers]
    text = _render(page, layers, [_rounded(some) for some in shapes])
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".gridapp-") as folder:
            draft = Path(folder) / path.name
            draft.write_text(text, encoding="utf-8", newline="\n")
            draft.replace(path)
    except OSError as error:
        raise RefusalError(
            message("{file} can't be written: {reason}.", file=str(path), reason=str(error)),
            message("Check that the folder is there and that you may write to it."),
        ) from error


def _render(page: Page, layers: Sequence[WebLayer], shapes: Sequence[NDArray[np.object_]]) -> str:
    import folium

    everything = np.concatenate([np.empty(0, dtype=object), *shapes])
    west, south, east, north = shapely.total_bounds(everything).tolist()
    if not west <= east:  # NaN, or nothing at all
        raise NotFoundError(
            message("There is nothing to show on the map."),
            message("Choose layers that have a place."),
        )
    chart = folium.Map(
        location=((south + north) / 2, (west + east) / 2),
        tiles=None,
        prefer_canvas=len(everything) > _MANY,
        max_zoom=_FAR,
        zoom_snap=0.25,
    )
    # folium would fetch these from the network: what the page needs is put inside instead.
    chart.default_js, chart.default_css = [], []
    if page.tiles:
        credit = escape(urlsplit(page.tiles).netloc)
        folium.TileLayer(page.tiles, attr=credit, control=False, max_zoom=_FAR).add_to(chart)
    for layer, some in zip(layers, shapes, strict=True):
        _make_layer(page, layer, some).add_to(chart)
    folium.LayerControl(collapsed=False).add_to(chart)
    chart.fit_bounds(((south, west), (north, east)), padding=(16, 16))
    figure = chart.get_root()
    assert isinstance(figure, folium.Figure)
    figure.title = escape(page.title)
    for name, element in _head(page).items():
        figure.header.add_child(folium.Element(element), name=name)
    title = f"<h1>{escape(page.title)}</h1><p>{escape(page.subtitle)}</p>"
    figure.html.add_child(folium.Element(f"<header>{title}</header>"), name="above", index=0)
    html = str(figure.render())
    return html.replace("<html>", f'<html lang="{escape(page.language)}">', 1)


def _make_layer(page: Page, layer: WebLayer, shapes: NDArray[np.object_]) -> "folium.GeoJson":
    import folium

    rows = np.flatnonzero(~(shapely.is_missing(shapes) | shapely.is_empty(shapes))).tolist()
    features = [
        {
            "type": "Feature",
            "id": row,
            "properties": {
                "rows": list(map(list, layer.facts[row])) if layer.facts else [],
                "name": layer.names[row] if layer.names else "",
                **({"sign": layer.signs[row]} if layer.signs else {}),
            },
            "geometry": json.loads(shapely.to_geojson(shapes[row])),
        }
        for row in rows
    ]
    style = _style(layer.look)
    options: dict[str, Any] = {"interactive": bool(layer.facts or layer.names)}
    if layer.signs:
        signs = {key: {"svg": page.signs[key].svg, "size": page.signs[key].size}
                 for key in sorted(set(layer.signs))}  # fmt: skip
        options["point_to_layer"] = folium.JsCode(f"gridappSigns({_as_script(signs)})")
    return folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        name=_legend(page, layer),
        style_function=lambda _: style,
        on_each_feature=folium.JsCode(f"gridappFeature({json.dumps(layer.is_named)})"),
        show=layer.is_shown,
        smooth_factor=0.5,
        **options,
    )


def _style(look: Look) -> dict[str, object]:
    return {
        "stroke": bool(look.stroke),
        "color": look.stroke,
        "weight": look.width,
        "fill": bool(look.fill),
        "fillColor": look.fill,
        "fillOpacity": look.opacity,
        "dashArray": look.dashes or None,
    }


def _legend(page: Page, layer: WebLayer) -> str:
    """Name a layer in the list, with its look before it; Leaflet takes this for HTML."""
    if layer.signs:
        mark = page.signs[layer.signs[0]].svg
    else:
        look = layer.look
        stroke = f'stroke="{look.stroke}" stroke-width="{look.width}"' if look.stroke else ""
        dashes = f'stroke-dasharray="{look.dashes}"' if look.dashes else ""
        fill = f'fill="{look.fill}" fill-opacity="{look.opacity}"' if look.fill else 'fill="none"'
        is_line = bool((shapely.get_dimensions(layer.geometries) == 1).any())
        shape = "M1 7H15" if is_line else "M2 2H14V12H2Z"
        mark = f'<svg width="16" height="14"><path d="{shape}" {stroke} {dashes} {fill}/></svg>'
    return f'<span class="swatch">{mark}</span>{escape(layer.title)}'


def _head(page: Page) -> dict[str, str]:
    """Return what the page carries inside: policy, styles, scripts with their licence."""
    web = resource("web")
    script = (web / "leaflet" / "leaflet.js").read_text(encoding="utf-8")
    script = re.sub(r"\n//# sourceMappingURL=.*", "", script)
    licence = (web / "leaflet" / "LICENSE").read_text(encoding="utf-8")
    colours = "".join(f"--{name}:{value};" for name, value in page.colours.items())
    return {
        "policy": f'<meta http-equiv="Content-Security-Policy" content="{_policy(page.tiles)}">',
        "leaflet_licence": f"<!--\nLeaflet\n{licence}\n-->",
        "leaflet_css": f"<style>{_stylesheet(web / 'leaflet')}</style>",
        "leaflet": f"<script>{script}</script>",
        "page_css": f"<style>:root{{{colours}}}\n{(web / 'page.css').read_text('utf-8')}</style>",
        "page": f"<script>{(web / 'page.js').read_text('utf-8')}</script>",
    }


def _stylesheet(folder: Path) -> str:
    """Return Leaflet's style sheet with its pictures inside."""

    def inline(found: re.Match[str]) -> str:
        picture = base64.b64encode((folder / found[1]).read_bytes()).decode("ascii")
        return f"url(data:image/png;base64,{picture})"

    text = (folder / "leaflet.css").read_text(encoding="utf-8")
    return re.sub(r"url\((images/[\w.-]+)\)", inline, text)


def _policy(tiles: str) -> str:
    """Forbid every request but those for the tiles."""
    images = "data:"
    if tiles:
        parts = urlsplit(re.sub(r"\{\w+\}", "*", tiles))
        images += f" {parts.scheme}://{parts.netloc}"
    inline = "'unsafe-inline'"
    return f"default-src 'none'; script-src {inline}; style-src {inline}; img-src {images}"


def _require_address(tiles: str) -> None:
    is_address = _WEB_ADDRESS.fullmatch(tiles) and all(f"{{{k}}}" in tiles for k in "xyz")
    if not is_address or any(mark in tiles for mark in "\"'<>;,"):
        raise InputError(
            message("“{address}” is no address of map tiles.", address=tiles),
            message("Give one such as {example}.", example=_EXAMPLE),
        )


def _as_script(value: object) -> str:
    """Write JSON that can stand inside a script element."""
    return json.dumps(value).replace("<", "\\u003c")


def _rounded(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    return np.asarray(
        shapely.transform(shapes, lambda points: np.round(points, _DECIMALS)), dtype=object
    )
