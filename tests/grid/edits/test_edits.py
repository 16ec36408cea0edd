"""What each edit does to the squares and the block town, and what it refuses."""

import numpy as np
import pytest
import shapely

from gridapp.errors import NotFoundError, RefusalError
from gridapp.grid.build import build_fabric
from gridapp.grid.edits.apply import apply
from gridapp.grid.edits.borders import DetachBorder, GlueBorder
from gridapp.grid.edits.division import NewGrid, SplitGrid
from gridapp.grid.edits.ground import MergeGrids, MoveGrid, Rename, TransferFaces
from gridapp.grid.edits.shape import AddVertex, MoveNode, MoveVertex, RemoveVertex, ReshapeArc
from gridapp.grid.edits.soundness import Rules
from gridapp.grid.fabric import Fabric, is_same
from gridapp.grid.grids import make_grids
from gridapp.grid.outlines import polygons_of
from tests.grid.scenes import DIVISION, assert_whole, four_squares, square, town_fabric

A, B, C, D = (f"{DIVISION}{n:03d}" for n in range(1, 5))


@pytest.fixture
def fabric() -> Fabric:
    """Four squares, labelled alike by two nets."""
    return build_fabric([("a", four_squares()), ("b", four_squares())])[0]


def middle(fabric: Fabric) -> int:
    return int(np.flatnonzero((fabric.nodes == [100, 100]).all(axis=1))[0])


def between(fabric: Fabric, one: str, two: str) -> int:
    """The arc between two of the squares."""
    level = fabric.levels[0]
    wanted = {level.row(one), level.row(two)}
    sides = zip(fabric.left.tolist(), fabric.right.tolist(), strict=True)
    padded = np.append(level.labels, -1)
    return next(i for i, (a, b) in enumerate(sides) if {int(padded[a]), int(padded[b])} == wanted)


def area(fabric: Fabric, code: str, net: str = "a") -> float:
    level = fabric.level(net, 1)
    return float(polygons_of(fabric, level)[level.row(code)].area)


def test_neighbours_follow_a_node(fabric: Fabric) -> None:
    after = apply(fabric, MoveNode(middle(fabric), 110, 100))
    assert_whole(after.fabric)
    assert area(after.fabric, A) == area(after.fabric, B) == 10500
    assert len(after.change.arcs) == 4
    assert after.change.grids["a", 1].tolist() == [0, 1, 2, 3]


def test_only_what_is_touched_changes(fabric: Fabric) -> None:
    after = apply(fabric, AddVertex(between(fabric, A, B), 0, 50, 105)).fabric
    assert area(after, A) == 10000 + 250
    assert area(after, C) == 10000
    assert after.levels[0] is fabric.levels[0]
    assert after.left is fabric.left


def test_the_fabric_given_stays(fabric: Fabric) -> None:
    before = fabric.xy.copy()
    apply(fabric, MoveNode(middle(fabric), 110, 100))
    assert (fabric.xy == before).all()


@pytest.mark.parametrize(
    ("x", "y"), [(250.0, 100.0), (100.0, -30.0), (0.0, 0.0), (float("nan"), 100.0)]
)
def test_crossing_borders_are_refused(fabric: Fabric, x: float, y: float) -> None:
    with pytest.raises(RefusalError) as refused:
        apply(fabric, MoveNode(middle(fabric), x, y))
    assert {"x", "y"} <= set(refused.value.problem.values)


def test_the_outer_border_moves_only_where_allowed(fabric: Fabric) -> None:
    node = int(np.flatnonzero((fabric.nodes == [0, 100]).all(axis=1))[0])
    with pytest.raises(RefusalError, match="outer border"):
        apply(fabric, MoveNode(node, -20, 100))
    after = apply(fabric, MoveNode(node, -20, 100), Rules(outer_may_move=True))
    assert area(after.fabric, A) == 11000


def test_an_island_isn_t_swallowed() -> None:
    ring = square(0, 0).difference(square(40, 40, 20))
    fabric, _ = build_fabric([("a", make_grids(["ring", "isle"], [ring, square(40, 40, 20)]))])
    outer = int(np.flatnonzero((fabric.left < 0) | (fabric.right < 0))[0])
    line = fabric.arc(outer)
    vertex = int(np.flatnonzero((line == [0, 0]).all(axis=1))[0])
    with pytest.raises(RefusalError):
        apply(fabric, MoveVertex(outer, vertex, 80, 80), Rules(outer_may_move=True))


def test_one_island_doesn_t_run_over_another() -> None:
    fabric, _ = build_fabric(
        [("a", make_grids(["one", "two"], [square(0, 0), square(150, 40, 10)]))]
    )
    arc = fabric.left.tolist().index(0) if 0 in fabric.left else fabric.right.tolist().index(0)
    line = fabric.arc(arc)
    vertex = int(np.flatnonzero((line == [100, 100]).all(axis=1))[0])
    with pytest.raises(RefusalError):
        apply(fabric, MoveVertex(arc, vertex, 500, 60), Rules(outer_may_move=True))


def test_a_vertex_goes_but_not_a_node(fabric: Fabric) -> None:
    arc = between(fabric, A, B)
    added = apply(fabric, AddVertex(arc, 0, 50, 105)).fabric
    removed = apply(added, RemoveVertex(arc, 1)).fabric
    assert is_same(removed, fabric)
    with pytest.raises(RefusalError, match="node"):
        apply(fabric, RemoveVertex(arc, 0))


def test_an_arc_follows_a_traced_line(fabric: Fabric) -> None:
    arc = between(fabric, A, B)
    trace = ((80.0, 100.0), (80.0, 120.0), (20.0, 120.0), (20.0, 100.2))
    after = apply(fabric, ReshapeArc(arc, trace)).fabric
    assert_whole(after)
    assert area(after, A) == pytest.approx(10000 + 60 * 20)
    assert area(after, A, "b") == area(after, A)
    with pytest.raises(RefusalError, match="doesn't meet"):
        apply(fabric, ReshapeArc(arc, ((80.0, 100.0), (20.0, 140.0))))


def test_a_grid_splits_and_says_who_inherits(fabric: Fabric) -> None:
    split = SplitGrid("a", 1, A, ((-10, 30), (110, 30)), (NewGrid("new", "新", "王"),))
    after = apply(fabric, split)
    assert_whole(after.fabric)
    assert (area(after.fabric, A), area(after.fabric, "new")) == (7000, 3000)
    assert area(after.fabric, A, "b") == 10000
    level = after.fabric.level("a", 1)
    assert (level.names[4], level.owners[4]) == ("新", "王")
    assert after.change.successions[0].heirs == (A, "new")
    assert after.change.successions[0].cases == "place"


def test_the_part_pointed_at_keeps_the_code(fabric: Fabric) -> None:
    line = ((-10.0, 30.0), (110.0, 30.0))
    split = SplitGrid("a", 1, A, line, (NewGrid("new"),), keep_at=(50, 10))
    after = apply(fabric, split).fabric
    assert (area(after, A), area(after, "new")) == (3000, 7000)


def test_a_crooked_line_may_cut_three_parts(fabric: Fabric) -> None:
    line = ((-10.0, 90.0), (50.0, 110.0), (110.0, 90.0))
    with pytest.raises(RefusalError, match="into 3 parts, not 2"):
        apply(fabric, SplitGrid("a", 1, A, line, (NewGrid("n1"),)))
    after = apply(fabric, SplitGrid("a", 1, A, line, (NewGrid("n1"), NewGrid("n2")))).fabric
    assert_whole(after)


@pytest.mark.parametrize(
    "line",
    [((20, 20), (80, 80)), ((-10, 50), (50, 50)), ((300, 300), (400, 400))],
    ids=["inside", "loose end", "elsewhere"],
)
def test_a_line_that_doesn_t_divide_is_refused(
    fabric: Fabric, line: tuple[tuple[float, float], ...]
) -> None:
    with pytest.raises(RefusalError, match="1 parts"):
        apply(fabric, SplitGrid("a", 1, A, line, (NewGrid("new"),)))


def test_a_line_with_a_loop_is_refused(fabric: Fabric) -> None:
    line = ((-10, 50), (60, 50), (60, 80), (30, 80), (30, 20), (110, 20))
    with pytest.raises(RefusalError, match="crosses itself"):
        apply(fabric, SplitGrid("a", 1, A, line, (NewGrid("new"),)))


def test_a_split_along_borders_of_another_net() -> None:
    fabric = town_fabric()
    code = fabric.level("bands", 1).codes[0]
    split = SplitGrid("bands", 1, code, ((0, 200), (200, 200)), (NewGrid("B1n"),))
    after = apply(fabric, split).fabric
    assert_whole(after)
    level = after.level("bands", 1)
    south = polygons_of(after, level)[level.row("B1n")]  # the band widens northward
    assert south.bounds[3] == 200


def test_merged_grids_are_one_and_cases_find_their_heir(fabric: Fabric) -> None:
    after = apply(fabric, MergeGrids("a", 1, (A, B), B))
    assert area(after.fabric, B) == 20000
    assert polygons_of(after.fabric, after.fabric.level("a", 1))[0] is None
    assert area(after.fabric, A, "b") == 10000
    (one,) = after.change.successions
    assert (one.code, one.heirs) == (A, (B,))


def test_grids_apart_merge_only_where_parts_are_allowed(fabric: Fabric) -> None:
    with pytest.raises(RefusalError, match="fall apart"):
        apply(fabric, MergeGrids("a", 1, (A, D), A))
    after = apply(fabric, MergeGrids("a", 1, (A, D), A), Rules(parts_may_split=True)).fabric
    assert polygons_of(after, after.level("a", 1))[0].geom_type == "MultiPolygon"


def test_the_last_face_isn_t_handed_over(fabric: Fabric) -> None:
    face = int(np.flatnonzero(fabric.levels[0].labels == 0)[0])
    with pytest.raises(RefusalError, match="no ground left"):
        apply(fabric, TransferFaces("a", 1, (face,), B))


def test_a_sub_grid_stays_in_its_parent_unless_the_parent_follows() -> None:
    fabric = town_fabric()
    two = fabric.level("town", 2)
    one, other = "320281198001003", "320281198003001"
    face = int(np.flatnonzero(two.labels == two.row(one))[0])
    line = ((150.0, -10.0), (150.0, 110.0))
    detach = DetachBorder("town", 2, one, other, line)
    with pytest.raises(RefusalError, match="leave its parent"):
        apply(fabric, detach)
    with_parent = DetachBorder("town", 2, one, other, line, with_parent=True)
    after = apply(fabric, with_parent).fabric
    level = after.level("town", 1)
    grown = polygons_of(after, level)[level.row("320281198003000")]
    assert grown.area == pytest.approx(45000)
    assert face < fabric.n_faces


def test_a_grid_moves_to_another_parent() -> None:
    fabric = town_fabric()
    after = apply(fabric, MoveGrid("town", 2, "320281198001003", "320281198003000")).fabric
    level = after.level("town", 1)
    assert polygons_of(after, level)[level.row("320281198003000")].area == pytest.approx(50000)
    with pytest.raises(RefusalError, match="fall apart"):
        apply(fabric, MoveGrid("town", 2, "320281198001001", "320281198004000"))


def test_detach_and_glue_for_one_net(fabric: Fabric) -> None:
    line = ((0.0, 100.0), (20.0, 80.0), (80.0, 80.0), (100.0, 100.0))
    detached = apply(fabric, DetachBorder("a", 1, A, B, line)).fabric
    assert_whole(detached)
    assert area(detached, A) == pytest.approx(10000 - 1600)
    assert area(detached, A, "b") == 10000
    arc = next(
        i
        for i in range(detached.n_arcs)
        if (detached.arc(i)[:, 1] == 100).all() and detached.arc(i)[:, 0].max() <= 100
    )
    glued = apply(detached, GlueBorder("a", 1, arc, "b", 1)).fabric
    assert area(glued, A) == pytest.approx(10000)
    with pytest.raises(RefusalError, match="no border"):
        apply(glued, GlueBorder("a", 1, arc, "b", 1))


def test_names_change_and_come_back(fabric: Fabric) -> None:
    after = apply(fabric, Rename("a", 1, (0,), names=("西园",), owners=("李",)))
    assert after.fabric.level("a", 1).names[0] == "西园"
    assert is_same(apply(after.fabric, after.inverse).fabric, fabric)


def test_a_locked_grid_stays(fabric: Fabric) -> None:
    rules = Rules(locked=frozenset({("b", 1, C)}))
    with pytest.raises(RefusalError, match="locked"):
        apply(fabric, MoveNode(middle(fabric), 110, 100), rules)
    apply(fabric, AddVertex(between(fabric, A, B), 0, 50, 105), rules)
    apply(fabric, MergeGrids("a", 1, (C, D), C), rules)


def test_an_unknown_grid_or_net_is_named(fabric: Fabric) -> None:
    with pytest.raises(NotFoundError, match="nowhere"):
        apply(fabric, MergeGrids("a", 1, (A, "nowhere"), A))
    with pytest.raises(NotFoundError, match="net x"):
        apply(fabric, MergeGrids("x", 1, (A, B), A))


def test_a_split_through_a_hole_keeps_the_enclave_whole() -> None:
    ring = square(0, 0).difference(square(40, 40, 20))
    fabric, _ = build_fabric([("a", make_grids(["ring", "isle"], [ring, square(40, 40, 20)]))])
    split = SplitGrid("a", 1, "ring", ((-5, 50), (105, 50)), (NewGrid("north"),))
    after = apply(fabric, split).fabric
    assert_whole(after)
    grids = polygons_of(after, after.level("a", 1))
    assert shapely.area(grids).tolist() == [4800, 400, 4800]
