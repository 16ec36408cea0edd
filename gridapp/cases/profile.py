"""A profile: a city's way of working, as data."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import time
from types import MappingProxyType
from typing import Protocol, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from gridapp.cases.clocks import ClockKind, Window
from gridapp.cases.document import Document
from gridapp.cases.fields import FIELDS, REQUIRABLE
from gridapp.errors import InputError, NotFoundError
from gridapp.messages import message

_WINDOW = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)")


class _HasId(Protocol):
    @property
    def id(self) -> str: ...


_Entry = TypeVar("_Entry", bound=_HasId)


@dataclass(frozen=True, slots=True)
class Named:
    """A level, role or outcome: an id for the data, a name for the screen."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Stage:
    """Where a case can stand; a final stage ends it."""

    id: str
    name: str
    is_final: bool


@dataclass(frozen=True, slots=True)
class Move:
    """A step that a role may take with a case.

    ``from_stages`` is empty for a move that opens a case; ``to_stage`` is None when the stage
    stays. ``needs`` are fields that the move itself must bring, ``requires`` fields that must
    be known by then, ``accepts`` further fields of the profile's own. A move that ``undoes``
    others compensates the last of them.
    """

    id: str
    name: str
    from_stages: tuple[str, ...]
    to_stage: str | None
    roles: tuple[str, ...]
    needs: tuple[str, ...]
    requires: tuple[str, ...]
    accepts: tuple[str, ...]
    undoes: tuple[str, ...]
    ends_ticket: bool

    @property
    def opens(self) -> bool:
        """Whether the move opens a case."""
        return not self.from_stages


@dataclass(frozen=True, slots=True)
class ClockRule:
    """A limit: the moves that start it and stop it."""

    id: str
    name: str
    kind: ClockKind
    limit_minutes: float
    starts_at: tuple[str, ...]
    stops_at: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TicketClass:
    """A class of ticket (单, 哨) and the clocks that run on it."""

    id: str
    name: str
    clocks: tuple[ClockRule, ...]


@dataclass(frozen=True, slots=True)
class DispatchWeights:
    """What each reason counts when assignees are ranked; distances in metres, ages in seconds."""

    duty: float
    owns_grid: float
    holds_grid: float
    power: float
    near: float
    near_within_m: float
    position_age_s: float
    open_ticket: float
    urgent_factor: float


@dataclass(frozen=True, slots=True)
class Profile:
    """Everything that differs between two cities; see `parse_profile`."""

    id: str
    name: str
    zone: ZoneInfo
    windows: tuple[Window, ...]
    levels: tuple[Named, ...]
    stages: Mapping[str, Stage]
    moves: Mapping[str, Move]
    clocks: tuple[ClockRule, ...]
    ticket_classes: Mapping[str, TicketClass]
    roles: Mapping[str, Named]
    outcomes: Mapping[str, Named]
    dispatch: DispatchWeights

    def move(self, id: str) -> Move:
        """Return a move; NotFoundError when the profile has none of that name."""
        try:
            return self.moves[id]
        except KeyError:
            raise NotFoundError(
                message("The profile {profile} has no move “{move}”.", profile=self.id, move=id),
                message("Its moves are {moves}.", moves=", ".join(self.moves)),
            ) from None


def parse_profile(document: Mapping[str, object]) -> Profile:
    """Read a profile from a parsed TOML document.

    Raises
    ------
    InputError
        A key is missing, misspelt or of the wrong kind, or names a stage, role or move that
        the profile doesn't have; the message names the key.
    """
    top = Document(document)
    levels, roles, outcomes = (_named(top, key) for key in ("levels", "roles", "outcomes"))
    stages = _unique(top, "stages", _stage)
    moves = _unique(top, "moves", lambda node: _move(node, stages, roles))
    for move in moves.values():
        undoable = {id for id, other in moves.items() if other.from_stages and not other.undoes}
        _known(f"moves.{move.id}.undoes", move.undoes, undoable)
    clocks = tuple(_clock(node, moves) for node in top.tables("clocks", ()))
    classes = _unique(top, "ticket_classes", lambda node: _ticket_class(node, moves))
    for ticket_class in classes.values():
        ids = [rule.id for rule in (*clocks, *ticket_class.clocks)]
        if len(set(ids)) < len(ids):
            raise _twice(f"ticket_classes.{ticket_class.id}.clocks", ids)
    profile = Profile(
        id=top.text("id"),
        name=top.text("name"),
        zone=_zone(top),
        windows=_windows(top),
        levels=tuple(levels.values()),
        stages=stages,
        moves=moves,
        clocks=clocks,
        ticket_classes=classes,
        roles=roles,
        outcomes=outcomes,
        dispatch=_weights(top.table("dispatch")),
    )
    top.finish()
    if not any(move.opens for move in moves.values()):
        raise InputError(
            message("moves: none opens a case."), message("Give one move an empty “from”.")
        )
    return profile


def _stage(node: Document) -> Stage:
    return Stage(node.text("id"), node.text("name"), node.flag("final"))


def _move(node: Document, stages: Mapping[str, Stage], roles: Mapping[str, Named]) -> Move:
    from_stages = node.texts("from")
    move = Move(
        id=node.text("id"),
        name=node.text("name"),
        from_stages=from_stages,
        to_stage=node.text("to") if node.has("to") else None,
        roles=node.texts("roles"),
        needs=node.texts("needs", ()),
        requires=node.texts("requires", ()),
        accepts=node.texts("accepts", ()),
        undoes=node.texts("undoes", ()),
        ends_ticket=node.flag("ends_ticket"),
    )
    _known(node.path("from"), from_stages, stages)
    _known(node.path("to"), (move.to_stage,) if move.to_stage else (), stages)
    _known(node.path("roles"), move.roles, roles)
    _known(node.path("needs"), move.needs, {*FIELDS, *move.accepts})
    _known(node.path("requires"), move.requires, REQUIRABLE)
    if move.opens and move.to_stage is None:
        raise InputError(
            message("{key} is missing.", key=node.path("to")),
            message("A move that opens a case says which stage it opens in."),
        )
    if move.undoes and move.to_stage is not None:
        raise InputError(
            message("{key} can't stand beside “undoes”.", key=node.path("to")),
            message("A move that undoes another goes back to where that one came from."),
        )
    return move


def _ticket_class(node: Document, moves: Mapping[str, Move]) -> TicketClass:
    clocks = tuple(_clock(clock, moves) for clock in node.tables("clocks", ()))
    return TicketClass(node.text("id"), node.text("name"), clocks)


def _clock(node: Document, moves: Mapping[str, Move]) -> ClockRule:
    kind = node.text("kind")
    _known(node.path("kind"), (kind,), tuple(ClockKind))
    rule = ClockRule(
        id=node.text("id"),
        name=node.text("name"),
        kind=ClockKind(kind),
        limit_minutes=node.number("limit_minutes", minimum=1),
        starts_at=node.texts("starts_at"),
        stops_at=node.texts("stops_at"),
    )
    _known(node.path("starts_at"), rule.starts_at, moves)
    _known(node.path("stops_at"), rule.stops_at, moves)
    node.finish()
    return rule


def _weights(node: Document) -> DispatchWeights:
    weights = DispatchWeights(
        **{name: node.number(name, minimum=0) for name in DispatchWeights.__slots__}
    )
    node.finish()
    return weights


def _named(top: Document, key: str) -> Mapping[str, Named]:
    return _unique(top, key, lambda node: Named(node.text("id"), node.text("name")))


def _zone(top: Document) -> ZoneInfo:
    name = top.text("timezone")
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InputError(
            message("timezone: “{name}” is not a time zone.", name=name),
            message("Give a name such as Asia/Shanghai."),
        ) from error


def _windows(top: Document) -> tuple[Window, ...]:
    windows: list[Window] = []
    for text in top.texts("windows"):
        match = _WINDOW.fullmatch(text)
        digits = [int(part) for part in match.groups()] if match else [0, 0, 0, 0]
        opens, closes = time(digits[0], digits[1]), time(digits[2], digits[3])
        if not opens < closes or (windows and opens < windows[-1][1]):
            raise InputError(
                message("windows: “{text}” is not a working window.", text=text),
                message("Give windows such as 08:30-12:00, in the order of the day."),
            )
        windows.append((opens, closes))
    return tuple(windows)


def _unique(top: Document, key: str, read: Callable[[Document], _Entry]) -> Mapping[str, _Entry]:
    """Read a list of tables into a read-only mapping by id, in order."""
    entries: dict[str, _Entry] = {}
    for node in top.tables(key):
        entry = read(node)
        node.finish()
        if entry.id in entries:
            raise _twice(key, [*entries, entry.id])
        entries[entry.id] = entry
    return MappingProxyType(entries)


def _twice(key: str, ids: list[str]) -> InputError:
    double = next(id for n, id in enumerate(ids) if id in ids[:n])
    return InputError(
        message("{key}: the id “{id}” is there twice.", key=key, id=double),
        message("Give each its own id."),
    )


def _known(key: str, ids: tuple[str, ...], known: Collection[str]) -> None:
    for id in ids:
        if id not in known:
            raise InputError(
                message("{key} names “{id}”, which isn't one of them.", key=key, id=id),
                message("Known are {known}.", known=", ".join(sorted(known))),
            )
