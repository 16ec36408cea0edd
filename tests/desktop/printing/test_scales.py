"""Scales of paper."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridapp.desktop.printing.scales import metres_per_pixel, round_scale, scale_text

sides = st.floats(0.1, 1e6)
papers = st.floats(20.0, 2000.0)


@given(sides, sides, papers, papers)
def test_it_fits_and_no_much_larger_scale_would(
    wide: float, high: float, width: float, height: float
) -> None:
    scale = round_scale((0.0, 0.0, wide, high), width, height)
    least = max(wide / width, high / height) * 1000
    assert scale >= least * (1 - 1e-6) - 1
    assert scale <= max(least * 1.34 + 1, 1)


@pytest.mark.parametrize(
    ("metres", "scale", "text"),
    [
        (190.0, 1000, "1:1\u202f000"),
        (350.0, 2000, "1:2\u202f000"),
        (7250.0, 40_000, "1:40\u202f000"),
        (0.0, 1, "1:1"),
        (0.05, 1, "1:1"),
    ],
)
def test_round_numbers(metres: float, scale: int, text: str) -> None:
    found = round_scale((0.0, 0.0, metres, metres / 2), 190.0, 190.0)
    assert (found, scale_text(found)) == (scale, text)


def test_a_pixel_on_the_ground() -> None:
    assert metres_per_pixel(5000, 0.25) == 1.25
