"""Small tile files, written as their specifications say."""

import gzip
import json
import sqlite3
import struct
import zlib
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gridapp.exchange.backgrounds.mercator import TileKey
from gridapp.exchange.backgrounds.pmtiles import tile_id

Tiles = Mapping[TileKey, bytes]
Pixels = NDArray[np.uint8]


def png(pixels: Pixels) -> bytes:
    """Red, green and blue, shape (rows, columns, 3), as a PNG."""
    rows, columns, _ = pixels.shape
    raw = b"".join(b"\0" + pixels[row].tobytes() for row in range(rows))
    head = struct.pack(">IIBBBBB", columns, rows, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(raw)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in parts
    )


def plain(red: int, green: int, blue: int, side: int = 256) -> bytes:
    """A tile of one colour."""
    return png(np.full((side, side, 3), (red, green, blue), dtype=np.uint8))


def around(tile: TileKey, reach: int) -> list[TileKey]:
    """The tiles round one, and it."""
    return [
        TileKey(tile.zoom, tile.column + east, tile.row + south)
        for south in range(-reach, reach + 1)
        for east in range(-reach, reach + 1)
    ]


def write_mbtiles(path: Path, tiles: Tiles, **metadata: str) -> Path:
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("CREATE TABLE metadata (name TEXT, value TEXT)")
        file.execute(
            "CREATE TABLE tiles (zoom_level INTEGER, tile_column INTEGER, tile_row INTEGER,"
            " tile_data BLOB)"
        )
        file.executemany("INSERT INTO metadata VALUES (?, ?)", metadata.items())
        rows = [(t.zoom, t.column, 2**t.zoom - 1 - t.row, data) for t, data in tiles.items()]
        file.executemany("INSERT INTO tiles VALUES (?, ?, ?, ?)", rows)
    return path


def write_pmtiles(
    path: Path,
    tiles: Tiles,
    *,
    kind: int = 2,
    packing: int = 2,
    leaf_size: int = 0,
    version: int = 3,
    metadata: Mapping[str, str] | None = None,
) -> Path:
    """Neighbours along the curve of one content share an entry; `leaf_size` makes leaves."""
    pack = gzip.compress if packing == 2 else bytes
    data, places = b"", {}
    entries: list[list[int]] = []  # id, run, length, offset
    for number, content in sorted((tile_id(tile), content) for tile, content in tiles.items()):
        if content not in places:
            places[content] = (len(data), len(content))
            data += content
        offset, length = places[content]
        last = entries[-1] if entries else None
        if last and last[0] + last[1] == number and last[3] == offset:
            last[1] += 1
        else:
            entries.append([number, 1, length, offset])
    leaves = b""
    if leaf_size:
        root = []
        for start in range(0, len(entries), leaf_size):
            packed = pack(directory(entries[start : start + leaf_size]))
            root.append([entries[start][0], 0, len(packed), len(leaves)])
            leaves += packed
    else:
        root = entries
    top = pack(directory(root))
    said = pack(json.dumps(metadata or {}).encode())
    zooms = [tile.zoom for tile in tiles] or [0]
    at = 127
    fields = [at, len(top), at + len(top), len(said), at + len(top) + len(said), len(leaves)]
    fields += [sum(fields[4:6]), len(data), len(tiles), len(entries), len(places)]
    header = struct.pack("<7sB11Q6B4iB2i", b"PMTiles", version, *fields, 1, packing, 1, kind,
                         min(zooms), max(zooms), 1190000000, 310000000, 1210000000, 330000000,
                         0, 0, 0)  # fmt: skip
    path.write_bytes(header + top + said + leaves + data)
    return path


def directory(entries: list[list[int]]) -> bytes:
    columns: list[int] = [len(entries)]
    columns += [e[0] - (entries[i - 1][0] if i else 0) for i, e in enumerate(entries)]
    columns += [e[1] for e in entries]
    columns += [e[2] for e in entries]
    for i, e in enumerate(entries):
        follows = i > 0 and e[3] == entries[i - 1][3] + entries[i - 1][2]
        columns.append(0 if follows else e[3] + 1)
    return b"".join(varint(number) for number in columns)


def varint(number: int) -> bytes:
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])
