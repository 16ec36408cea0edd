"""Two grounds to find places on: the demo town, and the middle of Shanghai as it is."""

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from gridapp.locate.crs import project
from gridapp.locate.gazetteer import Gazetteer, Places
from gridapp.locate.roads import RoadLines
from gridapp.paths import data

CRS = "EPSG:4549"
_SQUARE_M = 250.0  # the real ground has no grids of ours; squares stand in for them


@dataclass(frozen=True, slots=True)
class Ground:
    """Places, roads and grids, metres of `CRS`."""

    name: str
    head: str  # what full addresses begin with
    places: Places
    lines: RoadLines
    grids: NDArray[np.object_]

    def gazetteer(self, without: NDArray[np.intp]) -> Gazetteer:
        """Build the gazetteer as if nobody had ever entered some of the places."""
        keep = np.ones(len(self.places), dtype=np.bool_)
        keep[without] = False
        rows = np.flatnonzero(keep).tolist()
        old = self.places
        ids, kinds, names, addresses, aliases = (
            [column[row] for row in rows]
            for column in (old.ids, old.kinds, old.names, old.addresses, old.aliases)
        )
        known = Places(ids, kinds, names, addresses, aliases, old.x[keep], old.y[keep])
        return Gazetteer(known, self.lines)


def demo_ground() -> Ground:
    """Read the demo town's plain files."""
    rows = [*_rows("places.csv"),
            *({**row, "kind": "enterprise"} for row in _rows("enterprises.csv"))]  # fmt: skip
    x, y = project([float(row["lon"]) for row in rows], [float(row["lat"]) for row in rows], CRS)
    ids, kinds, names, addresses, aliases = (
        [row.get(name) or "" for row in rows]
        for name in ("id", "kind", "name", "address", "aliases")
    )
    streets = _features("base", "streets.geojson")
    grids = _features("comprehensive", "level2.geojson")
    return Ground(
        "demo town", "江苏省江阴市云溪镇", Places(ids, kinds, names, addresses, aliases, x, y),
        RoadLines([name or "" for name, _ in streets], _objects([line for _, line in streets])),
        _objects([shape for _, shape in grids]),
    )  # fmt: skip


def shanghai_ground(folder: Path) -> Ground:
    """Read the real places and roads of a basemap."""
    from pyogrio import read_dataframe

    path = folder / "lujiazui_bund.gpkg"
    found: dict[tuple[str, str, str], tuple[float, float]] = {}
    for layer in ("addresses", "buildings", "pois"):
        frame = read_dataframe(path, layer=layer)
        for row in frame.itertuples():
            street = _text(getattr(row, "addr_street", ""))
            number = _text(getattr(row, "addr_housenumber", "")).removesuffix("号")
            address = f"{street}{number}号" if not street.isascii() and number.isdecimal() else ""
            name = _text(row.name)
            if not (name or address) or (name and name.isascii()):
                continue
            point = row.geometry.representative_point()
            kind = "poi" if name else "address"
            found.setdefault((kind, name or address, address), (point.x, point.y))
    lon, lat = zip(*found.values(), strict=True)
    x, y = project(lon, lat, CRS)
    kinds, names, addresses = (list(column) for column in zip(*found, strict=True))
    roads = read_dataframe(path, layer="roads")
    roads = roads[roads["name"].notna() & ~roads["kind"].isin(["rail", "path"])]
    return Ground(
        "Lujiazui and the Bund", "上海市",
        Places([f"S{n}" for n in range(len(names))], kinds, names, addresses, [""] * len(names),
               x, y),
        RoadLines(list(roads["name"]), _metres(roads.geometry.array)), _squares(x, y),
    )  # fmt: skip


def _squares(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.object_]:
    west, south = np.meshgrid(
        np.arange(x.min() - 500, x.max() + 500, _SQUARE_M),
        np.arange(y.min() - 500, y.max() + 500, _SQUARE_M),
    )
    return np.asarray(
        shapely.box(west, south, west + _SQUARE_M, south + _SQUARE_M).ravel(), dtype=object
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _rows(name: str) -> list[dict[str, str]]:
    with data("town", name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _features(*parts: str) -> list[tuple[str, shapely.Geometry]]:
    collection = json.loads(data("town", *parts).read_text(encoding="utf-8"))
    shapes = _metres(
        shapely.from_geojson([json.dumps(f["geometry"]) for f in collection["features"]])
    )
    return [
        (feature["properties"]["name"], shape)
        for feature, shape in zip(collection["features"], shapes, strict=True)
    ]


def _metres(shapes: Sequence[shapely.Geometry]) -> NDArray[np.object_]:
    def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(project(points[:, 0], points[:, 1], CRS))

    return np.asarray(shapely.transform(np.asarray(shapes, dtype=object), move), dtype=object)


def _objects(values: Sequence[object]) -> NDArray[np.object_]:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array
