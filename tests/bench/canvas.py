"""The map canvas with a whole city on it, beside QGIS's renderer where it has something like it.

Each measurement runs in a process of its own (`tests.bench.canvas_program`), on Qt's offscreen
platform: what is drawn is drawn, but no screen has to be waited for.
"""

import json
import sys
from collections.abc import Callable
from importlib.metadata import version
from statistics import median

from gridapp import __version__
from tests.bench.harness import Benchmark
from tests.bench.looks import AREAS, POINTS
from tests.bench.programs import run_program
from tests.bench.qgis import Layer, find_qgis
from tests.bench.scenes import scene_file

SIZE = (3840, 2160)

_SCALE = {"picture": "{}x{}".format(*SIZE), "grids": 20_000, "vertices": 1_022_482}
_EVERYTHING = {**_SCALE, "incidents": 100_000, "terminals": 5_000}


def areas() -> Benchmark:
    """The sharp picture of all grids, filled and outlined; the peer is QGIS's parallel renderer."""
    return _picture("areas", AREAS, _SCALE)


def everything() -> Benchmark:
    """The sharp picture of all grids and 100,000 points; the peer is QGIS's parallel renderer."""
    return _picture("all", (*AREAS, POINTS), {**_SCALE, "incidents": 100_000})


def pan_zoom() -> Benchmark:
    """A minute of drags and zooms: the 99th percentile of a frame.

    QGIS's map window draws no frames of its own between two pictures: it moves and scales the
    last one. Its full redraw stands as the peer, for what a frame would cost it.
    """
    figures: dict[str, object] = {}
    return Benchmark(
        ours=_figure("pan_zoom", "p99_s", figures),
        peer=_qgis((*AREAS, POINTS)),
        peer_name="QGIS, one full redraw",
        scale=_EVERYTHING,
        versions=_versions(),
        runs=1,
        warm_ups=0,
        aim_s=0.0167,
        figures=figures,
    )


def moving_terminals() -> Benchmark:
    """5,000 terminals at 30 frames a second: CPU seconds for each second on the clock."""
    return _alone("moving_terminals", "cpu_share", 0.5)


def memory() -> Benchmark:
    """The scene opened, zoomed and panned: its peak of memory in GB (where seconds stand)."""
    return _alone("memory", "peak_gb", 1.0)


def opening() -> Benchmark:
    """From the GeoPackage, all being imported, to the first complete picture in the window."""
    return _alone("open", "open_s", 2.0, runs=3)


def ten_times() -> Benchmark:
    """A view into ten cities in one; the peer is the same view into one of them."""
    return Benchmark(
        ours=_figure("ten_times", "median_s", {}),
        peer=_figure("one_time", "median_s", {}),
        peer_name="a tenth of it",
        scale={"picture": "{}x{}".format(*SIZE), "vertices": "10,000,000 against 1,000,000"},
        versions=_versions(),
        runs=3,
        warm_ups=0,
    )


def _picture(what: str, layers: tuple[Layer, ...], scale: dict[str, object]) -> Benchmark:
    figures: dict[str, object] = {}
    return Benchmark(
        ours=_figure(f"picture_{what}", "median_s", figures),
        peer=_qgis(layers),
        peer_name="QGIS's parallel renderer",
        scale=scale,
        versions=_versions(),
        runs=3,
        figures=figures,
    )


def _alone(verb: str, key: str, aim: float, runs: int = 1) -> Benchmark:
    figures: dict[str, object] = {}
    return Benchmark(
        ours=_figure(verb, key, figures),
        peer=None,
        peer_name="",
        scale=_EVERYTHING,
        versions=_versions(),
        runs=runs,
        warm_ups=0,
        aim_s=aim,
        figures=figures,
    )


def _figure(verb: str, key: str, figures: dict[str, object]) -> Callable[[], float]:
    """Make a side of one figure of our program; the others are left in `figures`."""
    words = [sys.executable, "-m", "tests.bench.canvas_program", verb, str(scene_file())]

    def side() -> float:
        told = json.loads(run_program(words, {"QT_QPA_PLATFORM": "offscreen"}))
        figures.update(told)
        return float(told[key])

    return side


def _qgis(layers: tuple[Layer, ...]) -> Callable[[], float]:
    qgis = find_qgis()
    return lambda: median(qgis.seconds_to_draw(scene_file(), layers, SIZE, 5))


def _versions() -> dict[str, str]:
    return {
        "gridapp": __version__,
        "PySide6": version("PySide6-Essentials"),
        "shapely": version("shapely"),
        "QGIS": find_qgis().version,
    }
