"""The demo town's three hundred incidents, as people told them: is the place found?"""

import csv
import math
import re
from pathlib import Path

import numpy as np
import pytest

from gridapp.locate.crs import project
from gridapp.locate.find import locate
from gridapp.locate.gazetteer import Gazetteer, Places
from gridapp.paths import data

CRS = "EPSG:4549"
NEAR_M = 60.0
Rows = list[dict[str, str]]


def read(name: str) -> Rows:
    path: Path = data("town", name)
    if not path.is_file():
        pytest.skip("the demo town has not been made: data/town is missing")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def town() -> Gazetteer:
    rows = [
        *read("places.csv"),
        *({**row, "kind": "enterprise"} for row in read("enterprises.csv")),
    ]
    x, y = project([float(row["lon"]) for row in rows], [float(row["lat"]) for row in rows], CRS)
    ids, kinds, names, addresses, aliases = (
        [row.get(name) or "" for row in rows]
        for name in ("id", "kind", "name", "address", "aliases")
    )
    return Gazetteer(Places(ids, kinds, names, addresses, aliases, x, y))


@pytest.mark.parametrize("column", ["place", "text"])
def test_the_right_place_comes_first(town: Gazetteer, column: str) -> None:
    incidents = read("incidents.csv")
    right = sum(
        _is_right(town, row[column], float(row["lon"]), float(row["lat"])) for row in incidents
    )
    assert right / len(incidents) >= 0.95


def _is_right(town: Gazetteer, text: str, lon: float, lat: float) -> bool:
    candidates = locate(text, town, CRS)
    x, y = (float(value) for value in project(lon, lat, CRS))
    return bool(candidates) and math.hypot(candidates[0].x - x, candidates[0].y - y) < NEAR_M


def test_slips_of_the_pen_are_forgiven(town: Gazetteer) -> None:
    """One wrong character in a name, in the middle of a sentence."""
    rng = np.random.default_rng(16)
    kinds, called = town.places.kinds, town.places.names
    # Shorter names and numbered lamp posts differ from each other by just such a slip.
    names = [
        k
        for k, name in enumerate(called)
        if kinds[k] in ("poi", "enterprise") and len(name) >= 5 and not re.search(r"\d", name)
    ]
    chosen = rng.choice(names, 200, replace=False).tolist()
    right = 0
    for place in chosen:
        name = town.places.names[place]
        at = int(rng.integers(len(name)))
        slipped = f"市民反映：{name[:at]}嘉{name[at + 1 :]}门口有垃圾没人清"
        found = locate(slipped, town, CRS)[:3]
        right += any(
            np.hypot(c.x - town.places.x[place], c.y - town.places.y[place]) < NEAR_M for c in found
        )
    assert right / len(chosen) >= 0.75
