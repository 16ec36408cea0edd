"""Shared borders under the hand."""

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gridapp.desktop.editor.easel import Easel
from gridapp.desktop.map.layers import AreaLayer
from gridapp.grid.edits.shape import MoveNode
from gridapp.grid.fabric import is_same
from tests.desktop.editor.conftest import NET
from tests.desktop.editor.hands import LEFT, double_click, drag, hold, key, pixel
from tests.desktop.editor.test_drafting import A, B
from tests.desktop.map.pictures import pixels
from tests.grid.scenes import assert_whole


@pytest.fixture
def border(easel: Easel) -> Easel:
    easel.take("border")
    return easel


class PaintedParts(QObject):
    """Notes which parts of a widget are painted."""

    def __init__(self) -> None:
        super().__init__()
        self.rects: list[QRect] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.rects.append(event.rect())
        return False


def area_of(easel: Easel, code: str) -> float:
    bench = easel.bench
    return float(bench.loads().polygons[bench.level.row(code)].area)


def test_a_dragged_node_takes_its_four_neighbours_along_in_one_step(border: Easel) -> None:
    bench, canvas = border.bench, border.canvas
    before = bench.drafting.base
    hold(canvas, (100, 100), (110, 105), (120, 110), (130, 120))
    assert not bench.drafting.edits, "nothing is done while the button is down"
    assert {area_of(border, code) for code in (A, B)} != {10_000}
    QTest.mouseRelease(canvas, LEFT, pos=pixel(canvas, (130, 120)))
    (edit,) = bench.drafting.edits
    assert isinstance(edit, MoveNode)
    assert (edit.x, edit.y) == pytest.approx((130, 120))
    assert_whole(bench.fabric)
    assert sum(bench.loads().of("area")) == pytest.approx(160_000)
    layer = canvas.scene["grid.2"]
    assert isinstance(layer, AreaLayer)
    assert layer.areas[layer.numbers[A]] == pytest.approx(area_of(border, A))
    assert area_of(border, A) > 10_000
    bench.undo()
    assert is_same(bench.fabric, before)
    assert area_of(border, A) == pytest.approx(10_000)


def test_the_map_stays_where_it_is_while_a_corner_is_dragged(border: Easel) -> None:
    view = border.canvas.viewport
    drag(border.canvas, (100, 100), (120, 110))
    assert border.canvas.viewport == view
    drag(border.canvas, (50, 30), (90, 60))
    assert border.canvas.viewport != view, "a drag that takes no corner moves the map"
    assert len(border.bench.drafting.edits) == 1


def test_a_drag_paints_what_it_moves_and_leaves_nothing_behind(qtbot: QtBot, border: Easel) -> None:
    canvas, painted = border.canvas, PaintedParts()
    border.bench.tried.connect(border.follow)
    canvas.scene.set_hover(None)
    canvas.installEventFilter(painted)
    hold(canvas, (100, 100), (110, 105), (150, 140))
    qtbot.waitUntil(lambda: canvas.is_ready)
    qtbot.wait(50)
    painted.rects.clear()
    for x in (145, 140, 135, 120):
        QTest.mouseMove(canvas, pixel(canvas, (x, x - 10)))
        qtbot.wait(20)
    assert painted.rects
    for rect in painted.rects:
        assert rect.width() < 300
        assert rect.height() < 300
    screen = pixels(canvas.screen().grabWindow(canvas.winId()).toImage())
    np.testing.assert_array_equal(screen, pixels(canvas.grab().toImage()))
    QTest.mouseRelease(canvas, LEFT, pos=pixel(canvas, (120, 110)))


def test_escape_in_a_drag_puts_all_back_bit_for_bit(border: Easel) -> None:
    bench = border.bench
    before, loads = bench.drafting.base, bench.loads().figures.copy()
    hold(border.canvas, (100, 100), (120, 110), (130, 130))
    assert bench.fabric is not before
    key(border.canvas, Qt.Key.Key_Escape)
    assert bench.fabric is before
    assert np.array_equal(bench.loads().figures, loads, equal_nan=True)
    QTest.mouseRelease(border.canvas, LEFT, pos=pixel(border.canvas, (130, 130)))
    assert not bench.drafting.edits


def test_a_drag_that_would_cross_a_border_is_refused_at_its_place(border: Easel) -> None:
    bench = border.bench
    refused: list[object] = []
    bench.refused.connect(refused.append)
    drag(border.canvas, (100, 100), (130, 100), (260, 120))
    assert len(refused) == 1
    place = bench.fault_place
    assert place is not None
    assert shapely.box(90, 40, 270, 210).contains(shapely.Point(place))
    assert bench.fabric is bench.drafting.base
    shown = border.canvas.grab().toImage().pixelColor(pixel(border.canvas, place))
    drag(border.canvas, (100, 100), (105, 105))
    assert bench.fault_place is None, "the next edit takes the mark away"
    assert border.canvas.grab().toImage().pixelColor(pixel(border.canvas, place)) != shown


def test_the_border_of_the_town_stays(border: Easel) -> None:
    drag(border.canvas, (0, 100), (-40, 100))
    assert not border.bench.drafting.edits
    assert "outer border" in str(border.bench.fault)


def test_a_corner_snaps_to_a_street(border: Easel) -> None:
    drag(border.canvas, (100, 50), (110, 60), (115, 70))
    moved = shapely.get_coordinates(border.bench.loads().polygons[border.bench.level.row(A)])
    assert np.isclose(moved, (115, 75)).all(axis=1).any()


def test_a_corner_that_comes_back_is_no_edit(border: Easel) -> None:
    drag(border.canvas, (100, 100), (120, 110), (100, 100))
    assert not border.bench.drafting.edits
    assert not border.bench.drafting.is_trying


def test_a_double_click_adds_a_corner_and_delete_takes_it_away(border: Easel) -> None:
    bench = border.bench
    before = len(bench.fabric.xy)
    double_click(border.canvas, (100, 25))
    assert len(bench.fabric.xy) == before + 1
    drag(border.canvas, (100, 25), (115, 20))
    assert area_of(border, A) > 10_000
    QTest.mouseMove(border.canvas, pixel(border.canvas, (115, 20)))
    key(border.canvas, Qt.Key.Key_Delete)
    assert len(bench.fabric.xy) == before
    assert area_of(border, A) == pytest.approx(10_000)
    assert len(bench.drafting.edits) == 3


def test_undo_in_a_drag_gives_up_the_drag_alone(border: Easel) -> None:
    bench = border.bench
    drag(border.canvas, (300, 300), (290, 290))
    hold(border.canvas, (100, 100), (120, 110))
    bench.undo()
    assert len(bench.drafting.edits) == 1
    assert bench.fabric is bench.drafting.fabric
    QTest.mouseRelease(border.canvas, LEFT, pos=pixel(border.canvas, (120, 110)))
    assert len(bench.drafting.edits) == 1


def test_undo_with_a_corner_in_the_hand_lets_it_go(border: Easel) -> None:
    bench = border.bench
    double_click(border.canvas, (275, 200))
    QTest.mousePress(border.canvas, LEFT, pos=pixel(border.canvas, (275, 200)))
    bench.undo()
    QTest.mouseMove(border.canvas, pixel(border.canvas, (275, 230)))
    QTest.mouseRelease(border.canvas, LEFT, pos=pixel(border.canvas, (275, 230)))
    assert is_same(bench.fabric, bench.drafting.base)


def test_delete_after_an_undo_means_the_net_as_it_is_now(border: Easel) -> None:
    bench = border.bench
    double_click(border.canvas, (275, 200))
    QTest.mouseMove(border.canvas, pixel(border.canvas, (276, 201)))
    bench.undo()
    key(border.canvas, Qt.Key.Key_Delete)
    assert is_same(bench.fabric, bench.drafting.base)


def test_a_node_where_borders_end_can_t_be_deleted(border: Easel) -> None:
    QTest.mouseMove(border.canvas, pixel(border.canvas, (100, 100)))
    key(border.canvas, Qt.Key.Key_Delete)
    assert "node where borders end" in str(border.bench.fault)
    assert not border.bench.drafting.edits


def test_a_locked_grid_s_border_stays(border: Easel) -> None:
    bench = border.bench
    bench.choose([A])
    bench.switch_lock()
    drag(border.canvas, (100, 100), (120, 110))
    assert "locked" in str(bench.fault)
    bench.switch_lock()
    assert not bench.drafting.locked
    drag(border.canvas, (100, 100), (120, 110))
    assert len(bench.drafting.edits) == 1


def test_undoing_everything_gives_the_same_arrays(border: Easel) -> None:
    bench = border.bench
    base, loads = bench.drafting.base, bench.loads().figures.copy()
    drag(border.canvas, (100, 100), (120, 110))
    double_click(border.canvas, (275, 200))
    drag(border.canvas, (275, 200), (275, 215))
    drag(border.canvas, (300, 300), (290, 290))
    assert len(bench.drafting.edits) == 4
    bench.undo_to(0)
    assert is_same(bench.fabric, base)
    assert np.allclose(bench.loads().figures, loads, equal_nan=True)
    assert bench.net == NET
