"""What the console reads of a workspace, off the main thread, and how cases lie on the map."""

import numpy as np

from gridapp.cases.catalogue import Matter
from gridapp.desktop.console.case_panel import CaseView
from gridapp.desktop.console.intake import Reading
from gridapp.desktop.console.states import QueueItem, state_of
from gridapp.desktop.map.layers import PointLayer
from gridapp.desktop.scenery import CASES
from gridapp.language import tr
from gridapp.messages import message
from gridapp.workspace import Workspace
from gridapp.workspace.casework import STANDARD, Casework


def read_queue(workspace: Workspace) -> list[QueueItem]:
    """Read every case for the queue."""
    casework, now = workspace.casework, workspace.now()
    fresh = casework.profile.move("dispatch").to_stage
    items = []
    for row in casework.rows():
        matter = casework.matter_of(row)
        state = state_of(row, is_open=casework.is_open(row), is_fresh=row.stage == fresh, now=now)
        stage = tr(casework.profile.stages[row.stage].name)
        items.append(QueueItem(row, matter.name if matter else "", stage, state))
    return items


def read_case(workspace: Workspace, ref: str) -> CaseView:
    """Read one case with what may be done with it."""
    casework = workspace.casework
    case = casework.case(ref)
    moves = casework.moves(case)
    dispatch = next((move for move in moves if move.id == "dispatch"), None)
    lacks_matter = bool(dispatch and "matter_code" in dispatch.requires and not case.matter)
    can_dispatch = dispatch is not None and case.x is not None and not lacks_matter
    matter = casework.catalogue.get(*case.matter).name if case.matter else ""
    grid = workspace.geography.describe(case.grids)
    choices = casework.recommend(ref)[:3] if can_dispatch else ()
    matters = _matters(casework, case.text) if lacks_matter else ()
    return CaseView(case, matter, grid, moves, choices, matters)


def _matters(casework: Casework, text: str) -> tuple[Matter, ...]:
    """Return every matter of the standard in use, those that the words suggest before the rest."""
    likely = casework.suggest_matters(text)
    others = (matter for matter in casework.catalogue if matter.standard == STANDARD)
    return tuple(dict.fromkeys((*likely, *others)))


def read_report(workspace: Workspace, text: str) -> Reading:
    """Read places and matters out of a report."""
    return Reading(workspace.geography.locate(text), workspace.casework.suggest_matters(text))


def case_layer(items: list[QueueItem]) -> PointLayer:
    """Return the cases that have a place, given in order of urgency, as a layer."""
    # The most urgent are drawn last, on top.
    items = items[::-1]
    return PointLayer(
        name=CASES,
        title=message("Cases"),
        x=np.array([item.row.x for item in items], dtype=np.float64),
        y=np.array([item.row.y for item in items], dtype=np.float64),
        style="case",
        classes=[str(item.state) for item in items],
        urgent=np.array([item.row.is_urgent for item in items], dtype=np.bool_),
        ids=[item.row.ref for item in items],
    )
