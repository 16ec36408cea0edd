"""What differs between editions, what is published, and drafts put on another base."""

import numpy as np
import pytest
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gridapp.errors import RefusalError
from gridapp.grid.build import build_fabric
from gridapp.grid.drafts import AS_DRAWN, apply_all, settle
from gridapp.grid.editions import cross, diff
from gridapp.grid.edits.apply import Edit, apply
from gridapp.grid.edits.borders import DetachBorder
from gridapp.grid.edits.division import NewGrid, SplitGrid
from gridapp.grid.edits.ground import MergeGrids, Rename, TransferFaces
from gridapp.grid.edits.rebase import rebase
from gridapp.grid.edits.shape import AddVertex, MoveNode, MoveVertex, RemoveVertex, ReshapeArc
from gridapp.grid.edits.soundness import Rules
from gridapp.grid.fabric import Fabric, is_same
from gridapp.grid.grids import Grids, make_grids
from gridapp.grid.outlines import face_polygons, grids_of
from tests.grid.edits.test_sequences import KINDS
from tests.grid.scenes import assert_whole, block_town, square, town_fabric

TOWN = build_fabric([("town", block_town())])[0]
A, B, C, D = (f"320281198001{n:03d}" for n in range(1, 5))
MIDDLE = int(np.flatnonzero((TOWN.nodes == [100, 100]).all(axis=1))[0])
HOUSES = {"households": (np.array([[50.0, 50], [150, 50], [150, 60]]), np.array([3.0, 5, 7]))}


def between(fabric: Fabric, one: str, two: str) -> int:
    level = fabric.level("town", 2)
    wanted = {level.row(one), level.row(two)}
    labels = np.append(level.labels, -1)
    sides = zip(labels[fabric.left].tolist(), labels[fabric.right].tolist(), strict=True)
    return next(arc for arc, pair in enumerate(sides) if set(pair) == wanted)


def grids(*edits: Edit, of: Fabric = TOWN) -> Grids:
    return grids_of(apply_all(of, edits), "town")


def in_words(found: Grids) -> dict[str, tuple[str, str, str, float]]:
    return {
        str(code): (str(name), str(parent), str(owner), round(float(polygon.area), 3))
        for code, name, parent, owner, polygon in zip(
            found.codes, found.names, found.parents, found.owners, found.polygons, strict=True
        )
    }


def test_nothing_differs_from_itself() -> None:
    assert diff(grids(), grids(), HOUSES).changes == ()
    assert diff(block_town(), grids()).shifts == ()


def test_a_merge_says_what_went_where() -> None:
    found = diff(grids(), grids(MergeGrids("town", 2, (A, C), A)), HOUSES)
    assert found.loads == ("households",)
    assert [(one.code, one.kind, one.gained, one.lost) for one in found.changes] == [
        (A, "changed", 10000, 0),
        (C, "gone", 0, 10000),
    ]
    assert [one.gained_loads for one in found.changes] == [(12,), (0,)]
    (shift,) = found.shifts
    assert (shift.level, shift.old, shift.new, shift.area, shift.loads) == (2, C, A, 10000, (12,))
    assert shapely.contains_xy(square(100, 0), shift.x, shift.y)


def test_a_split_makes_a_new_grid() -> None:
    line = ((50.0, -10.0), (50.0, 110.0))
    found = diff(grids(), grids(SplitGrid("town", 2, A, line, (NewGrid("n"),))))
    kinds = {one.code: (one.kind, one.gained, one.lost) for one in found.changes}
    assert kinds == {A: ("changed", 0, 5000), "n": ("new", 5000, 0)}


def test_words_change_without_ground() -> None:
    found = diff(grids(), grids(Rename("town", 2, (0,), names=("新村",), owners=("李",))))
    assert [(one.code, one.kind, one.words) for one in found.changes] == [
        (A, "changed", ("name", "owner"))
    ]
    assert found.shifts == ()


def test_ground_that_leaves_the_net() -> None:
    old = make_grids(["a", "b"], [square(0, 0), square(100, 0)])
    found = diff(old, make_grids(["a"], [square(0, 0)]))
    assert [(one.old, one.new, one.area) for one in found.shifts] == [("b", "", 10000)]
    (back,) = diff(make_grids(["a"], [square(0, 0)]), old).changes
    assert (back.code, back.kind, back.gained) == ("b", "new", 10000)


def test_both_drafts_at_the_same_grid() -> None:
    mine, theirs = grids(MergeGrids("town", 2, (A, B), A)), grids(MergeGrids("town", 2, (C, A), C))
    assert cross(grids(), mine, theirs).both == ((2, A),)
    far = grids(MergeGrids("town", 2, (C, D), C))
    assert cross(grids(), mine, far).both == ()


def test_published_is_only_what_the_net_needs() -> None:
    drawn = apply_all(town_fabric(), [MergeGrids("town", 2, (A, B), A)])
    settled = settle(drawn, "town")
    assert_whole(settled)
    assert {level.net for level in settled.levels} == {"town"}
    assert settled.n_faces == 15
    assert B not in settled.level("town", 2).codes
    assert in_words(grids_of(settled, "town")) == in_words(grids_of(drawn, "town"))
    assert is_same(settle(settled, "town"), settled)


@pytest.mark.parametrize(("code", "about"), [(B, f"code {B}"), ("", "no code")])
def test_codes_must_tell_grids_apart(code: str, about: str) -> None:
    drawn = apply_all(TOWN, [Rename("town", 2, (0,), codes=(code,))])
    with pytest.raises(RefusalError, match=about):
        settle(drawn, "town")


def test_a_draft_keeps_the_freedoms_it_was_drawn_with() -> None:
    edit = MergeGrids("town", 2, (A, D), A)  # they meet at a corner
    with pytest.raises(RefusalError, match="fall apart"):
        apply(TOWN, edit)
    apart = apply_all(TOWN, [edit])
    assert shapely.get_num_geometries(grids_of(apart, "town").polygons).max() == 2


def renumbered(fabric: Fabric) -> Fabric:
    """The same net with other numbers: built anew from its polygons, last grid first."""
    found = grids_of(fabric, "town")
    columns = ("codes", "names", "parents", "owners", "levels", "polygons")
    turned = Grids(*(getattr(found, name)[::-1] for name in columns))
    return build_fabric([("town", turned)])[0]


def test_edits_of_every_sort_find_their_place_again() -> None:
    arc = between(TOWN, A, B)
    line = TOWN.arc(arc)
    other = between(TOWN, C, D)
    ends = tuple(tuple(one) for one in TOWN.arc(other)[[0, -1]].tolist())
    level = TOWN.level("town", 2)
    edits: list[Edit] = [
        MoveVertex(arc, len(line) // 2, 40.0, 110.0),
        AddVertex(arc, 0, 20.0, 104.0),
        RemoveVertex(arc, 2),
        MoveVertex(arc, 0, *(TOWN.nodes[TOWN.tails[arc]]).tolist()),
        ReshapeArc(other, (ends[0], (150.0, 120.0), ends[1])),
        Rename("town", 2, (level.row(C),), names=("丙",)),
        DetachBorder("town", 2, A, C, ((90.0, 0.0), (90.0, 50.0), (100.0, 60.0))),
    ]
    new = renumbered(TOWN)
    moved = rebase(edits, TOWN, new, AS_DRAWN)
    assert moved != tuple(edits)
    wanted = in_words(grids(*edits))
    assert in_words(grids(*moved, of=new)) == wanted
    assert wanted != in_words(grids())


def test_a_face_is_found_by_its_place() -> None:
    cut = settle(apply_all(town_fabric(), []), "town")
    two = apply_all(cut, [MergeGrids("town", 2, (A, C), A)])  # the border stays in the fabric
    level = TOWN.level("town", 2)
    at = int(np.flatnonzero(level.labels == level.row(C))[0])
    centre = shapely.Point(150, 50)
    face = next(i for i, one in enumerate(face_polygons(two)) if one.contains(centre))
    moved = rebase([TransferFaces("town", 2, (face,), D)], two, apply_all(
        TOWN, [MergeGrids("town", 2, (A, C), A)]), AS_DRAWN)  # fmt: skip
    assert moved == (TransferFaces("town", 2, (at,), D),)


@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        (MergeGrids("town", 2, (A, B), A), AddVertex(between(TOWN, A, B), 0, 20.0, 104.0)),
        (MergeGrids("town", 2, (A, B), A), MergeGrids("town", 2, (B, D), B)),
        (
            AddVertex(between(TOWN, A, C), 0, 104.0, 20.0),
            TransferFaces("town", 2, (int(np.flatnonzero(TOWN.levels[1].labels == 0)[0]),), B),
        ),
        (
            MoveNode(MIDDLE, 110.0, 100.0),
            MoveNode(MIDDLE, 100.0, 110.0),
        ),
    ],
    ids=["arc gone", "grid gone", "face reshaped", "node moved"],
)  # fmt: skip
def test_what_no_longer_fits_is_refused(theirs: Edit, mine: Edit) -> None:
    new = settle(apply_all(TOWN, [theirs]), "town")
    with pytest.raises(
        RefusalError, match=r"Edit 1 no longer fits: .*(is another now|has no grid)"
    ):
        rebase([mine], TOWN, new, AS_DRAWN)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.lists(st.sampled_from(range(len(KINDS))), min_size=1, max_size=8),
)
@example(5363, [9, 0, 0, 2, 2])  # a crossing, reckoned from the other end, was another number
def test_a_rebased_draft_draws_the_same_net(seed: int, kinds: list[int]) -> None:
    random = np.random.default_rng(seed)
    fabric, edits = TOWN, list[Edit]()
    for kind in kinds:
        try:
            edit = KINDS[kind](fabric, random)
            fabric = apply(fabric, edit, Rules(parts_may_split=True)).fabric
        except RefusalError:
            continue
        edits.append(edit)
    new = renumbered(TOWN)
    moved = rebase(edits, TOWN, new, AS_DRAWN)
    assert in_words(grids_of(apply_all(new, moved), "town")) == in_words(grids_of(fabric, "town"))
