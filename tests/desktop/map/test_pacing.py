from time import sleep

from gridapp.desktop.map.pacing import Pace, frame_time


def test_a_turn_ends_before_the_next_frame_is_due() -> None:
    pace = Pace()
    pace.begin_frame()
    assert 0 < pace.begin_turn(is_first=False) + pace.since_frame < frame_time


def test_work_waits_for_a_frame_that_is_due_but_never_stops_altogether() -> None:
    pace = Pace()
    pace.begin_frame()
    sleep(frame_time / 1000)
    assert pace.begin_turn(is_first=False) > 0, "a little each frame"
    assert pace.begin_turn(is_first=False) == 0
    sleep(3 * frame_time / 1000)
    assert pace.begin_turn(is_first=False) > 0, "no frame comes any more"


def test_the_first_picture_has_all_the_time() -> None:
    pace = Pace()
    assert pace.begin_turn(is_first=True) > pace.begin_turn(is_first=False)


def test_the_view_has_just_moved_for_a_moment_only() -> None:
    pace = Pace()
    assert not pace.has_just_moved()
    pace.move()
    assert pace.has_just_moved()
    sleep(0.2)
    assert not pace.has_just_moved()
