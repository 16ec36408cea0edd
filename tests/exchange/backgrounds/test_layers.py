"""Layers of local files, in the workspace's system."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import geopandas
import pytest
import shapely

from gridapp.errors import InputError
from gridapp.exchange.backgrounds.layers import read_local
from gridapp.locate.crs import project
from gridapp.locate.datum import Datum, convert

CRS = "EPSG:4549"
LON, LAT = 120.3, 31.9


def frame(crs: str = "EPSG:4326") -> geopandas.GeoDataFrame:
    shapes = [
        shapely.Point(LON, LAT),
        shapely.LineString([(LON, LAT), (LON + 0.01, LAT)]),
        shapely.box(LON, LAT, LON + 0.01, LAT + 0.01),
        None,
    ]
    names = ["井", "路", None, "无"]
    return geopandas.GeoDataFrame({"name": names}, geometry=shapes, crs="EPSG:4326").to_crs(crs)


def write_point(path: Path, x: float, y: float) -> None:
    geometry = {"type": "Point", "coordinates": [x, y]}
    point = {"type": "Feature", "properties": {}, "geometry": geometry}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [point]}))


def test_areas_then_lines_then_points(tmp_path: Path) -> None:
    path = tmp_path / "plan.geojson"
    frame().to_file(path)
    found = read_local(path, CRS, Datum.WGS84)
    assert [one.shape for one in found] == ["area", "line", "point"]
    assert [one.labels.tolist() for one in found] == [[""], ["路"], ["井"]]
    (point,) = found[2].geometries
    x, y = project(LON, LAT, CRS)
    assert (point.x, point.y) == pytest.approx((float(x), float(y)), abs=0.001)


def test_shifted_files_are_set_right(tmp_path: Path) -> None:
    lon, lat = convert(LON, LAT, Datum.WGS84, Datum.GCJ02)
    path = tmp_path / "shifted.geojson"
    write_point(path, float(lon), float(lat))
    (found,) = read_local(path, CRS, Datum.GCJ02)
    x, y = project(LON, LAT, CRS)
    assert shapely.distance(found.geometries[0], shapely.Point(float(x), float(y))) < 0.01


def test_all_layers_of_a_file_or_one(tmp_path: Path) -> None:
    path = tmp_path / "many.gpkg"
    frame("EPSG:4527").iloc[[1]].to_file(path, layer="roads")
    frame("EPSG:3857").iloc[[2]].to_file(path, layer="parks")
    assert {one.name for one in read_local(path, CRS, Datum.WGS84)} == {"roads", "parks"}
    (one,) = read_local(path, CRS, Datum.WGS84, "roads")
    assert (one.name, one.shape) == ("roads", "line")
    with pytest.raises(InputError, match="no layer rivers"):
        read_local(path, CRS, Datum.WGS84, "rivers")


def test_a_zipped_shapefile(tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    frame().iloc[[2]].to_file(folder / "parks.shp")
    path = tmp_path / "parks.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for part in folder.iterdir():
            archive.write(part, part.name)
    (found,) = read_local(path, CRS, Datum.WGS84)
    assert found.shape == "area"


def test_what_can_not_be_drawn_is_said(tmp_path: Path) -> None:
    def refusal(path: Path) -> str:
        with pytest.raises(InputError) as caught:
            read_local(path, CRS, Datum.WGS84)
        assert caught.value.remedy is not None
        assert path.name in str(caught.value)
        return str(caught.value)

    assert "There is no file" in refusal(tmp_path / "none.shp")
    (tmp_path / "x.geojson").write_text("no map")
    assert "can't be read as a map file" in refusal(tmp_path / "x.geojson")
    (tmp_path / "x.zip").write_text("no map")
    refusal(tmp_path / "x.zip")
    frame().iloc[[1]].to_file(tmp_path / "nowhere.shp")
    (tmp_path / "nowhere.prj").unlink()
    assert "in which system" in refusal(tmp_path / "nowhere.shp")
    frame().iloc[[3]].to_file(tmp_path / "empty.geojson")
    assert "nothing to draw" in refusal(tmp_path / "empty.geojson")
    write_point(tmp_path / "far.geojson", 527_000.0, 3_517_000.0)  # metres said to be degrees
    assert "no place for it" in refusal(tmp_path / "far.geojson")


def test_a_real_city(shared_data: Callable[[str], Path]) -> None:
    path = shared_data("shanghai-osm-basemap") / "lujiazui_bund.gpkg"
    found = read_local(path, "EPSG:4549", Datum.WGS84)
    assert sum(len(one.geometries) for one in found) > 100
    assert {one.shape for one in found} >= {"area", "line"}
