"""Where else a label may stand in its polygon, and how it breaks into two lines."""

import numpy as np
import shapely
from numpy.typing import NDArray

_REACH = 9  # steps of the lattice round the middle, each way
_STEP = 7.0  # pixels
_LONG = 6  # letters that make a long text


def lattice_inside(
    shape: shapely.Geometry,
    middle: tuple[float, float],
    size: NDArray[np.float64],
    scale: float,
) -> list[tuple[float, float]]:
    """Return places on a lattice round `middle` where a box lies inside, the nearest first.

    Parameters
    ----------
    middle : (x, y) in metres
    size : float64 array, shape (2,)
        Width and height of the box, metres.
    scale : float
        Metres per pixel.
    """
    steps = np.arange(-_REACH, _REACH + 1)
    offsets = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2) * (_STEP * scale)
    offsets = offsets[np.argsort(np.hypot(*offsets.T), kind="stable")][1:]
    places = np.asarray(middle) + offsets
    low, high = places - size / 2, places + size / 2
    shapely.prepare(shape)
    fits = shapely.covers(shape, shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1]))
    return [(float(x), float(y)) for x, y in places[fits]]


def in_two_lines(text: str, least: int = _LONG) -> str:
    """Break a text where it may be, nearest to its middle; unchanged if it may not.

    Latin words break at spaces; Chinese between any two characters, but not inside a number or
    a Latin word. Texts of fewer than `least` letters stay whole.
    """
    if "\n" in text or len(text) < least:
        return text
    breaks = [
        at
        for at in range(2, len(text) - 1)
        if text[at] == " "
        or not (_is_narrow(text[at - 1]) or _is_narrow(text[at]))
        or (_is_narrow(text[at - 1]) != _is_narrow(text[at]) and " " not in text[at - 1 : at + 1])
    ]
    if not breaks:
        return text
    at = min(breaks, key=lambda place: abs(place - len(text) / 2))
    return f"{text[:at].rstrip()}\n{text[at:].lstrip()}"


def _is_narrow(letter: str) -> bool:
    """Return whether a letter belongs to a word or number that stays together."""
    return ord(letter) < 0x2E80
