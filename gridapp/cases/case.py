"""The case: the state that its events fold to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from gridapp.cases.catalogue import MatterKey
from gridapp.cases.clocks import ClockKind
from gridapp.cases.events import Event


@dataclass(frozen=True, slots=True)
class Clock:
    """A limit on a case or ticket: running until ``stopped_at`` is set. Times are UTC."""

    id: str
    name: str
    kind: ClockKind
    started_at: datetime
    due_at: datetime
    stopped_at: datetime | None

    def is_overdue(self, now: datetime) -> bool:
        """Tell whether the clock ran out, before it was stopped or before `now`."""
        return (self.stopped_at or now) > self.due_at


@dataclass(frozen=True, slots=True)
class Ticket:
    """The order on a case: who has it, its class, and its clocks."""

    assignee_kind: str
    assignee_id: str
    assignee_name: str
    ticket_class: str
    cooperating: tuple[str, ...]
    clocks: tuple[Clock, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One event in a case's history, the stage after it, and what undid it, if anything."""

    event: Event
    stage: str
    undone_by: int | None


@dataclass(frozen=True, slots=True)
class Case:
    """The state of a case after its ``sequence``-th event.

    ``x``, ``y`` and ``uncertainty_m`` are metres in the workspace's system; ``grids`` maps a
    level to a grid code; ``source`` names where the report came from, such as a row of a sheet;
    ``main_case`` is the case that this one was joined to as its duplicate.
    """

    id: str
    sequence: int
    opened_at: datetime
    stage: str
    matter: MatterKey | None
    text: str
    channel: str | None
    reporter: str | None
    source: str | None
    urgent: bool
    x: float | None
    y: float | None
    uncertainty_m: float | None
    place: str | None
    datum: str | None
    grids: Mapping[str, str]
    edge_dispute: bool
    main_case: str | None
    ticket: Ticket | None
    clocks: tuple[Clock, ...]
    outcome: str | None
    history: tuple[Step, ...]

    def next_clock(self) -> Clock | None:
        """Return the running clock, the case's own or its ticket's, that is due first."""
        clocks = (*self.clocks, *(self.ticket.clocks if self.ticket else ()))
        running = [clock for clock in clocks if clock.stopped_at is None]
        return min(running, key=lambda clock: clock.due_at, default=None)


KNOWN: Final[Mapping[str, Callable[[Case], object]]] = {
    "matter_code": lambda case: case.matter,
    "x": lambda case: case.x,
    "place": lambda case: case.place,
    "grids": lambda case: case.grids or None,
    "ticket_class": lambda case: case.ticket,
    "outcome": lambda case: case.outcome,
}
"""Where a case shows each of the `gridapp.cases.fields.REQUIRABLE` fields; None when unknown."""
