"""PMTiles, version 3: tiles in one file behind a directory that is ordered along a Hilbert curve.

Read by the published specification: a header of 127 bytes, directories as columns of varints
(compressed), leaf directories where the root has no room.
"""

import gzip
import json
import struct
import threading
import zlib
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from gridapp.errors import InputError
from gridapp.exchange.backgrounds.mercator import TileKey
from gridapp.exchange.backgrounds.shelf import (
    Held,
    TileSet,
    Trouble,
    damaged,
    picture_kind,
    vector_tiles,
)
from gridapp.exchange.texts import require_file
from gridapp.messages import message

_HEADER = struct.Struct("<7sB11Q6B4iB2i")
_GZIP, _PLAIN = 2, 1
_VECTOR = 1
_PICTURE_TYPES = (0, 2, 3, 4)  # unknown, PNG, JPEG, WebP
_DEPTH = 4  # directories below one another that the specification allows for
_DEGREE = 1e7


@dataclass(frozen=True, slots=True)
class _Directory:
    """Columns of entries by rising tile id; a run of 0 points to a leaf directory."""

    ids: tuple[int, ...]
    runs: tuple[int, ...]
    lengths: tuple[int, ...]
    offsets: tuple[int, ...]


class PMTiles:
    """An open PMTiles file.

    Raises
    ------
    InputError
        There is no such file, it is damaged or of another version, or its tiles are no pictures.
    """

    is_remote = False
    trouble: Trouble | None = None

    def __init__(self, path: Path) -> None:
        require_file(path)
        self._path = path
        self._lock = threading.Lock()
        self._file = path.open("rb")
        self._size = path.stat().st_size
        self._leaf = lru_cache(maxsize=64)(self._read_directory)
        try:
            self._begin()
        except InputError:
            self._file.close()
            raise

    def _begin(self) -> None:
        start = self._read(0, _HEADER.size)
        fields = _HEADER.unpack(start)
        magic, version = fields[:2]
        if magic != b"PMTiles":
            raise damaged(self._path, message("it doesn't begin as one."))
        if version != 3:
            raise InputError(
                message("{file} is PMTiles of version {version}.", file=self._path.name,
                        version=version),
                message("Convert it to version 3."),
            )  # fmt: skip
        root, root_size, said, said_size, self._leaves, _, self._data, *_ = fields[2:13]
        _, self._packing, self._tile_packing, kind, low, high = fields[13:19]
        if kind == _VECTOR:
            raise vector_tiles(self._path)
        for packing in (self._packing, self._tile_packing):
            if packing not in (0, _PLAIN, _GZIP):
                raise damaged(
                    self._path, message("it is packed in a way that isn't known (only gzip is).")
                )
        self._root = self._read_directory(root, root_size)
        first = self.sample()
        if kind not in _PICTURE_TYPES or not picture_kind(first):
            raise vector_tiles(self._path)
        words = self._metadata(said, said_size)
        west, south, east, north = (degree / _DEGREE for degree in fields[19:23])
        self._tiles = TileSet(
            title=str(words.get("name") or self._path.stem),
            min_zoom=low,
            max_zoom=high,
            bounds=(west, south, east, north),
            attribution=str(words.get("attribution") or ""),
        )

    @property
    def tiles(self) -> TileSet:
        """What the file says of its tiles."""
        return self._tiles

    def stored(self, tile: TileKey) -> Held:
        """Return a tile; without data where the file has none."""
        return Held(self._find(tile_id(tile)) if tile.is_real else None)

    def fetch(self, tile: TileKey) -> bytes | None:
        """Bring nothing: all there is lies in the file."""
        return None

    def sample(self) -> bytes:
        """Return the picture of the last tile."""
        directory = self._root
        for _ in range(_DEPTH):
            if not directory.ids:
                raise damaged(self._path, message("it has no tiles."))
            if directory.runs[-1]:
                return self._find(directory.ids[-1]) or b""
            offset, size = directory.offsets[-1], directory.lengths[-1]
            directory = self._leaf(self._leaves + offset, size)
        raise damaged(self._path, message("its directories are nested too deep."))

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._file.close()

    def _find(self, wanted: int) -> bytes | None:
        directory = self._root
        for _ in range(_DEPTH):
            row = bisect_right(directory.ids, wanted) - 1
            if row < 0:
                return None
            offset, size = directory.offsets[row], directory.lengths[row]
            if directory.runs[row] == 0:
                directory = self._leaf(self._leaves + offset, size)
            elif wanted < directory.ids[row] + directory.runs[row]:
                return self._unpack(self._read(self._data + offset, size), self._tile_packing)
            else:
                return None
        raise damaged(self._path, message("its directories are nested too deep."))

    def _metadata(self, offset: int, size: int) -> dict[str, object]:
        if not size:
            return {}
        try:
            found = json.loads(self._unpack(self._read(offset, size), self._packing))
        except ValueError as error:
            raise damaged(self._path, error) from error
        return found if isinstance(found, dict) else {}

    def _read_directory(self, offset: int, size: int) -> _Directory:
        data = self._unpack(self._read(offset, size), self._packing)
        try:
            return _directory(data)
        except (StopIteration, ValueError) as error:
            raise damaged(self._path, message("a directory ends too early.")) from error

    def _read(self, offset: int, size: int) -> bytes:
        if not 0 <= offset <= offset + size <= self._size:
            raise damaged(self._path, message("it ends too early."))
        with self._lock:
            try:
                self._file.seek(offset)
                data = self._file.read(size)
            except (OSError, ValueError) as error:
                raise damaged(self._path, error) from error
        return data

    def _unpack(self, data: bytes, packing: int) -> bytes:
        if packing != _GZIP:
            return data
        try:
            return gzip.decompress(data)
        except (OSError, EOFError, zlib.error) as error:
            raise damaged(self._path, error) from error


def tile_id(tile: TileKey) -> int:
    """Return the tile's place on the curves: all of the lesser zooms', then its own zoom's."""
    x, y, along = tile.column, tile.row, 0
    half = (1 << tile.zoom) >> 1
    while half:
        right, lower = int(x & half > 0), int(y & half > 0)
        along += half * half * ((3 * right) ^ lower)
        if not lower:
            if right:
                x, y = half - 1 - x, half - 1 - y
            x, y = y, x
        x, y = x & (half - 1), y & (half - 1)
        half >>= 1
    return ((1 << 2 * tile.zoom) - 1) // 3 + along


def _directory(data: bytes) -> _Directory:
    numbers = _varints(data)
    count = next(numbers)
    if count > len(data):
        raise ValueError
    ids, last = [], 0
    for _ in range(count):
        last += next(numbers)
        ids.append(last)
    runs = [next(numbers) for _ in range(count)]
    lengths = [next(numbers) for _ in range(count)]
    offsets: list[int] = []
    for row in range(count):
        given = next(numbers)
        # 0 says: right behind the one before.
        offsets.append(given - 1 if given or not row else offsets[-1] + lengths[row - 1])
    return _Directory(tuple(ids), tuple(runs), tuple(lengths), tuple(offsets))


def _varints(data: bytes) -> Iterator[int]:
    value = shift = 0
    for byte in data:
        value |= (byte & 0x7F) << shift
        if byte & 0x80:
            shift += 7
        else:
            yield value
            value = shift = 0
