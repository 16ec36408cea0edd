"""Geometry at rest: WKB for everyone above, in a GeoPackage behind a small header.

Source: OGC 12-128r18, clause 2.1.3 (GeoPackageBinary).
"""

import struct
from collections.abc import Callable, Iterable, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy import Dialect
from sqlalchemy.types import UserDefinedType

_ENVELOPE_BYTES = (0, 32, 48, 48, 64)
_LINESTRING_M = 2002


class Geometry(UserDefinedType[bytes]):
    """A geometry column. Reading gives WKB; writing takes what the home's `encode` made."""

    cache_ok = True

    def __init__(self, kind: str, *, has_m: bool = False) -> None:
        self.kind = kind
        self.has_m = has_m

    def get_col_spec(self, **_: object) -> str:
        """Return the column type, which in a GeoPackage is the geometry's name."""
        return self.kind

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[bytes | None], bytes | None]:
        """Take the GeoPackage's header off, ours or any other writer's."""

        def strip(blob: bytes | None) -> bytes | None:
            return blob and blob[8 + _ENVELOPE_BYTES[(blob[3] >> 1) & 7] :]

        return strip


def decode(wkbs: Iterable[bytes]) -> NDArray[np.object_]:
    """Turn WKB into an (n,) object array of geometries; M values are not kept."""
    return np.atleast_1d(shapely.from_wkb(np.array(list(wkbs), dtype=object)))


def decode_measured_line(wkb: bytes) -> NDArray[np.float64]:
    """Turn the WKB of a LINESTRING M into an (n, 3) array of x, y, m."""
    order = "<" if wkb[0] else ">"
    kind, count = struct.unpack_from(f"{order}II", wkb, 1)
    if kind != _LINESTRING_M:
        raise ValueError(f"WKB type {kind} is not LINESTRING M")
    return np.frombuffer(wkb, f"{order}f8", count * 3, 9).reshape(-1, 3)


def encode(geometries: NDArray[np.object_] | Sequence[shapely.Geometry], srid: int) -> list[bytes]:
    """Encode geometries as GeoPackage blobs, with an envelope unless they are points."""
    array = np.asarray(geometries, dtype=object)
    bodies = shapely.to_wkb(array, byte_order=1, flavor="iso")
    if (shapely.get_type_id(array) == shapely.GeometryType.POINT).all():
        header = struct.pack("<2sBBi", b"GP", 0, 0b0000_0001, srid)
        return [header + body for body in bodies]
    bounds = shapely.bounds(array)[:, [0, 2, 1, 3]].astype("<f8")
    header = struct.pack("<2sBBi", b"GP", 0, 0b0000_0011, srid)
    return [header + box.tobytes() + body for box, body in zip(bounds, bodies, strict=True)]


def encode_measured_line(xym: NDArray[np.float64], srid: int) -> bytes:
    """Encode an (n, 3) array of x, y, m as the GeoPackage blob of one LINESTRING M."""
    low, high = xym.min(axis=0), xym.max(axis=0)
    return b"".join(
        (
            struct.pack("<2sBBi", b"GP", 0, 0b0000_0011, srid),
            np.array([low[0], high[0], low[1], high[1]], dtype="<f8").tobytes(),
            struct.pack("<BII", 1, _LINESTRING_M, len(xym)),
            xym.astype("<f8").tobytes(),
        )
    )
