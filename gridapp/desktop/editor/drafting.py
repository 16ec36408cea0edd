"""A sitting at a draft: the fabric as it is now, what was done to it, and the way back and forth.

Nothing here knows Qt. The fabric never changes: every edit gives another one, and the patch that
leads back. A drag is tried out step by step on the fabric as it was when it began, and becomes
one edit when it ends.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from gridapp.errors import GridappError, RefusalError
from gridapp.grid.drafts import AS_DRAWN
from gridapp.grid.edits.apply import Applied, Change, Edit, apply
from gridapp.grid.edits.patch import Patch
from gridapp.grid.edits.soundness import Rules
from gridapp.grid.fabric import Fabric

Key = tuple[str, int, str]
"""A grid by net, level and code."""


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """An edit that was done.

    Attributes
    ----------
    edit : Edit
    way : Patch
        Back while the step stands; forth again while it is undone.
    """

    edit: Edit
    way: Patch


class Drafting:
    """One draft at the desk.

    Parameters
    ----------
    base : Fabric
        What the draft starts from.
    rules : Rules, optional
        What edits may do; the grids locked here come on top.
    """

    def __init__(self, base: Fabric, rules: Rules | None = None) -> None:
        self.base = base
        self._fabric = base
        self._rules = rules or Rules()
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._trial: tuple[Edit, Applied] | None = None
        self._refused: RefusalError | None = None

    # The fabric

    @property
    def fabric(self) -> Fabric:
        """The fabric with every edit that stands."""
        return self._fabric

    @property
    def shown(self) -> Fabric:
        """The fabric on show: during a drag, as it would become."""
        return self._fabric if self._trial is None else self._trial[1].fabric

    @property
    def steps(self) -> Sequence[Step]:
        """What stands, the oldest first."""
        return tuple(self._done)

    @property
    def edits(self) -> tuple[Edit, ...]:
        """The edits that stand, the oldest first: with the base, this is the draft."""
        return tuple(step.edit for step in self._done)

    @property
    def can_undo(self) -> bool:
        """Whether a step stands."""
        return bool(self._done)

    @property
    def can_redo(self) -> bool:
        """Whether a step was undone and nothing was done since."""
        return bool(self._undone)

    # Edits

    def do(self, edit: Edit) -> Change:
        """Do an edit.

        Raises
        ------
        GridappError
            It can't be done; the draft stays as it is.
        """
        self.give_up()
        return self._stand(edit, apply(self._fabric, edit, self._rules))

    def repeat(self, edits: Iterable[Edit]) -> None:
        """Do edits again that were proved, under the rules of their day, when they were drawn.

        Raises
        ------
        GridappError
            One doesn't fit; those before it stand.
        """
        for edit in edits:
            self._stand(edit, apply(self._fabric, edit, AS_DRAWN))

    def undo(self) -> Change | None:
        """Undo the last step; None when none stands."""
        return self._go_back(self._done, self._undone)

    def redo(self) -> Change | None:
        """Do again what was undone last; None when there is nothing."""
        return self._go_back(self._undone, self._done)

    def _go_back(self, source: list[Step], target: list[Step]) -> Change | None:
        self.give_up()
        if not source:
            return None
        step = source.pop()
        applied = apply(self._fabric, step.way)
        target.append(replace(step, way=applied.inverse))
        self._fabric = applied.fabric
        return applied.change

    def _stand(self, edit: Edit, applied: Applied) -> Change:
        self._fabric = applied.fabric
        self._done.append(Step(edit, applied.inverse))
        self._undone.clear()
        return applied.change

    # A drag

    @property
    def is_trying(self) -> bool:
        """Whether a drag is under way."""
        return self._trial is not None or self._refused is not None

    @property
    def refused(self) -> RefusalError | None:
        """Why the drag could not end where it is now."""
        return self._refused

    def try_out(self, edit: Edit) -> Change | None:
        """See what a drag would come to; None when it would be refused there.

        The last sound trial stays on show while the hand is where it would be refused.
        """
        try:
            applied = apply(self._fabric, edit, self._rules)
        except RefusalError as refusal:
            self._refused = refusal
            return None
        self._trial, self._refused = (edit, applied), None
        return applied.change

    def keep(self) -> Change | None:
        """End the drag: what was tried out last becomes a step.

        Raises
        ------
        RefusalError
            It would be refused; the draft is as it was before the drag.
        """
        trial, refused = self._trial, self._refused
        self.give_up()
        if refused is not None:
            raise refused
        return None if trial is None else self._stand(*trial)

    def give_up(self) -> None:
        """End the drag and leave everything as it was."""
        self._trial = self._refused = None

    # Locks

    @property
    def locked(self) -> frozenset[Key]:
        """The grids that no edit may touch."""
        return self._rules.locked

    def lock(self, grids: Iterable[Key]) -> None:
        """Lock these grids besides those that are."""
        self._rules = replace(self._rules, locked=self._rules.locked | set(grids))

    def unlock(self, grids: Iterable[Key]) -> None:
        """Unlock these grids."""
        self._rules = replace(self._rules, locked=self._rules.locked - set(grids))


def place_of_refusal(error: GridappError) -> tuple[float, float] | None:
    """Return the place that a refusal names, metres; None when it names none."""
    x, y = error.problem.values.get("x"), error.problem.values.get("y")
    if isinstance(x, float) and isinstance(y, float):
        return x, y
    return None
