"""Background maps, by command."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from gridapp.exchange.backgrounds.mercator import tile_at
from tests.exchange.backgrounds.tile_files import around, plain, write_mbtiles, write_pmtiles
from tests.exchange.backgrounds.tile_server import TileServer, tile_server

from .conftest import Gridapp, Unchanged

pytestmark = pytest.mark.usefixtures("qapp", "own_cache")

HOME = (120.3625, 31.8)  # in the demo town
RED = plain(210, 20, 20)


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRIDAPP_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def server() -> Iterator[TileServer]:
    with tile_server() as made:
        yield made


def reds(path: Path) -> float:
    """The share of a picture that is as red as the tiles."""
    image = QImage(str(path)).scaled(120, 80)
    colours = [image.pixelColor(x, y) for x in range(120) for y in range(80)]
    return sum(c.red() > 180 and c.green() < 60 for c in colours) / len(colours)


@pytest.mark.parametrize(("suffix", "write"), [(".mbtiles", write_mbtiles),
                                               (".pmtiles", write_pmtiles)])  # fmt: skip
def test_a_tile_file_lies_below_the_nets(
    gridapp: Gridapp, town: Path, tmp_path: Path, suffix: str, write: object
) -> None:
    tiles = {t: RED for z in (11, 12, 13, 14) for t in around(tile_at(*HOME, z), 8)}
    path = tmp_path / f"photos{suffix}"
    write(path, tiles)  # type: ignore[operator]
    out = tmp_path / "map.png"
    assert gridapp("snapshot", town, "--out", out, "--size", "900x600").status == 0
    assert reds(out) == 0
    done = gridapp("background", "add", town, path, "--json")
    assert done.table() == {"title": "photos", "kind": "archive", "where": str(path)}
    done = gridapp("snapshot", town, "--out", out, "--size", "900x600", "--json")
    assert done.status == 0
    assert "notes" not in done.table()
    assert 0.6 < reds(out) < 1.0  # nets and labels lie above it
    assert gridapp("background", "remove", town, "photos").status == 0
    gridapp("snapshot", town, "--out", out, "--size", "900x600")
    assert reds(out) == 0


def test_the_network_is_asked_by_a_picture_only(
    gridapp: Gridapp, town: Path, tmp_path: Path, server: TileServer
) -> None:
    server.answer = lambda _: (200, {}, RED)
    out = tmp_path / "map.png"
    address = server.template + "?tk=s3cret"
    done = gridapp("background", "add", town, address, "--title", "Far", "--attribution", "© far")
    assert done.status == 0
    listed = gridapp("background", "list", town, "--json")
    assert listed.rows()[0]["where"] == server.template + "?tk=•••"
    assert listed.rows()[0]["has_key"] is True
    assert "s3cret" not in done.out + listed.out + gridapp("background", "list", town).out
    assert server.asked == []
    assert gridapp("snapshot", town, "--out", out, "--size", "900x600").status == 0
    assert 0.6 < reds(out) < 1.0
    asked = len(server.asked)
    assert 0 < asked < 60
    assert all(path.endswith("?tk=s3cret") for path in server.asked)
    assert gridapp("snapshot", town, "--out", out, "--size", "900x600").status == 0
    assert len(server.asked) == asked  # all are kept
    server.answer = lambda _: (500, {}, b"")
    done = gridapp("snapshot", town, "--out", out, "--size", "300x200", "--grid",
                   "320281198001005", "--json")  # fmt: skip
    assert done.status == 0
    assert "Far is busy or out of order (HTTP 500)" in str(done.table()["notes"])
    assert len(server.asked) - asked <= 4  # at once, and then no more
    assert "s3cret" not in done.out


def test_without_backgrounds_nothing_is_asked(
    gridapp: Gridapp, town: Path, tmp_path: Path, server: TileServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, server.url)  # all that leaves would come by here
    assert gridapp("snapshot", town, "--out", tmp_path / "map.png", "--size", "300x200").status == 0
    assert gridapp("background", "list", town).status == 0
    assert server.asked == []
    assert not (tmp_path / "cache").exists()


def test_what_is_wrong_is_said(
    gridapp: Gridapp, town: Path, tmp_path: Path, unchanged: Unchanged
) -> None:
    (tmp_path / "bad.mbtiles").write_bytes(b"no tiles")
    (tmp_path / "bad.geojson").write_bytes(b"{}")
    with unchanged(town):
        for where, said in (
            (tmp_path / "none.gpkg", "There is no file"),
            (tmp_path / "bad.mbtiles", "bad.mbtiles can't be read as a tile file"),
            (tmp_path / "bad.geojson", "bad.geojson"),
            ("https://a.b/{z}/{x}", "doesn't say where"),
        ):
            done = gridapp("background", "add", town, where)
            assert done.status == 1
            assert said in done.err
            assert done.out == ""
        assert "GCJ-02" in gridapp("background", "add", town, "x.shp", "--datum", "BD-09").err
        assert "There is no background “x”" in gridapp("background", "remove", town, "x").err


def test_a_file_that_went_away_does_not_keep_the_map_away(
    gridapp: Gridapp, town: Path, tmp_path: Path
) -> None:
    path = write_mbtiles(tmp_path / "gone.mbtiles", {tile_at(*HOME, 12): RED})
    gridapp("background", "add", town, path)
    path.unlink()
    out = tmp_path / "map.png"
    done = gridapp("snapshot", town, "--out", out, "--size", "300x200")
    assert done.status == 0
    assert f"There is no file {path}" in done.out
    assert out.exists()
