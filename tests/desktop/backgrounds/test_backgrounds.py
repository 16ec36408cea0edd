"""Background maps in the window: set up, drawn, offline, and not a request too many."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gridapp.desktop.app import Desktop
from gridapp.desktop.backgrounds.dialog import BackgroundDialog
from gridapp.desktop.backgrounds.presets import PRESETS
from gridapp.desktop.map.background.credit import rasters
from gridapp.desktop.printing.dialog import PageDialog
from gridapp.exchange.backgrounds.mercator import tile_at
from gridapp.exchange.backgrounds.source import Background, Kind
from gridapp.workspace import open_workspace
from gridapp.workspace.backgrounds import add_background, read_backgrounds
from tests.desktop.hands import PATIENCE_MS, calm
from tests.desktop.map.pictures import pixels
from tests.exchange.backgrounds.test_templates import capabilities
from tests.exchange.backgrounds.tile_files import around, plain, write_mbtiles
from tests.exchange.backgrounds.tile_server import TileServer, tile_server

HOME = (120.3625, 31.8)
RED = plain(210, 20, 20)


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRIDAPP_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def server() -> Iterator[TileServer]:
    with tile_server() as made:
        made.answer = lambda _: (200, {}, RED)
        yield made


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Tiles of the demo town."""
    tiles = {t: RED for z in (11, 12, 13, 14) for t in around(tile_at(*HOME, z), 8)}
    return write_mbtiles(tmp_path / "photos.mbtiles", tiles, attribution="© <b>Survey</b>")


def redness(desktop: Desktop) -> float:
    """The share of the canvas that is as red as the tiles."""
    picture = pixels(desktop.window.canvas.grab().toImage())
    return float(((picture[:, :, 0] > 180) & (picture[:, :, 1] < 60)).mean())


def until_red(qtbot: QtBot, desktop: Desktop) -> None:
    qtbot.waitUntil(lambda: redness(desktop) > 0.5, timeout=PATIENCE_MS)
    calm(qtbot, desktop)


def settled(qtbot: QtBot, server: TileServer) -> int:
    """Wait until no more is asked for, what lies beyond the window's edge neither."""
    before = -1
    while before != len(server.asked):
        before = len(server.asked)
        qtbot.wait(300)
    return before


def opened(qtbot: QtBot, desktop: Desktop) -> BackgroundDialog:
    """The dialog, opened as a person does: by the button in the list of layers."""
    desktop.window.stage.layers_button.click()
    desktop.window.stage.backgrounds_button.click()

    def find() -> list[BackgroundDialog]:
        tops = QApplication.topLevelWidgets()
        return [one for one in tops if isinstance(one, BackgroundDialog) and one.isVisible()]

    qtbot.waitUntil(lambda: bool(find()), timeout=PATIENCE_MS)
    return find()[0]


def kept(desktop: Desktop) -> tuple[Background, ...]:
    return read_backgrounds(desktop.session.workspace)


def test_a_window_asks_nobody(
    qtbot: QtBot, server: TileServer, monkeypatch: pytest.MonkeyPatch, town: Path, english: None
) -> None:
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, server.url)  # all that leaves would come by here
    desktop = Desktop(town)
    desktop.window.show()
    qtbot.waitUntil(lambda: bool(desktop.window.console.model.items), timeout=PATIENCE_MS)
    calm(qtbot, desktop)
    dialog = opened(qtbot, desktop)
    dialog.add_preset(PRESETS[3])  # Tianditu, not looked at and not kept
    dialog.reject()
    calm(qtbot, desktop)
    assert server.asked == []
    assert kept(desktop) == ()
    desktop.close()
    desktop.window.deleteLater()


def test_a_file_is_added_looked_at_and_kept(qtbot: QtBot, desktop: Desktop, photos: Path) -> None:
    dialog = opened(qtbot, desktop)
    assert not dialog.backgrounds
    dialog.add_file(Kind.ARCHIVE, photos)
    qtbot.waitUntil(lambda: not dialog.picture.pixmap().isNull(), timeout=PATIENCE_MS)
    assert dialog.told.text() == "Pictures of zoom 11 to 14."
    QTest.mouseClick(dialog.ok, Qt.MouseButton.LeftButton)
    until_red(qtbot, desktop)
    assert [(one.title, one.where) for one in kept(desktop)] == [("photos", str(photos))]
    names = [layer.name for layer in desktop.window.canvas.scene.layers]
    at = names.index("ground.background.photos")
    assert names.index("ground.streets") < at < names.index("grid.2")
    assert [one.credit for one in rasters(desktop.window.canvas.scene)] == ["© Survey"]
    bounds = desktop.window.canvas.scene.bounds
    assert bounds is not None
    assert bounds[2] - bounds[0] < 20_000  # everything is the town, not the world


def test_what_lies_below_the_nets_is_printed_if_it_is_wanted(
    qtbot: QtBot, town: Path, photos: Path, english: None
) -> None:
    with open_workspace(town) as workspace:
        add_background(workspace, Background(Kind.ARCHIVE, "Photos", str(photos)))
    desktop = Desktop(town)
    desktop.window.resize(1366, 768)
    desktop.window.show()
    until_red(qtbot, desktop)
    desktop.window.paper.print_wall()
    dialog = desktop.window.findChild(PageDialog)
    assert dialog is not None

    def is_red() -> bool:
        picture = pixels(dialog.sheet.pixmap().toImage())
        return bool(((picture[:, :, 0] > 180) & (picture[:, :, 1] < 60)).mean() > 0.3)

    qtbot.waitUntil(lambda: dialog.is_ready, timeout=PATIENCE_MS)
    assert dialog.backgrounds.isVisible()
    assert is_red()
    QTest.mouseClick(dialog.backgrounds, Qt.MouseButton.LeftButton, pos=QPoint(8, 8))
    assert not dialog.backgrounds.isChecked()
    qtbot.waitUntil(lambda: dialog.is_ready and not is_red(), timeout=PATIENCE_MS)
    dialog.reject()
    desktop.close()
    desktop.window.deleteLater()


def test_hidden_shown_and_remembered(qtbot: QtBot, town: Path, photos: Path, english: None) -> None:
    with open_workspace(town) as workspace:
        add_background(workspace, Background(Kind.ARCHIVE, "Photos", str(photos)))
    desktop = Desktop(town)
    desktop.window.resize(1000, 700)
    desktop.window.show()
    until_red(qtbot, desktop)
    layers = desktop.window.stage.layers
    desktop.window.desk.list_layers()
    texts = [layers.list.item(row).text() for row in range(layers.list.count())]
    layers.list.item(texts.index("Photos")).setCheckState(Qt.CheckState.Unchecked)
    qtbot.waitUntil(lambda: redness(desktop) < 0.05, timeout=PATIENCE_MS)
    calm(qtbot, desktop)
    assert [one.is_shown for one in kept(desktop)] == [False]
    # Another theme takes the same sources over.
    layer = desktop.window.canvas.scene["ground.background.Photos"]
    desktop.switch_theme()
    calm(qtbot, desktop)
    assert desktop.window.canvas.scene["ground.background.Photos"] is layer
    desktop.window.canvas.scene.set_visible(layer.name, True)
    until_red(qtbot, desktop)
    desktop.close()
    desktop.window.deleteLater()


@pytest.mark.slow
def test_the_network_is_asked_once_and_its_tiles_outlive_it(
    qtbot: QtBot, town: Path, server: TileServer, english: None
) -> None:
    with open_workspace(town) as workspace:
        far = Background(Kind.WEB, "Far", server.template, attribution="© far")
        add_background(workspace, far)
    desktop = Desktop(town)
    desktop.window.resize(1000, 700)
    desktop.window.show()
    until_red(qtbot, desktop)
    asked = settled(qtbot, server)
    assert 0 < asked < 80
    assert len(set(server.asked)) == asked
    desktop.close()
    desktop.window.deleteLater()
    # The network goes away; what is kept is shown, and nobody is flooded.
    server.answer = lambda _: (503, {}, b"")
    desktop = Desktop(town)
    desktop.window.resize(1000, 700)
    desktop.window.show()
    until_red(qtbot, desktop)
    assert settled(qtbot, server) == asked
    canvas = desktop.window.canvas
    view = canvas.viewport
    for step in range(6):
        canvas.show_view(view.zoom_at(300, 300, 0.7**step))
        qtbot.wait(30)
    calm(qtbot, desktop)
    qtbot.waitUntil(lambda: rasters(canvas.scene)[0].feed.trouble is not None, timeout=PATIENCE_MS)
    assert len(server.asked) - asked <= 5
    until_red(qtbot, desktop)  # coarser tiles stand in
    # It comes back by itself.
    server.answer = lambda _: (200, {}, plain(20, 20, 220))

    def is_blue() -> bool:
        picture = pixels(canvas.grab().toImage())
        return bool(((picture[:, :, 2] > 180) & (picture[:, :, 0] < 60)).mean() > 0.5)

    qtbot.waitUntil(is_blue, timeout=PATIENCE_MS)
    assert rasters(canvas.scene)[0].feed.trouble is None
    desktop.close()
    desktop.window.deleteLater()


def test_no_white_flash_while_tiles_come(
    qtbot: QtBot, desktop: Desktop, photos: Path, server: TileServer
) -> None:
    desktop.window.desk.backgrounds.keep([Background(Kind.ARCHIVE, "Photos", str(photos))])
    until_red(qtbot, desktop)
    canvas = desktop.window.canvas
    for factor in (0.6, 1.5):
        canvas.show_view(canvas.viewport.zoom_at(400, 300, factor))
        while not canvas.is_ready:
            qtbot.wait(40)
            picture = pixels(canvas.grab().toImage())
            assert (picture.min(axis=2) > 245).mean() < 0.03
            assert ((picture[:, :, 0] > 180) & (picture[:, :, 1] < 60)).mean() > 0.4


# The dialog


def test_web_tiles_by_hand(qtbot: QtBot, desktop: Desktop, server: TileServer) -> None:
    dialog = opened(qtbot, desktop)
    dialog.add_preset(PRESETS[2])
    dialog.accept()
    assert dialog.isVisible()
    assert "no web address" in dialog.told.text()
    dialog.form.where.setFocus()
    QTest.keyClicks(dialog.form.where, server.template + "?tk=s3cret")
    QTest.keyClick(dialog.form.where, Qt.Key.Key_Tab)
    assert dialog.form.where.text() == server.template + "?tk={key}"
    assert dialog.form.key.text() == "s3cret"
    assert dialog.form.key.displayText() != "s3cret"
    assert server.asked == []
    dialog.examine()
    qtbot.waitUntil(lambda: not dialog.picture.pixmap().isNull(), timeout=PATIENCE_MS)
    assert server.asked
    dialog.form.opacity.setValue(70)
    dialog.form.datum.setCurrentIndex(1)
    dialog.form.datum.activated.emit(1)
    dialog.accept()
    calm(qtbot, desktop)
    (one,) = kept(desktop)
    assert (one.opacity, one.datum.value, one.key) == (0.7, "GCJ-02", "s3cret")
    assert "s3cret" not in str(desktop.session.workspace.settings.read("map.backgrounds"))


def test_a_wmts_service_offers_its_layers(
    qtbot: QtBot, desktop: Desktop, server: TileServer
) -> None:
    resource = (
        '<ResourceURL format="image/png" resourceType="tile" '
        f'template="{server.url}/{{TileMatrixSet}}/{{TileMatrix}}/{{TileRow}}/{{TileCol}}.png"/>'
    )
    told = capabilities(rest=resource)
    server.answer = lambda path: (200, {}, told if "Capabilities" in path else RED)
    dialog = opened(qtbot, desktop)
    dialog.add_preset(PRESETS[2])
    dialog.form.where.setText(server.url + "/wmts?REQUEST=GetCapabilities")
    dialog.form.edited.emit()
    dialog.examine()
    qtbot.waitUntil(dialog.offers.isVisible, timeout=PATIENCE_MS)
    assert dialog.told.text() == "Choose one of the layers that the service offers (1)."
    dialog.offers.setCurrentIndex(0)
    dialog.offers.activated.emit(0)
    qtbot.waitUntil(lambda: not dialog.picture.pixmap().isNull(), timeout=PATIENCE_MS)
    (one,) = dialog.backgrounds
    assert (one.title, one.where) == ("Photos", server.url + "/w/{z}/{y}/{x}.png")
    dialog.reject()


def test_a_refused_key_is_said(qtbot: QtBot, desktop: Desktop, server: TileServer) -> None:
    server.answer = lambda _: (403, {}, b"no")
    dialog = opened(qtbot, desktop)
    dialog.add_preset(PRESETS[2])
    dialog.form.where.setText(server.template)
    dialog.form.edited.emit()
    dialog.examine()
    qtbot.waitUntil(lambda: "HTTP 403" in dialog.told.text(), timeout=PATIENCE_MS)
    assert dialog.told.property("role") == "danger"
    assert "key" in dialog.told.text()


def test_tianditu_wants_a_key_and_both_its_layers_get_it(qtbot: QtBot, desktop: Desktop) -> None:
    dialog = opened(qtbot, desktop)
    dialog.add_preset(PRESETS[3])
    assert [one.title for one in dialog.backgrounds] == ["Tianditu map", "Tianditu map, names"]
    dialog.accept()
    assert "needs a key" in dialog.told.text()
    dialog.form.key.setText("mine")
    dialog.form.edited.emit()
    dialog.add_preset(PRESETS[4])
    assert [one.key for one in dialog.backgrounds[2:]] == ["mine", "mine"]
    dialog.reject()


def test_order_names_and_removal(qtbot: QtBot, desktop: Desktop, tmp_path: Path) -> None:
    dialog = opened(qtbot, desktop)
    for name in ("a", "b", "b"):
        dialog._insert(Background(Kind.LAYERS, name, str(tmp_path / f"{name}.shp")))
    dialog.accept()
    assert "“b” already" in dialog.told.text()
    dialog.list.setCurrentRow(0)
    QTest.keyClick(dialog.list, Qt.Key.Key_Delete)
    assert [one.title for one in dialog.backgrounds] == ["a", "b"]
    dialog.list.setCurrentRow(0)
    QTest.mouseClick(dialog.down, Qt.MouseButton.LeftButton)
    assert [one.title for one in dialog.backgrounds] == ["b", "a"]
    assert not dialog.down.isEnabled()
    dialog.reject()


def test_a_local_file_lies_below_the_nets(
    qtbot: QtBot, desktop: Desktop, tmp_path: Path, demo_town: Path
) -> None:
    shutil.copy(demo_town, tmp_path / "other.gpkg")
    desktop.window.desk.backgrounds.keep(
        [
            Background(Kind.LAYERS, "Plan", str(tmp_path / "other.gpkg"), layer="base_area"),
            Background(Kind.LAYERS, "Streets", str(tmp_path / "other.gpkg"), look="street"),
        ]
    )
    calm(qtbot, desktop)
    names = [one.name for one in desktop.window.canvas.scene.layers]
    mine = [name for name in names if name.startswith("ground.background.")]
    assert "ground.background.Plan.1" in mine
    assert len(mine) > 4
    assert max(map(names.index, mine)) < names.index("grid.2")


def test_a_file_that_went_away_is_said_and_the_map_stays(
    qtbot: QtBot, desktop: Desktop, tmp_path: Path
) -> None:
    gone = Background(Kind.ARCHIVE, "Gone", str(tmp_path / "gone.mbtiles"))
    desktop.window.desk.backgrounds.keep([gone])
    calm(qtbot, desktop)
    assert "There is no file" in desktop.window.status.message.text()
    assert len(desktop.window.canvas.scene.layers) > 4
    assert np.ptp(pixels(desktop.window.canvas.grab().toImage())) > 100
