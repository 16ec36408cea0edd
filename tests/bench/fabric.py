"""The fabric: building it, merging nets, and dragging a vertex with its neighbours."""

from collections.abc import Callable, Sequence
from importlib.metadata import version
from time import perf_counter

import numpy as np
import shapely

from gridapp import __version__
from gridapp.grid.build import build_fabric
from gridapp.grid.edits.apply import apply
from gridapp.grid.edits.shape import MoveNode
from gridapp.grid.grids import Grids
from gridapp.grid.outlines import face_polygons, outlines
from tests.bench.fabric_scenes import TEN_NETS, make_city, read_nets
from tests.bench.harness import Benchmark, RunError, timed
from tests.conftest import SHARED_DATA

_VERSIONS = {name: version(name) for name in ("numpy", "shapely")} | {"gridapp": __version__}
_STEPS = 200


def build() -> Benchmark:
    """Build the fabric of a city of 20,000 grids and a million vertices from its polygons."""
    city = make_city()
    return Benchmark(
        ours=timed(lambda: build_fabric([("city", city)])),
        peer=None,
        peer_name="",
        scale={
            "grids": int(np.count_nonzero(city.levels == 2)),
            "vertices": int(shapely.get_num_coordinates(city.polygons).sum()),
        },
        versions=_VERSIONS,
        runs=3,
        aim_s=3.0,
    )


def merge_four() -> Benchmark:
    """Cut four real nets of a city into faces, beside a chain of geopandas.overlay."""
    return _merge(TEN_NETS[:4], runs=3, warm_ups=1)


def merge_ten() -> Benchmark:
    """Cut ten real nets of a city into faces, once: the chain takes many minutes."""
    return _merge(TEN_NETS, runs=1, warm_ups=0)


def drag() -> Benchmark:
    """Drag a node of that city: the 99th percentile of 200 steps, areas of its grids included."""
    fabric, _ = build_fabric([("city", make_city())])
    level = fabric.level("city", 2)
    inner = np.flatnonzero((fabric.left >= 0) & (fabric.right >= 0))
    node = int(fabric.tails[inner[len(inner) // 2]])
    x, y = fabric.nodes[node].tolist()

    def step(turn: float) -> None:
        """Apply a whole, proved edit to the fabric as it was when the drag began."""
        applied = apply(fabric, MoveNode(node, x + 5 * np.cos(turn), y + 5 * np.sin(turn)))
        wanted = np.zeros(len(level.codes), bool)
        wanted[applied.change.grids["city", 2]] = True
        shapely.area(outlines(applied.fabric, level.labels, len(level.codes), wanted)[wanted])

    def whole() -> float:
        seconds = []
        for turn in np.linspace(0, 2 * np.pi, _STEPS, endpoint=False).tolist():
            start = perf_counter()
            step(turn)
            seconds.append(perf_counter() - start)
        return float(np.percentile(seconds, 99))

    return Benchmark(
        ours=whole,
        peer=None,
        peer_name="",
        scale={"grids": len(level.codes), "steps": _STEPS},
        versions=_VERSIONS,
        aim_s=0.008,
    )


def _merge(names: Sequence[str], runs: int, warm_ups: int) -> Benchmark:
    folder = SHARED_DATA / "dc-nets"
    if not folder.is_dir():
        raise RunError(f"the real nets are not here: {folder}")
    nets = read_nets(folder, tuple(names))
    fabric, _ = build_fabric(nets)
    if not shapely.coverage_is_valid(face_polygons(fabric)):
        raise RunError("the faces are no valid coverage")
    return Benchmark(
        ours=timed(lambda: build_fabric(nets)),
        peer=timed(_chain(nets)),
        peer_name="geopandas.overlay",
        scale={
            "nets": len(nets),
            "grids": sum(len(grids) for _, grids in nets),
            "faces": fabric.n_faces,
        },
        versions=_VERSIONS | {"geopandas": version("geopandas")},
        runs=runs,
        warm_ups=warm_ups,
    )


def _chain(nets: Sequence[tuple[str, Grids]]) -> Callable[[], object]:
    import geopandas

    frames = [
        geopandas.GeoDataFrame({name: range(len(grids))}, geometry=list(grids.polygons), crs=26985)
        for name, grids in nets
    ]

    def overlay() -> object:
        merged = frames[0]
        for frame in frames[1:]:
            merged = geopandas.overlay(merged, frame, how="union", keep_geom_type=True)
        return merged

    return overlay
