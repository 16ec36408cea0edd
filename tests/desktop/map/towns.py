"""Small named coverages and scenes."""

import numpy as np
import shapely

from gridapp.desktop.map.layers import AreaLayer, LineLayer, PointLayer, TrackLayer
from gridapp.desktop.map.ragged import Geometries
from gridapp.desktop.map.scene import Scene
from gridapp.desktop.map.view import Coordinates


def quilt(columns: int = 4, rows: int = 3, cell: float = 100.0, steps: int = 9) -> Geometries:
    """A coverage of crooked cells that share their borders vertex for vertex."""
    rng = np.random.default_rng(7)
    corner = np.stack(np.meshgrid(np.arange(columns + 1.0), np.arange(rows + 1.0)), -1) * cell
    corner = corner + rng.uniform(-0.2, 0.2, corner.shape) * cell

    def border(begin: Coordinates, end: Coordinates) -> Coordinates:
        share = np.linspace(0, 1, steps + 1)[:, None]
        bend = rng.uniform(-0.04, 0.04, (steps + 1, 2)) * cell
        bend[[0, -1]] = 0
        return begin * (1 - share) + end * share + bend

    across = {
        (c, r): border(corner[r, c], corner[r, c + 1])
        for c in range(columns)
        for r in range(rows + 1)
    }
    upward = {
        (c, r): border(corner[r, c], corner[r + 1, c])
        for c in range(columns + 1)
        for r in range(rows)
    }
    cells = [
        shapely.Polygon(
            np.concatenate(
                [
                    across[c, r][:-1],
                    upward[c + 1, r][:-1],
                    across[c, r + 1][:0:-1],
                    upward[c, r][::-1],
                ]
            )
        )
        for r in range(rows)
        for c in range(columns)
    ]
    return np.array(cells, dtype=object)


def hamlet() -> Scene:
    """Four by three sub-grids in two level-one grids, a pond with an island, a street, cases."""
    cells = quilt()
    halves = np.array(
        [
            shapely.union_all(cells[[i for i in range(12) if (i % 4 < 2) == w]])
            for w in (True, False)
        ]
    )
    pond = shapely.Point(150, 150).buffer(60) - shapely.Point(150, 150).buffer(20)
    return Scene(
        [
            AreaLayer(
                name="water", polygons=np.array([pond]), style="base.water", is_interactive=False
            ),
            LineLayer(
                name="streets",
                lines=np.array([shapely.LineString([(-20, 50), (420, 60)])]),
                style="base.street",
                classes=["main"],
                labels=["人民路"],
                is_interactive=False,
            ),
            AreaLayer(
                name="level2",
                polygons=cells,
                style="grid.level2",
                ids=[f"{i:03d}" for i in range(12)],
                labels=[f"{i:03d}" for i in range(12)],
                label_priority=5,
            ),
            AreaLayer(
                name="level1",
                polygons=halves,
                style="grid.level1",
                labels=["东湖社区", "West Bank"],
                label_priority=10,
                is_interactive=False,
            ),
            TrackLayer(
                name="tracks",
                legs=[
                    np.array([(20.0, 20.0), (90.0, 60.0)]),
                    np.array([(300.0, 250.0), (380.0, 200.0)]),
                ],
                is_interactive=False,
            ),
            PointLayer(
                name="cases",
                x=np.array([60.0, 250.0, 330.0]),
                y=np.array([220.0, 120.0, 40.0]),
                style="case",
                classes=["waiting", "overdue", "done"],
                urgent=np.array([False, True, False]),
                ids=["c1", "c2", "c3"],
            ),
        ]
    )
