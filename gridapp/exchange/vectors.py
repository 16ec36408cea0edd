"""Features of any vector file as columns and geometries."""

import tempfile
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError

from gridapp.errors import InputError
from gridapp.exchange import shapefiles
from gridapp.exchange.texts import require_file
from gridapp.messages import Message, message

# Layers of these kinds can't hold areas.
_NOT_AREAL = ("Point", "LineString")


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """One layer as it stands in its file.

    Parameters
    ----------
    layer : str
        The layer's name.
    crs : str
        "AUTHORITY:CODE" where known, else WKT; empty when the file names none.
    columns : mapping of str to array[n]
        The values by column name, in the file's order.
    geometries : object[n]
        shapely geometries in the file's CRS, x before y, 2D; None where there is none.
    warnings : tuple of Message
        What the reading library complained of.
    """

    layer: str
    crs: str
    columns: Mapping[str, NDArray[np.generic]]
    geometries: NDArray[np.object_]
    warnings: tuple[Message, ...]


def read_features(path: Path, layer: str | None = None, encoding: str | None = None) -> Features:
    """Read one layer of a vector file: whatever GDAL knows, GeoParquet, a zipped shapefile.

    Raises
    ------
    InputError
        The file is missing, of no known format or broken; the layer isn't there, or isn't
        chosen among several; the text doesn't decode.
    """
    require_file(path)
    suffix = path.suffix.lower()
    if suffix == ".zip":
        with tempfile.TemporaryDirectory() as folder:
            return _read_vector(shapefiles.unpack(path, Path(folder)), path, layer, encoding)
    if suffix in (".parquet", ".geoparquet"):
        return _read_parquet(path)
    return _read_vector(path, path, layer, encoding)


def _read_vector(path: Path, source: Path, layer: str | None, encoding: str | None) -> Features:
    if path.suffix.lower() != ".shp":
        return _read_layer(path, source, layer, encoding)
    encoding, notes = shapefiles.find_encoding(path, encoding)
    features = _read_layer(path, source, layer, shapefiles.BYTES_AS_TEXT)
    return replace(
        features,
        columns=shapefiles.decode_columns(features.columns, encoding),
        warnings=(*notes, *features.warnings),
    )


def _read_layer(path: Path, source: Path, layer: str | None, encoding: str | None) -> Features:
    # pyogrio brings pandas with it: too slow to import before a window shows.
    from pyogrio import errors, list_layers
    from pyogrio.raw import read

    with warnings.catch_warnings(record=True) as complaints:
        warnings.simplefilter("always")
        try:
            chosen = _choose_layer(list_layers(path), layer, source)
            meta, _, blobs, values = read(
                path,
                layer=chosen,
                encoding=encoding,
                force_2d=True,
            )
        except (UnicodeDecodeError, LookupError) as error:
            raise InputError(
                message(
                    "The text of {file} doesn't decode: {reason}.",
                    file=source.name,
                    reason=str(error),
                ),
                message("Name the right encoding when importing, for example gbk."),
            ) from error
        except (
            errors.DataSourceError,
            errors.DataLayerError,
            errors.FeatureError,
            errors.FieldError,
            errors.GeometryError,
            ValueError,
        ) as error:
            raise _unreadable(source, error) from error
    notes = tuple(
        message("{file}: {note}", file=source.name, note=str(complaint.message))
        for complaint in complaints
    )
    blobs = np.array([], dtype=object) if blobs is None else blobs
    # A ring that doesn't close is beyond shapely: it becomes a missing geometry.
    with np.errstate(invalid="ignore"):  # NaN coordinates; for the caller to judge
        geometries = shapely.from_wkb(blobs, on_invalid="ignore")
    columns = dict(zip((str(name) for name in meta["fields"]), values, strict=True))
    return Features(chosen, name_crs(meta["crs"]), columns, geometries, notes)


def _choose_layer(listed: Sequence[Sequence[str | None]], wanted: str | None, source: Path) -> str:
    kinds = {str(name): kind for name, kind in listed}
    if wanted is not None and wanted in kinds:
        return wanted
    if wanted is not None:
        raise InputError(
            message("{file} has no layer {layer}.", file=source.name, layer=wanted),
            message("The layers are: {layers}.", layers=", ".join(kinds)),
        )
    areal = [name for name, kind in kinds.items() if kind and not kind.startswith(_NOT_AREAL)]
    if len(areal) > 1:
        raise InputError(
            message("{file} has several layers of areas.", file=source.name),
            message("Choose one: {layers}.", layers=", ".join(areal)),
        )
    if not areal:
        raise InputError(
            message("{file} has no layer of areas.", file=source.name),
            message("The layers are: {layers}.", layers=", ".join(kinds)),
        )
    return areal[0]


def _read_parquet(path: Path) -> Features:
    import geopandas
    from pyarrow import ArrowException

    try:
        frame = geopandas.read_parquet(path)
    except (ArrowException, ValueError, KeyError) as error:
        raise _unreadable(path, error) from error
    plain = frame.drop(columns=frame.geometry.name)
    columns = {
        str(name): plain[name].astype(object).where(plain[name].notna(), None).to_numpy()
        for name in plain.columns
    }
    geometries = shapely.force_2d(np.asarray(frame.geometry.array, dtype=object))
    crs = "" if frame.crs is None else name_crs(frame.crs.to_wkt())
    return Features(path.stem, crs, columns, geometries, ())


def name_crs(text: str | None) -> str:
    """Name a CRS by its authority code where it has one, else by its WKT; empty for none."""
    if not text:
        return ""
    try:
        crs = CRS.from_user_input(text)
    except CRSError:
        return ""
    authority = crs.to_authority()
    return ":".join(authority) if authority else crs.to_wkt()


def _unreadable(source: Path, error: Exception) -> InputError:
    return InputError(
        message(
            "{file} can't be read as a map file: {reason}",
            file=source.name,
            reason=str(error).splitlines()[0],
        ),
        message(
            "Known are GeoPackage, GeoJSON, Shapefile (also zipped), FlatGeobuf, KML, GeoParquet."
        ),
    )
