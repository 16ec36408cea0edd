"""Areas out to a file of any usual format, chosen by its suffix."""

import csv
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer

from gridapp.errors import InputError, RefusalError
from gridapp.exchange.texts import list_rows
from gridapp.messages import Message, message

# GeoJSON (RFC 7946) and KML are WGS-84 by definition.
_WGS84 = "EPSG:4326"
# A .dbf has ten bytes for a column name.
_DBF_NAME_BYTES = 10


@dataclass(frozen=True, slots=True)
class _Format:
    driver: str
    crs: str | None = None
    needs_valid: bool = False


_FORMATS: Mapping[str, _Format] = {
    ".gpkg": _Format("GPKG"),
    ".geojson": _Format("GeoJSON", _WGS84),
    ".shp": _Format("ESRI Shapefile"),
    ".fgb": _Format("FlatGeobuf"),
    ".kml": _Format("LIBKML", _WGS84, needs_valid=True),
    ".parquet": _Format("Parquet"),
    ".csv": _Format("CSV"),
}
Column = Sequence[object] | NDArray[np.generic]
"""Values of one column, in the order of the areas."""

SUFFIXES = tuple(_FORMATS)
"""The suffixes that `write_areas` knows."""


def write_areas(
    path: Path,
    columns: Mapping[str, Column],
    polygons: NDArray[np.object_],
    crs: str,
    layer_name: str,
    *,
    overwrite: bool = False,
) -> tuple[Message, ...]:
    """Write areas with their columns; the file appears whole or not at all.

    Parameters
    ----------
    path : Path
        Its suffix, one of `SUFFIXES`, decides the format.
    columns : mapping of str to sequence
        Text, whole or real numbers; None where a value is missing.
    polygons : object[n] of shapely Polygon or MultiPolygon
        In `crs`, x (east) before y (north).
    crs : str
        Authority code or WKT. GeoJSON and KML are written in WGS-84, all else as it is.
    layer_name : str
        The layer's name where the format has one; a shapefile is named by `path`.
    overwrite : bool
        Whether a file that is there may be replaced.

    Returns
    -------
    tuple of Message
        What the format couldn't hold as it was: shortened names and texts.

    Raises
    ------
    InputError
        The suffix is not known, or the columns differ in length.
    RefusalError
        The file is there and `overwrite` is False; it can't be written; or the format takes only
        sound shapes (KML).
    """
    suffix = path.suffix.lower()
    if suffix not in _FORMATS:
        raise InputError(
            message("{file}: no format is known by this suffix.", file=path.name),
            message("Known are {suffixes}.", suffixes=", ".join(SUFFIXES)),
        )
    for name, values in columns.items():
        if len(values) != len(polygons):
            raise InputError(
                message(
                    "Column {column} has {found} values for {wanted} areas.",
                    column=name,
                    found=len(values),
                    wanted=len(polygons),
                ),
                message("Give each area one value."),
            )
    if path.exists() and not overwrite:
        raise RefusalError(
            message("{file} exists already.", file=str(path)),
            message("Choose another name or allow it to be replaced."),
        )
    unsound = np.flatnonzero(~shapely.is_valid(polygons))
    if _FORMATS[suffix].needs_valid and len(unsound):
        raise RefusalError(
            message(
                "{file}: the format takes no shapes that cross themselves; row {rows}.",
                file=path.name,
                rows=list_rows(unsound + 1),
            ),
            message("Repair the net first or choose another format."),
        )
    target = _FORMATS[suffix].crs or crs
    shapes = _reproject(polygons, crs, target)
    arrays = {name: _as_array(values) for name, values in columns.items()}
    notes: tuple[Message, ...] = ()
    if suffix == ".shp":
        arrays, notes = _shorten_names(arrays)
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".gridapp-") as folder:
            draft = Path(folder) / f"{path.stem}{suffix}"
            if suffix == ".csv":
                _write_csv(draft, arrays, shapes)
            elif suffix == ".parquet":
                _write_parquet(draft, arrays, shapes, target)
            else:
                notes += _write_vector(draft, arrays, shapes, target, layer_name)
            for part in Path(folder).iterdir():
                part.replace(path.with_suffix(path.suffix if part == draft else part.suffix))
    except OSError as error:
        raise RefusalError(
            message("{file} can't be written: {reason}.", file=str(path), reason=str(error)),
            message("Check that the folder is there and that you may write to it."),
        ) from error
    return notes


def _reproject(polygons: NDArray[np.object_], source: str, target: str) -> NDArray[np.object_]:
    if CRS.from_user_input(source) == CRS.from_user_input(target):
        return polygons
    transformer = Transformer.from_crs(source, target, always_xy=True)
    moved = shapely.transform(
        polygons, lambda points: np.column_stack(transformer.transform(points[:, 0], points[:, 1]))
    )
    return np.asarray(moved, dtype=object)


def _as_array(values: Column) -> NDArray[np.generic]:
    """Make a column of one type: numbers where all are numbers, else text or None."""
    if all(isinstance(value, int | np.integer) for value in values):
        return np.array(values, dtype=np.int64)
    if all(value is None or isinstance(value, int | float | np.number) for value in values):
        return np.array(values, dtype=np.float64)
    texts = np.empty(len(values), dtype=object)
    texts[:] = [None if value is None else str(value) for value in values]
    return texts


def _shorten_names(
    arrays: Mapping[str, NDArray[np.generic]],
) -> tuple[dict[str, NDArray[np.generic]], tuple[Message, ...]]:
    """Cut column names to what a .dbf holds, each still its own."""
    shortened: dict[str, NDArray[np.generic]] = {}
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
    return shortened, tuple(notes)


def _write_csv(
    path: Path, arrays: Mapping[str, NDArray[np.generic]], shapes: NDArray[np.object_]
) -> None:
    # The byte-order mark lets a spreadsheet program see that it is UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*arrays, "WKT"])
        wkt = shapely.to_wkt(shapes, rounding_precision=-1)
        writer.writerows(
            zip(*(values.tolist() for values in arrays.values()), wkt.tolist(), strict=True)
        )


def _write_parquet(
    path: Path, arrays: Mapping[str, NDArray[np.generic]], shapes: NDArray[np.object_], crs: str
) -> None:
    import geopandas

    geopandas.GeoDataFrame(dict(arrays), geometry=shapes, crs=crs).to_parquet(path, index=False)


def _write_vector(
    path: Path,
    arrays: Mapping[str, NDArray[np.generic]],
    shapes: NDArray[np.object_],
    crs: str,
    layer_name: str,
) -> tuple[Message, ...]:
    from pyogrio import errors
    from pyogrio.raw import write

    is_multi = bool((shapely.get_type_id(shapes) == shapely.GeometryType.MULTIPOLYGON).any())
    suffix = path.suffix
    with warnings.catch_warnings(record=True) as complaints:
        warnings.simplefilter("always")
        try:
            write(
                str(path),
                shapely.to_wkb(shapes),
                list(arrays.values()),
                list(arrays),
                crs=crs,
                driver=_FORMATS[suffix].driver,
                layer=path.stem if suffix == ".shp" else layer_name,
                geometry_type="MultiPolygon" if is_multi and suffix != ".shp" else "Polygon",
                promote_to_multi=is_multi and suffix != ".shp",
                encoding="UTF-8",
            )
        except (
            errors.DataSourceError,
            errors.DataLayerError,
            errors.FeatureError,
            errors.FieldError,
            errors.GeometryError,
        ) as error:
            raise OSError(str(error)) from error
    return tuple(
        message("{file}: {note}", file=path.name, note=str(complaint.message))
        for complaint in complaints
    )
