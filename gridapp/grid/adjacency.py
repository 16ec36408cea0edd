"""Which faces touch along an arc, and which hang together."""

import numpy as np

from gridapp.grid.fabric import Fabric
from gridapp.grid.segments import Bools, Floats, Ints


def components(n: int, one: Ints, two: Ints) -> Ints:
    """Return for each of n things the smallest thing that it hangs together with.

    Parameters
    ----------
    one, two : (m,) int64 arrays
        Pairs that hang together.
    """
    root = np.arange(n, dtype=np.int64)
    while True:
        low = np.minimum(root[one], root[two])
        following = root.copy()
        np.minimum.at(following, root[one], low)
        np.minimum.at(following, root[two], low)
        following = following[following]
        if np.array_equal(following, root):
            return root
        root = following


def parts(fabric: Fabric, labels: Ints, barrier: Bools | None = None) -> Ints:
    """Return for each face the smallest face of its part: same label, joined by arcs.

    Parameters
    ----------
    labels : (f,) int64 array
        Row for each face.
    barrier : (a,) bool array, optional
        Arcs that don't join.
    """
    joins = (fabric.left >= 0) & (fabric.right >= 0)
    joins &= labels[fabric.left] == labels[fabric.right]
    if barrier is not None:
        joins &= ~barrier
    return components(fabric.n_faces, fabric.left[joins], fabric.right[joins])


def count_parts(fabric: Fabric, labels: Ints, rows: Ints) -> Ints:
    """Return how many parts each of some grids consists of; 0 without faces.

    Parameters
    ----------
    rows : (r,) int64 array
        Ascending.
    """
    faces = np.flatnonzero(np.isin(labels, rows))
    number = np.full(fabric.n_faces, -1, np.int64)
    number[faces] = np.arange(len(faces))
    joins = (fabric.left >= 0) & (fabric.right >= 0)
    joins &= labels[fabric.left] == labels[fabric.right]
    joins &= number[fabric.left] >= 0
    root = components(len(faces), number[fabric.left[joins]], number[fabric.right[joins]])
    first = np.flatnonzero(root == np.arange(len(faces)))
    return np.bincount(np.searchsorted(rows, labels[faces[first]]), minlength=len(rows))


def arcs_beside(fabric: Fabric, faces: Ints) -> Ints:
    """Return the arcs that bound any of some faces, ascending."""
    chosen = np.zeros(fabric.n_faces + 1, bool)
    chosen[faces] = True
    return np.flatnonzero(chosen[fabric.left] | chosen[fabric.right])


def arc_lengths(fabric: Fabric) -> Floats:
    """Return the length of each arc, metres."""
    steps = np.zeros(len(fabric.xy))
    steps[1:] = np.hypot(*np.diff(fabric.xy, axis=0).T)
    steps[fabric.offsets[:-1]] = 0.0
    return np.asarray(np.add.reduceat(steps, fabric.offsets[:-1]), np.float64)
