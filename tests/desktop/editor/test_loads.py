import numpy as np
import pytest

from gridapp.desktop.editor.drafting import Drafting
from gridapp.desktop.editor.ground import Ground
from gridapp.desktop.editor.loads import Loads, measure_net, mend, row_along, row_at
from gridapp.grid.edits.apply import Edit
from gridapp.grid.edits.division import NewGrid, SplitGrid
from gridapp.grid.edits.ground import MergeGrids
from gridapp.grid.edits.shape import MoveNode
from gridapp.grid.fabric import Fabric
from tests.desktop.editor.conftest import NET
from tests.desktop.editor.test_drafting import A, B, node_at


def the_same(one: Loads, two: Loads) -> bool:
    return bool(np.allclose(one.figures, two.figures, equal_nan=True))


def test_a_block_has_what_lies_in_it(blocks: Fabric, ground: Ground) -> None:
    loads = measure_net(blocks, NET, ground.surroundings)
    row = blocks.level(NET, 2).row(A)
    of = {name: float(loads[2].of(name)[row]) for name in ("enterprises", "cases", "streets")}
    assert of == {"enterprises": 1, "cases": 1, "streets": pytest.approx(100)}
    assert loads[2].of("area")[row] == pytest.approx(10_000)
    assert loads[2].of("compactness")[row] == pytest.approx(np.pi / 4)
    assert loads[1].of("enterprises").tolist() == [4, 4, 4, 4]
    assert loads[2].mean("enterprises") == 1


@pytest.mark.parametrize(
    "edit",
    [
        MoveNode(-1, 120, 60),
        MergeGrids(NET, 2, (A, B), B),
        SplitGrid(NET, 2, A, ((-1, 40), (101, 45)), (NewGrid("320281198001009"),)),
    ],
    ids=["move", "merge", "split"],
)
def test_mended_is_the_same_as_measured_anew_there_and_back(
    edit: Edit, blocks: Fabric, ground: Ground
) -> None:
    if isinstance(edit, MoveNode):
        edit = MoveNode(node_at(blocks, 100, 100), edit.x, edit.y)
    drafting = Drafting(blocks)
    before = measure_net(blocks, NET, ground.surroundings)
    change = drafting.do(edit)
    after = mend(before, drafting.fabric, NET, change, ground.surroundings)
    anew = measure_net(drafting.fabric, NET, ground.surroundings)
    assert all(the_same(after[number], anew[number]) for number in (1, 2))
    back = drafting.undo()
    assert back is not None
    again = mend(after, drafting.fabric, NET, back, ground.surroundings)
    assert all(the_same(again[number], before[number]) for number in (1, 2))


def test_the_grid_at_a_place(blocks: Fabric, ground: Ground) -> None:
    loads = measure_net(blocks, NET, ground.surroundings)[2]
    assert row_at(loads.polygons, 50, 50) == blocks.level(NET, 2).row(A)
    assert row_at(loads.polygons, -50, 50) == -1


def test_the_grid_that_most_of_a_line_runs_in(blocks: Fabric, ground: Ground) -> None:
    polygons = measure_net(blocks, NET, ground.surroundings)[2].polygons
    assert row_along(polygons, ((-20, 50), (120, 50))) == blocks.level(NET, 2).row(A)
    assert row_along(polygons, ((900, 50), (920, 50))) == -1
