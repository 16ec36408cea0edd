"""Gazetteers as other programs keep them: places and roads of sheets, layers, OpenStreetMap."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from gridapp.errors import InputError
from gridapp.exchange.columns import as_texts, find_column
from gridapp.exchange.osm import OSM_SUFFIXES, osm_place, osm_road, tags_of
from gridapp.exchange.reprojection import reproject
from gridapp.exchange.sheets import read_table
from gridapp.exchange.vectors import read_features
from gridapp.exchange.workbooks import read_workbook
from gridapp.locate.crs import project
from gridapp.locate.datum import Datum, convert
from gridapp.messages import Message, message

USUAL: Mapping[str, tuple[str, ...]] = {
    "ref": ("ref", "id", "编号", "标识码", "编码", "osm_id", "poi_id"),
    "kind": ("kind", "type", "类型", "类别", "地名类别", "category"),
    "name": ("name", "名称", "地名", "标准名称", "标准地名", "name:zh", "poi", "title"),
    "address": ("address", "地址", "详细地址", "标准地址", "addr", "门牌地址"),
    "aliases": ("aliases", "alias", "别名", "曾用名", "简称", "俗称"),
    "lon": ("lon", "lng", "longitude", "经度", "x"),
    "lat": ("lat", "latitude", "纬度", "y"),
}
"""Fields of a place → the usual names of their columns."""

_SHEETS = (".csv", ".gz", ".xlsx", ".xls", ".xlsm", ".ods")
_ALIAS_SIGNS = str.maketrans({"；": "|", ";": "|", "、": "|", "，": "|", ",": "|"})


@dataclass(frozen=True, slots=True, eq=False)
class ForeignPlaces:
    """What a file has, in metres of the system asked for.

    Attributes
    ----------
    source : the file's name
    rows : one dict a place: ref, kind, name, address, aliases (separated by "|")
    x, y : float64 (n,)
    roads, classes : names and classes of roads, lines: object (m,) of LineString
    problems : one message for each row that was left out, naming file, row and field
    """

    source: str
    rows: list[dict[str, str]]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    roads: list[str]
    classes: list[str]
    lines: NDArray[np.object_]
    problems: tuple[Message, ...]


def read_places(
    path: Path,
    crs: str,
    *,
    columns: Mapping[str, str] | None = None,
    datum: Datum = Datum.WGS84,
    layer: str | None = None,
) -> ForeignPlaces:
    """Read a gazetteer: CSV, XLSX, GeoPackage and whatever GDAL knows, OSM extracts.

    Parameters
    ----------
    path
        Its suffix tells the format.
    crs
        The metric system that places and roads are wanted in.
    columns
        Fields of `USUAL` → column, where a column's name isn't a usual one.
    datum
        What the degrees of a sheet are on; layers say theirs themselves.
    layer
        One layer of several, or the sheet of a workbook; by default all layers, the first sheet.

    Raises
    ------
    InputError
        The file can't be read, or a column that is needed or named isn't there. A row that
        is no good is left out and told in `problems`.
    """
    columns = columns or {}
    if unknown := [field for field in columns if field not in USUAL]:
        raise InputError(
            message("A place has no field {field}.", field=unknown[0]),
            message("The fields are: {fields}.", fields=", ".join(USUAL)),
        )
    if path.suffix.lower() in _SHEETS:
        return _from_sheet(path, crs, columns, datum, layer)
    return _from_layers(path, crs, columns, layer)


def _from_sheet(
    path: Path, crs: str, columns: Mapping[str, str], datum: Datum, sheet: str | None
) -> ForeignPlaces:
    is_text = path.suffix.lower() in (".csv", ".gz")
    names, table, numbers = read_table(path) if is_text else read_workbook(path, sheet)
    chosen = _choose(names, columns, path.name)
    for field in ("lon", "lat"):
        if chosen[field] is None:
            raise _missing(path.name, field, names)
    if chosen["name"] is None and chosen["address"] is None:
        raise _missing(path.name, "name", names)
    at = {field: names.index(column) for field, column in chosen.items() if column is not None}
    rows: list[dict[str, str]] = []
    places: list[tuple[float, float]] = []
    problems: list[Message] = []
    seen: dict[str, int] = {}
    for row, number in zip(table, numbers, strict=True):
        values = {field: row[at[field]].strip() if field in at else "" for field in USUAL}
        problem = _problem(path.name, number, values, chosen, seen)
        if problem is not None:
            problems.append(problem)
            continue
        lon, lat = float(values["lon"]), float(values["lat"])
        place = _place(values, f"{lon:.6f},{lat:.6f}")
        if place["ref"] not in seen:  # a row without a key of its own that is there twice
            seen[place["ref"]] = number
            rows.append(place)
            places.append((lon, lat))
    degrees = np.array(places, dtype=np.float64).reshape(-1, 2)
    lon_84, lat_84 = convert(degrees[:, 0], degrees[:, 1], datum, Datum.WGS84)
    x, y = project(lon_84, lat_84, crs)
    return ForeignPlaces(path.name, rows, x, y, [], [], np.empty(0, object), tuple(problems))


def _problem(
    file: str, row: int, values: Mapping[str, str], chosen: Mapping[str, str | None],
    seen: Mapping[str, int],
) -> Message | None:  # fmt: skip
    """Say what is wrong with a row, naming the field; None when it is good."""
    if not values["name"] and not values["address"]:
        return message("{file}, row {row}: neither a name nor an address.", file=file, row=row)
    for field, most in (("lon", 180.0), ("lat", 90.0)):
        try:
            degrees = float(values[field])
        except ValueError:
            degrees = np.nan
        if not abs(degrees) <= most:
            return message(
                "{file}, row {row}, {field}: “{value}” is not between -{most:g} and {most:g} "
                "degrees.",
                file=file, row=row, field=chosen[field], value=values[field], most=most,
            )  # fmt: skip
    if values["ref"] and values["ref"] in seen:
        return message(
            "{file}, row {row}, {field}: “{value}” stands in row {other} already.",
            file=file, row=row, field=chosen["ref"], value=values["ref"],
            other=seen[values["ref"]],
        )  # fmt: skip
    return None


def _from_layers(
    path: Path, crs: str, columns: Mapping[str, str], layer: str | None
) -> ForeignPlaces:
    from pyogrio import list_layers, set_gdal_config_options
    from pyogrio.errors import DataSourceError

    # Extracts that were put together from several aren't sorted, as the quicker index wants.
    set_gdal_config_options({"OSM_USE_CUSTOM_INDEXING": "NO"})
    try:
        layers = [layer] if layer else [str(name) for name, _ in list_layers(path)]
    except DataSourceError:
        layers = [""]  # the reading itself says best what is wrong
    is_osm = path.name.lower().endswith(OSM_SUFFIXES)
    rows: dict[str, dict[str, str]] = {}
    points: dict[str, shapely.Point] = {}
    roads: list[tuple[str, str, shapely.Geometry]] = []
    problems: list[Message] = []
    for name in layers:
        found = read_features(path, layer=name or None)
        if not found.crs:
            raise InputError(
                message("Layer {layer} of {file} names no coordinate system.", layer=name,
                        file=path.name),
                message("Save it with its coordinate system, as GeoPackage does."),
            )  # fmt: skip
        shapes = reproject(found.geometries, found.crs, crs)
        texts = {column: as_texts(values) for column, values in found.columns.items()}
        chosen = {} if is_osm else _choose(list(texts), columns, path.name)
        for at, shape in enumerate(shapes):
            if is_osm:
                tags = tags_of({column: values[at] for column, values in texts.items()})
                place, road = osm_place(tags, name), osm_road(tags)
            else:
                values = {f: texts[c][at] if c else "" for f, c in chosen.items()}
                place = values if values["name"] or values["address"] else None
                road = (values["name"], values["kind"])
            if shape is None or shape.is_empty or not np.isfinite(shape.bounds).all():
                if place is not None:
                    problems.append(
                        message("{file}, {layer}, row {row}: no position.", file=path.name,
                                layer=name, row=at + 1)
                    )  # fmt: skip
                continue
            if shapely.get_dimensions(shape) == 1:
                if road is not None and road[0]:
                    roads += [(*road, part) for part in shapely.get_parts(shape)]
            elif place is not None:
                point = shape.representative_point()
                row = _place(place, f"{point.x:.3f},{point.y:.3f}")
                rows.setdefault(row["ref"], row)
                points.setdefault(row["ref"], point)
    x, y = (
        np.array([read(point) for point in points.values()], dtype=np.float64)
        for read in (shapely.get_x, shapely.get_y)
    )
    lines = np.empty(len(roads), dtype=object)
    lines[:] = [line for _, _, line in roads]
    return ForeignPlaces(
        path.name, list(rows.values()), x, y, [road for road, _, _ in roads],
        [kind for _, kind, _ in roads], lines, tuple(problems),
    )  # fmt: skip


def _choose(names: Sequence[str], wanted: Mapping[str, str], file: str) -> dict[str, str | None]:
    """Choose the column of each field: the one that was asked for, else one of a usual name."""
    for field, column in wanted.items():
        if column not in names:
            raise InputError(
                message("{file} has no column {column} for the field {field}.", file=file,
                        column=column, field=field),
                message("The columns are: {columns}.", columns=", ".join(names)),
            )  # fmt: skip
    return {field: wanted.get(field) or find_column(names, usual) for field, usual in USUAL.items()}


def _missing(file: str, field: str, names: Sequence[str]) -> InputError:
    return InputError(
        message("{file} has no column for the field {field}.", file=file, field=field),
        message("Name it with --columns {field}=COLUMN; the columns are: {columns}.",
                field=field, columns=", ".join(names)),
    )  # fmt: skip


def _place(values: Mapping[str, str], point: str) -> dict[str, str]:
    """Make the row of a place; one without a key gets one of its name, address and point."""
    name, address = values["name"], values["address"]
    made = hashlib.sha256(f"{name}|{address}|{point}".encode()).hexdigest()[:16]
    aliases = [part.strip() for part in values["aliases"].translate(_ALIAS_SIGNS).split("|")]
    return {
        "ref": values["ref"] or f"place:{made}",
        "kind": values["kind"] or ("poi" if name else "address"),
        "name": name,
        "address": address,
        "aliases": "|".join(dict.fromkeys(alias for alias in aliases if alias and alias != name)),
    }
