"""Making the fabric as small as its nets allow: faces no level tells apart become one."""

from dataclasses import replace

import numpy as np

from gridapp.grid.adjacency import parts
from gridapp.grid.arcs import Arcs, join_arcs
from gridapp.grid.fabric import Fabric, freeze
from gridapp.grid.segments import Ints, distinct, group_equal


def compact(fabric: Fabric) -> tuple[Fabric, Ints]:
    """Dissolve borders that no level has, and join arcs where only two meet.

    A face that no level labels becomes part of the outside.

    Returns
    -------
    fabric : Fabric
        Nodes, arcs and faces are numbered anew.
    faces : (f,) int64 array
        The new face of each old one, -1 for what is outside now.
    """
    key = np.zeros(fabric.n_faces, np.int64)
    is_bare = np.ones(fabric.n_faces, bool)
    for level in fabric.levels:
        is_bare &= level.labels < 0
        _, labels = group_equal(level.labels)
        _, key = group_equal(key * (int(labels.max(initial=0)) + 1) + labels)
    part = parts(fabric, key)
    part[is_bare] = -1
    kept = distinct(part[part >= 0])
    faces = np.where(part >= 0, np.searchsorted(kept, part), -1)
    padded = np.append(faces, -1)
    left, right = padded[fabric.left], padded[fabric.right]

    n_nodes = len(fabric.nodes)
    vertices = n_nodes + np.arange(len(fabric.xy), dtype=np.int64)
    vertices[fabric.offsets[:-1]] = fabric.tails
    vertices[fabric.offsets[1:] - 1] = fabric.heads
    arcs = Arcs(np.concatenate([fabric.nodes, fabric.xy]), vertices, fabric.offsets)
    bounds = np.flatnonzero(left != right)
    arcs, first = join_arcs(arcs.choose(bounds))
    source, backward = bounds[first >> 1], (first & 1).astype(bool)
    used = distinct(np.concatenate([arcs.tails, arcs.heads]))
    return (
        freeze(
            Fabric(
                arcs.points[used],
                arcs.points[arcs.vertices],
                arcs.offsets,
                np.searchsorted(used, arcs.tails),
                np.searchsorted(used, arcs.heads),
                np.where(backward, right[source], left[source]),
                np.where(backward, left[source], right[source]),
                len(kept),
                tuple(replace(level, labels=level.labels[kept]) for level in fabric.levels),
            )
        ),
        faces,
    )
