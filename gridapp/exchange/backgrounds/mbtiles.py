"""MBTiles: pictures of tiles in one SQLite file. Rows count from the south.

Reads by the specification 1.3: the tables (or views) ``metadata`` and ``tiles``.
"""

import sqlite3
import threading
from collections.abc import Mapping
from pathlib import Path

from gridapp.errors import InputError
from gridapp.exchange.backgrounds.mercator import TileKey
from gridapp.exchange.backgrounds.shelf import (
    Degrees,
    Held,
    TileSet,
    Trouble,
    damaged,
    picture_kind,
    vector_tiles,
)
from gridapp.exchange.texts import require_file
from gridapp.messages import message

_TILE = "SELECT tile_data FROM tiles WHERE zoom_level = ? AND tile_column = ? AND tile_row = ?"


class MBTiles:
    """An open MBTiles file, read only.

    Raises
    ------
    InputError
        There is no such file, it is damaged, it is empty, or its tiles are no pictures.
    """

    is_remote = False
    trouble: Trouble | None = None

    def __init__(self, path: Path) -> None:
        require_file(path)
        self._path = path
        self._lock = threading.Lock()
        address = f"{path.absolute().as_uri()}?mode=ro"
        self._file = sqlite3.connect(address, uri=True, check_same_thread=False)
        try:
            self._tiles = self._describe()
        except (sqlite3.Error, InputError) as error:
            self._file.close()
            if isinstance(error, InputError):
                raise
            raise damaged(path, error) from error

    @property
    def tiles(self) -> TileSet:
        """What the file says of its tiles."""
        return self._tiles

    def stored(self, tile: TileKey) -> Held:
        """Return a tile; without data where the file has none."""
        with self._lock:
            try:
                numbers = (tile.zoom, tile.column, tile.row_from_south)
                row = self._file.execute(_TILE, numbers).fetchone()
            except sqlite3.Error as error:
                raise damaged(self._path, error) from error
        return Held(bytes(row[0]) if row else None)

    def fetch(self, tile: TileKey) -> bytes | None:
        """Bring nothing: all there is lies in the file."""
        return None

    def sample(self) -> bytes:
        """Return the picture of one of the deepest tiles."""
        with self._lock:
            row = self._file.execute(
                "SELECT tile_data FROM tiles WHERE zoom_level = ? LIMIT 1", (self.tiles.max_zoom,)
            ).fetchone()
        return bytes(row[0]) if row else b""

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._file.close()

    def _describe(self) -> TileSet:
        said = dict(self._file.execute("SELECT name, value FROM metadata"))
        low, high, data = self._file.execute(
            "SELECT min(zoom_level), max(zoom_level), (SELECT tile_data FROM tiles LIMIT 1)"
            " FROM tiles"
        ).fetchone()
        if data is None:
            raise damaged(self._path, message("it has no tiles."))
        if said.get("format") == "pbf" or not picture_kind(bytes(data)):
            raise vector_tiles(self._path)
        return TileSet(
            title=str(said.get("name") or self._path.stem),
            min_zoom=int(low),
            max_zoom=int(high),
            bounds=_bounds(said),
            attribution=str(said.get("attribution") or ""),
        )


def _bounds(said: Mapping[str, object]) -> Degrees | None:
    try:
        west, south, east, north = (float(part) for part in str(said.get("bounds")).split(","))
    except ValueError:
        return None
    return (west, south, east, north)
