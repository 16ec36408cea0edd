"""URL templates of tiles: what may stand in them, and the address of one tile.

``{z}``, ``{x}`` and ``{y}`` number a tile from the north, ``{-y}`` from the south (TMS);
``{s}``, ``{0-7}`` or ``{switch:a,b}`` name one of several hosts; ``{key}`` is the user's own key.
"""

import re
from urllib.parse import quote, urlsplit

from gridapp.errors import InputError
from gridapp.exchange.backgrounds.mercator import TileKey
from gridapp.messages import message

HIDDEN = "•••"
"""What is shown in place of a key."""

TIANDITU = (
    "https://t{{0-7}}.tianditu.gov.cn/{layer}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"
    "&LAYER={layer}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles"
    "&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={{key}}"
)
"""The template of Tianditu's layers: vec and cva, img and cia, ter and cta (pictures, names)."""

TIANDITU_LAYERS = ("vec", "cva", "img", "cia", "ter", "cta")

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_HOSTS = re.compile(r"([0-9a-z])-([0-9a-z])")
_KEY = re.compile(
    r"(?<=[?&])(tk|key|ak|token|access_token|apikey|api_key)=([^&{}#]+)", re.IGNORECASE
)


def part_key(template: str) -> tuple[str, str]:
    """Take a key that was pasted with the URL out of it; return the template and the key."""
    found = _KEY.search(template)
    if found is None:
        return template, ""
    start, end = found.span(2)
    return template[:start] + "{key}" + template[end:], found[2]


def check_template(template: str, key: str) -> None:
    """Refuse a template that can't name every tile.

    Raises
    ------
    InputError
        It is no web address, lacks a placeholder or has an unknown one, or wants a key.
    """
    shown = template.replace("{key}", HIDDEN)
    try:
        parts = urlsplit(template)
        is_address = parts.scheme in ("http", "https") and bool(parts.netloc)
    except ValueError:
        is_address = False
    if not is_address or any(letter.isspace() for letter in template):
        raise InputError(
            message("“{url}” is no web address.", url=shown),
            message("Give one that begins with http:// or https://."),
        )
    names = _PLACEHOLDER.findall(template)
    if not ("z" in names and "x" in names and ("y" in names) != ("-y" in names)):
        raise InputError(
            message("“{url}” doesn't say where the tile's numbers go.", url=shown),
            message("Write {north} in their places, or {south} where rows count from the south.",
                    north="{z} {x} {y}", south="{z} {x} {-y}"),
        )  # fmt: skip
    for name in names:
        if name not in ("z", "x", "y", "-y", "key", "s") and not _hosts(name):
            raise InputError(
                message("“{url}” has {name}, which is not known.", url=shown, name=f"{{{name}}}"),
                message(
                    "Known are {known}.", known="{z} {x} {y} {-y} {s} {0-7} {switch:a,b} {key}"
                ),
            )
    if "key" in names and not key:
        raise InputError(
            message("“{url}” needs a key.", url=shown),
            message("Get one from the service and enter it as the key."),
        )


def expand(template: str, tile: TileKey, key: str) -> str:
    """Return the address of a tile; neighbours come from different hosts where there are some."""

    def fill(found: "re.Match[str]") -> str:
        name = found[1]
        plain = {
            "z": str(tile.zoom),
            "x": str(tile.column),
            "y": str(tile.row),
            "-y": str(tile.row_from_south),
            "key": quote(key, safe=""),
        }
        if name in plain:
            return plain[name]
        hosts = _hosts(name)
        return hosts[(tile.column + tile.row) % len(hosts)]

    return _PLACEHOLDER.sub(fill, template)


def _hosts(name: str) -> list[str]:
    """Return the hosts that a placeholder chooses from, none when it isn't of hosts."""
    if name == "s":
        return ["a", "b", "c"]
    if name.startswith("switch:"):
        return [host for host in name.removeprefix("switch:").split(",") if host]
    found = _HOSTS.fullmatch(name)
    return [chr(code) for code in range(ord(found[1]), ord(found[2]) + 1)] if found else []
