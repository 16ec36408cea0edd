"""Where else a label may stand in its polygon, and how it breaks into two lines."""

import numpy as np
import shapely
from numpy.typing import NDArray

from gridapp.desktop.map.view import Coordinates

_REACH = 9  # steps of the lattice round the middle, each way
_STEP = 7.0  # pixels
_LONG = 6  # letters that make a long text


def _lattice() -> Coordinates:
    """Return the steps from the middle in pixels, the shortest first, without none at all."""
    steps = np.arange(-_REACH, _REACH + 1)
    offsets = np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2) * _STEP
    order = np.argsort(np.hypot(*offsets.T), kind="stable")
    return np.asarray(offsets[order[1:]], dtype=np.float64)


_LATTICE = _lattice()


def lattice_inside(
    shape: shapely.Geometry,
    middle: tuple[float, float],
    size: NDArray[np.float64],
    scale: float,
) -> Coordinates:
    """Return places on a lattice round `middle` where a box lies inside, the nearest first.

    Parameters
    ----------
    middle : (x, y) in metres
    size : float64 array, shape (2,)
        Width and height of the box, metres.
    scale : float
        Metres per pixel.
    """
    places = np.asarray(middle) + _LATTICE * scale
    low, high = places - size / 2, places + size / 2
    shapely.prepare(shape)
    boxes = shapely.box(low[:, 0], low[:, 1], high[:, 0], high[:, 1])
    fits = np.asarray(shapely.covers(shape, boxes), dtype=bool)
    return np.asarray(places[fits], dtype=np.float64)


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
        or not (is_narrow(text[at - 1]) or is_narrow(text[at]))
        or (is_narrow(text[at - 1]) != is_narrow(text[at]) and " " not in text[at - 1 : at + 1])
    ]
    if not breaks:
        return text
    at = min(breaks, key=lambda place: abs(place - len(text) / 2))
    return f"{text[:at].rstrip()}\n{text[at:].lstrip()}"


def is_narrow(letter: str) -> bool:
    """Return whether a letter belongs to a word or number that stays together."""
    return ord(letter) < 0x2E80
