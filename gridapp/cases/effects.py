"""Effects: what one event does to the state of a case."""

from dataclasses import replace
from datetime import UTC, datetime

from gridapp.cases import fields
from gridapp.cases.case import Case, Clock, Ticket
from gridapp.cases.catalogue import MatterKey
from gridapp.cases.events import Event
from gridapp.cases.profile import ClockRule, Profile
from gridapp.errors import InputError
from gridapp.messages import message


def after(case: Case | None, event: Event, profile: Profile) -> Case:
    """Return the state after an event that undoes nothing; the history stays behind."""
    move, data = profile.move(event.kind), event.data
    if case is None:
        if not move.opens or move.to_stage is None:
            raise broken(event)
        case = _opened(event, move.to_stage)
    code = fields.text(data, "matter_code")
    matter = case.matter
    if code:
        standard = fields.text(data, "matter_standard") or ""
        matter = MatterKey(standard, fields.text(data, "matter_kind") or "", code)
    ticket = None if move.ends_ticket else case.ticket
    if ticket is not None:
        ticket = replace(ticket, clocks=_clocks(ticket.clocks, event, clock_rules(ticket, profile)))
    if "assignee_id" in data:
        ticket = _ticket(event, profile)
    urgent, dispute = data.get("urgent"), data.get("edge_dispute")
    has_point = "x" in data
    return replace(
        case,
        stage=move.to_stage or case.stage,
        matter=matter,
        text=fields.text(data, "text") or case.text,
        channel=fields.text(data, "channel") or case.channel,
        reporter=fields.text(data, "reporter") or case.reporter,
        source=fields.text(data, "source") or case.source,
        urgent=urgent if isinstance(urgent, bool) else case.urgent,
        x=fields.number(data, "x") if has_point else case.x,
        y=fields.number(data, "y") if has_point else case.y,
        # A new point brings its own uncertainty, datum and grids; the old ones don't fit it.
        uncertainty_m=fields.number(data, "uncertainty_m") if has_point else case.uncertainty_m,
        datum=fields.text(data, "datum") if has_point else case.datum,
        grids=fields.codes(data, "grids") if has_point or "grids" in data else case.grids,
        place=fields.text(data, "place") or case.place,
        edge_dispute=dispute if isinstance(dispute, bool) else case.edge_dispute and not has_point,
        main_case=fields.text(data, "main_case") or case.main_case,
        ticket=ticket,
        clocks=_clocks(case.clocks, event, profile.clocks),
        outcome=fields.text(data, "outcome") or case.outcome,
    )


def _opened(event: Event, stage: str) -> Case:
    return Case(
        id=event.case_id,
        sequence=1,
        opened_at=event.at,
        stage=stage,
        matter=None,
        text="",
        channel=None,
        reporter=None,
        source=None,
        urgent=False,
        x=None,
        y=None,
        uncertainty_m=None,
        place=None,
        datum=None,
        grids={},
        edge_dispute=False,
        main_case=None,
        ticket=None,
        clocks=(),
        outcome=None,
        history=(),
    )


def _ticket(event: Event, profile: Profile) -> Ticket:
    data = event.data
    ticket = Ticket(
        fields.text(data, "assignee_kind") or "",
        fields.text(data, "assignee_id") or "",
        fields.text(data, "assignee_name") or fields.text(data, "assignee_id") or "",
        fields.text(data, "ticket_class") or "",
        fields.texts(data, "cooperating"),
        (),
    )
    return replace(ticket, clocks=_clocks((), event, clock_rules(ticket, profile)))


def clock_rules(ticket: Ticket | None, profile: Profile) -> tuple[ClockRule, ...]:
    """Return the clocks that run on a ticket of this class."""
    if ticket is None:
        return ()
    ticket_class = profile.ticket_classes.get(ticket.ticket_class)
    return ticket_class.clocks if ticket_class else ()


def _clocks(
    clocks: tuple[Clock, ...], event: Event, rules: tuple[ClockRule, ...]
) -> tuple[Clock, ...]:
    """Return the clocks after an event has stopped some and started others."""
    running = {clock.id: clock for clock in clocks}
    promised = fields.codes(event.data, "due")
    for rule in rules:
        clock = running.get(rule.id)
        if clock and clock.stopped_at is None and event.kind in rule.stops_at:
            running[rule.id] = replace(clock, stopped_at=event.at.astimezone(UTC))
        if event.kind in rule.starts_at and rule.id in promised:
            due_at = datetime.fromisoformat(promised[rule.id])
            started_at = event.at.astimezone(UTC)
            running[rule.id] = Clock(rule.id, rule.name, rule.kind, started_at, due_at, None)
    return tuple(running.values())


def broken(event: Event) -> InputError:
    """Return the error of an event that contradicts those before it."""
    return InputError(
        message(
            "Event {sequence} ({kind}) of case {case} doesn't fit those before it.",
            sequence=event.sequence,
            kind=event.kind,
            case=event.case_id,
        ),
        message("Verify the journal; the case can't be shown until it is whole."),
    )
