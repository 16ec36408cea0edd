"""Any sequence of edits keeps the fabric whole, and undoing it all gives the same arrays."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridapp.errors import RefusalError
from gridapp.grid.edits.apply import Edit, apply
from gridapp.grid.edits.borders import DetachBorder, GlueBorder
from gridapp.grid.edits.division import NewGrid, SplitGrid
from gridapp.grid.edits.ground import MergeGrids, MoveGrid, Rename, TransferFaces
from gridapp.grid.edits.shape import AddVertex, MoveNode, MoveVertex, RemoveVertex, ReshapeArc
from gridapp.grid.edits.soundness import Rules
from gridapp.grid.fabric import Fabric, Level, is_same
from gridapp.grid.outlines import face_areas, inside_points
from gridapp.grid.segments import Floats
from tests.grid.scenes import assert_whole, town_fabric

TOWN = town_fabric()
Random = np.random.Generator


def pick_level(fabric: Fabric, random: Random) -> Level:
    return fabric.levels[random.integers(len(fabric.levels))]


def pick_code(level: Level, random: Random) -> str:
    return str(level.codes[random.choice(np.unique(level.labels[level.labels >= 0]))])


def near(point: Floats, random: Random, metres: float = 40.0) -> tuple[float, float]:
    x, y = point + random.normal(0, metres, 2)
    return float(x), float(y)


def move_node(fabric: Fabric, random: Random) -> Edit:
    node = int(random.integers(len(fabric.nodes)))
    return MoveNode(node, *near(fabric.nodes[node], random))


def move_vertex(fabric: Fabric, random: Random) -> Edit:
    arc = int(random.integers(fabric.n_arcs))
    vertex = int(random.integers(len(fabric.arc(arc))))
    return MoveVertex(arc, vertex, *near(fabric.arc(arc)[vertex], random))


def add_vertex(fabric: Fabric, random: Random) -> Edit:
    arc = int(random.integers(fabric.n_arcs))
    after = int(random.integers(len(fabric.arc(arc)) - 1))
    middle = fabric.arc(arc)[after : after + 2].mean(axis=0)
    return AddVertex(arc, after, *near(middle, random, random.choice([0.0, 10.0])))


def remove_vertex(fabric: Fabric, random: Random) -> Edit:
    arc = int(random.integers(fabric.n_arcs))
    return RemoveVertex(arc, int(random.integers(len(fabric.arc(arc)))))


def reshape(fabric: Fabric, random: Random) -> Edit:
    arc = int(random.integers(fabric.n_arcs))
    line = fabric.arc(arc)
    ends = [tuple(line[0].tolist()), tuple(line[-1].tolist())]
    inner = [near(line.mean(axis=0), random, 20.0) for _ in range(random.integers(0, 3))]
    return ReshapeArc(arc, (ends[0], *inner, ends[1]))


def line_across(
    fabric: Fabric, level: Level, code: str, random: Random
) -> list[tuple[float, float]]:
    faces = np.flatnonzero(level.labels == level.row(code))
    at = inside_points(fabric, random.choice(faces, 1))[0]
    angle = random.uniform(0, np.pi)
    away = np.array([np.cos(angle), np.sin(angle)]) * random.choice([60.0, 150.0, 600.0])
    return [near(at - away, random, 5.0), near(at, random, 5.0), near(at + away, random, 5.0)]


def split(fabric: Fabric, random: Random) -> Edit:
    level = pick_level(fabric, random)
    code = pick_code(level, random)
    new = tuple(NewGrid(f"n{random.integers(10**9)}") for _ in range(random.integers(1, 3)))
    line = tuple(line_across(fabric, level, code, random))
    return SplitGrid(level.net, level.number, code, line, new)


def pair(fabric: Fabric, level: Level, random: Random) -> tuple[str, str]:
    padded = np.append(level.labels, -1)
    one, two = padded[fabric.left], padded[fabric.right]
    borders = np.flatnonzero((one != two) & (one >= 0) & (two >= 0))
    if not len(borders):
        code = pick_code(level, random)
        return code, code
    at = random.choice(borders)
    return str(level.codes[one[at]]), str(level.codes[two[at]])


def merge(fabric: Fabric, random: Random) -> Edit:
    level = pick_level(fabric, random)
    codes = pair(fabric, level, random)
    return MergeGrids(level.net, level.number, codes, codes[0])


def transfer(fabric: Fabric, random: Random) -> Edit:
    level = pick_level(fabric, random)
    faces = random.choice(fabric.n_faces, random.integers(1, 3), replace=False)
    both = bool(random.integers(2))
    to = pick_code(level, random)
    return TransferFaces(level.net, level.number, tuple(faces.tolist()), to, both)


def move_grid(fabric: Fabric, random: Random) -> Edit:
    code = pick_code(fabric.level("town", 2), random)
    return MoveGrid("town", 2, code, pick_code(fabric.level("town", 1), random))


def detach(fabric: Fabric, random: Random) -> Edit:
    level = pick_level(fabric, random)
    code, other = pair(fabric, level, random)
    line = tuple(line_across(fabric, level, code, random))
    return DetachBorder(level.net, level.number, code, other, line, bool(random.integers(2)))


def glue(fabric: Fabric, random: Random) -> Edit:
    level, other = pick_level(fabric, random), pick_level(fabric, random)
    arc = int(random.integers(fabric.n_arcs))
    return GlueBorder(level.net, level.number, arc, other.net, other.number, True)


def rename(fabric: Fabric, random: Random) -> Edit:
    level = pick_level(fabric, random)
    row = int(random.integers(len(level.codes)))
    return Rename(level.net, level.number, (row,), names=(f"名{random.integers(99)}",))


KINDS = (
    move_node, move_vertex, add_vertex, remove_vertex, reshape, split, merge, transfer,
    move_grid, detach, glue, rename,
)  # fmt: skip


def strays(fabric: Fabric) -> int:
    one, two = fabric.level("town", 1), fabric.level("town", 2)
    return int(np.count_nonzero(two.parents[two.labels] != one.labels))


@settings(max_examples=150, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.lists(st.sampled_from(range(len(KINDS))), min_size=1, max_size=14),
    st.booleans(),
)
def test_any_sequence_holds_and_can_be_undone(seed: int, kinds: list[int], loose: bool) -> None:
    random = np.random.default_rng(seed)
    rules = Rules(parts_may_split=loose)
    fabric = TOWN
    total = face_areas(TOWN).sum()
    undo: list[tuple[Fabric, Edit]] = []
    places: list[set[str]] = []
    for kind in kinds:
        before = fabric
        try:
            applied = apply(fabric, KINDS[kind](fabric, random), rules)
        except RefusalError as refused:
            places.append(set(refused.problem.values))
            continue
        fabric = applied.fabric
        undo.append((before, applied.inverse))
        assert_whole(fabric)
        assert strays(fabric) == 0
        assert (fabric.levels[0].labels >= 0).all()
        assert face_areas(fabric).sum() == pytest.approx(total, rel=1e-6)
    assert all({"x", "y"} <= one for one in places)  # a refusal names its place
    for before, inverse in reversed(undo):
        back = apply(fabric, inverse)
        assert is_same(back.fabric, before)
        assert is_same(apply(back.fabric, back.inverse).fabric, fabric)  # redo
        fabric = back.fabric
    assert is_same(fabric, TOWN)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_edit_is_reached(kind: Callable[[Fabric, Random], Edit]) -> None:
    """A kind that were always refused would prove nothing above."""
    random = np.random.default_rng(1)
    for _ in range(400):
        try:
            apply(TOWN, kind(TOWN, random), Rules(parts_may_split=True))
        except RefusalError:
            continue
        return
    pytest.fail("always refused")
