"""Checks of a net's codes: missing, malformed, double, out of sequence."""

from collections.abc import Iterator

import numpy as np
import shapely

from gridapp.errors import InputError
from gridapp.grid.codes import parse_code, sequence_codes
from gridapp.grid.edits.ground import Rename
from gridapp.grid.fabric import Fabric, Level, first_faces
from gridapp.grid.findings import Finding, Severity
from gridapp.grid.outlines import inside_points, polygons_of
from gridapp.grid.segments import Floats
from gridapp.messages import Message, message


def find_bad_codes(fabric: Fabric, level: Level) -> Iterator[Finding]:
    """Find codes that are missing, not well-formed, or there twice."""
    faces, rows = first_faces(level)
    at = dict(zip(rows.tolist(), inside_points(fabric, faces), strict=True))
    holders: dict[str, list[int]] = {}
    for row in rows.tolist():
        holders.setdefault(str(level.codes[row]), []).append(row)
    taken = set(holders)
    for code, same in holders.items():
        first, *others = same
        if len(others):
            fresh = [_free_code(code, taken) for _ in others]
            fix = (
                None
                if "" in fresh
                else Rename(level.net, level.number, tuple(others), codes=tuple(fresh))
            )
            problem = message("{count} grids have the code {code}.", count=len(same), code=code)
            yield _code_finding(level, "error", code, at[others[0]], problem, fix)
        try:
            parse_code(code)
        except InputError as error:
            yield _code_finding(level, "note", code, at[first], error.problem, None)


def _code_finding(
    level: Level, severity: Severity, code: str, at: Floats, problem: Message, fix: Rename | None
) -> Finding:
    return Finding(
        "bad code",
        severity,
        level.net,
        level.number,
        (code,),
        float(at[0]),
        float(at[1]),
        problem,
        fix,
    )


def _free_code(code: str, taken: set[str]) -> str:
    """Return the next free code of the same division and take it; empty when there is none."""
    if len(code) == 15 and code.isdigit():
        for number in range(int(code[12:]) + 1, 1000):
            fresh = f"{code[:12]}{number:03d}"
            if fresh not in taken:
                taken.add(fresh)
                return fresh
    return ""


def find_disorder(fabric: Fabric, level: Level) -> Iterator[Finding]:
    """Find divisions whose codes don't run west to east, then north to south."""
    _, rows = first_faces(level)
    codes = [str(level.codes[row]) for row in rows.tolist()]
    usual = np.array([len(code) == 15 and code.isdigit() and code[12:] != "000" for code in codes])
    if not usual.any():
        return
    points = np.full((len(rows), 2), np.nan)
    polygons = polygons_of(fabric, level)[rows]
    points[usual] = shapely.get_coordinates(shapely.point_on_surface(polygons[usual]))
    divisions: dict[str, list[int]] = {}
    for i in np.flatnonzero(usual).tolist():
        divisions.setdefault(codes[i][:12], []).append(i)
    for division, inside in divisions.items():
        at = points[inside]
        wanted = sequence_codes(division, at[:, 0], at[:, 1])
        order = np.argsort(wanted, kind="stable").tolist()
        now = [codes[inside[i]] for i in order]
        if now == sorted(now):
            continue
        first = next(i for i in range(1, len(now)) if now[i] < now[i - 1])
        place = at[order[first]]
        yield Finding(
            "sequence",
            "note",
            level.net,
            level.number,
            tuple(sorted(now)),
            float(place[0]),
            float(place[1]),
            message(
                "The codes of {division} don't run west to east, then north to south.",
                division=division,
            ),
            Rename(
                level.net,
                level.number,
                tuple(int(rows[i]) for i in inside),
                codes=tuple(wanted),
            ),
        )
