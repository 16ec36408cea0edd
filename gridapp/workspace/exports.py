"""The layers of a workspace as they leave it: any net, cases, places, terminals, tracks, ground."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType

import numpy as np
import shapely

from gridapp.errors import InputError, NotFoundError, RefusalError
from gridapp.exchange.layers import Column, OutLayer
from gridapp.grid.grids import Grids
from gridapp.messages import message
from gridapp.patrol.clean import Cleaned, Mark
from gridapp.patrol.track import Track
from gridapp.workspace.opening import Workspace, is_workspace

NET = "net"
"""The main net; a department's is ``net.NAME``."""

_EVER = (datetime(1970, 1, 2, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Choice:
    """What of a layer is wanted; all of it by default.

    Attributes
    ----------
    level : of a net, 1 or 2; None for both
    edition : of a net, also a draft, by its number; None for the one in force
    at : the moment at which a net's edition was in force; None for now
    terminal : whose track; empty for everybody's
    since, until : of tracks
    actor, reason : who opens tracks, and why; kept in the audit
    with_phones : whether phone numbers leave too
    """

    level: int | None = None
    edition: int | None = None
    at: datetime | None = None
    terminal: str = ""
    since: datetime | None = None
    until: datetime | None = None
    actor: str = ""
    reason: str = ""
    with_phones: bool = False


ALL = Choice()


def layer_names(workspace: Workspace) -> tuple[str, ...]:
    """Return the names that `read_layer` knows here."""
    main = workspace.geography.main_net()
    nets = [net.name for net in workspace.geography.nets()]
    others = (f"{NET}.{name}" for name in nets if name != main)
    return (*((NET,) if nets else ()), *others, *_READERS, *_grounds(workspace))


def read_layer(workspace: Workspace, name: str, choice: Choice = ALL) -> OutLayer:
    """Read a layer by its name, in the workspace's CRS.

    Raises
    ------
    NotFoundError
        There is no such layer, or nothing in it.
    InputError
        Tracks are wanted without a reason.
    """
    if name in _READERS:
        found = _READERS[name](workspace, choice)
    elif name == NET or name.startswith(f"{NET}."):
        found = _net(workspace, name, choice)
    elif name in (grounds := _grounds(workspace)):
        found = grounds[name]
    else:
        raise NotFoundError(
            message("There is no layer “{name}”.", name=name),
            message("The layers are: {layers}.", layers=", ".join(layer_names(workspace))),
        )
    if not len(found):
        raise NotFoundError(
            message("The layer “{name}” has nothing in it.", name=name),
            message("Choose another layer, level, edition or time."),
        )
    return found


def refuse_workspaces(path: Path) -> None:
    """Refuse to write over a workspace, even where files may be replaced."""
    if path.exists() and is_workspace(path):
        raise RefusalError(
            message("“{path}” is a workspace, with its cases and its journal.", path=path),
            message("Choose another name for the export."),
        )


def _net(workspace: Workspace, name: str, choice: Choice) -> OutLayer:
    net = name.removeprefix(NET).removeprefix(".") or workspace.geography.main_net()
    grids = _grids(workspace, net, choice)
    people = {row["ref"]: row for row in workspace.casework.register("member")}
    columns: dict[str, Column] = {
        "code": grids.codes,
        "name": grids.names,
        "parent": grids.parents,
        "level": grids.levels,
        "owner": grids.owners,
        "owner_name": [_of(people, owner, "name") for owner in grids.owners],
    }
    if choice.with_phones:
        columns["phone"] = [_of(people, owner, "phone") for owner in grids.owners]
    return OutLayer(net or name, columns, grids.polygons)


def _grids(workspace: Workspace, net: str | None, choice: Choice) -> Grids:
    if choice.edition is None:
        return workspace.geography.grids(net, choice.level, at=choice.at)
    known = {row.id: row for row in workspace.editions.list()}
    if choice.edition not in known:
        raise NotFoundError(
            message("There is no edition {id}.", id=choice.edition),
            message("“gridapp net editions” shows what there is."),
        )
    if net is not None and known[choice.edition].net != net:
        raise InputError(
            message(
                "Edition {id} is one of “{net}”.", id=choice.edition, net=known[choice.edition].net
            ),
            message("Name that net, or one of its own editions."),
        )
    grids = workspace.editions.grids(choice.edition)
    return grids if choice.level is None else grids.of_level(choice.level)


def _cases(workspace: Workspace, _choice: Choice) -> OutLayer:
    casework = workspace.casework
    rows = casework.rows()
    matters = [casework.matter_of(row) for row in rows]
    columns: dict[str, Column] = {
        "ref": [row.ref for row in rows],
        "stage": [casework.profile.stages[row.stage].name for row in rows],
        "is_open": [casework.is_open(row) for row in rows],
        "matter": [matter.name if matter else None for matter in matters],
        "text": [row.text for row in rows],
        "place": [row.place for row in rows],
        "grid_code": [row.grid_code for row in rows],
        "opened_at": [row.opened_at for row in rows],
        "due_at": [row.due_at for row in rows],
        "channel": [row.channel for row in rows],
        "is_urgent": [row.is_urgent for row in rows],
        "assignee": [row.assignee_name for row in rows],
        "outcome": [row.outcome for row in rows],
        "datum": [row.datum for row in rows],
        "uncertainty_m": [row.uncertainty_m for row in rows],
    }
    places = np.full(len(rows), None, dtype=object)
    for number, row in enumerate(rows):
        if row.x is not None and row.y is not None:
            places[number] = shapely.Point(row.x, row.y)
    return OutLayer("cases", columns, places)


def _places(workspace: Workspace, _choice: Choice) -> OutLayer:
    places = workspace.geography.gazetteer.places
    columns: dict[str, Column] = {
        "ref": places.ids,
        "kind": places.kinds,
        "name": places.names,
        "address": places.addresses,
        "aliases": places.aliases,
    }
    return OutLayer("places", columns, shapely.points(places.x, places.y))


def _terminals(workspace: Workspace, _choice: Choice) -> OutLayer:
    holders = _holders(workspace)
    seen = workspace.patrols.last_seen()
    columns: dict[str, Column] = {
        "terminal": [one.terminal for one in seen],
        "holder": [holders.get(one.terminal, "") for one in seen],
        "at": [one.at for one in seen],
    }
    points = shapely.points([one.x for one in seen], [one.y for one in seen])
    return OutLayer("terminals", columns, points)


def _legs(workspace: Workspace, choice: Choice) -> OutLayer:
    """Read what was travelled: a line a leg, and nothing across a gap."""
    holders = _holders(workspace)
    rows: list[tuple[object, ...]] = []
    lines: list[shapely.LineString] = []
    for terminal in _wanted_terminals(workspace, choice):
        track, cleaned = _open_track(workspace, terminal, choice)
        for start, stop in cleaned.legs.tolist():
            kept = cleaned.kept[start:stop]
            if len(kept) < 2:
                continue  # a place, no line
            line = shapely.LineString(np.column_stack((track.x[kept], track.y[kept])))
            ends = (_moment(track.time[kept[0]]), _moment(track.time[kept[-1]]))
            rows.append((terminal, holders.get(terminal, ""), *ends, len(kept), line.length))
            lines.append(line)
    names = ("terminal", "holder", "started_at", "ended_at", "fixes", "metres")
    return OutLayer("legs", _columns(names, rows), np.array(lines, dtype=object))


def _fixes(workspace: Workspace, choice: Choice) -> OutLayer:
    """Read every fix as it was reported, with what cleaning calls it."""
    rows: list[tuple[object, ...]] = []
    points = []
    for terminal in _wanted_terminals(workspace, choice):
        track, cleaned = _open_track(workspace, terminal, choice)
        numbers = zip(track.time, track.speed, track.heading, cleaned.mark, strict=True)
        rows.extend(
            (terminal, _moment(time), _number(speed), _number(heading), Mark(mark).name.lower())
            for time, speed, heading, mark in numbers
        )
        points.append(shapely.points(track.x, track.y))
    names = ("terminal", "at", "speed_kmh", "heading_deg", "mark")
    return OutLayer("fixes", _columns(names, rows), np.concatenate([_NOTHING, *points]))


_NOTHING = np.empty(0, dtype=object)

_Reader = Callable[[Workspace, Choice], OutLayer]
_READERS: Mapping[str, _Reader] = MappingProxyType(
    {
        "cases": _cases,
        "places": _places,
        "terminals": _terminals,
        "legs": _legs,
        "fixes": _fixes,
    }
)


def _grounds(workspace: Workspace) -> dict[str, OutLayer]:
    return {
        features.kind: OutLayer(
            features.kind,
            {"class": features.classes, "name": features.names},
            features.geometries,
        )
        for shape in ("area", "line")
        for features in workspace.geography.background(shape)
    }


def _wanted_terminals(workspace: Workspace, choice: Choice) -> list[str]:
    since, until = choice.since or _EVER[0], choice.until or _EVER[1]
    spans = workspace.patrols.spans()
    if choice.terminal and choice.terminal not in {span.terminal for span in spans}:
        raise NotFoundError(
            message("There is no terminal “{terminal}”.", terminal=choice.terminal),
            message("“gridapp track list” shows what there is."),
        )
    return [
        span.terminal
        for span in spans
        if choice.terminal in ("", span.terminal) and span.first < until and span.last >= since
    ]


def _open_track(workspace: Workspace, terminal: str, choice: Choice) -> tuple[Track, Cleaned]:
    return workspace.patrols.open_track(
        terminal,
        choice.since or _EVER[0],
        choice.until or _EVER[1],
        actor=choice.actor,
        reason=choice.reason,
    )


def _holders(workspace: Workspace) -> dict[object, str]:
    """Tell who carries each terminal: a squad's name, or a member's."""
    registers = {
        name: {row["ref"]: str(row["name"]) for row in workspace.casework.register(name)}
        for name in ("squad", "member")
    }
    return {
        row["ref"]: registers["squad"].get(row["squad"])
        or registers["member"].get(row["member"], "")
        for row in workspace.casework.register("terminal")
    }


def _of(people: Mapping[object, Mapping[str, object]], ref: object, field: str) -> str:
    return str(people[ref][field]) if ref in people else ""


def _columns(names: tuple[str, ...], rows: list[tuple[object, ...]]) -> dict[str, list[object]]:
    return {name: [row[number] for row in rows] for number, name in enumerate(names)}


def _number(value: float) -> float | None:
    return None if np.isnan(value) else round(float(value), 1)


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(float(seconds), UTC)
