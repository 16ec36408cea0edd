"""Applying an edit: plan, patch, prove that nothing broke, and say what changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from gridapp.grid.edits.patch import NO_ROWS, Patch, Succession, apply_patch
from gridapp.grid.edits.soundness import Rules, place_of, refusal, require_sound
from gridapp.grid.fabric import Fabric
from gridapp.grid.outlines import inside_points
from gridapp.grid.segments import Ints
from gridapp.messages import message


class Edit(Protocol):
    """What somebody wants done to the fabric: a value that can be kept and repeated."""

    def plan(self, fabric: Fabric) -> Patch:
        """Return the patch that does it.

        Raises
        ------
        RefusalError
            It can't be done; the place is named.
        """


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """What an edit touched, all at once.

    Attributes
    ----------
    nodes, arcs, faces : int64 arrays
        Numbers in the fabric afterwards; what is gone is not among them.
    grids : mapping from (net, level) to int64 array
        Rows of the grids whose outline, name or parent changed.
    successions : tuple of Succession
        What becomes of open cases.
    """

    nodes: Ints
    arcs: Ints
    faces: Ints
    grids: Mapping[tuple[str, int], Ints]
    successions: tuple[Succession, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Applied:
    """A fabric after an edit, what changed, and the edit that leads back."""

    fabric: Fabric
    change: Change
    inverse: Patch


def apply(fabric: Fabric, edit: Edit, rules: Rules | None = None) -> Applied:
    """Apply an edit; the fabric given stays as it is.

    A `Patch` is the inverse of an edit that was proved when it was made, so it isn't proved
    again.

    Raises
    ------
    RefusalError
        The edit would break an invariant; the place is named.
    """
    patch = edit.plan(fabric)
    after, inverse = apply_patch(fabric, patch)
    change = _change(fabric, after, patch)
    if not isinstance(edit, Patch):
        rules = rules or Rules()
        require_sound(fabric, after, patch, rules)
        if rules.locked:
            _require_unlocked(fabric, change, rules)
    return Applied(after, change, inverse)


def _require_unlocked(before: Fabric, change: Change, rules: Rules) -> None:
    for level in before.levels:
        rows = change.grids.get((level.net, level.number), NO_ROWS)
        for row in rows[rows < len(level.codes)].tolist():
            if (level.net, level.number, str(level.codes[row])) in rules.locked:
                faces = np.flatnonzero(level.labels == row)[:1]
                at = inside_points(before, faces) if len(faces) else before.nodes[:1]
                raise refusal(
                    message(
                        "Grid {code} at {x}, {y} is locked.",
                        code=level.codes[row],
                        **place_of(at[0]),
                    ),
                    message("Unlock it, or leave its border alone."),
                )


def _change(before: Fabric, after: Fabric, patch: Patch) -> Change:
    arcs = patch.arcs[patch.arcs < after.n_arcs]
    relabelled = {one.place: one for one in patch.levels}
    faces = [after.left[arcs], after.right[arcs]]
    old_arcs = np.concatenate(
        [patch.arcs[patch.arcs < before.n_arcs], np.arange(patch.n_arcs, before.n_arcs)]
    )
    grids: dict[tuple[str, int], Ints] = {}
    for place, level in enumerate(after.levels):
        rows = [
            _border_rows(fabric, place, some)
            for fabric, some in ((before, old_arcs), (after, arcs))
        ]
        one = relabelled.get(place)
        if one is not None:
            faces.append(one.faces)
            was = before.levels[place].labels
            known = one.faces < before.n_faces
            moved = np.ones(len(one.faces), bool)
            moved[known] = was[one.faces[known]] != one.labels[known]
            rows += [one.rows, one.labels[moved], was[one.faces[moved & known]]]
        touched = np.unique(np.concatenate(rows))
        if len(touched := touched[touched >= 0]):
            grids[level.net, level.number] = touched
    touched_faces = np.unique(np.concatenate(faces))
    return Change(
        patch.nodes,
        arcs,
        touched_faces[(touched_faces >= 0) & (touched_faces < after.n_faces)],
        grids,
        patch.successions,
    )


def _border_rows(fabric: Fabric, place: int, arcs: Ints) -> Ints:
    """Return the grids of a level whose outline some of the arcs are part of."""
    padded = np.append(fabric.levels[place].labels, -1)
    one, two = padded[fabric.left[arcs]], padded[fabric.right[arcs]]
    border = one != two
    return np.concatenate([one[border], two[border]])
