"""Named shapes and a small town for the tests of the fabric."""

import itertools

import numpy as np
import shapely

from gridapp.grid.build import build_fabric
from gridapp.grid.fabric import Fabric
from gridapp.grid.grids import Grids, make_grids
from gridapp.grid.outlines import face_polygons

DIVISION = "320281198001"


def square(x: float, y: float, size: float = 100.0) -> shapely.Polygon:
    return shapely.box(x, y, x + size, y + size)


def four_squares() -> Grids:
    """Two by two squares of 100 m; 001 and 002 in the west, south before north."""
    places = ((0, 0), (0, 100), (100, 0), (100, 100))
    return make_grids(
        [f"{DIVISION}{n:03d}" for n in range(1, 5)], [square(*place) for place in places]
    )


def block_town(columns: int = 4, rows: int = 4) -> Grids:
    """Sub-grids of 100 m under level-one grids of 2 by 2 of them; one more vertex a side."""
    cells, codes, parents = [], [], []
    above: dict[str, list[shapely.Polygon]] = {}
    for c in range(columns):
        for r in range(rows):
            cell = shapely.segmentize(square(c * 100, r * 100), 51.0)
            number = c // 2 * ((rows + 1) // 2) + r // 2 + 1
            parent = f"320281198{number:03d}000"
            cells.append(cell)
            codes.append(f"{parent[:12]}{c % 2 * 2 + r % 2 + 1:03d}")
            parents.append(parent)
            above.setdefault(parent, []).append(cell)
    return make_grids(
        [*above, *codes],
        [*(shapely.coverage_union_all(some) for some in above.values()), *cells],
        parents=[*([""] * len(above)), *parents],
        levels=[*([1] * len(above)), *([2] * len(cells))],
    )


def shifted_squares() -> Grids:
    """A second department's net over the block town: three wide bands, their borders askew."""
    lines = ((0, 0), (133, 160), (271, 240), (400, 400))
    bands = [
        shapely.Polygon([(a, 0), (b, 0), (d, 400), (c, 400)])
        for (a, c), (b, d) in itertools.pairwise(lines)
    ]
    return make_grids(["B1", "B2", "B3"], bands)


def town_fabric() -> Fabric:
    """The block town and the second department's net in one fabric."""
    fabric, overlaps = build_fabric([("town", block_town()), ("bands", shifted_squares())])
    assert not overlaps
    return fabric


def assert_whole(fabric: Fabric) -> None:
    """The faces are a valid coverage, and every array agrees with the others."""
    polygons = face_polygons(fabric)
    assert all(polygon is not None for polygon in polygons)
    assert shapely.is_valid(polygons).all()
    assert shapely.coverage_is_valid(polygons)
    assert (fabric.left != fabric.right).all()
    assert (fabric.xy[fabric.offsets[:-1]] == fabric.nodes[fabric.tails]).all()
    assert (fabric.xy[fabric.offsets[1:] - 1] == fabric.nodes[fabric.heads]).all()
    assert len(fabric.tails) == len(fabric.heads) == len(fabric.left) == len(fabric.right)
    for level in fabric.levels:
        assert level.labels.shape == (fabric.n_faces,)
        assert level.labels.max(initial=-1) < len(level.codes)
        assert len(level.codes) == len(level.names) == len(level.owners) == len(level.parents)


def areas_of(polygons: np.ndarray[tuple[int], np.dtype[np.object_]]) -> list[float]:
    return [round(float(area), 6) for area in shapely.area(polygons)]
