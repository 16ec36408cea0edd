"""Dispatch: who should take a case, with reasons."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeVar

from gridapp.cases.profile import DispatchWeights
from gridapp.messages import Message, message

Handler = Literal["owner", "squad", "body"]


@dataclass(frozen=True, slots=True)
class Situation:
    """What the case is about and where; metres, and grid codes from the smallest grid up."""

    matter_kind: str
    matter_code: str
    grid_codes: tuple[str, ...]
    x: float
    y: float
    urgent: bool


@dataclass(frozen=True, slots=True)
class Owner:
    """Who answers for a grid."""

    grid_code: str
    member_id: str
    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Squad:
    """An enforcement squad and the grids it holds."""

    id: str
    name: str
    grid_codes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Body:
    """A unit that can be given work."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class DutyRow:
    """A row of the duty list; bodies by id. ``code`` may be a class: the head of a code."""

    row: int
    kind: str
    code: str
    lead: str
    cooperating: tuple[str, ...]
    handler: Handler


@dataclass(frozen=True, slots=True)
class PowerRow:
    """A row of the power list: whether the local squad may enforce a matter (or class)."""

    row: int
    kind: str
    code: str
    may_enforce: bool


_Row = TypeVar("_Row", DutyRow, PowerRow)


@dataclass(frozen=True, slots=True)
class Position:
    """A terminal's last position, metres, and how long ago it was, in seconds."""

    terminal: str
    holder_id: str
    x: float
    y: float
    age_s: float


@dataclass(frozen=True, slots=True)
class Resources:
    """Who there is, what the lists say, and where everybody is.

    ``open_tickets`` counts by (kind, id) of the assignee.
    """

    owners: tuple[Owner, ...] = ()
    squads: tuple[Squad, ...] = ()
    bodies: tuple[Body, ...] = ()
    duties: tuple[DutyRow, ...] = ()
    powers: tuple[PowerRow, ...] = ()
    positions: tuple[Position, ...] = ()
    open_tickets: Mapping[tuple[Handler, str], int] | None = None


@dataclass(frozen=True, slots=True)
class Recommendation:
    """Somebody who could take the case; a higher score is better."""

    kind: Handler
    id: str
    name: str
    score: float
    reasons: tuple[Message, ...]
    cooperating: tuple[str, ...]


def recommend(
    situation: Situation, resources: Resources, weights: DispatchWeights, *, limit: int = 5
) -> tuple[Recommendation, ...]:
    """Rank who should take a case.

    Owners of the case's grids, squads that hold them and the bodies that the duty list names
    are considered; what each reason weighs is the profile's. A matter outside the lists is
    still answered: then every recommendation says that the centre judges.
    """
    duty = _row_for(resources.duties, situation)
    found = [
        *_owners(situation, resources, weights),
        *_squads(situation, resources, weights),
        *_bodies(resources, duty),
    ]
    weighed = [
        _loaded(
            _near(_dutied(one, duty, weights), situation, resources, weights), resources, weights
        )
        for one in found
    ]
    return tuple(sorted(weighed, key=lambda one: (-one.score, one.kind, one.id))[:limit])


def _owners(
    situation: Situation, resources: Resources, weights: DispatchWeights
) -> list[Recommendation]:
    found = []
    for depth, code in enumerate(situation.grid_codes):
        for owner in resources.owners:
            if owner.grid_code == code:
                why = message("Grid owner of {grid}.", grid=code)
                # Small matters stay in the small grid: each level up counts half.
                score = weights.owns_grid / 2**depth
                found.append(
                    Recommendation("owner", owner.member_id, owner.name, score, (why,), ())
                )
    return found


def _squads(
    situation: Situation, resources: Resources, weights: DispatchWeights
) -> list[Recommendation]:
    power = _row_for(resources.powers, situation)
    found = []
    for squad in resources.squads:
        if squad.grid_codes.isdisjoint(situation.grid_codes):
            continue
        score, reasons = weights.holds_grid, [message("{squad} holds this grid.", squad=squad.name)]
        if power is None:
            reasons.append(message("The power list doesn't name this matter."))
        elif power.may_enforce:
            score += weights.power
            reasons.append(message("Power list row {row}: the squad may enforce.", row=power.row))
        else:
            score -= weights.power
            reasons.append(
                message("Power list row {row}: the squad may not enforce.", row=power.row)
            )
        found.append(Recommendation("squad", squad.id, squad.name, score, tuple(reasons), ()))
    return found


def _bodies(resources: Resources, duty: DutyRow | None) -> list[Recommendation]:
    return [
        Recommendation("body", body.id, body.name, 0.0, (), ())
        for body in resources.bodies
        if duty is not None and body.id == duty.lead
    ]


def _dutied(one: Recommendation, duty: DutyRow | None, weights: DispatchWeights) -> Recommendation:
    if duty is None:
        why = message("No duty list row for this matter: the centre judges.")
        return replace(one, reasons=(*one.reasons, why))
    if one.kind == "body":
        why = message("Duty list row {row}: leads.", row=duty.row)
    elif one.kind == duty.handler:
        why = message("Duty list row {row}.", row=duty.row)
    else:
        return replace(one, cooperating=duty.cooperating)
    score = one.score + (weights.duty if one.kind == duty.handler else weights.duty / 2)
    reasons = (*one.reasons, why)
    return replace(one, score=score, reasons=reasons, cooperating=duty.cooperating)


def _near(
    one: Recommendation, situation: Situation, resources: Resources, weights: DispatchWeights
) -> Recommendation:
    """Add the nearest fresh terminal of the one considered, the more the nearer."""
    fresh = [
        (math.hypot(at.x - situation.x, at.y - situation.y), at)
        for at in resources.positions
        if at.holder_id == one.id and at.age_s <= weights.position_age_s
    ]
    if not fresh:
        return one
    metres, at = min(fresh, key=lambda pair: (pair[0], pair[1].age_s))
    closeness = max(0.0, 1.0 - metres / weights.near_within_m) if weights.near_within_m else 0.0
    factor = weights.urgent_factor if situation.urgent else 1.0
    why = message(
        "Terminal {terminal} is {metres:.0f} m away, seen {age:.0f} s ago.",
        terminal=at.terminal,
        metres=metres,
        age=at.age_s,
    )
    return replace(
        one, score=one.score + factor * weights.near * closeness, reasons=(*one.reasons, why)
    )


def _loaded(one: Recommendation, resources: Resources, weights: DispatchWeights) -> Recommendation:
    count = (resources.open_tickets or {}).get((one.kind, one.id), 0)
    why = message("Open tickets: {count}.", count=count)
    return replace(one, score=one.score - weights.open_ticket * count, reasons=(*one.reasons, why))


def _row_for(rows: tuple[_Row, ...], situation: Situation) -> _Row | None:
    """Return the row for the matter: its own before its class's, the earlier of equals."""
    fitting = [
        row
        for row in rows
        if row.kind == situation.matter_kind and situation.matter_code.startswith(row.code)
    ]
    return max(fitting, key=lambda row: (len(row.code), -row.row), default=None)
