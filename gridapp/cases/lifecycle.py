"""The life of a case: events fold to its state, and a move is decided against it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from gridapp.cases import fields
from gridapp.cases.case import KNOWN, Case, Step
from gridapp.cases.clocks import Calendar, due
from gridapp.cases.effects import after, broken, clock_rules
from gridapp.cases.events import Event, Json
from gridapp.cases.profile import Move, Profile
from gridapp.errors import InputError, RefusalError
from gridapp.messages import message


def fold(events: Sequence[Event], profile: Profile) -> Case:
    """Return the state that a case's events add up to.

    An undone event and the one that compensates it leave the state as if neither had been;
    both stay in the history.

    Raises
    ------
    InputError
        The events aren't one case's, complete and in order, or contradict each other.
    NotFoundError
        An event's kind is not a move of the profile.
    """
    case: Case | None = None
    effective: list[Event] = []
    stages: list[str] = []
    undone: dict[int, int] = {}
    for position, event in enumerate(events, start=1):
        if event.sequence != position or event.case_id != events[0].case_id:
            raise broken(event)
        if profile.move(event.kind).undoes:
            target = _target(event, effective)
            effective.remove(target)
            undone[target.sequence] = event.sequence
            case = _folded(effective, profile)
        else:
            effective.append(event)
            case = after(case, event, profile)
        if case is None:
            raise broken(event)
        stages.append(case.stage)
    if case is None:
        raise InputError(
            message("A case without events can't be read."), message("Check the journal.")
        )
    history = tuple(
        Step(event, stage, undone.get(event.sequence))
        for event, stage in zip(events, stages, strict=True)
    )
    return replace(case, sequence=len(events), history=history)


def decide(
    case: Case | None,
    move: str,
    data: Mapping[str, Json],
    *,
    profile: Profile,
    actor: str,
    role: str,
    now: datetime,
    case_id: str | None = None,
    calendar: Calendar | None = None,
) -> Event:
    """Return the event that a move makes of a case, or refuse it.

    Parameters
    ----------
    case : Case or None
        None for a move that opens a case; then `case_id` names the new one.
    move : str
        A move of the profile.
    data : mapping
        The fields that the move brings (`gridapp.cases.fields.FIELDS`).
    actor, role : str
        Who moves, and as what.
    now : datetime
        Timezone-aware.
    calendar : Calendar, optional
        What working clocks count in. When a clock is due is promised here and recorded in the
        event, so that a later change of calendar or profile doesn't move it.

    Raises
    ------
    RefusalError
        Wrong stage (the message names the moves that are allowed), wrong role, something
        missing, nothing to undo, or no calendar for a working clock.
    InputError
        A field is unknown or has a wrong value.
    NotFoundError
        The profile has no such move.
    """
    rule = profile.move(move)
    _check_stage(case, rule, profile)
    _check_role(rule, role, profile)
    fields.check(data, rule.accepts)
    _check_given(case, rule, data, profile)
    brought = dict(data)
    if rule.undoes:
        assert case is not None  # a move that undoes doesn't open
        brought["compensates"] = _undoable(case, rule, data, profile).sequence
    elif "compensates" in data:
        raise RefusalError(
            message("The move {move} undoes nothing.", move=rule.name),
            message("Use the move that undoes the step, or none."),
        )
    identity = case.id if case else case_id
    if not identity:
        raise InputError(message("The new case has no id."), message("Give it one."))
    event = Event(identity, case.sequence + 1 if case else 1, move, now, actor, brought)
    promised = {} if rule.undoes else _promises(case, event, profile, calendar)
    brought["role"] = role
    if promised:
        brought["due"] = promised
    return event


def allowed(case: Case | None, profile: Profile, role: str | None = None) -> tuple[Move, ...]:
    """Return the moves open to a case (None: those that open one), to one role or to all."""
    return tuple(
        move
        for move in profile.moves.values()
        if (move.opens if case is None else case.stage in move.from_stages)
        and (role is None or role in move.roles)
    )


def _folded(events: Sequence[Event], profile: Profile) -> Case | None:
    case: Case | None = None
    for event in events:
        case = after(case, event, profile)
    return case


def _target(event: Event, effective: Sequence[Event]) -> Event:
    for other in effective:
        if other.sequence == event.data.get("compensates"):
            return other
    raise broken(event)


def _promises(
    case: Case | None, event: Event, profile: Profile, calendar: Calendar | None
) -> dict[str, str]:
    """Return when each clock that the event starts will be due."""
    state = after(case, event, profile)
    rules = (*profile.clocks, *clock_rules(state.ticket, profile))
    return {
        rule.id: due(rule.limit_minutes, event.at, calendar, kind=rule.kind).isoformat()
        for rule in rules
        if event.kind in rule.starts_at
    }


def _undoable(case: Case, rule: Move, data: Mapping[str, Json], profile: Profile) -> Event:
    """Return the last step that took effect, if the move may undo it."""
    steps = [
        step
        for step in case.history
        if step.undone_by is None and profile.move(step.event.kind).to_stage is not None
    ]
    last = steps[-1].event
    wanted = data.get("compensates", last.sequence)
    for step in case.history:
        if step.event.sequence == wanted and step.undone_by is not None:
            raise RefusalError(
                message(
                    "Step {wanted} was already undone by step {by}.",
                    wanted=wanted,
                    by=step.undone_by,
                ),
                message("Nothing is left to undo."),
            )
    if wanted != last.sequence or last.kind not in rule.undoes:
        raise RefusalError(
            message(
                "The last step is {kind} ({sequence}); {move} can't undo it.",
                kind=profile.move(last.kind).name,
                sequence=last.sequence,
                move=rule.name,
            ),
            message("Only the last step can be undone, by the move made for it."),
        )
    return last


def _check_stage(case: Case | None, rule: Move, profile: Profile) -> None:
    if rule.opens if case is None else case.stage in rule.from_stages:
        return
    names = ", ".join(move.name for move in allowed(case, profile)) or "-"
    if case is None:
        raise RefusalError(
            message("The move {move} can't open a case.", move=rule.name),
            message("What can: {moves}.", moves=names),
        )
    raise RefusalError(
        message(
            "Case {case} stands at {stage}: {move} isn't possible from there.",
            case=case.id,
            stage=profile.stages[case.stage].name,
            move=rule.name,
        ),
        message("What is: {moves}.", moves=names),
    )


def _check_role(rule: Move, role: str, profile: Profile) -> None:
    if role not in rule.roles:
        raise RefusalError(
            message(
                "The move {move} isn't open to the role {role}.",
                move=rule.name,
                role=profile.roles[role].name if role in profile.roles else role,
            ),
            message(
                "It is for {roles}.", roles=", ".join(profile.roles[id].name for id in rule.roles)
            ),
        )


def _check_given(case: Case | None, rule: Move, data: Mapping[str, Json], profile: Profile) -> None:
    missing = [field for field in rule.needs if field not in data]
    missing += [
        field
        for field in rule.requires
        if field not in data and (case is None or KNOWN[field](case) is None)
    ]
    if missing:
        raise RefusalError(
            message("The move {move} needs {fields}.", move=rule.name, fields=", ".join(missing)),
            message("Give them with the move."),
        )
    for field, choices in (
        ("ticket_class", profile.ticket_classes),
        ("outcome", profile.outcomes),
    ):
        value = data.get(field)
        if value is not None and value not in choices:
            raise RefusalError(
                message("The profile has no {field} “{value}”.", field=field, value=value),
                message("It has {choices}.", choices=", ".join(choices)),
            )
