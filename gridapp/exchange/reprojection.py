"""From one coordinate reference system to another."""

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer


def reproject(geometries: NDArray[np.object_], source: str, target: str) -> NDArray[np.object_]:
    """Reproject geometries, x before y; vertices that were the same stay the same.

    Coordinates that don't fit `source` come back as infinity.
    """
    if CRS.from_user_input(source) == CRS.from_user_input(target):
        return geometries
    transformer = Transformer.from_crs(source, target, always_xy=True)

    def move(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))

    return np.asarray(shapely.transform(geometries, move), dtype=object)
