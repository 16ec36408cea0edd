"""The layers of a map as values: what lies where, and under which style of the tokens."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from gridapp.desktop.map.details import Details
from gridapp.desktop.map.ragged import Geometries, Ragged, of_lines
from gridapp.desktop.map.view import Bounds
from gridapp.locate.datum import Datum
from gridapp.messages import Message

if TYPE_CHECKING:
    from gridapp.desktop.map.background.feed import TileFeed  # layers know no Qt

Texts = NDArray[np.object_] | Sequence[str]
"""One string a feature; the empty string is no label."""


@dataclass(frozen=True, eq=False, kw_only=True)
class _Layer:
    """What every layer has.

    Parameters
    ----------
    name : str
        The layer's key in a scene.
    title : Message or str
        For the list of layers.
    ids : sequence, optional
        What a hit hands back, one a feature; the features' numbers if left out.
    min_scale, max_scale : float
        Metres per pixel between which the layer is drawn.
    label_priority : int
        Labels of a higher priority are placed first.
    label_max_scale : float
        Metres per pixel above which the layer has no labels.
    is_interactive : bool
        Whether hover and click find its features.
    is_backdrop : bool
        Whether it reaches beyond what the map is about: “everything” is without it.
    """

    name: str
    title: Message | str = ""
    ids: Sequence[object] | None = None
    min_scale: float = 0.0
    max_scale: float = float("inf")
    label_priority: int = 0
    label_max_scale: float = float("inf")
    is_interactive: bool = True
    is_backdrop: bool = False

    @cached_property
    def tree(self) -> shapely.STRtree:
        """The index for culling and hits."""
        return shapely.STRtree(self.geometries)

    @cached_property
    def geometries(self) -> Geometries:
        """One geometry a feature, None where it has none."""
        return self._shapes()

    def _shapes(self) -> Geometries:
        raise NotImplementedError

    @cached_property
    def bounds(self) -> Bounds | None:
        """The bounds of all features; None if there are none."""
        shapes = self.geometries
        there = shapes[~(shapely.is_missing(shapes) | shapely.is_empty(shapes))]
        if not len(there):
            return None
        left, bottom, right, top = shapely.total_bounds(there).tolist()
        return (left, bottom, right, top)

    def id_of(self, index: int) -> object:
        """Return the id of the feature at `index`."""
        return index if self.ids is None else self.ids[index]

    @cached_property
    def numbers(self) -> dict[object, int]:
        """Where each id stands."""
        return {self.id_of(index): index for index in range(len(self))}

    def is_drawn_at(self, scale: float) -> bool:
        """Return whether the layer shows at `scale`."""
        return self.min_scale <= scale < self.max_scale

    def __len__(self) -> int:
        return len(self.geometries)


@dataclass(frozen=True, eq=False, kw_only=True)
class AreaLayer(_Layer):
    """Polygons of one style, such as a net's grids, water or buildings.

    Parameters
    ----------
    polygons : object array, shape (n,)
        Polygons or multipolygons, metres; None is a feature without a shape.
    style : str
        Key of `Tokens.areas`, such as ``grid.level1``; with a class, ``base.landuse.farmland``.
    classes : sequence of str, optional
        One a polygon.
    labels : sequence of str, optional
        Texts placed inside; a line break makes two lines.
    short_labels : sequence of str, optional
        What stands where the whole text has no room.
    finer : AreaLayer, optional
        The layer whose polygons these are made of, as level-one grids are of sub-grids.
    parents : intp array, shape (len(finer),), optional
        In which of these polygons each of the finer lies; -1 for none.
    """

    polygons: Geometries
    style: str
    classes: Texts | None = None
    labels: Texts | None = None
    short_labels: Texts | None = None
    finer: "AreaLayer | None" = None
    parents: NDArray[np.intp] | None = None

    def _shapes(self) -> Geometries:
        return self.polygons

    @cached_property
    def details(self) -> Details:
        """The shapes at lesser detail, made in the background."""
        finer = None if self.finer is None else self.finer.details
        return Details(self.polygons, finer, self.parents)

    @cached_property
    def styles(self) -> dict[str, NDArray[np.intp]]:
        """The features of each style key."""
        return _grouped(self.style, self.classes, len(self.polygons))

    def by_style(self, found: NDArray[np.intp]) -> Iterator[tuple[str, NDArray[np.intp]]]:
        """Yield those of `found` that wear each style, in the order of `styles`.

        The work is of `found`'s size, not of the layer's.
        """
        if len(self.styles) == 1:
            yield from ((key, found) for key in self.styles)
            return
        worn = self._style_numbers[found]
        for number, key in enumerate(self.styles):
            yield key, found[worn == number]

    @cached_property
    def _style_numbers(self) -> NDArray[np.int32]:
        numbers = np.zeros(len(self.polygons), dtype=np.int32)
        for number, chosen in enumerate(self.styles.values()):
            numbers[chosen] = number
        return numbers

    @cached_property
    def areas(self) -> NDArray[np.float64]:
        """Square metres, shape (n,); 0 where there is no polygon."""
        return np.nan_to_num(np.asarray(shapely.area(self.polygons), dtype=np.float64))

    @cached_property
    def side(self) -> float:
        """Metres a side of a square as large as the middle one of the polygons; 0 without any."""
        there = self.areas[self.areas > 0]
        return float(np.sqrt(np.median(there))) if len(there) else 0.0

    @cached_property
    def centroids(self) -> NDArray[np.float64]:
        """Metres, shape (n, 2); NaN where there is no polygon."""
        points = shapely.centroid(self.polygons)
        return np.column_stack((shapely.get_x(points), shapely.get_y(points)))

    @cached_property
    def letters(self) -> NDArray[np.intp]:
        """Letters in the longest line of each label at its shortest, shape (n,)."""
        texts = self.short_labels if self.short_labels is not None else self.labels
        if texts is None:
            texts = [""] * len(self.polygons)
        return np.array([max(map(len, text.split("\n"))) for text in texts], dtype=np.intp)


@dataclass(frozen=True, eq=False, kw_only=True)
class LineLayer(_Layer):
    """Lines such as streets, each of a class that gives its width.

    Parameters
    ----------
    lines : object array, shape (n,)
        Lines or multilines, metres.
    style : str
        Key of `Tokens.lines`, such as ``base.street``; with a class, ``base.street.primary``.
    classes : sequence of str, optional
        One a line.
    labels : sequence of str, optional
        Texts placed along the lines; pieces of one name are labelled together.
    """

    lines: Geometries
    style: str
    classes: Texts | None = None
    labels: Texts | None = None

    def _shapes(self) -> Geometries:
        return self.lines

    @cached_property
    def ragged(self) -> Ragged:
        """The lines' parts, ready for the painters."""
        return of_lines(self.lines)

    @cached_property
    def styles(self) -> dict[str, NDArray[np.intp]]:
        """The features of each style key."""
        return _grouped(self.style, self.classes, len(self.lines))

    @cached_property
    def named(self) -> tuple[list[str], Geometries]:
        """Each name once, with all its lines merged: what labels are placed along."""
        if self.labels is None:
            return [], np.empty(0, dtype=object)
        texts = np.asarray(self.labels, dtype=object)
        names = sorted({text for text in texts if text})
        merged = [
            shapely.line_merge(shapely.union_all(self.lines[texts == name])) for name in names
        ]
        return names, np.array(merged, dtype=object)


@dataclass(frozen=True, eq=False, kw_only=True)
class PointLayer(_Layer):
    """Points with a symbol, such as cases.

    Parameters
    ----------
    x, y : float64 arrays, shape (n,)
        Metres.
    style : str
        Key of `Tokens.symbols`, such as ``case``; with a class, ``case.waiting``.
    classes : sequence of str, optional
        One a point.
    urgent : bool array, shape (n,), optional
        Which points wear the second outline.
    labels : sequence of str, optional
        Texts placed beside the points.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    style: str
    classes: Texts | None = None
    urgent: NDArray[np.bool_] | None = None
    labels: Texts | None = None

    def _shapes(self) -> Geometries:
        return np.asarray(shapely.points(self.x, self.y), dtype=object)

    @cached_property
    def styles(self) -> dict[str, NDArray[np.intp]]:
        """The features of each style key."""
        return _grouped(self.style, self.classes, len(self.x))

    @cached_property
    def _order(self) -> tuple[NDArray[np.intp], NDArray[np.float64], int]:
        """Return the points in drawing order, how far south each lies, how many are calm."""
        urgent = np.zeros(len(self.x), dtype=bool) if self.urgent is None else self.urgent
        order = np.lexsort((-self.y, urgent))
        return order, -self.y[order], len(urgent) - int(np.count_nonzero(urgent))

    def within(self, bounds: Bounds) -> NDArray[np.intp]:
        """Return the points in these bounds in drawing order.

        The urgent ones come last; within each part the northern ones come first.
        """
        left, bottom, right, top = bounds
        order, south, calm = self._order
        parts = []
        for part in (slice(calm), slice(calm, None)):
            first = np.searchsorted(south[part], -top)
            last = np.searchsorted(south[part], -bottom, side="right")
            parts.append(order[part][first:last])
        near = np.concatenate(parts)
        return near[(self.x[near] >= left) & (self.x[near] <= right)]

    @cached_property
    def kinds(self) -> NDArray[np.int32]:
        """Which key of `styles` each point wears, by its place there."""
        numbers = np.zeros(len(self.x), dtype=np.int32)
        for number, chosen in enumerate(self.styles.values()):
            numbers[chosen] = number
        return numbers


@dataclass(frozen=True, eq=False, kw_only=True)
class TrackLayer(_Layer):
    """Legs of tracks: a line inside each leg, none across the gaps between them.

    Parameters
    ----------
    legs : sequence of float64 arrays, shape (n_i, 2)
        Positions in metres, in the order of their times; a leg of one fix shows nothing.
    style : str
        Key of `Tokens.lines`.
    """

    legs: Sequence[NDArray[np.float64]] = field(default=())
    style: str = "track"

    def _shapes(self) -> Geometries:
        lines = np.full(len(self.legs), None, dtype=object)
        for i, leg in enumerate(self.legs):
            if len(leg) > 1:
                lines[i] = shapely.linestrings(leg)
        return lines

    @cached_property
    def ragged(self) -> Ragged:
        """The legs, ready for the painters."""
        return of_lines(self.geometries)

    @cached_property
    def styles(self) -> dict[str, NDArray[np.intp]]:
        """All legs have the one style."""
        return _grouped(self.style, None, len(self.legs))


@dataclass(frozen=True, eq=False, kw_only=True)
class RasterLayer(_Layer):
    """Pictures in tiles, such as aerial photographs; it has no features.

    Parameters
    ----------
    feed : TileFeed
        Where the pictures come from; shared by the layers that replace one another.
    crs : str
        The map's, such as ``EPSG:4549``.
    datum : Datum
        What the pictures are drawn on.
    opacity : float
        0 to 1.
    credit : str
        What their makers want to read on the map.
    patience_s : float
        Seconds without a tile from the network after which no more is waited for; a window
        doesn't wait at all, it draws again.
    """

    feed: "TileFeed"
    crs: str
    datum: Datum = Datum.WGS84
    opacity: float = 1.0
    credit: str = ""
    patience_s: float = 0.0
    is_interactive: bool = False

    def _shapes(self) -> Geometries:
        return np.empty(0, dtype=object)


Layer = AreaLayer | LineLayer | PointLayer | TrackLayer | RasterLayer


def _grouped(style: str, classes: Texts | None, count: int) -> dict[str, NDArray[np.intp]]:
    if classes is None:
        return {style: np.arange(count)}
    values, group = np.unique(np.asarray(classes, dtype=str), return_inverse=True)
    return {
        f"{style}.{value}" if value else style: np.flatnonzero(group == i)
        for i, value in enumerate(values)
    }
