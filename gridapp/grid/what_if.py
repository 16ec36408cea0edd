"""What if: past cases under a draft of a net, who gains and loses, and whose clocks run out.

The model is plain, and told to whoever reads its answer:

- A case lies where it was reported, and belongs to the grid of the draft that holds the place.
- The work it takes is given, or inferred from the closings (`infer_efforts`), and is the same
  in whoever's hands.
- Each grid's cases wait in one queue, first come, first served, for its handlers, who begin
  with empty hands and don't help other grids. The queues are played twice, with the grids of
  then and with the draft's.
- A case closes as much later, or earlier, than in truth as it is done later, or earlier, in
  the draft's queues than in those of then; but not before its work is done. So a draft that
  changes nothing changes no closing, whatever else delayed it.
- A case that isn't closed yet, or has no grid then or now, stays as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

import numpy as np

from gridapp.grid.assign import Assigner
from gridapp.grid.fabric import Objects
from gridapp.grid.grids import Grids
from gridapp.grid.queues import find_missed, infer_efforts, play_queues
from gridapp.grid.segments import Bools, Floats, Ints, sum_by


@dataclass(frozen=True, slots=True, eq=False)
class PastCases:
    """Cases as they were, a case in each row.

    Attributes
    ----------
    x, y : (n,) float64 arrays
        Metres, in the net's CRS.
    opened_at, deadlines, closed_at : (n,) float64 arrays
        Epoch seconds UTC; NaN for a case without a clock, or not closed.
    codes : (n,) object array of str
        The grid then; an empty string for none.
    efforts : (n,) float64 array, optional
        Seconds of work that each took; inferred when not given.
    handlers : mapping from code to int
        How many work on the cases of a grid, of then or of the draft; 1 where not told.
    """

    x: Floats
    y: Floats
    opened_at: Floats
    deadlines: Floats
    closed_at: Floats
    codes: Objects
    efforts: Floats | None = None
    handlers: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Tally:
    """Cases as they fell to grids, or to owners, and as they would have.

    Attributes
    ----------
    codes : (g,) object array of str
        Grids, or owners, that had, or would have had, a case; ascending, without the empty one.
    before, after : (g,) int64 arrays
        Cases.
    gained, lost : (g,) int64 arrays
        Cases that come from, and go to, another.
    work_before, work_after : (g,) float64 arrays
        Hours of work.
    missed_before, missed_after : (g,) int64 arrays
        Clocks that ran out, and that would have.
    """

    codes: Objects
    before: Ints
    after: Ints
    gained: Ints
    lost: Ints
    work_before: Floats
    work_after: Floats
    missed_before: Ints
    missed_after: Ints


@dataclass(frozen=True, slots=True, eq=False)
class WhatIf(Tally):
    """What a draft would have done to the cases opened in a window.

    Attributes
    ----------
    cases : (k,) int64 array
        The cases of the window, rows of `PastCases`; the columns below are theirs.
    codes_then, codes_after : (k,) object arrays of str
        The grid then, and under the draft; an empty string outside.
    hours : (k,) float64 array
        The work that each took.
    closed_after : (k,) float64 array
        When each would have been closed, epoch seconds; NaN if it isn't.
    was_missed, would_miss : (k,) bool arrays
        Clocks that ran out in truth, and that would have under the draft.
    """

    cases: Ints
    codes_then: Objects
    codes_after: Objects
    hours: Floats
    closed_after: Floats
    was_missed: Bools
    would_miss: Bools


def play_draft(cases: PastCases, draft: Grids, since: float, until: float) -> WhatIf:
    """Play past cases under a draft.

    Parameters
    ----------
    draft : Grids
        The grids of one level, metres.
    since, until : float
        Epoch seconds: cases opened from `since` to before `until` are counted. Cases opened
        earlier are played too: give some, so that the window doesn't begin with idle hands.
        Later ones are left out, and closings after `until` aren't known yet.
    """
    played = np.flatnonzero(cases.opened_at < until)
    opened, deadlines = cases.opened_at[played], cases.deadlines[played]
    closed = np.where(cases.closed_at[played] <= until, cases.closed_at[played], np.nan)
    then = cases.codes[played]
    row = Assigner(draft).assign(cases.x[played], cases.y[played])
    now = np.append(draft.codes, np.array([""], dtype=object))[row]
    efforts = (
        infer_efforts(then, opened, closed, cases.handlers)
        if cases.efforts is None
        else cases.efforts[played]
    )
    done_then, done_now = (
        play_queues(some, opened, efforts, cases.handlers) for some in (then, now)
    )
    later = np.nan_to_num(done_now - done_then)
    moved = np.where(later == 0, closed, np.maximum(closed + later, opened + efforts))
    counted = np.flatnonzero(opened >= since)
    was_missed, would_miss = (
        find_missed(deadlines[counted], some[counted], until) for some in (closed, moved)
    )
    then, now, hours = then[counted], now[counted], efforts[counted] / 3600
    sums = tally(then, now, hours, was_missed, would_miss)
    return WhatIf(
        **{one.name: getattr(sums, one.name) for one in fields(Tally)},
        cases=played[counted],
        codes_then=then,
        codes_after=now,
        hours=hours,
        closed_after=moved[counted],
        was_missed=was_missed,
        would_miss=would_miss,
    )


def tally(
    then: Objects, now: Objects, hours: Floats, was_missed: Bools, would_miss: Bools
) -> Tally:
    """Count cases by who had them then and who has them now.

    Parameters
    ----------
    then, now : (k,) object arrays of str
        An empty string for nobody.
    hours : (k,) float64 array
    was_missed, would_miss : (k,) bool arrays
    """
    names = sorted({str(code) for code in (*then, *now)} - {""})
    number = {code: at for at, code in enumerate(names)} | {"": len(names)}
    old = np.array([number[str(code)] for code in then], np.int64)
    new = np.array([number[str(code)] for code in now], np.int64)

    def count(rows: Ints, which: Bools | None = None) -> Ints:
        chosen = rows if which is None else rows[which]
        return np.bincount(chosen, minlength=len(names) + 1)[:-1]

    def work(rows: Ints) -> Floats:
        return sum_by(rows, hours, len(names) + 1)[:-1]

    return Tally(
        np.array(names, dtype=object),
        count(old),
        count(new),
        count(new, old != new),
        count(old, old != new),
        work(old),
        work(new),
        count(old, was_missed),
        count(new, would_miss),
    )
