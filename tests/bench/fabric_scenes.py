"""Scenes for the benchmarks of the fabric: a made city of any size, and real nets."""

import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray

from gridapp.grid.balance import propose_balance
from gridapp.grid.bands import band_around_mean
from gridapp.grid.build import build_fabric
from gridapp.grid.fabric import Fabric, Level, with_level
from gridapp.grid.grids import Grids, make_grids

if TYPE_CHECKING:
    from gridapp.desktop.editor.ground import Ground


def make_city(columns: int = 160, rows: int = 125, bends: int = 11, seed: int = 7) -> Grids:
    """Make a city of sub-grids with crooked shared borders, and level-one grids of 10 × 5.

    The default has 20,000 sub-grids and 400 level-one grids, a million vertices in all.

    Parameters
    ----------
    bends : int
        Vertices inside each border.
    """
    random = np.random.default_rng(seed)
    size = 100.0
    x, y = np.meshgrid(np.arange(columns + 1) * size, np.arange(rows + 1) * size, indexing="ij")
    corners = np.stack([x, y], axis=2) + random.uniform(-20, 20, (columns + 1, rows + 1, 2))
    t = np.linspace(0, 1, bends + 2)[:-1, None]

    def border(one: NDArray[np.float64], two: NDArray[np.float64]) -> NDArray[np.float64]:
        line = one[..., None, :] * (1 - t) + two[..., None, :] * t
        line[..., 1:, :] += random.uniform(-3, 3, line[..., 1:, :].shape)
        return line

    east = border(corners[:-1], corners[1:])  # along x, from each corner
    north = border(corners[:, :-1], corners[:, 1:])

    def back(line: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.concatenate([line, end[..., None, :]], axis=-2)[..., :0:-1, :]

    rings = np.concatenate(
        [
            east[:, :-1],
            north[1:],
            back(east[:, 1:], corners[1:, 1:]),
            back(north[:-1], corners[:-1, 1:]),
        ],
        axis=2,
    )
    rings = np.concatenate([rings, rings[:, :, :1]], axis=2).reshape(columns * rows, -1, 2)
    cells = shapely.polygons(rings)
    column, row = np.divmod(np.arange(columns * rows), rows)
    block = column // 10 * ((rows + 4) // 5) + row // 5
    above = np.array(
        [shapely.coverage_union_all(cells[block == b]) for b in range(block.max() + 1)],
        dtype=object,
    )
    codes = [f"1{b:011d}000" for b in range(len(above))]
    return make_grids(
        [*codes, *(f"1{block[i]:011d}{i % 50 + 1:03d}{i:05d}" for i in range(len(cells)))],
        np.concatenate([above, cells]),
        parents=[*([""] * len(above)), *(codes[b] for b in block)],
        levels=[*([1] * len(above)), *([2] * len(cells))],
    )


def make_ground_of_city(columns: int = 160, rows: int = 125, seed: int = 3) -> "Ground":
    """Scatter what grids carry over that city: buildings, enterprises, cases; and its streets."""
    from gridapp.desktop.editor.ground import make_ground

    random = np.random.default_rng(seed)
    width, height = columns * 100.0, rows * 100.0

    def scatter(n: int) -> NDArray[np.float64]:
        return random.uniform((0, 0), (width, height), (n, 2))

    counted = {
        "households": (scatter(200_000), random.integers(1, 40, 200_000).astype(float)),
        "enterprises": (scatter(60_000), np.ones(60_000)),
        "cases": (scatter(3_000), np.ones(3_000)),
    }
    ends = scatter(60_000)
    turn = np.where(random.random(60_000) < 0.5, 0.0, np.pi / 2)
    reach = random.uniform(40, 220, 60_000)
    away = ends + np.stack([np.cos(turn), np.sin(turn)], axis=1) * reach[:, None]
    streets = shapely.linestrings(np.stack([ends, away], axis=1))
    return make_ground(counted, streets.tolist(), {}, scatter(20_000))


TEN_NETS = (
    "ward-2012",
    "advisory-neighborhood-commission-2013",
    "single-member-district-2013",
    "police-service-areas-psa",
    "census-tracts-2010",
    "census-block-groups-2010",
    "dpw-parking-beats",
    "voting-precinct-2012",
    "fire-alarm-districts",
    "snow-removal-zones",
)


def read_nets(folder: Path, names: tuple[str, ...] = TEN_NETS) -> list[tuple[str, Grids]]:
    """Read real nets of one city, metres (EPSG:26985); `folder` holds dc-nets."""
    import geopandas

    nets = []
    for name in names:
        frame = geopandas.read_file(folder / f"{name}.geojson").to_crs(26985)
        polygons = np.array(frame.geometry.values, dtype=object)
        nets.append((name, make_grids([str(row) for row in range(len(frame))], polygons)))
    return nets


def make_loaded_city(
    columns: int = 160, rows: int = 125, *, parents: bool = True, seed: int = 11
) -> tuple[Fabric, NDArray[np.float64]]:
    """Make a city whose cells are the faces of larger grids, with households on every face.

    The net "blocks" has grids of 2 × 5 cells on level 2, under level-one grids of 10 × 5
    where wanted; the default has 2,000 grids of 10 faces. Households are uneven: a smooth
    hill, and chance.
    """
    fabric, _ = build_fabric([("city", make_city(columns, rows, bends=1))])
    column, row = np.divmod(fabric.level("city", 2).labels, rows)
    deep = (rows + 4) // 5
    grid = column // 2 * deep + row // 5
    above = column // 10 * deep + row // 5
    n, m = int(grid.max()) + 1, int(above.max()) + 1
    parent = np.full(n, -1, np.int64)
    if parents:
        parent[grid] = above

    def blank(size: int) -> NDArray[np.object_]:
        return np.full(size, "", dtype=object)

    codes = np.array([f"g{i:05d}" for i in range(n)], dtype=object)
    if parents:
        upper = np.array([f"p{i:05d}" for i in range(m)], dtype=object)
        none = np.full(m, -1, np.int64)
        fabric = with_level(fabric, Level("blocks", 1, above, upper, blank(m), blank(m), none))
    fabric = with_level(fabric, Level("blocks", 2, grid, codes, blank(n), blank(n), parent))
    hill = 1 + 0.8 * np.sin(column / 7) * np.cos(row / 9)
    chance = np.random.default_rng(seed).gamma(4.0, 7.0, fabric.n_faces)
    return fabric, np.round(hill * chance)


def measure_balance(tolerance: float = 0.15, *, parents: bool = True) -> dict[str, object]:
    """Time a proposal for 2,000 grids, each within the tolerance of its siblings' mean."""
    fabric, households = make_loaded_city(parents=parents)
    level, loads = fabric.level("blocks", 2), households[:, None]
    band = band_around_mean(level, ("households",), loads, (tolerance,))
    start = time.perf_counter()
    balance = propose_balance(fabric, "blocks", 2, loads, band)
    seconds = time.perf_counter() - start

    def n_within(held: NDArray[np.float64]) -> int:
        low, high = band.low[balance.rows] - 1e-6, band.high[balance.rows] + 1e-6
        return int(((held >= low) & (held <= high)).all(axis=1).sum())

    return {
        "name": "balance",
        "ours_s": seconds,
        "grids": len(balance.rows),
        "faces": fabric.n_faces,
        "within_before": n_within(balance.before),
        "within_after": n_within(balance.after),
        "changed_km2": balance.changed_area / 1e6,
        "edits": len(balance.edits),
        "families_without": len(balance.obstacles),
    }
