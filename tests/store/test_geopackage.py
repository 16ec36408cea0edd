"""The workspace as a GeoPackage: for SQLite, for GDAL, and with geometry from other writers."""

import sqlite3
import struct
from contextlib import closing
from pathlib import Path

import geopandas
import numpy as np
import pyogrio
import pyproj
import pytest
import shapely
from sqlalchemy import insert, select

from gridapp.store.file_home import FileHome
from gridapp.store.geometry import Geometry, decode
from gridapp.store.home import read_meta
from gridapp.store.schema import SCHEMA, base_area
from tests.store.small_town import (
    EXTENT,
    GEOMETRY,
    GRIDS,
    NOON,
    POINT,
    POND,
    SRID,
    STREET,
    make_small_town,
)

# GDAL's bindings leave M out; they say so each time they meet a measured layer.
ignore_measured = pytest.mark.filterwarnings("ignore:Measured .M. geometry types:UserWarning")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("geopackage") / "town.gpkg"
    make_small_town(path)
    return path


def ask(path: Path, question: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(question).fetchall()


@pytest.mark.parametrize(
    ("pragma", "answer"),
    [
        ("application_id", [(0x47504B47,)]),
        ("user_version", [(10301,)]),
        ("integrity_check", [("ok",)]),
        ("foreign_key_check", []),
    ],
)
def test_the_file_as_sqlite_sees_it(town: Path, pragma: str, answer: list[object]) -> None:
    assert ask(town, f"PRAGMA {pragma}") == answer


def test_contents_name_every_table_once(town: Path) -> None:
    rows = ask(town, "SELECT table_name, data_type FROM gpkg_contents")
    known = {str(name): kind for name, kind in rows}
    assert set(known) == {*SCHEMA.tables, "layer_styles"}
    features = {
        table.name
        for table in SCHEMA.sorted_tables
        if any(isinstance(column.type, Geometry) for column in table.columns)
    }
    assert {name for name, kind in known.items() if kind == "features"} == features
    assert {name for name, kind in known.items() if kind == "attributes"} == set(known) - features
    assert features == set(GEOMETRY), "the small town has something in every feature table"


def test_geometry_columns_say_what_they_hold(town: Path) -> None:
    rows = ask(
        town, "SELECT table_name, geometry_type_name, srs_id, z, m FROM gpkg_geometry_columns"
    )
    assert {row[0]: row[1:] for row in rows} == {
        name: (kind.removesuffix("M").upper(), SRID, 0, int(kind.endswith("M")))
        for name, (kind, _) in GEOMETRY.items()
    }


def test_reference_systems_are_those_demanded_and_ours(town: Path) -> None:
    rows = ask(town, "SELECT srs_id, organization, definition FROM gpkg_spatial_ref_sys")
    assert {row[0] for row in rows} == {-1, 0, 4326, SRID}
    definitions = {row[0]: str(row[2]) for row in rows if row[1] == "EPSG"}
    assert set(definitions) == {4326, SRID}
    for code, point in ((4326, (120.2, 31.8)), (SRID, (POINT.x, POINT.y))):
        change = pyproj.Transformer.from_crs(
            pyproj.CRS.from_wkt(definitions[code]), pyproj.CRS.from_epsg(code), always_xy=True
        )
        assert change.transform(*point) == pytest.approx(point, rel=1e-12)


def test_every_table_has_an_integer_key_and_known_column_types(town: Path) -> None:
    allowed = {"INTEGER", "TEXT", "BOOLEAN", "DOUBLE", "FLOAT", "REAL", "BLOB", "DATETIME"}
    for name in SCHEMA.tables:
        columns = ask(town, f'SELECT name, upper(type), pk FROM pragma_table_info("{name}")')
        assert [(column, kind) for column, kind, key in columns if key] == [("id", "INTEGER")]
        kinds = {kind for column, kind, _ in columns if column != "geom"}
        assert kinds <= allowed, f"{name}: {kinds - allowed}"


@ignore_measured
def test_gdal_lists_every_table_with_its_geometry(town: Path) -> None:
    listed = dict(pyogrio.list_layers(town))
    assert set(listed) == {*SCHEMA.tables, "layer_styles"}
    assert {name: kind for name, kind in listed.items() if kind} == {
        name: kind.replace("StringM", "String") for name, (kind, _) in GEOMETRY.items()
    }


@ignore_measured
@pytest.mark.parametrize("table", GEOMETRY)
def test_gdal_knows_reference_system_count_and_extent(town: Path, table: str) -> None:
    info = pyogrio.read_info(town, layer=table, force_total_bounds=True)
    frame = pyogrio.read_dataframe(town, layer=table)
    assert info["crs"] == f"EPSG:{SRID}"
    assert info["features"] == GEOMETRY[table][1]
    assert info["total_bounds"] == pytest.approx(frame.total_bounds)
    recorded = ask(
        town, f"SELECT min_x, min_y, max_x, max_y FROM gpkg_contents WHERE table_name = '{table}'"
    )
    assert recorded[0] == pytest.approx(frame.total_bounds)


def test_gdal_reads_the_grids_that_were_stored(town: Path) -> None:
    frame = pyogrio.read_dataframe(town, layer="grid", fid_as_index=True)
    assert list(frame["code"]) == list(GRIDS)
    assert list(frame["name"]) == ["东村", "一组", "二组"]
    assert list(frame["level"]) == [1, 2, 2]
    assert list(frame["parent"]) == ["", "320281100001000", "320281100001000"]
    assert shapely.equals(frame.geometry.to_numpy(), list(GRIDS.values())).all()
    assert tuple(frame.total_bounds) == EXTENT


@pytest.mark.parametrize(
    ("table", "geometry"), [("base_area", POND), ("base_line", STREET), ("place", POINT)]
)
def test_gdal_reads_the_shapes_that_were_stored(
    town: Path, table: str, geometry: shapely.Geometry
) -> None:
    (found,) = pyogrio.read_dataframe(town, layer=table).geometry
    assert shapely.equals_exact(found, geometry, 0)


def test_gdal_reads_times_as_times(town: Path) -> None:
    (opened_at,) = pyogrio.read_dataframe(town, layer="case")["opened_at"]
    assert opened_at == NOON


def test_gdal_finds_features_by_place_and_by_condition(town: Path) -> None:
    west = pyogrio.read_dataframe(
        town, layer="grid", where="level = 2", bbox=(*EXTENT[:2], EXTENT[0] + 9, EXTENT[1] + 9)
    )
    assert list(west["code"]) == ["320281100001001"]


def test_what_gdal_writes_into_a_workspace_we_read(tmp_path: Path) -> None:
    path = tmp_path / "town.gpkg"
    make_small_town(path)
    added = shapely.box(EXTENT[0] + 300, EXTENT[1] + 20, EXTENT[0] + 350, EXTENT[1] + 60)
    geopandas.GeoDataFrame(
        {"kind": ["green"], "class": ["park"], "name": ["新园"]}, geometry=[added], crs=SRID
    ).to_file(path, layer="base_area", mode="a", engine="pyogrio")
    assert ask(path, "PRAGMA integrity_check") == [("ok",)]
    home = FileHome.open(path)
    with home.read() as connection:
        shapes = decode(connection.execute(select(base_area.c.geom)).scalars())
    home.close()
    assert shapely.equals(shapes, [POND, added]).all()


ENVELOPES = {0: "", 1: "xxyy", 2: "xxyyzz", 3: "xxyymm", 4: "xxyyzzmm"}


@pytest.mark.parametrize("envelope", ENVELOPES)
@pytest.mark.parametrize("header_order", "<>")
@pytest.mark.parametrize("body_order", [0, 1], ids=["big", "little"])
def test_other_writers_headers(
    tmp_path: Path, envelope: int, header_order: str, body_order: int
) -> None:
    flags = (envelope << 1) | (header_order == "<")
    west, south, east, north = POND.bounds
    bounds = {"x": (west, east), "y": (south, north), "z": (0.0, 0.0), "m": (0.0, 0.0)}
    axes = ENVELOPES[envelope][::2]
    box = [value for axis in axes for value in bounds[axis]]
    blob = struct.pack(f"{header_order}2sBBi{len(box)}d", b"GP", 0, flags, SRID, *box)
    blob += shapely.to_wkb(POND, byte_order=body_order, flavor="iso")

    home = FileHome.create(tmp_path / "town.gpkg", SRID)
    with home.write() as connection:
        connection.execute(insert(base_area).values(geom=blob))
    with home.read() as connection:
        (found,) = decode(connection.execute(select(base_area.c.geom)).scalars())
    home.close()
    assert shapely.equals_exact(found, POND, 0)


@pytest.mark.parametrize(
    "geometry",
    [POINT, STREET, POND, shapely.MultiPolygon([POND]), shapely.force_3d(POND, 7.0)],
    ids=lambda geometry: geometry.geom_type + "Z" * geometry.has_z,
)
def test_blobs_of_gdal_decode(tmp_path: Path, geometry: shapely.Geometry) -> None:
    path = tmp_path / "foreign.gpkg"
    geopandas.GeoDataFrame(geometry=[geometry], crs=SRID).to_file(
        path, layer="area", engine="pyogrio"
    )
    ((blob,),) = ask(path, "SELECT geom FROM area")
    home = FileHome.create(tmp_path / "town.gpkg", SRID)
    with home.write() as connection:
        connection.execute(insert(base_area).values(geom=blob))
    with home.read() as connection:
        (found,) = decode(connection.execute(select(base_area.c.geom)).scalars())
    home.close()
    assert np.array_equal(shapely.get_coordinates(found), shapely.get_coordinates(geometry))


def test_a_missing_geometry_stays_missing(tmp_path: Path) -> None:
    home = FileHome.create(tmp_path / "town.gpkg", SRID)
    with home.write() as connection:
        connection.execute(insert(base_area).values(geom=None))
    with home.read() as connection:
        assert connection.execute(select(base_area.c.geom)).scalar() is None
        assert read_meta(connection)["srid"] == str(SRID)
    home.close()
