"""Plain open files: GeoJSON, CSV and TOML, the same bytes every time."""

import csv
import gzip
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import shapely

from data.maketown.space import Floats, lonlat

_CRS = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
Row = Sequence[object]


def geographic(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a shape in local metres as CGCS2000 lon/lat with 8 decimals."""
    return shapely.transform(shape, lonlat)


def geojson(path: Path, features: Iterable[tuple[shapely.Geometry, Mapping[str, object]]]) -> None:
    """Write features (shape in local metres, properties), one to a line."""
    lines = []
    for shape, properties in features:
        geometry = json.loads(shapely.to_geojson(geographic(shape)))
        feature = {"type": "Feature", "properties": dict(properties), "geometry": geometry}
        lines.append(json.dumps(feature, ensure_ascii=False, separators=(",", ":")))
    head = json.dumps(
        {"type": "FeatureCollection", "name": path.stem, "crs": _CRS},
        ensure_ascii=False, separators=(",", ":"),
    )  # fmt: skip
    _text(path, f'{head[:-1]},"features":[\n' + ",\n".join(lines) + "\n]}\n")


def table(path: Path, columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write a CSV table with a head row; a name ending in .gz is compressed without a date."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    text = buffer.getvalue()
    if path.suffix == ".gz":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))
    else:
        _text(path, text)


def degrees(points: Sequence[tuple[float, float]], decimals: int = 8) -> list[tuple[str, str]]:
    """Return local points as lon and lat text."""
    xy: Floats = lonlat(np.array(points, dtype=float).reshape(-1, 2))
    return [(f"{x:.{decimals}f}", f"{y:.{decimals}f}") for x, y in xy]


def toml(path: Path, values: Mapping[str, object], counts: Mapping[str, int]) -> None:
    """Write a flat TOML file with a table of counts."""
    lines = [f"{k} = {json.dumps(v, ensure_ascii=False)}" for k, v in values.items()]
    lines += ["", "[counts]", *(f"{k} = {v}" for k, v in counts.items())]
    _text(path, "\n".join(lines) + "\n")


def _text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
