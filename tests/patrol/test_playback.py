import numpy as np
import pytest
from hypothesis import given, settings

from gridapp.patrol.clean import clean
from gridapp.patrol.playback import (
    State,
    lane,
    make_player,
    position_at,
    positions_at,
)
from gridapp.patrol.stops import find_stops
from gridapp.patrol.track import Track, make_track

from .shapes import ORIGIN, T0, frozen, parked, walk, with_gap, with_jump
from .test_clean import rough_tracks


def test_a_position_lies_between_its_fixes() -> None:
    track = walk()
    position = position_at(track, clean(track), T0 + 25)
    assert position is not None
    assert position.x == pytest.approx(ORIGIN[0] + 30)
    assert position.y == ORIGIN[1]
    assert position.speed == pytest.approx(4.32, rel=1e-6)
    assert position.heading == 90.0


def test_an_unknown_heading_is_the_way_to_the_next_fix() -> None:
    track = make_track("T", [0, 10, 20], [0, 0, -10], [0, 10, 10])
    headings = positions_at(track, clean(track), [5, 15, 20]).heading
    assert headings[:2].tolist() == [0, 270]
    assert np.isnan(headings[2])


def test_nowhere_in_a_gap_or_outside() -> None:
    track = with_gap(walk(), 50, 600)
    cleaned = clean(track)
    last, first = track.time[49], track.time[50]
    assert position_at(track, cleaned, last) is not None
    assert position_at(track, cleaned, last + 1) is None
    assert position_at(track, cleaned, first) is not None
    assert position_at(track, cleaned, T0 - 1) is None
    assert position_at(track, cleaned, track.time[-1] + 1) is None
    assert position_at(walk(0), clean(walk(0)), T0) is None


def test_a_jump_is_not_travelled_to() -> None:
    track = with_jump(walk(), 50, 2)
    position = position_at(track, clean(track), track.time[50])
    assert position is not None
    assert position.x == pytest.approx(ORIGIN[0] + 50 * 12)


def names(track: Track) -> list[str]:
    cleaned = clean(track)
    return [State(state).name for state in lane(track, cleaned, find_stops(track, cleaned)).state]


def test_lanes() -> None:
    assert names(walk()) == ["MOVING"]
    assert names(with_gap(walk(), 50, 600)) == ["MOVING", "GAP", "MOVING"]
    assert names(parked()) == ["STOPPED"]
    assert names(with_jump(walk(), 50, 2)) == ["MOVING"]
    assert names(walk(0)) == names(walk(1)) == []


def test_a_frozen_stretch_has_its_place_in_the_lane() -> None:
    track = frozen(walk(speed_ms=4.0), 30, 30)
    cleaned = clean(track)
    segments = lane(track, cleaned, find_stops(track, cleaned))
    at = segments.state.tolist().index(State.FROZEN)
    assert segments.start[at] == track.time[30]
    assert segments.end[at] == track.time[60]


@given(rough_tracks())
@settings(max_examples=200, deadline=None)
def test_a_lane_has_no_hole_and_agrees_with_the_positions(track: Track) -> None:
    cleaned = clean(track)
    segments = lane(track, cleaned, find_stops(track, cleaned))
    if len(track) < 2:
        assert len(segments) == 0
        return
    assert segments.start[0] == track.time[0]
    assert segments.end[-1] == track.time[-1]
    assert (segments.start[1:] == segments.end[:-1]).all()
    assert (np.diff(segments.state) != 0).all()
    moments = (segments.start + segments.end) / 2
    known = ~np.isnan(positions_at(track, cleaned, moments).x)
    is_known_state = np.isin(segments.state, (State.MOVING, State.STOPPED))
    assert known[is_known_state].all()


def test_a_player_runs_at_its_rate_and_stops_at_the_end() -> None:
    player = make_player(1000.0, 2000.0)
    assert player.at(77.0) == 1000.0
    player = player.play(100.0)
    assert player.at(110.0) == 1010.0
    player = player.with_speed(60.0, 110.0)
    assert player.at(112.0) == 1130.0
    assert player.is_playing(112.0)
    assert player.at(1e9) == 2000.0
    assert not player.is_playing(1e9)


def test_a_paused_player_stands_and_plays_on() -> None:
    player = make_player(1000.0, 2000.0).play(0.0).pause(10.0)
    assert player.at(500.0) == 1010.0
    assert not player.is_playing(500.0)
    assert player.with_speed(600.0, 500.0).at(600.0) == 1010.0
    assert player.play(500.0).at(510.0) == 1020.0


def test_seeking_stays_within_the_span_and_goes_on_playing() -> None:
    player = make_player(1000.0, 2000.0)
    assert player.seek(1500.0, 0.0).at(99.0) == 1500.0
    assert player.seek(5.0, 0.0).at(0.0) == 1000.0
    assert player.seek(9999.0, 0.0).at(0.0) == 2000.0
    assert player.play(0.0).seek(1500.0, 10.0).at(20.0) == 1510.0


def test_playing_from_the_end_starts_over() -> None:
    player = make_player(1000.0, 1010.0).play(0.0)
    assert player.play(50.0).at(51.0) == 1001.0


@pytest.mark.parametrize("rate", [0.5, 601.0])
def test_rates_have_limits(rate: float) -> None:
    with pytest.raises(ValueError, match="rate"):
        make_player(0.0, 1.0).with_speed(rate, 0.0)
