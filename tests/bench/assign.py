"""Points to grids: a million points and twenty thousand grids, beside a spatial join."""

from importlib.metadata import version
from time import perf_counter

import numpy as np
import shapely
from numpy.typing import NDArray

from gridapp import __version__
from gridapp.grid.assign import Assigner
from gridapp.grid.grids import Grids
from tests.bench.fabric_scenes import make_city
from tests.bench.harness import Benchmark, RunError, timed

_POINTS = 1_000_000
_ON_BORDERS = 20_000
_VERSIONS = {name: version(name) for name in ("numpy", "shapely", "geopandas")} | {
    "gridapp": __version__
}

Floats = NDArray[np.float64]


def points() -> Benchmark:
    """Assign 1,000,000 points to 20,000 grids with the index there, beside geopandas.sjoin."""
    return _compare(is_index_timed=False)


def points_and_index() -> Benchmark:
    """Assign 1,000,000 points to 20,000 grids, the making of the index included, beside sjoin."""
    return _compare(is_index_timed=True)


def _compare(*, is_index_timed: bool) -> Benchmark:
    import geopandas

    grids = make_city().of_level(2)
    x, y = _scatter(grids)
    frame = geopandas.GeoDataFrame(geometry=geopandas.points_from_xy(x, y))
    polygons = geopandas.GeoDataFrame({"code": grids.codes}, geometry=list(grids.polygons))

    def join() -> geopandas.GeoDataFrame:
        return geopandas.sjoin(frame, polygons, how="left", predicate="intersects")

    begin = perf_counter()
    assigner = Assigner(grids)
    rows = assigner.assign(x, y)
    first_s = perf_counter() - begin
    # A point on a border is in several rows of the join; ours names the smallest code.
    theirs = join()["code"].fillna("").groupby(level=0).min().to_numpy(dtype=object)
    if not np.array_equal(theirs, np.where(rows >= 0, grids.codes[rows], "")):
        raise RunError("the answers differ")

    def fresh() -> object:
        return Assigner(grids).assign(x, y)

    return Benchmark(
        ours=timed(fresh if is_index_timed else lambda: assigner.assign(x, y)),
        peer=timed(join),
        peer_name="geopandas.sjoin",
        scale={
            "points": _POINTS,
            "of_which_on_corners": _ON_BORDERS,
            "grids": len(grids),
            "vertices": int(shapely.get_num_coordinates(grids.polygons).sum()),
            "first_run_with_index_s": round(first_s, 3),
        },
        versions=_VERSIONS,
        runs=3,
    )


def _scatter(grids: Grids, seed: int = 3) -> tuple[Floats, Floats]:
    """Scatter points over the grids' bounds, some of them on corners of borders."""
    rng = np.random.default_rng(seed)
    west, south, east, north = shapely.total_bounds(grids.polygons)
    x, y = rng.uniform(west, east, _POINTS), rng.uniform(south, north, _POINTS)
    corners = shapely.get_coordinates(grids.polygons)
    x[:_ON_BORDERS], y[:_ON_BORDERS] = corners[rng.integers(len(corners), size=_ON_BORDERS)].T
    return x, y
