"""Checks of a net: of one in the fabric, and of foreign polygons before they are."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import shapely

from gridapp.errors import NotFoundError
from gridapp.grid.build import FINEST, build_fabric
from gridapp.grid.check_codes import find_bad_codes, find_disorder
from gridapp.grid.check_ground import find_gaps, find_heir, find_parts, find_strays
from gridapp.grid.fabric import Fabric
from gridapp.grid.findings import Finding
from gridapp.grid.grids import Grids
from gridapp.grid.outlines import face_areas, inside_points
from gridapp.grid.slivers import Limits, face_widths
from gridapp.messages import message

_SAFE = frozenset({("gap", "warning"), ("sliver", "warning"), ("bad code", "error")})
"""Kind and severity of what may be mended in foreign data without asking."""


def check_net(fabric: Fabric, net: str, limits: Limits | None = None) -> tuple[Finding, ...]:
    """Check one net of the fabric on all its levels.

    Parameters
    ----------
    limits : Limits, optional
        What counts as a sliver.

    Raises
    ------
    NotFoundError
        The fabric has no such net.
    """
    limits = limits or Limits()
    levels = [level for level in fabric.levels if level.net == net]
    if not levels:
        raise NotFoundError(
            message("There is no net {net}.", net=net),
            message("Choose a net that is loaded."),
        )
    found: list[Finding] = []
    for level in levels:
        found += find_gaps(fabric, level, limits)
        found += find_parts(fabric, level, limits)
        found += find_strays(fabric, level)
        found += find_bad_codes(fabric, level)
        found += find_disorder(fabric, level)
    return tuple(found)


def check_foreign(
    net: str, grids: Grids, *, tolerance: float = FINEST, limits: Limits | None = None
) -> tuple[Finding, ...]:
    """Check polygons that are not in the fabric yet.

    What can be mended without somebody's decision carries a fix, for the fabric that
    `build_fabric` makes of these grids alone with this tolerance: narrow gaps and overlaps go
    to the grid with the longest border there, so do slivers, and double codes get free ones.
    `mend.mend_foreign` applies them.

    Parameters
    ----------
    grids : Grids
        Metres; may be invalid, overlap and leave gaps.
    tolerance : float
        Metres: nearer borders count as one.
    limits : Limits, optional
        What counts as a sliver: narrow gaps and overlaps are warnings, wide ones errors.

    Raises
    ------
    InputError
        The borders can't be compared with this tolerance.
    """
    limits = limits or Limits()
    found = list(_invalid_rings(net, grids))
    fabric, overlaps = build_fabric([(net, grids)], tolerance=tolerance)
    areas, widths = face_areas(fabric), face_widths(fabric)
    faces = np.array([one.face for one in overlaps], np.int64)
    for one, at in zip(overlaps, inside_points(fabric, faces), strict=True):
        codes = fabric.level(net, one.level).codes
        claimants = tuple(str(codes[row]) for row in one.rows)
        narrow = areas[one.face] < limits.area or widths[one.face] < limits.width
        found.append(
            Finding(
                "overlap",
                "warning" if narrow else "error",
                net,
                one.level,
                claimants,
                float(at[0]),
                float(at[1]),
                message(
                    "Grids {codes} overlap by {area} m².",
                    codes=", ".join(claimants),
                    area=round(float(areas[one.face]), 2),
                ),
                find_heir(
                    fabric,
                    fabric.level(net, one.level),
                    np.array([one.face]),
                    np.array(one.rows),
                )
                if narrow
                else None,
            )
        )
    found += [
        one if (one.kind, one.severity) in _SAFE else replace(one, fix=None)
        for one in check_net(fabric, net, limits)
    ]
    return tuple(found)


def _invalid_rings(net: str, grids: Grids) -> Iterator[Finding]:
    for row in np.flatnonzero(~shapely.is_valid(grids.polygons)).tolist():
        reason = str(shapely.is_valid_reason(grids.polygons[row]))
        words, _, numbers = reason.partition("[")
        x, y = (float(one) for one in numbers.rstrip("]").split()[:2])
        yield Finding(
            "invalid ring",
            "error",
            net,
            int(grids.levels[row]),
            (str(grids.codes[row]),),
            x,
            y,
            message(
                "The outline of grid {code} is unsound: {reason}.",
                code=grids.codes[row],
                reason=words.strip(),
            ),
        )
