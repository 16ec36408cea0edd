"""Points gathered into clusters where they are dense; those that matter stand on their own."""

from dataclasses import dataclass, field
from functools import cached_property
from math import log2

import numpy as np
import shapely
from numpy.typing import NDArray

from gridapp.desktop.map.layers import PointLayer, Texts
from gridapp.desktop.map.ragged import Indices
from gridapp.desktop.map.view import Bounds, Viewport

Floats = NDArray[np.float64]

least = 4  # points that make a cluster: three can be told apart by the eye
split_scale = 0.75  # metres per pixel below which nothing is gathered: a house is wide enough
_CELL = 60.0  # pixels a side of the cells in which points are counted
_GAP = 3.0  # pixels between two clusters
_ROUNDS = 6  # of merging clusters that would meet
_CLEAR = 15.0  # pixels between a count and a symbol that stands alone
_TURNS = 4  # directions in which a cluster may step aside
_AROUND = 1.5  # times the members' own extent that is shown of them
_TABLE = 2_000_000  # cells that are counted in a table; more of them by sorting
_MARKS = 1 << 20  # a power of two: cells near a cluster are marked by a hash


@dataclass(frozen=True, slots=True, eq=False)
class Clustering:
    """How points are gathered at one scale.

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
    """

    x: Floats
    y: Floats
    counts: Indices
    radii: Floats
    members: Indices
    offsets: Indices
    singles: Indices

    def __len__(self) -> int:
        return len(self.counts)


def radius(counts: Indices) -> Floats:
    """Return how large the clusters of so many points are drawn, pixels."""
    return np.asarray(np.round(11.0 + 3.0 * np.log10(np.maximum(counts, 1))), dtype=np.float64)


def gather(x: Floats, y: Floats, alone: NDArray[np.bool_], scale: float) -> Clustering:
    """Gather points that lie dense at a scale.

    Parameters
    ----------
    x, y : float64 arrays, shape (n,)
        Metres.
    alone : bool array, shape (n,)
        Points that are in no cluster, however dense they lie.
    scale : float
        Metres per pixel.

    Returns
    -------
    Clustering
        Each point is in one cluster or single. The cells hang on the map's origin, so clusters
        stay as they are while the map is dragged.
    """
    group = np.full(len(x), -1, dtype=np.intp)
    if scale >= split_scale:
        free = np.flatnonzero(~alone)
        group[free] = _in_cells(x[free], y[free], _CELL * scale)
        group = _merged(x, y, group, scale)
        if group.max(initial=-1) >= 0:
            group = _with_strays(x, y, group, alone, scale)
    inside = np.flatnonzero(group >= 0)
    members = inside[np.argsort(group[inside], kind="stable")]
    counts = np.bincount(group[inside]).astype(np.intp)
    middle_x, middle_y = _middles(x, y, group)
    radii = radius(counts)
    if len(counts) and alone.any():
        middle_x, middle_y = _aside(middle_x, middle_y, radii, x[alone], y[alone], scale)
    offsets = np.concatenate(([0], np.cumsum(counts))).astype(np.intp)
    return Clustering(
        middle_x, middle_y, counts, radii, members, offsets, np.flatnonzero(group < 0)
    )


def _in_cells(x: Floats, y: Floats, cell: float) -> Indices:
    """Return the group of each point, -1 in cells of fewer than `least`."""
    if not len(x):
        return np.empty(0, dtype=np.intp)
    column, row = np.floor(x / cell).astype(np.int64), np.floor(y / cell).astype(np.int64)
    column, row = column - column.min(), row - row.min()
    rows = int(row.max()) + 1
    place = column * rows + row
    if rows * (int(column.max()) + 1) > _TABLE:  # too many cells to count them all
        _, place = np.unique(place, return_inverse=True)
    is_dense = np.bincount(place) >= least
    number = np.where(is_dense, np.cumsum(is_dense) - 1, -1)
    return np.asarray(number[place], dtype=np.intp)


def _middles(x: Floats, y: Floats, group: Indices) -> tuple[Floats, Floats]:
    inside = group >= 0
    counts = np.bincount(group[inside])
    total_x = np.bincount(group[inside], weights=x[inside])
    total_y = np.bincount(group[inside], weights=y[inside])
    return total_x / counts, total_y / counts


def _merged(x: Floats, y: Floats, group: Indices, scale: float) -> Indices:
    """Join clusters that would lie on one another, the smaller to the greater."""
    counts = np.bincount(group[group >= 0])
    middle_x, middle_y = _middles(x, y, group)
    number = np.arange(len(counts))  # of the cluster that each of the first ones is in now
    for _ in range(_ROUNDS):
        if len(counts) < 2:
            break
        one, other = _meeting(middle_x, middle_y, radius(counts), scale)
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
        _, into = np.unique(np.where(stays[best], best, each), return_inverse=True)
        joined = np.bincount(into, weights=counts)
        middle_x = np.bincount(into, weights=counts * middle_x) / joined
        middle_y = np.bincount(into, weights=counts * middle_y) / joined
        counts, number = joined.astype(np.intp), into[number]
    return np.where(group >= 0, np.append(number, -1)[group], -1)


def _meeting(x: Floats, y: Floats, radii: Floats, scale: float) -> tuple[Indices, Indices]:
    """Return the pairs of circles that meet, each both ways."""
    points = shapely.points(x, y)
    reach = (2 * float(radii.max()) + _GAP) * scale
    one, other = shapely.STRtree(points).query(points, predicate="dwithin", distance=reach)
    near = np.hypot(x[one] - x[other], y[one] - y[other])
    meets = (one != other) & (near < (radii[one] + radii[other] + _GAP) * scale)
    return one[meets], other[meets]


def _with_strays(
    x: Floats, y: Floats, group: Indices, alone: NDArray[np.bool_], scale: float
) -> Indices:
    """Take in the points that would lie on a cluster's count."""
    middle_x, middle_y = _middles(x, y, group)
    strays = np.flatnonzero((group < 0) & ~alone)
    radii = radius(np.bincount(group[group >= 0]))
    reach = (float(radii.max()) + _GAP) * scale
    strays = strays[_may_touch(x[strays], y[strays], middle_x, middle_y, reach)]
    if not len(strays):
        return group
    tree = shapely.STRtree(shapely.points(middle_x, middle_y))
    found, cluster = tree.query(
        shapely.points(x[strays], y[strays]), predicate="dwithin", distance=reach
    )
    away = np.hypot(x[strays[found]] - middle_x[cluster], y[strays[found]] - middle_y[cluster])
    covered = away < (radii[cluster] + _GAP) * scale
    found, cluster, away = found[covered], cluster[covered], away[covered]
    order = np.argsort(-away, kind="stable")  # the last write, the nearest cluster, stays
    joined = group.copy()
    joined[strays[found[order]]] = cluster[order]
    return joined


def _may_touch(
    x: Floats, y: Floats, middle_x: Floats, middle_y: Floats, cell: float
) -> NDArray[np.bool_]:
    """Choose the points in or beside the cells of the middles, and a few others by chance."""
    marks = np.zeros(_MARKS, dtype=bool)
    column, row = np.floor(middle_x / cell), np.floor(middle_y / cell)
    for across in (-1, 0, 1):
        for up in (-1, 0, 1):
            marks[_hashed(column + across, row + up)] = True
    return marks[_hashed(np.floor(x / cell), np.floor(y / cell))]


def _hashed(column: Floats, row: Floats) -> Indices:
    mixed = column.astype(np.int64) * 73_856_093 ^ row.astype(np.int64) * 19_349_663
    return np.asarray(mixed & (_MARKS - 1), dtype=np.intp)


def _aside(
    x: Floats, y: Floats, radii: Floats, alone_x: Floats, alone_y: Floats, scale: float
) -> tuple[Floats, Floats]:
    """Move clusters whose count lies under a point that stands alone, where there is room."""
    reach = _CLEAR * scale
    near = _may_touch(alone_x, alone_y, x, y, 2 * reach)
    symbols = shapely.STRtree(shapely.points(alone_x[near], alone_y[near]))
    middles = shapely.points(x, y)
    others = shapely.STRtree(middles)
    blocked = np.unique(symbols.query(middles, predicate="dwithin", distance=reach)[0])
    x, y = x.copy(), y.copy()
    for turn in 2 * np.pi * np.arange(_TURNS) / _TURNS:
        if not len(blocked):
            break
        to_x, to_y = x[blocked] + np.cos(turn) * reach, y[blocked] + np.sin(turn) * reach
        places = shapely.points(to_x, to_y)
        bad = np.zeros(len(blocked), dtype=bool)
        bad[symbols.query(places, predicate="dwithin", distance=reach)[0]] = True
        maybe = np.flatnonzero(~bad)
        room = (radii[blocked[maybe]] * 2 + _GAP) * scale
        one, other = others.query(places[maybe], predicate="dwithin", distance=room)
        bad[maybe[one[other != blocked[maybe[one]]]]] = True
        x[blocked[~bad]], y[blocked[~bad]] = to_x[~bad], to_y[~bad]
        blocked = blocked[bad]
    return x, y


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster under the cursor: what a hit hands back as its id."""

    x: float
    y: float
    radius: float
    level: int
    ids: tuple[object, ...] = field(repr=False)
    bounds: Bounds = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, eq=False, kw_only=True)
class ClusteredLayer(PointLayer):
    """Points that are gathered into clusters where they lie dense.

    Parameters
    ----------
    alone : bool array, shape (n,)
        Points that are never hidden in a cluster: the urgent and the overdue.
    """

    alone: NDArray[np.bool_]

    @cached_property
    def _known(self) -> dict[int, tuple[Clustering, PointLayer]]:
        return {}

    def at(self, scale: float) -> Clustering:
        """Return the clusters at a scale; reckoned once for half an octave of scales."""
        return self._level(level_of(scale))[0]

    def singles_at(self, scale: float) -> PointLayer:
        """Return the points that stand on their own at a scale."""
        return self._level(level_of(scale))[1]

    def shares(self, clustering: Clustering, index: int) -> list[tuple[str, int]]:
        """Return how many points of each style key a cluster holds, the most first."""
        members = clustering.members[clustering.offsets[index] : clustering.offsets[index + 1]]
        keys = list(self.styles)
        found = np.bincount(self.kinds[members], minlength=len(keys))
        order = np.argsort(-found, kind="stable")
        return [(keys[i], int(found[i])) for i in order.tolist() if found[i]]

    def hit(self, x: float, y: float, tolerance: float, scale: float) -> tuple[int, object] | None:
        """Find what is drawn at a place: a point, its id; or a cluster, its first point's index.

        Parameters
        ----------
        x, y, tolerance : metres
        """
        clustering = self.at(scale)
        mine = clustering.singles
        away = np.hypot(self.x[mine] - x, self.y[mine] - y)
        if len(mine) and float(away.min()) <= tolerance:
            if self.urgent is not None:
                away = away - (self.urgent[mine] & (away <= tolerance)) * 2 * tolerance
            # Of equals the last is drawn on top.
            index = int(mine[len(mine) - 1 - np.argmin(away[::-1])])
            return index, self.id_of(index)
        inside = np.hypot(clustering.x - x, clustering.y - y) <= clustering.radii * scale
        for number in np.flatnonzero(inside).tolist():
            cluster = self.cluster(clustering, number, level_of(scale))
            return int(clustering.members[clustering.offsets[number]]), cluster
        return None

    def cluster(self, clustering: Clustering, number: int, level: int) -> Cluster:
        """Return one cluster of a level of scales as a value."""
        members = clustering.members[clustering.offsets[number] : clustering.offsets[number + 1]]
        x, y = self.x[members], self.y[members]
        return Cluster(
            float(clustering.x[number]),
            float(clustering.y[number]),
            float(clustering.radii[number]),
            level,
            tuple(self.id_of(index) for index in members.tolist()),
            (float(x.min()), float(y.min()), float(x.max()), float(y.max())),
        )

    def _level(self, level: int) -> tuple[Clustering, PointLayer]:
        if level not in self._known:
            clustering = gather(self.x, self.y, self.alone, 2.0 ** (level / 2))
            self._known[level] = (clustering, self._only(clustering.singles))
        return self._known[level]

    def _only(self, chosen: Indices) -> PointLayer:
        classes: Texts | None = None
        if self.classes is not None:
            classes = np.asarray(self.classes, dtype=object)[chosen]
        return PointLayer(
            name=self.name,
            title=self.title,
            x=self.x[chosen],
            y=self.y[chosen],
            style=self.style,
            classes=classes,
            urgent=None if self.urgent is None else self.urgent[chosen],
        )


def closer(cluster: Cluster, view: Viewport) -> Bounds:
    """Return what to show so that a cluster splits: its members, from nearer than now.

    Members at one address come apart at `split_scale`, where nothing is gathered.
    """
    left, bottom, right, top = cluster.bounds
    x, y = (left + right) / 2, (bottom + top) / 2
    scale = max((right - left) / view.width, (top - bottom) / view.height) * _AROUND
    scale = min(max(scale, split_scale * 0.9), view.scale / 2)
    wide, high = (view.width - 48) * scale / 2, (view.height - 48) * scale / 2
    return (x - wide, y - high, x + wide, y + high)


def level_of(scale: float) -> int:
    """Return the half octave of a scale: clusters hold for all of it."""
    level = round(2 * log2(scale))
    # What is split stays so up to the scale itself, not to the middle of its half octave.
    return min(level, round(2 * log2(split_scale)) - 1) if scale < split_scale else level
