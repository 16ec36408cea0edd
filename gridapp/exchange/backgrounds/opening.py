"""From a background's description to its open source of tiles."""

from collections.abc import Callable, Mapping
from pathlib import Path

from gridapp.errors import InputError
from gridapp.exchange.backgrounds.cache import TileCache, cache_file
from gridapp.exchange.backgrounds.mbtiles import MBTiles
from gridapp.exchange.backgrounds.pmtiles import PMTiles
from gridapp.exchange.backgrounds.shelf import Shelf
from gridapp.exchange.backgrounds.source import Background, Kind
from gridapp.exchange.backgrounds.templates import check_template
from gridapp.exchange.backgrounds.web import WebShelf
from gridapp.messages import message

ARCHIVES: Mapping[str, Callable[[Path], Shelf]] = {".mbtiles": MBTiles, ".pmtiles": PMTiles}


def open_shelf(background: Background) -> Shelf:
    """Open a background of tiles; nothing is fetched by that.

    Raises
    ------
    InputError
        The file can't be read as what its suffix says, or the template is none.
    """
    if background.kind is Kind.WEB:
        check_template(background.where, background.key)
        path = cache_file(background.where)
        return WebShelf(background, TileCache(path, background.title))
    path = Path(background.where)
    if path.suffix.lower() not in ARCHIVES:
        raise InputError(
            message("{file} is no tile file that is known.", file=path.name),
            message("Known are {suffixes}.", suffixes=", ".join(ARCHIVES)),
        )
    return ARCHIVES[path.suffix.lower()](path)
