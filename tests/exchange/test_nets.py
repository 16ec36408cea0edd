import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely

from gridapp.errors import InputError
from gridapp.exchange.layers import OutLayer, write_layers
from gridapp.exchange.nets import ForeignNet, read_net

from . import town

FORMATS = (".gpkg", ".geojson", ".shp", ".fgb", ".kml", ".parquet", ".zip")

# Each real net, how many grids it has, the column that tells them apart, how many are unsound.
DC_NETS = (
    ("abandoned-vehicle-inspection-area", 11, "AREA_ID", 0),
    ("advisory-neighborhood-commission-2013", 40, "ANC_ID", 0),
    ("census-block-groups-2010", 450, "GEOID", 0),
    ("census-tracts-2010", 179, "TRACT", 0),
    ("dc-boundary", 1, "CITY_NAME", 0),
    ("dhs-catchment-area", 9, "CATCHMENT_AREA", 0),
    ("dpw-parking-beats", 296, "BEAT_ID", 0),
    ("fire-alarm-districts", 33, "ENGINE_ID", 0),
    ("fire-battalions", 6, "BATTALION", 0),
    ("leaf-boundary", 32, "ROUTE_NUM", 2),
    ("neighborhood-clusters", 39, "NAME", 0),
    ("police-districts-mpd", 7, "POLDIST_ID", 0),
    ("police-service-areas-psa", 56, "PSA", 0),
    ("recycling-pickup-days-for-2015", 101, "OBJECTID", 0),
    ("school-attendance-zones-elementary", 74, "NAME", 1),
    ("single-member-district-2013", 296, "SMD_ID", 0),
    ("snow-removal-areas", 82, "SNOWAREA", 0),
    ("snow-removal-zones", 14, "SNOWZONE", 0),
    ("trash-pickup-days-for-2015", 144, "OBJECTID", 2),
    ("voting-precinct-2012", 143, "NAME", 0),
    ("ward-2012", 8, "WARD", 0),
)


def pack(path: Path, folder: Path) -> Path:
    """Zip a shapefile together with its members."""
    with zipfile.ZipFile(path, "w") as archive:
        for part in folder.iterdir():
            archive.write(part, f"镇/{part.name}")
    return path


@pytest.fixture(params=FORMATS)
def town_file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The town in every format."""
    if request.param == ".zip":
        folder = tmp_path / "parts"
        folder.mkdir()
        town.write(folder / "网格.shp")
        return pack(tmp_path / "网格.zip", folder)
    return town.write(tmp_path / f"网格{request.param}")


def by_code(net: ForeignNet) -> list[tuple[str, str, str, shapely.Geometry]]:
    assert net.parents is not None
    rows = zip(net.codes, net.names, net.parents, net.polygons, strict=True)
    return sorted(rows, key=lambda row: str(row[0]))


def test_the_town_comes_back_from_every_format(town_file: Path) -> None:
    net = read_net(town_file)
    assert net.warnings == ()
    assert net.source == town_file.name
    expected_crs = "EPSG:4326" if town_file.suffix in (".geojson", ".kml") else town.CRS
    assert net.crs == expected_crs
    rows = by_code(net)
    expected = zip(town.CODES, town.NAMES, town.PARENTS, town.polygons(), strict=True)
    for (code, name, parent, shape), wanted in zip(rows, expected, strict=True):
        assert (code, name, parent) == wanted[:3]
        assert not shapely.has_z(shape)
        parts = shapely.normalize(shapely.multipolygons(shapely.get_parts(shape)))
        truth = shapely.normalize(shapely.multipolygons(shapely.get_parts(wanted[3])))
        assert shapely.equals_exact(parts, truth, tolerance=1e-9)


def test_neighbours_still_touch_after_reprojection(town_file: Path) -> None:
    metric = read_net(town_file).into("EPSG:4549")
    assert metric.crs == "EPSG:4549"
    shapes = {row[0]: row[3] for row in by_code(metric)}
    assert shapely.coverage_is_valid(list(shapes.values()))
    first, second = (shapes[code] for code in town.CODES[:2])
    # The shared border is 0.02° of a meridian, 2.2 km.
    assert shapely.length(shapely.intersection(first, second)) == pytest.approx(2218, abs=2)
    assert 3_400_000 < shapely.bounds(first)[1] < 3_600_000


def test_reprojecting_into_the_same_system_changes_nothing(tmp_path: Path) -> None:
    net = read_net(town.write(tmp_path / "town.gpkg"))
    assert net.into(town.CRS).polygons is net.polygons


@pytest.mark.parametrize("stem", [stem for stem, *_ in DC_NETS])
def test_real_nets_are_read(shared_data: Callable[[str], Path], stem: str) -> None:
    _, count, code, unsound = next(row for row in DC_NETS if row[0] == stem)
    net = read_net(shared_data("dc-nets") / f"{stem}.geojson", code=code)
    assert len(net) == count
    assert len(net.warnings) == unsound
    area = float(shapely.area(net.into("EPSG:26985").polygons).sum())
    assert 80e6 < area < 190e6  # the city has 177 km²; not every net covers all of it


@pytest.mark.parametrize("suffix", [suffix for suffix in FORMATS if suffix != ".zip"])
def test_a_real_net_survives_every_format(
    shared_data: Callable[[str], Path], tmp_path: Path, suffix: str
) -> None:
    source = shared_data("dc-nets") / "abandoned-vehicle-inspection-area.geojson"
    net = read_net(source, code="AREA_ID")
    path = tmp_path / f"zones{suffix}"
    write_layers(
        path, [OutLayer("zones", {"code": net.codes, "name": net.names}, net.polygons)], net.crs
    )
    again = read_net(path)
    assert again.crs == net.crs
    order, others = np.argsort(net.codes), np.argsort(again.codes)
    assert again.codes[others].tolist() == net.codes[order].tolist()
    difference = shapely.area(
        shapely.symmetric_difference(net.polygons[order], again.polygons[others], grid_size=1e-12)
    )
    assert difference.max() < 1e-12


# What a .dbf says of its encoding, and what it is: bytes, .cpg, language id, warned?
DECLARATIONS = (
    ("UTF-8", "UTF-8", 0x00, False),
    ("UTF-8", None, 0x00, False),
    ("UTF-8", None, 0x57, False),
    ("UTF-8", "GBK", 0x00, True),
    ("UTF-8", "nonsense", 0x00, False),
    ("GBK", "GBK", 0x00, False),
    ("GBK", "936", 0x00, False),
    ("GBK", "ANSI 936", 0x00, False),
    ("GBK", None, 0x4D, False),
    ("GBK", None, 0x57, False),
    ("GBK", None, 0x00, False),
    ("GBK", "UTF-8", 0x00, True),
    ("GB18030", None, 0x00, False),
)


def write_shapefile(path: Path, encoding: str, cpg: str | None, language_id: int) -> None:
    pyogrio.raw.write(
        path,
        shapely.to_wkb(town.polygons()),
        [np.array(town.CODES, dtype=object), np.array(town.NAMES, dtype=object)],
        ["编码", "名称"],
        geometry_type="Polygon",
        crs=town.CRS,
        encoding=encoding,
    )
    path.with_suffix(".cpg").unlink()
    if cpg is not None:
        path.with_suffix(".cpg").write_text(cpg, encoding="ascii")
    table = bytearray(path.with_suffix(".dbf").read_bytes())
    table[29] = language_id
    path.with_suffix(".dbf").write_bytes(table)


@pytest.mark.parametrize(("encoding", "cpg", "language_id", "is_warned"), DECLARATIONS)
def test_the_text_of_a_shapefile_is_told_by_its_bytes(
    tmp_path: Path, encoding: str, cpg: str | None, language_id: int, is_warned: bool
) -> None:
    path = tmp_path / "town.shp"
    write_shapefile(path, encoding, cpg, language_id)
    net = read_net(path)
    assert net.codes.tolist() == town.CODES
    assert net.names.tolist() == town.NAMES
    assert bool(net.warnings) == is_warned


def test_utf8_that_would_pass_for_gbk_is_read_as_utf8(tmp_path: Path) -> None:
    path = tmp_path / "town.shp"
    columns = {"编码": ["徐霞客镇", "北渚", "镇南"]}
    for text in columns["编码"]:
        text.encode().decode("gbk")  # no error: that is the trap
    write_layers(path, [OutLayer("net", columns, town.polygons())], town.CRS)
    path.with_suffix(".cpg").unlink()
    assert read_net(path).codes.tolist() == columns["编码"]


def test_an_encoding_that_is_asked_for_wins(tmp_path: Path) -> None:
    path = tmp_path / "town.shp"
    write_shapefile(path, "GBK", "ISO-8859-1", 0)
    with pytest.raises(InputError, match="no column that is known"):
        read_net(path)
    assert read_net(path, encoding="gbk").names.tolist() == town.NAMES


def test_a_column_name_cut_inside_a_character_is_read(tmp_path: Path) -> None:
    path = tmp_path / "town.shp"
    write_layers(path, [OutLayer("net", {"wwwwwwwwww": town.CODES}, town.polygons())], town.CRS)
    table = path.with_suffix(".dbf")
    table.write_bytes(table.read_bytes().replace(b"w" * 10, "网格编码".encode()[:10]))
    assert read_net(path, code="网格编").codes.tolist() == town.CODES


def test_points_among_the_areas_are_left_out_with_a_warning(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "net.geojson", [("1", SQUARE), ("label", POINT)])
    net = read_net(path)
    assert net.codes.tolist() == ["1"]
    assert str(net.warnings[0]) == "net.geojson, row 2: not an area, left out."


def test_a_ring_that_crosses_itself_is_kept_with_a_warning(tmp_path: Path) -> None:
    bow_tie = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}
    net = read_net(write_geojson(tmp_path / "net.geojson", [("1", SQUARE), ("2", bow_tie)]))
    assert len(net) == 2
    assert "row 2" in str(net.warnings[0])
    assert "Self-intersection" in str(net.warnings[0])


def test_codes_that_are_numbers_have_no_point(tmp_path: Path) -> None:
    path = tmp_path / "net.gpkg"
    write_layers(
        path, [OutLayer("n", {"code": [320281115201001.0, 2.0, 3.0]}, town.polygons())], town.CRS
    )
    assert read_net(path).codes.tolist() == ["320281115201001", "2", "3"]


def test_several_layers_need_a_choice(tmp_path: Path) -> None:
    path = tmp_path / "town.gpkg"
    town.write(path)
    pyogrio.raw.write(
        path, shapely.to_wkb(town.polygons()), [np.array(["a", "b", "c"], dtype=object)], ["code"],
        crs=town.CRS, geometry_type="Unknown", layer="消防网", append=False,
    )  # fmt: skip
    with pytest.raises(InputError, match=r"several layers.*综合网, 消防网"):
        read_net(path)
    assert read_net(path, layer="消防网").codes.tolist() == ["a", "b", "c"]
    with pytest.raises(InputError, match=r"no layer 警务网.*综合网, 消防网"):
        read_net(path, layer="警务网")


SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}
POINT = {"type": "Point", "coordinates": [0, 0]}
LINE = {"type": "LineString", "coordinates": [[0, 0], [1, 1]]}
EMPTY = {"type": "Polygon", "coordinates": []}
METRES = {"type": "Polygon", "coordinates": [[[5e5, 3e6], [5.1e5, 3e6], [5e5, 3.1e6], [5e5, 3e6]]]}


def write_geojson(
    path: Path, rows: list[tuple[object, object]], column: str = "code", encoding: str = "utf-8"
) -> Path:
    features = [
        {"type": "Feature", "properties": {column: code, "其他": "无"}, "geometry": geometry}
        for code, geometry in rows
    ]
    text = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    path.write_text(text, encoding=encoding)
    return path


REFUSALS: tuple[tuple[list[tuple[object, object]], str, dict[str, str], str], ...] = (
    ([], "code", {}, "no features|no layer of areas"),
    ([("1", POINT), ("2", LINE)], "code", {}, "no polygons|no layer of areas"),
    ([("1", SQUARE), ("2", None)], "code", {}, "row 2: a grid without a readable shape"),
    ([("1", SQUARE), ("2", EMPTY)], "code", {}, "row 2: a grid without a readable shape"),
    (
        [("1", {"type": "GeometryCollection", "geometries": [SQUARE, POINT]})],
        "code",
        {},
        "row 1: a grid neither a polygon nor",
    ),
    ([("1", SQUARE)], "foo", {}, "no column that is known to hold codes.*one of: foo, 其他"),
    ([("1", SQUARE)], "code", {"code": "bar"}, "no column bar for the code.*are: code, 其他"),
    ([("1", SQUARE)], "code", {"name": "bar"}, "no column bar for the name"),
    ([("1", SQUARE)], "code", {"parent": "bar"}, "no column bar for the parent"),
    ([("1", SQUARE), (None, SQUARE), (" ", SQUARE)], "code", {}, "row 2, 3: no code"),
    (
        [("1", SQUARE), ("2", SQUARE), ("1", SQUARE)],
        "code",
        {},
        "1 codes of column code occur more than once, the first 1 in rows 1, 3",
    ),
)


@pytest.mark.parametrize(("rows", "column", "options", "sentence"), REFUSALS)
def test_bad_nets_are_refused_by_name(
    tmp_path: Path,
    rows: list[tuple[object, object]],
    column: str,
    options: dict[str, str],
    sentence: str,
) -> None:
    path = write_geojson(tmp_path / "net.geojson", rows, column)
    with pytest.raises(InputError, match=sentence) as raised:
        read_net(path, **options)
    assert raised.value.remedy is not None
    assert "net.geojson" in str(raised.value)


def test_metres_called_degrees_are_refused_when_reprojected(tmp_path: Path) -> None:
    net = read_net(write_geojson(tmp_path / "net.geojson", [("1", SQUARE), ("2", METRES)]))
    with pytest.raises(InputError, match="row 2: the coordinates don't fit"):
        net.into("EPSG:4549")


def test_coordinates_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "net.gpkg"
    shapes = town.polygons()
    with np.errstate(invalid="ignore"):
        shapes[1] = shapely.Polygon([(0, 0), (1, 0), (np.nan, 1), (0, 0)])
    write_layers(path, [OutLayer("net", town.COLUMNS, shapes)], town.CRS)
    with pytest.raises(InputError, match="row 2: a grid with coordinates that are not finite"):
        read_net(path)


def test_a_ring_that_does_not_close_is_refused_by_row(tmp_path: Path) -> None:
    open_ring = {"type": "Polygon", "coordinates": [[[0, 0], [1, 0]]]}
    path = write_geojson(tmp_path / "net.geojson", [("1", SQUARE), ("2", open_ring)])
    with pytest.raises(InputError, match="row 2"):
        read_net(path)


def test_a_shapefile_without_its_prj_is_refused(tmp_path: Path) -> None:
    path = town.write(tmp_path / "town.shp")
    path.with_suffix(".prj").unlink()
    with pytest.raises(InputError, match=r"coordinate system.*\.prj"):
        read_net(path)


def test_a_shapefile_without_its_dbf_has_no_codes(tmp_path: Path) -> None:
    path = town.write(tmp_path / "town.shp")
    path.with_suffix(".dbf").unlink()
    with pytest.raises(InputError, match="no column that is known to hold codes"):
        read_net(path)


@pytest.mark.parametrize("suffix", FORMATS)
def test_missing_and_broken_files_are_refused(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"net{suffix}"
    with pytest.raises(InputError, match="There is no file"):
        read_net(path)
    path.write_bytes(b"This is not a map.")
    with pytest.raises(InputError, match=f"net{suffix}"):
        read_net(path)
    path.write_bytes(b"")
    with pytest.raises(InputError, match=f"net{suffix}"):
        read_net(path)


@pytest.mark.parametrize("suffix", FORMATS)
def test_files_cut_short_are_refused(town_file: Path, suffix: str) -> None:
    if town_file.suffix != suffix:
        return
    raw = town_file.read_bytes()
    town_file.write_bytes(raw[: len(raw) // 3])
    with pytest.raises(InputError):
        read_net(town_file)


def test_a_dbf_cut_short_is_refused(tmp_path: Path) -> None:
    path = town.write(tmp_path / "town.shp")
    path.with_suffix(".dbf").write_bytes(b"\x03")
    with pytest.raises(InputError, match=r"town\.dbf is cut short"):
        read_net(path)


def test_a_zip_with_several_shapefiles_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    folder.mkdir()
    town.write(folder / "a.shp")
    town.write(folder / "b.shp")
    with pytest.raises(InputError, match="2 shapefiles"):
        read_net(pack(tmp_path / "net.zip", folder))


def test_text_that_is_not_utf8_needs_its_encoding(tmp_path: Path) -> None:
    path = write_geojson(tmp_path / "net.geojson", [("徐霞客", SQUARE)], "编码", encoding="gbk")
    with pytest.raises(InputError, match=r"doesn't decode.*Name the right encoding"):
        read_net(path)
    assert read_net(path, encoding="gbk").codes.tolist() == ["徐霞客"]
    with pytest.raises(InputError, match="doesn't decode"):
        read_net(path, encoding="klingon")
