"""What a workspace's gazetteer is made of: its places, its grids, its roads; kept until changed."""

from collections.abc import Callable
from itertools import chain
from threading import Lock

import numpy as np
import shapely

from gridapp.grid.grids import Grids
from gridapp.locate.gazetteer import Gazetteer, Places
from gridapp.locate.roads import RoadLines
from gridapp.store.gazetteer import read_roads
from gridapp.store.ground import read_places
from gridapp.store.home import Transaction


class Shelf:
    """Keeps a gazetteer that takes seconds to read; whoever asks meanwhile waits for it."""

    def __init__(self, read: Callable[[], Gazetteer]) -> None:
        self._read = read
        self._reading, self._changing = Lock(), Lock()
        self._kept: Gazetteer | None = None
        self._state = 0

    @property
    def is_filled(self) -> bool:
        """Whether asking costs nothing."""
        return self._kept is not None

    def take(self) -> Gazetteer:
        """Return the gazetteer, read now unless it is there."""
        with self._reading:
            kept = self._kept
            while kept is None:
                state, read = self._state, self._read()
                with self._changing:
                    # What was forgotten meanwhile may have been read before it changed.
                    if state == self._state:
                        kept = self._kept = read
            return kept

    def forget(self) -> None:
        """Let the next one who asks read it anew; waits for nobody."""
        with self._changing:
            self._state += 1
            self._kept = None


def read_gazetteer(connection: Transaction, grids: Grids | None) -> Gazetteer:
    """Build the index over every place and enterprise, the grids in force, and the roads."""
    rows, roads = read_places(connection), read_roads(connection)
    lines = RoadLines(roads.names, roads.lines)
    places = Places(rows.refs, rows.kinds, rows.names, rows.addresses, rows.aliases, rows.x, rows.y)
    return Gazetteer(places if grids is None else _with_grids(places, grids), lines)


def _with_grids(places: Places, grids: Grids) -> Places:
    """Append grids: a point inside each stands for it, as far as the grid reaches."""
    inside = shapely.point_on_surface(grids.polygons)
    reach = shapely.hausdorff_distance(inside, grids.polygons)
    codes = [str(code) for code in grids.codes]
    return Places(
        [*places.ids, *codes],
        list(chain(places.kinds, ["grid"] * len(grids))),
        [*places.names, *map(str, grids.names)],
        [*places.addresses, *([""] * len(grids))],
        [*places.aliases, *codes],
        np.concatenate([places.x, shapely.get_x(inside)]),
        np.concatenate([places.y, shapely.get_y(inside)]),
        np.concatenate([np.full(len(places), np.nan), reach]),
    )
