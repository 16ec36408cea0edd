"""Scenes for the benchmarks of the fabric: a made city of any size, and real nets."""

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from gridapp.grid.build import build_fabric
from gridapp.grid.fabric import Fabric
from gridapp.grid.grids import Grids, make_grids


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


def measure_build(columns: int = 160, rows: int = 125, repeat: int = 3) -> dict[str, object]:
    """Time `build_fabric` on the made city; seconds, the median of the runs."""
    city = make_city(columns, rows)
    seconds = []
    fabric = None
    for _ in range(repeat):
        start = time.perf_counter()
        fabric, _ = build_fabric([("city", city)])
        seconds.append(time.perf_counter() - start)
    assert fabric is not None
    return {
        "name": "build_fabric",
        "ours_s": float(np.median(seconds)),
        "grids": int(np.count_nonzero(city.levels == 2)),
        "vertices": int(shapely.get_num_coordinates(city.polygons).sum()),
        "faces": fabric.n_faces,
        "arcs": fabric.n_arcs,
    }
