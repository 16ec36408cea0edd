"""Rings and lines of many features in one array of coordinates with offsets."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import shapely
from numpy.typing import NDArray

from gridapp.desktop.map.view import Coordinates

Indices = NDArray[np.intp]
Geometries = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class Ragged:
    """Parts (rings or lines) of features, in the features' order.

    Attributes
    ----------
    coords : float64 array, shape (n, 2)
    parts : intp array, shape (p + 1,)
        Part i is ``coords[parts[i]:parts[i + 1]]``.
    features : intp array, shape (f + 1,)
        Feature j is ``parts[features[j]:features[j + 1]]``.
    """

    coords: Coordinates
    parts: Indices
    features: Indices

    @cached_property
    def sizes(self) -> Indices:
        """Vertices per feature, shape (f,)."""
        return np.diff(self.parts[self.features])

    def vertices(self, chosen: Indices) -> Indices:
        """Return the rows of `coords` that belong to the chosen features, in order."""
        first = self.parts[self.features[chosen]]
        return _spans(first, self.parts[self.features[chosen + 1]] - first)

    def take(self, chosen: Indices) -> "Ragged":
        """Return the chosen features only."""
        first = self.features[chosen]
        count = self.features[chosen + 1] - first
        parts = _spans(first, count)
        lengths = self.parts[parts + 1] - self.parts[parts]
        return Ragged(self.coords[self.vertices(chosen)], _offsets(lengths), _offsets(count))


def of_polygons(polygons: Geometries) -> Ragged:
    """Return the rings of polygons and multipolygons; missing and empty ones have none.

    Shells run clockwise and holes the other way, so that neighbours run against each other along
    their common border.
    """
    turned = shapely.orient_polygons(polygons, exterior_cw=True)
    pieces, owner = shapely.get_parts(turned, return_index=True)
    rings, piece = shapely.get_rings(pieces, return_index=True)
    return _of_parts(rings, owner[piece], len(polygons))


def of_lines(lines: Geometries) -> Ragged:
    """Return the parts of lines and multilines."""
    parts, owner = shapely.get_parts(lines, return_index=True)
    return _of_parts(parts, owner, len(lines))


def _of_parts(parts: Geometries, owner: Indices, features: int) -> Ragged:
    coords = shapely.get_coordinates(parts)
    lengths = shapely.get_num_coordinates(parts).astype(np.intp)
    count = np.bincount(owner, minlength=features).astype(np.intp)
    return Ragged(coords, _offsets(lengths), _offsets(count))


def of_rings(features: Sequence[Sequence[Coordinates]]) -> Ragged:
    """Return the rings of each feature, given as arrays of shape (n_i, 2)."""
    rings = [ring for feature in features for ring in feature]
    coords = np.concatenate(rings) if rings else np.empty((0, 2))
    lengths = np.array([len(ring) for ring in rings], dtype=np.intp)
    count = np.array([len(feature) for feature in features], dtype=np.intp)
    return Ragged(coords, _offsets(lengths), _offsets(count))


def join(pieces: Sequence[Ragged]) -> Ragged:
    """Put the features of several pieces one after the other."""
    lengths = [np.diff(piece.parts) for piece in pieces]
    counts = [np.diff(piece.features) for piece in pieces]
    return Ragged(
        np.concatenate([piece.coords for piece in pieces]),
        _offsets(np.concatenate(lengths)),
        _offsets(np.concatenate(counts)),
    )


def chunks(sizes: Indices, most: int) -> list[slice]:
    """Cut features of so many vertices into runs of about `most` vertices."""
    cuts = (np.flatnonzero(np.diff(np.cumsum(sizes) // most)) + 1).tolist()
    return [slice(a, b) for a, b in zip([0, *cuts], [*cuts, len(sizes)], strict=True)]


def _offsets(lengths: Indices) -> Indices:
    result = np.zeros(len(lengths) + 1, dtype=np.intp)
    np.cumsum(lengths, out=result[1:])
    return result


def _spans(first: Indices, lengths: Indices) -> Indices:
    """Return ``first[i] … first[i] + lengths[i] - 1`` for all i, one after the other."""
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if len(ends) else 0
    return np.repeat(first - ends + lengths, lengths) + np.arange(total)
