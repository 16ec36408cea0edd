"""A proposal is one edit, sound as a whole; or its reasons are told."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridapp.errors import InputError, NotFoundError, RefusalError
from gridapp.grid.balance_edit import MoveGrids, ShareFaces
from gridapp.grid.balance_loads import MEASURES, WORKLOAD, Measure, Wish, face_loads, weigh
from gridapp.grid.balance_proposal import propose
from gridapp.grid.build import build_fabric
from gridapp.grid.edits.apply import apply
from gridapp.grid.edits.soundness import Rules
from gridapp.grid.fabric import Fabric, is_same
from gridapp.grid.segments import Floats
from tests.grid.loaded_scenes import cell_town
from tests.grid.scenes import assert_whole, block_town

ROW = "AAABBB"
LOADS = ((1, 1, 1, 1, 1, 7),)


def table(households: Floats) -> Floats:
    """Households alone, in the columns of all measures."""
    found = np.zeros((len(households), len(MEASURES)))
    found[:, 0] = households
    return found


def row_town() -> tuple[Fabric, Floats]:
    fabric, loads = cell_town(ROW, LOADS)
    return fabric, table(loads[:, 0])


def town_of_blocks() -> tuple[Fabric, Floats]:
    """Four level-one grids of four blocks; the western blocks have most of the households."""
    fabric, _ = build_fabric([("town", block_town())])
    x, y = np.meshgrid(np.arange(4) * 100 + 50.0, np.arange(4) * 100 + 50.0)
    points = np.column_stack((x.ravel(), y.ravel()))
    amounts = np.where(points[:, 0] < 100, 30.0, 10.0)
    streets = np.array([shapely.LineString([(0, 75), (400, 75)])], dtype=object)
    return fabric, face_loads(fabric, {"households": (points, amounts)}, streets)


def test_faces_carry_what_lies_on_them() -> None:
    _, loads = town_of_blocks()
    assert loads.sum(axis=0).tolist() == pytest.approx([240, 0, 0, 400, 160_000])
    assert loads[:, MEASURES.index("area")].tolist() == pytest.approx([10_000] * 16)


def test_faces_go_over_in_one_edit_that_one_undo_takes_back() -> None:
    fabric, loads = row_town()
    found = propose(fabric, Wish("n", 2, {"households": 1.0}, 0.2), loads)
    assert isinstance(found.edit, ShareFaces)
    assert found.before.tolist() == [3, 9]
    assert found.after.tolist() == [5, 7]
    assert found.off_after.tolist() == pytest.approx([-1 / 6, 1 / 6])
    assert (found.units, found.moved[0]) == (2, 2.0)
    assert found.is_least
    applied = apply(fabric, found.edit)
    assert_whole(applied.fabric)
    assert is_same(apply(applied.fabric, applied.inverse).fabric, fabric)


def test_sub_grids_move_whole_between_level_one_grids() -> None:
    fabric, loads = town_of_blocks()
    found = propose(fabric, Wish("town", 1, {"households": 1.0}, 0.2), loads)
    assert isinstance(found.edit, MoveGrids)
    assert found.is_balanced
    assert (np.abs(found.off_after) <= 0.2 + 1e-9).all()
    applied = apply(fabric, found.edit).fabric
    assert_whole(applied)
    one, two = applied.level("town", 1), applied.level("town", 2)
    assert (two.parents[two.labels] == one.labels).all()


def test_locked_grids_stay_or_are_the_reason() -> None:
    fabric, loads = row_town()
    wish = Wish("n", 2, {"households": 1.0}, 0.2, frozenset({("n", 2, "B")}))
    found = propose(fabric, wish, loads)
    assert found.edit is None
    assert [one.blocks for one in found.obstacles] == ["locked"]
    assert "households" in str(found.obstacles[0].message)
    with pytest.raises(NotFoundError, match="no grid “Z”"):
        propose(fabric, Wish("n", 2, {"households": 1.0}, 0.2, frozenset({("n", 2, "Z")})), loads)


def test_what_is_even_already_needs_no_edit() -> None:
    fabric, loads = row_town()
    found = propose(fabric, Wish("n", 2, {"households": 1.0}, 0.9), loads)
    assert found.edit is None
    assert found.is_balanced


def test_several_measures_are_weighed_as_shares_of_their_means() -> None:
    fabric, loads = row_town()
    loads[:, MEASURES.index("area")] = 10_000.0
    load, what = weigh(fabric.level("n", 2), loads, {"households": 1.0, "area": 3.0})
    assert what == WORKLOAD
    assert load.sum() == pytest.approx(200), "a grid has 100 on average"
    assert load[0] == pytest.approx(100 * (0.25 * 1 / 6 + 0.75 / 3))


def test_what_isn_t_there_can_t_be_balanced() -> None:
    fabric, loads = row_town()
    with pytest.raises(InputError, match="no enterprises"):
        propose(fabric, Wish("n", 2, {"enterprises": 1.0}, 0.1), loads)


@pytest.mark.parametrize(
    ("weights", "deviation"), [({}, 0.1), ({"area": 0.0}, 0.1), ({"area": 1.0}, -1.0)]
)
def test_a_wish_must_make_sense(weights: dict[Measure, float], deviation: float) -> None:
    with pytest.raises(InputError):
        Wish("n", 2, weights, deviation)


def test_whoever_listens_can_call_it_off() -> None:
    fabric, loads = town_of_blocks()
    told: list[float] = []

    def heed(share: float) -> None:
        told.append(share)
        raise InterruptedError

    with pytest.raises(InterruptedError):
        propose(fabric, Wish("town", 1, {"households": 1.0}, 0.05), loads, heed)
    assert len(told) == 1


def test_a_grid_isn_t_left_without_ground() -> None:
    fabric, _ = row_town()
    level = fabric.level("n", 2)
    faces = tuple(np.flatnonzero(level.labels == level.row("A")).tolist())
    with pytest.raises(RefusalError, match="no ground left"):
        apply(fabric, ShareFaces("n", 2, faces, ("B",) * len(faces)))


def test_a_locked_grid_refuses_the_edit_too() -> None:
    fabric, loads = row_town()
    found = propose(fabric, Wish("n", 2, {"households": 1.0}, 0.2), loads)
    assert found.edit is not None
    with pytest.raises(RefusalError, match="locked"):
        apply(fabric, found.edit, Rules(locked=frozenset({("n", 2, "A")})))


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=12, max_size=12), st.floats(0.1, 0.8))
def test_a_proposal_is_sound_and_adds_up(loads: list[int], deviation: float) -> None:
    fabric, carried = cell_town("AABB AABB CCCC", np.reshape(loads, (3, 4)).tolist())
    if not any(loads):
        return
    found = propose(fabric, Wish("n", 2, {"households": 1.0}, deviation), table(carried[:, 0]))
    assert found.after.sum() == pytest.approx(found.before.sum())
    if found.is_balanced:
        assert (np.abs(found.after - found.mean) <= deviation * found.mean + 1e-6).all()
    if found.edit is not None:
        assert_whole(apply(fabric, found.edit).fabric)
