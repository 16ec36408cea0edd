"""A supervisor's whole day by mouse and keys: from the departments' nets to the net in force."""

import numpy as np
import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.qtbot import QtBot

from gridapp.desktop.app import Desktop
from gridapp.desktop.editor.balancing.what_if_dialog import WhatIfDialog
from gridapp.desktop.editor.choices import Choice, Consent, NetsChoice, SplitChoice
from gridapp.desktop.editor.compare_page import BESIDE
from gridapp.desktop.editor.editor import Editor
from gridapp.desktop.editor.merging.finish_choice import FinishChoice
from gridapp.desktop.editor.publish_choice import PublishChoice
from gridapp.desktop.editor.workbench import Workbench
from gridapp.desktop.map.swipe import Swipe
from gridapp.grid.edits.borders import DetachBorder
from gridapp.grid.edits.division import SplitGrid
from gridapp.grid.edits.shape import MoveVertex
from gridapp.grid.edits.shared import shares
from gridapp.grid.fabric import Fabric, Level, is_same
from gridapp.grid.grids import Grids
from gridapp.workspace import Workspace
from tests.desktop.editor.hands import LEFT, Place, click, drag, draw, hold, key, pixel
from tests.desktop.hands import PATIENCE_MS, calm
from tests.grid.scenes import assert_whole

CTRL = Qt.KeyboardModifier.ControlModifier
DEPARTMENT = "03_huanjingbaohu"
MAIN = "comprehensive"


def press(button: QWidget) -> None:
    QTest.mouseClick(button, LEFT)


class Day:
    """The desktop, and what is done at it again and again."""

    def __init__(self, qtbot: QtBot, desktop: Desktop) -> None:
        self.qtbot, self.desktop = qtbot, desktop
        self.window, self.canvas = desktop.window, desktop.window.canvas

    @property
    def editor(self) -> Editor:
        return self.window.editor

    @property
    def workspace(self) -> Workspace:
        return self.desktop.session.workspace

    @property
    def bench(self) -> Workbench:
        assert self.editor.bench is not None
        return self.editor.bench

    @property
    def edits(self) -> int:
        return len(self.bench.drafting.edits)

    def rest(self) -> None:
        calm(self.qtbot, self.desktop)

    def asked(self) -> Choice:
        """The dialog that is open."""
        return next(one for one in self.window.findChildren(Choice) if one.isVisible())

    def take_the_keys(self) -> None:
        """Give the window the keys back, as a window manager does when a dialog closes."""
        self.window.activateWindow()
        self.canvas.setFocus()
        self.rest()

    def say_yes(self, dialog: Choice) -> None:
        QTest.keyClick(dialog, Qt.Key.Key_Return)
        assert not dialog.isVisible()
        self.take_the_keys()

    def look_at(self, shape: shapely.Geometry, around: float = 60.0) -> None:
        left, bottom, right, top = shape.bounds
        bounds = (left - around, bottom - around, right + around, top + around)
        self.canvas.fit(bounds, glide=False)
        self.rest()


def arcs_between(fabric: Fabric, level: Level) -> list[int]:
    """The long arcs between grids of one parent, the straightest first."""
    found: list[tuple[float, int]] = []
    for arc in range(fabric.n_arcs):
        one, two = (int(side[arc]) for side in (fabric.left, fabric.right))
        if min(one, two) < 0:
            continue
        a, b = int(level.labels[one]), int(level.labels[two])
        line = shapely.LineString(fabric.arc(arc))
        if a != b and level.parents[a] == level.parents[b] and line.length > 150:
            ends = shapely.LineString([line.coords[0], line.coords[-1]])
            found.append((float(shapely.hausdorff_distance(line, ends)) / line.length, arc))
    return [arc for _, arc in sorted(found)]


def merge_the_nets(day: Day) -> None:
    """All nets of the departments become the next edition of the net in force."""
    editor, window = day.editor, day.window
    press(editor.start_page.merge)
    day.rest()
    setup, desk = editor.merging.setup_page, editor.merging
    assert len(setup.nets.ticked) == 21
    assert setup.name.text() == MAIN
    press(setup.run)
    day.qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=4 * PATIENCE_MS)
    day.rest()
    press(desk.result_page.finish)
    finishing = next(one for one in window.findChildren(FinishChoice) if one.isVisible())
    assert finishing.is_edition
    QTest.keyClicks(finishing.title, "2026")
    day.say_yes(finishing)


def split_a_grid(day: Day) -> SplitGrid:
    """Cut the largest grid; the other part keeps the code, cases stay with it."""
    bench = day.bench
    polygons = bench.loads().polygons
    row = int(np.argmax(shapely.minimum_bounding_radius(polygons) * -1 + shapely.area(polygons)))
    shape = polygons[row]
    left, _, right, _ = shape.bounds
    middle = shape.representative_point()
    day.look_at(shape)
    key(day.canvas, Qt.Key.Key_S)
    draw(day.canvas, (left - 20, middle.y), (right + 20, middle.y))
    splitting = day.asked()
    assert isinstance(splitting, SplitChoice)
    assert len(splitting.parts) == 2
    press(splitting.parts[1])
    press(splitting.cases[1])
    code, name, owner = splitting.fields[0]
    name.setText("新二级网格")
    owner.setCurrentIndex(1)
    wanted = (code.text(), str(owner.currentData()))
    day.say_yes(splitting)
    edit = bench.drafting.edits[-1]
    assert isinstance(edit, SplitGrid)
    assert (edit.new[0].code, edit.new[0].owner) == wanted
    assert (edit.new[0].name, edit.cases) == ("新二级网格", "keeper")
    return edit


def drag_a_corner(day: Day) -> None:
    """Both sides follow while it is dragged, and the panel tells of both."""
    bench = day.bench
    fabric, level = bench.fabric, bench.level
    arc = next(one for one in arcs_between(fabric, level) if len(fabric.arc(one)) > 4)
    line = fabric.arc(arc)
    x, y = line[len(line) // 2].tolist()
    rows = [int(level.labels[side[arc]]) for side in (fabric.left, fabric.right)]
    whole = sum(bench.loads().polygons[row].area for row in rows)
    day.look_at(shapely.LineString(line))
    key(day.canvas, Qt.Key.Key_B)
    before = day.edits
    hold(day.canvas, (x, y), (x + 3, y + 4), (x + 6, y + 8))
    assert len(day.editor.figures.cards.cards) == 2
    shown = [bench.loads().polygons[row] for row in rows]
    assert sum(one.area for one in shown) == pytest.approx(whole)
    assert shapely.intersection(*shown).area == 0
    assert day.edits == before, "a drag is no edit until it ends"
    QTest.mouseRelease(day.canvas, LEFT, pos=pixel(day.canvas, (x + 6, y + 8)))
    day.rest()
    assert isinstance(bench.drafting.edits[-1], MoveVertex)


def hand_a_piece_over(day: Day) -> None:
    bench = day.bench
    for arc in arcs_between(bench.fabric, bench.level):
        line = shapely.LineString(bench.fabric.arc(arc))
        one, two = (line.interpolate(share, normalized=True) for share in (0.35, 0.65))
        away = 25 / one.distance(two)
        top = ((one.x + two.x) / 2 - (two.y - one.y) * away,
               (one.y + two.y) / 2 + (two.x - one.x) * away)  # fmt: skip
        day.look_at(line)
        key(day.canvas, Qt.Key.Key_H)
        before = day.edits
        draw(day.canvas, (one.x, one.y), top, (two.x, two.y))
        day.rest()
        if day.edits > before:
            assert isinstance(bench.drafting.edits[-1], DetachBorder)
            return
        key(day.canvas, Qt.Key.Key_Escape)
    raise AssertionError("no piece could be handed over")


def bring_a_department_in(day: Day) -> None:
    before = day.bench
    kept = before.drafting.edits
    day.canvas.setFocus()
    key(day.canvas, Qt.Key.Key_W)
    bringing = day.asked()
    assert isinstance(bringing, NetsChoice)
    names = [bringing.list.item(row).data(Qt.ItemDataRole.UserRole)
             for row in range(bringing.list.count())]  # fmt: skip
    bringing.list.setFocus()
    for _ in range(names.index(DEPARTMENT)):
        QTest.keyClick(bringing.list, Qt.Key.Key_Down)
    QTest.keyClick(bringing.list, Qt.Key.Key_Space)
    assert bringing.nets == (DEPARTMENT,)
    day.say_yes(bringing)
    day.qtbot.waitUntil(lambda: day.bench is not before, timeout=PATIENCE_MS)
    day.rest()
    assert [type(one) for one in day.bench.drafting.edits] == [type(one) for one in kept]


def detach_an_arc(day: Day) -> DetachBorder:
    """The department alone leaves a border that it shares with the net."""
    bench = day.bench
    fabric = bench.fabric
    shared = (one for one in range(fabric.n_arcs) if len(shares(fabric, one)) == 2)
    arc = max(shared, key=lambda one: shapely.LineString(fabric.arc(one)).length)
    line = shapely.LineString(fabric.arc(arc))
    at = line.interpolate(0.45, normalized=True)
    day.look_at(line, 150)
    key(day.canvas, Qt.Key.Key_D)
    click(day.canvas, (at.x, at.y))
    menu = next(one for one in day.window.findChildren(QMenu) if one.isVisible())
    titles = [one.text() for one in menu.actions()]
    menu.setActiveAction(menu.actions()[titles.index("生态环境局")])
    QTest.keyClick(menu, Qt.Key.Key_Return)
    day.take_the_keys()
    step = 12 * day.canvas.viewport.scale
    way: list[Place] = [(at.x + step * k, at.y + step * k) for k in (1, 2)]
    drag(day.canvas, (at.x, at.y), *way)
    day.rest()
    edit = bench.drafting.edits[-1]
    assert isinstance(edit, DetachBorder)
    assert edit.net == DEPARTMENT
    return edit


def check_and_fix(day: Day) -> None:
    page = day.editor.page
    page.tabs.setCurrentWidget(page.findings)
    press(page.findings.check)
    day.rest()
    for row in range(page.findings.list.count()):
        page.findings.list.setCurrentRow(row)
        if page.findings.fix.isEnabled():
            break
    finding = page.findings.current
    assert finding is not None
    before = day.edits
    press(page.findings.fix)
    day.rest()
    assert day.edits == before + 1
    left = {page.findings.list.item(row).data(Qt.ItemDataRole.UserRole).key
            for row in range(page.findings.list.count())}  # fmt: skip
    assert finding.key not in left, "checked again after the fix"


def accept_a_balance(day: Day) -> None:
    page = day.editor.page
    key(day.canvas, Qt.Key.Key_E)
    assert page.tabs.currentWidget() is page.balance
    page.balance.form.deviation.setValue(25)
    press(page.balance.propose)
    day.qtbot.waitUntil(lambda: day.editor.balancing.proposal is not None, timeout=PATIENCE_MS)
    day.rest()
    proposal = day.editor.balancing.proposal
    assert proposal is not None
    assert proposal.edit is not None, [str(one.message) for one in proposal.obstacles]
    before = day.edits
    press(page.balance.accept)
    day.rest()
    assert day.edits == before + 1


def look_back(day: Day) -> None:
    press(day.editor.figures.what_if)
    past = next(one for one in day.window.findChildren(WhatIfDialog) if one.isVisible())
    day.qtbot.waitUntil(lambda: past.forecast is not None, timeout=2 * PATIENCE_MS)
    day.rest()
    assert "300 cases" in past.summary.text()
    QTest.keyClick(past, Qt.Key.Key_Escape)
    day.take_the_keys()


def compare_the_last_two(day: Day, split: SplitGrid) -> None:
    """What each edition gained and lost; under the divider, then side by side."""
    press(day.editor.start_page.compare)
    day.rest()
    comparing = day.editor.comparing
    assert isinstance(comparing.look, Swipe)
    pair = comparing.pair
    assert pair is not None
    changes = {one.code: one for one in pair.diff.changes if one.level == 2}
    born, parent = changes[split.new[0].code], changes[split.code]
    assert (born.kind, parent.kind) == ("new", "changed")
    assert born.gained > 0
    assert parent.lost >= born.gained * 0.5
    gained = sum(one.gained for one in pair.diff.changes if one.level == 2)
    lost = sum(one.lost for one in pair.diff.changes if one.level == 2)
    assert gained == pytest.approx(lost), "what one gains another has lost"
    divider = comparing.look.divider
    for named, share in ((Qt.Key.Key_Home, 0), (Qt.Key.Key_Right, 0.01), (Qt.Key.Key_End, 1)):
        QTest.keyClick(divider, named)
        assert divider.share == pytest.approx(share)
    press(comparing.page.ways[BESIDE])
    day.rest()
    assert day.canvas.width() < day.window.stage.width()
    comparing.page.left.emit()
    day.rest()


def assert_sound(grids: Grids, before: Grids) -> None:
    """The published net is a coverage of the same ground, children in parents, codes unique."""
    assert len(set(grids.codes)) == len(grids.codes)
    for number in (1, 2):
        level = grids.of_level(number)
        assert shapely.coverage_is_valid(level.polygons)
        total = float(shapely.area(level.polygons).sum())
        assert total == pytest.approx(float(shapely.area(before.of_level(number).polygons).sum()))
    one, two = grids.of_level(1), grids.of_level(2)
    homes = dict(zip(one.codes, one.polygons, strict=True))
    parents = np.array([homes[parent] for parent in two.parents], dtype=object)
    outside = shapely.area(shapely.difference(two.polygons, parents))
    assert outside.max() < 1e-6


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_from_the_departments_nets_to_the_net_in_force(qtbot: QtBot, desktop: Desktop) -> None:
    day = Day(qtbot, desktop)
    QTest.keyClick(day.window, Qt.Key.Key_F3)
    day.rest()
    merge_the_nets(day)
    editions = day.workspace.editions
    merged = [one for one in editions.list() if one.net == MAIN][-1]
    assert (merged.name, merged.state) == ("2026", "announced")

    page = day.editor.start_page
    page.name.setText("夏季调整")
    QTest.keyClick(page.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: day.editor.bench is not None, timeout=PATIENCE_MS)
    day.rest()
    split = split_a_grid(day)
    drag_a_corner(day)
    hand_a_piece_over(day)
    assert_whole(day.bench.fabric)
    bring_a_department_in(day)
    detached = detach_an_arc(day)
    assert_whole(day.bench.fabric)
    check_and_fix(day)

    drawn, done = day.bench.fabric, day.edits
    day.take_the_keys()
    for _ in range(done):
        QTest.keyClick(day.canvas, Qt.Key.Key_Z, CTRL)
    assert day.edits == 0
    assert is_same(day.bench.fabric, day.bench.drafting.base)
    for _ in range(done):
        QTest.keyClick(day.canvas, Qt.Key.Key_Y, CTRL)
    assert is_same(day.bench.fabric, drawn)
    day.rest()

    accept_a_balance(day)
    look_back(day)
    assert_whole(day.bench.fabric)

    press(day.editor.page.publish)
    day.rest()
    publishing = day.asked()
    assert isinstance(publishing, PublishChoice)
    assert "2 nets" in publishing.nets.text()
    assert "生态环境局" in publishing.nets.text()
    publishing.since.stepBy(1)  # after the merged edition, which begins tomorrow
    day.say_yes(publishing)
    assert not [one for one in day.window.findChildren(Consent) if one.isVisible()]
    assert day.editor.bench is None

    compare_the_last_two(day, split)
    mine = [one for one in editions.list() if one.net == MAIN][-1]
    assert (mine.name, mine.base) == ("夏季调整", merged.id)
    assert_sound(editions.grids(mine.id), editions.grids(merged.id))
    theirs = [one for one in editions.list() if one.net == DEPARTMENT]
    assert [one.valid_from == mine.valid_from for one in theirs] == [False, True]
    changed = {one.code for one in editions.diff(theirs[0].id, theirs[1].id).changes}
    assert {detached.code, detached.other} <= changed
    assert shapely.coverage_is_valid(editions.grids(theirs[1].id).polygons)
