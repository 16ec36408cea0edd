"""A workspace's layers as a page for any browser: our look, in the reader's language; no Qt."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from math import cos, pi, sin
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from gridapp.desktop.console.states import State, state_of
from gridapp.desktop.widgets.tokens import AreaStyle, Shape, Symbol, Tokens, themes
from gridapp.exchange.layers import OutLayer
from gridapp.exchange.web_map import Look, Page, Sign, WebLayer, write_web_map
from gridapp.language import current, say, tr
from gridapp.messages import Message, message
from gridapp.workspace import Workspace
from gridapp.workspace.exports import ALL, NET, Choice, read_layer, refuse_workspaces

_TITLES: Mapping[str, Message] = MappingProxyType(
    {
        "cases": message("Cases"),
        "places": message("Places"),
        "terminals": message("Terminals"),
        "legs": message("Tracks"),
        "fixes": message("Reported positions"),
        "landuse": message("Land use"),
        "water": message("Water"),
        "parks": message("Parks"),
        "buildings": message("Buildings"),
        "streets": message("Streets"),
    }
)
_FACTS: Mapping[str, Message] = MappingProxyType(
    {
        "code": message("Code"),
        "name": message("Name"),
        "owner_name": message("Grid owner"),
        "phone": message("Phone"),
        "ref": message("Number"),
        "stage": message("Stage"),
        "matter": message("Matter"),
        "text": message("Report"),
        "place": message("Place"),
        "opened_at": message("Opened"),
        "due_at": message("Due"),
        "assignee": message("With"),
        "address": message("Address"),
        "terminal": message("Terminal"),
        "holder": message("Carried by"),
        "at": message("Seen"),
        "started_at": message("From"),
        "ended_at": message("Until"),
        "fixes": message("Fixes"),
    }
)
"""Columns that a click tells, in this order; what has no sentence here stays in files."""

_STATES: Mapping[State, Message] = MappingProxyType(
    {
        State.DONE: message("Done"),
        State.HANDLING: message("Being handled"),
        State.DISPATCHED: message("Dispatched"),
        State.WAITING: message("Waiting"),
        State.OVERDUE: message("Overdue"),
    }
)
_NAMES = ("name", "matter", "terminal")
_AREAS: Mapping[str, str] = MappingProxyType(
    {"landuse": "base.landuse", "water": "base.water", "parks": "base.park",
     "buildings": "base.building"}
)  # fmt: skip
_GROUND = ("landuse", "parks", "water", "buildings", "streets")
_ALWAYS_NAMED = 60  # grids of a level up to which each wears its name
_FILL = 0.12
_CORNERS: Mapping[Shape, tuple[int, float]] = MappingProxyType(
    {"triangle": (3, -pi / 2), "diamond": (4, -pi / 2), "hexagon": (6, 0.0),
     "square": (4, -pi / 4)}
)  # fmt: skip


def write_page(
    workspace: Workspace,
    path: Path,
    names: Sequence[str],
    choice: Choice = ALL,
    *,
    into: str = "",
    tiles: str = "",
    overwrite: bool = False,
    theme: str = "light",
) -> int:
    """Write layers as a page that needs no network; return how many features it shows.

    Raises
    ------
    GridappError
        As `workspace.exports.read_layer` and `exchange.web_map.write_web_map` do.
    """
    refuse_workspaces(path)
    tokens = themes[theme]
    found = {name: read_layer(workspace, name, choice) for name in names}
    layers = [
        web
        for name in sorted(found, key=_depth)
        for web in _web_layers(workspace, name, found[name], tokens)
    ]
    write_web_map(path, _page(workspace, tokens, tiles), layers, workspace.crs, into=into,
                  overwrite=overwrite)  # fmt: skip
    return sum(len(layer) for layer in found.values())


def _depth(name: str) -> tuple[int, int]:
    """Return what lies below what: ground, nets, tracks, points."""
    if name in _GROUND:
        return (0, _GROUND.index(name))
    if name != NET and name.startswith(NET):
        return (1, 0)
    return (2, 0) if name == NET else (3, ("legs", "places").index(name) if name in
                                       ("legs", "places") else 9)  # fmt: skip


def _page(workspace: Workspace, tokens: Tokens, tiles: str) -> Page:
    surface = tokens.surface
    zone = workspace.casework.profile.zone
    symbols = {kind: _sign(symbol, tokens) for kind, symbol in tokens.symbols.items()}
    return Page(
        title=workspace.title,
        subtitle=tr("As of {time}", time=_moment(workspace.now(), zone)),
        language="zh-CN" if current() == "zh_CN" else current(),
        colours={
            "ground": tokens.ground,
            "panel": surface.panel,
            "line": surface.line,
            "text": surface.text,
            "muted": surface.muted,
        },
        signs=symbols,
        tiles=tiles,
    )


def _web_layers(
    workspace: Workspace, name: str, layer: OutLayer, tokens: Tokens
) -> Iterator[WebLayer]:
    facts = _facts(layer, workspace.casework.profile.zone)
    names = _names(layer)
    if name.startswith(NET):
        yield from _net(workspace, name, layer, facts, names, tokens)
    elif name == "cases":
        yield from _cases(workspace, layer, facts, names)
    elif name in _POINTS:
        kinds = _POINTS[name](layer)
        yield WebLayer(say(_TITLES[name]), layer.geometries, facts=facts, names=names, signs=kinds)
    elif name == "legs":
        style = tokens.line("track")
        look = Look(style.stroke, 3.0)
        yield WebLayer(say(_TITLES[name]), layer.geometries, look, facts, names)
    elif name == "streets":
        yield _streets(layer, tokens)
    else:
        area = _look(tokens.area(_AREAS.get(name, "base.landuse")))
        title = say(_TITLES[name]) if name in _TITLES else name
        yield WebLayer(title, layer.geometries, area, names=names if name == "water" else ())


def _net(
    workspace: Workspace,
    name: str,
    layer: OutLayer,
    facts: Sequence[Sequence[tuple[str, str]]],
    names: Sequence[str],
    tokens: Tokens,
) -> Iterator[WebLayer]:
    levels = np.asarray(layer.columns["level"])
    is_main = name == NET
    title = next(net.title for net in workspace.geography.nets() if net.name == layer.name)
    words = {1: tr("Level-one grids"), 2: tr("Sub-grids")}
    finest = int(levels.max())
    for level in sorted({int(value) for value in levels}, reverse=True):
        rows = np.flatnonzero(levels == level)
        style = tokens.area(f"grid.level{level}" if is_main else "net")
        width = 2.6 if level == 1 and is_main else 1.0
        # What lies on top has no fill: clicks go through to the finest level.
        fill = style.stroke or "" if level == finest else ""
        look = Look(style.stroke or "", width, fill, _FILL, "" if is_main else "6 4")
        yield WebLayer(
            f"{title} · {words[level]}" if is_main else tr("Net: {title}", title=title),
            layer.geometries[rows],
            look,
            [facts[row] for row in rows.tolist()],
            [names[row] for row in rows.tolist()],
            is_named=is_main and level == 1 and len(rows) <= _ALWAYS_NAMED,
        )


def _cases(
    workspace: Workspace,
    layer: OutLayer,
    facts: Sequence[Sequence[tuple[str, str]]],
    names: Sequence[str],
) -> Iterator[WebLayer]:
    """Yield the cases of each state, what presses on top: the list of layers is their legend."""
    states = _states(workspace)
    for state, title in _STATES.items():
        rows = [row for row, found in enumerate(states) if found is state]
        if rows:
            yield WebLayer(
                tr("Cases: {state}", state=say(title)),
                layer.geometries[rows],
                facts=[facts[row] for row in rows],
                names=[names[row] for row in rows],
                signs=[f"case.{state}"] * len(rows),
            )


def _streets(layer: OutLayer, tokens: Tokens) -> WebLayer:
    style = tokens.line("base.street.main")
    return WebLayer(
        say(_TITLES["streets"]),
        layer.geometries,
        Look(style.casing or style.stroke, 1.6),
        names=_names(layer),
    )


def _as(kind: str) -> Callable[[OutLayer], Sequence[str]]:
    return lambda layer: [kind] * len(layer)


def _marks(layer: OutLayer) -> Sequence[str]:
    """Return the sign of each fix: what cleaning named, else a dot."""
    return [{"jump": "jump", "frozen": "frozen"}.get(str(m), "place")
            for m in layer.columns["mark"]]  # fmt: skip


_POINTS: Mapping[str, Callable[[OutLayer], Sequence[str]]] = MappingProxyType(
    {"places": _as("place"), "terminals": _as("terminal"), "fixes": _marks}
)


def _states(workspace: Workspace) -> list[State]:
    casework, now = workspace.casework, workspace.now()
    fresh = casework.profile.move("dispatch").to_stage
    return [
        state_of(row, is_open=casework.is_open(row), is_fresh=row.stage == fresh, now=now)
        for row in casework.rows()
    ]


def _facts(layer: OutLayer, zone: tzinfo) -> list[list[tuple[str, str]]]:
    columns = {name: layer.columns[name] for name in _FACTS if name in layer.columns}
    return [
        [
            (say(_FACTS[name]), _word(name, values[row], zone))
            for name, values in columns.items()
            if values[row] not in (None, "")
        ]
        for row in range(len(layer))
    ]


def _word(name: str, value: object, zone: tzinfo) -> str:
    if isinstance(value, datetime):
        return _moment(value, zone)
    return tr(str(value)) if name == "stage" else str(value)


def _moment(value: datetime, zone: tzinfo) -> str:
    return value.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def _names(layer: OutLayer) -> list[str]:
    column = next((name for name in _NAMES if name in layer.columns), None)
    if column is None:
        return []
    return ["" if value is None else str(value) for value in layer.columns[column]]


def _look(style: AreaStyle) -> Look:
    return Look(style.stroke or "", 0.8, style.fill or "")


def _sign(symbol: Symbol, tokens: Tokens) -> Sign:
    """Draw a symbol of the map as SVG: the same shape, so that it needs no colour to tell."""
    size = round(symbol.size) + 4
    half, radius = size / 2, symbol.size / 2
    edge = f'stroke="{tokens.symbol_edge}" stroke-width="1.4" stroke-linejoin="round"'
    fill = f'fill="{symbol.colour}"'
    if symbol.shape in _CORNERS:
        corners = " ".join(f"{x:.2f},{y:.2f}" for x, y in _polygon(symbol.shape, half, radius))
        body = f'<polygon points="{corners}" {fill} {edge}/>'
    elif symbol.shape == "ring":
        body = (f'<circle cx="{half}" cy="{half}" r="{radius * 0.72:.2f}" fill="none" '
                f'stroke="{symbol.colour}" stroke-width="{radius * 0.55:.2f}"/>')  # fmt: skip
    elif symbol.shape == "cross":
        reach = radius * 0.8
        body = (f'<path d="M{half - reach} {half}H{half + reach}M{half} {half - reach}'
                f'V{half + reach}" stroke="{symbol.colour}" stroke-width="3"/>')  # fmt: skip
    else:
        body = f'<circle cx="{half}" cy="{half}" r="{radius}" {fill} {edge}/>'
    return Sign(f'<svg width="{size}" height="{size}" aria-hidden="true">{body}</svg>', size)


def _polygon(shape: Shape, half: float, radius: float) -> NDArray[np.float64]:
    count, turn = _CORNERS[shape]
    reach = radius * (1.35 if shape == "square" else 1.1)
    angles = [turn + 2 * pi * number / count for number in range(count)]
    return np.array([(half + reach * cos(a), half + reach * sin(a)) for a in angles])
