"""Balance: one proposal for a real-sized town, beside a search that starts from the same net."""

from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np

from gridapp import __version__
from gridapp.demo import make_demo
from gridapp.grid.balance_loads import MEASURES, Wish, face_loads
from gridapp.grid.balance_proposal import propose
from gridapp.grid.fabric import Fabric
from gridapp.grid.segments import Floats, Ints, sum_by
from gridapp.grid.units import touching
from gridapp.workspace import open_workspace
from gridapp.workspace.geography import LOADS
from tests.bench.harness import Benchmark, MissingPeerError, RunError

_DEVIATION = 0.1
_STEPS = 20_000  # of the peer's walk, which ends where every grid is in the band
_WORSE = 0.0  # how often it takes a step for the worse: never is its fastest here


@dataclass(frozen=True, slots=True, eq=False)
class _Town:
    """A net whose sub-grids may change their level-one grid: loads, homes, and who touches."""

    fabric: Fabric
    net: str
    loads: Floats
    households: Floats
    areas: Floats
    homes: Ints
    neighbours: tuple[tuple[int, ...], ...]


def town() -> Benchmark:
    """Propose a balance of households (±10 %) for the demo town, beside GerryChain's walk.

    The ratio tells only who is sooner done with any balanced net; `quality` in the scale tells
    what each changes for it, and the best of the peer's walks in the time that ours takes.
    """
    try:
        peer_version = version("gerrychain")
    except PackageNotFoundError as missing:
        remedy = "Install gridapp's “bench” extra."
        raise MissingPeerError("GerryChain", remedy) from missing
    with TemporaryDirectory() as folder:
        scene = _read(make_demo(Path(folder)))
    quality: dict[str, dict[str, object]] = {"ours": {}, "peer": {}, "peer_in_our_time": {}}
    seeds = count()

    def ours() -> float:
        start = perf_counter()
        wish = Wish(scene.net, 1, {"households": 1.0}, _DEVIATION)
        found = propose(scene.fabric, wish, scene.loads)
        seconds = perf_counter() - start
        above = scene.fabric.level(scene.net, 1).labels.copy()
        above[found.faces] = found.new
        sub = scene.fabric.level(scene.net, 2).labels
        holders = scene.homes.copy()
        holders[sub] = above
        quality["ours"] = _judge(scene, holders)
        if not quality["peer_in_our_time"]:
            best, walks = _best_walk(scene, seconds)
            quality["peer_in_our_time"] = {"walks": walks} | _judge(scene, best)
        return seconds

    def peer() -> float:
        start = perf_counter()
        holders = _walk(scene, next(seeds))
        seconds = perf_counter() - start
        quality["peer"] = _judge(scene, holders)
        return seconds

    return Benchmark(
        ours,
        peer,
        "gerrychain",
        {"grids": len(set(scene.homes.tolist())), "units": len(scene.homes), "quality": quality},
        {"gridapp": __version__, "gerrychain": peer_version},
        runs=3,
        warm_ups=0,
    )


def _read(file: Path) -> _Town:
    with open_workspace(file) as workspace:
        fabric = workspace.editions.fabric()
        net = fabric.levels[0].net
        points = {name: workspace.geography.load(name) for name in LOADS}
    loads = face_loads(fabric, points, np.empty(0, dtype=object))
    sub = fabric.level(net, 2)
    n = len(sub.codes)
    return _Town(
        fabric,
        net,
        loads,
        sum_by(sub.labels, loads[:, MEASURES.index("households")], n),
        sum_by(sub.labels, loads[:, MEASURES.index("area")], n),
        sub.parents,
        touching(fabric, sub.labels, n).neighbours,
    )


def _judge(scene: _Town, holders: Ints) -> dict[str, object]:
    """Return how far the worst grid is off the mean, and what changed hands."""
    held = np.bincount(holders, scene.households)
    moved = holders != scene.homes
    return {
        "worst_deviation": round(float(np.abs(held / held.mean() - 1).max()), 4),
        "units_moved": int(moved.sum()),
        "km2_moved": round(float(scene.areas[moved].sum()) / 1e6, 3),
    }


def _walk(scene: _Town, seed: int) -> Ints:
    """Let GerryChain flip units at borders until all are in the band.

    Raises
    ------
    RunError
        Its answer isn't the net that it was scored for.
    """
    import networkx
    from gerrychain import Graph, Partition
    from gerrychain.constraints import contiguous
    from gerrychain.optimization import SingleMetricOptimizer
    from gerrychain.proposals import propose_random_flip
    from gerrychain.updaters import Tally

    plain = networkx.Graph()
    # All nodes in order before any edge: the partition numbers them as they were added, and
    # its answer would be read in another order than it was asked.
    for unit, households in enumerate(scene.households.tolist()):
        plain.add_node(unit, households=households)
    for unit, beside in enumerate(scene.neighbours):
        plain.add_edges_from((unit, other) for other in beside)
    begin = Partition(
        Graph.from_networkx(plain),
        dict(enumerate(scene.homes.tolist())),
        {"load": Tally("households", alias="load")},
    )
    mean = scene.households.sum() / len(begin.parts)

    def beyond(partition: Partition) -> float:
        """Sum by how much the grids miss the band, in means."""
        off = np.abs(np.array(list(partition["load"].values())) / mean - 1)
        return float(np.maximum(off - _DEVIATION, 0.0).sum())

    search = SingleMetricOptimizer(
        propose_random_flip, contiguous, begin, beyond, maximize=False, rng=seed
    )
    for _ in search.tilted_run(_STEPS, p=_WORSE):
        if search.best_score == 0:
            break
    best = search.best_part
    if best is None:
        raise RunError("GerryChain took no step")
    holders = np.array([best.assignment[unit] for unit in range(len(scene.homes))], np.int64)
    held = np.bincount(holders, scene.households)
    if not np.allclose(held, [best["load"][grid] for grid in range(len(held))]):
        raise RunError("GerryChain's answer was read in another order than it was given")
    return holders


def _best_walk(scene: _Town, seconds: float) -> tuple[Ints, int]:
    """Return the balanced net of the least ground moved, of the walks that fit into a time."""
    start, seed, best = perf_counter(), 0, _walk(scene, 0)
    while perf_counter() - start < seconds:
        seed += 1
        best = min(best, _walk(scene, seed), key=lambda some: _rank(scene, some))
    return best, seed + 1


def _rank(scene: _Town, holders: Ints) -> tuple[bool, float]:
    held = np.bincount(holders, scene.households)
    is_off = bool(np.abs(held / held.mean() - 1).max() > _DEVIATION + 1e-9)
    return is_off, float(scene.areas[holders != scene.homes].sum())
