"""A case as lists show it: one row of the snapshot table, made from the fold."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime

from gridapp.cases.case import Case


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case in a list. Texts are empty and numbers None where nothing is known yet.

    Attributes
    ----------
    due_at : when the clock that runs out next does so
    x, y, uncertainty_m : metres in the workspace CRS
    datum : what the numbers of the place were given on
    source : where the report came from, such as a row of a sheet; one source is one case
    main_case : the case that this one was joined to as its duplicate
    events : how many events the case has
    """

    ref: str
    stage: str
    opened_at: datetime
    due_at: datetime | None
    matter_standard: str
    matter_kind: str
    matter_code: str
    text: str
    place: str
    channel: str
    is_urgent: bool
    is_edge_dispute: bool
    uncertainty_m: float | None
    datum: str
    source: str
    main_case: str
    grid_code: str
    assignee_kind: str
    assignee: str
    assignee_name: str
    ticket_class: str
    outcome: str
    events: int
    x: float | None
    y: float | None


COLUMNS = tuple(field.name for field in fields(CaseRow) if field.name not in ("x", "y"))
"""The snapshot table's columns; the point goes into its geometry."""


def make_row(case: Case) -> CaseRow:
    """Return the row of a folded case."""
    clock = case.next_clock()
    ticket = case.ticket
    standard, kind, code = case.matter or ("", "", "")
    return CaseRow(
        ref=case.id,
        stage=case.stage,
        opened_at=case.opened_at,
        due_at=clock.due_at if clock else None,
        matter_standard=standard,
        matter_kind=kind,
        matter_code=code,
        text=case.text,
        place=case.place or "",
        channel=case.channel or "",
        is_urgent=case.urgent,
        is_edge_dispute=case.edge_dispute,
        uncertainty_m=case.uncertainty_m,
        datum=case.datum or "",
        source=case.source or "",
        main_case=case.main_case or "",
        grid_code=finest_grid(case.grids),
        assignee_kind=ticket.assignee_kind if ticket else "",
        assignee=ticket.assignee_id if ticket else "",
        assignee_name=ticket.assignee_name if ticket else "",
        ticket_class=ticket.ticket_class if ticket else "",
        outcome=case.outcome or "",
        events=case.sequence,
        x=case.x,
        y=case.y,
    )


def finest_grid(grids: Mapping[str, str]) -> str:
    """Return the code of the lowest level that is known, empty without any."""
    return grids[max(grids)] if grids else ""
