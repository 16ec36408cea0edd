"""The formats that a layer can leave in, by suffix, and what each of them can't hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from gridapp.errors import InputError
from gridapp.messages import message


@dataclass(frozen=True, slots=True)
class Format:
    """What a format is called and what it can hold.

    Attributes
    ----------
    title : its name, the same in every language
    driver : GDAL's name of it; empty for what other libraries write
    is_degrees : WGS-84 degrees by definition
    has_many : several layers in one file
    has_times : columns of time; text elsewhere
    has_columns : columns at all
    has_multi : says by its type whether a shape has several parts
    needs_shapes : no rows without a place
    needs_sound : no areas that cross themselves
    options : of GDAL's layer, by name
    """

    title: str
    driver: str = ""
    is_degrees: bool = False
    has_many: bool = False
    has_times: bool = False
    has_columns: bool = True
    has_multi: bool = True
    needs_shapes: bool = False
    needs_sound: bool = False
    options: Mapping[str, str] = field(default_factory=dict)


# Every digit stays, so that a net comes back as it went; RFC 7946 itself asks for no number.
_RFC_7946 = MappingProxyType({"RFC7946": "YES", "COORDINATE_PRECISION": "15"})

FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        ".gpkg": Format("GeoPackage", "GPKG", has_many=True, has_times=True),
        ".geojson": Format("GeoJSON", "GeoJSON", is_degrees=True, options=_RFC_7946),
        ".shp": Format("Shapefile", "ESRI Shapefile", has_multi=False),
        ".fgb": Format("FlatGeobuf", "FlatGeobuf", has_times=True, needs_shapes=True),
        ".parquet": Format("GeoParquet", has_times=True),
        ".kml": Format(
            "KML", "LIBKML", is_degrees=True, has_many=True, needs_shapes=True, needs_sound=True
        ),
        ".dxf": Format("DXF", "DXF", has_columns=False, needs_shapes=True),
        ".csv": Format("CSV"),
    }
)

SUFFIXES = tuple(FORMATS)
"""The suffixes that layers can be written to."""


def format_of(path: Path) -> Format:
    """Return the format of a file by its suffix.

    Raises
    ------
    InputError
        It is not known; the remedy lists the known ones.
    """
    found = FORMATS.get(path.suffix.lower())
    if found is None:
        raise InputError(
            message("{file}: no format is known by this suffix.", file=path.name),
            message("Known are {suffixes}.", suffixes=", ".join(SUFFIXES)),
        )
    return found
