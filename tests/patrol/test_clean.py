from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridapp.patrol.clean import RULES_BY_KIND, Cleaned, CleaningRules, Mark, clean
from gridapp.patrol.track import Track, make_track

from .shapes import ORIGIN, T0, changed, frozen, parked, walk, with_gap, with_jump


def marked(cleaned: Cleaned, mark: Mark) -> list[int]:
    return [int(at) for at in np.flatnonzero(cleaned.mark == mark)]


def test_a_clean_walk_is_one_leg() -> None:
    cleaned = clean(walk())
    assert not cleaned.mark.any()
    assert cleaned.legs.tolist() == [[0, 100]]


def test_a_gap_ends_the_leg() -> None:
    cleaned = clean(with_gap(walk(), 40, 111.0))
    assert cleaned.legs.tolist() == [[0, 40], [40, 100]]
    assert not cleaned.mark.any()


def test_missed_reports_within_the_limit_are_no_gap() -> None:
    assert clean(with_gap(walk(), 40, 110.0)).legs.tolist() == [[0, 100]]


@pytest.mark.parametrize("count", [1, 2, 7, 15])
def test_a_jump_away_and_back_is_marked_and_passed_over(count: int) -> None:
    cleaned = clean(with_jump(walk(), 50, count))
    assert marked(cleaned, Mark.JUMP) == list(range(50, 50 + count))
    lengths = np.diff(walk().x[cleaned.kept])
    assert lengths.max() <= 12.0 * (count + 1) + 1e-6
    joined = cleaned.is_joined()
    # The line goes on where the silence is no gap, and never out to the jump.
    assert joined.all() == ((count + 1) * 10 <= 120)


@pytest.mark.parametrize("at", [0, 97])
def test_a_jump_at_either_end_is_marked(at: int) -> None:
    assert marked(clean(with_jump(walk(), at, 3)), Mark.JUMP) == [at, at + 1, at + 2]


def test_a_move_that_lasts_is_believed_but_not_drawn() -> None:
    cleaned = clean(with_jump(walk(), 50, 50))
    assert not cleaned.mark.any()
    assert cleaned.legs.tolist() == [[0, 50], [50, 100]]


def test_a_far_place_after_a_gap_is_no_jump() -> None:
    cleaned = clean(with_gap(with_jump(walk(), 50, 50), 50, 600.0))
    assert not cleaned.mark.any()
    assert cleaned.legs.tolist() == [[0, 50], [50, 100]]


def test_jitter_at_short_intervals_is_no_jump() -> None:
    track = make_track("T", [0, 0.2, 1, 2], [0, 60, 5, 10], [0, 0, 0, 0])
    assert not clean(track).mark.any()


def test_what_is_impossible_depends_on_the_kind() -> None:
    drive = walk(speed_ms=15.0)
    assert not clean(drive, RULES_BY_KIND["vehicle"]).mark.any()
    assert clean(drive, RULES_BY_KIND["foot"]).mark.any()


def test_a_repeated_position_at_speed_is_frozen() -> None:
    cleaned = clean(frozen(walk(speed_ms=4.0), 30, 30))
    assert marked(cleaned, Mark.FROZEN) == list(range(31, 61))
    assert marked(cleaned, Mark.JUMP) == []
    assert cleaned.legs.tolist() == [[0, 31], [31, 70]]


def test_a_frozen_stretch_shorter_than_a_gap_still_ends_the_leg() -> None:
    cleaned = clean(frozen(walk(), 30, 30), CleaningRules(gap_s=900.0, jump_m=1000.0))
    assert cleaned.legs.tolist() == [[0, 31], [31, 70]]


def test_a_short_repetition_is_not_frozen() -> None:
    assert not clean(frozen(walk(speed_ms=4.0), 30, 10)).mark.any()


def test_a_terminal_that_says_zero_is_parked_not_frozen() -> None:
    track = frozen(walk(400), 0, 399)
    zero = np.zeros(400, dtype=np.float32)
    assert not clean(changed(track, speed=zero)).mark.any()


def test_one_slip_of_the_speed_does_not_make_a_parked_terminal_frozen() -> None:
    track = frozen(walk(400), 0, 399)
    speed = np.zeros(400, dtype=np.float32)
    speed[200] = 40.0
    assert not clean(changed(track, speed=speed)).mark.any()


def test_without_speeds_only_a_long_repetition_is_frozen() -> None:
    unknown = np.full(400, np.nan, dtype=np.float32)
    assert clean(changed(frozen(walk(400), 0, 399), speed=unknown)).mark.sum() == 2 * 399
    assert not clean(changed(frozen(walk(400), 0, 100), speed=unknown)).mark.any()


def test_a_parked_receiver_jitters_and_is_not_frozen() -> None:
    cleaned = clean(parked())
    assert not cleaned.mark.any()
    assert len(cleaned.legs) == 1


@pytest.mark.parametrize("count", [0, 1, 2])
def test_hardly_any_fixes(count: int) -> None:
    cleaned = clean(walk(count))
    assert len(cleaned.kept) == count
    assert cleaned.legs.tolist() == ([[0, count]] if count else [])


@st.composite
def rough_tracks(draw: st.DrawFn) -> Track:
    steps = draw(st.lists(st.sampled_from([1.0, 10.0, 119.0, 121.0, 900.0]), max_size=60))
    places = st.sampled_from([0.0, 0.0, 50.0, 400.0, 20_000.0])
    x = draw(st.lists(places, min_size=len(steps), max_size=len(steps)))
    speed = draw(
        st.lists(st.sampled_from([0.0, 20.0, np.nan]), min_size=len(steps), max_size=len(steps))
    )
    return make_track("T", T0 + np.cumsum(steps), ORIGIN[0] + np.array(x), np.zeros(len(x)), speed)


@given(rough_tracks())
@settings(max_examples=300, deadline=None)
def test_no_leg_spans_a_gap_a_freeze_or_an_impossible_hop(track: Track) -> None:
    rules = CleaningRules()
    cleaned = clean(track, rules)
    assert (cleaned.mark[cleaned.kept] == Mark.OK).all()
    assert len(cleaned.kept) == (cleaned.mark == Mark.OK).sum()
    assert cleaned.legs.ravel().tolist()[1:-1:2] == cleaned.legs.ravel().tolist()[2::2]
    for start, end in cleaned.legs:
        leg = cleaned.kept[start:end]
        assert len(leg)
        step_s, step_m = np.diff(track.time[leg]), np.abs(np.diff(track.x[leg]))
        assert (step_s <= rules.gap_s).all()
        assert ((step_m <= rules.jump_m) | (step_m * 3.6 <= rules.max_speed_kmh * step_s)).all()
        assert not (cleaned.mark[leg[0] : leg[-1] + 1] == Mark.FROZEN).any()


def test_real_tracks_lose_little(shared_data: Callable[[str], Path]) -> None:
    from gridapp.exchange.tracks import read_tracks

    # GeoLife's people took trains: what is impossible for a patrol isn't for them.
    rules = CleaningRules(max_speed_kmh=350.0)
    path = shared_data("geolife-trackintel") / "golden/000/Trajectory/20081024020959.plt"
    track = read_tracks(path)[0].into("EPSG:32650")
    cleaned = clean(track, rules)
    assert len(cleaned.kept) >= 0.98 * len(track)
    assert not (cleaned.mark == Mark.FROZEN).any()
