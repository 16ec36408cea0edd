"""The system that coordinates leave in: a CRS by its code, or a datum that web maps want."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS
from pyproj.exceptions import CRSError

from gridapp.errors import InputError
from gridapp.exchange.reprojection import reproject
from gridapp.locate.datum import Datum, convert
from gridapp.messages import message

WGS84 = "EPSG:4326"


@dataclass(frozen=True, slots=True)
class Target:
    """A CRS, or WGS-84 degrees shifted to a datum that no registry of systems knows.

    Attributes
    ----------
    crs : authority code or WKT; of the degrees before the shift
    shift : GCJ-02 or BD-09, None for a plain CRS
    """

    crs: str
    shift: Datum | None = None

    @property
    def name(self) -> str:
        """What people call it."""
        return self.crs if self.shift is None else self.shift.value

    @property
    def declared(self) -> str:
        """What a file may truthfully say of it: the CRS, or nothing for shifted degrees."""
        return self.crs if self.shift is None else ""

    @property
    def is_degrees(self) -> bool:
        """Whether its numbers are longitude and latitude."""
        return self.shift is not None or CRS.from_user_input(self.crs).is_geographic

    def bring(self, geometries: NDArray[np.object_], crs: str) -> NDArray[np.object_]:
        """Move geometries of `crs` here, x before y; None stays None."""
        moved = reproject(geometries, crs, self.crs)
        if self.shift is None:
            return moved
        shift = self.shift

        def push(points: NDArray[np.float64]) -> NDArray[np.float64]:
            return np.column_stack(convert(points[:, 0], points[:, 1], Datum.WGS84, shift))

        return np.asarray(shapely.transform(moved, push), dtype=object)


_NAMES: Mapping[str, Target] = MappingProxyType(
    {
        "WGS84": Target(WGS84),
        "CGCS2000": Target("EPSG:4490"),
        "GCJ02": Target(WGS84, Datum.GCJ02),
        "BD09": Target(WGS84, Datum.BD09),
    }
)


def find_target(text: str) -> Target:
    """Read a system as people write it: ``EPSG:4549``, ``4549``, ``GCJ-02``, ``wgs84``.

    Raises
    ------
    InputError
        There is no such system.
    """
    known = _NAMES.get(text.strip().upper().replace("-", "").replace(" ", ""))
    if known is not None:
        return known
    code = f"EPSG:{text.strip()}" if text.strip().isdecimal() else text.strip()
    try:
        CRS.from_user_input(code)
    except CRSError as error:
        raise InputError(
            message("“{crs}” is not a coordinate reference system.", crs=text),
            message("Give a code such as EPSG:4490, or WGS-84, CGCS2000, GCJ-02 or BD-09."),
        ) from error
    return Target(code)
