"""Cutting faces along a line: new nodes where it meets arcs, new arcs along it, new faces."""

import itertools
from dataclasses import dataclass, field

import numpy as np
import shapely

from gridapp.grid.adjacency import arcs_beside
from gridapp.grid.build import FINEST
from gridapp.grid.edits.patch import Patch, patch_levels, relabel
from gridapp.grid.edits.soundness import place_of, refusal
from gridapp.grid.fabric import Fabric
from gridapp.grid.noding import node_segments
from gridapp.grid.outlines import face_polygons
from gridapp.grid.rings import cycles, half_edge_coordinates, ring_areas, turn_right
from gridapp.grid.segments import Floats, Ints, unique_points
from gridapp.messages import message

Path = tuple[int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """The patch that cuts faces along a line.

    Attributes
    ----------
    patch : Patch
        New faces carry the labels of the face they were cut from.
    arcs : (k,) int64 array
        The arcs that lie on the line afterwards, new ones and old ones.
    """

    patch: Patch
    arcs: Ints


@dataclass(slots=True)
class _Draft:
    """Arcs near the line while they are cut: vertices, sides, and the number they will have."""

    paths: list[Path] = field(default_factory=list)
    arcs: list[int] = field(default_factory=list)
    sides: list[list[int]] = field(default_factory=list)

    def add(self, path: Path, arc: int, left: int, right: int) -> None:
        self.paths.append(path)
        self.arcs.append(arc)
        self.sides.append([left, right])


def cut_faces(fabric: Fabric, line: Floats, faces: Ints) -> Cut:
    """Plan the cut of some faces along a line; its loose ends don't count.

    Parameters
    ----------
    line : (n, 2) float64 array
        Metres.
    faces : (k,) int64 array
        Only these are cut.

    Raises
    ------
    RefusalError
        The line crosses itself.
    """
    beside = arcs_beside(fabric, faces)
    points, known, path = _node_line(fabric, line, beside)
    pieces = _pieces_of(path, known)
    along = {_key(*step) for one in known.values() for step in itertools.pairwise(one)}
    on_arcs: list[Path] = [one for one in pieces if len(one) == 2 and _key(one[0], one[1]) in along]
    inside = _inside(points, [one for one in pieces if one not in on_arcs], fabric, faces)

    while True:  # pieces that cut nothing off go, and with them the nodes at their ends
        draft = _draft(fabric, known, inside, on_arcs)
        n_faces, origins = _trace(fabric, points, draft, inside)
        first = len(draft.paths) - len(inside)
        idle = [
            i for i in range(len(inside)) if draft.sides[first + i][0] == draft.sides[first + i][1]
        ]
        if not idle:
            break
        inside = [one for i, one in enumerate(inside) if i not in idle]
    return _as_cut(fabric, points, known, draft, n_faces, origins, path)


def _key(one: int, two: int) -> tuple[int, int]:
    return (one, two) if one < two else (two, one)


def _node_line(fabric: Fabric, line: Floats, beside: Ints) -> tuple[Floats, dict[int, Path], Path]:
    """Return vertices, each arc's vertices with those of the line on it, and the line's."""
    coordinates = [fabric.arc(arc) for arc in beside.tolist()] + [line]
    points, rows, _ = unique_points(np.concatenate(coordinates) + 0.0)
    n_known = len(np.unique(rows[: len(rows) - len(line)]))
    ranks = (np.arange(len(points)) >= n_known).astype(np.int64)
    sizes = np.array([len(one) for one in coordinates])
    ends = np.cumsum(sizes)
    inner = np.ones(len(rows), bool)
    inner[ends - 1] = False
    starts = np.flatnonzero(inner)
    owner = np.repeat(np.arange(len(sizes)), sizes)[starts]
    noded = node_segments(points, ranks, rows[starts], rows[starts + 1], FINEST)
    paths: list[list[int]] = [[] for _ in sizes]
    for one, two, origin in zip(
        noded.starts.tolist(), noded.ends.tolist(), noded.origins.tolist(), strict=True
    ):
        path = paths[owner[origin]]
        if not path:
            path.append(one)
        path.append(two)
    trace = tuple(paths[-1])
    if len(set(trace)) < len(trace):
        again = next(v for i, v in enumerate(trace) if v in trace[:i])
        raise refusal(
            message("The line crosses itself at {x}, {y}.", **place_of(noded.points[again])),
            message("Draw a line without loops."),
        )
    known = {arc: tuple(path) for arc, path in zip(beside.tolist(), paths[:-1], strict=True)}
    return noded.points, known, trace


def _pieces_of(path: Path, known: dict[int, Path]) -> list[Path]:
    """Return the stretches of the line from arc to arc."""
    on_arc = {vertex for one in known.values() for vertex in one}
    at = [i for i, vertex in enumerate(path) if vertex in on_arc]
    return [path[one : two + 1] for one, two in itertools.pairwise(at)]


def _inside(points: Floats, pieces: list[Path], fabric: Fabric, faces: Ints) -> list[Path]:
    """Return the stretches that run inside the faces."""
    if not pieces:
        return []
    polygons = face_polygons(fabric, faces)
    middle = np.array([(points[one[0]] + points[one[1]]) / 2 for one in pieces])
    hit, _ = shapely.STRtree(polygons).query(shapely.points(middle), predicate="within")
    return [pieces[i] for i in sorted(set(hit.tolist()))]


def _draft(
    fabric: Fabric, known: dict[int, Path], inside: list[Path], on_arcs: list[Path]
) -> _Draft:
    """Cut arcs at the ends of the stretches, and add the stretches as arcs."""
    ends = [vertex for one in inside for vertex in (one[0], one[-1])]
    steps = [vertex for one in on_arcs for vertex in one]
    ends += [vertex for vertex in steps if steps.count(vertex) == 1]
    joints = set(ends)
    draft = _Draft()
    spare = fabric.n_arcs
    for arc, path in known.items():
        at = [i for i, vertex in enumerate(path) if 0 < i < len(path) - 1 and vertex in joints]
        bounds = [0, *at, len(path) - 1]
        for number, (one, two) in enumerate(itertools.pairwise(bounds)):
            draft.add(
                path[one : two + 1],
                arc if number == 0 else spare,
                int(fabric.left[arc]),
                int(fabric.right[arc]),
            )
            spare += number > 0
    for path in inside:
        draft.add(path, spare, -2, -2)
        spare += 1
    return draft


def _trace(
    fabric: Fabric, points: Floats, draft: _Draft, inside: list[Path]
) -> tuple[int, list[int]]:
    """Give the sides of the draft's arcs their faces; return the count and the new origins."""
    n_faces, origins = fabric.n_faces, []
    first = len(draft.paths) - len(inside)
    touched = _faces_of_pieces(fabric, points, draft, inside, first)
    for face in sorted(set(touched)):
        rows = [i for i in range(first) if face in draft.sides[i]]
        rows += [first + i for i, one in enumerate(touched) if one == face]
        vertices = np.concatenate([draft.paths[i] for i in rows]).astype(np.int64)
        sizes = np.array([len(draft.paths[i]) for i in rows])
        offsets = np.concatenate([[0], np.cumsum(sizes)])
        tails, heads = vertices[offsets[:-1]], vertices[offsets[1:] - 1]
        leaving = np.stack([tails, heads], axis=1).ravel()
        toward = np.stack([vertices[offsets[:-1] + 1], vertices[offsets[1:] - 2]], axis=1).ravel()
        right = turn_right(leaving, points[leaving], points[toward])
        facing = np.array([side in (face, -2) for i in rows for side in draft.sides[i]])
        halves = np.flatnonzero(facing)
        number = np.full(len(facing), -1, np.int64)
        number[halves] = np.arange(len(halves))
        order, starts = cycles(number[right[halves ^ 1]])
        xy, counts = half_edge_coordinates(
            points[vertices], offsets, halves[order], closed=starts[1:] - 1
        )
        ends = np.concatenate([[0], np.cumsum(counts)])[starts]
        ring_face = _faces_of_rings(xy, ends, face, n_faces)
        fresh = len(np.unique(ring_face)) - 1
        n_faces += fresh
        origins += [face] * fresh
        for ring, new in enumerate(ring_face.tolist()):
            for half in halves[order[starts[ring] : starts[ring + 1]]].tolist():
                draft.sides[rows[half >> 1]][half & 1] = new
    return n_faces, origins


def _faces_of_pieces(
    fabric: Fabric, points: Floats, draft: _Draft, inside: list[Path], first: int
) -> list[int]:
    """Return the face that each stretch of the line runs through."""
    if not inside:
        return []
    near = sorted({side for i in range(first) for side in draft.sides[i] if side >= 0})
    polygons = face_polygons(fabric, np.array(near, np.int64))
    middle = np.array([(points[one[0]] + points[one[1]]) / 2 for one in inside])
    hit, face = shapely.STRtree(polygons).query(shapely.points(middle), predicate="within")
    found = dict(zip(hit.tolist(), face.tolist(), strict=True))
    return [near[found[i]] for i in range(len(inside))]


def _faces_of_rings(xy: Floats, ends: Ints, face: int, n_faces: int) -> Ints:
    """Return the face of each ring of a cut face: the largest keeps the number."""
    areas = ring_areas(xy, ends)
    shells = np.flatnonzero(areas > 0)
    order = shells[np.argsort(-areas[shells], kind="stable")]
    faces = np.full(len(areas), face, np.int64)
    faces[order[1:]] = n_faces + np.arange(len(order) - 1)
    for hole in np.flatnonzero(areas <= 0).tolist():
        inner = shapely.Polygon(xy[ends[hole] : ends[hole + 1]]).representative_point()
        for shell in order[::-1].tolist():  # the smallest that holds it
            ring = shapely.Polygon(xy[ends[shell] : ends[shell + 1]])
            if areas[shell] > -areas[hole] and ring.contains(inner):
                faces[hole] = faces[shell]
                break
    return faces


def _as_cut(
    fabric: Fabric,
    points: Floats,
    known: dict[int, Path],
    draft: _Draft,
    n_faces: int,
    origins: list[int],
    path: Path,
) -> Cut:
    nodes: dict[int, int] = {}
    for arc, one in known.items():
        nodes[one[0]] = int(fabric.tails[arc])
        nodes[one[-1]] = int(fabric.heads[arc])
    n_nodes = len(fabric.nodes)
    new_nodes: list[int] = []
    for one in draft.paths:
        for vertex in (one[0], one[-1]):
            if vertex not in nodes:
                nodes[vertex] = n_nodes + len(new_nodes)
                new_nodes.append(vertex)
    changed, on_line = [], []
    steps = {_key(*step) for step in itertools.pairwise(path)}
    for row, (one, arc) in enumerate(zip(draft.paths, draft.arcs, strict=True)):
        if _key(one[0], one[1]) in steps:
            on_line.append(arc)
        if arc >= fabric.n_arcs or not _is_known(fabric, points, draft, row):
            changed.append(row)
    none = np.empty(0, np.int64)
    arcs = np.array([draft.arcs[row] for row in changed], np.int64)
    new_faces = np.arange(fabric.n_faces, n_faces, dtype=np.int64)
    came_from = np.array(origins, np.int64) if origins else none
    labels = patch_levels(
        fabric,
        [
            relabel(fabric, place, new_faces, level.labels[came_from])
            for place, level in enumerate(fabric.levels)
        ],
    )
    patch = Patch(
        n_nodes + len(new_nodes),
        max([fabric.n_arcs, *(arc + 1 for arc in draft.arcs)]),
        n_faces,
        n_nodes + np.arange(len(new_nodes), dtype=np.int64),
        points[new_nodes].reshape(-1, 2),
        arcs,
        np.array([nodes[draft.paths[row][0]] for row in changed], np.int64),
        np.array([nodes[draft.paths[row][-1]] for row in changed], np.int64),
        np.array([draft.sides[row][0] for row in changed], np.int64),
        np.array([draft.sides[row][1] for row in changed], np.int64),
        tuple(points[list(draft.paths[row])] for row in changed),
        labels.levels if len(new_faces) else (),
    )
    return Cut(patch, np.array(on_line, np.int64))


def _is_known(fabric: Fabric, points: Floats, draft: _Draft, row: int) -> bool:
    """Whether a drafted arc is the arc as it was."""
    arc, path = draft.arcs[row], draft.paths[row]
    return (
        draft.sides[row] == [fabric.left[arc], fabric.right[arc]]
        and len(path) == len(fabric.arc(arc))
        and bool((points[list(path)] == fabric.arc(arc)).all())
    )
