"""Kinds of backgrounds that can be added, and what a new one of each begins with."""

from collections.abc import Sequence
from dataclasses import dataclass

from gridapp.exchange.backgrounds.source import Background, Kind
from gridapp.exchange.backgrounds.templates import TIANDITU
from gridapp.language import say
from gridapp.messages import Message, message


@dataclass(frozen=True, slots=True)
class Preset:
    """An entry of the menu.

    Attributes
    ----------
    text : what the menu says
    kind : of the backgrounds
    parts : titles and templates of what is added, the lowest first; empty for one file
    suffixes : of the files to choose from
    """

    text: Message
    kind: Kind
    parts: Sequence[tuple[Message, str]] = ()
    suffixes: tuple[str, ...] = ()
    attribution: str = ""


PRESETS = (
    Preset(
        message("Map file (GeoPackage, Shapefile, GeoJSON…)…"),
        Kind.LAYERS,
        suffixes=(".gpkg", ".shp", ".geojson", ".json", ".fgb", ".kml", ".zip", ".parquet"),
    ),
    Preset(
        message("Tile file (MBTiles, PMTiles)…"), Kind.ARCHIVE, suffixes=(".mbtiles", ".pmtiles")
    ),
    Preset(
        message("Tiles from the network (XYZ, TMS, WMTS)"),
        Kind.WEB,
        ((message("Tiles"), ""),),
    ),
    Preset(
        message("Tianditu: map"),
        Kind.WEB,
        (
            (message("Tianditu map"), TIANDITU.format(layer="vec")),
            (message("Tianditu map, names"), TIANDITU.format(layer="cva")),
        ),
        attribution="天地图",
    ),
    Preset(
        message("Tianditu: aerial photos"),
        Kind.WEB,
        (
            (message("Tianditu aerial photos"), TIANDITU.format(layer="img")),
            (message("Tianditu aerial photos, names"), TIANDITU.format(layer="cia")),
        ),
        attribution="天地图",
    ),
    Preset(
        message("Tianditu: terrain"),
        Kind.WEB,
        (
            (message("Tianditu terrain"), TIANDITU.format(layer="ter")),
            (message("Tianditu terrain, names"), TIANDITU.format(layer="cta")),
        ),
        attribution="天地图",
    ),
)


def new_backgrounds(preset: Preset, taken: Sequence[str], key: str) -> list[Background]:
    """Return what a preset of the network adds; titles differ from those that are taken."""
    return [
        Background(
            Kind.WEB,
            free_title(say(title), taken),
            template,
            attribution=preset.attribution,
            key=key if template else "",
        )
        for title, template in preset.parts
    ]


def free_title(title: str, taken: Sequence[str]) -> str:
    """Return a title that isn't taken yet, with a number behind it if need be."""
    number, free = 2, title
    while free in taken:
        free, number = f"{title} {number}", number + 1
    return free
