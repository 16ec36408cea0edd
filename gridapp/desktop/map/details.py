"""Level of detail of a coverage: its shapes simplified for each octave of scale, made meanwhile.

`shapely.coverage_simplify` keeps shared borders shared. It works on blocks of neighbouring
polygons whose common borders stay as they are: a block of 25,000 vertices takes some 20 ms
without the interpreter's lock, a million vertices 0.65 s instead of the 2.0 s of one piece, and
3 % more vertices remain. While an octave is missing painters take the shapes as they are.
"""

import threading
import weakref
from functools import cached_property
from math import floor, log2
from time import sleep

import numpy as np
import shapely

from gridapp.desktop.map.nesting import is_nest, outlines
from gridapp.desktop.map.ragged import Geometries, Indices, Ragged, join, of_polygons
from gridapp.desktop.map.shapes import Shapes, ready
from gridapp.desktop.map.view import Viewport

tolerance = 1.0
"""Device pixels at the octave's coarse end: square root of the triangles that may go."""

_FEW = 50_000  # vertices below which a layer is drawn as it is
_BLOCK = 25_000  # vertices simplified together
_APART = 500  # polygons taken apart at once: a few milliseconds
_LITTLE = 200_000  # vertices simplified in one piece, once there are no more
_STRIP = 12.0  # device pixels at the octave's coarse end: how high strips of segments are
_TAKEN = 0.25  # of the mean segment: a lesser tolerance takes hardly a vertex away

_one_at_a_time = threading.Lock()


class Details:
    """The simplified shapes of some polygons, by octave.

    Parameters
    ----------
    polygons : object array, shape (n,)
    finer : Details, optional
        Of the polygons that these are made of: if they are, common lines are simplified once.
    parents : intp array, shape (polygons of the finer,), optional
        In which of these polygons each of the finer lies; -1 for none.
    """

    def __init__(
        self, polygons: Geometries, finer: "Details | None" = None, parents: Indices | None = None
    ) -> None:
        self._polygons = polygons
        self._finer, self._parents = finer, parents
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

    def _keep(self, wanted: int, ragged: Ragged, order: Indices) -> None:
        height = _STRIP * 2.0**wanted
        self._made[wanted] = ready(ragged, order, len(self._polygons), height)

    def is_of_use(self, wanted: int) -> bool:
        """Return whether there are many vertices, closer together than an octave needs."""
        vertices, length = self._measures
        return vertices >= _FEW and tolerance * 2.0**wanted * vertices > _TAKEN * length

    @cached_property
    def _nest(self) -> "tuple[Details, Indices] | None":
        """The finer shapes that these are exactly made of, and in which of these each lies."""
        if self._finer is None or self._parents is None:
            return None
        if not is_nest(self._polygons, self._finer._polygons, self._parents):
            return None
        return self._finer, self._parents

    @cached_property
    def _measures(self) -> tuple[int, float]:
        """Vertices and metres of all boundaries."""
        vertices = int(shapely.get_num_coordinates(self._polygons).sum())
        return vertices, float(np.nansum(shapely.length(self._polygons)))


def octave(view: Viewport) -> int:
    """Return the power of two at or below the metres per device pixel."""
    return floor(log2(view.scale / view.ratio))


def _make(owner: "weakref.ref[Details]", wanted: int) -> None:
    with _one_at_a_time:
        _fill(owner, wanted)


def _fill(owner: "weakref.ref[Details]", wanted: int) -> None:
    """Make the shapes of an octave unless they are there, or of no use."""
    details = owner()
    if details is None or wanted in details._made:
        return
    nest = details._nest
    if nest is not None:
        finer, parents = nest
        del details, nest
        _fill(weakref.ref(finer), wanted)
        fine = finer._made.get(wanted)
        del finer
        details = owner()
        if fine is None or details is None:
            return
        found = outlines(fine, parents, len(details._polygons))
        if found is not None:
            details._keep(wanted, found.ragged, found.order)
            return
    _simplify(owner, wanted)


def _simplify(owner: "weakref.ref[Details]", wanted: int) -> None:
    """Simplify block by block; give up when the owner or the program goes."""
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
    details._keep(wanted, _joined(pieces, wanted), order)


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
