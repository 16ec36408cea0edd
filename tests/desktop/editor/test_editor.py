"""The supervisor's screen on the demo town."""

import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMenu, QWidget
from pytestqt.qtbot import QtBot

from gridapp.desktop.app import Desktop
from gridapp.desktop.editor.choices import (
    Choice,
    Consent,
    MergeChoice,
    NetsChoice,
    Notice,
    ReasonChoice,
    SplitChoice,
)
from gridapp.desktop.editor.compare_page import BESIDE, ONE
from gridapp.desktop.editor.editor import Editor
from gridapp.desktop.editor.publish_choice import PublishChoice
from gridapp.desktop.editor.workbench import Workbench
from gridapp.desktop.map.layers import AreaLayer
from gridapp.desktop.map.swipe import Swipe
from gridapp.desktop.scenery import LEVEL_TWO
from gridapp.errors import GridappError
from gridapp.grid.edits.borders import DetachBorder
from gridapp.grid.edits.ground import MergeGrids
from gridapp.grid.edits.shape import MoveVertex
from gridapp.grid.edits.shared import shares
from gridapp.grid.fabric import is_same
from tests.desktop.editor.hands import LEFT, Place, click, drag, draw, hold, key, pixel
from tests.desktop.hands import calm
from tests.grid.scenes import assert_whole

COMMANDS = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def editor(qtbot: QtBot, desktop: Desktop) -> Editor:
    """The editor with a draft just begun by hand."""
    window = desktop.window
    QTest.keyClick(window, Qt.Key.Key_F3)
    assert window.screen_name == "editor"
    calm(qtbot, desktop)
    page = window.editor.start_page
    page.name.setText("夏季调整")
    page.begin.click()
    qtbot.waitUntil(lambda: window.editor.bench is not None)
    calm(qtbot, desktop)
    return window.editor


def bench_of(editor: Editor) -> Workbench:
    assert editor.bench is not None
    return editor.bench


def look_at(qtbot: QtBot, desktop: Desktop, code: str) -> shapely.Polygon:
    """Bring a grid into the middle of the map and return its polygon."""
    bench = bench_of(desktop.window.editor)
    polygon = bench.loads().polygons[bench.level.row(code)]
    left, bottom, right, top = polygon.bounds
    desktop.window.canvas.fit((left - 60, bottom - 60, right + 60, top + 60), glide=False)
    calm(qtbot, desktop)
    assert isinstance(polygon, shapely.Polygon)
    return polygon


def inner_corner(bench: Workbench, code: str) -> Place:
    """A corner inside the border between a grid and a neighbour of the same parent."""
    fabric, level = bench.fabric, bench.level
    row = level.row(code)
    for arc in range(fabric.n_arcs):
        sides = {int(level.labels[side]) for side in (fabric.left[arc], fabric.right[arc])}
        inner = min(fabric.left[arc], fabric.right[arc]) >= 0
        if inner and row in sides and len({int(level.parents[one]) for one in sides}) == 1:
            line = fabric.arc(arc)
            if len(line) > 4:
                x, y = line[len(line) // 2].tolist()
                return x, y
    raise AssertionError(f"{code} has no such border")


def asked(desktop: Desktop) -> Choice:
    """The dialog that is open."""
    return next(one for one in desktop.window.findChildren(Choice) if one.isVisible())


def accept(qtbot: QtBot, desktop: Desktop, dialog: Choice) -> None:
    """Say yes; where there is no window manager, nobody gives the window the keys back."""
    dialog.accept()
    desktop.window.activateWindow()
    desktop.window.canvas.setFocus()
    calm(qtbot, desktop)


def publish(qtbot: QtBot, desktop: Desktop) -> None:
    """Publish the open draft from the day that is offered."""
    desktop.window.editor.page.publish.click()
    calm(qtbot, desktop)
    accept(qtbot, desktop, asked(desktop))


def layer_of(desktop: Desktop) -> AreaLayer:
    layer = desktop.window.canvas.scene[LEVEL_TWO]
    assert isinstance(layer, AreaLayer)
    return layer


CODE = "320281198003005"
DEPARTMENT = "03_huanjingbaohu"


def test_the_supervisor_s_day(qtbot: QtBot, desktop: Desktop, editor: Editor) -> None:
    """Split, drag, merge, check, fix, undo, compare, publish: by mouse and keys."""
    canvas, bench, page = desktop.window.canvas, bench_of(editor), editor.page
    before = bench.fabric
    polygon = look_at(qtbot, desktop, CODE)
    left, _, right, _ = polygon.bounds
    middle = polygon.centroid

    key(canvas, Qt.Key.Key_S)
    draw(canvas, (left - 20, middle.y), (right + 20, middle.y + 7))
    splitting = asked(desktop)
    assert isinstance(splitting, SplitChoice)
    accept(qtbot, desktop, splitting)
    assert len(layer_of(desktop)) == 180
    assert_whole(bench.fabric)

    key(canvas, Qt.Key.Key_B)
    corner = inner_corner(bench, CODE)
    drag(canvas, corner, (corner[0] + 6, corner[1] + 8), (corner[0] + 12, corner[1] + 16))
    calm(qtbot, desktop)
    assert len(bench.drafting.edits) == 2
    assert_whole(bench.fabric)

    key(canvas, Qt.Key.Key_V)
    for row, code in enumerate((CODE, "320281198003011")):
        grid = bench.loads().polygons[bench.level.row(code)].representative_point()
        click(canvas, (grid.x, grid.y), is_adding=row > 0)
    assert len(bench.codes) == 2
    key(canvas, Qt.Key.Key_M)
    merging = asked(desktop)
    assert isinstance(merging, MergeChoice)
    accept(qtbot, desktop, merging)
    assert len(layer_of(desktop)) == 179
    QTest.keyClick(canvas, Qt.Key.Key_Z, COMMANDS)
    calm(qtbot, desktop)
    assert len(layer_of(desktop)) == 180

    page.tabs.setCurrentWidget(page.findings)
    page.findings.check.click()
    calm(qtbot, desktop)
    count = page.findings.list.count()
    assert count > 2
    page.findings.fix.click()
    calm(qtbot, desktop)
    assert page.findings.list.count() == count - 1, "checked again after the fix"
    page.findings.ignore.click()
    reason = asked(desktop)
    assert isinstance(reason, ReasonChoice)
    assert not reason.yes.isEnabled()
    reason.field.setText("编码沿用多年")
    accept(qtbot, desktop, reason)
    assert "1 ignored" in page.findings.count.text()
    assert "编码沿用多年" in page.findings.list.item(count - 2).text()
    QTest.keyClick(canvas, Qt.Key.Key_Z, COMMANDS)
    calm(qtbot, desktop)
    assert page.findings.list.count() == count
    assert len(bench.drafting.edits) == 2

    page.tabs.setCurrentWidget(page.compare)
    calm(qtbot, desktop)
    assert {(one.code, one.kind) for one in page.compare.changes} >= {
        (CODE, "changed"), ("320281198003011", "new"),
    }  # fmt: skip
    bench.undo_to(0)
    assert is_same(bench.fabric, before)
    for _ in range(2):
        QTest.keyClick(canvas, Qt.Key.Key_Y, COMMANDS)
    calm(qtbot, desktop)

    workspace = desktop.session.workspace
    page.publish.click()
    calm(qtbot, desktop)
    publishing = asked(desktop)
    assert isinstance(publishing, PublishChoice)
    assert "综合网格: 2 grids changed, 1 new" in publishing.nets.text()
    assert publishing.findings.text().endswith(f"{page.findings.open_count}.")
    assert publishing.since.start() > workspace.now()
    accept(qtbot, desktop, publishing)
    assert editor.bench is None
    states = [(e.name, e.state) for e in workspace.editions.list() if e.net == "comprehensive"]
    assert states[-1] == ("夏季调整", "announced")
    assert len(layer_of(desktop)) == 179, "the map shows what is in force until then"


def test_what_is_done_is_kept_and_gone_on_with(
    qtbot: QtBot, desktop: Desktop, editor: Editor
) -> None:
    canvas, bench = desktop.window.canvas, bench_of(editor)
    look_at(qtbot, desktop, CODE)
    key(canvas, Qt.Key.Key_B)
    corner = inner_corner(bench, CODE)
    drag(canvas, corner, (corner[0] + 6, corner[1] + 8), (corner[0] + 12, corner[1] + 16))
    calm(qtbot, desktop)
    drawn, base = bench.fabric, bench.drafting.base
    editor.page.left.emit()
    calm(qtbot, desktop)
    assert editor.bench is None
    assert not editor.has_right
    assert editor.start_page.list.count() == 1
    editor.start_page.go_on.click()
    qtbot.waitUntil(lambda: editor.bench is not None)
    again = bench_of(editor)
    assert is_same(again.fabric, drawn)
    again.undo()
    calm(qtbot, desktop)
    assert is_same(again.fabric, base)
    editions = desktop.session.workspace.editions
    (kept,) = [one for one in editions.list() if one.state == "draft"]
    assert kept.edits == 0


def test_another_screen_shows_the_edition_in_force(
    qtbot: QtBot, desktop: Desktop, editor: Editor
) -> None:
    in_force = layer_of(desktop)
    bench = bench_of(editor)
    look_at(qtbot, desktop, CODE)
    key(desktop.window.canvas, Qt.Key.Key_B)
    corner = inner_corner(bench, CODE)
    drag(desktop.window.canvas, corner, (corner[0] + 12, corner[1] + 16))
    calm(qtbot, desktop)
    drawn = layer_of(desktop)
    row = drawn.numbers[CODE]
    assert drawn.areas[row] != pytest.approx(in_force.areas[row], abs=0.01)
    desktop.window.go_to("console")
    shown = layer_of(desktop)
    assert shown.areas[shown.numbers[CODE]] == pytest.approx(in_force.areas[row])
    assert desktop.window.canvas.tool is None
    QTest.keyClick(desktop.window.canvas, Qt.Key.Key_Z, COMMANDS)
    assert len(bench.drafting.edits) == 1, "the editor's keys stay with the editor"
    desktop.window.go_to("editor")
    assert layer_of(desktop).areas[row] == pytest.approx(drawn.areas[row])


def test_a_draft_goes_on_in_another_theme(qtbot: QtBot, desktop: Desktop, editor: Editor) -> None:
    bench = bench_of(editor)
    look_at(qtbot, desktop, CODE)
    editor.take("border")
    corner = inner_corner(bench, CODE)
    drag(desktop.window.canvas, corner, (corner[0] + 12, corner[1] + 16))
    calm(qtbot, desktop)
    drawn = bench.fabric
    desktop.switch_theme()
    calm(qtbot, desktop)
    editor = desktop.window.editor
    assert desktop.window.screen_name == "editor"
    assert bench_of(editor).fabric is drawn
    assert desktop.window.canvas.tool is not None
    corner = inner_corner(bench_of(editor), CODE)
    drag(desktop.window.canvas, corner, (corner[0] + 11, corner[1] - 11))
    calm(qtbot, desktop)
    assert len(bench_of(editor).drafting.edits) == 2
    desktop.window.go_to("console")
    assert len(layer_of(desktop)) == 179


def test_escape_in_a_drag_restores_the_demo_town_bit_for_bit(
    qtbot: QtBot, desktop: Desktop, editor: Editor
) -> None:
    canvas, bench = desktop.window.canvas, bench_of(editor)
    look_at(qtbot, desktop, CODE)
    key(canvas, Qt.Key.Key_B)
    corner = inner_corner(bench, CODE)
    hold(canvas, corner, (corner[0] + 3, corner[1] + 4), (corner[0] + 9, corner[1] + 9))
    assert len(editor.figures.cards.cards) == 2, "the panel tells of both sides"
    key(canvas, Qt.Key.Key_Escape)
    QTest.mouseRelease(canvas, LEFT, pos=pixel(canvas, corner))
    assert bench.fabric is bench.drafting.base
    assert desktop.window.screen_name == "editor"


def test_a_refusal_is_said_in_the_status_line(
    qtbot: QtBot, desktop: Desktop, editor: Editor
) -> None:
    bench = bench_of(editor)
    failed: list[GridappError] = []
    desktop.session.failed.connect(failed.append)
    above = bench.fabric.level("comprehensive", 2)
    far = (str(above.codes[0]), str(above.codes[-1]))
    assert not bench.do(MergeGrids("comprehensive", 2, far, far[0]))
    QApplication.processEvents()
    assert len(failed) == 1
    assert bench.fault_place is not None
    assert not bench.drafting.edits


def test_a_draft_without_edits_can_t_be_published_and_can_be_discarded(
    qtbot: QtBot, desktop: Desktop, editor: Editor
) -> None:
    failed: list[GridappError] = []
    desktop.session.failed.connect(failed.append)
    editor.page.publish.click()
    calm(qtbot, desktop)
    assert "changes nothing" in str(failed[0])
    assert editor.bench is not None
    editor.close_draft()
    calm(qtbot, desktop)
    editor.start_page.discard.click()
    accept(qtbot, desktop, asked(desktop))
    assert editor.start_page.list.count() == 0
    assert all(one.state != "draft" for one in desktop.session.workspace.editions.list())


def test_the_palette_offers_the_tools_while_a_draft_is_open(
    qtbot: QtBot, desktop: Desktop, editor: Editor
) -> None:
    offers = {title: act for title, act, _ in editor.actions()}
    offers["Draw a line across a grid"]()
    assert editor.page.toolbox.buttons["split"].isChecked()
    editor.close_draft()
    assert not {title for title, _, _ in editor.actions()} & offers.keys() - {"Merge nets …"}


def test_the_palette_has_every_button_of_the_page(
    qtbot: QtBot, desktop: Desktop, editor: Editor
) -> None:
    def names() -> set[str]:
        return {title for title, _, _ in editor.actions()}

    page = editor.page
    wanted = {
        "Work on: Sub-grids", "Work on: Level-one grids", "Publish …", "Look at: Findings",
        "The last 90 days …", "Swipe or side by side …", "Propose a balance",
    }  # fmt: skip
    assert wanted <= names()
    assert "Fix the finding chosen" not in names(), "there is none yet"
    offers = {title: act for title, act, _ in editor.actions()}
    offers["Work on: Level-one grids"]()
    assert bench_of(editor).level.number == 1
    offers["Look at: Findings"]()
    assert page.tabs.currentWidget() is page.findings
    offers["Check the draft"]()
    calm(qtbot, desktop)
    assert {"Fix the finding chosen", "Ignore the finding chosen …"} <= names()
    offers["Swipe or side by side …"]()
    calm(qtbot, desktop)
    offers = {title: act for title, act, _ in editor.actions()}
    offers["Side by side"]()
    calm(qtbot, desktop)
    assert editor.comparing.page.way == BESIDE
    offers["Back from comparing"]()
    calm(qtbot, desktop)
    offers = {title: act for title, act, _ in editor.actions()}
    offers["Back to the drafts; this one is kept"]()
    calm(qtbot, desktop)
    assert {"Begin a draft", "Go on with the draft chosen", "Merge nets …"} <= names()
    {title: act for title, act, _ in editor.actions()}["Go on with the draft chosen"]()
    qtbot.waitUntil(lambda: editor.bench is not None)


def test_a_proposal_is_on_the_map_only_while_its_page_is_looked_at(
    qtbot: QtBot, desktop: Desktop, editor: Editor
) -> None:
    page, overlays = editor.page, desktop.window.canvas.overlays
    editor.take("balance")
    before = len(overlays)
    page.balance.propose.click()
    qtbot.waitUntil(lambda: editor.balancing.proposal is not None, timeout=30_000)
    assert len(overlays) == before + 1
    page.tabs.setCurrentWidget(page.edits)
    assert len(overlays) == before
    editor.compare()
    calm(qtbot, desktop)
    editor.comparing.page.left.emit()
    page.tabs.setCurrentWidget(page.balance)
    assert len(overlays) == before + 1
    editor.compare()
    assert editor.balancing._paint not in overlays


def test_a_draft_that_can_t_go_on_top_is_told_why(
    qtbot: QtBot, desktop: Desktop, editor: Editor
) -> None:
    editions, bench = desktop.session.workspace.editions, bench_of(editor)
    level = bench.level
    merging = MergeGrids("comprehensive", 2, (str(level.codes[0]), str(level.codes[1])),
                         str(level.codes[0]))  # fmt: skip
    assert bench.do(merging)
    other = editions.start_draft("another's", author="B")
    editions.save(other.id, [merging], author="B")
    editions.publish(other.id, desktop.session.workspace.now(), actor="B")
    editor.page.publish.click()
    calm(qtbot, desktop)
    telling = asked(desktop)
    assert isinstance(telling, Notice)
    assert not telling.cancel.isVisible()
    words = " ".join(one.text() for one in telling.findChildren(QLabel))
    assert "another's" in words
    assert "can't be put on top" in words
    accept(qtbot, desktop, telling)
    assert bench_of(editor) is bench, "the draft stays as it is"


def test_who_publishes_second_is_told_what_differs_and_goes_on_top(
    qtbot: QtBot, desktop: Desktop, editor: Editor
) -> None:
    editions = desktop.session.workspace.editions
    bench = bench_of(editor)
    level = bench.level
    mine = MergeGrids("comprehensive", 2, (str(level.codes[0]), str(level.codes[1])),
                      str(level.codes[0]))  # fmt: skip
    assert bench.do(mine)
    other = editions.start_draft("another's", author="B")
    corner = inner_corner(bench, CODE)
    spot = bench.snapper.vertex(*corner, 0.1)
    assert spot is not None
    editions.save(
        other.id, [MoveVertex(spot.line, spot.vertex, spot.x + 5, spot.y + 5)], author="B"
    )
    editions.publish(other.id, desktop.session.workspace.now(), actor="B")
    editor.page.publish.click()
    calm(qtbot, desktop)
    telling = asked(desktop)
    assert isinstance(telling, Consent)
    accept(qtbot, desktop, telling)
    assert len(bench_of(editor).drafting.edits) == 1
    assert bench_of(editor) is not bench
    publish(qtbot, desktop)
    names = [one.name for one in editions.list() if one.net == "comprehensive"]
    assert set(names[-2:]) == {"夏季调整", "another's"}
    assert editor.bench is None


def test_everything_of_the_editor_that_takes_the_keys_has_a_name(
    qtbot: QtBot, desktop: Desktop, editor: Editor
) -> None:
    bench_of(editor).work_on(1)
    pages = [editor.page.edits, editor.page.findings, editor.page.compare]
    for page in pages:
        editor.page.tabs.setCurrentWidget(page)
        calm(qtbot, desktop)
        assert nameless(desktop) == []
    editor.close_draft()
    calm(qtbot, desktop)
    assert nameless(desktop) == []


def nameless(desktop: Desktop) -> list[QWidget]:
    return [
        widget
        for widget in desktop.window.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and not widget.accessibleName()
        and not (isinstance(widget, QAbstractButton) and widget.text())
    ]


def test_a_border_is_detached_from_a_department_s_net_and_compared(
    qtbot: QtBot, desktop: Desktop, editor: Editor
) -> None:
    """Bring a net in, detach, undo and redo, swipe, publish: by mouse and keys."""
    window, canvas = desktop.window, desktop.window.canvas
    first = bench_of(editor)
    canvas.setFocus()
    key(canvas, Qt.Key.Key_W)
    bringing = asked(desktop)
    assert isinstance(bringing, NetsChoice)
    row = next(
        row for row in range(bringing.list.count())
        if bringing.list.item(row).data(Qt.ItemDataRole.UserRole) == DEPARTMENT
    )  # fmt: skip
    bringing.list.item(row).setCheckState(Qt.CheckState.Checked)
    accept(qtbot, desktop, bringing)
    qtbot.waitUntil(lambda: editor.bench is not first)
    calm(qtbot, desktop)
    bench = bench_of(editor)
    fabric = bench.fabric
    arc = max(
        (one for one in range(fabric.n_arcs) if len(shares(fabric, one)) == 2),
        key=lambda one: shapely.LineString(fabric.arc(one)).length,
    )
    line = shapely.LineString(fabric.arc(arc))
    left, bottom, right, top = line.bounds
    canvas.fit((left - 40, bottom - 40, right + 40, top + 40), glide=False)
    calm(qtbot, desktop)
    at = line.interpolate(0.5, normalized=True)
    editor.take("snap")
    key(canvas, Qt.Key.Key_D)
    click(canvas, (at.x, at.y))
    menu = next(one for one in window.findChildren(QMenu) if one.isVisible())
    menu.setActiveAction(menu.actions()[0])
    QTest.keyClick(menu, Qt.Key.Key_Return)
    step = 12 * canvas.viewport.scale
    drag(canvas, (at.x, at.y), (at.x + step, at.y + step), (at.x + 2 * step, at.y + 2 * step))
    calm(qtbot, desktop)
    (edit,) = bench.drafting.edits
    assert isinstance(edit, DetachBorder)
    assert edit.net == "comprehensive"
    assert_whole(bench.fabric)
    bench.undo()
    assert is_same(bench.fabric, bench.drafting.base)
    bench.redo()
    calm(qtbot, desktop)

    editor.compare()
    calm(qtbot, desktop)
    comparing = editor.comparing
    assert isinstance(comparing.look, Swipe)
    assert not window.editor.has_right
    QTest.keyClick(comparing.look.divider, Qt.Key.Key_Right)
    assert comparing.look.divider.share == pytest.approx(0.51)
    assert edit.code in {one.code for one in comparing.page.differences.changes}
    comparing.page.ways[BESIDE].click()
    calm(qtbot, desktop)
    assert window.canvas.width() < window.stage.width()
    comparing.page.see.click()
    calm(qtbot, desktop)
    assert comparing.page.way == ONE, "the net of a day is seen alone"
    assert window.canvas.width() == window.stage.width()
    comparing.page.left.emit()
    calm(qtbot, desktop)
    assert editor.has_right
    assert canvas.tool is not None

    publish(qtbot, desktop)
    published = {one.net for one in desktop.session.workspace.editions.list() if one.base}
    assert published == {"comprehensive"}, "the department's net did not change"
