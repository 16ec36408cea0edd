"""Arcs: the stretches of boundary between nodes, cut out of rings and joined again."""

from dataclasses import dataclass

import numpy as np

from gridapp.grid.noding import node_segments
from gridapp.grid.segments import (
    Floats,
    Ints,
    Linework,
    group_equal,
    ragged_ranges,
    ring_successors,
)


@dataclass(frozen=True, slots=True, eq=False)
class Arcs:
    """Arcs over a table of vertices, before they know their faces.

    Attributes
    ----------
    points : (p, 2) float64 array
        Metres.
    vertices : (v,) int64 array
        Rows of `points`, arc after arc, both ends included.
    offsets : (a + 1,) int64 array
        Where each arc starts in `vertices`.
    """

    points: Floats
    vertices: Ints
    offsets: Ints

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def tails(self) -> Ints:
        """The vertex that each arc starts from."""
        return self.vertices[self.offsets[:-1]]

    @property
    def heads(self) -> Ints:
        """The vertex that each arc ends at."""
        return self.vertices[self.offsets[1:] - 1]

    def choose(self, arcs: Ints) -> "Arcs":
        """Return some of the arcs, in the order given."""
        counts = np.diff(self.offsets)[arcs]
        vertices = self.vertices[ragged_ranges(self.offsets[arcs], counts)]
        return Arcs(self.points, vertices, np.concatenate([[0], np.cumsum(counts)]))


def cut_arcs(linework: Linework, tolerance: float) -> tuple[Arcs, Ints]:
    """Node the rings and cut them into arcs; each stretch is there once.

    Parameters
    ----------
    linework : Linework
        Rings of all layers.
    tolerance : float
        Metres: see `node_segments`.

    Returns
    -------
    arcs : Arcs
    became : (p,) int64 array
        The row of `arcs.points` that each vertex of the linework became.
    """
    rings, ring_starts, points, became = _node_rings(linework, tolerance)
    following = ring_successors(ring_starts)
    one, two = rings, rings[following]
    n = len(points)
    keys, piece = group_equal(np.minimum(one, two) * n + np.maximum(one, two))
    degree = np.bincount(keys // n, minlength=n) + np.bincount(keys % n, minlength=n)
    ends_arc = degree != 2
    ends_arc[two[piece == piece[following]]] = True  # a ring that turns back on itself
    is_node = ends_arc[rings]
    # A ring without any node gets one: its first vertex in the table, whichever ring it is.
    sizes = np.diff(ring_starts)
    filled = np.flatnonzero(sizes)
    if not len(filled):
        return Arcs(points, np.empty(0, np.int64), np.zeros(1, np.int64)), became
    starts, sizes = ring_starts[filled], sizes[filled]
    bare = ~np.logical_or.reduceat(is_node, starts)
    lowest = np.minimum.reduceat(rings, starts)
    is_node |= np.repeat(bare, sizes) & (rings == np.repeat(lowest, sizes))

    # Turn each ring so that it starts at a node; then an arc is a run without a break.
    position = np.arange(len(rings))
    first = np.minimum.reduceat(np.where(is_node, position, len(rings)), starts)
    ring = np.repeat(np.arange(len(starts)), sizes)
    turned = starts[ring] + (position - starts[ring] + (first - starts)[ring]) % sizes[ring]
    run_starts = np.flatnonzero(is_node[turned])
    lengths = np.diff(np.append(run_starts, len(turned)))
    run_key = np.minimum.reduceat(piece[turned], run_starts)
    order = np.argsort(run_key, kind="stable")
    is_new = np.ones(len(order), bool)
    is_new[1:] = run_key[order][1:] != run_key[order][:-1]
    chosen = np.sort(order[is_new])
    counts = lengths[chosen] + 1
    offsets = np.concatenate([[0], np.cumsum(counts)])
    vertices = np.empty(offsets[-1], np.int64)
    is_head = np.zeros(len(vertices), bool)
    is_head[offsets[1:] - 1] = True
    at = turned[ragged_ranges(run_starts[chosen], lengths[chosen])]
    vertices[~is_head] = rings[at]
    last = turned[run_starts[chosen] + lengths[chosen] - 1]
    vertices[is_head] = rings[following[last]]
    return Arcs(points, vertices, offsets), became


def _node_rings(linework: Linework, tolerance: float) -> tuple[Ints, Ints, Floats, Ints]:
    """Return the rings noded, their starts, the vertices, and what became of those given."""
    one, two = linework.rings, linework.rings[ring_successors(linework.ring_starts)]
    n = len(linework.points)
    keys, segment = group_equal(np.minimum(one, two) * n + np.maximum(one, two))
    noded = node_segments(linework.points, linework.ranks, keys // n, keys % n, tolerance)
    pieces = np.bincount(noded.origins, minlength=len(keys))
    first = np.cumsum(pieces) - pieces
    counts = pieces[segment]
    rows = ragged_ranges(first[segment], counts)
    # Against the segment's direction, its pieces come last first and turned round.
    backward = np.repeat(one > two, counts)
    mirror = np.repeat(2 * first[segment] + counts - 1, counts)
    rows = np.where(backward, mirror - rows, rows)
    rings = np.where(backward, noded.ends[rows], noded.starts[rows])
    before = np.concatenate([[0], np.cumsum(counts)])
    return rings, before[linework.ring_starts], noded.points, noded.became


def join_arcs(arcs: Arcs) -> tuple[Arcs, Ints]:
    """Join arcs where only two of them meet.

    Returns
    -------
    arcs : Arcs
        The joined arcs.
    first : (n,) int64 array
        The half-edge each one starts with: ``2 * arc`` along an arc given, ``2 * arc + 1``
        against it.
    """
    tails, heads = arcs.tails, arcs.heads
    ends = np.concatenate([tails, heads])
    degree = np.bincount(ends, minlength=len(arcs.points))
    through = degree == 2
    if not np.any(through[tails] & (tails != heads)) and not np.any(
        through[heads] & (tails != heads)
    ):
        return arcs, 2 * np.arange(len(arcs), dtype=np.int64)
    leaving: dict[int, list[int]] = {}
    for half, vertex in enumerate(np.stack([tails, heads], axis=1).ravel().tolist()):
        leaving.setdefault(vertex, []).append(half)
    head_of = np.stack([heads, tails], axis=1).ravel().tolist()
    passes = through.tolist()
    used = [False] * len(arcs)
    halves: list[int] = []
    sizes: list[int] = []

    def follow(half: int) -> None:
        size = 0
        while not used[half >> 1]:
            used[half >> 1] = True
            halves.append(half)
            size += 1
            vertex = head_of[half]
            if not passes[vertex]:
                break
            one, two = leaving[vertex]
            half = two if one == half ^ 1 else one
        sizes.append(size)

    for vertex in sorted(leaving):
        if not passes[vertex]:
            for half in leaving[vertex]:
                if not used[half >> 1]:
                    follow(half)
    for vertex in sorted(leaving):  # what is left are rings
        half = leaving[vertex][0]
        if not used[half >> 1]:
            follow(half)
    return _concatenate(arcs, np.array(halves, np.int64), np.array(sizes, np.int64))


def _concatenate(arcs: Arcs, halves: Ints, sizes: Ints) -> tuple[Arcs, Ints]:
    arc = halves >> 1
    counts = np.diff(arcs.offsets)[arc] - 1  # without the last vertex
    backward = np.repeat((halves & 1).astype(bool), counts)
    rows = ragged_ranges(arcs.offsets[arc], counts)
    mirror = np.repeat(arcs.offsets[arc] + arcs.offsets[arc + 1] - 1, counts)
    inner = arcs.vertices[np.where(backward, mirror - rows, rows)]
    last = np.cumsum(sizes) - 1
    length = np.add.reduceat(counts, last - sizes + 1) + 1
    offsets = np.concatenate([[0], np.cumsum(length)])
    vertices = np.empty(offsets[-1], np.int64)
    is_head = np.zeros(len(vertices), bool)
    is_head[offsets[1:] - 1] = True
    vertices[~is_head] = inner
    end = np.where(halves[last] & 1, arcs.tails[arc[last]], arcs.heads[arc[last]])
    vertices[is_head] = end
    return Arcs(arcs.points, vertices, offsets), halves[last - sizes + 1]
