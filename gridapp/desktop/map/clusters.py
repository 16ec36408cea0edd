"""Points gathered into clusters where they are dense; those that matter stand on their own."""

from dataclasses import dataclass, field
from functools import cached_property
from math import hypot

import numpy as np
from numpy.typing import NDArray

from gridapp.desktop.map.gathering import (
    Clustering,
    Crowd,
    finest,
    gather,
    level_of,
    split_scale,
)
from gridapp.desktop.map.layers import PointLayer
from gridapp.desktop.map.ragged import Indices
from gridapp.desktop.map.view import Bounds, Viewport

_AROUND = 1.5  # times the members' own extent that is shown of them
_SMALL = 300.0  # pixels: who sees all points within these needs no more levels


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
    def _known(self) -> dict[int, tuple[Clustering, "Singles"]]:
        return {}

    def at(self, scale: float) -> Clustering:
        """Return the clusters at a scale; reckoned once for half an octave of scales.

        `prepare` has done so beforehand for all scales that matter.
        """
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

    def prepare(self) -> "ClusteredLayer":
        """Gather at every scale that is of use, off the main thread; return the layer."""
        if self.bounds is not None:
            left, bottom, right, top = self.bounds
            extent = max(hypot(right - left, top - bottom), split_scale * _SMALL)
            for level in range(finest - 1, level_of(extent / _SMALL) + 1):
                singles = self._level(level)[1]
                singles.prepare()
        return self

    def _level(self, level: int) -> tuple[Clustering, "Singles"]:
        level = max(level, finest - 1)
        if level not in self._known:
            clustering = gather(self._crowd, level)
            self._known[level] = (clustering, self._only(clustering.singles))
        return self._known[level]

    @cached_property
    def _crowd(self) -> Crowd:
        return Crowd(self.x, self.y, self.alone)

    def _only(self, chosen: Indices) -> "Singles":
        return Singles(
            name=self.name,
            title=self.title,
            x=self.x[chosen],
            y=self.y[chosen],
            style=self.style,
            urgent=None if self.urgent is None else self.urgent[chosen],
            whole=self,
            chosen=chosen,
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class Singles(PointLayer):
    """Some points of another layer; what is known of that needn't be found out again.

    Parameters
    ----------
    whole : PointLayer
    chosen : intp array, shape (n,)
        Which of its points these are, rising.
    """

    whole: PointLayer
    chosen: Indices

    def prepare(self) -> None:
        """Find out what painters ask for."""
        _ = self.styles, self._order

    @cached_property
    def kinds(self) -> NDArray[np.int32]:
        """Which key of `styles` each point wears, by its place there."""
        return self.whole.kinds[self.chosen]

    @cached_property
    def styles(self) -> dict[str, Indices]:
        """The features of each style key, those that nobody wears too."""
        return {
            key: np.flatnonzero(self.kinds == number)
            for number, key in enumerate(self.whole.styles)
        }

    @cached_property
    def _order(self) -> tuple[Indices, NDArray[np.float64], int]:
        number = np.full(len(self.whole.x), -1, dtype=np.intp)
        number[self.chosen] = np.arange(len(self.chosen))
        order, _, calm = self.whole._order
        order, is_calm = number[order], np.arange(len(order)) < calm
        is_here = order >= 0
        order, is_calm = order[is_here], is_calm[is_here]
        return order, -self.y[order], int(np.count_nonzero(is_calm))


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
