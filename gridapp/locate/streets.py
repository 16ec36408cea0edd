"""House numbers along a street: exact, between two known ones, or the street as a whole."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from gridapp.locate.keys import Hashes, Keys, Lookup, Rows
from gridapp.locate.roads import Roads

_STEP_M = 8.0  # frontage of one number, where a street has only one number known
_DIGITS = 5  # of the longest house number
_ZERO, _NINE, _DASH, _BREAK = 48, 57, 45, 10
_SIGNS: Final = tuple(ord(sign) for sign in "号弄幢巷")
_NOT_HOUSES: Final = tuple(ord(sign) for sign in "灯路杆井箱桩电线")  # 3号灯杆, 2号井
_LINE_M = 60.0  # houses further from a road's line aren't placed along it


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
    ends with the number), ``signs`` (the code point of 号, 弄, 幢 or 巷 behind it, else 0),
    ``x`` and ``y`` float64 metres; all of one length.
    """

    numbers: NDArray[np.int64]
    places: NDArray[np.intp]
    is_whole: NDArray[np.bool_]
    signs: NDArray[np.uint32]
    x: NDArray[np.float64]
    y: NDArray[np.float64]

    def exact(self, number: int, sign: str = "") -> tuple[int, ...]:
        """Return the places of a number: those that are it, else those that are inside it.

        128弄 isn't 128号: where both are known, the sign that was said decides.
        """
        low, high = np.searchsorted(self.numbers, (number, number + 1))
        found = slice(int(low), int(high))
        places, is_good = self.places[found], self.is_whole[found]
        if sign and (said := self.signs[found] == ord(sign[-1])).any():
            places, is_good = places[said], is_good[said]
        return tuple(dict.fromkeys((places[is_good] if is_good.any() else places).tolist()))

    def between(self, number: int, roads: Roads, road: str) -> House:
        """Work out where a number that isn't known would be.

        The two neighbours on the same side of the street (odd or even) bound it; where the
        road's line is known, and they stand along it, the point keeps to its bends.
        """
        side = np.flatnonzero(self.numbers % 2 == number % 2)
        side = side if len(side) else np.arange(len(self.numbers))
        after = int(np.searchsorted(self.numbers[side], number))
        if 0 < after < len(side):
            a, b = side[after - 1], side[after]
            share = float((number - self.numbers[a]) / (self.numbers[b] - self.numbers[a]))
            apart = float(np.hypot(self.x[b] - self.x[a], self.y[b] - self.y[a]))
            x, y = _part_way(self.x[[a, b]], self.y[[a, b]], share, roads, road)
            return House(-1, x, y, 20.0 + apart / 2)
        end = side[min(after, len(side) - 1)]
        steps = abs(int(number - self.numbers[end]))
        return House(-1, float(self.x[end]), float(self.y[end]), 20.0 + _STEP_M * min(steps, 500))

    def middle(self) -> House:
        """Return the middle of the known houses, as uncertain as the street is long."""
        x, y = float(np.median(self.x)), float(np.median(self.y))
        reach = float(np.hypot(self.x - x, self.y - y).max())
        return House(-1, x, y, 50.0 + reach)


def _part_way(
    x: NDArray[np.float64], y: NDArray[np.float64], share: float, roads: Roads, road: str
) -> tuple[float, float]:
    """Return the point `share` of the way between two houses, along the road if they line it."""
    straight = float(x[0] + share * (x[1] - x[0])), float(y[0] + share * (y[1] - y[0]))
    measures, away = roads.measures(road, x, y)
    if away.max() > _LINE_M:
        return straight
    feet = [roads.at(road, float(measure)) for measure in measures]
    foot = roads.at(road, float(measures[0] + share * (measures[1] - measures[0])))
    # How the straight point stands off the straight line between the feet, off the bent one.
    off_x = straight[0] - (feet[0][0] + share * (feet[1][0] - feet[0][0]))
    off_y = straight[1] - (feet[0][1] + share * (feet[1][1] - feet[0][1]))
    return foot[0] + off_x, foot[1] + off_y


class Streets:
    """All numbers by the stem before them; a stem is known by its number (see `keys`).

    Parameters
    ----------
    keys, chosen, owners
        Names and addresses; which of them count, and the place of each of those.
    sums
        ``keys.sums()``.
    x, y
        Of the places, metres.
    """

    def __init__(
        self,
        keys: Keys,
        chosen: Rows,
        owners: Rows,
        sums: Hashes,
        x: NDArray[np.float64],
        y: NDArray[np.float64],
    ) -> None:
        self._x, self._y = x, y
        at, number, sign, is_whole = _numbers(keys)
        place_of = np.full(len(keys), -1, dtype=np.intp)
        place_of[chosen] = owners
        line = keys.lines[at] if len(at) else np.empty(0, np.intp)
        good = np.flatnonzero(place_of[line] >= 0)
        line, stem, place = (
            line[good],
            sums[at[good]] - sums[keys.starts[line[good]]],
            place_of[line[good]],
        )
        order = np.lexsort((place, number[good], stem))
        stem, self._place, chosen_rows = stem[order], place[order], good[order]
        self._number, self._sign = number[chosen_rows], sign[chosen_rows]
        self._is_whole = is_whole[chosen_rows]
        first = np.flatnonzero(np.append(True, stem[1:] != stem[:-1])[: len(stem)])
        self._bounds = np.append(first, len(stem)).astype(np.intp)
        self.lookup = Lookup(stem[first], np.arange(len(first)))
        self._keys = keys
        self._stems = np.stack([keys.starts[line[order][first]], at[chosen_rows][first]])

    def stems(self) -> list[str]:
        """Return what stands before numbers, each once."""
        text = self._keys.text
        return [text[start:end] for start, end in self._stems.T.tolist()]

    def of(self, stem: str, asked: np.uint64) -> Street | None:
        """Return the street of a stem and its number, if there is one."""
        for row in self.lookup.rows(asked).tolist():
            start, end = self._stems[:, row].tolist()
            if self._keys.text[start:end] == stem:
                part = slice(int(self._bounds[row]), int(self._bounds[row + 1]))
                places = self._place[part]
                return Street(
                    self._number[part], places, self._is_whole[part], self._sign[part],
                    self._x[places], self._y[places],
                )  # fmt: skip
        return None


def _numbers(
    keys: Keys,
) -> tuple[Rows, NDArray[np.int64], NDArray[np.uint32], NDArray[np.bool_]]:
    """Find the house numbers in all keys: where each begins, its value, sign, wholeness."""
    codes = np.append(keys.codes, np.uint32(_BREAK))
    is_digit = (codes >= _ZERO) & (codes <= _NINE)
    edge = np.flatnonzero(np.diff(np.concatenate([[False], is_digit])))
    begin, end = edge[::2], edge[1::2]
    size = end - begin
    fits = (size <= _DIGITS) & (keys.places[begin] >= 2) if len(begin) else size > 0
    # 128-1号: the number is 128, and what follows the dash belongs to it.
    is_tail = (begin > 1) & (codes[begin - 1] == _DASH) & is_digit[begin - 2]
    tail_end = np.full(len(begin), -1)
    tail_end[:-1] = np.where(is_tail[1:] & (begin[1:] == end[:-1] + 1), end[1:], -1)
    after = np.where(tail_end >= 0, tail_end, end)
    sign = codes[after]
    has_sign = np.isin(sign, _SIGNS)
    beyond = codes[np.minimum(after + 1, len(codes) - 1)]
    fits &= ~is_tail & (has_sign | (sign == _BREAK)) & ~(has_sign & np.isin(beyond, _NOT_HOUSES))
    begin, end, sign, after = begin[fits], end[fits], sign[fits], after[fits]
    has_sign = has_sign[fits]
    value = np.zeros(len(begin), dtype=np.int64)
    for place in range(_DIGITS):
        at = begin + place
        is_in = at < end
        value[is_in] = value[is_in] * 10 + (codes[at[is_in]].astype(np.int64) - _ZERO)
    is_whole = ~has_sign | (codes[np.minimum(after + 1, len(codes) - 1)] == _BREAK)
    return begin, value, np.where(has_sign, sign, 0).astype(np.uint32), is_whole
