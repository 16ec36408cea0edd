"""A small town at rest with something in every feature table, for other programs to open."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import shapely

from gridapp.grid.build import build_fabric
from gridapp.grid.grids import make_grids
from gridapp.patrol.track import make_track
from gridapp.store import fabric, ground, nets, tracks
from gridapp.store.file_home import FileHome
from gridapp.store.home import add_features
from gridapp.store.schema import case

SRID = 4549
NOON = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)
X, Y = 519_000.0, 3_524_000.0
EXTENT = (X, Y, X + 400, Y + 200)
GRIDS = {
    f"320281100001{sequence:03d}": shapely.box(*box)
    for sequence, box in enumerate(
        [EXTENT, (X, Y, X + 200, Y + 200), (X + 200, Y, X + 400, Y + 200)]
    )
}
POND = shapely.box(X + 10, Y + 10, X + 90, Y + 70) - shapely.box(X + 30, Y + 30, X + 40, Y + 40)
STREET = shapely.LineString([(X, Y + 100), (X + 150, Y + 104), (X + 400, Y + 90)])
POINT = shapely.Point(X + 120, Y + 50)

GEOMETRY: Mapping[str, tuple[str, int]] = {
    "grid": ("MultiPolygon", 3),
    "arc": ("LineString", 3),
    "face": ("Point", 2),
    "base_area": ("Polygon", 1),
    "base_line": ("LineString", 1),
    "place": ("Point", 1),
    "enterprise": ("Point", 1),
    "case": ("Point", 1),
    "leg": ("LineStringM", 2),
}
"""Feature table → its type of geometry, and how many features the town has in it."""


def make_small_town(path: Path) -> None:
    """Write the town into a new workspace."""
    home = FileHome.create(path, SRID)
    x, y = np.array([POINT.x]), np.array([POINT.y])
    track = make_track(
        "T-01", NOON.timestamp() + np.arange(6) * 10.0, X + np.arange(6) * 60.0, np.full(6, Y + 95)
    )
    with home.write() as connection:
        nets.add_net(
            home, connection, "comprehensive", title="综合网", source="test", now=NOON,
            grids=make_grids(
                list(GRIDS), list(GRIDS.values()), names=["东村", "一组", "二组"],
                parents=["", *[next(iter(GRIDS))] * 2], levels=[1, 2, 2],
            ),
        )  # fmt: skip
        edition = nets.find_edition(connection, "comprehensive", NOON)
        grids = nets.read_grids_of(connection, edition)
        fabric.write_fabric(home, connection, edition, build_fabric([("comprehensive", grids)])[0])
        for shape, kind, geometry in (("area", "water", POND), ("line", "street", STREET)):
            ground.add_background(
                home, connection, shape,
                ground.Features(kind, *(np.array([v], dtype=object) for v in ("", "名", geometry))),
            )  # fmt: skip
        ground.add_points(home, connection, "place", [{"ref": "P-1", "name": "祠堂"}], x, y)
        ground.add_points(home, connection, "enterprise", [{"ref": "E-1", "name": "面馆"}], x, y)
        add_features(
            home, connection, case,
            [{"ref": "20260601-0001", "stage": "reported", "opened_at": NOON, "events": 1,
              "is_urgent": True, "is_edge_dispute": False}],
            np.array([POINT], dtype=object),
        )  # fmt: skip
        tracks.add_legs(home, connection, track, np.array([[0, 3], [3, 6]]))
    home.close()
