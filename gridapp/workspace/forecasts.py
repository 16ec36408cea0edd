"""Forecasts: what would balance the net, and what a draft would have made of past cases."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import shapely

from gridapp.cases.case import Case, Clock
from gridapp.errors import InputError, NotFoundError
from gridapp.grid.assign import Assigner
from gridapp.grid.balance_loads import Wish, face_loads
from gridapp.grid.balance_proposal import Proposal, propose
from gridapp.grid.balance_search import Heed, silent
from gridapp.grid.fabric import Fabric, Level, Objects
from gridapp.grid.grids import Grids
from gridapp.grid.outlines import grids_of
from gridapp.grid.segments import Floats
from gridapp.grid.what_if import PastCases, Tally, play_draft, tally
from gridapp.messages import message
from gridapp.workspace.geography import LOADS
from gridapp.workspace.opening import Workspace

DAYS = 90
"""How far a forecast looks back unless told."""

_LEAD = timedelta(days=30)
"""Before that, cases are played but not counted: nobody began with empty hands."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one grid, or one owner, had and would have had.

    Attributes
    ----------
    code : str
        A grid's code, or an owner's number in the register.
    name : str
    before, after, gained, lost : int
        Cases.
    work_before, work_after : float
        Hours.
    missed_before, missed_after : int
        Clocks that ran out.
    """

    code: str
    name: str
    before: int
    after: int
    gained: int
    lost: int
    work_before: float
    work_after: float
    missed_before: int
    missed_after: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """The cases of a time replayed under a draft.

    Attributes
    ----------
    since, until : datetime
    level : int
    cases : int
        How many were opened in that time and have a place.
    moved : int
        How many of them would have been another grid's.
    missed_before, missed_after : int
        Clocks that ran out, and that would have.
    grids, owners : tuple of Share
        Those that had, or would have had, a case.
    """

    since: datetime
    until: datetime
    level: int
    cases: int
    moved: int
    missed_before: int
    missed_after: int
    grids: tuple[Share, ...]
    owners: tuple[Share, ...]


def open_places(workspace: Workspace) -> Floats:
    """Return where the open cases lie, (n, 2), metres."""
    casework = workspace.casework
    return np.array(
        [
            (row.x, row.y)
            for row in casework.rows()
            if row.x is not None and row.y is not None and casework.is_open(row)
        ],
        np.float64,
    ).reshape(-1, 2)


def recent_places(workspace: Workspace, days: int = DAYS) -> Floats:
    """Return where the cases of the last days lie, (n, 2), metres; those without a place don't."""
    since = workspace.now() - timedelta(days=days)
    return np.array(
        [
            (row.x, row.y)
            for row in workspace.casework.rows()
            if row.x is not None and row.y is not None and row.opened_at >= since
        ],
        np.float64,
    ).reshape(-1, 2)


def street_lines(workspace: Workspace) -> Objects:
    """Return the streets as single lines, (n,), metres."""
    lines = [
        line
        for features in workspace.geography.background("line")
        if features.kind == "streets"
        for line in shapely.get_parts(features.geometries)
    ]
    found = np.empty(len(lines), dtype=object)
    found[:] = lines
    return found


def propose_balance(
    workspace: Workspace, fabric: Fabric, wish: Wish, heed: Heed = silent
) -> Proposal:
    """Propose a balance of a net by what the workspace knows of its ground.

    Raises
    ------
    InputError, NotFoundError
        See `balance_proposal.propose`.
    """
    places = open_places(workspace)
    points = {name: workspace.geography.load(name) for name in LOADS}
    points["cases"] = (places, np.ones(len(places)))
    return propose(fabric, wish, face_loads(fabric, points, street_lines(workspace)), heed)


def as_locks(fabric: Fabric, net: str, codes: Sequence[str]) -> frozenset[tuple[str, int, str]]:
    """Return the grids of these codes, on whatever level of the net they are.

    Raises
    ------
    NotFoundError
        No grid has the code.
    """
    levels = [one for one in fabric.levels if one.net == net]
    found: set[tuple[str, int, str]] = set()
    for code in codes:
        mine = {(net, one.number, code) for one in levels if code in one.codes.tolist()}
        if not mine:
            raise NotFoundError(
                message("The net {net} has no grid “{code}”.", net=net, code=code),
                message("Lock grids of this net by their codes."),
            )
        found |= mine
    return frozenset(found)


def what_if(
    workspace: Workspace,
    base: Fabric,
    draft: Fabric,
    net: str,
    number: int,
    days: int = DAYS,
    heed: Heed = silent,
) -> Forecast:
    """Replay the cases of the last days under a draft.

    Of a case's clocks the one that is due last counts: it is the handling's. A case is done
    when that clock was stopped.

    Parameters
    ----------
    base, draft : Fabric
        The edition in force, and the draft.
    number : int
        The level whose grids the cases belong to.

    Raises
    ------
    InputError
        The days are no time.
    NotFoundError
        The net has no such level.
    """
    if days < 1:
        raise InputError(
            message("{days} days are no time to look back on.", days=days),
            message("Give at least one day."),
        )
    until = workspace.now()
    since = until - timedelta(days=days)
    then, now = (fabric.level(net, number) for fabric in (base, draft))
    past = _past_cases(workspace, grids_of(base, net).of_level(number), since - _LEAD, heed)
    found = play_draft(
        past, grids_of(draft, net).of_level(number), since.timestamp(), until.timestamp()
    )
    old, new = (_owners(one) for one in (then, now))
    owners = tally(
        np.array([old.get(str(code), "") for code in found.codes_then], dtype=object),
        np.array([new.get(str(code), "") for code in found.codes_after], dtype=object),
        found.hours,
        found.was_missed,
        found.would_miss,
    )
    names = {
        str(c): str(n) for one in (then, now) for c, n in zip(one.codes, one.names, strict=True)
    }
    members = {str(row["ref"]): str(row["name"]) for row in workspace.casework.register("member")}
    return Forecast(
        since,
        until,
        number,
        len(found.cases),
        int((found.codes_then != found.codes_after).sum()),
        int(found.was_missed.sum()),
        int(found.would_miss.sum()),
        _shares(found, names),
        _shares(owners, members),
    )


def _past_cases(workspace: Workspace, grids: Grids, since: datetime, heed: Heed) -> PastCases:
    """Read the cases opened since; their grids are those of the edition in force."""
    casework = workspace.casework
    rows = [
        (row.ref, row.x, row.y)
        for row in casework.rows()
        if row.x is not None and row.y is not None and row.opened_at >= since
    ]
    columns = np.full((5, len(rows)), np.nan)
    for number, (ref, x, y) in enumerate(rows):
        heed(number / len(rows))
        case = casework.case(ref)
        clock = _main_clock(case)
        done = _done_at(case, clock)
        columns[:, number] = (
            x,
            y,
            case.opened_at.timestamp(),
            np.nan if clock is None else clock.due_at.timestamp(),
            np.nan if done is None else done.timestamp(),
        )
    padded = np.append(grids.codes, np.array([""], dtype=object))
    codes = padded[Assigner(grids).assign(columns[0], columns[1])]
    return PastCases(columns[0], columns[1], columns[2], columns[3], columns[4], codes)


def _main_clock(case: Case) -> Clock | None:
    clocks = case.ticket.clocks if case.ticket else case.clocks
    return max(clocks, key=lambda clock: clock.due_at, default=None)


def _done_at(case: Case, clock: Clock | None) -> datetime | None:
    """Return when the work on a case was done, None while it isn't."""
    if clock is not None:
        return clock.stopped_at
    return case.history[-1].event.at if case.outcome else None


def _owners(level: Level) -> dict[str, str]:
    return {str(code): str(owner) for code, owner in zip(level.codes, level.owners, strict=True)}


def _shares(sums: Tally, names: Mapping[str, str]) -> tuple[Share, ...]:
    counts = zip(
        sums.before, sums.after, sums.gained, sums.lost,
        sums.work_before, sums.work_after, sums.missed_before, sums.missed_after,
        strict=True,
    )  # fmt: skip
    return tuple(
        Share(
            str(code), names.get(str(code)) or str(code),
            int(before), int(after), int(gained), int(lost),
            float(was), float(becomes), int(missed), int(misses),
        )
        for code, (before, after, gained, lost, was, becomes, missed, misses) in zip(
            sums.codes, counts, strict=True
        )
    )  # fmt: skip
