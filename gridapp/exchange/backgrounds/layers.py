"""Layers of a local vector file, brought into the workspace's system."""

import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from gridapp.errors import InputError
from gridapp.exchange.reprojection import reproject
from gridapp.exchange.texts import require_file
from gridapp.exchange.vectors import Features, read_features
from gridapp.locate.datum import Datum, convert
from gridapp.messages import message

Shape = Literal["area", "line", "point"]

_SHAPES: Mapping[Shape, tuple[int, ...]] = {"area": (3, 6), "line": (1, 2, 5), "point": (0, 4)}
"""shapely's numbers of the kinds of geometry that are drawn alike."""

_NAMES = ("name", "名称", "名字", "mc", "label", "title")
_WHOLE = (".zip", ".parquet", ".geoparquet")  # what holds one layer, or is chosen by its reader


@dataclass(frozen=True, slots=True, eq=False)
class LocalLayer:
    """Features of one shape of one layer.

    Attributes
    ----------
    geometries : object array, shape (n,); metres of the workspace's CRS
    labels : one a feature, empty without a column of names
    """

    name: str
    shape: Shape
    geometries: NDArray[np.object_]
    labels: NDArray[np.object_]


def read_local(path: Path, crs: str, datum: Datum, layer: str = "") -> list[LocalLayer]:
    """Read what a vector file holds, areas first, then lines, then points.

    Parameters
    ----------
    datum : Datum
        GCJ-02 when the file's degrees are shifted, whatever it says of itself.
    layer : str
        Of a file of several; empty for all.

    Raises
    ------
    InputError
        The file can't be read, names no system, or lies nowhere near where it says.
    """
    require_file(path)
    try:
        found = [
            part
            for features in _layers(path, layer)
            for part in _by_shape(features, _brought(features, path, crs, datum))
        ]
    except (OSError, zipfile.BadZipFile) as error:
        raise InputError(
            message("{file} can't be read: {reason}.", file=path.name, reason=str(error)),
            message("Check that the file is complete and that you may read it."),
        ) from error
    if not found:
        raise InputError(
            message("{file} has nothing to draw.", file=path.name),
            message("Choose a file with areas, lines or points."),
        )
    return sorted(found, key=lambda one: list(_SHAPES).index(one.shape))


def _layers(path: Path, wanted: str) -> Iterator[Features]:
    if wanted or path.suffix.lower() in _WHOLE:
        yield read_features(path, wanted or None)
        return
    # pyogrio brings pandas with it: too slow to import before a window shows.
    from pyogrio import errors, list_layers

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it says again what reading says
        try:
            listed = list_layers(path)
        except (errors.DataSourceError, ValueError):
            listed = []
    spatial = [str(name) for name, kind in listed if kind]
    if not spatial:
        yield read_features(path)  # says what is wrong with it
    for name in spatial:
        yield read_features(path, name)


def _brought(features: Features, path: Path, crs: str, datum: Datum) -> NDArray[np.object_]:
    shapes = features.geometries
    if not features.crs:
        raise InputError(
            message("{file} doesn't say in which system its numbers are.", file=path.name),
            message("Save it with its system, such as EPSG:4326 or EPSG:4549."),
        )
    if datum is Datum.GCJ02:

        def unshift(points: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.column_stack(convert(points[:, 0], points[:, 1], datum, Datum.WGS84))

        degrees = reproject(shapes, features.crs, "EPSG:4326")
        true = np.asarray(shapely.transform(degrees, unshift), dtype=object)
        brought = reproject(true, "EPSG:4326", crs)
    else:
        brought = reproject(shapes, features.crs, crs)
    bounds = shapely.bounds(brought)
    is_missing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    is_good = np.isfinite(bounds).all(axis=1) & ~is_missing
    if not is_good.any() and not is_missing.all():
        raise InputError(
            message("{file} lies where {crs} has no place for it.", file=path.name, crs=crs),
            message("Check the system that the file names ({crs}).", crs=features.crs),
        )
    brought = brought.copy()
    brought[~is_good] = None
    return brought


def _by_shape(features: Features, shapes: NDArray[np.object_]) -> Iterator[LocalLayer]:
    kinds = shapely.get_type_id(shapes)
    column = next((name for name in features.columns if name.lower() in _NAMES), None)
    if column is None:
        labels = np.full(len(shapes), "", dtype=object)
    else:
        values = features.columns[column].tolist()
        labels = np.array(["" if value is None else str(value) for value in values], dtype=object)
    for shape, numbers in _SHAPES.items():
        rows = np.flatnonzero(np.isin(kinds, numbers))
        if len(rows):
            yield LocalLayer(features.layer, shape, shapes[rows], labels[rows])
