"""Lines drawn by hand: split, hand over, trace; and the actions on grids chosen."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from gridapp.desktop.editor.choices import Choice, Consent, MergeChoice, ParentChoice, SplitChoice
from gridapp.desktop.editor.easel import Easel
from gridapp.desktop.editor.line_tools import LineTool
from gridapp.grid.edits.borders import DetachBorder
from gridapp.grid.edits.division import SplitGrid
from gridapp.grid.edits.ground import MergeGrids, MoveGrid
from gridapp.grid.edits.shape import ReshapeArc
from gridapp.grid.fabric import is_same
from tests.desktop.editor.hands import click, double_click, draw, key
from tests.desktop.editor.test_border_tool import area_of
from tests.desktop.editor.test_drafting import A, B
from tests.grid.scenes import assert_whole

NEW = "320281198001005"
EAST = "320281198003001"  # beside A, under another level-one grid


def dialog(easel: Easel) -> Choice:
    """The dialog that is open over the map."""
    return next(one for one in easel.canvas.findChildren(Choice) if one.isVisible())


def accept(easel: Easel) -> None:
    dialog(easel).accept()
    QApplication.processEvents()


def test_a_split_asks_who_keeps_the_code_and_is_undone_in_one_step(easel: Easel) -> None:
    bench = easel.bench
    easel.take("split")
    draw(easel.canvas, (-20, 30), (120, 30))
    asked = dialog(easel)
    assert isinstance(asked, SplitChoice)
    asked.parts[1].setChecked(True)
    asked.fields[0][1].setText("北块")
    asked.fields[0][2].setCurrentText("周敏 · M2")
    asked.cases[1].setChecked(True)
    accept(easel)
    assert area_of(easel, A) == pytest.approx(3000)
    assert area_of(easel, NEW) == pytest.approx(7000)
    level = bench.level
    assert level.names[level.row(NEW)] == "北块"
    assert level.owners[level.row(NEW)] == "M2"
    assert level.parents[level.row(NEW)] == level.parents[level.row(A)]
    (edit,) = bench.drafting.edits
    assert isinstance(edit, SplitGrid)
    assert edit.cases == "keeper"
    assert_whole(bench.fabric)
    bench.undo()
    assert is_same(bench.fabric, bench.drafting.base)
    bench.redo()
    assert area_of(easel, NEW) == pytest.approx(7000)


def test_a_split_that_is_cancelled_changes_nothing(easel: Easel) -> None:
    easel.take("split")
    draw(easel.canvas, (-20, 30), (120, 30))
    dialog(easel).reject()
    assert not easel.bench.drafting.edits


def test_a_line_that_divides_nothing_is_refused_with_its_place(easel: Easel) -> None:
    easel.take("split")
    draw(easel.canvas, (20, 30), (60, 30))
    assert easel.bench.fault_place is not None
    assert not easel.bench.drafting.edits


def test_a_line_outside_the_net_is_refused(easel: Easel) -> None:
    easel.take("split")
    draw(easel.canvas, (-80, 30), (-60, 90))
    assert "no grid under the line" in str(easel.bench.fault)


def test_a_double_click_ends_a_line_and_its_ends_snap(easel: Easel) -> None:
    easel.take("transfer")
    click(easel.canvas, (22, 104))
    click(easel.canvas, (50, 65))
    double_click(easel.canvas, (78, 96))
    (edit,) = easel.bench.drafting.edits
    assert isinstance(edit, DetachBorder)
    assert edit.line[0] == pytest.approx((22, 100))
    assert edit.line[-1] == pytest.approx((78, 100))
    assert area_of(easel, B) > 10_000


def test_backspace_takes_a_point_back_and_escape_the_line(easel: Easel) -> None:
    easel.take("split")
    tool = easel.tools["split"]
    assert isinstance(tool, LineTool)
    for place in ((-20, 30), (50, 60), (120, 30)):
        click(easel.canvas, place)
    key(easel.canvas, Qt.Key.Key_Backspace)
    assert len(tool.points) == 2
    key(easel.canvas, Qt.Key.Key_Escape)
    assert not tool.points


def test_another_tool_puts_the_line_down(easel: Easel) -> None:
    easel.take("split")
    click(easel.canvas, (-20, 30))
    easel.take("trace")
    tool = easel.tools["split"]
    assert isinstance(tool, LineTool)
    assert not tool.points


def test_a_piece_across_the_level_one_border_goes_over_after_consent(easel: Easel) -> None:
    easel.take("transfer")
    draw(easel.canvas, (200, 25), (170, 45), (200, 80))
    assert isinstance(dialog(easel), Consent)
    assert not easel.bench.drafting.edits
    accept(easel)
    assert area_of(easel, EAST) > 10_000
    easel.bench.work_on(1)
    assert min(easel.bench.loads().of("area")) < 40_000
    assert_whole(easel.bench.fabric)


def test_a_traced_line_redraws_the_border(easel: Easel) -> None:
    easel.take("trace")
    draw(easel.canvas, (100, 20), (125, 40), (100, 85))
    (edit,) = easel.bench.drafting.edits
    assert isinstance(edit, ReshapeArc)
    assert area_of(easel, A) > 10_000
    assert_whole(easel.bench.fabric)


def test_grids_are_chosen_by_clicks_and_merged(easel: Easel) -> None:
    bench = easel.bench
    click(easel.canvas, (50, 50))
    assert list(bench.codes) == [A]
    easel.tasks.merge()
    assert not [one for one in easel.canvas.findChildren(QDialog) if one.isVisible()]
    click(easel.canvas, (50, 150), is_adding=True)
    assert list(bench.codes) == [A, B]
    easel.tasks.merge()
    asked = dialog(easel)
    assert isinstance(asked, MergeChoice)
    asked.keep[1].click()
    accept(easel)
    assert bench.drafting.edits == (MergeGrids("town", 2, (A, B), B, owner_of=B),)
    assert area_of(easel, B) == pytest.approx(20_000)
    assert bench.codes == (B,), "what is gone is not chosen any more"
    assert bench.loads().of("enterprises")[bench.level.row(B)] == 2


@pytest.mark.parametrize(
    ("act", "want"),
    [
        (lambda easel: click(easel.canvas, (50, 50), is_adding=True), ()),
        (lambda easel: click(easel.canvas, (-80, 50)), ()),
        (lambda easel: key(easel.canvas, Qt.Key.Key_Escape), ()),
        (lambda easel: easel.bench.work_on(1), ()),
        (lambda easel: click(easel.canvas, (150, 50)), ("320281198001003",)),
    ],
    ids=["shift again", "outside", "escape", "other level", "another"],
)
def test_what_is_chosen_is_let_go(
    easel: Easel, act: Callable[[Easel], None], want: tuple[str, ...]
) -> None:
    click(easel.canvas, (50, 50))
    act(easel)
    assert easel.bench.codes == want


def test_a_grid_moves_to_the_level_one_grid_beside_it(easel: Easel) -> None:
    bench = easel.bench
    corner = "320281198001003"  # borders on the level-one grid in the east
    bench.choose([corner])
    easel.tasks.move_to_parent()
    asked = dialog(easel)
    assert isinstance(asked, ParentChoice)
    assert asked.to.currentData() == "320281198003000", "the neighbour comes first"
    accept(easel)
    assert bench.drafting.edits == (MoveGrid("town", 2, corner, "320281198003000"),)
    bench.work_on(1)
    assert sorted(bench.loads().of("area")) == pytest.approx([30_000, 40_000, 40_000, 50_000])


def test_a_level_one_grid_has_no_other_parent(easel: Easel) -> None:
    easel.bench.work_on(1)
    click(easel.canvas, (50, 50))
    easel.tasks.move_to_parent()
    assert not [one for one in easel.canvas.findChildren(QDialog) if one.isVisible()]
