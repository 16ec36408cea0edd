"""The twenty overlapping nets of a real city become one: a valid coverage, every change listed."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shapely

from gridapp.grid.merge import MergePlan, merge_nets
from gridapp.grid.outlines import face_polygons, polygons_of
from gridapp.grid.slivers import Limits, is_sliver
from tests.grid.scenes import assert_whole
from tests.grid.test_build import read

BOUNDARY = "dc-boundary"
SLIVERS = Limits(2000.0, 20.0)


@pytest.mark.slow
def test_twenty_real_nets(shared_data: Callable[[str], Path]) -> None:
    folder = shared_data("dc-nets")
    names = sorted(path.stem for path in folder.glob("*.geojson") if path.stem != BOUNDARY)
    nets = [(name, read(folder, name)) for name in names]
    assert len(nets) == 20
    plan = MergePlan(
        "new", "110101001", tolerance=1.0, slivers=SLIVERS, near=Limits(0.0, 30.0),
        level_one=8, sub_grids=120,
    )  # fmt: skip
    merged = merge_nets(nets, plan)
    assert_whole(merged.fabric)
    assert shapely.coverage_is_valid(face_polygons(merged.fabric))
    new = [merged.fabric.level("new", number) for number in (1, 2)]
    assert [len(level.codes) for level in new] == [8, 120]
    for level in new:
        assert shapely.coverage_is_valid(polygons_of(merged.fabric, level))

    # Every sliver handed over, every overlap and every gap is listed with its place.
    kinds = [one.kind for one in merged.questions]
    assert kinds.count("sliver") == len(merged.handed) > 5000
    assert {"overlap", "gap", "near"} <= set(kinds)
    for one in merged.questions:
        assert shapely.contains_xy(one.ground, one.x, one.y)
        assert one.answers()
        if one.kind == "sliver":
            assert is_sliver(one.area, one.width, SLIVERS)
    assert len(merged.snapped) > 0
    assert merged.snapped.largest <= 20 * plan.tolerance

    # No ground is lost: each net's own ground is in its correspondence, share by share.
    for name, grids in nets:
        table = merged.correspondences[name, 1]
        own = table.old >= 0
        area = shapely.union_all(shapely.make_valid(grids.polygons)).area
        assert table.areas[own].sum() == pytest.approx(area, rel=2e-3)
        shares = np.bincount(table.old[own], table.of_old[own])
        assert shares[shares > 0] == pytest.approx(1)


@pytest.mark.slow
def test_the_gaps_of_real_nets_lie_inside_them(shared_data: Callable[[str], Path]) -> None:
    folder = shared_data("dc-nets")
    names = ("ward-2012", "recycling-pickup-days-for-2015")
    nets = [(name, read(folder, name)) for name in names]
    plan = MergePlan("new", "110101001", tolerance=1.0, slivers=SLIVERS)
    merged = merge_nets(nets, plan)
    gaps = [one for one in merged.questions if one.kind == "gap"]
    assert {one.net for one in gaps} == {names[1]}
    town, part = (shapely.union_all(shapely.make_valid(grids.polygons)) for _, grids in nets)
    beyond = shapely.difference(town, part).area - sum(one.area for one in gaps)
    assert beyond > 0, "what is beyond the net's extent is not asked"
    shells = shapely.union_all(
        shapely.polygons(shapely.get_exterior_ring(shapely.get_parts(part.buffer(2))))
    )
    for one in gaps:
        assert shells.covers(one.ground)
