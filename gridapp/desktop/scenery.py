"""The layers of a workspace's map: which feature wears which style, in which order."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from gridapp.desktop.map.layers import AreaLayer, Layer, LineLayer
from gridapp.grid.grids import Grids
from gridapp.messages import Message, message
from gridapp.workspace.geography import Features, Geography

LEVEL_ONE, LEVEL_TWO, TERMINALS, CASES = "grid.1", "grid.2", "terminals", "cases"
FIGURES_LAYER, HEAT = "figures", "heat"
OVERVIEW = ("ground.water", LEVEL_ONE)
"""What the overview map shows, the last one whole."""

SIGNS: Mapping[str, tuple[tuple[str, Message], ...]] = {
    CASES: (
        ("case.overdue", message("Overdue")),
        ("case.waiting", message("Waiting for dispatch")),
        ("case.dispatched", message("Dispatched")),
        ("case.handling", message("Being handled")),
        ("case.done", message("Done")),
    ),
    TERMINALS: (("terminal", message("Terminal")),),
    LEVEL_ONE: (("grid.level1", message("Level-one grid")),),
    LEVEL_TWO: (("grid.level2", message("Sub-grid")),),
}
"""What the legend says of each layer: keys of the tokens and their meaning, from the top."""

STREETS: Mapping[str, Message] = {
    "base.street.trunk": message("Expressway"),
    "base.street.primary": message("Main road"),
    "base.street.tertiary": message("Side street"),
    "base.street.service": message("Lane"),
}
"""What the classes of streets are called."""

_TITLES: Mapping[str, Message] = {
    "landuse": message("Land use"),
    "water": message("Water"),
    "parks": message("Parks"),
    "buildings": message("Buildings"),
    "streets": message("Streets"),
}

_AREA_STYLES = {"landuse": "base.landuse", "parks": "base.park", "water": "base.water",
                "buildings": "base.building"}  # fmt: skip
_HEIGHTS = {"landuse": 0, "parks": 1, "water": 2, "buildings": 4}
"""How high each kind of area lies: a lake above the park round it, buildings above all."""
_OTHER_HEIGHT = 3
_LANDUSE = {"industrial": "industrial", "commercial": "industrial", "farmland": "farmland",
            "orchard": "orchard", "wood": "wood"}  # fmt: skip
_STREETS = {"expressway": "trunk", "main": "primary", "street": "tertiary", "lane": "service"}

_SEQUENCE = 3  # digits of a grid's code after the division's

_FINE = 8.0
"""Metres per pixel above which buildings and lanes say nothing."""


def background_layers(areas: Iterable[Features], lines: Iterable[Features]) -> Iterator[Layer]:
    """Yield the ground from below: land use, parks, water, other areas, buildings, streets."""
    for features in sorted(areas, key=lambda one: _HEIGHTS.get(one.kind, _OTHER_HEIGHT)):
        if features.kind == "landuse":
            yield from _landuse(features)
        else:
            yield _area(features, features.kind, _AREA_STYLES.get(features.kind, "base.landuse"))
    for features in lines:
        yield LineLayer(
            name=f"ground.{features.kind}",
            title=_title(features.kind),
            lines=features.geometries,
            style="base.street",
            classes=[_STREETS.get(kind, "") for kind in features.classes],
            labels=features.names,
            label_priority=1,
            label_max_scale=4.5,
            is_interactive=False,
        )


def grid_layers(grids: Grids) -> Iterator[Layer]:
    """Yield a net: sub-grids hairline, level-one grids above them.

    The finest level answers to the pointer; what a point lies in above it is the parent.
    """
    finest = int(grids.levels.max(initial=1))
    finer: AreaLayer | None = None
    wanted: Iterable[str] = ()  # whose parts the finer grids are
    for level, name, style, title in (
        (2, LEVEL_TWO, "grid.level2", message("Sub-grids")),
        (1, LEVEL_ONE, "grid.level1", message("Level-one grids")),
    ):
        mine = grids.of_level(level)
        if len(mine):
            made = AreaLayer(
                name=name,
                title=title,
                polygons=mine.polygons,
                style=style,
                ids=list(mine.codes),
                labels=_names(mine),
                short_labels=None if level == 1 else _short_names(mine, grids),
                label_priority=10 if level == 1 else 5,
                label_max_scale=40.0 if level == 1 else 5.0,
                is_interactive=level == finest,
                finer=finer,
                parents=None if finer is None else _rows(wanted, mine.codes),
            )
            yield made
            finer, wanted = made, mine.parents


def _rows(wanted: Iterable[str], codes: Iterable[str]) -> NDArray[np.intp]:
    """Return where each code that is wanted stands; -1 where it doesn't."""
    rows = {code: row for row, code in enumerate(codes)}
    return np.array([rows.get(code, -1) for code in wanted], dtype=np.intp)


def _names(mine: Grids) -> list[str]:
    """Return what the map calls grids: their names, or their codes without what all have alike."""
    low, high = min(mine.codes), max(mine.codes)  # what these have alike, all have
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(low, high, strict=False))
    alike = len(list(pairs)) if low != high else 0
    return [name or code[alike:] for name, code in zip(mine.names, mine.codes, strict=True)]


def _short_names(mine: Grids, grids: Grids) -> list[str]:
    """Return the names without their parents', which stand on the map too; or the last digits."""
    names = dict(zip(grids.codes, grids.names, strict=True))
    return [
        name.removeprefix(names.get(parent, "")).strip() or code[-_SEQUENCE:]
        for name, code, parent in zip(mine.names, mine.codes, mine.parents, strict=True)
    ]


def net_layer(name: str, title: str, grids: Grids) -> Layer:
    """Return a department's net, as it is compared with the comprehensive one."""
    return AreaLayer(
        name=f"net.{name}",
        title=title,
        polygons=grids.polygons,
        style="net",
        ids=list(grids.codes),
        labels=list(grids.names),
        label_max_scale=5.0,
        is_interactive=False,
    )


def first_layers(geography: Geography) -> list[Layer]:
    """Read what the first map shows: the ground and the main net."""
    layers = list(background_layers(geography.background("area"), geography.background("line")))
    main = geography.main_net()
    if main is not None:
        layers.extend(grid_layers(geography.grids(main)))
    return layers


def _landuse(features: Features) -> Iterator[Layer]:
    classes = np.array([_LANDUSE.get(kind, "") for kind in features.classes], dtype=object)
    for kind in dict.fromkeys(classes):
        keep = classes == kind
        part = Features("landuse", features.classes[keep], features.names[keep],
                        features.geometries[keep])  # fmt: skip
        style = f"base.landuse.{kind}" if kind else "base.landuse"
        yield _area(part, f"landuse.{kind}" if kind else "landuse", style)


def _area(features: Features, name: str, style: str) -> Layer:
    is_building = features.kind == "buildings"
    return AreaLayer(
        name=f"ground.{name}",
        title=_title(features.kind),
        polygons=features.geometries,
        style=style,
        labels=features.names if features.kind == "water" else None,
        label_priority=2,
        label_max_scale=12.0,
        max_scale=_FINE if is_building else float("inf"),
        is_interactive=False,
    )


def _title(kind: str) -> Message | str:
    return _TITLES.get(kind, kind)
