"""The inspector: what is known of the grid that is selected on the map."""

from dataclasses import dataclass

import numpy as np
import shapely
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from gridapp.desktop.widgets.panel import Facts, button, column, label, tool
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.language import tr
from gridapp.workspace import Workspace


@dataclass(frozen=True, slots=True)
class GridFacts:
    """What the inspector shows of a grid, gathered off the main thread."""

    code: str
    name: str
    level: int
    parent: str
    owner: str
    phone: str
    members: tuple[tuple[str, str], ...]
    hectares: float
    open_cases: int
    subgrids: int


def read_grid(workspace: Workspace, code: str) -> GridFacts:
    """Gather what is known of a grid of the main net."""
    grids = workspace.geography.grids()
    row = grids.index(code)
    members = [m for m in workspace.casework.register("member") if m["grid_code"] == code]
    owner = next((m for m in members if m["ref"] == grids.owners[row]), None)
    parents = np.flatnonzero(grids.codes == grids.parents[row])
    division = code[:12]
    is_level_one = int(grids.levels[row]) == 1
    cases = [
        case
        for case in workspace.casework.rows()
        if workspace.casework.is_open(case)
        and (case.grid_code.startswith(division) if is_level_one else case.grid_code == code)
    ]
    return GridFacts(
        code=code,
        name=str(grids.names[row]),
        level=int(grids.levels[row]),
        parent=str(grids.names[parents[0]]) if len(parents) else "",
        owner=str(owner["name"]) if owner else "",
        phone=str(owner["phone"]) if owner else "",
        members=tuple((str(m["role"]), str(m["name"])) for m in members if m is not owner),
        hectares=float(shapely.area(grids.polygons[row])) / 10_000,
        open_cases=len(cases),
        subgrids=int((grids.parents == code).sum()),
    )


class Inspector(QWidget):
    """Facts of one grid."""

    closed = Signal()
    print_asked = Signal(str)

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._title = label("", "title", wraps=True)
        self._code = label("", "muted")
        self._facts = Facts()
        self._grid = ""
        self.notice = button(tr("Print a notice map…"), tokens, name="printer")
        self.notice.clicked.connect(lambda: self.print_asked.emit(self._grid))
        close = tool("close", tr("Close (Esc)"), tokens)
        close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        self.setLayout(
            column(column(head, self._code, gap=space["xs"]), self._facts, self.notice, 1,
                   margin=space["l"], gap=space["m"])
        )  # fmt: skip

    def show_grid(self, grid: GridFacts) -> None:
        """Show another grid."""
        kind = tr("Level-one grid") if grid.level == 1 else tr("Sub-grid")
        self._grid = grid.code
        self._title.setText(grid.name or grid.code)
        self._code.setText(f"{kind} · {grid.code}")
        self._facts.show_facts(
            (
                (tr("In"), grid.parent),
                (tr("Grid owner"), " ".join(filter(None, (grid.owner, grid.phone)))),
                *((tr(role), name) for role, name in grid.members),
                (tr("Area"), tr("{area} ha", area=f"{grid.hectares:.1f}")),
                (tr("Sub-grids"), str(grid.subgrids) if grid.subgrids else ""),
                (tr("Open cases"), str(grid.open_cases)),
            )
        )
