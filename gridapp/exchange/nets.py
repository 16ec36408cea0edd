"""Nets as other programs keep them: polygons with codes, from any vector file."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS

from gridapp.errors import InputError
from gridapp.exchange.columns import (
    USUAL_CODES,
    USUAL_NAMES,
    USUAL_PARENTS,
    as_texts,
    choose_column,
    repeated,
)
from gridapp.exchange.reprojection import reproject
from gridapp.exchange.texts import list_rows
from gridapp.exchange.vectors import Features, read_features
from gridapp.messages import Message, message

_AREAL = (shapely.GeometryType.POLYGON, shapely.GeometryType.MULTIPOLYGON)


@dataclass(frozen=True, slots=True, eq=False)
class ForeignNet:
    """A net as a file holds it, n grids in the file's order.

    Parameters
    ----------
    source : str
        The file's name.
    layer : str
        The layer's name.
    crs : str
        "AUTHORITY:CODE" where known, else WKT.
    codes, names : object[n] of str
        Codes are present and differ; a name may be empty.
    parents : object[n] of str or None
        Each grid's parent code, empty where it has none; None without such a column.
    polygons : object[n] of shapely Polygon or MultiPolygon
        In `crs`, x (east) before y (north), 2D, finite; not necessarily valid.
    warnings : tuple of Message
        What was odd but not refused.
    """

    source: str
    layer: str
    crs: str
    codes: NDArray[np.object_]
    names: NDArray[np.object_]
    parents: NDArray[np.object_] | None
    polygons: NDArray[np.object_]
    warnings: tuple[Message, ...]

    def __len__(self) -> int:
        return len(self.codes)

    def into(self, crs: str) -> "ForeignNet":
        """Reproject; vertices that were the same stay the same.

        Raises
        ------
        InputError
            Coordinates don't fit the net's CRS, for example metres called degrees.
        """
        return replace(self, crs=crs, polygons=self._reprojected(crs))

    def _reprojected(self, crs: str) -> NDArray[np.object_]:
        moved = reproject(self.polygons, self.crs, crs)
        lost = _not_finite(moved)
        if len(lost):
            raise InputError(
                message(
                    "{file}, row {rows}: the coordinates don't fit the coordinate system {crs}.",
                    file=self.source,
                    rows=list_rows(lost + 1),
                    crs=CRS.from_user_input(self.crs).name,
                ),
                message("Save the file with its true coordinate system."),
            )
        return moved


def read_net(
    path: Path,
    *,
    layer: str | None = None,
    code: str | None = None,
    name: str | None = None,
    parent: str | None = None,
    encoding: str | None = None,
) -> ForeignNet:
    """Read a net from a GeoPackage, GeoJSON, Shapefile, FlatGeobuf, KML, GeoParquet or the like.

    Parameters
    ----------
    path : Path
        The file.
    layer : str, optional
        Needed when the file has several layers of areas.
    code, name, parent : str, optional
        Columns; without them the usual names are looked for (`gridapp.exchange.columns`).
    encoding : str, optional
        Of the text, against whatever the file says of itself.

    Raises
    ------
    InputError
        The file, layer, column or row at fault is named. Rows count from 1 in the file's order.
    """
    features = read_features(path, layer, encoding)
    file = path.name
    if not len(features.geometries):
        raise InputError(
            message("{file} has no features.", file=file),
            message("Choose a file or layer that holds a net."),
        )
    if not features.crs:
        raise InputError(
            message("{file} doesn't say which coordinate system it is in.", file=file),
            message("Save it again with its coordinate system; a shapefile needs its .prj."),
        )
    is_area, notes = _find_areas(features, file)
    _check_areas(features.geometries, is_area, file)

    columns = list(features.columns)
    code_column = choose_column(columns, code, USUAL_CODES, message("code"), file)
    if code_column is None:
        raise InputError(
            message("{file} has no column that is known to hold codes.", file=file),
            message("Name the code column, one of: {columns}.", columns=", ".join(columns)),
        )
    name_column = choose_column(columns, name, USUAL_NAMES, message("name"), file)
    parent_column = choose_column(columns, parent, USUAL_PARENTS, message("parent"), file)
    codes = as_texts(features.columns[code_column])
    _check_codes(codes, is_area, code_column, file)

    kept = np.flatnonzero(is_area)
    names = np.full(len(codes), "", dtype=object)
    if name_column is not None:
        names = as_texts(features.columns[name_column])
    parents = None if parent_column is None else as_texts(features.columns[parent_column])[kept]
    polygons = features.geometries[kept]
    return ForeignNet(
        source=file,
        layer=features.layer,
        crs=features.crs,
        codes=codes[kept],
        names=names[kept],
        parents=parents,
        polygons=polygons,
        warnings=(*features.warnings, *notes, *_invalid(polygons, kept, file)),
    )


def _find_areas(features: Features, file: str) -> tuple[NDArray[np.bool_], tuple[Message, ...]]:
    """Tell which rows to read: all but points and lines, which are often a map's labels."""
    dimension = shapely.get_dimensions(features.geometries)
    is_other = (dimension == 0) | (dimension == 1)
    if is_other.all():
        raise InputError(
            message("{file} has no polygons.", file=file),
            message("Choose a file or layer of areas; draw closed lines as polygons."),
        )
    if not is_other.any():
        return ~is_other, ()
    rows = np.flatnonzero(is_other) + 1
    return ~is_other, (
        message("{file}, row {rows}: not an area, left out.", file=file, rows=list_rows(rows)),
    )


def _not_finite(geometries: NDArray[np.object_]) -> NDArray[np.int64]:
    points, owner = shapely.get_coordinates(geometries, return_index=True)
    return np.unique(owner[~np.isfinite(points).all(axis=1)])


def _check_areas(geometries: NDArray[np.object_], is_area: NDArray[np.bool_], file: str) -> None:
    faults = (
        (
            np.flatnonzero(
                is_area & (shapely.is_missing(geometries) | shapely.is_empty(geometries))
            ),
            message("without a readable shape"),
        ),
        (
            np.flatnonzero(is_area & ~np.isin(shapely.get_type_id(geometries), (*_AREAL, -1))),
            message("neither a polygon nor a multipolygon"),
        ),
        (_not_finite(geometries), message("with coordinates that are not finite numbers")),
    )
    for rows, fault in faults:
        if len(rows):
            raise InputError(
                message(
                    "{file}, row {rows}: a grid {fault}.",
                    file=file,
                    rows=list_rows(rows + 1),
                    fault=fault,
                ),
                message("Draw the grid again or delete the row."),
            )


def _check_codes(
    codes: NDArray[np.object_], is_area: NDArray[np.bool_], column: str, file: str
) -> None:
    missing = np.flatnonzero(is_area & (codes == "")) + 1
    if len(missing):
        raise InputError(
            message(
                "{file}, row {rows}: no code in column {column}.",
                file=file,
                rows=list_rows(missing),
                column=column,
            ),
            message("Fill in the codes or choose another column."),
        )
    again = repeated(codes, is_area)
    if again:
        code, rows = next(iter(again.items()))
        raise InputError(
            message(
                "{file}: {count} codes of column {column} occur more than once, "
                "the first {code} in rows {rows}.",
                file=file,
                count=len(again),
                column=column,
                code=code,
                rows=list_rows(rows),
            ),
            message("Give each grid a code of its own, unite its parts, or choose another column."),
        )


def _invalid(
    polygons: NDArray[np.object_], rows: NDArray[np.int64], file: str
) -> Sequence[Message]:
    invalid = np.flatnonzero(~shapely.is_valid(polygons))
    return [
        message(
            "{file}, row {row}: the shape crosses itself or is otherwise unsound ({reason}).",
            file=file,
            row=int(rows[at]) + 1,
            reason=shapely.is_valid_reason(polygons[at]),
        )
        for at in invalid
    ]
