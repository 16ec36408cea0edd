"""Edits put on another fabric: what they name by number is found there again by its place."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
import shapely

from gridapp.errors import NotFoundError, RefusalError
from gridapp.grid.balance_edit import ShareFaces
from gridapp.grid.edits.apply import Edit, apply
from gridapp.grid.edits.borders import GlueBorder
from gridapp.grid.edits.ground import Rename, TransferFaces
from gridapp.grid.edits.shape import AddVertex, MoveNode, MoveVertex, RemoveVertex, ReshapeArc
from gridapp.grid.edits.soundness import Rules, place_of, refusal
from gridapp.grid.fabric import Fabric
from gridapp.grid.outlines import face_polygons
from gridapp.grid.segments import Floats
from gridapp.messages import message

_SAME_AREA = 1e-9  # the share by which a face's area may differ and still be the same face

_AnArcEdit = TypeVar("_AnArcEdit", AddVertex, MoveVertex, RemoveVertex)


def rebase(edits: Sequence[Edit], old: Fabric, new: Fabric, lenient: Rules) -> tuple[Edit, ...]:
    """Return edits that do on one fabric what the ones given did on another.

    Parameters
    ----------
    old, new : Fabric
        The fabric on which the edits were drawn, and the one on which they shall stand.
    lenient : Rules
        For an edit that needed them on the old fabric; all others keep the usual rules.

    Raises
    ------
    RefusalError
        An edit no longer fits: the border, the face or the grid that it changed is another
        now, or it would break the net. The edit and its place are named.
    """
    done: list[Edit] = []
    for number, edit in enumerate(edits, start=1):
        try:
            moved = _CARRIERS.get(type(edit), _as_it_is)(edit, old, new)
            rules = None
            try:
                before = apply(old, edit)
            except RefusalError:
                rules = lenient
                before = apply(old, edit, rules)
            new = apply(new, moved, rules).fabric
        except (RefusalError, NotFoundError) as error:
            raise RefusalError(
                message("Edit {number} no longer fits: {reason}", number=number,
                        reason=error.problem),
                message("Draw it again on the net as it is now."),
            ) from error  # fmt: skip
        old = before.fabric
        done.append(moved)
    return tuple(done)


def _as_it_is(edit: Edit, _old: Fabric, _new: Fabric) -> Edit:
    return edit  # it names grids by their codes


def _lost(at: Floats) -> RefusalError:
    return refusal(
        message("The border or face at {x}, {y} is another now.", **place_of(at)),
        message("Draw it again on the net as it is now."),
    )


def _find_node(fabric: Fabric, at: Floats) -> int | None:
    found = np.flatnonzero((fabric.nodes == at).all(axis=1))
    return int(found[0]) if len(found) else None


def _find_run(fabric: Fabric, run: Floats) -> tuple[int, int, bool]:
    """Return the arc with these vertices in a row, the first's place in it, and if backward."""
    for backward in (False, True):
        wanted = run[::-1] if backward else run
        for start in np.flatnonzero((fabric.xy == wanted[0]).all(axis=1)).tolist():
            arc = int(np.searchsorted(fabric.offsets, start, side="right")) - 1
            if start + len(run) > fabric.offsets[arc + 1]:
                continue
            if (fabric.xy[start : start + len(run)] == wanted).all():
                first = start - int(fabric.offsets[arc])
                return arc, first + (len(run) - 1 if backward else 0), backward
    raise _lost(run[len(run) // 2])


def _move_node(edit: MoveNode, old: Fabric, new: Fabric) -> Edit:
    at = old.nodes[edit.node]
    node = _find_node(new, at)
    if node is None:
        raise _lost(at)
    return replace(edit, node=node)


def _vertex(edit: _AnArcEdit, old: Fabric, new: Fabric, vertex: int) -> tuple[int, int]:
    """Return the arc and the vertex in it that stand for an inner vertex of an old arc."""
    arc, first, backward = _find_run(new, old.arc(edit.arc)[vertex - 1 : vertex + 2])
    return arc, first - 1 if backward else first + 1


def _move_vertex(edit: MoveVertex, old: Fabric, new: Fabric) -> Edit:
    line = old.arc(edit.arc)
    if edit.vertex in (0, len(line) - 1):
        node = int((old.heads if edit.vertex else old.tails)[edit.arc])
        return _move_node(MoveNode(node, edit.x, edit.y), old, new)
    arc, vertex = _vertex(edit, old, new, edit.vertex)
    return replace(edit, arc=arc, vertex=vertex)


def _remove_vertex(edit: RemoveVertex, old: Fabric, new: Fabric) -> Edit:
    arc, vertex = _vertex(edit, old, new, edit.vertex)
    return replace(edit, arc=arc, vertex=vertex)


def _add_vertex(edit: AddVertex, old: Fabric, new: Fabric) -> Edit:
    arc, first, backward = _find_run(new, old.arc(edit.arc)[edit.after : edit.after + 2])
    return replace(edit, arc=arc, after=first - 1 if backward else first)


def _reshape_arc(edit: ReshapeArc, old: Fabric, new: Fabric) -> Edit:
    """Find the stretch that the line takes the place of; it must be there whole."""
    known = old.arc(edit.arc)
    line = shapely.LineString(known)
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(known, axis=0).T))])
    low, high = sorted(line.project(shapely.Point(end)) for end in (edit.line[0], edit.line[-1]))
    first = max(int(np.searchsorted(along, low, side="right")) - 1, 0)
    last = min(int(np.searchsorted(along, high, side="left")), len(known) - 1)
    first = min(first, len(known) - 2)
    arc, _, _ = _find_run(new, known[first : max(last, first + 1) + 1])
    return replace(edit, arc=arc)


def _glue_border(edit: GlueBorder, old: Fabric, new: Fabric) -> Edit:
    arc, _, _ = _find_run(new, old.arc(edit.arc)[:2])
    return replace(edit, arc=arc)


def _transfer_faces(edit: TransferFaces | ShareFaces, old: Fabric, new: Fabric) -> Edit:
    """Each face must be there with the same extent."""
    wanted = face_polygons(old, np.array(edit.faces, np.int64))
    points = shapely.point_on_surface(wanted)
    polygons = face_polygons(new)
    tree = shapely.STRtree(polygons)
    faces: list[int] = []
    for face, point in zip(wanted, points, strict=True):
        for found in tree.query(point, predicate="within").tolist():
            apart = shapely.symmetric_difference(face, polygons[found]).area
            if apart <= _SAME_AREA * face.area:
                faces.append(int(found))
                break
        else:
            raise _lost(np.array([point.x, point.y]))
    return replace(edit, faces=tuple(faces))


def _rename(edit: Rename, old: Fabric, new: Fabric) -> Edit:
    codes = old.level(edit.net, edit.level).codes
    level = new.level(edit.net, edit.level)
    return replace(edit, rows=tuple(level.row(str(codes[row])) for row in edit.rows))


_CARRIERS: Mapping[type, Callable[..., Edit]] = {
    MoveNode: _move_node,
    MoveVertex: _move_vertex,
    AddVertex: _add_vertex,
    RemoveVertex: _remove_vertex,
    ReshapeArc: _reshape_arc,
    GlueBorder: _glue_border,
    TransferFaces: _transfer_faces,
    ShareFaces: _transfer_faces,
    Rename: _rename,
}
