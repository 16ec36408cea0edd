"""Tiles kept on the disk: one SQLite file a source, itself readable as MBTiles.

Each tile has when it came and until when it is good. What was looked at longest ago goes when
the file outgrows its limit. A cache that can't be used is none: maps are shown without it.
"""

import hashlib
import logging
import os
import sqlite3
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from gridapp.exchange.backgrounds.mercator import TileKey

LIMIT = 512 << 20
"""Bytes of pictures that a source may keep on the disk."""

_KEEP = 0.9  # of the limit, after the oldest went
_USED_S = 3600.0  # a look is written down no more often

_SCHEMA = """
PRAGMA auto_vacuum = INCREMENTAL;
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS metadata (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS tiles (
    zoom_level INTEGER NOT NULL, tile_column INTEGER NOT NULL, tile_row INTEGER NOT NULL,
    size INTEGER NOT NULL, tag TEXT NOT NULL, modified TEXT NOT NULL,
    expires REAL NOT NULL, used REAL NOT NULL, tile_data BLOB,
    PRIMARY KEY (zoom_level, tile_column, tile_row)
);
CREATE INDEX IF NOT EXISTS tiles_used ON tiles (used, size);
"""
_HERE = "zoom_level = ? AND tile_column = ? AND tile_row = ?"


@dataclass(frozen=True, slots=True)
class Kept:
    """A tile of the cache.

    Attributes
    ----------
    data : bytes of the picture; None where the source has no such tile
    tag, modified : what the server called this version, for asking whether it is still good
    expires : epoch seconds UTC until which nobody needs to ask
    """

    data: bytes | None
    tag: str
    modified: str
    expires: float


def cache_folder() -> Path:
    """Return the user's folder for what can be brought again; ``GRIDAPP_CACHE`` overrides it."""
    if chosen := os.environ.get("GRIDAPP_CACHE"):
        return Path(chosen)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA")
        return (Path(base) if base else Path.home() / "AppData" / "Local") / "gridapp" / "cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "gridapp"
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "gridapp"


def cache_file(template: str) -> Path:
    """Return where the tiles of a source are kept; the template has no key in it."""
    name = hashlib.sha256(template.encode()).hexdigest()[:20]
    return cache_folder() / "tiles" / f"{name}.mbtiles"


class TileCache:
    """The kept tiles of one source; every method may be called from any thread."""

    def __init__(self, path: Path, title: str = "", limit: int = LIMIT) -> None:
        self._limit = limit
        self._lock = threading.Lock()
        self._bytes = 0
        self._file: sqlite3.Connection | None = None
        try:
            self._file = self._open(path, title)
        except (sqlite3.Error, OSError) as error:
            _tell(error)

    def read(self, tile: TileKey, now: float) -> Kept | None:
        """Return a tile, None where nothing is known of it; it counts as looked at `now`."""
        place = _place(tile)
        with self._lock:
            try:
                row = (
                    self._file
                    and self._file.execute(
                        f"SELECT tile_data, tag, modified, expires, used FROM tiles WHERE {_HERE}",
                        place,
                    ).fetchone()
                )
                if not row:
                    return None
                if self._file and now - row[4] > _USED_S:
                    self._file.execute(f"UPDATE tiles SET used = ? WHERE {_HERE}", (now, *place))
            except sqlite3.Error as error:
                _tell(error)
                return None
        return Kept(None if row[0] is None else bytes(row[0]), *row[1:4])

    def write(self, tile: TileKey, kept: Kept, now: float) -> None:
        """Keep a tile in place of the one there was."""
        place = _place(tile)
        size = len(kept.data or b"")
        with self._lock:
            if self._file is None:
                return
            try:
                before = self._file.execute(f"SELECT size FROM tiles WHERE {_HERE}", place)
                old = before.fetchone()
                self._file.execute(
                    "INSERT OR REPLACE INTO tiles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    (*place, size, kept.tag, kept.modified, kept.expires, now, kept.data),
                )
                self._bytes += size - (old[0] if old else 0)
                if self._bytes > self._limit:
                    self._make_room(self._file)
            except sqlite3.Error as error:
                _tell(error)

    @property
    def bytes(self) -> int:
        """What the pictures take."""
        return self._bytes

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            if self._file is not None:
                self._file.close()
                self._file = None

    def _open(self, path: Path, title: str) -> sqlite3.Connection:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = sqlite3.connect(path, timeout=5.0, isolation_level=None, check_same_thread=False)
        try:
            file.executescript(_SCHEMA)
            file.execute("INSERT OR REPLACE INTO metadata VALUES ('name', ?)", (title,))
            file.execute("INSERT OR REPLACE INTO metadata VALUES ('format', 'png')")
            (self._bytes,) = file.execute("SELECT coalesce(sum(size), 0) FROM tiles").fetchone()
        except sqlite3.OperationalError:
            file.close()
            raise
        except sqlite3.DatabaseError:
            # It is damaged, and nothing in it is missed: begin anew.
            file.close()
            path.unlink()
            return self._open(path, title)
        return file

    def _make_room(self, file: sqlite3.Connection) -> None:
        """Forget what was looked at longest ago."""
        too_much = self._bytes - int(self._limit * _KEEP)
        rows = file.execute("SELECT rowid, size FROM tiles WHERE size > 0 ORDER BY used")
        gone: list[tuple[int]] = []
        for number, size in rows:
            if too_much <= 0:
                break
            gone.append((number,))
            too_much -= size
            self._bytes -= size
        rows.close()
        file.execute("BEGIN")
        file.executemany("DELETE FROM tiles WHERE rowid = ?", gone)
        file.execute("COMMIT")
        file.execute("PRAGMA incremental_vacuum").fetchall()


def _place(tile: TileKey) -> tuple[int, int, int]:
    return (tile.zoom, tile.column, tile.row_from_south)


def _tell(error: Exception) -> None:
    logging.getLogger(__name__).warning("The cache of tiles can't be used: %s", error)
