"""What lies near the pointer: nodes, vertices and borders of the fabric, streets, other layers."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import shapely

from gridapp.desktop.map.layers import AreaLayer, LineLayer
from gridapp.desktop.map.scene import Scene
from gridapp.grid.fabric import Fabric
from gridapp.grid.segments import Bools, Floats, Ints

REACH = 10.0
"""Pixels within which the pointer takes hold of things and snaps."""

Kind = Literal["node", "vertex", "border", "street", "corner", "edge"]


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that the pointer snaps to.

    Attributes
    ----------
    kind : {"node", "vertex", "border", "street", "corner", "edge"}
        The last two are of a layer that is on the map.
    x, y : float
        Metres.
    line : int
        The arc, the street, or the feature of the layer.
    vertex : int
        The vertex of the line, counted from its tail; on a border or street, the one before.
    """

    kind: Kind
    x: float
    y: float
    line: int
    vertex: int


class Lines:
    """Lines that can be asked what is near.

    Parameters
    ----------
    xy : (v, 2) float64 array
        Metres, line after line.
    offsets : (n + 1,) int64 array
        Where each line starts in `xy`.
    there : (n,) bool array, optional
        Which lines count; all if left out.
    """

    def __init__(self, xy: Floats, offsets: Ints, there: Bools | None = None) -> None:
        self.xy, self.offsets = xy, offsets
        starts = offsets[:-1]
        self._low = np.minimum.reduceat(xy, starts) if len(starts) else np.empty((0, 2))
        self._high = np.maximum.reduceat(xy, starts) if len(starts) else np.empty((0, 2))
        if there is not None:
            self._low = np.where(there[:, None], self._low, np.inf)  # never near

    def near(self, x: float, y: float, reach: float) -> Ints:
        """Return the lines whose bounds come within reach."""
        low, high = self._low, self._high
        return np.flatnonzero(
            (low[:, 0] <= x + reach)
            & (high[:, 0] >= x - reach)
            & (low[:, 1] <= y + reach)
            & (high[:, 1] >= y - reach)
        )

    def within(self, bounds: tuple[float, float, float, float]) -> Ints:
        """Return the lines whose bounds touch these (left, bottom, right, top)."""
        left, bottom, right, top = bounds
        low, high = self._low, self._high
        return np.flatnonzero(
            (low[:, 0] <= right)
            & (high[:, 0] >= left)
            & (low[:, 1] <= top)
            & (high[:, 1] >= bottom)
        )

    def nearest_vertex(self, x: float, y: float, reach: float) -> tuple[int, int] | None:
        """Return line and vertex nearest to a place, within reach."""
        best, found = reach, None
        for line in self.near(x, y, reach).tolist():
            part = self.xy[self.offsets[line] : self.offsets[line + 1]]
            away = np.hypot(part[:, 0] - x, part[:, 1] - y)
            at = int(np.argmin(away))
            if away[at] <= best:
                best, found = float(away[at]), (line, at)
        return found

    def nearest_point(
        self, x: float, y: float, reach: float
    ) -> tuple[int, int, float, float] | None:
        """Return line, the vertex before, and the place on the line nearest to a place."""
        best, found = reach, None
        for line in self.near(x, y, reach).tolist():
            part = self.xy[self.offsets[line] : self.offsets[line + 1]]
            step = np.diff(part, axis=0)
            length = np.maximum((step**2).sum(axis=1), np.finfo(float).tiny)
            along = np.clip((((x, y) - part[:-1]) * step).sum(axis=1) / length, 0.0, 1.0)
            foot = part[:-1] + along[:, None] * step
            away = np.hypot(foot[:, 0] - x, foot[:, 1] - y)
            at = int(np.argmin(away))
            if away[at] <= best:
                best = float(away[at])
                found = (line, at, float(foot[at, 0]), float(foot[at, 1]))
        return found


@dataclass(slots=True)
class Sights:
    """What else tools snap to, and whether they snap at all.

    Attributes
    ----------
    is_on : bool
        The switch of snapping.
    scene : Scene
        Areas and lines that are on the map take part.
    without : set of str
        Names of layers that don't: the net that is redrawn, and what is asked elsewhere.
    """

    is_on: bool = True
    scene: Scene = field(default_factory=Scene)
    without: set[str] = field(default_factory=set)

    def near(self, x: float, y: float, reach: float) -> Spot | None:
        """Return the corner, or else the edge, of a visible feature within reach."""
        point = shapely.Point(x, y)
        corner: tuple[float, Spot] | None = None
        edge: tuple[float, Spot] | None = None
        for layer in self.scene.shown(reach / REACH):
            if layer.name in self.without or not isinstance(layer, AreaLayer | LineLayer):
                continue
            for number in layer.tree.query(point, predicate="dwithin", distance=reach).tolist():
                shape = layer.geometries[number]
                xy = shapely.get_coordinates(shape)
                away = np.hypot(xy[:, 0] - x, xy[:, 1] - y)
                at = int(np.argmin(away))
                if away[at] <= (reach if corner is None else corner[0]):
                    place = (float(xy[at, 0]), float(xy[at, 1]))
                    corner = float(away[at]), Spot("corner", *place, number, at)
                foot = shapely.get_point(shapely.shortest_line(_edges(shape), point), 0)
                apart = float(shapely.distance(foot, point))
                if apart <= (reach if edge is None else edge[0]):
                    edge = apart, Spot("edge", float(foot.x), float(foot.y), number, 0)
        found = corner or edge
        return None if found is None else found[1]


def _edges(shape: shapely.Geometry) -> shapely.Geometry:
    is_area = shapely.get_dimensions(shape) == 2
    return shapely.boundary(shape) if is_area else shape


class Snapper:
    """Finds the spot that a pointer means: the most exact, borders before all else."""

    def __init__(self, fabric: Fabric, streets: Lines, sights: Sights | None = None) -> None:
        self.arcs = Lines(fabric.xy, fabric.offsets, _borders(fabric))
        self.sights = sights or Sights()
        self._streets = streets
        self._fabric = fabric

    def vertex(self, x: float, y: float, reach: float) -> Spot | None:
        """Return the node or vertex of a border within reach."""
        found = self.arcs.nearest_vertex(x, y, reach)
        if found is None:
            return None
        line, at = found
        first, last = self._fabric.offsets[line], self._fabric.offsets[line + 1] - 1
        place = self._fabric.xy[first + at]
        is_end = at in (0, int(last - first))
        return Spot("node" if is_end else "vertex", float(place[0]), float(place[1]), line, at)

    def border(self, x: float, y: float, reach: float) -> Spot | None:
        """Return the place on a border within reach."""
        found = self.arcs.nearest_point(x, y, reach)
        return None if found is None else Spot("border", found[2], found[3], found[0], found[1])

    def street(self, x: float, y: float, reach: float) -> Spot | None:
        """Return the corner of a street, or else the place on it, within reach."""
        corner = self._streets.nearest_vertex(x, y, reach)
        if corner is not None:
            place = self._streets.xy[self._streets.offsets[corner[0]] + corner[1]]
            return Spot("street", float(place[0]), float(place[1]), *corner)
        found = self._streets.nearest_point(x, y, reach)
        return None if found is None else Spot("street", found[2], found[3], found[0], found[1])

    def ground(self, x: float, y: float, reach: float) -> Spot | None:
        """Return the spot of a street or of a visible layer within reach; None when off."""
        if not self.sights.is_on:
            return None
        return self.street(x, y, reach) or self.sights.near(x, y, reach)

    def spot(self, x: float, y: float, reach: float) -> Spot | None:
        """Return whatever is within reach, the most exact first; None when snapping is off."""
        if not self.sights.is_on:
            return None
        return self.vertex(x, y, reach) or self.border(x, y, reach) or self.ground(x, y, reach)


def _borders(fabric: Fabric) -> Bools:
    """Tell which arcs are a border of some grid: what a border left behind is none."""
    found = np.zeros(fabric.n_arcs, bool)
    for level in fabric.levels:
        padded = np.append(level.labels, -1)
        found |= padded[fabric.left] != padded[fabric.right]
    return found
