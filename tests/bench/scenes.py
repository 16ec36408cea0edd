"""Made-up towns of any size, the same for the same seed, as files that every program opens."""

import shutil
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

CRS = "EPSG:4549"
BUILD = Path(__file__).parents[2] / "build" / "bench"

INCIDENT_CLASSES = ("waiting", "dispatched", "handling", "overdue", "done")

_CENTRE = (528_000.0, 3_531_000.0)  # metres of EPSG:4549
_SPACING = 100.0  # metres between the middles of two sub-grids
_STREET = "320281100"  # division code down to the town
_GRIDS_PER_COMMUNITY = 100

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Objects = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a made-up net: (n,) columns; polygons in `CRS`."""

    codes: Objects
    parents: Objects
    polygons: Objects


def city_file(n_grids: int = 20_000, n_vertices: int = 1_000_000, seed: int = 1) -> Path:
    """Return a GeoPackage with the layers level1 and level2 of `make_city`, made once."""
    path = BUILD / f"city-{n_grids}-{n_vertices}-{seed}.gpkg"
    if not path.exists():
        # Imported here: geopandas brings pandas, and a benchmark may not need a city.
        import geopandas

        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_stem(f"unfinished-{path.stem}")
        unfinished.unlink(missing_ok=True)
        for name, level in zip(
            ("level1", "level2"), make_city(n_grids, n_vertices, seed), strict=True
        ):
            columns = {"code": level.codes, "name": level.codes, "parent": level.parents}
            frame = geopandas.GeoDataFrame(columns, geometry=level.polygons, crs=CRS)
            frame.to_file(unfinished, layer=name, driver="GPKG", engine="pyogrio")
        unfinished.rename(path)
    return path


def scene_file() -> Path:
    """Return the city with 100,000 incidents and 5,000 terminals, made once."""
    path = BUILD / "scene-1.gpkg"
    if not path.exists():
        import geopandas

        unfinished = path.with_stem(f"unfinished-{path.stem}")
        shutil.copy(city_file(), unfinished)
        whole = shapely.union_all(geopandas.read_file(unfinished, layer="level1").geometry)
        rng = np.random.default_rng(1)
        for name, count in (("incidents", 100_000), ("terminals", 5_000)):
            frame = geopandas.GeoDataFrame(
                {"class": rng.choice(INCIDENT_CLASSES, count)},
                geometry=_strew(whole, count, rng), crs=CRS,
            )  # fmt: skip
            frame.to_file(unfinished, layer=name, driver="GPKG", engine="pyogrio")
        unfinished.rename(path)
    return path


def _strew(whole: shapely.Geometry, count: int, rng: np.random.Generator) -> Objects:
    """Strew points over a shape, half of them near a few middles."""
    left, bottom, right, top = whole.bounds
    shapely.prepare(whole)
    even = rng.uniform((left, bottom), (right, top), (count * 2, 2))
    middles = rng.uniform((left, bottom), (right, top), (40, 2))
    dense = rng.choice(middles, count * 2) + rng.normal(0, 600, (count * 2, 2))
    points = shapely.points(rng.permutation(np.concatenate((even, dense))))
    return np.asarray(points[shapely.contains_properly(whole, points)][:count], dtype=object)


def make_city(n_grids: int, n_vertices: int, seed: int = 1) -> tuple[Level, Level]:
    """Make a town of sub-grids with crooked borders, and the level-one grids that hold them.

    Both levels are valid coverages, and the borders of level one are borders of sub-grids.

    Parameters
    ----------
    n_grids : number of sub-grids, exactly
    n_vertices : number of vertices of all sub-grids together, about
    """
    rng = np.random.default_rng(seed)
    sites, is_inside = _scatter(n_grids, rng)
    polygons = _crooked_cells(sites, is_inside, n_vertices, rng)
    sites = sites[is_inside]
    community = _group(sites, max(1, n_grids // _GRIDS_PER_COMMUNITY), rng)

    count = int(community.max()) + 1
    codes = np.empty(n_grids, dtype=object)
    wholes, whole_codes = np.empty((2, count), dtype=object)
    for number in range(count):
        members = np.flatnonzero(community == number)
        division = f"{_STREET}{number + 1:03d}"
        westward = members[np.lexsort((-sites[members, 1], sites[members, 0]))]
        codes[westward] = [f"{division}{sequence:03d}" for sequence in range(1, len(members) + 1)]
        whole_codes[number] = f"{division}000"
        wholes[number] = shapely.coverage_union_all(polygons[members])
    level1 = Level(whole_codes, np.full(count, "", dtype=object), wholes)
    return level1, Level(codes, level1.codes[community], polygons)


def _scatter(n_inside: int, rng: np.random.Generator) -> tuple[Floats, NDArray[np.bool_]]:
    """Scatter sites, dense in the middle, and tell which lie in town; a rim lies outside."""
    side = int(np.sqrt(n_inside * 2.6)) + 12
    column, row = np.meshgrid(np.arange(side), np.arange(side))
    lattice = np.column_stack(((column + 0.5 * (row % 2)).ravel(), row.ravel() * 0.75**0.5))
    lattice = lattice - lattice.mean(axis=0) + rng.uniform(-0.35, 0.35, lattice.shape)
    lattice *= (1.25, 0.8)  # wide, like the picture
    angle = np.arctan2(lattice[:, 1], lattice[:, 0])
    wobble = 1 + 0.06 * np.sin(3 * angle + 1) + 0.04 * np.sin(7 * angle)
    distance = np.hypot(lattice[:, 0] / 1.5, lattice[:, 1]) / wobble
    edge = np.partition(distance, n_inside - 1)[n_inside - 1]
    near = distance <= edge + 5
    spread = 0.7 + 0.3 * (distance[near] / edge)[:, None]
    return lattice[near] * spread * _SPACING + _CENTRE, distance[near] <= edge


def _crooked_cells(
    sites: Floats, is_inside: NDArray[np.bool_], n_vertices: int, rng: np.random.Generator
) -> Objects:
    """Return the Voronoi cells of the inside sites, each shared edge bent once for both cells.

    A bent edge stays within the two triangles that span it and the sites on either side. These
    triangles tile the plane, so that bent edges can't cross.
    """
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.MultiPoint(sites), ordered=True))
    corners, owner = shapely.get_coordinates(cells[is_inside], return_index=True)
    leaves = np.flatnonzero(owner[1:] == owner[:-1])
    start, end, owner = corners[leaves], corners[leaves + 1], owner[leaves]

    is_forward = (start[:, 0] < end[:, 0]) | (
        (start[:, 0] == end[:, 0]) & (start[:, 1] < end[:, 1])
    )
    ends = np.where(is_forward[:, None], np.hstack((start, end)), np.hstack((end, start)))
    edges, first, edge = np.unique(ends, axis=0, return_index=True, return_inverse=True)
    points, begins, counts = _bend(edges, sites[is_inside][owner[first]], edge, n_vertices, rng)

    # Lay the bent edges end to end, each in its cell's direction and without its last point.
    per_side = counts[edge]
    side = np.repeat(np.arange(len(edge)), per_side)
    step = np.arange(len(side)) - np.repeat(np.cumsum(per_side) - per_side, per_side)
    along = np.where(is_forward[side], step, per_side[side] - step)
    rings = shapely.linearrings(points[begins[edge[side]] + along], indices=owner[side])
    return np.asarray(shapely.polygons(rings), dtype=object)


def _bend(
    edges: Floats, site: Floats, edge: Ints, n_vertices: int, rng: np.random.Generator
) -> tuple[Floats, Ints, Ints]:
    """Cut edges (x, y, x, y) into pieces and move the cuts sideways.

    Returns the points of all edges on end, where each edge begins, and its number of pieces.
    """
    start, along = edges[:, :2], edges[:, 2:] - edges[:, :2]
    length = np.hypot(*along.T)
    counts = np.maximum(1, np.rint(length * (n_vertices / length[edge].sum()))).astype(np.int64)
    begins = np.cumsum(counts + 1) - (counts + 1)
    which = np.repeat(np.arange(len(edges)), counts + 1)
    t = (np.arange(len(which)) - begins[which]) / counts[which]

    away = site - start
    foot = (away * along).sum(axis=1) / length**2
    height = np.abs(along[:, 0] * away[:, 1] - along[:, 1] * away[:, 0]) / length
    room = np.minimum(height, length) / np.maximum(1, np.maximum(foot, 1 - foot))
    phase, waves = rng.uniform(0, 2 * np.pi, len(edges)), rng.uniform(0.5, 2.5, len(edges))
    sway = 0.4 * np.sin(2 * np.pi * waves[which] * t + phase[which])
    sway += rng.uniform(-0.2, 0.2, len(t))
    shift = sway * room[which] * np.minimum(t, 1 - t)
    across = np.column_stack((-along[:, 1], along[:, 0])) / length[:, None]
    points = start[which] + along[which] * t[:, None] + across[which] * shift[:, None]
    return np.round(points, 3), begins, counts


def _group(sites: Floats, count: int, rng: np.random.Generator) -> Ints:
    """Group sites into about equal, compact communities, numbered from west to east."""
    middles = rng.choice(sites, count, replace=False)
    for _ in range(8):
        group = shapely.STRtree(shapely.points(middles)).nearest(shapely.points(sites))
        used, group = np.unique(group, return_inverse=True)
        sums = np.zeros((len(used), 2))
        np.add.at(sums, group, sites)
        middles = sums / np.bincount(group)[:, None]
    rank: Ints = np.empty(len(middles), dtype=np.int64)
    rank[np.lexsort((-middles[:, 1], middles[:, 0]))] = np.arange(len(middles))
    numbers: Ints = rank[group]
    return numbers
