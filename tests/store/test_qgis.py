"""The workspace in QGIS: every layer opens as what it is."""

from pathlib import Path

import pytest

from gridapp.store.file_home import FileHome
from gridapp.store.home import read_meta, write_meta
from gridapp.store.nets import read_grids
from tests.bench.harness import MissingPeerError
from tests.bench.qgis import Layer, Qgis, find_qgis
from tests.store.small_town import EXTENT, GEOMETRY, GRIDS, NOON, SRID, make_small_town

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def qgis() -> Qgis:
    try:
        return find_qgis()
    except MissingPeerError as missing:
        pytest.skip(str(missing))


@pytest.fixture
def town(tmp_path: Path) -> Path:
    make_small_town(tmp_path / "town.gpkg")
    return tmp_path / "town.gpkg"


def test_every_feature_layer_is_what_it_is(qgis: Qgis, town: Path) -> None:
    seen = qgis.describe(town)
    assert set(seen) == set(GEOMETRY)
    for name, (geometry, count) in GEOMETRY.items():
        layer = seen[name]
        assert layer["is_valid"], name
        assert layer["geometry"] == geometry, name
        assert layer["crs"] == f"EPSG:{SRID}", name
        assert layer["features"] == layer["readable"] == count, name
    assert seen["grid"]["extent"] == list(EXTENT)


def test_it_draws_a_picture_of_the_net(qgis: Qgis, town: Path, tmp_path: Path) -> None:
    picture = tmp_path / "map.png"
    layers = (Layer("grid", "level = 2", fill="#ff0000", stroke="#00ff00"), Layer("place"))
    assert qgis.seconds_to_first_map(town, layers, (400, 200), picture) > 0
    assert picture.read_bytes().startswith(b"\x89PNG")


def test_the_workspace_works_on_after_qgis(qgis: Qgis, town: Path) -> None:
    qgis.describe(town)
    home = FileHome.open(town)
    with home.write() as connection:
        write_meta(connection, "title", "小镇")
    with home.read() as connection:
        assert len(read_grids(connection, "comprehensive", NOON)) == len(GRIDS)
        assert read_meta(connection)["title"] == "小镇"
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    home.close()
