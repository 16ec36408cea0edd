"""MBTiles and PMTiles, good and bad."""

import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridapp.errors import InputError
from gridapp.exchange.backgrounds.mbtiles import MBTiles
from gridapp.exchange.backgrounds.mercator import TileKey
from gridapp.exchange.backgrounds.pmtiles import PMTiles, tile_id
from gridapp.exchange.backgrounds.shelf import picture_kind

from .tile_files import around, plain, write_mbtiles, write_pmtiles

RED, BLUE = plain(200, 0, 0), plain(0, 0, 200)
HOME = TileKey(14, 13660, 6670)


def test_mbtiles_count_rows_from_the_south(tmp_path: Path) -> None:
    path = write_mbtiles(
        tmp_path / "town.mbtiles",
        {TileKey(1, 0, 0): RED, TileKey(1, 0, 1): BLUE},
        name="Town",
        format="png",
        bounds="119.5,31.5,120.5,32",
        attribution="© somebody",
    )
    shelf = MBTiles(path)
    assert shelf.stored(TileKey(1, 0, 0)).data == RED
    assert shelf.stored(TileKey(1, 0, 1)).data == BLUE
    assert shelf.stored(TileKey(1, 1, 1)).data is None
    said = shelf.tiles
    assert (said.title, said.attribution, said.min_zoom, said.max_zoom) == (
        "Town", "© somebody", 1, 1)  # fmt: skip
    assert said.bounds == (119.5, 31.5, 120.5, 32.0)
    assert picture_kind(shelf.sample()) == "png"
    shelf.close()


def test_reading_leaves_the_file_and_its_folder_alone(tmp_path: Path) -> None:
    path = write_mbtiles(tmp_path / "a b#c.mbtiles", {HOME: RED}, name="x")
    before = path.read_bytes()
    shelf = MBTiles(path)
    shelf.stored(HOME)
    shelf.close()
    assert path.read_bytes() == before
    assert [other.name for other in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("leaf_size", [0, 3])
@pytest.mark.parametrize("packing", [1, 2])
def test_pmtiles_find_every_tile(tmp_path: Path, leaf_size: int, packing: int) -> None:
    tiles = {tile: plain(n % 250, n % 7, 9, 16) for n, tile in enumerate(around(HOME, 3))}
    tiles |= dict.fromkeys(around(TileKey(9, 300, 200), 2), RED)
    path = write_pmtiles(tmp_path / "t.pmtiles", tiles, leaf_size=leaf_size, packing=packing,
                         metadata={"name": "Town", "attribution": "<b>us</b>"})  # fmt: skip
    shelf = PMTiles(path)
    for tile, data in tiles.items():
        assert shelf.stored(tile).data == data
    for tile in (TileKey(14, 1, 1), TileKey(0, 0, 0), TileKey(9, 310, 200), TileKey(15, 0, 0),
                 TileKey(3, 9, 1)):  # fmt: skip
        assert shelf.stored(tile).data is None
    said = shelf.tiles
    assert (said.title, said.min_zoom, said.max_zoom) == ("Town", 9, 14)
    assert said.bounds == (119.0, 31.0, 121.0, 33.0)
    shelf.close()


def test_the_curve_is_the_specifications() -> None:
    known = {(0, 0, 0): 0, (1, 0, 0): 1, (1, 0, 1): 2, (1, 1, 1): 3, (1, 1, 0): 4, (2, 0, 0): 5,
             (12, 3423, 1763): 19078479}  # fmt: skip
    for numbers, place in known.items():
        assert tile_id(TileKey(*numbers)) == place


@given(st.integers(1, 6))
def test_the_curve_visits_each_tile_once_by_steps_of_one(zoom: int) -> None:
    side = 2**zoom
    order = sorted((tile_id(TileKey(zoom, x, y)), x, y) for x in range(side) for y in range(side))
    first = (4**zoom - 1) // 3
    assert [place for place, _, _ in order] == list(range(first, first + side * side))
    for (_, x, y), (_, u, v) in pairwise(order):
        assert abs(x - u) + abs(y - v) == 1


def test_vector_tiles_are_refused_with_a_way_out(tmp_path: Path) -> None:
    made = (
        write_mbtiles(tmp_path / "v.mbtiles", {HOME: b"\x1f\x8b\x08pbf"}, format="pbf"),
        write_pmtiles(tmp_path / "v.pmtiles", {HOME: b"\x1a\x00"}, kind=1),
    )
    for path, opener in zip(made, (MBTiles, PMTiles), strict=True):
        with pytest.raises(InputError, match=f"{path.name} holds vector tiles.*Export the map"):
            opener(path)


def test_what_is_no_tile_file_is_named(tmp_path: Path) -> None:
    for name, opener in (("x.mbtiles", MBTiles), ("x.pmtiles", PMTiles)):
        path = tmp_path / name
        with pytest.raises(InputError, match="There is no file"):
            opener(path)
        for content in (b"", b"no tiles in here", b"PMTiles", bytes(4000)):
            path.write_bytes(content)
            with pytest.raises(InputError, match=f"{name} can't be read as a tile file"):
                opener(path)
    with pytest.raises(InputError, match="it has no tiles"):
        MBTiles(write_mbtiles(tmp_path / "empty.mbtiles", {}))
    with pytest.raises(InputError, match="it has no tiles"):
        PMTiles(write_pmtiles(tmp_path / "empty.pmtiles", {}))
    with pytest.raises(InputError, match="PMTiles of version 2"):
        PMTiles(write_pmtiles(tmp_path / "old.pmtiles", {HOME: RED}, version=2))
    with pytest.raises(InputError, match="packed in a way"):
        PMTiles(write_pmtiles(tmp_path / "zstd.pmtiles", {HOME: RED}, packing=4))


def test_a_damaged_pmtiles_never_does_worse_than_refuse(tmp_path: Path) -> None:
    tiles = {tile: plain(n % 250, 3, 9, 8) for n, tile in enumerate(around(HOME, 3))}
    path = write_pmtiles(tmp_path / "t.pmtiles", tiles, leaf_size=5)
    whole = path.read_bytes()
    chance = random.Random(7)
    for _ in range(300):
        broken = bytearray(
            whole[: chance.randrange(len(whole))] if chance.random() < 0.3 else whole
        )
        for _ in range(3):
            if broken:
                broken[chance.randrange(len(broken))] = chance.randrange(256)
        path.write_bytes(bytes(broken))
        try:
            shelf = PMTiles(path)
        except InputError:
            continue
        for tile in list(tiles)[::5]:
            try:
                shelf.stored(tile)
            except InputError:
                continue
        shelf.close()
