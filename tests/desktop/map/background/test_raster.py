"""Tiles on the map: in their place, without seams, coarser ones until the sharp ones come."""

import threading
import time
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtGui import QColor
from pytestqt.qtbot import QtBot

from gridapp.desktop.map.background.crew import Crew
from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.map.picture import render
from gridapp.desktop.map.scene import Scene
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import dark
from gridapp.exchange.backgrounds.mercator import TileKey, metres_per_pixel, tile_at, to_degrees
from gridapp.locate.crs import project
from gridapp.locate.datum import Datum, convert
from tests.desktop.map.pictures import pixels
from tests.exchange.backgrounds.tile_files import around, plain, png

from .towns import CRS, MemoryShelf, raster

HOME = (120.27, 31.9)
RED = plain(200, 30, 30)
PATIENCE_MS = 15_000
_GROUND = QColor(dark.ground)
GROUND = (_GROUND.red(), _GROUND.green(), _GROUND.blue())


def view_at(zoom: float, width: int = 700, height: int = 500, ratio: float = 1.0) -> Viewport:
    x, y = project(*HOME, CRS)
    return Viewport(float(x), float(y), metres_per_pixel(zoom, HOME[1]), width, height, ratio)


@pytest.mark.parametrize("datum", [Datum.WGS84, Datum.GCJ02])
@pytest.mark.parametrize("zoom", [18.0, 18.3, 17.6])
def test_a_mark_lies_where_it_belongs(qtbot: QtBot, datum: Datum, zoom: float) -> None:
    """A dot of four by four pixels of zoom 18 is found within a pixel of its true place."""
    lon, lat = convert(*HOME, Datum.WGS84, datum)
    middle = tile_at(float(lon), float(lat), 18)
    dotted = np.zeros((256, 256, 3), dtype=np.uint8)
    dotted[98:102, 158:162] = 255
    tiles = dict.fromkeys(around(middle, 4), plain(0, 0, 0)) | {middle: png(dotted)}
    degrees = to_degrees((middle.column + 160 / 256) / 2**18, (middle.row + 100 / 256) / 2**18)
    x, y = project(*convert(*degrees, datum, Datum.WGS84), CRS)
    view = view_at(zoom).aligned()
    scene = Scene([raster(MemoryShelf(tiles), datum)])
    found = pixels(render(scene, view, dark))[:440, :, 1].astype(float)
    found[found < 60] = 0
    rows, columns = np.indices(found.shape)
    px = (columns * found).sum() / found.sum() + 0.5
    py = (rows * found).sum() / found.sum() + 0.5
    wanted = view.screen(float(x), float(y))
    assert np.hypot(px - wanted[0], py - wanted[1]) < 1.0


@pytest.mark.parametrize("ratio", [1.0, 1.25, 2.0])
def test_there_is_no_seam(qtbot: QtBot, ratio: float) -> None:
    """On the canvas's tiles, at a scale between two zooms: one colour everywhere."""
    tiles = dict.fromkeys(around(tile_at(*HOME, 14), 9), RED)
    shelf = MemoryShelf(tiles | dict.fromkeys(around(tile_at(*HOME, 15), 12), RED))
    image = render(Scene([raster(shelf)]), view_at(14.43, ratio=ratio), dark, ratio)
    picture = pixels(image)[: int(430 * ratio)]
    assert (np.abs(picture - (200, 30, 30)).max(axis=2) <= 2).all()


def test_no_seam_between_the_tiles_of_the_canvas(qtbot: QtBot) -> None:
    tiles = dict.fromkeys(around(tile_at(*HOME, 14), 9), RED)
    canvas = shown(qtbot, Scene([raster(MemoryShelf(tiles))]), view_at(14.3, 1300, 800))
    picture = pixels(canvas.grab().toImage())[:700]
    assert (np.abs(picture - (200, 30, 30)).max(axis=2) <= 2).all()


def test_opacity_lets_the_ground_through(qtbot: QtBot) -> None:
    tiles = dict.fromkeys(around(tile_at(*HOME, 14), 5), RED)
    image = render(Scene([raster(MemoryShelf(tiles), opacity=0.5)]), view_at(14), dark)
    ground = QColor(dark.ground)
    mixed = ((200 + ground.red()) / 2, (30 + ground.green()) / 2, (30 + ground.blue()) / 2)
    assert np.abs(pixels(image)[200, 300] - mixed).max() <= 2


def test_a_coarser_tile_stands_in(qtbot: QtBot) -> None:
    """Of a hole at zoom 14 the quarter of zoom 12 shows that covers it."""
    middle = tile_at(*HOME, 14)
    above = middle.ancestor(2)
    painted = np.zeros((256, 256, 3), dtype=np.uint8)
    left, top = (middle.column % 4) * 64, (middle.row % 4) * 64
    painted[top : top + 64, left : left + 64] = (10, 200, 10)
    tiles = {above: png(painted)} | dict.fromkeys(around(middle, 3), RED)
    del tiles[middle]
    layer = raster(MemoryShelf(tiles))
    picture = pixels(render(Scene([layer]), view_at(14), dark))
    green = (np.abs(picture - (10, 200, 10)).max(axis=2) < 40).sum()
    assert 0.9 * 256**2 < green < 1.1 * 256**2


def test_nothing_is_asked_for_that_is_not_seen(qtbot: QtBot) -> None:
    far = dict.fromkeys(around(tile_at(*HOME, 14), 9), RED)
    shelf = MemoryShelf({}, far)
    layer = raster(shelf, patience_s=10)
    scene = Scene([layer])
    scene.set_visible(layer.name, False)
    render(scene, view_at(14), dark)
    assert shelf.fetched == []
    scene.set_visible(layer.name, True)
    picture = pixels(render(scene, view_at(14), dark))
    assert (np.abs(picture[100] - (200, 30, 30)).max(axis=1) <= 2).all()
    assert 9 <= len(shelf.fetched) <= 20
    assert len(set(shelf.fetched)) == len(shelf.fetched)
    render(scene, view_at(14), dark)
    assert 9 <= len(shelf.fetched) <= 20  # the second picture comes from memory


def test_a_slow_network_stops_neither_the_picture_nor_the_disk(qtbot: QtBot) -> None:
    middle = tile_at(*HOME, 14)
    near = dict.fromkeys(around(middle, 1), RED)
    shelf = MemoryShelf(near, dict.fromkeys(around(middle, 6), plain(1, 2, 250)))
    shelf.gate.clear()
    news: list[int] = []
    layer = raster(shelf, arrived=lambda: news.append(1))
    scene = Scene([layer])
    picture = pixels(render(scene, view_at(14, 1300, 900), dark))
    assert tuple(picture[450, 650]) == (200, 30, 30)
    assert tuple(picture[20, 20]) == GROUND
    shelf.gate.set()
    qtbot.waitUntil(lambda: len(news) > 3, timeout=PATIENCE_MS)
    assert layer.feed.take_news()
    qtbot.waitUntil(lambda: layer.feed.again_s is None, timeout=PATIENCE_MS)


def test_a_patient_picture_waits_as_long_as_tiles_come(qtbot: QtBot) -> None:
    middle = tile_at(*HOME, 14)
    shelf = MemoryShelf({}, dict.fromkeys(around(middle, 6), RED))
    shelf.pause_s = 0.1
    layer = raster(shelf, patience_s=0.4)
    begin = time.monotonic()
    picture = pixels(render(Scene([layer]), view_at(14, 1300, 900), dark))
    assert time.monotonic() - begin > 0.5  # longer than the patience, but never without news
    assert (np.abs(picture[::100, 200] - (200, 30, 30)).max(axis=1) <= 2).all()


def test_a_source_that_hangs_is_waited_for_once_only(qtbot: QtBot) -> None:
    shelf = MemoryShelf({}, dict.fromkeys(around(tile_at(*HOME, 14), 20), RED))
    shelf.gate.clear()
    layer = raster(shelf, patience_s=0.5)
    begin = time.monotonic()
    picture = pixels(render(Scene([layer]), view_at(14, 5200, 5000), dark))
    waited = time.monotonic() - begin
    shelf.gate.set()
    assert waited < 4  # half a second for each of the sixteen pieces would be eight
    assert tuple(picture[2500, 2600]) == GROUND


def test_a_source_that_is_down_is_asked_once_more_later(qtbot: QtBot) -> None:
    middle = tile_at(*HOME, 14)
    coarse = {middle.ancestor(3): plain(9, 99, 9)}
    shelf = MemoryShelf(coarse, dict.fromkeys(around(middle, 4), RED))
    shelf.tiles = type(shelf.tiles)("Shelf", 0, 14)
    shelf.is_down = True
    layer = raster(shelf, patience_s=10)
    scene = Scene([layer])
    picture = pixels(render(scene, view_at(14, 300, 200), dark))
    assert tuple(picture[50, 50]) == (9, 99, 9)  # what is kept of a coarser zoom
    assert layer.feed.trouble is not None
    assert layer.feed.again_s is not None
    shelf.is_down = False
    time.sleep(shelf.again_s)
    layer.feed.ask_again()
    qtbot.waitUntil(layer.feed.take_news, timeout=PATIENCE_MS)
    picture = pixels(render(scene, view_at(14, 300, 200), dark))
    assert tuple(picture[50, 50]) == (200, 30, 30)


def test_rubbish_is_no_picture_and_no_disaster(qtbot: QtBot) -> None:
    tiles = dict.fromkeys(around(tile_at(*HOME, 14), 3), b"\x89PNG\r\n\x1a\nrubbish")
    picture = pixels(render(Scene([raster(MemoryShelf(tiles))]), view_at(14), dark))
    assert tuple(picture[20, 20]) == GROUND


def test_scales_that_a_source_is_not_made_for_stay_empty(qtbot: QtBot) -> None:
    shelf = MemoryShelf({TileKey(14, 0, 0): RED})
    render(Scene([raster(shelf)]), view_at(9), dark)
    assert shelf.read == []


def test_a_closed_feed_reads_no_more(qtbot: QtBot) -> None:
    shelf = MemoryShelf(dict.fromkeys(around(tile_at(*HOME, 14), 3), RED))
    layer = raster(shelf)
    layer.feed.close()
    render(Scene([layer]), view_at(14), dark)
    assert shelf.is_closed
    assert shelf.read == []


# The canvas


def shown(qtbot: QtBot, scene: Scene, view: Viewport) -> MapCanvas:
    canvas = MapCanvas(dark)
    qtbot.addWidget(canvas)
    canvas.has_furniture = False
    canvas.resize(round(view.width), round(view.height))
    canvas.set_scene(scene)
    canvas.show_view(view)
    canvas.show()
    qtbot.waitUntil(lambda: canvas.is_ready, timeout=PATIENCE_MS)
    return canvas


def test_what_lies_on_the_disk_is_drawn_once(qtbot: QtBot) -> None:
    tiles = dict.fromkeys(around(tile_at(*HOME, 14), 9), RED)
    news: list[int] = []
    layer = raster(MemoryShelf(tiles), arrived=lambda: news.append(1))
    shown(qtbot, Scene([layer]), view_at(14, 1000, 700))
    qtbot.wait(50)
    assert news == []


def test_pictures_do_not_count_for_everything(qtbot: QtBot) -> None:
    assert Scene([raster(MemoryShelf({TileKey(0, 0, 0): RED}))]).bounds is None


# The crew


def test_the_newest_wish_comes_first_and_the_oldest_goes() -> None:
    done: list[int] = []
    gate = threading.Event()

    def work(number: int) -> None:
        gate.wait(10)
        done.append(number)

    crew: Crew[int] = Crew("test", 1, 3, work)
    crew.ask(0)
    wait(lambda: 0 in crew and not crew._waiting)
    for number in (1, 2, 3, 4, 2):
        crew.ask(number)
    crew.ask(0)  # is under way
    gate.set()
    wait(lambda: crew.is_idle)
    assert done == [0, 2, 4, 3]


def test_a_failure_does_not_stop_the_crew() -> None:
    done: list[int] = []

    def work(number: int) -> None:
        if number == 1:
            raise ValueError("one")
        done.append(number)

    crew: Crew[int] = Crew("test", 1, 9, work)
    for number in (3, 1, 2):
        crew.ask(number)
    wait(lambda: crew.is_idle)
    assert sorted(done) == [2, 3]
    crew.close()
    crew.ask(5)
    assert crew.is_idle


def wait(is_so: Callable[[], bool]) -> None:
    until = time.monotonic() + 10
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.002)
