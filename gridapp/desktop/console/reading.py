"""What the console reads of a workspace, off the main thread, and how cases lie on the map."""

from dataclasses import replace

import numpy as np

from gridapp.cases.catalogue import Matter
from gridapp.desktop.console.case_panel import CaseView
from gridapp.desktop.console.report import Reading
from gridapp.desktop.console.states import QueueItem, State, state_of
from gridapp.desktop.map.clusters import ClusteredLayer
from gridapp.desktop.scenery import CASES
from gridapp.language import tr
from gridapp.locate.crs import project, unproject
from gridapp.locate.datum import Datum, convert
from gridapp.locate.find import Candidate
from gridapp.messages import message
from gridapp.workspace import Workspace
from gridapp.workspace.casework import STANDARD, Casework
from gridapp.workspace.duplicates import find_duplicates
from gridapp.workspace.edges import claimants, claimants_of, owner_names, parents_of
from gridapp.workspace.joining import joined_to


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
    return CaseView(
        case, matter, grid, moves, choices, matters,
        claimants_of(workspace.geography, casework, case), joined_to(casework, ref),
    )  # fmt: skip


def _matters(casework: Casework, text: str) -> tuple[Matter, ...]:
    """Return every matter of the standard in use, those that the words suggest before the rest."""
    likely = casework.suggest_matters(text)
    others = (matter for matter in casework.catalogue if matter.standard == STANDARD)
    return tuple(dict.fromkeys((*likely, *others)))


def read_report(workspace: Workspace, text: str, datum: Datum | None = None) -> Reading:
    """Read places and matters out of a report.

    Parameters
    ----------
    datum : what coordinates that don't say it are on; by default the likeliest
    """
    geography, casework, now = workspace.geography, workspace.casework, workspace.now()
    places = geography.locate(text)
    typed = [place for place in places if place.kind == "coordinate"]
    is_unsaid = len({place.datum for place in typed}) > 1
    if is_unsaid and datum is not None:
        first = on_datum(typed[0], datum, workspace.crs)
        places = (first, *(place for place in places if place.kind != "coordinate"))
    suggestions = casework.suggestions(text)
    matter = suggestions[0].matter if suggestions else None
    parents, names = parents_of(geography, now), owner_names(casework)
    answers = tuple(geography.grids_at(one.x, one.y, one.uncertainty_m) for one in places)
    return Reading(
        places,
        suggestions,
        answers,
        tuple(
            () if place.place_id in answer.codes.values() else claimants(answer, parents, names)
            for place, answer in zip(places, answers, strict=True)
        ),
        find_duplicates(casework, text, places[0], matter, now, limit=3) if places else (),
        places[0].datum if is_unsaid else None,
    )


def on_datum(place: Candidate, datum: Datum, crs: str) -> Candidate:
    """Return where the numbers of a typed coordinate lie when they are on another datum."""
    typed = convert(*unproject(place.x, place.y, crs), Datum.WGS84, place.datum)
    x, y = project(*convert(*typed, datum, Datum.WGS84), crs)
    why = message("The numbers are taken as {datum}.", datum=datum.value)
    return replace(place, x=float(x), y=float(y), datum=datum, reasons=(why,))


def case_layer(items: list[QueueItem]) -> ClusteredLayer:
    """Return the cases that have a place, given in order of urgency, as a layer.

    The urgent and the overdue stand on their own, however dense cases lie.
    """
    # The most urgent are drawn last, on top.
    items = items[::-1]
    return ClusteredLayer(
        name=CASES,
        title=message("Cases"),
        x=np.array([item.row.x for item in items], dtype=np.float64),
        y=np.array([item.row.y for item in items], dtype=np.float64),
        style="case",
        classes=[str(item.state) for item in items],
        urgent=np.array([item.row.is_urgent for item in items], dtype=np.bool_),
        alone=np.array(
            [item.row.is_urgent or item.state is State.OVERDUE for item in items], dtype=np.bool_
        ),
        ids=[item.row.ref for item in items],
    )
