"""Scales as paper has them: one to a round number."""

from math import floor, log10

from gridapp.desktop.map.view import Bounds

_ROUND = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 3.5, 4.0, 4.5, 5.0, 6.0, 7.0, 7.5, 8.0, 9.0, 10.0)
_MM_PER_M = 1000.0


def round_scale(bounds: Bounds, width_mm: float, height_mm: float) -> int:
    """Return the largest scale 1:n, n round, at which `bounds` (metres) fit on so much paper.

    The paper must be larger than nothing; a point fits at 1:1.
    """
    left, bottom, right, top = bounds
    least = max((right - left) / width_mm, (top - bottom) / height_mm) * _MM_PER_M
    if least <= 1:
        return 1
    power = 10.0 ** floor(log10(least))
    return round(next(step * power for step in _ROUND if step * power >= least * (1 - 1e-9)))


def metres_per_pixel(scale: int, mm_per_pixel: float) -> float:
    """Return the ground under one logical pixel of a page at 1:scale."""
    return scale * mm_per_pixel / _MM_PER_M


def scale_text(scale: int) -> str:
    """Write a scale: 1:2 500, with a narrow space that doesn't break."""
    return f"1:{scale:,}".replace(",", "\u202f")
