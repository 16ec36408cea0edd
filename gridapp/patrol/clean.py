"""Cleaning: naming the jumps and frozen positions of a track, and splitting it into legs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from gridapp.patrol.track import Track

# An excursion of more impossible hops than this is not looked across; keeps the search linear.
_LOOK_BACK = 64


class Mark(IntEnum):
    """What cleaning says of a fix."""

    OK = 0
    JUMP = 1
    FROZEN = 2


@dataclass(frozen=True, slots=True)
class CleaningRules:
    """Thresholds of cleaning; the defaults suit a vehicle that reports every 10 s.

    Parameters
    ----------
    gap_s : float
        Two fixes further apart than this (s) have a gap between them: twelve missed reports.
    max_speed_kmh : float
        A hop faster than this is impossible.
    jump_m : float
        A hop shorter than this (m) is never a jump, however fast: it is jitter.
    jump_s : float
        An impossible hop is only believed when it wins at least this many seconds of fixes;
        otherwise the fixes on its shorter side are jumps.
    frozen_s : float
        The identical position repeated for longer than this (s) is frozen when the terminal
        meanwhile claims to move.
    moving_kmh : float
        A mean reported speed above this is a claim to move.
    still_s : float
        Where no speed is reported at all, the identical position is frozen after this time (s):
        a live receiver jitters even when parked. A terminal that reports a speed of zero is
        taken at its word, since many hold their position on purpose when parked.
    """

    gap_s: float = 120.0
    max_speed_kmh: float = 160.0
    jump_m: float = 100.0
    jump_s: float = 120.0
    frozen_s: float = 180.0
    moving_kmh: float = 3.0
    still_s: float = 1800.0


RULES_BY_KIND: Mapping[str, CleaningRules] = {
    "foot": CleaningRules(max_speed_kmh=25.0),
    "bicycle": CleaningRules(max_speed_kmh=60.0),
    "vehicle": CleaningRules(),
}
"""Rules by how a patrol travels; whoever changes vehicles in a shift is a vehicle."""


@dataclass(frozen=True, slots=True, eq=False)
class Cleaned:
    """What cleaning found in a track of n fixes.

    Parameters
    ----------
    mark : uint8[n]
        A `Mark` for each fix.
    kept : int64[m]
        Indexes into the track of the fixes marked OK, increasing.
    legs : int64[k, 2]
        Half-open ranges over `kept`; together they hold every kept fix once. A leg of a single
        fix is possible: a place, but no line.
    rules : CleaningRules
        The rules it was cleaned by.
    """

    mark: NDArray[np.uint8]
    kept: NDArray[np.int64]
    legs: NDArray[np.int64]
    rules: CleaningRules = field(default_factory=CleaningRules)

    def is_joined(self) -> NDArray[np.bool_]:
        """Tell of each kept fix but the last whether the next is in the same leg: bool[m-1]."""
        joined = np.ones(max(len(self.kept) - 1, 0), dtype=np.bool_)
        joined[self.legs[1:, 0] - 1] = False
        return joined


def split_at_gaps(track: Track, rules: CleaningRules | None = None) -> NDArray[np.int64]:
    """Return the stretches of a track without a gap, as half-open ranges of fixes: int64[k, 2].

    Nothing is left out: this is how a track rests in a store, jumps and all.
    """
    if not len(track):
        return np.empty((0, 2), dtype=np.int64)
    cuts = np.flatnonzero(np.diff(track.time) > (rules or CleaningRules()).gap_s) + 1
    bounds = np.concatenate(([0], cuts, [len(track)]))
    return np.column_stack((bounds[:-1], bounds[1:]))


def clean(track: Track, rules: CleaningRules | None = None) -> Cleaned:
    """Name each fix of a track and split the good ones into legs.

    Fixes are marked, never removed or moved. A leg passes over jumped fixes; it ends at a gap,
    at a frozen stretch and at an impossible hop that is believed.
    """
    rules = rules or CleaningRules()
    mark = np.full(len(track), Mark.OK, dtype=np.uint8)
    mark[_find_frozen(track, rules)] = Mark.FROZEN
    live = np.flatnonzero(mark == Mark.OK)
    believed = _find_believed(track.time[live], track.x[live], track.y[live], rules)
    mark[live[~believed]] = Mark.JUMP
    kept = live[believed]

    step_s = np.diff(track.time[kept])
    step_m = np.hypot(np.diff(track.x[kept]), np.diff(track.y[kept]))
    frozen_before = np.cumsum(mark == Mark.FROZEN)[kept]
    is_cut = (
        (step_s > rules.gap_s)
        | _is_impossible(step_s, step_m, rules)
        | (np.diff(frozen_before) > 0)
    )
    bounds = np.concatenate(([0], np.flatnonzero(is_cut) + 1, [len(kept)]))
    legs = np.column_stack((bounds[:-1], bounds[1:])) if len(kept) else np.empty((0, 2), np.int64)
    return Cleaned(mark, kept, legs, rules)


def _is_impossible(
    step_s: NDArray[np.float64], step_m: NDArray[np.float64], rules: CleaningRules
) -> NDArray[np.bool_]:
    return (step_m > rules.jump_m) & (step_m * 3.6 > rules.max_speed_kmh * step_s)


def _find_frozen(track: Track, rules: CleaningRules) -> NDArray[np.bool_]:
    """Mark the repeats of frozen stretches; a stretch's first fix may still be true."""
    frozen = np.zeros(len(track), dtype=np.bool_)
    if len(track) < 2:
        return frozen
    repeats = (
        (np.diff(track.x) == 0) & (np.diff(track.y) == 0) & (np.diff(track.time) <= rules.gap_s)
    )
    first = np.concatenate(([0], np.flatnonzero(~repeats) + 1))
    last = np.append(first[1:], len(track)) - 1
    duration = track.time[last] - track.time[first]
    known = np.isfinite(track.speed)
    count = np.add.reduceat(known, first, dtype=np.int64)
    total = np.add.reduceat(np.where(known, track.speed, 0), first, dtype=np.float64)
    claims_to_move = total > rules.moving_kmh * count
    is_frozen = np.where(
        count > 0, claims_to_move & (duration > rules.frozen_s), duration > rules.still_s
    )
    frozen[:] = np.repeat(is_frozen, last - first + 1)
    frozen[first] = False
    return frozen


def _find_believed(
    time: NDArray[np.float64],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    rules: CleaningRules,
) -> NDArray[np.bool_]:
    """Choose, between each two gaps, the fixes that make the most believable chain."""
    believed = np.ones(len(time), dtype=np.bool_)
    step_s = np.diff(time)
    is_gap = step_s > rules.gap_s
    is_hop = ~is_gap & _is_impossible(step_s, np.hypot(np.diff(x), np.diff(y)), rules)
    if not is_hop.any():
        return believed
    # A fix is worth the seconds it stands for: half the way to each neighbour.
    capped = np.minimum(step_s, rules.gap_s)
    worth = (np.concatenate((capped[:1], capped)) + np.concatenate((capped, capped[-1:]))) / 2

    first = np.concatenate(([0], np.flatnonzero(is_gap | is_hop) + 1))
    last = np.append(first[1:], len(time)) - 1
    worths = np.add.reduceat(worth, first)
    # Blocks between impossible hops; a stretch is the blocks between two gaps.
    opens_stretch = np.concatenate(([True], is_gap[first[1:] - 1]))
    bounds = np.append(np.flatnonzero(opens_stretch), len(first))
    for start, end in pairwise(bounds):
        if end - start > 1:
            part = slice(start, end)
            is_kept = _choose_blocks(first[part], last[part], worths[part], (time, x, y), rules)
            believed[first[start] : last[end - 1] + 1] = np.repeat(
                is_kept, last[part] - first[part] + 1
            )
    return believed


def _choose_blocks(
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    worth: NDArray[np.float64],
    columns: tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]],
    rules: CleaningRules,
) -> NDArray[np.bool_]:
    """Find the chain of blocks worth most, each impossible hop in it costing `jump_s`."""
    time, x, y = columns
    best = worth.copy()
    before = np.full(len(first), -1)
    top = 0
    for block in range(1, len(first)):
        low = max(0, block - _LOOK_BACK)
        head, tails = first[block], last[low:block]
        impossible = _is_impossible(
            time[head] - time[tails], np.hypot(x[head] - x[tails], y[head] - y[tails]), rules
        )
        gains = best[low:block] - np.where(impossible, rules.jump_s, 0.0)
        link = int(np.argmax(gains))
        gain, link = float(gains[link]), low + link
        if best[top] - rules.jump_s > gain:
            gain, link = float(best[top]) - rules.jump_s, top
        if gain > 0:
            best[block] += gain
            before[block] = link
        if best[block] > best[top]:
            top = block
    kept = np.zeros(len(first), dtype=np.bool_)
    while top >= 0:
        kept[top] = True
        top = before[top]
    return kept
