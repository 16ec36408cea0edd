"""House numbers along a street: exact, between two known ones, or the street as a whole."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

HOUSE = re.compile(r"(\d{1,5})(?:-\d{1,4})?(号|弄|幢|巷|$)")
ROAD_ENDS: Final = ("路", "街", "道", "巷", "弄", "线", "桥")

_STEP_M = 8.0  # frontage of one number, where a street has only one number known


@dataclass(frozen=True, slots=True)
class House:
    """A point for a house number; metres. ``place`` is -1 when it was worked out."""

    place: int
    x: float
    y: float
    uncertainty_m: float


@dataclass(frozen=True, slots=True)
class Street:
    """The numbers of one stem (人民路, 阳光花园, 人民路128弄), ascending.

    ``numbers`` int64, ``places`` intp (row in the gazetteer), ``is_whole`` bool (the address
    ends with the number), ``x`` and ``y`` float64 metres; all of one length.
    """

    numbers: NDArray[np.int64]
    places: NDArray[np.intp]
    is_whole: NDArray[np.bool_]
    x: NDArray[np.float64]
    y: NDArray[np.float64]

    def exact(self, number: int) -> tuple[int, ...]:
        """Return the places of a number: those that are it, else those that are inside it."""
        low, high = np.searchsorted(self.numbers, (number, number + 1))
        whole = self.places[low:high][self.is_whole[low:high]]
        return tuple(dict.fromkeys((whole if len(whole) else self.places[low:high]).tolist()))

    def between(self, number: int) -> House:
        """Work out where a number that isn't known would be.

        The two neighbours on the same side of the street (odd or even) bound it.
        """
        side = np.flatnonzero(self.numbers % 2 == number % 2)
        side = side if len(side) else np.arange(len(self.numbers))
        after = int(np.searchsorted(self.numbers[side], number))
        if 0 < after < len(side):
            a, b = side[after - 1], side[after]
            share = (number - self.numbers[a]) / (self.numbers[b] - self.numbers[a])
            x = self.x[a] + share * (self.x[b] - self.x[a])
            y = self.y[a] + share * (self.y[b] - self.y[a])
            apart = float(np.hypot(self.x[b] - self.x[a], self.y[b] - self.y[a]))
            return House(-1, float(x), float(y), 20.0 + apart / 2)
        end = side[min(after, len(side) - 1)]
        steps = abs(int(number - self.numbers[end]))
        return House(-1, float(self.x[end]), float(self.y[end]), 20.0 + _STEP_M * min(steps, 500))

    def middle(self) -> House:
        """Return the middle of the known houses, as uncertain as the street is long."""
        x, y = float(np.median(self.x)), float(np.median(self.y))
        reach = float(np.hypot(self.x - x, self.y - y).max())
        return House(-1, x, y, 50.0 + reach)


def streets(
    keys: Sequence[str],
    places: NDArray[np.intp],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
) -> dict[str, Street]:
    """Group normalised addresses by what stands before each number.

    Parameters
    ----------
    keys, places
        Addresses, and the row of each one's place in `x` and `y` (metres).
    """
    rows: dict[str, list[tuple[int, int, bool]]] = {}
    for key, place in zip(keys, places.tolist(), strict=True):
        for stem, number, is_whole in _numbers(key):
            rows.setdefault(stem, []).append((number, place, is_whole))
    return {stem: _street(sorted(set(found)), x, y) for stem, found in rows.items()}


def _numbers(key: str) -> Iterator[tuple[str, int, bool]]:
    for match in HOUSE.finditer(key):
        if match.start() >= 2:
            yield key[: match.start()], int(match[1]), match.end() == len(key)


def _street(
    found: list[tuple[int, int, bool]], x: NDArray[np.float64], y: NDArray[np.float64]
) -> Street:
    places = np.array([place for _, place, _ in found], dtype=np.intp)
    return Street(
        np.array([number for number, _, _ in found], dtype=np.int64),
        places,
        np.array([is_whole for _, _, is_whole in found], dtype=np.bool_),
        x[places],
        y[places],
    )
