"""Detach, glue and pieces by mouse and keys, on a block town that a department shares."""

from collections.abc import Iterator

import numpy as np
import pytest
import shapely
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from gridapp.desktop.editor.drafting import Drafting
from gridapp.desktop.editor.easel import Easel
from gridapp.desktop.editor.ground import Ground
from gridapp.desktop.editor.loads import measure_net
from gridapp.desktop.editor.share_tools import DetachTool
from gridapp.desktop.editor.workbench import Workbench
from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.map.scene import Scene
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.scenery import grid_layers
from gridapp.desktop.widgets.tokens import dark
from gridapp.grid.build import build_fabric
from gridapp.grid.edits.borders import DetachBorder, GlueBorder
from gridapp.grid.edits.ground import TransferFaces
from gridapp.grid.fabric import Fabric, is_same
from gridapp.grid.grids import make_grids
from gridapp.grid.outlines import grids_of
from tests.desktop.editor.hands import LEFT, click, drag, hold, key, pixel
from tests.grid.scenes import assert_whole, block_town

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def shared() -> Fabric:
    """The block town; a fire brigade's grids meet at x = 200, and cut the blocks at y = 50."""
    low, west, east = (
        shapely.box(0, 0, 400, 50), shapely.box(0, 50, 200, 400), shapely.box(200, 50, 400, 400),
    )  # fmt: skip
    fire = make_grids(["L", "W", "E"], np.array([low, west, east], dtype=object))
    made, _ = build_fabric([("town", block_town()), ("fire", fire)])
    return made


@pytest.fixture
def both(qtbot: QtBot, shared: Fabric, ground: Ground, english: None) -> Iterator[Easel]:
    canvas = MapCanvas(dark)
    qtbot.addWidget(canvas)
    canvas.resize(600, 600)
    canvas.set_scene(Scene(grid_layers(block_town())))
    canvas.show_view(Viewport(200, 200, 1.0))
    with qtbot.waitSignal(canvas.ready):
        canvas.show()
    bench = Workbench(
        Drafting(shared), "town", ground, measure_net(shared, "town", ground.surroundings), canvas
    )
    made = Easel(bench, canvas, canvas, {"town": "综合网格", "fire": "消防"})
    bench.changed.connect(made.redraw)
    made.show()
    yield made
    made.hide()


def choose(easel: Easel, text: str) -> None:
    """Choose from the menu that is open."""
    menu = next(one for one in easel.canvas.findChildren(QMenu) if one.isVisible())
    action = next(one for one in menu.actions() if text in one.text())
    menu.setActiveAction(action)
    QTest.keyClick(menu, Qt.Key.Key_Return)


def areas(easel: Easel, net: str) -> dict[str, float]:
    grids = grids_of(easel.bench.fabric, net)
    return {
        str(c): float(a) for c, a in zip(grids.codes, shapely.area(grids.polygons), strict=True)
    }


def test_a_border_leaves_for_one_net_and_is_put_back(both: Easel) -> None:
    canvas, bench = both.canvas, both.bench
    town, fire = areas(both, "town"), areas(both, "fire")
    both.take("detach")
    click(canvas, (200, 330))
    choose(both, "消防")
    drag(canvas, (200, 330), (190, 330), (180, 330))
    (edit,) = bench.drafting.edits
    assert isinstance(edit, DetachBorder)
    assert edit.net == "fire"
    assert areas(both, "town") == pytest.approx(town), "the other net stays"
    assert areas(both, "fire")["E"] > fire["E"] + 400
    assert_whole(bench.fabric)
    drag(canvas, (180, 330), (175, 335), (170, 340))
    assert len(bench.drafting.edits) == 2, "and it is dragged on, alone"
    assert areas(both, "town") == pytest.approx(town)

    both.take("glue")
    click(canvas, (200, 330))
    if len(bench.drafting.edits) == 2:
        choose(both, "消防 back on 综合网格")
    assert isinstance(bench.drafting.edits[-1], GlueBorder)
    assert areas(both, "fire") == pytest.approx(fire, abs=0.01)
    bench.undo_to(0)
    assert is_same(bench.fabric, bench.drafting.base)


def test_escape_gives_the_drag_up_and_then_the_net(both: Easel) -> None:
    canvas, bench = both.canvas, both.bench
    both.take("detach")
    tool = both.tools["detach"]
    assert isinstance(tool, DetachTool)
    click(canvas, (200, 330))
    choose(both, "综合网格")
    assert tool.net == "town"
    hold(canvas, (200, 330), (190, 330), (185, 320))
    assert bench.fabric is not bench.drafting.base
    key(canvas, Qt.Key.Key_Escape)
    assert bench.fabric is bench.drafting.base
    QTest.mouseRelease(canvas, LEFT, pos=pixel(canvas, (185, 320)))
    key(canvas, Qt.Key.Key_Escape)
    assert tool.net == ""
    assert not bench.drafting.edits


def test_one_net_alone_is_told_calmly(easel: Easel, english: None) -> None:
    for name in ("detach", "glue"):
        easel.take(name)
        click(easel.canvas, (100, 30))
        easel.canvas.grab()
        assert not easel.bench.drafting.edits
        assert easel.bench.fault is None


def test_pieces_are_given_to_a_neighbour(both: Easel) -> None:
    canvas, bench = both.canvas, both.bench
    town = areas(both, "town")
    giver, taker = (str(bench.level.codes[bench.grid_at(*at)]) for at in ((50, 20), (150, 20)))
    both.take("pieces")
    click(canvas, (50, 20))
    key(canvas, Qt.Key.Key_Return)
    (edit,) = bench.drafting.edits
    assert isinstance(edit, TransferFaces)
    assert areas(both, "town")[giver] == pytest.approx(town[giver] - 5000)
    assert areas(both, "town")[taker] == pytest.approx(town[taker] + 5000)
    assert_whole(bench.fabric)


def test_a_band_chooses_the_pieces_inside(both: Easel) -> None:
    canvas = both.canvas
    both.take("pieces")
    QTest.mouseMove(canvas, pixel(canvas, (-20, -20)))
    QTest.mousePress(canvas, LEFT, SHIFT, pixel(canvas, (-20, -20)))
    QTest.mouseMove(canvas, pixel(canvas, (220, 60)))
    QTest.mouseRelease(canvas, LEFT, SHIFT, pixel(canvas, (220, 60)))
    tool = both.tools["pieces"]
    assert len(tool.faces) == 2  # type: ignore[attr-defined]
    key(canvas, Qt.Key.Key_Escape)
    assert len(tool.faces) == 0  # type: ignore[attr-defined]


def test_the_last_ground_of_a_grid_is_not_given_away(both: Easel) -> None:
    canvas, bench = both.canvas, both.bench
    both.take("pieces")
    click(canvas, (50, 150))
    key(canvas, Qt.Key.Key_Return)
    menu = next(one for one in canvas.findChildren(QMenu) if one.isVisible())
    QTest.keyClick(menu, Qt.Key.Key_Return)
    assert not bench.drafting.edits
    assert bench.fault is not None


def test_on_the_upper_level_whole_sub_grids_move(both: Easel) -> None:
    canvas, bench = both.canvas, both.bench
    bench.work_on(1)
    before = sorted(areas(both, "town").values())
    both.take("pieces")
    click(canvas, (150, 20))
    key(canvas, Qt.Key.Key_Return)
    menus = [one for one in canvas.findChildren(QMenu) if one.isVisible()]
    if menus:
        QTest.keyClick(menus[0], Qt.Key.Key_Return)
    assert len(bench.drafting.edits) == 1, "one step, one undo"
    assert_whole(bench.fabric)
    assert sorted(areas(both, "town").values()) != before


def test_snapping_can_be_switched_off(both: Easel) -> None:
    bench = both.bench
    assert bench.snapper.spot(103, 97, 10) is not None
    bench.sights.is_on = False
    assert bench.snapper.spot(103, 97, 10) is None
    assert bench.snapper.ground(40, 78, 10) is None
    assert bench.snapper.vertex(103, 97, 10) is not None, "corners can still be taken"
