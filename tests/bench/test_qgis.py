"""QGIS as a peer, with and without its window, on a small made-up town."""

import shutil
from pathlib import Path

import pytest

from tests.bench.harness import MissingPeerError, RunError
from tests.bench.qgis import Layer, Qgis, find_qgis, seconds_to_window
from tests.bench.scenes import city_file

pytestmark = pytest.mark.slow

SIZE = (640, 400)
LAYERS = (Layer("level2", "code > '3'", fill="#80ff0000", stroke="#000000"), Layer("level1"))


@pytest.fixture(scope="module")
def qgis() -> Qgis:
    try:
        return find_qgis()
    except MissingPeerError as missing:
        pytest.skip(str(missing))


@pytest.fixture(scope="module")
def town() -> Path:
    return city_file(60, 900)


def test_the_first_map_is_a_picture_with_something_in_it(
    qgis: Qgis, town: Path, tmp_path: Path
) -> None:
    full, empty = tmp_path / "full.png", tmp_path / "empty.png"
    assert qgis.seconds_to_first_map(town, LAYERS, SIZE, full) > 0
    qgis.seconds_to_first_map(town, LAYERS[1:], SIZE, empty)
    assert full.stat().st_size > 2 * empty.stat().st_size


def test_drawing_again_is_timed_inside(qgis: Qgis, town: Path) -> None:
    assert len(qgis.seconds_to_draw(town, LAYERS, SIZE, 3)) == 3


def test_a_layer_that_is_not_there_breaks_off(qgis: Qgis, town: Path) -> None:
    with pytest.raises(RunError, match="can't open level9"):
        qgis.seconds_to_first_map(town, [Layer("level9")], SIZE)


@pytest.mark.skipif(not shutil.which("Xvfb"), reason="no Xvfb: apt-get install xvfb")
def test_its_window_shows_a_project(qgis: Qgis, town: Path, tmp_path: Path) -> None:
    project = tmp_path / "town.qgz"
    qgis.save_project(town, LAYERS, project)
    assert seconds_to_window(project, SIZE) > 0
