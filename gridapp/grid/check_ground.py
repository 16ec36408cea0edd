"""Checks of a net's ground: gaps, slivers, grids in several parts, grids outside their parent."""

from collections.abc import Iterator

import numpy as np

from gridapp.grid.adjacency import arc_lengths, parts
from gridapp.grid.edits.ground import TransferFaces
from gridapp.grid.fabric import Fabric, Level, first_faces
from gridapp.grid.findings import Finding
from gridapp.grid.outlines import face_areas, inside_points
from gridapp.grid.segments import Ints, sum_by
from gridapp.grid.slivers import Limits, face_widths
from gridapp.messages import message


def find_heir(
    fabric: Fabric, level: Level, faces: Ints, claimants: Ints | None = None
) -> TransferFaces | None:
    """Return the edit that hands faces to the grid they share most border with.

    Parameters
    ----------
    claimants : (k,) int64 array, optional
        Rows of the grids that may have them.
    """
    inside = np.zeros(fabric.n_faces + 1, bool)
    inside[faces] = True
    border = np.flatnonzero(inside[fabric.left] != inside[fabric.right])
    beyond = np.where(inside[fabric.left[border]], fabric.right[border], fabric.left[border])
    rows = np.append(level.labels, -1)[beyond]
    usable = rows >= 0 if claimants is None else np.isin(rows, claimants)
    if not usable.any():
        return None
    shared = sum_by(rows[usable], arc_lengths(fabric)[border[usable]], len(level.codes))
    return TransferFaces(
        level.net, level.number, tuple(faces.tolist()), str(level.codes[np.argmax(shared)])
    )


def find_gaps(fabric: Fabric, level: Level, limits: Limits) -> Iterator[Finding]:
    """Find holes: connected faces without a grid that the net, or the fabric, has round them."""
    bare = level.labels < 0
    if not bare.any():
        return
    part = parts(fabric, np.where(bare, -1, np.arange(fabric.n_faces)))
    areas = face_areas(fabric)
    roots = np.unique(part[bare])
    open_sides = np.concatenate([fabric.left[fabric.right < 0], fabric.right[fabric.left < 0]])
    reaches_out = np.isin(roots, part[open_sides])
    for root, out, at in zip(
        roots.tolist(), reaches_out.tolist(), inside_points(fabric, roots), strict=True
    ):
        if out:  # the net is smaller than the fabric there
            continue
        faces = np.flatnonzero((part == root) & bare)
        area = float(areas[faces].sum())
        width = float(face_widths(fabric)[faces].max())
        narrow = area < limits.area or width < limits.width
        yield Finding(
            "gap",
            "warning" if narrow else "error",
            level.net,
            level.number,
            (),
            float(at[0]),
            float(at[1]),
            message("No grid here: {area} m².", area=round(area, 2)),
            find_heir(fabric, level, faces),
        )


def find_parts(fabric: Fabric, level: Level, limits: Limits) -> Iterator[Finding]:
    """Find grids in several parts; a part that is a sliver goes to its neighbour."""
    part = parts(fabric, level.labels)
    areas = face_areas(fabric)
    size = sum_by(part, areas, fabric.n_faces)
    lengths, padded = arc_lengths(fabric), np.append(part, -1)
    one, two = padded[fabric.left], padded[fabric.right]
    border = one != two
    around = sum_by(one[border] + 1, lengths[border], fabric.n_faces + 1)
    around += sum_by(two[border] + 1, lengths[border], fabric.n_faces + 1)
    roots = np.unique(part[level.labels >= 0])
    rows = level.labels[roots]
    main = {int(rows[i]): int(roots[i]) for i in np.argsort(size[roots], kind="stable")}
    extra = np.array([r for r in roots.tolist() if main[int(level.labels[r])] != r], np.int64)
    for root, at in zip(extra.tolist(), inside_points(fabric, extra), strict=True):
        code = str(level.codes[level.labels[root]])
        width = 2 * size[root] / around[root + 1]
        is_sliver = bool(size[root] < limits.area or width < limits.width)
        faces = np.flatnonzero((part == root) & (level.labels == level.labels[root]))
        yield Finding(
            "sliver" if is_sliver else "split grid",
            "warning" if is_sliver else "note",
            level.net,
            level.number,
            (code,),
            float(at[0]),
            float(at[1]),
            message(
                "Grid {code} has a part of {area} m² on its own.",
                code=code,
                area=round(float(size[root]), 2),
            ),
            find_heir(fabric, level, faces) if is_sliver else None,
        )


def find_strays(fabric: Fabric, level: Level) -> Iterator[Finding]:
    """Find grids whose parent isn't there, or that lie under another one."""
    above = [one for one in fabric.levels if (one.net, one.number) == (level.net, level.number - 1)]
    if not above:
        return
    faces, rows = first_faces(level)
    orphans = level.parents[rows] < 0
    for row, at in zip(rows[orphans].tolist(), inside_points(fabric, faces[orphans]), strict=True):
        yield Finding(
            "wrong parent",
            "error",
            level.net,
            level.number,
            (str(level.codes[row]),),
            float(at[0]),
            float(at[1]),
            message("Grid {code} has no parent.", code=level.codes[row]),
        )
    parent = np.append(level.parents, -1)[level.labels]
    stray = np.flatnonzero((parent >= 0) & (parent != above[0].labels))
    areas = face_areas(fabric)
    for row in np.unique(level.labels[stray]).tolist():
        outside = stray[level.labels[stray] == row]
        at = inside_points(fabric, outside[:1])[0]
        home = str(above[0].codes[level.parents[row]])
        yield Finding(
            "wrong parent",
            "error",
            level.net,
            level.number,
            (str(level.codes[row]),),
            float(at[0]),
            float(at[1]),
            message(
                "Grid {code} lies outside its parent {parent} by {area} m².",
                code=level.codes[row],
                parent=home,
                area=round(float(areas[outside].sum()), 2),
            ),
            TransferFaces(level.net, level.number - 1, tuple(outside.tolist()), home),
        )
