"""What every edit must leave true, proved where the edit touched the fabric."""

from dataclasses import dataclass

import numpy as np
import shapely

from gridapp.errors import RefusalError
from gridapp.grid.adjacency import count_parts
from gridapp.grid.edits.patch import Patch
from gridapp.grid.fabric import Fabric, Objects
from gridapp.grid.outlines import face_polygons
from gridapp.grid.segments import Floats, Ints
from gridapp.messages import Message, message

_HAIR = 1e-6  # metres that the outer border may move when an arc is cut on it


@dataclass(frozen=True, slots=True)
class Rules:
    """What an edit may do beyond the usual.

    Attributes
    ----------
    outer_may_move : bool
        The border of the whole town.
    parts_may_split : bool
        A grid may come to consist of more parts than before.
    locked : frozenset of (net, level, code)
        Grids whose outline, name and parent stay as they are.
    """

    outer_may_move: bool = False
    parts_may_split: bool = False
    locked: frozenset[tuple[str, int, str]] = frozenset()


def refusal(problem: Message, remedy: Message) -> RefusalError:
    """Make a refusal; its problem names the place by x and y."""
    return RefusalError(problem, remedy)


def place_of(point: Floats) -> dict[str, float]:
    """Return the values x and y of a message, millimetres kept."""
    return {"x": round(float(point[0]), 3), "y": round(float(point[1]), 3)}


def require_sound(before: Fabric, after: Fabric, patch: Patch, rules: Rules) -> None:
    """Refuse what breaks the fabric.

    Raises
    ------
    RefusalError
        Arcs cross, a face is lost, the outer border moves, a sub-grid leaves its parent, or
        a grid falls apart.
    """
    if len(patch.arcs) or patch.n_arcs != before.n_arcs:
        _require_planar(after, patch)
        if not rules.outer_may_move:
            _require_same_outside(before, after, patch)
    _require_parents(before, after)
    if not rules.parts_may_split:
        _require_contiguous(before, after, patch)


def _require_planar(after: Fabric, patch: Patch) -> None:
    """Refuse faces that are invalid or don't fit together like tiles any more."""
    sides = np.concatenate([after.left[patch.arcs], after.right[patch.arcs]])
    faces = np.unique(sides[sides >= 0])
    polygons = face_polygons(after, faces)
    for polygon, face in zip(polygons, faces.tolist(), strict=True):
        if polygon is None or polygon.area <= 0:
            at = after.arc(int(patch.arcs[0])).mean(axis=0)
            raise refusal(
                message("A face would be lost near {x}, {y}.", **place_of(at)),
                message("Leave room between the borders, or merge the grids."),
            )
        if not polygon.is_valid or polygon.geom_type != "Polygon":
            raise _crossing(_first_fault(polygon, after, face))
    if not shapely.coverage_is_valid(polygons):
        edges = shapely.coverage_invalid_edges(polygons)
        at = shapely.get_coordinates(edges)[0]
        raise _crossing(at)
    if (sides < 0).any():
        _require_clear_outside(after, patch.arcs, polygons)


def _first_fault(polygon: shapely.Polygon, fabric: Fabric, face: int) -> Floats:
    reason = shapely.is_valid_reason(polygon)
    if "[" in reason:
        x, y = reason[reason.index("[") + 1 : reason.index("]")].split()[:2]
        return np.array([float(x), float(y)])
    arc = int(np.flatnonzero((fabric.left == face) | (fabric.right == face))[0])
    return np.array(fabric.arc(arc)[0])


def _crossing(at: Floats) -> RefusalError:
    return refusal(
        message("A border would cross itself or another border at {x}, {y}.", **place_of(at)),
        message("Draw it so that borders meet only at their ends."),
    )


def _require_clear_outside(after: Fabric, arcs: Ints, polygons: Objects) -> None:
    """Refuse faces that run into, or over, others from the outside."""
    outer = np.flatnonzero((after.left < 0) | (after.right < 0))
    others = outer[~np.isin(outer, arcs)]
    if not len(others):
        return
    lines = shapely.linestrings(
        np.concatenate([after.arc(arc) for arc in others.tolist()]),
        indices=np.repeat(np.arange(len(others)), np.diff(after.offsets)[others]),
    )
    # Both may share borders; neither an arc nor a bit of one may lie in a face's inside.
    tree = shapely.STRtree(lines)
    face, line = tree.query(polygons)
    inside = shapely.relate_pattern(polygons[face], lines[line], "T********")
    if inside.any():
        at = after.arc(int(others[line[inside][0]]))[0]
        raise _crossing(at)


def _require_same_outside(before: Fabric, after: Fabric, patch: Patch) -> None:
    """Refuse a change of the outer border."""
    old = patch.arcs[patch.arcs < before.n_arcs]
    lines = []
    for fabric, arcs in ((before, old), (after, patch.arcs)):
        outer = arcs[(fabric.left[arcs] < 0) | (fabric.right[arcs] < 0)]
        lines.append(shapely.MultiLineString([fabric.arc(arc) for arc in outer.tolist()]))
    if lines[0].is_empty and lines[1].is_empty:
        return
    if lines[0].is_empty or lines[1].is_empty or lines[0].hausdorff_distance(lines[1]) > _HAIR:
        moved = lines[1].difference(lines[0].buffer(_HAIR))
        points = shapely.get_coordinates(moved)
        at = points[len(points) // 2] if len(points) else shapely.get_coordinates(lines)[0]
        raise refusal(
            message("The outer border would move at {x}, {y}.", **place_of(at)),
            message("Choose an inner border, or allow the outer border to move."),
        )


def _strays(fabric: Fabric) -> dict[int, Ints]:
    """Return, for each level, the faces whose grid lies under another parent there."""
    found = {}
    for place, level in enumerate(fabric.levels):
        for above in fabric.levels:
            if above.net == level.net and above.number == level.number - 1:
                parent = np.append(level.parents, -1)[level.labels]
                found[place] = np.flatnonzero((parent >= 0) & (parent != above.labels))
    return found


def _require_parents(before: Fabric, after: Fabric) -> None:
    if all(a is b for a, b in zip(before.levels, after.levels, strict=True)):
        return
    known = _strays(before)
    for place, faces in _strays(after).items():
        new = np.setdiff1d(faces, known.get(place, faces[:0]))
        if len(new):
            level = after.levels[place]
            at = face_polygons(after, new[:1])[0].representative_point()
            raise refusal(
                message(
                    "Grid {code} would leave its parent at {x}, {y}.",
                    code=level.codes[level.labels[new[0]]],
                    **place_of(np.array([at.x, at.y])),
                ),
                message("Change the level above as well, or stay inside the parent."),
            )


def _require_contiguous(before: Fabric, after: Fabric, patch: Patch) -> None:
    for one in patch.levels:
        level, was = after.levels[one.place], before.levels[one.place]
        known = one.faces[one.faces < before.n_faces]
        rows = np.unique(np.concatenate([level.labels[one.faces], was.labels[known]]))
        rows = rows[rows >= 0]
        if not len(rows):
            continue
        n_now = count_parts(after, level.labels, rows)
        old = rows[rows < len(was.codes)]
        n_before = np.ones(len(rows), np.int64)
        n_before[: len(old)] = np.maximum(count_parts(before, was.labels, old), 1)
        torn = np.flatnonzero(n_now > n_before)
        if len(torn):
            row = int(rows[torn[0]])
            at = _smallest_part(after, level.labels, row)
            raise refusal(
                message(
                    "Grid {code} would fall apart at {x}, {y}.",
                    code=level.codes[row],
                    **place_of(at),
                ),
                message("Keep it in one piece, or allow grids of several parts."),
            )


def _smallest_part(fabric: Fabric, labels: Ints, row: int) -> Floats:
    faces = np.flatnonzero(labels == row)
    whole = shapely.union_all(face_polygons(fabric, faces))
    part = min(shapely.get_parts(whole), key=lambda one: one.area)
    point = part.representative_point()
    return np.array([point.x, point.y])
