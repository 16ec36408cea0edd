import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridapp.patrol.clean import clean
from gridapp.patrol.nearby import when_near
from gridapp.patrol.playback import positions_at
from gridapp.patrol.track import make_track

from .shapes import ORIGIN, T0, walk, with_gap


def test_a_walk_through_the_circle_is_timed_exactly() -> None:
    track = walk(100, speed_ms=1.0)
    stays = when_near(track, clean(track), ORIGIN[0] + 503.0, ORIGIN[1], 200.0)
    assert stays.tolist() == [[pytest.approx(T0 + 303), pytest.approx(T0 + 703)]]


def test_a_circle_between_two_fixes_is_noticed() -> None:
    track = walk(10, speed_ms=10.0)
    stays = when_near(track, clean(track), ORIGIN[0] + 150.0, ORIGIN[1] + 3.0, 5.0)
    assert stays.tolist() == [[pytest.approx(T0 + 14.6), pytest.approx(T0 + 15.4)]]


def test_a_gap_is_never_crossed() -> None:
    track = with_gap(walk(100, speed_ms=1.0), 50, 3600)
    stays = when_near(track, clean(track), ORIGIN[0] + 495.0, ORIGIN[1], 100.0)
    assert stays[:, 1].tolist() == [track.time[49], pytest.approx(track.time[50] + 95)]
    assert stays[1, 0] == track.time[50]


def test_the_rim_belongs_to_the_circle_and_beyond_is_nothing() -> None:
    track = walk(100, speed_ms=1.0)
    touching = when_near(track, clean(track), ORIGIN[0] + 500.0, ORIGIN[1] + 200.0, 200.0)
    assert touching.tolist() == [[T0 + 500, T0 + 500]]
    assert when_near(track, clean(track), ORIGIN[0], ORIGIN[1] + 201.0, 200.0).shape == (0, 2)


def test_a_lone_fix_is_a_stay_of_no_length() -> None:
    track = walk(1)
    assert when_near(track, clean(track), *ORIGIN, 1.0).tolist() == [[T0, T0]]
    empty = walk(0)
    assert when_near(empty, clean(empty), *ORIGIN, 1.0).shape == (0, 2)


@given(
    st.lists(
        st.tuples(st.sampled_from([10.0, 30.0, 500.0]), st.floats(-90, 90), st.floats(-90, 90)),
        min_size=2,
        max_size=40,
    ),
    st.floats(1, 100),
)
@settings(max_examples=200, deadline=None)
def test_it_agrees_with_the_interpolated_positions(
    rows: list[tuple[float, float, float]], radius_m: float
) -> None:
    dt, x, y = np.array(rows).T
    track = make_track("T", T0 + np.cumsum(dt), x, y)
    cleaned = clean(track)
    stays = when_near(track, cleaned, 0.0, 0.0, radius_m)
    assert (stays[:, 0] <= stays[:, 1]).all()
    assert (stays[1:, 0] > stays[:-1, 1]).all()
    moments = np.linspace(track.time[0], track.time[-1], 500)
    where = positions_at(track, cleaned, moments)
    distance = np.hypot(where.x, where.y)
    index = np.searchsorted(stays[:, 0], moments, side="right") - 1
    inside = (index >= 0) & (moments <= np.append(stays[:, 1], 0.0)[index])
    clear = np.abs(distance - radius_m) > 1e-3  # on the rim, rounding decides
    assert (inside == (distance <= radius_m))[clear & ~np.isnan(distance)].all()
    assert not inside[np.isnan(distance)].any()
