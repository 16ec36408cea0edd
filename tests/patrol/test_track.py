import numpy as np
import pytest

from gridapp.errors import InputError
from gridapp.patrol.track import make_track

from .shapes import walk


def test_fixes_are_sorted_and_the_first_of_equal_times_stays() -> None:
    track = make_track("T", [30, 10, 20, 10], [3, 1, 2, 9], [0, 0, 0, 9], [30, 10, 20, 90])
    assert track.time.tolist() == [10, 20, 30]
    assert track.x.tolist() == [1, 2, 3]
    assert track.speed.tolist() == [10, 20, 30]
    assert np.isnan(track.heading).all()
    assert track.speed.dtype == track.heading.dtype == np.float32


def test_a_slice_is_a_track() -> None:
    part = walk(10)[2:5]
    assert len(part) == 3
    assert part.terminal == "T1"
    assert part.time.tolist() == walk(10).time[2:5].tolist()
    with pytest.raises(ValueError, match="forward"):
        walk(10)[::-1]


def test_columns_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="read-only"):
        walk(10).x[0] = 0.0


def test_an_empty_track_is_a_track() -> None:
    assert len(make_track("T", [], [], [])) == 0


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        (([1, 2, 3], [0, 0], [0, 0, 0]), "x has 2 values, but there are 3 times"),
        (([1, 2], [0, 0], [0, 0], [1.0]), "speed has 1 values"),
        (([1, 2, 3], [0, 0, np.nan], [0, 0, 0]), "row 3: x is not a finite number"),
        (([1, np.inf], [0, 0], [0, 0]), "row 2: time"),
        (([1, 2], [0, 0], [0, 0], None, [np.inf, 0]), "row 1: heading"),
    ],
)
def test_bad_columns_are_named(columns: tuple[list[float], ...], sentence: str) -> None:
    with pytest.raises(InputError, match=sentence) as raised:
        make_track("T", *columns)
    assert raised.value.remedy is not None
