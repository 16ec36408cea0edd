"""Polygons out of the fabric: shared arcs dissolve, rings are walked, never overlaid."""

import numpy as np
import shapely
from numpy.typing import NDArray

from gridapp.errors import NotFoundError
from gridapp.grid.fabric import Fabric, Level, Objects
from gridapp.grid.grids import Grids
from gridapp.grid.rings import arc_sweeps, cycles, half_edge_coordinates, ring_areas, turn_right
from gridapp.grid.segments import Bools, Floats, Ints, distinct, group_equal, sum_by
from gridapp.messages import message


def outlines(
    fabric: Fabric, labels: Ints, n_labels: int, wanted: Bools | None = None
) -> NDArray[np.object_]:
    """Return the outline of each label, dissolved from the faces that carry it.

    Parameters
    ----------
    labels : (f,) int64 array
        A label for each face, -1 for none.
    n_labels : int
        How many polygons to return.
    wanted : (n_labels,) bool array, optional
        Only these are walked; the others come back as None.

    Returns
    -------
    (n_labels,) object array of Polygon, MultiPolygon or None
        None for a label that no face carries. Metres; outer rings counter-clockwise.
    """
    polygons = np.full(n_labels, None, dtype=object)
    padded = np.append(labels, -1)  # face -1, the outside, reads the last
    side = np.stack([padded[fabric.left], padded[fabric.right]], axis=1)
    halves = np.flatnonzero(((side[:, :1] != side[:, 1:]) & (side >= 0)).ravel())
    label = side.ravel()[halves]
    if wanted is not None:
        halves, label = halves[wanted[label]], label[wanted[label]]
    if not len(halves):
        return polygons

    order, starts = cycles(_successors(fabric, halves, label))
    ring_label = label[order[starts[:-1]]]
    coordinates, counts = half_edge_coordinates(
        fabric.xy, fabric.offsets, halves[order], closed=starts[1:] - 1
    )
    ends = np.concatenate([[0], np.cumsum(counts)])[starts]
    area = ring_areas(coordinates, ends)
    shell = _shell_of_each(coordinates, ends, area, ring_label)

    # Rings in the order label, shell, shell before holes.
    rank = np.lexsort((area < 0, shell, ring_label))
    sizes = np.diff(ends)[rank]
    rows = np.repeat(ends[:-1][rank] - (np.cumsum(sizes) - sizes), sizes) + np.arange(sizes.sum())
    first_rings = np.flatnonzero(area[rank] > 0)
    parts = shapely.from_ragged_array(
        shapely.GeometryType.POLYGON,
        coordinates[rows],
        (np.concatenate([[0], np.cumsum(sizes)]), np.append(first_rings, len(rank))),
    )
    part_label = ring_label[rank][first_rings]
    n_parts = np.bincount(part_label, minlength=n_labels)
    single = n_parts[part_label] == 1
    polygons[part_label[single]] = parts[single]
    if not single.all():
        many, index = group_equal(part_label[~single])
        polygons[many] = shapely.multipolygons(parts[~single], indices=index)
    return polygons


def _successors(fabric: Fabric, halves: Ints, label: Ints) -> Ints:
    """Return for each half-edge (a row of `halves`) the next one of its label's outline."""
    arc, backward = halves >> 1, (halves & 1).astype(bool)
    leaves = np.where(backward, fabric.heads[arc], fabric.tails[arc])
    enters = np.where(backward, fabric.tails[arc], fabric.heads[arc])
    width = np.int64(label.max()) + 1
    key = leaves * width + label
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    first = np.searchsorted(ordered, enters * width + label)
    following: Ints = order[first]
    repeats = np.flatnonzero(ordered[1:] == ordered[:-1])
    if not len(repeats):
        return following

    # Outlines that touch themselves at a node: there, turn to the next border clockwise.
    touching = np.zeros(len(fabric.nodes), bool)
    touching[leaves[order[repeats]]] = True
    at = np.flatnonzero(touching[leaves] | touching[enters])
    both = distinct(np.concatenate([halves[at], halves[at] ^ 1]))
    away, back = both >> 1, (both & 1).astype(bool)
    node = np.where(back, fabric.heads[away], fabric.tails[away])
    step = np.where(back, fabric.offsets[away + 1] - 2, fabric.offsets[away] + 1)
    right = turn_right(node, fabric.nodes[node], fabric.xy[step])
    here = np.flatnonzero(touching[enters])
    turned = both[right[np.searchsorted(both, halves[here] ^ 1)]]
    by_half = np.argsort(halves)
    following[here] = by_half[np.searchsorted(halves[by_half], turned)]
    return _split_at_touches(following, leaves, touching)


def _split_at_touches(following: Ints, leaves: Ints, touching: Bools) -> Ints:
    """Cut rings that pass a node twice into rings that don't (a hole that touches its shell)."""
    order, starts = cycles(following)
    ring = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    suspect = np.unique(ring[touching[leaves[order]]])
    following = following.copy()
    for row in suspect.tolist():
        walk: list[int] = []
        seen: dict[int, int] = {}
        for half in order[starts[row] : starts[row + 1]].tolist():
            node = int(leaves[half])
            if node in seen:
                loop = walk[seen[node] :]
                del walk[seen[node] :]
                following[loop[-1]] = loop[0]
                for gone in loop:
                    seen.pop(int(leaves[gone]), None)
            seen[node] = len(walk)
            walk.append(half)
            if len(walk) > 1:
                following[walk[-2]] = half
        following[walk[-1]] = walk[0]
    return following


def _shell_of_each(coordinates: Floats, ends: Ints, area: Floats, label: Ints) -> Ints:
    """Return for each ring the shell it belongs to; a shell belongs to itself."""
    shell = np.arange(len(label))
    shells = np.flatnonzero(area > 0)
    n_shells = np.bincount(label[shells], minlength=int(label.max()) + 1)
    only = np.zeros(len(n_shells), np.int64)
    only[label[shells]] = shells
    holes = np.flatnonzero(area <= 0)
    shell[holes] = only[label[holes]]
    for hole in holes[n_shells[label[holes]] > 1].tolist():
        inside = shapely.point_on_surface(shapely.Polygon(coordinates[ends[hole] : ends[hole + 1]]))
        best = np.inf
        for candidate in shells[label[shells] == label[hole]].tolist():
            ring = coordinates[ends[candidate] : ends[candidate + 1]]
            if -area[hole] < area[candidate] < best and shapely.contains_xy(
                shapely.Polygon(ring), inside.x, inside.y
            ):
                best, shell[hole] = area[candidate], candidate
    return shell


def face_polygons(fabric: Fabric, faces: Ints | None = None) -> NDArray[np.object_]:
    """Return the faces' polygons, all or those chosen, in the order given."""
    every = np.arange(fabric.n_faces, dtype=np.int64)
    if faces is None:
        return outlines(fabric, every, fabric.n_faces)
    wanted = np.zeros(fabric.n_faces, bool)
    wanted[faces] = True
    return outlines(fabric, every, fabric.n_faces, wanted)[faces]


def polygons_of(fabric: Fabric, level: Level) -> NDArray[np.object_]:
    """Return the polygon of each grid of a level; None for a row without faces."""
    return outlines(fabric, level.labels, len(level.codes))


def grids_of(fabric: Fabric, net: str) -> Grids:
    """Return a net's grids of all levels, level one first; rows without faces are left out.

    Raises
    ------
    NotFoundError
        The fabric has no such net.
    """
    levels = sorted((one for one in fabric.levels if one.net == net), key=lambda one: one.number)
    columns: list[tuple[Objects, ...]] = []
    above: Objects = np.empty(0, dtype=object)
    for level in levels:
        polygons = polygons_of(fabric, level)
        kept = np.array([polygon is not None for polygon in polygons], bool)
        padded = np.append(above, np.array([""], dtype=object))
        parents = padded[level.parents] if len(above) else np.full(len(kept), "", dtype=object)
        numbers = np.full(len(kept), level.number, dtype=object)
        row = (level.codes, level.names, parents, level.owners, numbers, polygons)
        columns.append(tuple(column[kept] for column in row))
        above = level.codes
    if not columns:
        raise NotFoundError(
            message("There is no net {net}.", net=net),
            message("Choose a net that is loaded."),
        )
    codes, names, parents, owners, numbers, polygons = (
        np.concatenate(parts) for parts in zip(*columns, strict=True)
    )
    return Grids(codes, names, parents, owners, numbers.astype(np.int8), polygons)


def face_areas(fabric: Fabric) -> Floats:
    """Return the area of each face, square metres."""
    origin = fabric.nodes.min(axis=0, initial=np.inf)
    sweep = arc_sweeps(fabric.xy, fabric.offsets, origin) / 2
    size = fabric.n_faces + 1
    inside = sum_by(fabric.left + 1, sweep, size)
    inside -= sum_by(fabric.right + 1, sweep, size)
    return inside[1:]


def inside_points(fabric: Fabric, faces: Ints) -> Floats:
    """Return a point inside each of some faces, (k, 2), metres; a face may come twice."""
    if not len(faces):
        return np.empty((0, 2))
    known, row = group_equal(faces)
    points: Floats = shapely.get_coordinates(shapely.point_on_surface(face_polygons(fabric, known)))
    return points[row]
