"""A small town of three Chinese grids for the tests, and how it looks in a file."""

from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray

from gridapp.exchange.layers import OutLayer, write_layers

CRS = "EPSG:4490"
CODES = ["320281115201001", "320281115201002", "320281115202001"]
NAMES = ["徐霞客镇璜塘村第一网格", "马镇村第二网格", "峭岐社区、镇南"]
PARENTS = ["320281115201", "320281115201", ""]
COLUMNS = {"code": CODES, "name": NAMES, "parent": PARENTS}


def polygons() -> NDArray[np.object_]:
    """Two neighbours and one of two parts with a hole, in Jiangyin."""
    shapes = np.empty(3, dtype=object)
    shapes[:] = [
        shapely.box(120.29, 31.79, 120.31, 31.81),
        shapely.box(120.31, 31.79, 120.33, 31.81),
        shapely.MultiPolygon(
            [
                shapely.box(120.34, 31.79, 120.36, 31.81).difference(
                    shapely.box(120.345, 31.795, 120.355, 31.805)
                ),
                shapely.box(120.37, 31.79, 120.38, 31.80),
            ]
        ),
    ]
    return shapes


def write(path: Path) -> Path:
    """Write the town in the format of the suffix."""
    write_layers(path, [OutLayer("综合网", COLUMNS, polygons())], CRS)
    return path
