"""The workbench: the draft under work, its loads, what is chosen; tells who listens."""

from collections.abc import Callable, Iterable

import numpy as np
from PySide6.QtCore import QObject, Signal

from gridapp.desktop.editor.borders import Borders
from gridapp.desktop.editor.drafting import Drafting, place_of_refusal
from gridapp.desktop.editor.ground import Ground
from gridapp.desktop.editor.loads import Loads, LoadsOf, measure_net, mend, mend_level, row_at
from gridapp.desktop.editor.snapping import Sights, Snapper
from gridapp.errors import GridappError
from gridapp.grid.edits.apply import Change, Edit
from gridapp.grid.edits.patch import NO_ROWS
from gridapp.grid.fabric import Fabric, Level
from gridapp.grid.segments import Ints


class Workbench(QObject):
    """What tools and panels share.

    Parameters
    ----------
    drafting : Drafting
    net : str
        The net that is redrawn; the others in the fabric follow its shared borders.
    ground : Ground
        What lies under it.
    loads : mapping from level number to Loads
        Of the fabric that the draft starts from.

    Signals
    -------
    changed(change)
        An edit was done, undone or done again.
    tried()
        A step of a drag, or its end without an edit.
    sketched()
        A tool draws something else; the net is as it was.
    chosen()
        Other grids, another level, or other locks.
    refused(error)
        An edit was refused; `fault` is its place.
    """

    changed = Signal(object)
    tried = Signal()
    sketched = Signal()
    chosen = Signal()
    refused = Signal(object)

    def __init__(
        self, drafting: Drafting, net: str, ground: Ground, loads: LoadsOf,
        parent: QObject | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self.drafting = drafting
        self.net = net
        self.ground = ground
        self.base_loads = loads
        self._loads: LoadsOf = loads
        if drafting.edits:
            self._loads = measure_net(drafting.fabric, net, ground.surroundings, loads)
        self._tried_loads: dict[int, Loads] = {}
        self._borders = Borders()
        self._tried: Change | None = None
        self._last: Change | None = None
        self._number = max(loads)
        self._codes: tuple[str, ...] = ()
        self.fault: GridappError | None = None
        self.sights = Sights()
        self.snapper = Snapper(drafting.fabric, ground.streets, self.sights)

    # What there is

    @property
    def fabric(self) -> Fabric:
        """The fabric on show."""
        return self.drafting.shown

    @property
    def level(self) -> Level:
        """The level under work."""
        return self.drafting.shown.level(self.net, self._number)

    @property
    def numbers(self) -> list[int]:
        """The levels of the net, the finest first."""
        return sorted(self.base_loads, reverse=True)

    def loads(self, number: int | None = None) -> Loads:
        """Return the loads of a level as they are on show, by default of that under work."""
        number = self._number if number is None else number
        if self._tried is None:
            return self._loads[number]
        if number not in self._tried_loads:  # measured when it is looked at: a drag can't wait
            self._tried_loads[number] = mend_level(
                self._loads[number], self.drafting.shown, self.net, number, self._tried,
                self.ground.surroundings, self._borders,
            )  # fmt: skip
        return self._tried_loads[number]

    @property
    def tried_change(self) -> Change | None:
        """What the drag has come to; None while there is none."""
        return self._tried

    @property
    def subject(self) -> Ints:
        """The rows to tell of: those a drag touches, else those chosen, else the last touched."""
        key = (self.net, self._number)
        if self._tried is not None:
            return self._tried.grids.get(key, NO_ROWS)
        if self._codes:
            return self.rows(self._codes)
        last = NO_ROWS if self._last is None else self._last.grids.get(key, NO_ROWS)
        return self._living(last)

    def names(self) -> dict[str, str]:
        """Return the name of each grid there is or was, by its code."""
        return {
            str(code): str(name)
            for fabric in (self.drafting.base, self.drafting.fabric)
            for level in fabric.levels
            if level.net == self.net
            for code, name in zip(level.codes, level.names, strict=True)
        }

    def grid_at(self, x: float, y: float, number: int | None = None) -> int:
        """Return the row of the grid at a place, -1 for none."""
        return row_at(self.loads(number).polygons, x, y)

    # What is chosen

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the grids chosen, in the order they were."""
        return self._codes

    def rows(self, codes: Iterable[str]) -> Ints:
        """Return the rows of some codes; those that have no faces are left out."""
        level = self.level
        found = {str(code): row for row, code in enumerate(level.codes)}
        return self._living(np.array([found[c] for c in codes if c in found], np.int64))

    def choose(self, codes: Iterable[str]) -> None:
        """Choose these grids of the level under work."""
        self._codes = tuple(dict.fromkeys(codes))
        self.chosen.emit()

    def work_on(self, number: int) -> None:
        """Work on another level; what was chosen there is let go."""
        self._number, self._codes = number, ()
        self.chosen.emit()

    def switch_lock(self) -> None:
        """Lock the grids chosen, or unlock them when all are."""
        keys = {(self.net, self._number, code) for code in self._codes}
        is_locked = bool(keys) and keys <= self.drafting.locked
        (self.drafting.unlock if is_locked else self.drafting.lock)(keys)
        self.chosen.emit()

    # Edits

    def do(self, edit: Edit) -> bool:
        """Do an edit; whether it was done."""
        return self._attempt(lambda: self.drafting.do(edit))

    def keep(self) -> bool:
        """End a drag with what it came to; whether there is an edit of it."""
        return self._attempt(self.drafting.keep)

    def undo(self) -> None:
        """Undo the last step; in a drag, the drag."""
        if self.drafting.is_trying:
            self.give_up()
        else:
            self._attempt(self.drafting.undo)

    def redo(self) -> None:
        """Do again what was undone last; in a drag, nothing."""
        if not self.drafting.is_trying:
            self._attempt(self.drafting.redo)

    def undo_to(self, count: int) -> None:
        """Undo until so many steps stand."""
        while len(self.drafting.steps) > max(count, 0):
            self.undo()

    def try_out(self, edit: Edit) -> None:
        """Take one step of a drag."""
        change = self.drafting.try_out(edit)
        self.fault = self.drafting.refused
        if change is not None:
            self._tried, self._tried_loads = change, {}
        self.tried.emit()

    def give_up(self) -> None:
        """End a drag and leave everything as it was."""
        self.drafting.give_up()
        self._end_trial()
        self.tried.emit()

    @property
    def fault_place(self) -> tuple[float, float] | None:
        """Where the last edit was refused, metres."""
        return None if self.fault is None else place_of_refusal(self.fault)

    def forget_fault(self) -> None:
        """Let go of the last refusal."""
        if self.fault is not None:
            self.fault = None
            self.sketched.emit()

    def refuse(self, error: GridappError) -> None:
        """Tell that something was refused, and where."""
        self.fault = error
        self.sketched.emit()
        self.refused.emit(error)

    def _attempt(self, act: Callable[[], Change | None]) -> bool:
        self._end_trial()
        try:
            change = act()
        except GridappError as error:
            self.refuse(error)
            self.tried.emit()
            return False
        if change is None:
            self.tried.emit()
            return False
        fabric = self.drafting.fabric
        self._loads = mend(self._loads, fabric, self.net, change, self.ground.surroundings)
        self._last = change
        self.snapper = Snapper(fabric, self.ground.streets, self.sights)
        living = self.level.codes[self.rows(self._codes)]
        self._codes = tuple(str(code) for code in living)
        self.changed.emit(change)
        return True

    def _end_trial(self) -> None:
        self._tried = self.fault = None
        self._tried_loads = {}

    def _living(self, rows: Ints) -> Ints:
        polygons = self.loads().polygons
        return np.array(
            [row for row in rows.tolist() if row < len(polygons) and polygons[row] is not None],
            np.int64,
        )
