from itertools import combinations
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gridapp.desktop.app import Desktop
from gridapp.desktop.map.clusters import ClusteredLayer
from gridapp.desktop.map.furniture import BAR_HEIGHT
from gridapp.desktop.map_desk import SETTING
from gridapp.desktop.scenery import CASES, LEVEL_TWO, grid_layers
from gridapp.grid.grids import make_grids
from tests.desktop.hands import PATIENCE_MS, calm


def titles(desktop: Desktop) -> list[str]:
    """Every line of the list of layers."""
    shown = desktop.window.stage.layers.list
    return [shown.item(row).text() for row in range(shown.count())]


def press(desktop: Desktop, key: Qt.Key) -> None:
    QTest.keyClick(desktop.window, key)
    QApplication.processEvents()


def test_legend_and_overview_open_as_they_were_left(qtbot: QtBot, desktop: Desktop) -> None:
    stage = desktop.window.stage
    assert not stage.legend.isVisible()
    assert stage.overview_button.isChecked()
    press(desktop, Qt.Key.Key_F5)
    stage.overview_button.click()
    calm(qtbot, desktop)
    assert desktop.session.workspace.settings.read(SETTING) == {"legend": True, "overview": False}
    desktop.switch_theme()
    again = Desktop(Path(desktop.session.workspace.location))
    again.window.resize(1366, 768)
    again.window.show()
    for window in (desktop.window, again.window):
        qtbot.waitUntil(window.stage.legend.isVisible, timeout=PATIENCE_MS)
        assert not window.stage.overview_button.isChecked()
    again.close()
    again.window.deleteLater()


def test_a_view_kept_by_another_version_is_passed_over(qtbot: QtBot, desktop: Desktop) -> None:
    desktop.session.workspace.settings.write(SETTING, ["legend", {"overview": 3}])
    desktop.switch_theme()
    calm(qtbot, desktop)
    assert not desktop.window.stage.legend.isVisible()
    assert desktop.window.stage.overview_button.isChecked()


def test_a_net_stored_meanwhile_is_in_the_list(qtbot: QtBot, desktop: Desktop) -> None:
    geography = desktop.session.workspace.geography
    grids = geography.grids().of_level(1)
    net = make_grids(list(grids.codes), grids.polygons, names=list(grids.names), levels=1)
    desktop.window.desk.list_layers()
    assert not [title for title in titles(desktop) if "rivers" in title]
    geography.add_net("rivers", net, source="test")
    desktop.session.nets_changed.emit()
    calm(qtbot, desktop)
    assert [title for title in titles(desktop) if "rivers" in title]


def test_colours_follow_grids_that_are_published(qtbot: QtBot, desktop: Desktop) -> None:
    window = desktop.window
    window.desk.colouring.choose_figure("area")
    calm(qtbot, desktop)
    for layer in grid_layers(desktop.session.workspace.geography.grids()):
        window.canvas.scene.put(layer)
    desktop.session.nets_changed.emit()
    calm(qtbot, desktop)
    coloured = window.canvas.scene["figures"]
    assert getattr(coloured, "shapes", None) is window.canvas.scene[LEVEL_TWO]


def test_cases_come_to_the_map_gathered_for_every_scale(qtbot: QtBot, desktop: Desktop) -> None:
    layer = desktop.window.canvas.scene[CASES]
    assert isinstance(layer, ClusteredLayer)
    known = dict(layer._known)
    for scale in (0.5, 1.0, 4.0, 12.0):
        assert layer.at(scale) is layer.at(scale * 1.05)
    assert dict(layer._known) == known


def test_a_place_gone_to_flashes(qtbot: QtBot, desktop: Desktop) -> None:
    window = desktop.window
    before = len(window.canvas.overlays)
    window.looking.ask_where()
    QApplication.processEvents()
    box = QApplication.focusWidget()
    assert box is not None
    QTest.keyClicks(box, "120.36, 31.78")
    qtbot.wait(400)
    calm(qtbot, desktop)
    QTest.keyClick(box, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(window.canvas.overlays) > before, timeout=PATIENCE_MS)
    QTest.mouseMove(window.canvas, QPoint(5, 5))
    qtbot.waitUntil(lambda: len(window.canvas.overlays) == before, timeout=PATIENCE_MS)


def test_the_case_pointed_at_in_the_queue_is_shown_on_the_map(
    qtbot: QtBot, desktop: Desktop
) -> None:
    window = desktop.window
    queue, scene = window.console.queue, window.canvas.scene
    index = queue.model().index(0, 0)
    QTest.mouseMove(queue.viewport(), queue.visualRect(index).center())
    qtbot.waitUntil(lambda: scene.hover is not None, timeout=PATIENCE_MS)
    assert scene.hover is not None
    assert (scene.hover.layer, scene.hover.id) == (CASES, window.console.model.items[0].row.ref)
    QApplication.sendEvent(queue, QEvent(QEvent.Type.Leave))
    assert scene.hover is None


def test_cards_on_the_map_dont_lie_on_one_another(qtbot: QtBot, desktop: Desktop) -> None:
    window, stage = desktop.window, desktop.window.stage
    view = window.canvas.viewport
    window.canvas.show_view(view.zoom_at(view.width / 2, view.height / 2, 0.4))
    stage.legend_button.setChecked(True)
    stage.layers_button.setChecked(True)
    window.desk.colouring.choose_figure("open")
    for wide, high in ((1366, 768), (1920, 1080), (1280, 720)):
        window.resize(wide, high)
        calm(qtbot, desktop)
        qtbot.wait(50)
        cards: list[QWidget] = [stage.layers, stage.legend, stage.tools]
        cards += [stage.overview] if stage.overview.isVisible() else []
        bar = QRect(0, stage.height() - BAR_HEIGHT, stage.width(), BAR_HEIGHT)
        places = [card.geometry() for card in cards]
        for one, other in combinations(places, 2):
            assert not one.intersects(other)
        assert not stage.layers.geometry().intersects(bar)
        assert all(stage.rect().contains(place) for place in places)
    assert not stage.overview.isVisible()  # the list takes its place where it is tight
    window.resize(1920, 1080)
    calm(qtbot, desktop)
    assert stage.overview.isVisible()
