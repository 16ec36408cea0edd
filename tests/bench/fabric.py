"""The fabric: building it, merging nets, and dragging a vertex with its neighbours."""

from collections.abc import Callable, Sequence
from importlib.metadata import version
from time import perf_counter, process_time

import numpy as np
import shapely

from gridapp import __version__
from gridapp.grid.build import build_fabric
from gridapp.grid.edits.shape import MoveNode
from gridapp.grid.grids import Grids
from gridapp.grid.outlines import face_polygons
from tests.bench.fabric_scenes import TEN_NETS, make_city, make_ground_of_city, read_nets
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
    """Drag a node of that city at the live panel: the 99th percentile of 200 steps, all told."""
    steps = make_drag()
    scale: dict[str, object] = {"grids": 20_000, "steps": _STEPS}

    def whole() -> float:
        wall, used = steps()
        for name, seconds in (("", wall), ("cpu_", used)):
            for share in (50, 99):  # of the last pass; the processor's time knows no neighbours
                scale[f"{name}p{share}_s"] = round(float(np.percentile(seconds, share)), 5)
        return float(np.percentile(wall, 99))

    return Benchmark(
        ours=whole, peer=None, peer_name="", scale=scale, versions=_VERSIONS, aim_s=0.008
    )


def make_drag() -> Callable[[], tuple[list[float], list[float]]]:
    """Return what drags a node round in a circle at a workbench; each step's wall and CPU seconds.

    A step is everything that follows a move of the hand but the map: the edit is proved, the
    grids it touches are measured, and all cards are told, laid out and painted. Left alone, Qt
    would paint at some steps only, and there what is another: this is more than a drag needs.
    """
    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtWidgets import QApplication

    from gridapp.desktop.editor.drafting import Drafting
    from gridapp.desktop.editor.figures_panel import FiguresPanel
    from gridapp.desktop.editor.loads import measure_net
    from gridapp.desktop.editor.workbench import Workbench
    from gridapp.desktop.widgets.tokens import dark

    class _Paints(QObject):
        """Counts how often a widget is painted."""

        def __init__(self, watched: QObject) -> None:
            super().__init__()
            self.count = 0
            watched.installEventFilter(self)

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            self.count += event.type() == QEvent.Type.Paint
            return False

    application = QApplication.instance() or QApplication([])
    fabric, _ = build_fabric([("city", make_city())])
    ground = make_ground_of_city()
    loads = measure_net(fabric, "city", ground.surroundings)
    bench = Workbench(Drafting(fabric), "city", ground, loads)
    panel = FiguresPanel(dark)
    panel.watch(bench)
    panel.resize(320, 760)
    panel.show()
    application.processEvents()
    inner = np.flatnonzero((fabric.left >= 0) & (fabric.right >= 0))
    node = int(fabric.tails[inner[len(inner) // 2]])
    x, y = fabric.nodes[node].tolist()

    painted = _Paints(panel.cards)

    def steps() -> tuple[list[float], list[float]]:
        wall, used = [], []
        painted.count = 0
        for turn in np.linspace(0, 2 * np.pi, _STEPS, endpoint=False).tolist():
            edit = MoveNode(node, x + 5 * np.cos(turn), y + 5 * np.sin(turn))
            start, busy = perf_counter(), process_time()
            bench.try_out(edit)
            panel.cards.repaint()
            application.processEvents()
            wall.append(perf_counter() - start)
            used.append(process_time() - busy)
        if painted.count < _STEPS or len(panel.cards.cards) < 3 or bench.fault is not None:
            raise RunError("the drag didn't reach the live panel")
        bench.give_up()
        application.processEvents()
        return wall, used

    return steps


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
