"""Going somewhere, bookmarks, measuring and identifying, on every screen."""

import threading

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gridapp.cases.events import Json
from gridapp.desktop.app import Desktop
from gridapp.desktop.bookmarks import BookmarkList, NameDialog, read_bookmarks
from gridapp.desktop.go_to import GoTo, find_goals
from gridapp.desktop.map.choropleth import number
from gridapp.desktop.map.measure import MeasureTool
from gridapp.desktop.scenery import LEVEL_TWO
from tests.desktop.hands import calm, click_map, write

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CODE = "320281198003005"


def box(qtbot: QtBot, desktop: Desktop, text: str) -> GoTo:
    QTest.keyClick(desktop.window, Qt.Key.Key_G, CTRL)
    found = desktop.window.findChild(GoTo)
    assert found is not None
    write(found.field, text)
    return found


@pytest.mark.parametrize("screen", ["console", "replay", "editor"])
def test_a_grid_is_gone_to_from_every_screen(qtbot: QtBot, desktop: Desktop, screen: str) -> None:
    window = desktop.window
    window.go_to(screen)
    calm(qtbot, desktop)
    there = box(qtbot, desktop, CODE[-9:])
    QTest.keyClick(there.field, Qt.Key.Key_Return)  # before the answer is there
    qtbot.waitUntil(lambda: desktop.window.findChild(GoTo) is None)
    calm(qtbot, desktop)
    grids = desktop.session.workspace.geography.grids()
    left, bottom, right, top = grids.polygons[grids.index(CODE)].bounds
    west, south, east, north = window.canvas.viewport.extent
    assert west < left < right < east
    assert south < bottom < top < north
    assert window.canvas.scene.selection == {LEVEL_TWO: frozenset({CODE})}


def test_enter_waits_for_an_answer_that_is_under_way(qtbot: QtBot, desktop: Desktop) -> None:
    gate = threading.Event()
    desktop.session.worker.ask("gate", lambda: gate.wait(10), lambda _: None, lambda _: None)
    there = box(qtbot, desktop, CODE[-9:])
    qtbot.wait(300)  # it is asked, and the worker is busy
    QTest.keyClick(there.field, Qt.Key.Key_Return)
    assert there.isVisible()
    gate.set()
    qtbot.waitUntil(lambda: desktop.window.findChild(GoTo) is None)
    assert desktop.window.canvas.scene.selection == {LEVEL_TWO: frozenset({CODE})}


def test_a_coordinate_and_a_place_are_found_and_nonsense_is_told(
    qtbot: QtBot, desktop: Desktop
) -> None:
    workspace = desktop.session.workspace
    kinds = [goal.kind for goal in find_goals(workspace, "120.38, 31.78")]
    assert kinds[0] == "coordinate"
    assert any(goal.kind == "place" for goal in find_goals(workspace, "人民路12号"))
    assert find_goals(workspace, "  ") == []
    there = box(qtbot, desktop, "qqqqzzzz")
    qtbot.waitUntil(lambda: "Nothing" in there.list.item(0).text())
    QTest.keyClick(there.field, Qt.Key.Key_Return)
    assert there.isVisible()
    there.reject()


def test_a_bookmark_is_kept_gone_to_renamed_and_removed(qtbot: QtBot, desktop: Desktop) -> None:
    window, workspace = desktop.window, desktop.session.workspace
    home = window.canvas.viewport
    QTest.keyClick(window, Qt.Key.Key_B, CTRL | SHIFT)
    naming = window.findChild(NameDialog)
    assert naming is not None
    naming.field.setText("镇政府")
    naming.accept()
    calm(qtbot, desktop)
    assert [mark.name for mark in read_bookmarks(workspace)] == ["镇政府"]
    window.canvas.zoom(0.25, glide=False)
    window.activateWindow()
    window.canvas.setFocus()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_B, CTRL)
    qtbot.waitUntil(lambda: window.findChild(BookmarkList) is not None)
    marks = window.findChild(BookmarkList)
    assert marks is not None
    QTest.keyClick(marks, Qt.Key.Key_F2)
    renaming = marks.findChild(NameDialog)
    assert renaming is not None
    renaming.field.setText("政府大院")
    renaming.accept()
    calm(qtbot, desktop)
    assert [mark.name for mark in read_bookmarks(workspace)] == ["政府大院"]
    marks.go.click()
    calm(qtbot, desktop)
    assert window.canvas.viewport.scale == pytest.approx(home.scale)
    window.activateWindow()
    window.canvas.setFocus()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window, Qt.Key.Key_B, CTRL)
    qtbot.waitUntil(lambda: any(m.isVisible() for m in window.findChildren(BookmarkList)))
    again = next(m for m in window.findChildren(BookmarkList) if m.isVisible())
    QTest.keyClick(again, Qt.Key.Key_Delete)
    calm(qtbot, desktop)
    assert read_bookmarks(workspace) == []
    again.reject()


def test_what_is_no_bookmark_is_passed_over(desktop: Desktop) -> None:
    workspace = desktop.session.workspace
    good: dict[str, Json] = {"name": "a", "x": 1, "y": 2.5, "scale": 3}
    workspace.settings.write("bookmarks", [good, {"name": "b"}, 7, None])
    assert [mark.name for mark in read_bookmarks(workspace)] == ["a"]
    workspace.settings.write("bookmarks", "nonsense")
    assert read_bookmarks(workspace) == []


def test_the_tape_gives_way_to_the_tool_before(qtbot: QtBot, desktop: Desktop) -> None:
    canvas = desktop.window.canvas
    canvas.setFocus()
    before, overlays = canvas.tool, list(canvas.overlays)
    QTest.keyClick(canvas, Qt.Key.Key_R)
    tape = canvas.tool
    assert isinstance(tape, MeasureTool)
    view = canvas.viewport
    click_map(desktop.window, view.x, view.y)
    click_map(desktop.window, view.x + 60 * view.scale, view.y)
    assert "ellipsoid" in tape.text
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    assert canvas.tool is before
    assert canvas.overlays == overlays


def test_identify_tells_of_every_layer(qtbot: QtBot, desktop: Desktop) -> None:
    window = desktop.window
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_I)
    panel = window.looking.panel
    assert panel.isVisible()
    calm(qtbot, desktop)
    grids = desktop.session.workspace.geography.grids()
    inside = grids.polygons[grids.index(CODE)].representative_point()
    click_map(window, inside.x, inside.y)
    told = {one.title: dict(one.facts) for one in panel.found}
    assert told["Sub-grids"]["Code"] == CODE
    assert "Level-one grids" in told
    window.desk.colouring.choose_figure("households")
    calm(qtbot, desktop)
    click_map(window, inside.x, inside.y)
    told = {one.title: dict(one.facts) for one in panel.found}
    figures = desktop.session.workspace.figures.read("households", 2, by_area=False)
    value = figures.of(np.array([CODE], dtype=object))[0]
    assert told["Households"] == {
        "Grid": told["Sub-grids"]["Name"], "Value": number(value, 0)
    }  # fmt: skip
    streets = window.canvas.scene["ground.streets"]
    at = streets.geometries[0].interpolate(0.5, normalized=True)
    window.canvas.show_view(window.canvas.viewport.fit(at.buffer(100).bounds))
    calm(qtbot, desktop)
    click_map(window, at.x, at.y)
    told = {one.title: dict(one.facts) for one in panel.found}
    assert told["Streets"]["Class"] in ("Expressway", "Main road", "Side street", "Lane")
    window.canvas.fit(glide=False)
    calm(qtbot, desktop)
    view = window.canvas.viewport
    left, top = view.place(3, 3)
    click_map(window, left, top)
    assert panel.found == []
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert window.canvas.tool is None
