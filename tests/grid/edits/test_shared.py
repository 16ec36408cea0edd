"""Borders that nets share: whose they are, and how they come together again."""

import numpy as np
import pytest
import shapely

from gridapp.grid.build import build_fabric
from gridapp.grid.edits.apply import apply
from gridapp.grid.edits.borders import DetachBorder
from gridapp.grid.edits.shared import finest_levels, rejoinings, shares
from gridapp.grid.fabric import Fabric
from gridapp.grid.grids import make_grids
from gridapp.grid.outlines import grids_of
from tests.grid.scenes import assert_whole, block_town


@pytest.fixture
def fabric() -> Fabric:
    """The block town, and a department whose two grids meet at x = 200."""
    halves = np.array([shapely.box(0, 0, 200, 400), shapely.box(200, 0, 400, 400)], dtype=object)
    made, _ = build_fabric([("town", block_town()), ("fire", make_grids(["W", "E"], halves))])
    return made


def arc_at(fabric: Fabric, x: float, y: float) -> int:
    lines = [shapely.LineString(fabric.arc(arc)) for arc in range(fabric.n_arcs)]
    return int(np.argmin(shapely.distance(lines, shapely.Point(x, y))))


def test_a_shared_border_names_both_nets_at_their_finest_level(fabric: Fabric) -> None:
    assert [(one.net, one.number) for one in finest_levels(fabric)] == [("town", 2), ("fire", 1)]
    here = shares(fabric, arc_at(fabric, 200, 50))
    assert [one.net for one in here] == ["town", "fire"]
    assert {here[1].code, here[1].other} == {"W", "E"}
    assert [one.net for one in shares(fabric, arc_at(fabric, 100, 50))] == ["town"]
    assert shares(fabric, arc_at(fabric, 0, 50)) == (), "the outer border is nobody's own"
    assert rejoinings(fabric, arc_at(fabric, 0, 50)) == ()


def test_a_border_leaves_and_comes_back_from_either_side(fabric: Fabric) -> None:
    line = ((200.0, 0.0), (185.0, 50.0), (200.0, 100.0))
    left = apply(fabric, DetachBorder("fire", 1, "W", "E", line)).fabric
    assert_whole(left)
    before = shapely.area(grids_of(fabric, "town").polygons)
    assert shapely.area(grids_of(left, "town").polygons) == pytest.approx(before)
    assert grids_of(left, "fire").polygons[1].area == pytest.approx(80_000 + 750)
    for place in ((200, 50), (185, 50)):  # the one that stayed, and the one that left
        ways = rejoinings(left, arc_at(left, *place))
        back = next(one for one in ways if one.edit.net == "fire" and one.area < 1000)
        assert back.area == pytest.approx(750)
        again = apply(left, back.edit).fabric
        assert_whole(again)
        assert shapely.area(grids_of(again, "fire").polygons) == pytest.approx([80_000, 80_000])


def test_one_net_alone_has_nothing_to_rejoin() -> None:
    alone, _ = build_fabric([("town", block_town())])
    assert all(not rejoinings(alone, arc) for arc in range(alone.n_arcs))
