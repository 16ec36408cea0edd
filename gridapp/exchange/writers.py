"""How each format is written: GDAL for most, plain text and Arrow for two."""

import csv
import warnings
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from gridapp.exchange.formats import FORMATS, Format
from gridapp.messages import Message, message

# A .dbf has ten bytes for a column name.
_DBF_NAME_BYTES = 10
_KINDS = {0: "Point", 1: "LineString", 2: "Polygon"}
_CAD_GROUPS = ("level", "class", "kind", "stage", "terminal")
_NOT_IN_CAD = str.maketrans(dict.fromkeys('<>/\\":;?*|=`,', "_"))
_GDAL_UTC = 100  # its time-zone flag, in quarters of an hour

Columns = Mapping[str, Sequence[object] | NDArray[np.generic]]
Arrays = dict[str, NDArray[np.generic]]


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A layer as it will stand in the file: moved, with no rows that the format can't take.

    Attributes
    ----------
    geometries : object[n] in `crs`; None where the columns say it all
    crs : authority code or WKT; empty where the file can't say it
    """

    name: str
    columns: Columns
    geometries: NDArray[np.object_] | None
    crs: str


def write_sheets(path: Path, sheets: Sequence[Sheet]) -> tuple[Message, ...]:
    """Write to a file that isn't there yet, in the format of its suffix.

    Raises
    ------
    OSError
        It can't be written.
    """
    kind = FORMATS[path.suffix]
    notes: list[Message] = []
    for number, sheet in enumerate(sheets):
        arrays = {name: as_array(values, kind) for name, values in sheet.columns.items()}
        if path.suffix == ".csv":
            _write_csv(path, arrays, sheet.geometries)
        elif path.suffix == ".parquet":
            _write_parquet(path, arrays, sheet)
        else:
            notes += _write_vector(path, kind, arrays, sheet, is_further=number > 0)
    return tuple(notes)


def as_array(values: Iterable[object], kind: Format) -> NDArray[np.generic]:
    """Make a column of one type: truths, numbers or times where all are, else text or None."""
    known = list(values)
    there = [value for value in known if value is not None]
    if there and all(isinstance(value, datetime) for value in there):
        return _as_times(known, kind)
    if there and len(there) == len(known):
        if all(isinstance(value, bool | np.bool_) for value in known):
            return np.array(known, dtype=np.bool_)
        if all(isinstance(value, int | np.integer) for value in known):
            return np.array(known, dtype=np.int64)
    if there and all(isinstance(value, int | float | np.number) for value in there):
        return np.array(known, dtype=np.float64)
    texts = np.empty(len(known), dtype=object)
    texts[:] = [None if value is None else str(value) for value in known]
    return texts


def _as_times(values: Sequence[object], kind: Format) -> NDArray[np.generic]:
    moments = [value.astimezone(UTC) if isinstance(value, datetime) else None for value in values]
    if kind.has_times:
        plain = [None if m is None else m.replace(tzinfo=None) for m in moments]
        return np.array(plain, dtype="datetime64[ms]")
    texts = np.empty(len(values), dtype=object)
    texts[:] = [
        value.isoformat(timespec="seconds") if isinstance(value, datetime) else None
        for value in values
    ]
    return texts


def _write_csv(path: Path, arrays: Arrays, shapes: NDArray[np.object_] | None) -> None:
    columns = {name: values.tolist() for name, values in arrays.items()}
    if shapes is not None:
        columns["WKT"] = shapely.to_wkt(shapes, rounding_precision=-1).tolist()
    # The byte-order mark lets a spreadsheet program see that it is UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        for row in zip(*columns.values(), strict=True):
            writer.writerow([_unspreadsheet(value) for value in row])


def _unspreadsheet(value: object) -> object:
    """Leave out what isn't known; keep spreadsheet programs from running what somebody typed.

    A tab before it makes it text.
    """
    if value != value:  # NaN is the one value unlike itself
        return None
    if isinstance(value, str) and value.startswith(("=", "+", "-", "@")) and not _is_number(value):
        return f"\t{value}"
    return value


def _is_number(text: str) -> bool:
    return text[1:].replace(".", "", 1).isdecimal()


def _write_parquet(path: Path, arrays: Arrays, sheet: Sheet) -> None:
    import geopandas
    import pandas

    columns = {
        name: pandas.Series(values).dt.tz_localize("UTC") if values.dtype.kind == "M" else values
        for name, values in arrays.items()
    }
    frame = geopandas.GeoDataFrame(columns, geometry=sheet.geometries, crs=sheet.crs or None)
    frame.to_parquet(path, index=False)


def _write_vector(
    path: Path, kind: Format, arrays: Arrays, sheet: Sheet, *, is_further: bool
) -> list[Message]:
    from pyogrio import errors
    from pyogrio.raw import write

    notes: list[Message] = []
    shapes = np.empty(0, dtype=object) if sheet.geometries is None else sheet.geometries
    if kind.driver == "DXF":
        arrays = {"Layer": _cad_layers(sheet)}
        shapes = _as_lines(shapes)
    if kind.driver == "ESRI Shapefile":
        arrays, notes = shorten_names(arrays)
    times = [name for name, values in arrays.items() if values.dtype.kind == "M"]
    geometry_type, is_promoted = _geometry_type(shapes, kind)
    with warnings.catch_warnings(record=True) as complaints:
        warnings.simplefilter("always")
        warnings.filterwarnings("ignore", message="'crs' was not provided")
        try:
            write(
                str(path),
                shapely.to_wkb(shapes),
                list(arrays.values()),
                list(arrays),
                crs=sheet.crs or None,
                driver=kind.driver,
                layer=None if kind.driver == "DXF" else _layer_name(path, kind, sheet),
                geometry_type=geometry_type,
                promote_to_multi=is_promoted,
                encoding="UTF-8",
                append=is_further,
                gdal_tz_offsets={
                    name: np.full(len(shapes), _GDAL_UTC, dtype=np.int16) for name in times
                },
                layer_options=dict(kind.options),
            )
        except (
            errors.DataSourceError,
            errors.DataLayerError,
            errors.FeatureError,
            errors.FieldError,
            errors.GeometryError,
        ) as error:
            raise OSError(str(error)) from error
    if kind.driver == "DXF":
        _say_encoding(path)
    told = dict.fromkeys(str(complaint.message) for complaint in complaints)
    return notes + [message("{file}: {note}", file=path.name, note=note) for note in told]


def _say_encoding(drawing: Path) -> None:
    """Recode a drawing: GDAL writes UTF-8 and calls it Western, and CAD believes what it says."""
    text = drawing.read_text(encoding="utf-8")
    drawing.write_bytes(text.replace("ANSI_1252", "ANSI_936", 1).encode("gbk", errors="replace"))


def _layer_name(path: Path, kind: Format, sheet: Sheet) -> str:
    return path.stem if kind.driver == "ESRI Shapefile" else sheet.name


def _geometry_type(shapes: NDArray[np.object_], kind: Format) -> tuple[str, bool]:
    types = shapely.get_type_id(shapes)
    known = types[types >= 0]
    if not len(known):
        return "Unknown", False
    name = _KINDS[int(shapely.get_dimensions(shapes[types >= 0]).max())]
    if (known > 3).any() and kind.has_multi:
        return f"Multi{name}", True
    return name, False


def _cad_layers(sheet: Sheet) -> NDArray[np.object_]:
    """Name a drawing's layers: the layer's name, with the level or class where there is one."""
    count = 0 if sheet.geometries is None else len(sheet.geometries)
    plain = [""] * count
    groups = next((sheet.columns[name] for name in _CAD_GROUPS if name in sheet.columns), plain)
    texts = np.empty(count, dtype=object)
    texts[:] = [
        (f"{sheet.name}-{group}" if group else sheet.name).translate(_NOT_IN_CAD)
        for group in groups
    ]
    return texts


def _as_lines(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Turn areas into their outlines: what is drawn on, where a hatch would hide the rest."""
    is_area = shapely.get_dimensions(shapes) == 2
    lines = shapes.copy()
    lines[is_area] = shapely.boundary(shapes[is_area])
    return lines


def shorten_names(arrays: Arrays) -> tuple[Arrays, list[Message]]:
    """Cut column names to what a .dbf holds, each still its own; tell which."""
    shortened: Arrays = {}
    notes: list[Message] = []
    taken = {name.upper() for name in arrays if len(name.encode()) <= _DBF_NAME_BYTES}
    for name, values in arrays.items():
        short, number = name, 0
        while len(short.encode()) > _DBF_NAME_BYTES or (short != name and short.upper() in taken):
            ending = str(number) if number else ""
            room = _DBF_NAME_BYTES - len(ending)
            short = name.encode()[:room].decode(errors="ignore") + ending
            number += 1
        taken.add(short.upper())
        shortened[short] = values
        if short != name:
            notes.append(
                message(
                    "A shapefile's column names have ten bytes: {name} became {short}.",
                    name=name,
                    short=short,
                )
            )
    return shortened, notes
