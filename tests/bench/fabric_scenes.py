"""Scenes for the benchmarks of the fabric: a made city of any size, and real nets."""

import time
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from gridapp.grid.build import build_fabric
from gridapp.grid.edits.apply import apply
from gridapp.grid.edits.shape import MoveNode
from gridapp.grid.grids import Grids, make_grids
from gridapp.grid.outlines import face_polygons, outlines


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


def measure_merge(
    folder: Path, names: tuple[str, ...] = TEN_NETS, *, with_peer: bool = True
) -> dict[str, object]:
    """Time one fabric of the nets beside a chain of `geopandas.overlay`, once each; seconds.

    The chain of all ten takes many minutes; the first four nets are enough to see.
    """
    nets = read_nets(folder, names)
    start = time.perf_counter()
    fabric, _ = build_fabric(nets)
    ours = time.perf_counter() - start
    measured: dict[str, object] = {
        "name": "merge",
        "ours_s": ours,
        "nets": len(nets),
        "grids": sum(len(grids) for _, grids in nets),
        "faces": fabric.n_faces,
        "coverage_valid": bool(shapely.coverage_is_valid(face_polygons(fabric))),
    }
    if with_peer:
        peer = _chain(nets)
        measured |= {"peer": "geopandas.overlay", "peer_s": peer, "ratio": peer / ours}
    return measured


def _chain(nets: list[tuple[str, Grids]]) -> float:
    import geopandas

    frames = [
        geopandas.GeoDataFrame({name: range(len(grids))}, geometry=list(grids.polygons), crs=26985)
        for name, grids in nets
    ]
    start = time.perf_counter()
    merged = frames[0]
    for frame in frames[1:]:
        merged = geopandas.overlay(merged, frame, how="union", keep_geom_type=True)
    return time.perf_counter() - start


def measure_drag(steps: int = 200, columns: int = 160, rows: int = 125) -> dict[str, object]:
    """Time the steps of a drag of one node in the made city, areas of its grids included.

    Every step is a whole, proved edit on the fabric as it was when the drag began.
    """
    fabric, _ = build_fabric([("city", make_city(columns, rows))])
    inner = np.flatnonzero((fabric.left >= 0) & (fabric.right >= 0))
    node = int(fabric.tails[inner[len(inner) // 2]])
    x, y = fabric.nodes[node].tolist()
    level = fabric.level("city", 2)
    seconds = []
    for step in range(steps):
        turn = 2 * np.pi * step / steps
        start = time.perf_counter()
        applied = apply(fabric, MoveNode(node, x + 5 * np.cos(turn), y + 5 * np.sin(turn)))
        wanted = np.zeros(len(level.codes), bool)
        wanted[applied.change.grids["city", 2]] = True
        grids = outlines(applied.fabric, level.labels, len(level.codes), wanted)
        shapely.area(grids[wanted])
        seconds.append(time.perf_counter() - start)
    return {
        "name": "vertex_drag",
        "ours_s": float(np.median(seconds)),
        "p99_s": float(np.percentile(seconds, 99)),
        "steps": steps,
        "grids": int((level.labels >= 0).sum()),
    }
