"""What OpenStreetMap's tags say of a place or a road.

Sources: the OSM wiki's pages Key:name, Key:addr:*, Key:highway; GDAL's OSM driver, which keeps
tags without a column of their own in ``other_tags`` as ``"key"=>"value"`` pairs.
"""

import re
from collections.abc import Mapping
from typing import Final

OSM_SUFFIXES: Final = (".osm.pbf", ".osm", ".pbf")

_PAIR = re.compile(r'"((?:[^"\\]|\\.)*)"=>"((?:[^"\\]|\\.)*)"')
_NAMES = ("name", "name:zh", "name:zh-Hans", "alt_name", "old_name", "short_name",
          "official_name", "loc_name")  # fmt: skip
_KINDS = (("place", "estate"), ("bridge", "bridge"), ("man_made", "poi"))
_HOMES = ("residential",)
_NOT_PLACES = ("boundary", "natural", "waterway")
_NOT_ROADS = ("footway", "steps", "corridor", "platform", "proposed", "construction")


def tags_of(columns: Mapping[str, str]) -> dict[str, str]:
    """Join a feature's columns and its other tags; empty ones are left out."""
    tags = {key: value for key, value in columns.items() if value and key != "other_tags"}
    for key, value in _PAIR.findall(columns.get("other_tags", "")):
        tags[_plain(key)] = _plain(value)
    return tags


def osm_place(tags: Mapping[str, str], layer: str) -> dict[str, str] | None:
    """Return the fields of a place, None where the feature has no name and no address."""
    name = tags.get("name:zh") or tags.get("name:zh-Hans") or tags.get("name", "")
    address = _address(tags)
    if not (name or address) or any(key in tags for key in _NOT_PLACES):
        return None
    others = [one for key in _NAMES for one in tags.get(key, "").split(";")]
    kind = next((kind for key, kind in _KINDS if key in tags), "poi" if name else "address")
    if tags.get("landuse") in _HOMES:
        kind = "estate"
    number = tags.get("osm_way_id") or tags.get("osm_id", "")
    return {
        "ref": f"osm:{layer}:{number}" if number else "",
        "kind": kind,
        "name": name,
        "address": address,
        "aliases": "|".join(dict.fromkeys(o.strip() for o in others if o.strip() != name)),
    }


def osm_road(tags: Mapping[str, str]) -> tuple[str, str] | None:
    """Return the name and class of a road, None for anything else."""
    kind = tags.get("highway", "")
    name = tags.get("name:zh") or tags.get("name", "")
    return (name, kind) if kind and name and kind not in _NOT_ROADS else None


def _address(tags: Mapping[str, str]) -> str:
    street = tags.get("addr:street") or tags.get("addr:place", "")
    number = tags.get("addr:housenumber", "")
    if not (street and number):
        return tags.get("addr:full", "")
    return f"{street}{number}号" if number[-1].isdigit() and not street.isascii() else (
        f"{street}{number}"
    )  # fmt: skip


def _plain(text: str) -> str:
    return text.replace('\\"', '"').replace("\\\\", "\\")
