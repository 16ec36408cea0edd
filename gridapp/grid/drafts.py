"""Drafts: a base and edits in order; and the fabric as it is published."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from gridapp.errors import RefusalError
from gridapp.grid.compact import compact
from gridapp.grid.edits.apply import Edit, apply
from gridapp.grid.edits.soundness import Rules
from gridapp.grid.fabric import Fabric, Level, freeze
from gridapp.messages import message

AS_DRAWN = Rules(outer_may_move=True, parts_may_split=True)
"""For edits that were proved, under the rules of their day, when they were drawn."""


def apply_all(fabric: Fabric, edits: Sequence[Edit]) -> Fabric:
    """Apply the edits of a draft to the fabric of its base.

    Raises
    ------
    RefusalError
        One of them doesn't fit this fabric.
    """
    for edit in edits:
        fabric = apply(fabric, edit, AS_DRAWN).fabric
    return fabric


def settle(fabric: Fabric, net: str) -> Fabric:
    """Return the fabric of one net as it is published: nothing in it that the net doesn't need.

    Other nets, borders inside grids and grids without ground are left out; nodes, arcs, faces
    and rows are numbered anew.

    Raises
    ------
    RefusalError
        Two grids have the same code, or one has none.
    """
    levels = sorted((one for one in fabric.levels if one.net == net), key=lambda one: one.number)
    kept: list[Level] = []
    above = np.full(1, -1, np.int64)
    for level in levels:
        is_used = np.zeros(len(level.codes) + 1, bool)
        is_used[level.labels] = True
        is_used[-1] = False
        used = np.flatnonzero(is_used)
        number = np.full(len(is_used), -1, np.int64)
        number[used] = np.arange(len(used))
        kept.append(
            Level(
                net,
                level.number,
                number[level.labels],
                level.codes[used],
                level.names[used],
                level.owners[used],
                above[level.parents[used]],
            )
        )
        above = number
    _require_codes(kept)
    settled, _ = compact(freeze(replace(fabric, levels=tuple(kept))))
    return settled


def _require_codes(levels: Sequence[Level]) -> None:
    codes, counts = np.unique(
        np.concatenate([level.codes for level in levels]).astype(str), return_counts=True
    )
    if (codes == "").any():
        raise RefusalError(
            message("A grid has no code."), message("Give it one; “gridapp net check” finds it.")
        )
    if (counts > 1).any():
        raise RefusalError(
            message("Several grids have the code {code}.", code=codes[counts > 1][0]),
            message("Give each its own; “gridapp net check” finds them."),
        )
