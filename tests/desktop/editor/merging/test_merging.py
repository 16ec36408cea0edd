"""The merge workbench on the demo town: 21 nets become 21 level-one and 179 sub-grids."""

import csv
from pathlib import Path

import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gridapp.desktop.app import Desktop
from gridapp.desktop.editor.merging.desk import MergeDesk
from gridapp.desktop.editor.merging.finish_choice import FinishChoice
from gridapp.desktop.editor.merging.order import Work
from gridapp.desktop.editor.merging.picture import LAYERS
from gridapp.desktop.scenery import LEVEL_ONE
from gridapp.grid.questions import Question
from tests.desktop.hands import PATIENCE_MS, calm

LEFT = Qt.MouseButton.LeftButton
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(qtbot: QtBot, desktop: Desktop) -> MergeDesk:
    """The workbench, opened from the editor's start page by its button."""
    window = desktop.window
    QTest.keyClick(window, Qt.Key.Key_F3)
    calm(qtbot, desktop)
    QTest.mouseClick(window.editor.start_page.merge, LEFT)
    calm(qtbot, desktop)
    return window.editor.merging


def merged(qtbot: QtBot, desktop: Desktop, desk: MergeDesk) -> None:
    """Wait until a merge is on the table and drawn."""
    qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=4 * PATIENCE_MS)
    calm(qtbot, desktop)
    assert desk.work is not None


def run(qtbot: QtBot, desktop: Desktop, desk: MergeDesk) -> None:
    QTest.mouseClick(desk.setup_page.run, LEFT)
    assert desk.runner.is_busy
    merged(qtbot, desktop, desk)


def work_of(desk: MergeDesk) -> Work:
    assert desk.work is not None
    return desk.work


def how_many(desk: MergeDesk) -> int:
    """Count the decisions there are now."""
    return len(desk.decisions)


def is_handed(desk: MergeDesk, question: Question) -> bool:
    """Whether the ground at a question's place was handed over."""
    grounds = work_of(desk).merged.handed.grounds
    return bool(shapely.intersects_xy(grounds, question.x, question.y).any())


def choose(desk: MergeDesk, kind: str) -> Question:
    """Choose the kind, then the largest open question of it by the arrow key."""
    questions = desk.result_page.questions
    questions.kind.setCurrentIndex(questions.kind.findData(kind))
    questions.view.setFocus()
    QTest.keyClick(questions.view, Qt.Key.Key_Down)
    found = questions.current
    assert found is not None
    assert found.kind == kind
    return found


def finish(qtbot: QtBot, desktop: Desktop, desk: MergeDesk) -> FinishChoice:
    QTest.mouseClick(desk.result_page.finish, LEFT)
    return next(d for d in desktop.window.findChildren(FinishChoice) if d.isVisible())


@pytest.mark.slow
def test_the_town_is_merged_decided_and_stored(
    qtbot: QtBot, desktop: Desktop, desk: MergeDesk, tmp_path: Path
) -> None:
    setup, result, workspace = desk.setup_page, desk.result_page, desktop.session.workspace
    assert len(setup.nets.ticked) == 21
    assert (setup.level_one.value(), setup.sub_grids.value()) == (21, 179)

    # The order of trust, by keys.
    first, second = setup.nets.ticked[:2]
    setup.nets.list.setFocus()
    QTest.keyClick(setup.nets.list, Qt.Key.Key_Down, ALT)
    assert setup.nets.ticked[:2] == (second, first)
    QTest.mouseClick(setup.nets.up, LEFT)
    assert setup.nets.ticked[:2] == (first, second)

    setup.name.setText("merged")
    assert "21 nets become one" in setup.summary.text()
    run(qtbot, desktop, desk)
    scene = desktop.window.canvas.scene
    assert [len(scene[name]) for name in LAYERS] == [179, 21]
    assert not scene.is_visible(LEVEL_ONE)
    assert "vertices were moved" in result.counts.text()
    assert not result.again.isEnabled()

    # Two questions, each shown at its place and decided by a number.
    overlap = choose(desk, "overlap")
    extent = shapely.box(*desktop.window.canvas.viewport.extent)
    assert extent.contains(shapely.Point(overlap.x, overlap.y))
    assert desktop.window.canvas.viewport.scale < 1.5, "near enough to see what it is"
    QTest.keyClick(result.questions.view, Qt.Key.Key_2)
    sliver = choose(desk, "sliver")
    QTest.keyClick(result.questions.view, Qt.Key.Key_1)
    assert [one.action for one in desk.decisions] == ["claim", "keep"]
    assert desk.decisions[0].code == overlap.codes[1]
    assert not result.finish.isEnabled(), "what was decided isn't in the merge yet"

    assert is_handed(desk, sliver)
    QTest.keyClick(result.questions.view, Qt.Key.Key_Return, CTRL)
    assert desk.runner.is_busy
    merged(qtbot, desktop, desk)
    assert not is_handed(desk, sliver)
    assert not work_of(desk).merged.unused
    decided = {one.kind for one in work_of(desk).merged.questions if one.decision is not None}
    assert {"overlap", "sliver"} <= decided

    # The third is taken back.
    choose(desk, "overlap")
    QTest.keyClick(result.questions.view, Qt.Key.Key_Down)
    QTest.keyClick(result.questions.view, Qt.Key.Key_1)
    assert how_many(desk) == 3
    result.questions.view.setFocus()
    QTest.keyClick(result.questions.view, Qt.Key.Key_Z, CTRL)
    assert how_many(desk) == 2

    # What became of the old grids.
    result.tabs.setCurrentWidget(result.table)
    table = result.table
    table.net.setCurrentIndex(table.net.findData(first))
    table.code.setText("SJ001")
    assert {row.old_code for row in table.model.rows} == {"SJ001"}
    assert sum(row.shares[0] for row in table.model.rows) == pytest.approx(1, abs=0.01)
    table.view.selectRow(0)
    assert table.current is not None
    desk.finishing.export(work_of(desk), tmp_path / "table.csv")
    calm(qtbot, desktop)
    with (tmp_path / "table.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {"households", "enterprises"} <= rows[0].keys()

    dialog = finish(qtbot, desktop, desk)
    assert not dialog.is_edition
    dialog.title.setText("并网")
    dialog.accept()
    calm(qtbot, desktop)
    assert how_many(desk) == 0
    (stored,) = [net for net in workspace.geography.nets() if net.name == "merged"]
    assert (stored.title, stored.grids_by_level) == ("并网", {1: 21, 2: 179})
    assert scene.is_visible(LEVEL_ONE)
    assert LAYERS[0] not in scene
    assert len(workspace.merging.remembered("merged")) == 2

    # Next year: the same nets into the same net, with what was decided.
    QTest.mouseClick(desktop.window.editor.start_page.merge, LEFT)
    calm(qtbot, desktop)
    setup.name.setText("merged")
    for name in ("merged", "comprehensive"):
        assert name not in setup.nets.ticked
    assert "2 decisions from last time" in setup.summary.text()
    run(qtbot, desktop, desk)
    assert how_many(desk) == 2
    before = workspace.geography.grids("merged")
    dialog = finish(qtbot, desktop, desk)
    assert dialog.is_edition
    dialog.title.setText("2027")
    dialog.accept()
    calm(qtbot, desktop)
    mine = [one for one in workspace.editions.list() if one.net == "merged"]
    assert [(one.name, one.state) for one in mine] == [("", "in force"), ("2027", "announced")]
    after = workspace.editions.grids(mine[-1].id)
    assert sorted(after.codes) == sorted(before.codes), "what stays the same keeps its code"


def test_a_merge_is_stopped(qtbot: QtBot, desktop: Desktop, desk: MergeDesk) -> None:
    desk.setup_page.name.setText("merged")
    QTest.mouseClick(desk.setup_page.run, LEFT)
    assert desk.runner.is_busy
    assert desk.setup_page.cancel.isVisible()
    QTest.mouseClick(desk.setup_page.cancel, LEFT)
    qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=PATIENCE_MS)
    assert desk.work is None
    assert desk.setup_page.run.isVisible()


def test_what_is_missing_is_said(qtbot: QtBot, desktop: Desktop, desk: MergeDesk) -> None:
    setup = desk.setup_page
    for break_it, mend_it, about in (
        (setup.nets.none.click, setup.nets.all.click, "Choose the nets"),
        (setup.name.clear, lambda: setup.name.setText("merged"), "Name the net"),
        (lambda: setup.division.setText("12"), lambda: setup.division.setText("320281198"),
         "9 digits"),
    ):  # fmt: skip
        break_it()
        assert about in setup.summary.text()
        assert not setup.run.isEnabled()
        mend_it()
        assert setup.run.isEnabled()


def test_the_workbench_is_in_the_palette(qtbot: QtBot, desktop: Desktop) -> None:
    editor = desktop.window.editor
    desktop.window.go_to("editor")
    calm(qtbot, desktop)
    names = {name: act for name, act, _ in editor.actions()}
    names["Merge nets …"]()
    calm(qtbot, desktop)
    assert editor.merging.setup_page.isVisible()
    assert "Merge the nets chosen" in {name for name, _, _ in editor.actions()}
    QTest.keyClick(desktop.window, Qt.Key.Key_F1)
    calm(qtbot, desktop)
    assert not editor.merging.setup_page.isVisible()


@pytest.mark.slow
def test_a_merge_goes_on_in_another_theme(qtbot: QtBot, desktop: Desktop, desk: MergeDesk) -> None:
    desk.setup_page.name.setText("merged")
    run(qtbot, desktop, desk)
    overlap = choose(desk, "overlap")
    QTest.keyClick(desk.result_page.questions.view, Qt.Key.Key_2)
    desktop.switch_theme()
    calm(qtbot, desktop)
    again = desktop.window.editor.merging
    assert again is not desk
    assert again.result_page.isVisible()
    assert again.decisions == desk.decisions
    (marked,) = [
        one for one in again.result_page.questions.model.questions if one.decision is not None
    ]
    assert (marked.x, marked.y) == (overlap.x, overlap.y)
    scene = desktop.window.canvas.scene
    assert LAYERS[0] in scene
    QTest.keyClick(desktop.window, Qt.Key.Key_F1)
    assert LAYERS[0] not in scene
    assert scene.is_visible(LEVEL_ONE)
