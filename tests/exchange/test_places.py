"""Gazetteers in: sheets, workbooks, GeoPackages, OpenStreetMap; good rows and bad ones."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from gridapp.errors import InputError
from gridapp.exchange.places import read_places
from gridapp.locate.crs import project, unproject
from gridapp.locate.datum import Datum, convert

CRS = "EPSG:4549"
LON, LAT = 120.36, 31.78
OSM = """<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6" generator="test">
 <node id="1" lat="31.78" lon="120.36"/>
 <node id="2" lat="31.78" lon="120.37"/>
 <node id="3" lat="31.77" lon="120.365"/>
 <node id="4" lat="31.79" lon="120.365"/>
 <node id="5" lat="31.781" lon="120.361" version="1">
  <tag k="amenity" v="school"/><tag k="name" v="No. 1 School"/><tag k="name:zh" v="第一中学"/>
  <tag k="old_name" v="澄江书院;礼延学堂"/><tag k="short_name" v="一中"/>
 </node>
 <node id="6" lat="31.782" lon="120.362">
  <tag k="addr:street" v="人民路"/><tag k="addr:housenumber" v="128"/>
 </node>
 <node id="7" lat="31.782" lon="120.363">
  <tag k="natural" v="tree"/><tag k="name" v="古银杏"/></node>
 <way id="10"><nd ref="1"/><nd ref="2"/>
  <tag k="highway" v="primary"/><tag k="name" v="人民路"/></way>
 <way id="11"><nd ref="3"/><nd ref="4"/>
  <tag k="highway" v="primary"/><tag k="name" v="锡澄路"/></way>
 <way id="12"><nd ref="1"/><nd ref="3"/>
  <tag k="highway" v="footway"/><tag k="name" v="小径"/></way>
 <way id="13"><nd ref="1"/><nd ref="2"/><nd ref="4"/><nd ref="1"/>
  <tag k="landuse" v="residential"/><tag k="name" v="阳光花园"/></way>
</osm>
"""


def sheet(folder: Path, text: str, name: str = "places.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_text(text, encoding=encoding)
    return path


GOOD = (
    "编号,名称,地址,别名,经度,纬度\n"
    "A1,第一中学,人民路8号,一中；老一中,120.36,31.78\n"
    ",,锡澄路2号,,120.361,31.781\n"
)


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_sheet(tmp_path: Path, encoding: str) -> None:
    found = read_places(sheet(tmp_path, GOOD, encoding=encoding), CRS)
    first, second = found.rows
    assert first == {"ref": "A1", "kind": "poi", "name": "第一中学", "address": "人民路8号",
                     "aliases": "一中|老一中"}  # fmt: skip
    assert (second["kind"], second["address"]) == ("address", "锡澄路2号")
    assert second["ref"].startswith("place:")
    assert (found.x[0], found.y[0]) == pytest.approx([float(v) for v in project(LON, LAT, CRS)])
    assert found.problems == ()
    again = read_places(sheet(tmp_path, GOOD), CRS)
    assert [row["ref"] for row in again.rows] == [row["ref"] for row in found.rows]


@pytest.mark.parametrize("datum", list(Datum))
def test_degrees_of_another_datum(tmp_path: Path, datum: Datum) -> None:
    lon, lat = (float(v) for v in convert(LON, LAT, Datum.WGS84, datum))
    path = sheet(tmp_path, f"name,lon,lat\n东湖,{lon:.9f},{lat:.9f}\n")
    found = read_places(path, CRS, datum=datum)
    assert [float(v[0]) for v in unproject(found.x, found.y, CRS)] == pytest.approx(
        [LON, LAT], abs=1e-7
    )


def test_columns_of_other_names(tmp_path: Path) -> None:
    path = sheet(tmp_path, "标题,东,北\n东湖,120.36,31.78\n")
    found = read_places(path, CRS, columns={"name": "标题", "lon": "东", "lat": "北"})
    assert found.rows[0]["name"] == "东湖"
    with pytest.raises(InputError, match="lon"):
        read_places(path, CRS, columns={"name": "标题"})
    with pytest.raises(InputError, match="没有"):
        read_places(path, CRS, columns={"name": "没有"})
    with pytest.raises(InputError, match="no field colour"):
        read_places(path, CRS, columns={"colour": "东"})


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("A2,东湖,,,abc,31.78", "经度"),
        ("A2,东湖,,,,31.78", "经度"),
        ("A2,东湖,,,nan,31.78", "经度"),
        ("A2,东湖,,,31.78,120.36", "纬度"),  # swapped
        ("A2,东湖,,,527000.5,3494000.1", "经度"),
        ("A2,,,,120.36,31.78", "neither"),
        ("A1,东湖,,,120.36,31.78", "row 2"),  # the key stands there already
    ],
)
def test_rows_that_are_no_good_are_told(tmp_path: Path, row: str, field: str) -> None:
    found = read_places(sheet(tmp_path, f"{GOOD}{row}\n"), CRS)
    assert len(found.rows) == 2
    (problem,) = map(str, found.problems)
    assert "places.csv, row 4" in problem
    assert field in problem


def test_the_same_row_twice_is_one_place(tmp_path: Path) -> None:
    path = sheet(tmp_path, "name,lon,lat\n东湖,120.36,31.78\n东湖,120.36,31.78\n")
    assert len(read_places(path, CRS).rows) == 1


def test_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "places.xlsx"
    texts = [np.array(values, dtype=object) for values in (["7", "8"], ["东湖", "第一中学"])]
    degrees = [np.array([120.36, 120.37]), np.array([31.78, 31.79])]
    pyogrio.raw.write(
        path, None, [*texts, *degrees], ["编号", "名称", "经度", "纬度"],
        geometry_type=None, driver="XLSX", layer="地名",
    )  # fmt: skip
    found = read_places(path, CRS)
    assert [row["name"] for row in found.rows] == ["东湖", "第一中学"]
    assert found.rows[0]["ref"] == "7"
    assert len(read_places(path, CRS, layer="地名").rows) == 2
    with pytest.raises(InputError, match="no sheet 别的"):
        read_places(path, CRS, layer="别的")
    with pytest.raises(InputError, match="can't be read as a workbook"):
        read_places(sheet(tmp_path, "not a workbook", "bad.xlsx"), CRS)


def test_a_geopackage_of_places_and_roads(tmp_path: Path) -> None:
    path = tmp_path / "ground.gpkg"
    for layer, shape, kind in (
        ("places", shapely.Point(LON, LAT), "Point"),
        ("estates", shapely.box(LON, LAT, LON + 0.01, LAT + 0.01), "Polygon"),
        ("roads", shapely.LineString([(LON, LAT), (LON + 0.01, LAT)]), "LineString"),
    ):
        pyogrio.raw.write(
            path, np.array([shape.wkb], dtype=object), [np.array([f"名{layer}"], dtype=object)],
            ["name"], geometry_type=kind, crs="EPSG:4326", layer=layer, driver="GPKG",
            append=path.exists(),
        )  # fmt: skip
    found = read_places(path, CRS)
    assert [row["name"] for row in found.rows] == ["名places", "名estates"]
    assert found.roads == ["名roads"]
    assert found.lines[0].length == pytest.approx(947, rel=0.01)
    assert len(read_places(path, CRS, layer="places").rows) == 1


def test_an_extract_of_openstreetmap(tmp_path: Path) -> None:
    found = read_places(sheet(tmp_path, OSM, "town.osm"), CRS)
    by_name = {row["name"] or row["address"]: row for row in found.rows}
    assert set(by_name) == {"第一中学", "人民路128号", "阳光花园"}
    assert by_name["第一中学"]["aliases"] == "No. 1 School|澄江书院|礼延学堂|一中"
    assert by_name["阳光花园"]["kind"] == "estate"
    assert found.roads == ["人民路", "锡澄路"]


def test_a_packed_extract() -> None:
    sample = Path(pyogrio.__file__).parent / "tests" / "fixtures" / "sample.osm.pbf"
    if not sample.is_file():
        pytest.skip("pyogrio was installed without its samples")
    found = read_places(sample, "EPSG:32633")
    assert found.source == "sample.osm.pbf"
    assert found.rows or found.roads


@pytest.mark.parametrize("name", ["gone.csv", "gone.gpkg", "gone.xlsx", "gone.osm.pbf"])
def test_files_that_are_not_there(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match="no file"):
        read_places(tmp_path / name, CRS)


def test_a_broken_map_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="can't be read"):
        read_places(sheet(tmp_path, "nothing", "bad.gpkg"), CRS)


def test_real_places(shared_data: Callable[[str], Path]) -> None:
    path = shared_data("shanghai-osm-basemap") / "lujiazui_bund.gpkg"
    found = read_places(path, CRS, layer="pois")
    assert len(found.rows) > 250
    assert read_places(path, CRS, layer="roads").roads.count("南京东路") > 0
