"""From the command to the first map: `gridapp open` against QGIS on the same workspace file.

Ours is always timed to the first complete map in its real window. QGIS is timed in two ways: as
its users start it, to the first complete map in its window (without plugins); and stripped of
its window, toolbars and labels, to the same layers drawn into a picture in memory, which is less
than anybody waits for. Disk caches are warm for all.
"""

import json
import shutil
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import shapely

from gridapp import __version__
from tests.bench.harness import Benchmark
from tests.bench.programs import run_program, seconds_until_ready
from tests.bench.qgis import Layer, find_qgis, seconds_to_window
from tests.bench.scenes import BUILD, city_file

SIZE = (3840, 2160)
_GRIDAPP = (sys.executable, "-m", "gridapp")
_OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}

NET_LAYERS = (
    Layer("grid", "level = 2", fill="#0a8fb8da", stroke="#5e7890"),
    Layer("grid", "level = 1", stroke="#62d6e8", width=2.0),
)
TOWN_LAYERS = (
    Layer("base_area", fill="#eae6dd", stroke="#cec9bf"),
    Layer("base_line", stroke="#a7a49e", width=1.5),
    *NET_LAYERS,
    Layer("place", fill="#66788a", stroke="#ffffff"),
    Layer("case", fill="#a86a00", stroke="#ffffff"),
)


def town() -> Benchmark:
    """Cold start with the demo town; the peer is QGIS in its window."""
    return _against_window(_make_town(), TOWN_LAYERS)


def town_bare() -> Benchmark:
    """Cold start with the demo town; the peer is QGIS's renderer without a window."""
    return _against_renderer(_make_town(), TOWN_LAYERS)


def city() -> Benchmark:
    """Cold start with 20,000 sub-grids; the peer is QGIS in its window."""
    return _against_window(_make_city(), NET_LAYERS)


def city_bare() -> Benchmark:
    """Cold start with 20,000 sub-grids; the peer is QGIS's renderer without a window."""
    return _against_renderer(_make_city(), NET_LAYERS)


def _against_window(workspace: Path, layers: tuple[Layer, ...]) -> Benchmark:
    project = workspace.with_suffix(".qgz")
    find_qgis().save_project(workspace, layers, project)
    return _compare(workspace, layers, "QGIS", lambda: seconds_to_window(project, SIZE))


def _against_renderer(workspace: Path, layers: tuple[Layer, ...]) -> Benchmark:
    qgis = find_qgis()
    return _compare(
        workspace,
        layers,
        "QGIS without a window",
        lambda: qgis.seconds_to_first_map(workspace, layers, SIZE),
    )


def _compare(
    workspace: Path, layers: tuple[Layer, ...], peer_name: str, peer: Callable[[], float]
) -> Benchmark:
    size = "{}x{}".format(*SIZE)
    opening = [*_GRIDAPP, "open", str(workspace), "--size", size, "--report-ready"]
    return Benchmark(
        ours=lambda: seconds_until_ready(opening, _OFFSCREEN),
        peer=peer,
        peer_name=peer_name,
        scale={"picture": size, **_count(workspace, layers)},
        versions={
            "gridapp": __version__,
            "PySide6": version("PySide6-Essentials"),
            "QGIS": find_qgis().version,
        },
    )


def _make_town() -> Path:
    folder = _fresh("town")
    words = ["demo", "--dir", str(folder), "--headless", "--json"]
    return Path(json.loads(run_program([*_GRIDAPP, *words], _OFFSCREEN))["workspace"])


def _make_city() -> Path:
    workspace = _fresh("city") / "city.gpkg"
    for level in ("1", "2"):
        words = ["net", "import", str(workspace), str(city_file()), "--net", "comprehensive",
                 "--level", level, "--layer", f"level{level}"]  # fmt: skip
        run_program([*_GRIDAPP, *words], _OFFSCREEN)
    return workspace


def _count(workspace: Path, layers: tuple[Layer, ...]) -> dict[str, int]:
    """Count the features and vertices of the layers."""
    from pyogrio.raw import read

    tables = dict.fromkeys(layer.table for layer in layers)
    shapes = [shapely.from_wkb(read(workspace, layer=table, columns=[])[2]) for table in tables]
    return {
        "features": sum(map(len, shapes)),
        "vertices": sum(int(shapely.get_num_coordinates(shape).sum()) for shape in shapes),
    }


def _fresh(name: str) -> Path:
    """Return an empty folder: a workspace of an earlier gridapp is no measure of this one."""
    folder = BUILD / "cold-start" / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder
