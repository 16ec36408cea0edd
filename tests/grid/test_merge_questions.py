"""What a merge asks: gaps inside a net's extent only, one question for one overlap, answers."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridapp.grid.build import build_fabric
from gridapp.grid.contests import find_contests
from gridapp.grid.decisions import Decision
from gridapp.grid.gaps import faces_in, find_gaps
from gridapp.grid.grids import Grids, make_grids
from gridapp.grid.merge import Merged, MergePlan, merge_nets
from gridapp.grid.outlines import face_areas, grids_of, polygons_of
from gridapp.grid.questions import Question
from gridapp.grid.slivers import Limits
from tests.grid.scenes import assert_whole, square

PLAN = MergePlan("new", "320281198", slivers=Limits(width=3))
TOWN = make_grids(["t"], [shapely.box(0, 0, 400, 400)])


def of_kind(merged: Merged, kind: str) -> list[Question]:
    return [one for one in merged.questions if one.kind == kind]


def ring(hole: shapely.Polygon) -> Grids:
    """Two grids round a hole."""
    return make_grids(
        ["w", "e"],
        [shapely.box(0, 0, 200, 400) - hole, shapely.box(200, 0, 400, 400) - hole],
    )


def test_beyond_its_extent_a_net_has_no_gap() -> None:
    downtown = make_grids(["a", "b"], [square(0, 0, 100), square(100, 0, 100)])
    bay = make_grids(["c"], [shapely.box(0, 0, 400, 400) - shapely.box(150, 100, 250, 400)])
    for near in (0.0, 20.0):
        plan = replace(PLAN, near=Limits(0.0, near))
        merged = merge_nets([("town", TOWN), ("part", downtown), ("bay", bay)], plan)
        assert not of_kind(merged, "gap")


def test_a_hole_is_one_gap_however_many_borders_cross_it() -> None:
    hole = shapely.box(150, 150, 250, 250)
    crossing = make_grids(["n", "s"], [shapely.box(0, 200, 400, 400), shapely.box(0, 0, 400, 200)])
    merged = merge_nets([("a", ring(hole)), ("b", crossing)], PLAN)
    (gap,) = of_kind(merged, "gap")
    assert gap.net == "a"
    assert gap.area == pytest.approx(10_000)
    assert set(gap.takers) == {("a", "w"), ("a", "e")}
    assert gap.ground.equals(hole)


def test_a_hole_in_every_net_is_a_gap_too() -> None:
    merged = merge_nets([("a", ring(shapely.box(150, 150, 250, 250)))], PLAN)
    assert [one.area for one in of_kind(merged, "gap")] == [pytest.approx(10_000)]


def test_a_crack_that_opens_to_the_outside_is_a_gap() -> None:
    torn = make_grids(["w", "e"], [shapely.box(0, 0, 195, 400), shapely.box(205, 0, 400, 400)])
    plan = replace(PLAN, near=Limits(0.0, 12.0))
    merged = merge_nets([("town", TOWN), ("torn", torn)], plan)
    (gap,) = of_kind(merged, "gap")
    assert gap.area == pytest.approx(4000)
    assert gap.takers == ()
    fabric, _ = build_fabric([("torn", torn)])
    assert not find_gaps(fabric, fabric.level("torn", 1), 8.0)


def test_a_gap_is_given_and_kept() -> None:
    hole = shapely.box(150, 150, 250, 250)
    nets = [("a", ring(hole)), ("town", TOWN)]
    give = Decision("give", 170, 170, "a", "e")
    merged = merge_nets(nets, replace(PLAN, decisions=(give,)))
    level = merged.fabric.level("a", 1)
    assert polygons_of(merged.fabric, level)[1].area == pytest.approx(80_000 - 5000 + 10_000)
    (gap,) = of_kind(merged, "gap")
    assert gap.decision == give
    assert not merged.unused
    keep = Decision("keep", 170, 170)
    (gap,) = of_kind(merge_nets(nets, replace(PLAN, decisions=(keep,))), "gap")
    assert gap.decision == keep


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_filling_every_hole_leaves_none(seed: int) -> None:
    random = np.random.default_rng(seed)
    corners = random.uniform(10, 40, (3, 2)) + np.array([20, 140, 260])[:, None]
    holes = shapely.box(*corners.T, *(corners + random.uniform(10, 80, (3, 2))).T)
    free = shapely.union_all(holes)
    fabric, _ = build_fabric([("a", ring(free)), ("town", TOWN)])
    level = fabric.level("a", 1)
    gaps = find_gaps(fabric, level)
    assert sum(gap.ground.area for gap in gaps) == pytest.approx(free.area)
    areas = face_areas(fabric)
    for gap in gaps:
        assert areas[faces_in(fabric, level, gap)].sum() == pytest.approx(gap.ground.area)


def contested() -> list[tuple[str, Grids]]:
    """Two grids that overlap by 20 m, under a net whose border crosses the overlap."""
    torn = make_grids(["w", "e"], [shapely.box(0, 0, 210, 400), shapely.box(190, 0, 400, 400)])
    bands = make_grids(["n", "s"], [shapely.box(0, 200, 400, 400), shapely.box(0, 0, 400, 200)])
    return [("torn", torn), ("bands", bands)]


def test_one_overlap_is_one_question_and_one_decision() -> None:
    nets = contested()
    fabric, overlaps = build_fabric(nets)
    assert len(overlaps) == 2
    (contest,) = find_contests(fabric, overlaps)
    assert contest.ground.area == 8000
    claim = Decision("claim", 200, 30, "torn", "e")
    merged = merge_nets(nets, replace(PLAN, decisions=(claim,)))
    level = merged.fabric.level("torn", 1)
    assert [one.area for one in polygons_of(merged.fabric, level)] == [76_000, 84_000]
    (overlap,) = of_kind(merged, "overlap")
    assert overlap.decision == claim
    assert [one.code for one in overlap.answers()] == ["w", "e"]


def test_a_claim_does_not_shake_the_order_of_trust() -> None:
    west = make_grids(["w", "e"], [shapely.box(0, 0, 50, 100), shapely.box(50, 0, 100, 100)])
    other = make_grids(["w", "e"], [shapely.box(0, 0, 52, 100), shapely.box(52, 0, 100, 100)])
    double = make_grids(["w", "e", "x"], [*west.polygons, shapely.box(60, 20, 90, 80)])
    claim = Decision("claim", 75, 50, "a", "e")
    merged = merge_nets([("a", double), ("b", other)], replace(PLAN, decisions=(claim,)))
    assert [level.net for level in merged.fabric.levels] == ["a", "b", "new", "new"]
    assert polygons_of(merged.fabric, merged.fabric.level("b", 1))[0].area == 5000


def two_departments() -> Sequence[tuple[str, Grids]]:
    def halves(at: float) -> Grids:
        return make_grids(["w", "e"], [shapely.box(0, 0, at, 100), shapely.box(at, 0, 100, 100)])

    return [("roads", halves(50)), ("water", halves(56))]


def test_near_borders_are_given_only_by_decision() -> None:
    plan = replace(PLAN, near=Limits(0.0, 8.0))
    (near,) = of_kind(merge_nets(two_departments(), plan), "near")
    assert set(near.takers) == {("roads", "w"), ("water", "e")}
    for (net, code), west in {("roads", "w"): 5600, ("water", "e"): 5000}.items():
        give = Decision("give", near.x, near.y, net, code)
        merged = merge_nets(two_departments(), replace(plan, decisions=(give,)))
        assert_whole(merged.fabric)
        shapes = polygons_of(merged.fabric, merged.fabric.level("roads", 1))
        assert shapes[0].area == pytest.approx(west)
        (question,) = of_kind(merged, "near")
        assert question.decision == give
        assert not merged.unused


def test_every_answer_finds_its_question_again() -> None:
    plan = MergePlan("new", "320281198", slivers=Limits(width=8))
    (sliver,) = of_kind(merge_nets(two_departments(), plan), "sliver")
    for answer in sliver.answers():
        merged = merge_nets(two_departments(), replace(plan, decisions=(answer,)))
        (again,) = of_kind(merged, "sliver")
        assert again.decision == answer
        assert not merged.unused


def test_a_keep_without_occasion_is_told() -> None:
    keep = Decision("keep", 20, 20)
    merged = merge_nets(two_departments(), replace(PLAN, decisions=(keep,)))
    assert merged.unused == (keep,)


def test_several_loads_are_balanced_and_tabulated() -> None:
    shops = (np.array([[10.0, 10], [90, 90]]), np.array([1.0, 3]))
    homes = (np.array([[20.0, 20]]), np.array([5.0]))
    plan = replace(PLAN, balanced=("homes", "shops"), level_one=1, sub_grids=2)
    merged = merge_nets(two_departments(), plan, loads={"shops": shops, "homes": homes})
    assert merged.loads == ("shops", "homes")
    table = merged.correspondences["roads", 1]
    assert table.loads.sum(axis=0).tolist() == [4, 5]


def test_moved_vertices_are_told() -> None:
    nets = [("a", make_grids(["a"], [square(0, 0, 100)])),
            ("b", make_grids(["b"], [shapely.box(100.3, 0, 200, 100)]))]  # fmt: skip
    merged = merge_nets(nets, replace(PLAN, tolerance=0.5))
    assert len(merged.snapped) == 2
    assert merged.snapped.largest == pytest.approx(0.3)
    assert shapely.coverage_is_valid(grids_of(merged.fabric, "new").of_level(2).polygons)
