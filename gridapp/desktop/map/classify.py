"""Classes for a map that colours by number: where the values are cut.

Classes are closed above: a value equal to a break belongs to the class below it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

DEVIATIONS = (-2.0, -1.0, 1.0, 2.0)
"""Where the classes by standard deviation are cut, in deviations from the mean."""


@dataclass(frozen=True, slots=True, eq=False)
class Classes:
    """How values are cut into classes.

    Attributes
    ----------
    breaks : float64 array, shape (k,)
        The upper bound of each class, rising; the last is no lower than the highest value.
    """

    breaks: Floats

    def __len__(self) -> int:
        return len(self.breaks)

    def of(self, values: Floats) -> NDArray[np.intp]:
        """Return the class of each value, -1 for NaN."""
        found = np.searchsorted(self.breaks, values, side="left")
        return np.where(np.isnan(values), -1, np.minimum(found, len(self) - 1))


def classify(values: Floats, method: str, count: int = 5) -> Classes:
    """Cut values into classes.

    Parameters
    ----------
    values : float64 array
        NaN where there is none; those don't count.
    method : str
        Key of `METHODS`.
    count : int
        How many classes are wanted; fewer come where the values don't tell so many apart, and
        ``deviation`` always makes five.
    """
    known = np.asarray(values, dtype=np.float64)
    known = known[~np.isnan(known)]
    return Classes(METHODS[method](known, count) if len(known) else np.empty(0))


def _quantile(values: Floats, count: int) -> Floats:
    """As many values in each class, as far as equal ones allow."""
    return np.unique(np.quantile(values, np.arange(1, count + 1) / count))


def _equal(values: Floats, count: int) -> Floats:
    """All classes equally wide."""
    low, high = float(values.min()), float(values.max())
    breaks = np.unique(low + (high - low) * np.arange(1, count + 1) / count)
    breaks[-1] = high
    return breaks


def _deviation(values: Floats, _count: int) -> Floats:
    """Round the mean: within one standard deviation, beyond it, beyond two (ddof = 1)."""
    spread = float(values.std(ddof=1)) if len(values) > 1 else 0.0
    if not spread:
        return np.unique(values)
    cuts = float(values.mean()) + spread * np.array(DEVIATIONS)
    return np.append(cuts, max(float(values.max()), float(np.nextafter(cuts[-1], np.inf))))


def _natural(values: Floats, count: int) -> Floats:
    """Least squared distance from the classes' means (Fisher 1958, JASA 53: 789-798).

    The cheapest beginning of the last class never moves left when a value is added at the right,
    so that each of the `count` rounds takes n log n steps instead of n²; the halving goes level
    by level, in arrays.
    """
    unique, weights = np.unique(values, return_counts=True)
    count = min(count, len(unique))
    centred = unique - values.mean()  # keeps the sums of squares small
    sums = np.zeros((3, len(unique) + 1))
    np.cumsum((weights, weights * centred, weights * centred**2), axis=1, out=sums[:, 1:])

    def cost(first: NDArray[np.intp], last: NDArray[np.intp]) -> Floats:
        """Return the squared distances within a class from `first` to `last`, both in it."""
        weight, total, square = sums[:, last + 1] - sums[:, first]
        return np.asarray(np.maximum(square - total**2 / weight, 0.0), dtype=np.float64)

    ends = np.arange(len(unique))
    best = cost(np.zeros_like(ends), ends)
    begins = []
    for before in range(1, count):
        best, begin = _with_one_more(best, before, cost)
        begins.append(begin)
    last = len(unique) - 1
    tops = [last]
    for begin in reversed(begins):
        last = int(begin[last]) - 1
        tops.append(last)
    return np.asarray(unique[tops[::-1]], dtype=np.float64)


def _with_one_more(
    best: Floats, before: int, cost: Callable[[NDArray[np.intp], NDArray[np.intp]], Floats]
) -> tuple[Floats, NDArray[np.intp]]:
    """Add a class to `before` others: return the least costs up to each value, and its begin."""
    size = len(best) - before  # the values from `before` on can end the new class
    begin = np.full(len(best), before, dtype=np.intp)
    result = np.full(len(best), np.inf)
    step = 1 << size.bit_length()
    while step > 1:
        half = step // 2
        place = np.arange(half, size + 1, step)  # counted from 1, between those known already
        step = half
        ends = place + before - 1
        low = np.where(place > half, begin[ends - half], before)
        right = place + half <= size
        high = ends.copy()
        high[right] = np.minimum(ends[right], begin[ends[right] + half])
        lengths = high - low + 1
        starts = np.cumsum(lengths) - lengths
        row = np.repeat(np.arange(len(ends)), lengths)
        first = np.arange(len(row)) - starts[row] + low[row]
        costs = best[first - 1] + cost(first, ends[row])
        least = np.minimum.reduceat(costs, starts)
        where = np.flatnonzero(costs == least[row])
        _, chosen = np.unique(row[where], return_index=True)
        begin[ends], result[ends] = first[where[chosen]], least
    return result, begin


METHODS: Mapping[str, Callable[[Floats, int], Floats]] = MappingProxyType(
    {
        "natural": _natural,
        "quantile": _quantile,
        "equal": _equal,
        "deviation": _deviation,
    }
)
"""How values can be cut; each takes values without NaN, at least one, and a number of classes."""
