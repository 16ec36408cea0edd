import pytest

from gridapp.desktop.editor.drafting import Drafting, place_of_refusal
from gridapp.errors import RefusalError
from gridapp.grid.edits.ground import MergeGrids
from gridapp.grid.edits.shape import MoveNode
from gridapp.grid.fabric import Fabric, is_same
from tests.desktop.editor.conftest import NET
from tests.grid.scenes import assert_whole

A, B = "320281198001001", "320281198001002"


def node_at(fabric: Fabric, x: float, y: float) -> int:
    return int(((fabric.nodes == (x, y)).all(axis=1)).nonzero()[0][0])


@pytest.fixture
def middle(blocks: Fabric) -> int:
    """The node where four blocks of one level-one grid meet."""
    return node_at(blocks, 100, 100)


def test_a_drag_is_one_edit_however_many_steps(blocks: Fabric, middle: int) -> None:
    drafting = Drafting(blocks)
    for step in range(1, 30):
        assert drafting.try_out(MoveNode(middle, 100 + step, 100)) is not None
    assert drafting.fabric is blocks
    assert drafting.shown.nodes[middle].tolist() == [129, 100]
    assert drafting.keep() is not None
    assert drafting.edits == (MoveNode(middle, 129, 100),)
    assert_whole(drafting.fabric)
    drafting.undo()
    assert is_same(drafting.fabric, blocks)
    drafting.redo()
    assert drafting.fabric.nodes[middle].tolist() == [129, 100]


def test_a_drag_given_up_leaves_no_trace(blocks: Fabric, middle: int) -> None:
    drafting = Drafting(blocks)
    drafting.try_out(MoveNode(middle, 120, 100))
    drafting.give_up()
    assert drafting.shown is blocks
    assert not drafting.edits
    assert drafting.keep() is None


def test_a_drag_to_where_borders_would_cross_is_refused_with_its_place(
    blocks: Fabric, middle: int
) -> None:
    drafting = Drafting(blocks)
    drafting.try_out(MoveNode(middle, 140, 100))
    assert drafting.try_out(MoveNode(middle, 260, 120)) is None
    assert drafting.shown.nodes[middle].tolist() == [140, 100], "the last sound step shows"
    with pytest.raises(RefusalError) as refused:
        drafting.keep()
    place = place_of_refusal(refused.value)
    assert place is not None
    assert 100 <= place[0] <= 260
    assert is_same(drafting.fabric, blocks)
    assert not drafting.is_trying


def test_undoing_all_gives_the_same_arrays_and_redoing_all_too(blocks: Fabric, middle: int) -> None:
    drafting = Drafting(blocks)
    drafting.do(MoveNode(middle, 110, 95))
    drafting.do(MergeGrids(NET, 2, (A, B), B))
    drafting.do(MoveNode(node_at(blocks, 200, 200), 190, 215))
    end = drafting.fabric
    for _ in range(3):
        drafting.undo()
    assert drafting.undo() is None
    assert is_same(drafting.fabric, blocks)
    for _ in range(3):
        drafting.redo()
    assert drafting.redo() is None
    assert is_same(drafting.fabric, end)


def test_an_edit_after_an_undo_forgets_what_was_undone(blocks: Fabric, middle: int) -> None:
    drafting = Drafting(blocks)
    drafting.do(MoveNode(middle, 110, 95))
    drafting.undo()
    drafting.do(MoveNode(middle, 90, 95))
    assert not drafting.can_redo
    assert drafting.edits == (MoveNode(middle, 90, 95),)


def test_edits_repeated_on_the_base_give_the_draft(blocks: Fabric, middle: int) -> None:
    drafting = Drafting(blocks)
    drafting.do(MoveNode(middle, 110, 95))
    drafting.do(MergeGrids(NET, 2, (A, B), A))
    again = Drafting(blocks)
    again.repeat(drafting.edits)
    assert is_same(again.fabric, drafting.fabric)
    again.undo()
    again.undo()
    assert is_same(again.fabric, blocks)


def test_a_locked_grid_stays_as_it_is_until_it_is_unlocked(blocks: Fabric, middle: int) -> None:
    drafting = Drafting(blocks)
    drafting.lock([(NET, 2, A)])
    assert drafting.try_out(MoveNode(middle, 110, 95)) is None
    with pytest.raises(RefusalError, match=f"{A} .* is locked"):
        drafting.keep()
    drafting.unlock([(NET, 2, A)])
    drafting.do(MoveNode(middle, 110, 95))
    assert drafting.can_undo
