"""What the editor does with a draft beyond a drag: each asks what must be asked, then edits."""

from collections.abc import Callable, Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QMenu, QWidget

from gridapp.desktop.editor.choices import Choice, Consent, MergeChoice, ParentChoice, SplitChoice
from gridapp.desktop.editor.loads import Points, measure, row_along
from gridapp.desktop.editor.piece_tool import neighbours_of
from gridapp.desktop.editor.proposals import propose_split, propose_trace, propose_transfer
from gridapp.desktop.editor.workbench import Workbench
from gridapp.errors import GridappError, NotFoundError, RefusalError
from gridapp.grid.balance_edit import MoveGrids
from gridapp.grid.edits.ground import TransferFaces
from gridapp.grid.segments import Ints
from gridapp.language import tr
from gridapp.messages import message


class Tasks:
    """Split, hand over, redraw, merge, move to another parent; dialogs lie over `window`."""

    def __init__(self, bench: Workbench, window: QWidget) -> None:
        self._bench = bench
        self._window = window

    def split(self, line: Points, reach: float) -> None:
        """Split the one grid chosen, or the one that the line is in; ask who keeps what."""
        bench = self._bench
        number = bench.level.number

        def ask() -> None:
            code = bench.codes[0] if len(bench.codes) == 1 else self._code_along(line)
            proposal = propose_split(bench.drafting.fabric, bench.net, number, code, line)
            parts = np.array(proposal.parts, dtype=object)
            figures = measure(parts, bench.ground.surroundings)
            dialog = SplitChoice(proposal, figures, bench.ground.members, self._window)
            self._ask(dialog, lambda: bench.do(dialog.edit))

        self._attempt(ask)

    def transfer(self, line: Points, reach: float) -> None:
        """Hand the piece that the line cuts off to the neighbour it is cut off toward."""
        bench = self._bench

        def ask() -> None:
            fabric, number = bench.drafting.fabric, bench.level.number
            code = self._code_along(line)
            edit = propose_transfer(fabric, bench.net, number, code, line, reach)
            if not edit.with_parent:
                bench.do(edit)
                return
            text = tr(
                "{code} and {other} belong to different level-one grids: their border moves too.",
                code=edit.code, other=edit.other,
            )  # fmt: skip
            dialog = Consent(tr("Hand the piece over?"), text, tr("Hand over"), self._window)
            self._ask(dialog, lambda: bench.do(edit))

        self._attempt(ask)

    def trace(self, line: Points, reach: float) -> None:
        """Let the border that the line starts and ends at run along it."""
        bench = self._bench

        def act() -> None:
            near = bench.snapper.arcs.near(*line[0], reach)
            bench.do(propose_trace(bench.drafting.fabric, near, line, reach))

        self._attempt(act)

    def give(self, faces: Ints) -> None:
        """Give whole pieces to a grid beside them; ask which where there are several."""
        bench = self._bench
        level = bench.level

        def ask() -> None:
            beside = neighbours_of(bench.drafting.fabric, level, faces)
            if not beside:
                raise RefusalError(
                    message("No other grid lies beside these pieces."),
                    message("Choose pieces at a border with another grid."),
                )
            texts = [
                tr(
                    "{name} · {code} ({length} m of border)",
                    name=level.names[one.row], code=level.codes[one.row],
                    length=f"{one.length:,.0f}",
                )
                for one in beside
            ]  # fmt: skip
            self.pick(texts, lambda number: self._hand(faces, beside[number].row))

        self._attempt(ask)

    def _hand(self, faces: Ints, row: int) -> None:
        """Give pieces to a grid; sub-grids that an upper level gives away move with it."""
        bench = self._bench
        net, level, fabric = bench.net, bench.level, bench.drafting.fabric
        code = str(level.codes[row])
        if level.number < max(bench.numbers):
            below = fabric.level(net, level.number + 1)
            moving = np.unique(below.labels[faces])
            codes = tuple(str(below.codes[one]) for one in moving[below.parents[moving] != row])
            bench.do(MoveGrids(net, level.number + 1, codes, (code,) * len(codes)))
            return
        givers = np.unique(level.labels[faces])
        crosses = bool((level.parents[givers] != level.parents[row]).any())
        bench.do(TransferFaces(net, level.number, tuple(faces.tolist()), code, crosses))

    def pick(self, texts: Sequence[str], act: Callable[[int], None]) -> None:
        """Let one of several texts be chosen at the pointer; one alone needs no choice."""
        if len(texts) == 1:
            act(0)
            return
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for number, text in enumerate(texts):
            menu.addAction(text.replace("&", "&&")).triggered.connect(partial(_take, act, number))
        menu.setActiveAction(menu.actions()[0])
        menu.popup(QCursor.pos())

    def merge(self) -> None:
        """Merge the grids chosen; ask who keeps what."""
        bench = self._bench
        if len(bench.codes) > 1:
            dialog = MergeChoice(bench.level, bench.codes, bench.ground.members, self._window)
            self._ask(dialog, lambda: bench.do(dialog.edit))

    def move_to_parent(self) -> None:
        """Move the grid chosen to another level-one grid; ask which."""
        bench = self._bench
        if len(bench.codes) == 1 and bench.level.number > 1:
            level = bench.level
            above = bench.fabric.level(bench.net, level.number - 1)
            first = _parents_beside(bench, level.row(bench.codes[0]))
            dialog = ParentChoice(level, above, bench.codes[0], first, self._window)
            self._ask(dialog, lambda: bench.do(dialog.edit))

    def _code_along(self, line: Points) -> str:
        """Return the code of the grid that most of the line runs in."""
        row = row_along(self._bench.loads().polygons, line)
        if row < 0:
            raise NotFoundError(
                message("There is no grid under the line."),
                message("Draw it across a grid of the net."),
            )
        return str(self._bench.level.codes[row])

    def _attempt(self, act: Callable[[], None]) -> None:
        try:
            act()
        except GridappError as error:
            self._bench.refuse(error)

    def _ask(self, dialog: Choice, act: Callable[[], object]) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(act)
        dialog.open()


def _parents_beside(bench: Workbench, row: int) -> list[int]:
    """Return the parents of a grid's neighbours, but for its own."""
    level, fabric = bench.level, bench.fabric
    padded = np.append(level.labels, -1)
    one, two = padded[fabric.left], padded[fabric.right]
    beside = np.concatenate([two[one == row], one[two == row]])
    parents = np.unique(level.parents[beside[beside >= 0]])
    return [p for p in parents.tolist() if p >= 0 and p != level.parents[row]]


def _take(act: Callable[[int], None], number: int, _: bool = False) -> None:
    act(number)
