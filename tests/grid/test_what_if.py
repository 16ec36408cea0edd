import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridapp.grid.grids import Grids, make_grids
from gridapp.grid.queues import infer_efforts, play_queues
from gridapp.grid.what_if import PastCases, WhatIf, play_draft

HOUR, DAY = 3600.0, 86400.0
T0 = 1_780_000_000.0


def halves(at: float) -> Grids:
    """A square of 100 m, halved at x = `at`."""
    return make_grids(["e", "w"], [shapely.box(at, 0, 100, 100), shapely.box(0, 0, at, 100)])


def column(*values: str) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    return np.array(values, dtype=object)


def day_of_three() -> PastCases:
    """Three cases of an hour each come at once to the west; the clock gives them 2.5 hours."""
    return PastCases(
        np.array([10.0, 20, 40]),
        np.full(3, 50.0),
        np.full(3, T0),
        np.full(3, T0 + 2.5 * HOUR),
        T0 + np.array([1.0, 2, 3]) * HOUR,
        column("w", "w", "w"),
    )


def told(what: WhatIf) -> dict[str, tuple[int, ...]]:
    rows = (what.before, what.after, what.gained, what.lost, what.missed_before, what.missed_after)
    columns = np.stack(rows, axis=1).tolist()
    return {str(code): tuple(row) for code, row in zip(what.codes, columns, strict=True)}


def test_a_case_that_changes_hands_waits_in_another_queue() -> None:
    what = play_draft(day_of_three(), halves(30), T0, T0 + DAY)
    assert told(what) == {"e": (0, 1, 1, 0, 0, 0), "w": (3, 2, 0, 1, 1, 0)}
    assert what.codes_after.tolist() == ["w", "w", "e"]
    assert ((what.closed_after - T0) / HOUR).tolist() == [1, 2, 1]
    assert (what.was_missed.tolist(), what.would_miss.tolist()) == (
        [False, False, True],
        [False, False, False],
    )
    assert what.work_before.tolist() == [0, 3]
    assert what.work_after.tolist() == [1, 2]


def test_the_draft_can_make_clocks_run_out() -> None:
    cases = day_of_three()
    cases = PastCases(
        cases.x, cases.y, cases.opened_at, cases.deadlines,
        T0 + np.array([1.0, 2, 1]) * HOUR, column("w", "w", "e"),
    )  # fmt: skip
    what = play_draft(cases, halves(50), T0, T0 + DAY)
    assert told(what)["w"] == (2, 3, 1, 0, 0, 1)
    assert what.closed_after[2] == T0 + 3 * HOUR


def test_more_handlers_wait_less() -> None:
    cases = day_of_three()
    two = PastCases(
        cases.x, cases.y, cases.opened_at, cases.deadlines, cases.closed_at,
        column("e", "e", "w"), np.full(3, HOUR), {"w": 2},
    )  # fmt: skip
    what = play_draft(two, halves(50), T0, T0 + DAY)
    assert ((what.closed_after - T0) / HOUR).tolist() == [1, 1, 4]


def test_work_is_what_lies_between_closings() -> None:
    opened = T0 + np.array([0.0, 1, 2, 30]) * HOUR
    closed = T0 + np.array([20.0, 3, 4, np.nan]) * HOUR  # the first was left lying
    efforts = infer_efforts(column("a", "a", "a", "a"), opened, closed, {})
    assert (efforts / HOUR).tolist() == [16, 2, 1, 2]
    assert infer_efforts(column("a"), np.array([T0]), np.array([np.nan]), {}).tolist() == [0]


def test_what_is_outside_or_open_stays_as_it_was() -> None:
    cases = PastCases(
        np.array([500.0, 60, 10, 10]),
        np.full(4, 50.0),
        T0 + np.array([0.0, 0, -1, 1]) * DAY,
        np.array([T0 + HOUR, T0 + HOUR, T0, np.nan]),
        np.array([T0 + 2 * HOUR, np.nan, T0, T0 + 9 * DAY]),
        column("w", "w", "w", "w"),
    )
    what = play_draft(cases, halves(50), T0, T0 + 2 * DAY)
    assert what.cases.tolist() == [0, 1, 3]
    assert what.codes_after.tolist() == ["", "e", "w"]
    assert what.would_miss.tolist() == what.was_missed.tolist() == [True, True, False]
    assert np.isnan(what.closed_after).tolist() == [False, True, True]
    assert told(what) == {"e": (0, 1, 1, 0, 0, 1), "w": (3, 1, 0, 2, 2, 0)}


def test_no_cases_no_answer() -> None:
    none = np.empty(0)
    what = play_draft(PastCases(none, none, none, none, none, column()), halves(50), T0, T0 + DAY)
    assert len(what.codes) == len(what.cases) == 0


def some_cases(seed: int, n: int = 60) -> PastCases:
    random = np.random.default_rng(seed)
    x = random.uniform(0, 100, n)
    opened = T0 + random.uniform(0, 90, n) * DAY
    closed = np.where(random.random(n) < 0.9, opened + random.exponential(3, n) * DAY, np.nan)
    codes = np.array(["w" if one < 50 else "e" for one in x], dtype=object)
    return PastCases(x, np.full(n, 50.0), opened, opened + 4 * DAY, closed, codes)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_a_draft_that_changes_nothing_changes_no_clock(seed: int) -> None:
    cases = some_cases(seed)
    until = T0 + 100 * DAY
    what = play_draft(cases, halves(50), T0, until)
    assert (what.would_miss == what.was_missed).all()
    closed = np.where(cases.closed_at <= until, cases.closed_at, np.nan)
    np.testing.assert_array_equal(what.closed_after, closed)
    assert (what.gained == 0).all()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(1, 99))
def test_what_one_gains_another_loses(seed: int, at: float) -> None:
    what = play_draft(some_cases(seed), halves(at), T0, T0 + 80 * DAY)
    assert what.gained.sum() == what.lost.sum()
    assert (what.after == what.before + what.gained - what.lost).all()
    assert what.work_after.sum() == pytest.approx(what.work_before.sum())
    assert what.missed_after.sum() == what.would_miss.sum()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 4))
def test_queues_keep_their_order_and_never_idle(seed: int, n_handlers: int) -> None:
    random = np.random.default_rng(seed)
    opened, efforts = random.uniform(0, 50, 40), random.exponential(2, 40)
    done = play_queues(column(*["a"] * 40), opened, efforts, {"a": n_handlers})
    began = done - efforts
    order = np.argsort(opened)
    assert (np.diff(began[order]) >= -1e-9).all()
    for one in range(40):
        working = ((began <= began[one] - 1e-6) & (done > began[one] - 1e-6)).sum()
        assert working <= n_handlers
        # Who waits, waits because all hands are full.
        if began[one] > opened[one] + 1e-6:
            middle = (began[one] + opened[one]) / 2
            assert ((began <= middle + 1e-9) & (done >= middle - 1e-9)).sum() == n_handlers


def test_the_order_of_rows_doesnt_matter() -> None:
    one = some_cases(3)
    two = PastCases(
        one.x[::-1],
        one.y[::-1],
        one.opened_at[::-1],
        one.deadlines[::-1],
        one.closed_at[::-1],
        one.codes[::-1],
    )
    answers = [told(play_draft(cases, halves(30), T0, T0 + 80 * DAY)) for cases in (one, two)]
    assert answers[0] == answers[1]
