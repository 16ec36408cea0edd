import itertools
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridapp.grid.adjacency import count_parts
from gridapp.grid.build import build_fabric
from gridapp.grid.compact import compact
from gridapp.grid.correspondence import correspond
from gridapp.grid.decisions import Decision
from gridapp.grid.fabric import Objects, is_same
from gridapp.grid.gather import gather
from gridapp.grid.grids import Grids, make_grids
from gridapp.grid.merge import MergePlan, merge_nets
from gridapp.grid.outlines import face_areas, face_polygons, grids_of, outlines, polygons_of
from gridapp.grid.refine import refine
from gridapp.grid.slivers import Limits, hand_over_slivers, longest_border, trusted_first
from gridapp.grid.wishes import Weights, along_lines, border_votes, either
from gridapp.paths import data
from tests.grid.scenes import assert_whole, block_town, square, town_fabric
from tests.grid.test_build import DIRTY, read


def halves(at: float, *codes: str) -> Grids:
    """A square of 100 m, halved at x = `at`."""
    west, east = codes or ("w", "e")
    return make_grids([west, east], [shapely.box(0, 0, at, 100), shapely.box(at, 0, 100, 100)])


def two_departments() -> list[tuple[str, Grids]]:
    return [("roads", halves(50)), ("water", halves(52))]


def test_a_sliver_follows_the_trusted_net() -> None:
    fabric, _ = build_fabric(two_departments())
    for order, west in (((0, 1), 5000), ((1, 0), 5200)):
        after, handed, faces = hand_over_slivers(fabric, Limits(width=3), trusted_first(order))
        assert_whole(after)
        assert after.n_faces == 2
        for level in after.levels:
            assert polygons_of(after, level)[0].area == pytest.approx(west)
        assert handed.areas.tolist() == [200]
        assert set(faces.tolist()) == {0, 1}


def test_what_was_handed_says_from_whom_to_whom() -> None:
    fabric, _ = build_fabric(two_departments())
    _, handed, _ = hand_over_slivers(fabric, Limits(area=300), trusted_first((0, 1)))
    assert handed.before.tolist() == [[1, 0]]
    assert handed.after.tolist() == [[1, 1]]
    assert 50 < handed.places[0, 0] < 52


def test_a_sliver_that_is_meant_stays() -> None:
    fabric, _ = build_fabric(two_departments())
    kept = np.array([[51.0, 50.0]])
    after, handed, _ = hand_over_slivers(fabric, Limits(width=3), longest_border, kept)
    assert not len(handed)
    assert after.n_faces == 3


def test_slivers_among_slivers_all_go() -> None:
    strips = [shapely.box(x, 0, x + 1, 100) for x in range(6)]
    fabric, _ = build_fabric([("a", make_grids([str(i) for i in range(6)], strips))])
    after, handed, _ = hand_over_slivers(fabric, Limits(width=2.5))
    assert_whole(after)
    assert after.n_faces < 4
    assert len(handed) >= 3
    assert face_areas(after).sum() == 600


def test_compact_drops_what_no_level_needs() -> None:
    fabric = town_fabric()
    bands = fabric.level("bands", 1)
    after, faces = compact(replace(fabric, levels=(bands,)))
    assert_whole(after)
    assert (after.n_faces, after.n_arcs) == (3, 6)
    assert (after.levels[0].labels[faces] == bands.labels).all()
    again, _ = compact(after)
    assert is_same(again, compact(again)[0])


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.1, 30))
def test_handing_over_keeps_the_ground(seed: int, width: float) -> None:
    random = np.random.default_rng(seed)
    nets = [("a", block_town())]
    for name in "bc":
        cuts = np.sort(random.uniform(0, 400, 4))
        bounds = [0.0, *cuts.tolist(), 400.0]
        bands = [
            shapely.box(one, 0, two, 400) if name == "b" else shapely.box(0, one, 400, two)
            for one, two in itertools.pairwise(bounds)
        ]
        nets.append((name, make_grids([f"{name}{i}" for i in range(5)], bands)))
    fabric, _ = build_fabric(nets)
    after, _, faces = hand_over_slivers(fabric, Limits(width=width), trusted_first(range(3)))
    assert_whole(after)
    assert face_areas(after).sum() == pytest.approx(160000)
    assert (faces >= 0).all()
    for level in after.levels:
        assert (level.labels >= 0).all()


def test_correspondence_shares_add_up() -> None:
    old, new = np.array([0, 0, 1, -1]), np.array([0, 1, 1, 1])
    areas, loads = np.array([10.0, 30.0, 60.0, 5.0]), np.array([[1.0], [2.0], [3.0], [4.0]])
    table = correspond(old, new, areas, loads)
    assert table.old.tolist() == [-1, 0, 0, 1]
    assert table.new.tolist() == [1, 0, 1, 1]
    assert table.of_old[table.old == 0].sum() == pytest.approx(1)
    assert table.of_new[table.new == 1].sum() == pytest.approx(1)
    assert table.loads[:, 0].tolist() == [4, 1, 2, 3]


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 20), st.integers(0, 2**32 - 1))
def test_gathered_regions_hang_together(target: int, seed: int) -> None:
    fabric = town_fabric()
    load = np.random.default_rng(seed).uniform(0, 10, fabric.n_faces)
    faces = np.arange(fabric.n_faces)
    votes = border_votes(fabric, target)
    regions = gather(fabric, faces, target, load, votes)
    n = min(target, fabric.n_faces)
    assert np.unique(regions).tolist() == list(range(n))
    assert (count_parts(fabric, regions, np.arange(n)) == 1).all()
    assert (gather(fabric, faces, target, load, votes) == regions).all()


def test_gathering_follows_the_borders_of_nets() -> None:
    fabric, _ = build_fabric([("town", block_town())])
    faces = np.arange(fabric.n_faces)
    regions = gather(fabric, faces, 4, face_areas(fabric), border_votes(fabric, 4))
    above = fabric.level("town", 1).labels
    assert len(set(zip(regions.tolist(), above.tolist(), strict=True))) == 4


PLAN = MergePlan("new", "320281198", slivers=Limits(width=3), near=Limits(width=40))


def test_two_departments_become_one_net() -> None:
    merged = merge_nets(two_departments(), PLAN)
    grids = grids_of(merged.fabric, "new")
    assert grids.codes.tolist() == [
        "320281198001000", "320281198002000", "320281198001001", "320281198002001",
    ]  # fmt: skip
    assert [one.kind for one in merged.questions] == ["near", "near", "sliver"]
    table = merged.correspondences["water", 1]
    new = merged.fabric.level("new", 2)
    shares = {
        (int(old), str(new.codes[row])): share
        for old, row, share in zip(table.old, table.new, table.of_old, strict=True)
    }
    assert shares[0, "320281198002001"] == pytest.approx(2 / 52)


def test_decisions_are_repeated_and_the_idle_ones_told() -> None:
    give = Decision("give", 51, 50, "water", "w")
    idle = Decision("give", 20, 20, "water", "w")
    plan = MergePlan("new", "320281198", slivers=Limits(width=3), decisions=(give, idle))
    merged = merge_nets(two_departments(), plan)
    assert polygons_of(merged.fabric, merged.fabric.level("roads", 1))[0].area == 5200
    assert merged.unused == (idle,)
    assert is_same(merged.fabric, merge_nets(two_departments(), plan).fabric)


def test_a_claim_decides_an_overlap() -> None:
    torn = make_grids(["w", "e"], [shapely.box(0, 0, 60, 100), shapely.box(40, 0, 100, 100)])
    for code, area in (("w", 6000), ("e", 4000)):
        plan = MergePlan("new", "320281198", decisions=(Decision("claim", 50, 50, "a", code),))
        merged = merge_nets([("a", torn)], plan)
        level = merged.fabric.level("a", 1)
        assert polygons_of(merged.fabric, level)[0].area == area
        assert not merged.unused
    (overlap,) = [one for one in merged.questions if one.kind == "overlap"]
    assert overlap.codes == ("w", "e")


def test_loads_are_carried_and_tabulated() -> None:
    points = np.array([[10.0, 10], [90, 90], [51, 50], [500, 500]])
    merged = merge_nets(
        two_departments(), PLAN, loads={"shops": (points, np.array([1.0, 2, 4, 8]))}
    )
    assert merged.correspondences["roads", 1].loads.sum() == 7


def test_dirty_real_nets_become_a_valid_coverage(shared_data: Callable[[str], Path]) -> None:
    folder = shared_data("dc-nets")
    nets = [(name, read(folder, name)) for name in DIRTY]
    plan = MergePlan("new", "320281198", tolerance=0.5, slivers=Limits(area=200, width=3))
    merged = merge_nets(nets, plan)
    faces = face_polygons(merged.fabric)
    assert shapely.is_valid(faces).all()
    assert shapely.coverage_is_valid(faces)
    new = polygons_of(merged.fabric, merged.fabric.level("new", 2))
    assert shapely.coverage_is_valid(new)
    # Every sliver and every overlap is listed with its place.
    kinds = [one.kind for one in merged.questions]
    assert kinds.count("sliver") == len(merged.handed) > 900
    assert "overlap" in kinds
    for name, grids in nets:
        table = merged.correspondences[name, 1]
        assert table.areas[table.old >= 0].sum() == pytest.approx(
            shapely.union_all(shapely.make_valid(grids.polygons)).area, rel=1e-3
        )


def test_streets_are_followed_where_nets_disagree() -> None:
    fabric, _ = build_fabric([("a", halves(40)), ("b", halves(60))])
    faces = np.arange(fabric.n_faces)
    for at, west in ((41.0, 4000), (59.0, 6000)):
        street = np.array([shapely.LineString([(at, -10), (at, 110)])], dtype=object)
        asked = along_lines(fabric, street, np.array([0.5]), 2.0)
        assert sorted(np.unique(asked)) == [0, 0.5]
        votes = either(border_votes(fabric, 2), asked)
        regions = gather(fabric, faces, 2, face_areas(fabric), votes)
        areas = shapely.area(outlines(fabric, regions, 2)).tolist()
        assert sorted(areas) == sorted([west, 10000 - west])
    assert (along_lines(fabric, street, np.array([0.5]), 0.5) == 0).all()


@settings(max_examples=40, deadline=None)
@given(st.integers(2, 12), st.integers(0, 2**32 - 1))
def test_refining_keeps_regions_whole_and_comes_to_an_end(n: int, seed: int) -> None:
    fabric = town_fabric()
    random = np.random.default_rng(seed)
    load, votes = random.uniform(0, 10, fabric.n_faces), random.random(fabric.n_arcs)
    faces = np.arange(fabric.n_faces)
    above = fabric.level("town", 1).labels
    weights = Weights(*random.random(3).tolist())
    regions = gather(fabric, faces, n, load, votes, weights, within=above)
    count = int(regions.max()) + 1
    assert (count_parts(fabric, regions, np.arange(count)) == 1).all()
    assert len(set(zip(regions.tolist(), above.tolist(), strict=True))) == count
    again = refine(fabric, faces, regions, load, votes, weights, within=above)
    assert (again == regions).all()


def test_refining_evens_out_and_straightens() -> None:
    cells = [square(c * 100, r * 100) for c in range(6) for r in range(4)]
    fabric, _ = build_fabric([("a", make_grids([str(i) for i in range(24)], cells))])
    column, row = np.divmod(fabric.levels[0].labels, 4)
    ragged = np.where((column > 3) | ((column == 3) & (row % 2 == 0)), 1, 0)
    load, votes = np.ones(24), np.zeros(fabric.n_arcs)
    faces = np.arange(24)
    # Six columns of four: the border is straight after the third or the fourth.
    straight = refine(fabric, faces, ragged, load, votes, Weights(0, 0, 1))
    assert shapely.length(outlines(fabric, straight, 2)).sum() == 2 * 1000 + 2 * 400
    even = refine(fabric, faces, ragged, load, votes, Weights(0, 10, 1))
    assert np.bincount(even).tolist() == [12, 12]


def test_units_given_move_whole() -> None:
    fabric = town_fabric()
    units = fabric.level("town", 2).labels
    regions = gather(fabric, units, 3, face_areas(fabric), border_votes(fabric, 3))
    assert len(set(zip(units.tolist(), regions.tolist(), strict=True))) == 16


def test_new_grids_are_named() -> None:
    def naming(level: int, code: str, polygon: shapely.Geometry) -> str:
        return f"{level}:{code[-6:]}:{polygon.centroid.x:.0f}"

    merged = merge_nets(two_departments(), PLAN, naming=naming)
    names = merged.fabric.level("new", 2).names.tolist()
    assert sorted(names) == ["2:001001:25", "2:002001:75"]
    assert merge_nets(two_departments(), PLAN).fabric.level("new", 2).names.tolist() == ["", ""]


def read_demo(path: Path) -> Grids:
    pyogrio = pytest.importorskip("pyogrio")
    from pyproj import Transformer

    project = Transformer.from_crs("EPSG:4490", "EPSG:4549", always_xy=True)
    meta, _, wkb, fields = pyogrio.raw.read(path)
    polygons = shapely.transform(
        shapely.from_wkb(wkb), lambda xy: np.column_stack(project.transform(*xy.T))
    )
    return make_grids(list(fields[list(meta["fields"]).index("code")]), polygons)


def agreement(new: Objects, old: Objects) -> tuple[float, float]:
    """Return the share of the ground on which each grid lies with its best counterpart."""
    one, two = shapely.STRtree(old).query(new, predicate="intersects")
    common = shapely.area(shapely.intersection(new[one], old[two]))
    best_new, best_old = np.zeros(len(new)), np.zeros(len(old))
    np.maximum.at(best_new, one, common)
    np.maximum.at(best_old, two, common)
    return best_new.sum() / common.sum(), best_old.sum() / common.sum()


def test_the_demo_town_comes_out_as_21_and_179() -> None:
    nets = [(path.stem, read_demo(path)) for path in sorted(data("town", "nets").glob("*.geojson"))]
    assert len(nets) == 21
    plan = MergePlan(
        "comprehensive",
        "320281198",
        tolerance=1.0,
        slivers=Limits(area=500, width=6),
        level_one=21,
        sub_grids=179,
    )
    merged = merge_nets(nets, plan)
    assert_whole(merged.fabric)
    grids = grids_of(merged.fabric, "comprehensive")
    assert [int((grids.levels == number).sum()) for number in (1, 2)] == [21, 179]
    assert {polygon.geom_type for polygon in grids.polygons} == {"Polygon"}
    for number in (1, 2):
        assert shapely.coverage_is_valid(grids.of_level(number).polygons)
    two, one = (merged.fabric.level("comprehensive", n) for n in (2, 1))
    assert (two.parents[two.labels] == one.labels).all()
    # What the town's planners drew themselves: seen from the new grids, and from theirs.
    for level, of_new, of_old in ((one, 0.99, 0.99), (two, 0.76, 0.72)):
        drawn = read_demo(data("town", "comprehensive") / f"level{level.number}.geojson")
        shares = agreement(polygons_of(merged.fabric, level), drawn.polygons)
        assert shares[0] > of_new, shares
        assert shares[1] > of_old, shares
