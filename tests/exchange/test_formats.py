"""Points, lines and areas out in every format, read back by GDAL and Arrow themselves."""

import csv
import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import geopandas
import numpy as np
import pyogrio
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gridapp.errors import InputError
from gridapp.exchange.formats import SUFFIXES, format_of
from gridapp.exchange.layers import Column, OutLayer, write_layers
from gridapp.exchange.targets import find_target
from gridapp.locate.datum import Datum, convert
from tests.exchange import town

METRES = "EPSG:4549"
CHINA = timezone(timedelta(hours=8))
OPENED = datetime(2026, 6, 16, 15, 40, tzinfo=CHINA)
SHAPES = {
    "points": [shapely.Point(533_000.25 + i, 3_517_000.5) for i in range(3)],
    "lines": [shapely.LineString([(533_000 + i, 3_517_000), (533_100 + i, 3_517_050)])
              for i in range(3)],
    "areas": [shapely.box(533_000 + 100 * i, 3_517_000, 533_100 + 100 * i, 3_517_100)
              for i in range(3)],
}  # fmt: skip


def layer(kind: str) -> OutLayer:
    columns: dict[str, Column] = {
        "name": ["东湖社区 <第一>", "“二”, 村", None],
        "households": [300, None, 412.5],
        "is_open": [True, False, True],
        "opened_at": [OPENED, None, OPENED],
    }
    return OutLayer(kind, columns, np.array(SHAPES[kind], dtype=object))


def read(path: Path) -> geopandas.GeoDataFrame:
    if path.suffix == ".parquet":
        return geopandas.read_parquet(path)
    return pyogrio.read_dataframe(path)


@pytest.mark.parametrize("kind", SHAPES)
@pytest.mark.parametrize("suffix", [s for s in SUFFIXES if s not in (".csv", ".dxf")])
def test_out_and_back(tmp_path: Path, suffix: str, kind: str) -> None:
    path = tmp_path / f"层{suffix}"
    write_layers(path, [layer(kind)], METRES)
    back = read(path)
    wanted_crs = "EPSG:4326" if suffix in (".geojson", ".kml") else METRES
    assert back.crs.to_authority() == tuple(wanted_crs.split(":"))
    # FlatGeobuf sorts its features for its index.
    shapes = np.asarray(back.to_crs(METRES).geometry)
    order = np.argsort(shapely.get_coordinates(shapely.centroid(shapes))[:, 0])
    for found, sent in zip(shapes[order], SHAPES[kind], strict=True):
        assert shapely.hausdorff_distance(found, sent) < 1e-5
        assert found.geom_type == sent.geom_type
    rows = back.iloc[order]
    names = rows["Name" if suffix == ".kml" else "name"].tolist()
    assert names[:2] == list(layer(kind).columns["name"])[:2]
    assert [float(x) for x in rows["households"]][0::2] == [300.0, 412.5]
    when = rows["opened_at"].iloc[0]
    moment = datetime.fromisoformat(when) if isinstance(when, str) else when.to_pydatetime()
    assert moment.astimezone(UTC) == OPENED.astimezone(UTC)
    assert rows["opened_at"].isna().tolist() == [False, True, False]


@pytest.mark.parametrize("kind", SHAPES)
def test_a_drawing_has_lines_and_named_layers(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "图.dxf"
    sent = layer(kind)
    sent = OutLayer("网格", {**sent.columns, "stage": ["处置", "结案", "结案"]}, sent.geometries)
    notes = write_layers(path, [sent], METRES)
    assert "columns stay behind" in str(notes[0])
    back = pyogrio.read_dataframe(path)
    assert sorted(back["Layer"]) == ["网格-处置", "网格-结案", "网格-结案"]
    wanted = {"points": "Point"}.get(kind, "LineString")
    assert set(back.geometry.geom_type) == {wanted}
    outlines = shapely.boundary(sent.geometries) if kind == "areas" else sent.geometries
    found, drawn = (
        np.sort(shapely.get_coordinates(shapes)[:, 0]) for shapes in (back.geometry, outlines)
    )
    assert np.allclose(found, drawn, atol=1e-6)
    assert b"ANSI_936" in path.read_bytes()[:400]


def test_a_sheet_of_points_has_metres_and_degrees(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    write_layers(path, [layer("points")], METRES)
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert float(rows[0]["x"]) == 533_000.25
    assert float(rows[0]["lon"]) == pytest.approx(120.3484, abs=1e-3)
    assert float(rows[0]["lat"]) == pytest.approx(31.7755, abs=1e-3)
    assert rows[0]["opened_at"] == "2026-06-16T15:40:00+08:00"
    assert "WKT" not in rows[0]


def test_a_sheet_runs_nothing(tmp_path: Path) -> None:
    path = tmp_path / "points.csv"
    texts = ["=HYPERLINK(1)", "-5.5", "@cmd"]
    write_layers(path, [OutLayer("x", {"t": texts}, layer("points").geometries)], METRES)
    with path.open(encoding="utf-8-sig", newline="") as file:
        assert [row["t"] for row in csv.DictReader(file)] == ["\t=HYPERLINK(1)", "-5.5", "\t@cmd"]


def test_geojson_is_rfc_7946(tmp_path: Path) -> None:
    path = tmp_path / "areas.geojson"
    write_layers(path, [layer("areas")], METRES)
    document = json.loads(path.read_text(encoding="utf-8"))
    assert "crs" not in document
    ring = shapely.Polygon(document["features"][0]["geometry"]["coordinates"][0]).exterior
    assert ring.is_ccw


@pytest.mark.parametrize("suffix", [".gpkg", ".kml"])
def test_several_layers_in_one_file(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"all{suffix}"
    write_layers(path, [layer(kind) for kind in SHAPES], METRES)
    assert [str(name) for name, _ in pyogrio.list_layers(path)] == list(SHAPES)
    for kind in SHAPES:
        assert len(pyogrio.read_dataframe(path, layer=kind)) == 3


def test_several_layers_in_a_format_of_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="one layer only"):
        write_layers(tmp_path / "all.fgb", [layer("points"), layer("lines")], METRES)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_rows_without_a_place(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"cases{suffix}"
    shapes = np.array([shapely.Point(533_000, 3_517_000), None], dtype=object)
    notes = write_layers(path, [OutLayer("cases", {"ref": ["1", "2"]}, shapes)], METRES)
    needs = format_of(path).needs_shapes
    assert any("left out" in str(note) for note in notes) == needs
    if suffix == ".csv":
        assert path.read_text(encoding="utf-8-sig").splitlines()[2] == "2,,,,"
    else:
        assert len(read(path)) == (1 if needs else 2)


@pytest.mark.parametrize("suffix", [".gpkg", ".geojson", ".csv", ".parquet"])
def test_gcj02_is_shifted_and_told(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"web{suffix}"
    sent = OutLayer("points", {}, np.array([shapely.Point(120.30, 31.80)], dtype=object))
    notes = write_layers(path, [sent], town.CRS, into="gcj02")
    assert any("GCJ-02" in str(note) for note in notes)
    if suffix == ".csv":
        _, row = path.read_text(encoding="utf-8-sig").splitlines()
        x, y, lon, lat = map(float, row.split(","))
        assert (lon, lat) == (120.30, 31.80)
    else:
        found = read(path)
        assert suffix == ".geojson" or found.crs is None
        x, y = found.geometry[0].coords[0]
    assert (x, y) == pytest.approx(tuple(map(float, convert(120.30, 31.80, Datum.WGS84,
                                                           Datum.GCJ02))), abs=1e-8)  # fmt: skip
    assert abs(x - 120.30) > 0.003


def test_another_system(tmp_path: Path) -> None:
    path = tmp_path / "areas.gpkg"
    write_layers(path, [layer("areas")], METRES, into="4490")
    assert pyogrio.read_info(path)["crs"] == "EPSG:4490"
    with pytest.raises(InputError, match="WGS-84 by definition"):
        write_layers(tmp_path / "areas.geojson", [layer("areas")], METRES, into="EPSG:4490")


@pytest.mark.parametrize("text", ["", "nonsense", "EPSG:999999", "99999999", "GCJ"])
def test_unknown_systems(text: str) -> None:
    with pytest.raises(InputError, match="not a coordinate reference system"):
        find_target(text)


@given(st.sampled_from(["GCJ-02", "BD-09", "wgs 84", "CGCS2000"]),
       st.floats(73, 137), st.floats(1, 55))  # fmt: skip
def test_a_shift_has_a_way_back(name: str, lon: float, lat: float) -> None:
    target = find_target(name)
    moved = target.bring(np.array([shapely.Point(lon, lat)], dtype=object), "EPSG:4326")[0]
    datum = target.shift or Datum.WGS84
    back = convert(moved.x, moved.y, datum, Datum.WGS84)
    assert np.allclose(back, (lon, lat), atol=1e-8)
