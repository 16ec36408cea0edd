"""WMTS: from a service's capabilities to URL templates of tiles.

A layer is taken when one of its matrix sets is Web Mercator in the usual zooms, with identifiers
that end in the zoom's number, and it offers pictures; REST templates go before key-value pairs.
"""

import urllib.error
import urllib.request
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from http.client import HTTPException
from math import log2
from urllib.parse import quote, urlencode, urlsplit, urlunsplit

from gridapp.errors import InputError
from gridapp.exchange.backgrounds.templates import HIDDEN, part_key
from gridapp.exchange.backgrounds.web import why
from gridapp.messages import message

_NAMES = {
    "w": "http://www.opengis.net/wmts/1.0",
    "o": "http://www.opengis.net/ows/1.1",
    "x": "http://www.w3.org/1999/xlink",
}
_HREF = f"{{{_NAMES['x']}}}href"
_WORLD_SCALE = 559_082_264.028_717_8  # scale denominator of zoom 0, by the standard
_SIDE = 256
_MERCATOR = ("3857", "900913", "102100", "102113", "3785")
_FORMATS = ("image/png", "image/jpeg", "image/jpg", "image/webp", "tiles", "image/png8")
_TIMEOUT_S = 15.0
_MOST_BYTES = 16 << 20


@dataclass(frozen=True, slots=True)
class Offer:
    """A layer that a service offers: its title and its template of tiles."""

    title: str
    template: str
    max_zoom: int


def read_offers(url: str, key: str = "") -> list[Offer]:
    """Ask a service what it offers; templates have ``{key}`` where the key goes.

    Raises
    ------
    InputError
        The service doesn't answer, the answer is no capabilities, or no layer is of use.
    """
    where, found_key = part_key(url.strip())
    key = found_key or key
    shown = where.replace("{key}", HIDDEN)
    try:
        address = where.replace("{key}", quote(key, safe=""))
        with urllib.request.build_opener().open(address, timeout=_TIMEOUT_S) as answer:
            text = answer.read(_MOST_BYTES)
    except (OSError, HTTPException, ValueError) as error:
        if isinstance(error, urllib.error.HTTPError):
            error.close()
        reason = why(error)
        raise InputError(
            message("{url} doesn't answer: {reason}", url=shown,
                    reason=reason.replace(key, HIDDEN) if key else reason),
            message("Check the address, the key, the network and the proxy."),
        ) from None  # fmt: skip
    return parse_offers(text, shown, key)


def parse_offers(text: bytes, url: str, key: str = "") -> list[Offer]:
    """Read capabilities; `key`, where the service put it into its addresses, is taken out again.

    Raises
    ------
    InputError
        The text is no capabilities of WMTS, or no layer is of use.
    """
    try:
        root = ET.fromstring(text)
    except ET.ParseError as error:
        raise _no_capabilities(url, str(error)) from error
    contents = root.find("w:Contents", _NAMES)
    if contents is None:
        raise _no_capabilities(url, root.tag)
    prefixes = {
        _text(matrices, "o:Identifier"): found
        for matrices in contents.findall("w:TileMatrixSet", _NAMES)
        if (found := _usual_zooms(matrices)) is not None
    }
    address = _get_tile(root)
    offers = [
        offer
        for layer in contents.findall("w:Layer", _NAMES)
        if (offer := _offer(layer, prefixes, address, key)) is not None
    ]
    if not offers:
        raise InputError(
            message("{url} has no layer of pictures in Web Mercator.", url=url),
            message("Ask the service for a layer in EPSG:3857, or add its tiles by a template."),
        )
    return offers


def _offer(
    layer: ET.Element, prefixes: dict[str, tuple[str, int]], address: str, key: str
) -> Offer | None:
    links = (_text(link, "w:TileMatrixSet") for link in layer.findall(
        "w:TileMatrixSetLink", _NAMES))  # fmt: skip
    matrices = next((link for link in links if link in prefixes), None)
    formats = [element.text or "" for element in layer.findall("w:Format", _NAMES)]
    wanted = next((one for one in _FORMATS if one in formats), None)
    if matrices is None or wanted is None:
        return None
    prefix, deepest = prefixes[matrices]
    style = _style(layer)
    name = _text(layer, "o:Identifier")
    rest = next(
        (
            link.get("template", "")
            for link in layer.findall("w:ResourceURL", _NAMES)
            if link.get("resourceType") == "tile" and link.get("format") == wanted
        ),
        "",
    )
    if rest:
        filled = {
            "{TileMatrixSet}": matrices,
            "{TileMatrix}": prefix + "{z}",
            "{TileRow}": "{y}",
            "{TileCol}": "{x}",
            "{Style}": style,
            "{style}": style,
            "{Layer}": name,
        }
        template = rest
        for dimension in layer.findall("w:Dimension", _NAMES):
            place = "{" + _text(dimension, "o:Identifier") + "}"
            filled[place] = _text(dimension, "w:Default")
        for place, value in filled.items():
            template = template.replace(place, value)
    elif address:
        template = _key_value_pairs(address, name, style, matrices, prefix, wanted)
    else:
        return None
    template = template.replace(quote(key, safe=""), "{key}") if key else template
    return Offer(_text(layer, "o:Title") or name, part_key(template)[0], deepest)


def _key_value_pairs(
    address: str, layer: str, style: str, matrices: str, prefix: str, wanted: str
) -> str:
    parts = urlsplit(address)
    pairs = {"SERVICE": "WMTS", "REQUEST": "GetTile", "VERSION": "1.0.0", "LAYER": layer,
             "STYLE": style, "TILEMATRIXSET": matrices, "FORMAT": wanted}  # fmt: skip
    query = "&".join(filter(None, (parts.query, urlencode(pairs))))
    query += f"&TILEMATRIX={quote(prefix)}{{z}}&TILEROW={{y}}&TILECOL={{x}}"
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))


def _usual_zooms(matrices: ET.Element) -> tuple[str, int] | None:
    """Return what stands before the zoom in the identifiers and the deepest zoom, or None."""
    crs = _text(matrices, "o:SupportedCRS")
    if not crs.endswith(_MERCATOR):
        return None
    prefixes, zooms = set(), []
    for matrix in matrices.findall("w:TileMatrix", _NAMES):
        try:
            zoom = log2(_WORLD_SCALE / float(_text(matrix, "w:ScaleDenominator")))
            side = int(_text(matrix, "w:TileWidth"))
        except (ValueError, ZeroDivisionError):
            return None
        name, number = _text(matrix, "o:Identifier"), str(round(zoom))
        if abs(zoom - round(zoom)) > 0.01 or side != _SIDE or not name.endswith(number):
            return None
        prefixes.add(name.removesuffix(number))
        zooms.append(round(zoom))
    return (prefixes.pop(), max(zooms)) if len(prefixes) == 1 else None


def _style(layer: ET.Element) -> str:
    styles = layer.findall("w:Style", _NAMES)
    chosen = next((one for one in styles if one.get("isDefault") == "true"), None)
    found = chosen if chosen is not None else next(iter(styles), None)
    return "default" if found is None else _text(found, "o:Identifier") or "default"


def _get_tile(root: ET.Element) -> str:
    path = "o:OperationsMetadata/o:Operation[@name='GetTile']/o:DCP/o:HTTP/o:Get"
    return next((get.get(_HREF, "") for get in root.findall(path, _NAMES)), "")


def _text(element: ET.Element, path: str) -> str:
    return (element.findtext(path, "", _NAMES) or "").strip()


def _no_capabilities(url: str, reason: str) -> InputError:
    return InputError(
        message("{url} gives no capabilities of WMTS: {reason}", url=url, reason=reason),
        message("Give the address that ends in REQUEST=GetCapabilities or in "
                "WMTSCapabilities.xml."),
    )  # fmt: skip
