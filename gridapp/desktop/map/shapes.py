"""Shapes ready to draw: their rings, who lies across, and each boundary once."""

from dataclasses import dataclass

import numpy as np

from gridapp.desktop.map.borders import Borders, borders, outline_of
from gridapp.desktop.map.ragged import Indices, Ragged
from gridapp.desktop.map.strips import Strips, strips
from gridapp.desktop.map.view import Coordinates


@dataclass(frozen=True, slots=True, eq=False)
class Shapes:
    """Shapes ready to draw.

    Attributes
    ----------
    ragged : Ragged
    rows : intp array, shape (n,)
        Where each feature of the layer stands in `ragged`; -1 where it has no shape.
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


def ready(ragged: Ragged, order: Indices, count: int, height: float) -> Shapes:
    """Find out what drawing needs.

    Parameters
    ----------
    ragged : Ragged
        Rings that all turn the same way, neighbours sharing their vertices.
    order : intp array, shape (f,)
        Which feature of the layer each of `ragged` is.
    count : int
        Features of the layer.
    height : float
        Metres: how high strips of segments are.
    """
    rows = np.full(count, -1, dtype=np.intp)
    rows[order] = np.arange(len(order))
    edges = borders(ragged, order)
    begin = np.flatnonzero(edges.once)
    owners = np.repeat(order.astype(np.int32), ragged.sizes)[begin]
    lines = strips(ragged.coords, begin, owners, height)
    rings = outline_of(ragged.coords, ragged.parts, edges.across, order, count)
    return Shapes(ragged, rows, edges, lines, rings)
