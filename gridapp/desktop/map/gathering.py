"""How points that lie dense are gathered: in nested cells, a half octave of scales at a time.

The points are sorted once by cells that lie in one another, so that each level's cells are runs
of that order: what is reckoned for a scale is of the size of its cells, not of the points.
"""

from dataclasses import dataclass
from functools import cached_property
from math import log2

import numpy as np
from numpy.typing import NDArray

from gridapp.desktop.map.near import Floats, pairs
from gridapp.desktop.map.ragged import Indices

Flags = NDArray[np.bool_]

least = 4  # points that make a cluster: three can be told apart by the eye
split_scale = 0.75  # metres per pixel below which nothing is gathered: a house is wide enough
_CELL = 60.0  # pixels a side of the cells in which points are counted
_GAP = 3.0  # pixels between two clusters
_ROUNDS = 6  # of merging clusters that would meet
_SHIFTS = (14.0, 24.0, 36.0)  # pixels by which a cluster may step aside
_TURNS = 8  # directions in which it may
_CLEAR = 11.5  # pixels from the middle of a symbol that stands alone to a count
_DIGIT = 3.4  # pixels that half a letter of a count takes
_EDGE = 2**0.25  # from the middle of a half octave to its end
_GIVE_UP = 4 * _CELL  # pixels to a cluster that takes in one without room
_AROUND = 2**30  # cells on each side of the map's origin, a power of two
_SPREAD = tuple(
    (np.uint64(shift), np.uint64(mask))
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    )
)


@dataclass(frozen=True, slots=True, eq=False)
class Clustering:
    """How points are gathered at one level of scales.

    Attributes
    ----------
    x, y : float64 arrays, shape (k,)
        Where each cluster is drawn, metres: at the middle of its members, or beside it where a
        point that stands alone lies there.
    counts : intp array, shape (k,)
    radii : float64 array, shape (k,)
        Pixels.
    members, offsets : intp arrays
        The points of cluster i are ``members[offsets[i]:offsets[i + 1]]``.
    singles : intp array
        The points in no cluster, rising.
    crowded : intp array
        The clusters whose counts lie under a point that stands alone, there being no room.
    """

    x: Floats
    y: Floats
    counts: Indices
    radii: Floats
    members: Indices
    offsets: Indices
    singles: Indices
    crowded: Indices

    def __len__(self) -> int:
        return len(self.counts)


@dataclass(frozen=True, eq=False)
class Crowd:
    """Points to be gathered.

    Parameters
    ----------
    x, y : float64 arrays, shape (n,)
        Metres.
    alone : bool array, shape (n,)
        Points that are in no cluster, however dense they lie.
    """

    x: Floats
    y: Floats
    alone: Flags

    @cached_property
    def free(self) -> Indices:
        """The points that may be gathered."""
        return np.flatnonzero(~self.alone)

    @cached_property
    def nests(self) -> tuple["_Nest", ...]:
        """The free points in nested cells, for the levels a whole octave apart each."""
        x, y = self.x[self.free], self.y[self.free]
        return tuple(_nested(x, y, _CELL * scale_of(finest + half)) for half in (0, 1))


@dataclass(frozen=True, slots=True, eq=False)
class _Nest:
    """Points in an order in which each cell of each level is a run.

    Attributes
    ----------
    order : intp array, shape (n,)
    code : uint64 array, shape (n,)
        The finest cell of each point in this order, rising: its column's and row's bits in turn.
    x, y : float64 arrays, shape (n,)
        In this order, metres.
    """

    order: Indices
    code: NDArray[np.uint64]
    x: Floats
    y: Floats

    def cells(self, octaves: int) -> tuple[Indices, Indices]:
        """Return the runs of the cells so many octaves above the finest: begins and sizes."""
        code = self.code >> np.uint64(2 * octaves)
        cuts = np.flatnonzero(code[1:] != code[:-1]) + 1
        edges = np.concatenate(([0], cuts, [len(code)])).astype(np.intp)
        return edges[:-1], np.diff(edges)


def scale_of(level: float) -> float:
    """Return the metres per pixel in the middle of a half octave."""
    return float(2.0 ** (level / 2))


finest = round(2 * log2(split_scale))
"""The first level at which points are gathered."""


def level_of(scale: float) -> int:
    """Return the half octave of a scale: clusters hold for all of it."""
    level = round(2 * log2(scale))
    # What is split stays so up to the scale itself, not to the middle of its half octave.
    return min(level, finest - 1) if scale < split_scale else max(level, finest)


def radius(counts: Indices) -> Floats:
    """Return how large the clusters of so many points are drawn, pixels."""
    return np.asarray(np.round(11.0 + 3.0 * np.log10(np.maximum(counts, 1))), dtype=np.float64)


def gather(crowd: Crowd, level: int) -> Clustering:
    """Gather points that lie dense at a level of scales.

    Returns
    -------
    Clustering
        Each point is in one cluster or single. The cells hang on the map's origin, so clusters
        stay as they are while the map is dragged.
    """
    group = np.full(len(crowd.x), -1, dtype=np.intp)
    if level < finest:
        return _clustering(group, np.empty(0), np.empty(0), np.empty(0, dtype=bool))
    scale = scale_of(level) * _EDGE  # where symbols cover most ground
    octaves, half = divmod(level - finest, 2)
    nest = crowd.nests[half]
    starts, sizes = nest.cells(octaves)
    is_dense = sizes >= least
    starts, counts = starts[is_dense], sizes[is_dense]
    if not len(starts):
        return _clustering(group, np.empty(0), np.empty(0), np.empty(0, dtype=bool))
    bounds = np.column_stack((starts, starts + counts)).ravel()
    x, y = (_sums(values, bounds) / counts for values in (nest.x, nest.y))
    x, y, sizes, into = _merged(x, y, counts, scale)
    inside = np.repeat(starts - np.cumsum(counts) + counts, counts) + np.arange(counts.sum())
    group[crowd.free[nest.order[inside]]] = np.repeat(into, counts)
    _take_strays(crowd, group, x, y, sizes, scale)
    counts = np.bincount(group[group >= 0], minlength=len(x)).astype(np.intp)
    is_blocked = np.zeros(len(x), dtype=bool)
    if crowd.alone.any():
        alone_x, alone_y = crowd.x[crowd.alone], crowd.y[crowd.alone]
        x, y, is_blocked = _aside(x, y, counts, alone_x, alone_y, scale)
        number, stays = _given_up(x, y, is_blocked, scale)
        group = np.append(number, -1)[group]
        x, y, is_blocked = x[stays], y[stays], is_blocked[stays]
    return _clustering(group, x, y, is_blocked)


def _clustering(group: Indices, x: Floats, y: Floats, is_blocked: Flags) -> Clustering:
    inside = np.flatnonzero(group >= 0)
    counts = np.bincount(group[inside], minlength=len(x)).astype(np.intp)
    members = inside[np.argsort(group[inside], kind="stable")]
    offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.intp)
    singles, crowded = np.flatnonzero(group < 0), np.flatnonzero(is_blocked)
    return Clustering(x, y, counts, radius(counts), members, offsets, singles, crowded)


def _nested(x: Floats, y: Floats, cell: float) -> _Nest:
    code = _spread(np.floor(x / cell)) | _spread(np.floor(y / cell)) << np.uint64(1)
    order = np.argsort(code, kind="stable")
    return _Nest(order, code[order], x[order], y[order])


def _spread(cells: Floats) -> NDArray[np.uint64]:
    """Put a zero between any two bits, so that another number's bits fit in."""
    bits = np.asarray(cells.astype(np.int64) + _AROUND, dtype=np.uint64)
    for shift, mask in _SPREAD:
        bits = (bits | bits << shift) & mask
    return bits


def _sums(values: Floats, bounds: Indices) -> Floats:
    """Add up the values of runs, given by where each begins and ends."""
    return np.asarray(np.add.reduceat(np.append(values, 0.0), bounds)[::2], dtype=np.float64)


def _merged(
    x: Floats, y: Floats, counts: Indices, scale: float
) -> tuple[Floats, Floats, Indices, Indices]:
    """Join clusters that would lie on one another, the smaller to the greater.

    Returns the clusters' middles, their counts, and which of them each of the first is in now.
    """
    into = np.arange(len(counts))
    for _ in range(_ROUNDS):
        one, other = _meeting(x, y, radius(counts), scale)
        if not len(one):
            break
        # Each joins the greatest it meets, unless that joins another itself.
        each = np.arange(len(counts))
        rank = np.empty(len(counts), dtype=np.intp)
        rank[np.lexsort((each, -counts))] = each
        best = each.copy()
        order = np.argsort(-rank[other], kind="stable")
        greater = rank[other[order]] < rank[one[order]]
        best[one[order][greater]] = other[order][greater]
        stays = best == each
        _, number = np.unique(np.where(stays[best], best, each), return_inverse=True)
        joined = np.bincount(number, weights=counts)
        x = np.bincount(number, weights=counts * x) / joined
        y = np.bincount(number, weights=counts * y) / joined
        counts, into = joined.astype(np.intp), number[into]
    return x, y, counts, into


def _meeting(x: Floats, y: Floats, radii: Floats, scale: float) -> tuple[Indices, Indices]:
    """Return the pairs of circles that meet, each both ways."""
    one, other = pairs(x, y, x, y, (2 * float(radii.max()) + _GAP) * scale)
    near = np.hypot(x[one] - x[other], y[one] - y[other])
    meets = (one != other) & (near < (radii[one] + radii[other] + _GAP) * scale)
    return one[meets], other[meets]


def _take_strays(
    crowd: Crowd, group: Indices, x: Floats, y: Floats, counts: Indices, scale: float
) -> None:
    """Let clusters take in the points that would lie on their counts."""
    radii = radius(counts)
    strays = crowd.free[group[crowd.free] < 0]
    reach = (float(radii.max()) + _GAP) * scale
    cluster, found = pairs(x, y, crowd.x[strays], crowd.y[strays], reach)
    away = np.hypot(crowd.x[strays[found]] - x[cluster], crowd.y[strays[found]] - y[cluster])
    covered = away < (radii[cluster] + _GAP) * scale
    found, cluster, away = found[covered], cluster[covered], away[covered]
    order = np.argsort(-away, kind="stable")  # the last write, the nearest cluster, stays
    group[strays[found[order]]] = cluster[order]


def _aside(
    x: Floats, y: Floats, counts: Indices, alone_x: Floats, alone_y: Floats, scale: float
) -> tuple[Floats, Floats, Flags]:
    """Move clusters whose count lies under a point that stands alone to where there is room.

    Returns the middles, and which clusters found no room.
    """
    radii, clear = radius(counts) * scale, (_CLEAR + _DIGIT * _digits(counts)) * scale
    far = max(_SHIFTS) * scale
    which, symbol = pairs(x, y, alone_x, alone_y, float(clear.max()))
    away = np.hypot(alone_x[symbol] - x[which], alone_y[symbol] - y[which])
    left = np.unique(which[away < clear[which]])  # the clusters that have found no room yet
    x, y = x.copy(), y.copy()
    which, symbol = pairs(x[left], y[left], alone_x, alone_y, float(clear.max()) + far)
    one, other = pairs(x[left], y[left], x, y, 2 * (far + float(radii.max())) + _GAP * scale)
    which, one = left[which], left[one]
    for shift in _SHIFTS:
        for turn in 2 * np.pi * np.arange(_TURNS) / _TURNS:
            is_left = np.zeros(len(x), dtype=bool)
            is_left[left] = True
            kept = is_left[which]
            which, symbol = which[kept], symbol[kept]
            kept = is_left[one] & (one != other)
            one, other = one[kept], other[kept]
            to_x, to_y = x.copy(), y.copy()
            to_x[left] += np.cos(turn) * shift * scale
            to_y[left] += np.sin(turn) * shift * scale
            away = np.hypot(alone_x[symbol] - to_x[which], alone_y[symbol] - to_y[which])
            is_left[which[away < clear[which]]] = False
            away = np.hypot(to_x[one] - x[other], to_y[one] - y[other])
            is_left[one[away < radii[one] + radii[other] + _GAP * scale]] = False
            x[is_left], y[is_left] = to_x[is_left], to_y[is_left]
            left = left[~is_left[left]]
    is_blocked = np.zeros(len(x), dtype=bool)
    is_blocked[left] = True
    return x, y, is_blocked


def _given_up(x: Floats, y: Floats, is_blocked: Flags, scale: float) -> tuple[Indices, Flags]:
    """Let the nearest cluster that has room take in each one that has none.

    Returns the new number of each cluster, and which of them stay.
    """
    without, others = np.flatnonzero(is_blocked), np.flatnonzero(~is_blocked)
    into = np.arange(len(x))
    one, other = pairs(x[without], y[without], x[others], y[others], _GIVE_UP * scale)
    away = np.hypot(x[without[one]] - x[others[other]], y[without[one]] - y[others[other]])
    order = np.argsort(-away, kind="stable")  # the last write, the nearest, stays
    into[without[one[order]]] = others[other[order]]
    stays = into == np.arange(len(x))
    return (np.cumsum(stays) - 1)[into], stays


def _digits(counts: Indices) -> Indices:
    """Return how many letters a count is written in."""
    return np.minimum(np.floor(np.log10(np.maximum(counts, 1))).astype(np.intp) + 1, 4)
