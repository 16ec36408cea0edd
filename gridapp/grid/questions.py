"""Questions of a merge: slivers, borders that nearly coincide, overlaps and gaps, ranked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from gridapp.grid.build import Overlap
from gridapp.grid.fabric import Fabric
from gridapp.grid.outlines import face_areas, inside_points
from gridapp.grid.slivers import Handed, Limits, face_widths, find_slivers


@dataclass(frozen=True, slots=True)
class Question:
    """Something that merging found and somebody may decide.

    Attributes
    ----------
    kind : {"sliver", "near", "overlap", "gap"}
        "sliver": was handed over. "near": narrow, but stayed. "overlap": two grids of one
        net claim it. "gap": a net has no grid here.
    x, y : float
        A point inside it, metres.
    area, width : float
        Square metres, metres.
    net : str
        The net concerned; for slivers and near borders, the nets that have a border here.
    codes : tuple of str
        The claimants of an overlap.
    """

    kind: Literal["sliver", "near", "overlap", "gap"]
    x: float
    y: float
    area: float
    width: float
    net: str
    codes: tuple[str, ...] = ()


def ask(
    noded: Fabric, fabric: Fabric, overlaps: Sequence[Overlap], handed: Handed, near: Limits
) -> tuple[Question, ...]:
    """List what a merge found, the largest area first.

    Parameters
    ----------
    noded, fabric : Fabric
        Before and after slivers were handed over.
    near : Limits
        What is listed as borders that nearly coincide.
    """
    found = [
        *_slivers(noded, handed),
        *_overlaps(noded, overlaps),
        *_near(fabric, near),
        *_gaps(fabric),
    ]
    return tuple(sorted(found, key=lambda one: (-one.area, one.kind, one.x, one.y)))


def _slivers(noded: Fabric, handed: Handed) -> Iterator[Question]:
    for (x, y), area, width, before, after in zip(
        handed.places.tolist(),
        handed.areas.tolist(),
        handed.widths.tolist(),
        handed.before,
        handed.after,
        strict=True,
    ):
        nets = dict.fromkeys(noded.levels[at].net for at in np.flatnonzero(before != after))
        yield Question("sliver", x, y, area, width, ", ".join(nets))


def _overlaps(noded: Fabric, overlaps: Sequence[Overlap]) -> Iterator[Question]:
    faces = np.array([one.face for one in overlaps], np.int64)
    areas, widths = face_areas(noded), face_widths(noded)
    for one, (x, y) in zip(overlaps, inside_points(noded, faces).tolist(), strict=True):
        codes = noded.level(one.net, one.level).codes
        claimants = tuple(str(codes[row]) for row in one.rows)
        area, width = float(areas[one.face]), float(widths[one.face])
        yield Question("overlap", x, y, area, width, one.net, claimants)


def _near(fabric: Fabric, near: Limits) -> Iterator[Question]:
    faces = np.flatnonzero(find_slivers(fabric, near))
    areas, widths = face_areas(fabric), face_widths(fabric)
    for face, (x, y) in zip(faces.tolist(), inside_points(fabric, faces).tolist(), strict=True):
        arcs = np.flatnonzero((fabric.left == face) | (fabric.right == face))
        nets: dict[str, None] = {}
        for level in fabric.levels:
            padded = np.append(level.labels, -1)
            if (padded[fabric.left[arcs]] != padded[fabric.right[arcs]]).any():
                nets[level.net] = None
        yield Question("near", x, y, float(areas[face]), float(widths[face]), ", ".join(nets))


def _gaps(fabric: Fabric) -> Iterator[Question]:
    areas, widths = face_areas(fabric), face_widths(fabric)
    for level in fabric.levels:
        faces = np.flatnonzero(level.labels < 0)
        for face, (x, y) in zip(faces.tolist(), inside_points(fabric, faces).tolist(), strict=True):
            yield Question("gap", x, y, float(areas[face]), float(widths[face]), level.net)
