"""The way travelled in pieces: the same line, quicker, and never across a gap."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from gridapp.desktop.replay.drawing import pieces


def legs_of(*lengths: int) -> NDArray[np.intp]:
    ends = np.cumsum(lengths)
    return np.column_stack((ends - lengths, ends)).astype(np.intp)


@given(
    lengths=st.lists(st.integers(1, 300), max_size=5),
    stride=st.floats(0.01, 20),
    seed=st.integers(0, 99),
)
def test_pieces_join_up_inside_a_leg_and_nowhere_else(
    lengths: list[int], stride: float, seed: int
) -> None:
    legs = legs_of(*lengths)
    screen = np.cumsum(np.random.default_rng(seed).normal(0, stride, (sum(lengths), 2)), axis=0)
    points, first, count = pieces(screen, legs)
    lines = [points[f : f + c] for f, c in zip(first, count, strict=True)]
    assert all(len(line) >= 2 for line in lines)
    assert len(points) <= len(screen)
    at = 0
    for start, stop in legs:
        if stop - start == 1:
            continue  # one fix is no way
        assert (lines[at][0] == screen[start]).all()
        while not (lines[at][-1] == screen[stop - 1]).all():
            assert (lines[at][-1] == lines[at + 1][0]).all()
            at += 1
        at += 1
    assert at == len(lines)


def test_points_too_close_to_tell_apart_are_left_out() -> None:
    screen = np.column_stack((np.linspace(0, 10, 5001), np.zeros(5001)))
    points, first, count = pieces(screen, legs_of(5001))
    assert len(points) < 30
    assert points[0] == pytest.approx((0, 0))
    assert points[-1] == pytest.approx((10, 0))
    assert count.sum() - len(first) + 1 == len(points)


def test_nothing_travelled_is_nothing() -> None:
    points, first, count = pieces(np.empty((0, 2)), np.empty((0, 2), dtype=np.intp))
    assert (len(points), len(first), len(count)) == (0, 0, 0)
