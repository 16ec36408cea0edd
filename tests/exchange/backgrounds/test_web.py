"""Tiles from the network: what is asked, kept, and left alone."""

import sqlite3
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from email.utils import formatdate
from pathlib import Path

import pytest

from gridapp.exchange.backgrounds.cache import Kept, TileCache, cache_file
from gridapp.exchange.backgrounds.headers import LONGEST_S, UNSAID_S, expiry, rest
from gridapp.exchange.backgrounds.mbtiles import MBTiles
from gridapp.exchange.backgrounds.mercator import TileKey
from gridapp.exchange.backgrounds.shelf import UnreachableError
from gridapp.exchange.backgrounds.source import Background, Kind
from gridapp.exchange.backgrounds.web import AGENT, WebShelf

from .tile_files import plain
from .tile_server import GREY, TileServer

TILE = TileKey(12, 3415, 1667)
NOON = 1_782_000_000.0
SECRET = "s3cret/key"


class Clock:
    """Both clocks of a shelf, which go on when the test says so."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shelf(server: TileServer, clock: Clock) -> Iterator[WebShelf]:
    made = make(server.template, clock)
    yield made
    made.close()


def make(template: str, clock: Clock, key: str = "") -> WebShelf:
    background = Background(Kind.WEB, "Tiles", template, key=key)
    return WebShelf(background, TileCache(cache_file(template)), clock, clock)


def refusal(shelf: WebShelf, tile: TileKey = TILE) -> UnreachableError:
    with pytest.raises(UnreachableError) as caught:
        shelf.fetch(tile)
    return caught.value


def test_a_tile_is_asked_for_once_and_kept(
    server: TileServer, shelf: WebShelf, clock: Clock
) -> None:
    assert shelf.stored(TILE) is None
    assert server.asked == []
    assert shelf.fetch(TILE) == GREY
    assert server.asked == ["/12/3415/1667.png"]
    assert server.headers["User-Agent"] == AGENT
    held = shelf.stored(TILE)
    assert held is not None
    assert (held.data, held.is_fresh) == (GREY, True)
    clock.now += UNSAID_S + 1
    held = shelf.stored(TILE)
    assert held is not None
    assert (held.data, held.is_fresh) == (GREY, False)
    assert len(server.asked) == 1


def test_the_cache_is_an_mbtiles_file(server: TileServer, shelf: WebShelf) -> None:
    shelf.fetch(TILE)
    shelf.close()
    file = MBTiles(cache_file(server.template))
    assert file.stored(TILE).data == GREY
    file.close()


def test_a_server_confirms_what_is_kept(server: TileServer, shelf: WebShelf, clock: Clock) -> None:
    server.answer = lambda _: (200, {"cache-control": "max-age=60", "etag": '"one"'}, GREY)
    shelf.fetch(TILE)
    clock.now += 61
    held = shelf.stored(TILE)
    assert held is not None
    assert not held.is_fresh
    server.answer = lambda _: (304, {"Cache-Control": "max-age=600"}, b"")
    assert shelf.fetch(TILE) == GREY
    assert server.headers["If-None-Match"] == '"one"'
    clock.now += 599
    held = shelf.stored(TILE)
    assert held is not None
    assert held.is_fresh


def test_what_may_not_be_kept_is_not(server: TileServer, shelf: WebShelf) -> None:
    server.answer = lambda _: (200, {"Cache-Control": "private, no-store"}, GREY)
    assert shelf.fetch(TILE) == GREY
    assert shelf.stored(TILE) is None


def test_nobody_asks_again_for_a_tile_that_there_is_not(
    server: TileServer, shelf: WebShelf, clock: Clock
) -> None:
    server.answer = lambda _: (404, {}, b"none")
    assert shelf.fetch(TILE) is None
    held = shelf.stored(TILE)
    assert held is not None
    assert (held.data, held.is_fresh) == (None, True)
    assert shelf.trouble is None
    clock.now += 86_401
    held = shelf.stored(TILE)
    assert held is not None
    assert not held.is_fresh


def test_a_server_in_trouble_is_left_alone_longer_and_longer(
    server: TileServer, shelf: WebShelf, clock: Clock
) -> None:
    shelf.fetch(TILE)
    answered = clock.now
    server.answer = lambda _: (503, {}, b"")
    rests = []
    for number in range(10):
        clock.now += 0.01
        other = TileKey(12, number, 0)
        rests.append(round(refusal(shelf, other).again_s))
        asked = len(server.asked)
        for column in range(50):  # however much is wanted meanwhile
            refusal(shelf, TileKey(12, column, 1))
        assert len(server.asked) == asked
        clock.now += rests[-1]
    assert rests == [2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
    trouble = shelf.trouble
    assert trouble is not None
    assert trouble.since == answered
    assert "HTTP 503" in str(trouble.problem)
    server.answer = lambda _: (200, {}, GREY)
    assert shelf.fetch(TileKey(12, 5, 5)) == GREY
    assert shelf.trouble is None


def test_after_a_rest_one_request_goes_first(
    server: TileServer, shelf: WebShelf, clock: Clock
) -> None:
    server.answer = lambda _: (500, {}, b"")
    refusal(shelf)
    clock.now += 3
    gate = threading.Event()

    def slow(_: str) -> tuple[int, dict[str, str], bytes]:
        gate.wait(5)
        return 200, {}, GREY

    server.answer = slow
    with ThreadPoolExecutor(1) as pool:
        probe = pool.submit(shelf.fetch, TILE)
        while len(server.asked) < 2:
            pass
        for column in range(20):
            refusal(shelf, TileKey(12, column, 2))
        gate.set()
        assert probe.result() == GREY
    assert len(server.asked) == 2


def test_a_server_says_how_long_it_wants_to_be_left_alone(
    server: TileServer, shelf: WebShelf
) -> None:
    server.answer = lambda _: (429, {"Retry-After": "90"}, b"")
    assert refusal(shelf).again_s == 90


def test_nobody_there(clock: Clock) -> None:
    shelf = make("http://127.0.0.1:9/{z}/{x}/{y}.png", clock)
    error = refusal(shelf)
    assert "can't be reached" in str(error.problem)
    assert "proxy" in str(error.remedy)
    shelf.close()


@pytest.mark.parametrize("code", [400, 401, 403, 418])
def test_a_refused_key_is_said_but_not_told(server: TileServer, clock: Clock, code: int) -> None:
    shelf = make(server.template + "?tk={key}", clock, SECRET)
    server.answer = lambda _: (code, {}, b"no")
    error = refusal(shelf)
    assert server.asked == ["/12/3415/1667.png?tk=s3cret%2Fkey"]
    assert f"HTTP {code}" in str(error.problem)
    assert "key" in str(error.remedy)
    assert SECRET not in str(error)
    assert error.again_s == 300
    shelf.close()


def test_a_page_to_log_in_is_no_picture(server: TileServer, shelf: WebShelf) -> None:
    server.answer = lambda _: (200, {"Content-Type": "text/html"}, b"<html>log in</html>")
    assert "no picture" in str(refusal(shelf).problem)
    assert shelf.stored(TILE) is None


def test_the_key_is_neither_in_the_cache_nor_in_its_name(
    server: TileServer, clock: Clock, own_cache: Path
) -> None:
    shelf = make(server.template + "?tk={key}", clock, SECRET)
    shelf.fetch(TILE)
    shelf.close()
    files = [path for path in own_cache.rglob("*") if path.is_file()]
    assert files
    assert all(b"s3cret" not in path.read_bytes() for path in files)


def test_the_proxy_of_a_closed_network_is_used(
    server: TileServer, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", server.url)
    shelf = make("http://tiles.example/{z}/{x}/{y}.png", clock)
    assert shelf.fetch(TILE) == GREY
    assert server.asked == ["http://tiles.example/12/3415/1667.png"]
    shelf.close()


# Headers


def test_headers_say_until_when() -> None:
    day = formatdate(NOON + 3600, usegmt=True)
    assert expiry({}, NOON) == NOON + UNSAID_S
    assert expiry({"cache-control": "public, max-age=60", "age": "20"}, NOON) == NOON + 40
    assert expiry({"cache-control": 'max-age="60"', "expires": day}, NOON) == NOON + 60
    assert expiry({"cache-control": "no-cache"}, NOON) == NOON
    assert expiry({"cache-control": "no-store"}, NOON) is None
    assert expiry({"expires": day}, NOON) == NOON + 3600
    assert expiry({"expires": "0"}, NOON) == NOON
    assert expiry({"cache-control": "max-age=99999999999"}, NOON) == NOON + LONGEST_S
    assert rest({"retry-after": day}, NOON) == 3600
    assert rest({"retry-after": "soon"}, NOON) == 0
    assert rest({}, NOON) == 0


# The cache


def keep(cache: TileCache, column: int, data: bytes | None, now: float) -> None:
    cache.write(TileKey(10, column, 0), Kept(data, "", "", now + 100), now)


def test_what_was_looked_at_longest_ago_goes_first(tmp_path: Path) -> None:
    cache = TileCache(tmp_path / "c.mbtiles", limit=10_000)
    for column in range(9):
        keep(cache, column, bytes([column]) * 1000, NOON + column)
    assert cache.read(TileKey(10, 0, 0), NOON + 5000) is not None
    keep(cache, 9, bytes(1900), NOON + 6000)
    there = [c for c in range(10) if cache.read(TileKey(10, c, 0), NOON + 6001) is not None]
    assert there == [0, 3, 4, 5, 6, 7, 8, 9]
    assert cache.bytes <= 10_000
    keep(cache, 9, bytes(100), NOON + 6002)  # in place of the one there was
    cache.close()
    again = TileCache(tmp_path / "c.mbtiles", limit=10_000)
    assert again.bytes == 7 * 1000 + 100
    again.close()


def test_a_damaged_cache_begins_anew_and_one_without_room_is_none(tmp_path: Path) -> None:
    path = tmp_path / "c.mbtiles"
    path.write_bytes(b"no database at all" * 300)
    cache = TileCache(path)
    keep(cache, 1, b"x", NOON)
    assert cache.read(TileKey(10, 1, 0), NOON) is not None
    cache.close()
    with closing(sqlite3.connect(path)) as file:
        assert file.execute("SELECT count(*) FROM tiles").fetchone() == (1,)
    (tmp_path / "file").write_bytes(b"")
    none = TileCache(tmp_path / "file" / "c.mbtiles")
    keep(none, 1, b"x", NOON)
    assert none.read(TileKey(10, 1, 0), NOON) is None
    none.close()


def test_two_programs_share_a_cache(tmp_path: Path) -> None:
    one, other = (TileCache(tmp_path / "c.mbtiles") for _ in range(2))
    keep(one, 1, plain(1, 2, 3, 8), NOON)
    kept = other.read(TileKey(10, 1, 0), NOON)
    assert kept is not None
    assert kept.data == plain(1, 2, 3, 8)
    keep(other, 2, None, NOON)
    kept = one.read(TileKey(10, 2, 0), NOON)
    assert kept is not None
    assert kept.data is None
    one.close()
    other.close()
