"""Level of detail of a coverage: its shapes simplified for each octave of scale, made meanwhile.

`shapely.coverage_simplify` keeps shared borders shared. It works on blocks of neighbouring
polygons whose common borders stay as they are: a block of 25,000 vertices takes some 20 ms
without the interpreter's lock, a million vertices 0.65 s instead of the 2.0 s of one piece, and
3 % more vertices remain. While an octave is missing painters take the shapes as they are.
"""

import threading
import weakref
from dataclasses import dataclass
from functools import cached_property
from math import floor, log2
from time import sleep

import numpy as np
import shapely

from gridapp.desktop.map.borders import Borders, borders, outline_of
from gridapp.desktop.map.ragged import Geometries, Indices, Ragged, join, of_polygons
from gridapp.desktop.map.strips import Strips, strips
from gridapp.desktop.map.view import Coordinates, Viewport

tolerance = 1.0
"""Device pixels at the octave's coarse end: square root of the triangles that may go."""

_FEW = 50_000  # vertices below which a layer is drawn as it is
_BLOCK = 25_000  # vertices simplified together
_APART = 500  # polygons taken apart at once: a few milliseconds
_LITTLE = 200_000  # vertices simplified in one piece, once there are no more
_STRIP = 12.0  # device pixels at the octave's coarse end: how high strips of segments are
_TAKEN = 0.25  # of the mean segment: a lesser tolerance takes hardly a vertex away

_one_at_a_time = threading.Lock()


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """Shapes ready to draw.

    Attributes
    ----------
    ragged : Ragged
    rows : intp array, shape (n,)
        Where each feature of the layer stands in `ragged`.
    borders : Borders
        Of the vertices of `ragged`; `across` names features of the layer.
    strips : Strips
        Each boundary once, ready to stroke.
    rings : list of float64 arrays, or None
        Round all features together, as of `outline_of`.
    """

    ragged: Ragged
    rows: Indices
    borders: Borders
    strips: Strips
    rings: list[Coordinates] | None

    def take(self, found: Indices) -> tuple[Ragged, Borders]:
        """Return the chosen features of the layer, in the order they stand here."""
        if len(found) == len(self.ragged.sizes):
            return self.ragged, self.borders
        rows = np.sort(self.rows[found])
        return self.ragged.take(rows), self.borders.take(self.ragged.vertices(rows))


class Details:
    """The simplified shapes of some polygons, by octave."""

    def __init__(self, polygons: Geometries) -> None:
        self._polygons = polygons
        self._made: dict[int, Shapes] = {}
        self._wanted: set[int] = set()

    def at(self, view: Viewport) -> Shapes | None:
        """Return the shapes for a view's scale if they are there."""
        return self._made.get(octave(view))

    def want(self, view: Viewport) -> None:
        """Have the shapes of a view's scale made in the background, where that is of use."""
        wanted = octave(view)
        if wanted not in self._wanted:
            self._wanted.add(wanted)
            # The thread doesn't keep alive what nobody shows any more.
            work = threading.Thread(
                target=_make, args=(weakref.ref(self), wanted), name=f"details {wanted}"
            )
            work.start()

    def make(self, view: Viewport) -> Shapes | None:
        """Make the shapes of a view's scale now; None where that is of no use."""
        wanted = octave(view)
        if wanted not in self._made:
            self._wanted.add(wanted)
            _make(weakref.ref(self), wanted)
        return self._made.get(wanted)

    def is_of_use(self, wanted: int) -> bool:
        """Return whether there are many vertices, closer together than an octave needs."""
        vertices, length = self._measures
        return vertices >= _FEW and tolerance * 2.0**wanted * vertices > _TAKEN * length

    @cached_property
    def _measures(self) -> tuple[int, float]:
        """Vertices and metres of all boundaries."""
        vertices = int(shapely.get_num_coordinates(self._polygons).sum())
        return vertices, float(np.nansum(shapely.length(self._polygons)))


def octave(view: Viewport) -> int:
    """Return the power of two at or below the metres per device pixel."""
    return floor(log2(view.scale / view.ratio))


def _make(owner: "weakref.ref[Details]", wanted: int) -> None:
    """Simplify block by block; give up when the owner or the program goes."""
    with _one_at_a_time:
        details = owner()
        if details is None or not details.is_of_use(wanted):
            return
        polygons = details._polygons
        pieces = []
        order, blocks = _blocks(polygons)
        for block in blocks:
            del details
            some = shapely.coverage_simplify(
                polygons[block], tolerance * 2.0**wanted, simplify_boundary=False
            )
            pieces.append(some)
            details = owner()
            if details is None or not threading.main_thread().is_alive():
                return
        ragged = _joined(pieces, wanted)
        rows = np.full(len(polygons), -1, dtype=np.intp)
        rows[order] = np.arange(len(order))
        edges = borders(ragged, order)
        begin = np.flatnonzero(edges.once)
        owners = np.repeat(order.astype(np.int32), ragged.sizes)[begin]
        lines = strips(ragged.coords, begin, owners, _STRIP * 2.0**wanted)
        rings = outline_of(ragged.coords, ragged.parts, edges.across, order, len(polygons))
        details._made[wanted] = Shapes(ragged, rows, edges, lines, rings)


def _joined(pieces: list[Geometries], wanted: int) -> Ragged:
    """Put the blocks together; where little is left, simplify what they have in common too.

    Else those borders, all of their vertices still there, would look thicker than the others.
    """
    whole = np.concatenate(pieces)
    pieces.clear()
    if shapely.get_num_coordinates(whole).sum() <= _LITTLE:
        whole = shapely.coverage_simplify(whole, tolerance * 2.0**wanted)
    # Taking polygons apart and freeing them holds the interpreter's lock: 20,000 at once made
    # the window wait for 70 ms.
    ragged = []
    for start in range(0, len(whole), _APART):
        some = slice(start, start + _APART)
        ragged.append(of_polygons(whole[some]))
        whole[some] = None
        sleep(0)
    return join(ragged)


def _blocks(polygons: Geometries) -> tuple[Indices, list[Indices]]:
    """Return the polygons that are there in stripes from west to east, and cut into blocks."""
    there = np.flatnonzero(~(shapely.is_missing(polygons) | shapely.is_empty(polygons)))
    middle = shapely.get_coordinates(shapely.centroid(polygons[there]))
    sizes = shapely.get_num_coordinates(polygons[there])
    stripes = max(round((sizes.sum() / _BLOCK) ** 0.5), 1)
    rank = np.empty(len(there), dtype=np.intp)
    rank[np.argsort(middle[:, 0])] = np.arange(len(there))
    order = np.lexsort((middle[:, 1], rank * stripes // max(len(there), 1)))
    ends = np.cumsum(sizes[order])
    cuts = np.flatnonzero(np.diff(ends // _BLOCK)) + 1
    return there[order], np.split(there[order], cuts)
