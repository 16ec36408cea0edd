import itertools
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridapp.errors import NotFoundError
from gridapp.grid.adjacency import count_parts
from gridapp.grid.balance import Balance, propose_balance
from gridapp.grid.bands import Band, band_around_mean, band_around_targets, loads_of_grids
from gridapp.grid.edits.apply import apply
from gridapp.grid.edits.ground import MoveGrid, TransferFaces
from gridapp.grid.edits.soundness import Rules
from gridapp.grid.fabric import Fabric, is_same
from gridapp.grid.segments import Floats
from tests.grid.loaded_scenes import cell_town

ONES = [[1.0] * 6] * 6


def bounds(fabric: Fabric, low: float, high: float, number: int = 2) -> Band:
    n = len(fabric.level("n", number).codes)
    return Band(("households",), np.full((n, 1), low), np.full((n, 1), high))


def carried_out(fabric: Fabric, balance: Balance, rules: Rules | None = None) -> Fabric:
    """Apply the edits one by one, undo them all, and give the balanced fabric back."""
    after, inverses = fabric, []
    for edit in balance.edits:
        applied = apply(after, edit, rules)
        after = applied.fabric
        inverses.append(applied.inverse)
    back = after
    for inverse in reversed(inverses):
        back = apply(back, inverse).fabric
    assert is_same(back, fabric)
    return after


def held(fabric: Fabric, loads: Floats, number: int = 2) -> dict[str, float]:
    level = fabric.level("n", number)
    column = loads_of_grids(level, loads)[:, 0].tolist()
    return dict(zip(level.codes.tolist(), column, strict=True))


def test_a_balanced_net_stays_as_it_is() -> None:
    fabric, loads = cell_town("AABB AABB", ONES)
    balance = propose_balance(fabric, "n", 2, loads, bounds(fabric, 4, 4))
    assert (balance.edits, balance.changed_area, balance.obstacles) == ((), 0, ())
    assert balance.is_least
    assert balance.before.tolist() == balance.after.tolist() == [[4], [4]]


def test_one_face_is_handed_over() -> None:
    fabric, loads = cell_town("AAABB", ONES)
    balance = propose_balance(fabric, "n", 2, loads, bounds(fabric, 2, 3))
    assert balance.edits == ()
    balance = propose_balance(fabric, "n", 2, loads, band_around_targets(
        ["households"], np.array([[2.0], [3.0]]), [0.1]))  # fmt: skip
    (edit,) = balance.edits
    assert isinstance(edit, TransferFaces)
    assert edit.to == "B"
    assert held(carried_out(fabric, balance), loads) == {"A": 2, "B": 3}
    assert balance.changed_area == pytest.approx(10000)
    assert balance.is_least


def test_loads_move_on_through_a_grid_that_is_full() -> None:
    fabric, loads = cell_town("AAAAABBBCC", [[1.0] * 10])
    balance = propose_balance(fabric, "n", 2, loads, bounds(fabric, 3, 4))
    after = held(carried_out(fabric, balance), loads)
    assert sorted(after.values()) == [3, 3, 4]
    assert balance.is_least
    assert balance.changed_area == pytest.approx(2e4)


def test_the_heavy_small_change_is_found() -> None:
    # Either three cells of 1 in the south, or the one of 3 in the north.
    fabric, loads = cell_town("AAB AAB AAB", [[1, 3, 1], [1, 1, 1], [1, 1, 1]])
    balance = propose_balance(fabric, "n", 2, loads, bounds(fabric, 5, 6))
    assert balance.changed_area == pytest.approx(1e4)
    assert held(carried_out(fabric, balance), loads) == {"A": 5, "B": 6}


def test_sub_grids_move_whole_on_level_one() -> None:
    parents = {"A": "X", "B": "X", "C": "X", "D": "Y"}
    fabric, loads = cell_town("AABBCCD AABBCCD", [[1.0] * 7] * 2, parents)
    balance = propose_balance(fabric, "n", 1, loads, bounds(fabric, 4, 10, 1))
    assert balance.edits == (MoveGrid("n", 2, "C", "Y"),)
    assert held(carried_out(fabric, balance), loads, 1) == {"X": 8, "Y": 6}


def test_a_locked_sub_grid_keeps_its_parent() -> None:
    parents = {"A": "X", "B": "X", "C": "X", "D": "Y"}
    fabric, loads = cell_town("AABBCCD AABBCCD", [[1.0] * 7] * 2, parents)
    balance = propose_balance(
        fabric, "n", 1, loads, bounds(fabric, 4, 10, 1), locked=frozenset({("n", 2, "C")})
    )
    (obstacle,) = balance.obstacles
    assert (obstacle.blocks, balance.edits) == ("contiguity", ())


def test_several_columns_are_kept_in_their_bands() -> None:
    fabric, households = cell_town("AAABB AAABB", [[1, 1, 1, 1, 1], [1, 1, 1, 1, 1]])
    firms = cell_town("AAABB AAABB", [[0, 0, 9, 1, 1], [0, 0, 0, 1, 1]])[1]
    loads = np.column_stack([households, firms])
    band = Band(("households", "firms"), np.array([[4.0, 0], [4, 0]]), np.array([[5.0, 9], [6, 9]]))
    balance = propose_balance(fabric, "n", 2, loads, band)
    assert balance.after.tolist() == [[5, 9], [5, 4]]
    told_only = band_around_mean(
        fabric.level("n", 2), ["households", "firms"], loads, [0.05, np.inf]
    )
    assert np.isinf(told_only.high[:, 1]).all()
    assert propose_balance(fabric, "n", 2, loads, told_only).changed_area == pytest.approx(1e4)


@dataclass(frozen=True)
class Hopeless:
    """A drawing that can't be balanced, and whose fault it is."""

    blocks: str
    codes: tuple[str, ...]
    drawing: str
    numbers: list[list[float]]
    low: float
    high: float
    lock: str = ""
    depth: int | None = None


HOPELESS = {
    "one face too big": Hopeless("too big", ("A",), "AABB", [[1, 9, 1, 1]], 2, 8),
    "too much for all": Hopeless("parent", ("A", "B"), "AABB", [[5, 5, 5, 5]], 2, 8),
    "its own lock": Hopeless("locked", ("A",), "AABB", [[4, 4, 1, 1]], 2, 7, "A"),
    "a lock between": Hopeless("locked", ("A",), "AABBCC", [[4, 4, 2, 2, 1, 0]], 2, 6, "B"),
    "no common border": Hopeless("contiguity", ("A",), "AA.BB", [[4, 4, 0, 1, 1]], 2, 6),
    "no smaller piece": Hopeless("contiguity", ("A",), "AABB", [[2, 6, 1, 1]], 4, 6.5),
    "too deep": Hopeless(
        "depth", ("A",), "AAAB AAAA", [[9, 9, 0, 1], [9, 9, 1, 1]], 2, 35, depth=1
    ),
}


@pytest.mark.parametrize("name", HOPELESS)
def test_the_reason_is_told_when_there_is_no_balance(name: str) -> None:
    case = HOPELESS[name]
    fabric, loads = cell_town(case.drawing, case.numbers)
    balance = propose_balance(
        fabric,
        "n",
        2,
        loads,
        bounds(fabric, case.low, case.high),
        locked=frozenset({("n", 2, case.lock)}),
        depth=case.depth,
    )
    assert (balance.edits, balance.changed_area, balance.is_least) == ((), 0, False)
    obstacle = balance.obstacles[0]
    assert (obstacle.blocks, obstacle.codes) == (case.blocks, case.codes)
    assert not obstacle.low <= obstacle.load <= obstacle.high
    assert all(code in str(obstacle.message) for code in case.codes)
    assert str(obstacle.column) in str(obstacle.message)
    assert str(obstacle.remedy)


def test_the_piece_that_is_too_big_is_named_by_its_place() -> None:
    fabric, loads = cell_town("AABB", [[1, 9, 1, 1]])
    (obstacle,) = propose_balance(fabric, "n", 2, loads, bounds(fabric, 2, 8)).obstacles
    assert 100 < obstacle.x < 200
    assert -100 < obstacle.y < 0


def test_other_families_are_balanced_all_the_same() -> None:
    parents = {"A": "X", "B": "X", "C": "Y", "D": "Y"}
    fabric, loads = cell_town("AAAB CCDD", [[1, 1, 1, 1], [9, 9, 9, 9]], parents)
    balance = propose_balance(fabric, "n", 2, loads, bounds(fabric, 2, 8))
    assert [one.codes for one in balance.obstacles] == [("C",), ("C",), ("D",), ("D",)]
    assert held(carried_out(fabric, balance), loads) == {"A": 2, "B": 2, "C": 18, "D": 18}


def test_an_unknown_level_is_named() -> None:
    fabric, loads = cell_town("AB", ONES)
    with pytest.raises(NotFoundError, match="level 3"):
        propose_balance(fabric, "n", 3, loads, bounds(fabric, 0, 9))


TOWN = "AAABBB AAABBB CCCDDD EEEFFF EEEFFF GGGHHH"
PARENTS = {"A": "X", "B": "X", "C": "X", "D": "X", "E": "Y", "F": "Y", "G": "Y", "H": "Y"}


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    tolerance=st.floats(0.1, 0.8),
    locks=st.sets(st.sampled_from("ABCDEFGH"), max_size=3),
    depth=st.sampled_from([None, 1, 2]),
)
def test_proposals_keep_all_promises(
    seed: int, tolerance: float, locks: set[str], depth: int | None
) -> None:
    numbers = np.random.default_rng(seed).gamma(3.0, 3.0, (6, 6)).tolist()
    fabric, loads = cell_town(TOWN, numbers, PARENTS)
    level = fabric.level("n", 2)
    band = band_around_mean(level, ("households",), loads, (tolerance,))
    locked = frozenset(("n", 2, code) for code in locks)
    balance = propose_balance(
        fabric, "n", 2, loads, band, locked=locked, depth=depth, effort=20_000
    )
    after = carried_out(fabric, balance, Rules(locked=locked))
    now = after.level("n", 2)
    rows = np.arange(len(level.codes))
    assert (count_parts(after, now.labels, rows) == 1).all()
    assert (after.level("n", 1).labels == fabric.level("n", 1).labels).all()
    np.testing.assert_allclose(loads_of_grids(now, loads)[balance.rows], balance.after)
    barred = [row for row, code in enumerate(level.codes) if code in locks]
    for row in barred:
        assert ((now.labels == row) == (level.labels == row)).all()
    moved = level.labels != now.labels
    assert balance.changed_area == pytest.approx(1e4 * moved.sum())
    bad = {PARENTS[code] for one in balance.obstacles for code in one.codes}
    for row, load in zip(balance.rows.tolist(), balance.after[:, 0].tolist(), strict=True):
        if PARENTS[level.codes[row]] not in bad:
            assert band.low[row, 0] - 1e-6 <= load <= band.high[row, 0] + 1e-6
    again = propose_balance(fabric, "n", 2, loads, band, locked=locked, depth=depth, effort=20_000)
    assert again.edits == balance.edits


def least_by_trying_all(fabric: Fabric, loads: Floats, band: Band) -> float:
    """Try every way of handing over single faces, each once; inf when none will do."""
    level = fabric.level("n", 2)
    rows = np.arange(len(level.codes))
    best, seen = np.inf, {level.labels.tobytes()}
    queue = [level.labels]
    while queue:
        labels = queue.pop()
        sums = np.bincount(labels, loads[:, 0])
        if ((sums >= band.low[:, 0] - 1e-9) & (sums <= band.high[:, 0] + 1e-9)).all():
            best = min(best, 1e4 * np.count_nonzero(labels != level.labels))
        inner = (fabric.left >= 0) & (fabric.right >= 0)
        for one, two in zip(fabric.left[inner], fabric.right[inner], strict=True):
            for face, beside in ((one, two), (two, one)):
                if labels[face] != level.labels[face] or labels[face] == labels[beside]:
                    continue
                after = labels.copy()
                after[face] = labels[beside]
                if after.tobytes() in seen or (np.bincount(after, minlength=len(rows)) == 0).any():
                    continue
                if (count_parts(fabric, after, rows) == 1).all():
                    seen.add(after.tobytes())
                    queue.append(after)
    return best


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), tolerance=st.floats(0.05, 0.5))
def test_what_is_proved_least_is_least(seed: int, tolerance: float) -> None:
    numbers = np.random.default_rng(seed).integers(0, 9, (2, 4)).astype(float).tolist()
    fabric, loads = cell_town("AABC AABC", numbers)
    band = band_around_mean(fabric.level("n", 2), ("households",), loads, (tolerance,))
    balance = propose_balance(fabric, "n", 2, loads, band)
    least = least_by_trying_all(fabric, loads, band)
    if balance.obstacles:
        assert least == np.inf
        assert "search" not in {one.blocks for one in balance.obstacles}
    else:
        assert balance.is_least
        assert balance.changed_area <= least + 1e-6
        carried_out(fabric, balance)


def test_bands_go_round_the_mean_of_siblings_or_of_all() -> None:
    parents = {"A": "X", "B": "X", "C": "Y"}
    fabric, loads = cell_town("ABC", [[1, 3, 8]], parents)
    level = fabric.level("n", 2)
    siblings = band_around_mean(level, ["h"], loads, [0.5])
    assert list(itertools.chain(*siblings.low.tolist())) == [1, 1, 4]
    every = band_around_mean(level, ["h"], loads, [0.5], among="level")
    assert list(itertools.chain(*every.high.tolist())) == [6, 6, 6]
