import csv
import json
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from gridapp.errors import InputError, RefusalError
from gridapp.exchange.formats import SUFFIXES
from gridapp.exchange.layers import OutLayer, write_layers

from . import town


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_existing_file_is_only_replaced_when_allowed(tmp_path: Path, suffix: str) -> None:
    path = town.write(tmp_path / f"town{suffix}")
    before = path.read_bytes()
    with pytest.raises(RefusalError, match="exists already"):
        town.write(path)
    assert path.read_bytes() == before
    one = OutLayer("net", {"code": ["9"]}, town.polygons()[:1])
    write_layers(path, [one], town.CRS, overwrite=True)
    assert path.read_bytes() != before
    assert not [part for part in tmp_path.iterdir() if part.name.startswith(".")]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_folder_that_is_not_there_is_refused(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(RefusalError, match="can't be written"):
        town.write(tmp_path / "nowhere" / f"town{suffix}")


def test_an_unknown_suffix_lists_the_known(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.gpkg, \.geojson, \.shp"):
        town.write(tmp_path / "town.tab")


def test_columns_must_be_as_long_as_the_areas(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="Column name has 2 values for 3 features"):
        write_layers(
            tmp_path / "town.gpkg",
            [OutLayer("net", {"name": ["a", "b"]}, town.polygons())],
            town.CRS,
        )


def test_a_shapefile_says_it_is_utf8_and_which_names_it_cut(tmp_path: Path) -> None:
    path = tmp_path / "town.shp"
    columns = {
        "grid_owner_name": town.NAMES,
        "grid_owner_phone": ["1", "2", "3"],
        "grid_owner": ["a", "b", "c"],
        "网格编码": town.CODES,
    }
    warnings = write_layers(path, [OutLayer("net", columns, town.polygons())], town.CRS)
    assert path.with_suffix(".cpg").read_text(encoding="ascii") == "UTF-8"
    fields = pyogrio.read_info(path)["fields"].tolist()
    assert fields == ["grid_owne1", "grid_owne2", "grid_owner", "网格编"]
    assert [str(warning).rpartition(": ")[2] for warning in warnings] == [
        "grid_owner_name became grid_owne1.",
        "grid_owner_phone became grid_owne2.",
        "网格编码 became 网格编.",
    ]


def test_a_shapefile_warns_of_text_it_cut(tmp_path: Path) -> None:
    path = tmp_path / "town.shp"
    long = ["长" * 100, "b", "c"]
    warnings = write_layers(path, [OutLayer("net", {"remark": long}, town.polygons())], town.CRS)
    assert any("254" in str(warning) for warning in warnings)


@pytest.mark.parametrize("suffix", [".geojson", ".kml"])
def test_formats_of_wgs84_are_written_in_it(tmp_path: Path, suffix: str) -> None:
    metric = shapely.box(500_000, 3_500_000, 501_000, 3_501_000)
    path = tmp_path / f"net{suffix}"
    write_layers(path, [OutLayer("net", {"code": ["1"]}, np.array([metric]))], "EPSG:4549")
    west, south, _, _ = pyogrio.read_info(path, force_total_bounds=True)["total_bounds"]
    assert west == pytest.approx(120.0, abs=1e-6)
    assert 31 < south < 32


def test_kml_refuses_shapes_that_cross_themselves(tmp_path: Path) -> None:
    shapes = town.polygons()
    shapes[1] = shapely.Polygon([(0, 0), (1, 1), (1, 0), (0, 1)])
    with pytest.raises(RefusalError, match="row 2"):
        write_layers(tmp_path / "town.kml", [OutLayer("net", town.COLUMNS, shapes)], town.CRS)
    assert list(tmp_path.iterdir()) == []


def test_values_keep_their_type_and_missing_ones_are_missing(tmp_path: Path) -> None:
    path = tmp_path / "town.geojson"
    columns: dict[str, list[object]] = {
        "code": ["001", "002", "003"],
        "level": [1, 2, 2],
        "households": [300, None, 412.5],
        "owner": ["王", None, ""],
    }
    write_layers(path, [OutLayer("net", columns, town.polygons())], town.CRS)
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    rows = [feature["properties"] for feature in features]
    assert rows[0] == {"code": "001", "level": 1, "households": 300, "owner": "王"}
    assert rows[1] == {"code": "002", "level": 2, "households": None, "owner": None}


def test_a_sheet_opens_in_a_spreadsheet_and_has_the_shapes(tmp_path: Path) -> None:
    path = town.write(tmp_path / "town.csv")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["name"] for row in rows] == town.NAMES
    for row, shape in zip(rows, town.polygons(), strict=True):
        assert shapely.equals_identical(shapely.from_wkt(row["WKT"]), shape)
