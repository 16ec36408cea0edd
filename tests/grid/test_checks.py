import numpy as np
import pytest
import shapely

from gridapp.errors import NotFoundError
from gridapp.grid.build import build_fabric
from gridapp.grid.checks import check_foreign, check_net
from gridapp.grid.edits.apply import apply
from gridapp.grid.fabric import Fabric
from gridapp.grid.findings import Finding
from gridapp.grid.grids import Grids, make_grids
from gridapp.grid.mend import mend_foreign
from gridapp.grid.slivers import Limits
from tests.grid.scenes import DIVISION, block_town, four_squares, square, town_fabric

A, B, C, D = (f"{DIVISION}{n:03d}" for n in range(1, 5))


def kinds(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(one.kind, one.severity) for one in findings]


def in_order() -> Grids:
    """Four squares whose codes run west to east, then north to south."""
    squares = four_squares()
    return make_grids([B, A, D, C], squares.polygons)


def fabric_of(grids: Grids) -> Fabric:
    return build_fabric([("a", grids)])[0]


def fixed(fabric: Fabric, limits: Limits | None = None) -> Fabric:
    """Apply the fix of every finding, one at a time, checking again after each."""
    for _ in range(20):
        fixes = [one.fix for one in check_net(fabric, "a", limits) if one.fix is not None]
        if not fixes:
            return fabric
        fabric = apply(fabric, fixes[0]).fabric
    pytest.fail("the fixes don't come to an end")


def test_a_sound_net_has_no_findings() -> None:
    assert check_net(fabric_of(in_order()), "a") == ()
    assert check_foreign("a", in_order()) == ()
    town = town_fabric()
    assert [one for one in check_net(town, "town") if one.severity != "note"] == []


def test_a_gap_is_found_and_filled() -> None:
    codes = [A, B, C]
    hole = [square(0, 0, 90).difference(square(30, 30, 30)), square(90, 0, 90), square(180, 0, 90)]
    fabric = fabric_of(make_grids(codes, hole))
    (gap,) = check_net(fabric, "a")
    assert (gap.kind, gap.severity) == ("gap", "error")
    assert shapely.Point(gap.x, gap.y).within(square(30, 30, 30))
    assert check_net(fixed(fabric), "a") == ()
    narrow = check_net(fabric, "a", Limits(area=1000))
    assert kinds(narrow) == [("gap", "warning")]


def test_a_net_that_ends_before_the_fabric_has_no_gap() -> None:
    fabric, _ = build_fabric(
        [("a", make_grids([A], [square(0, 0)])), ("b", make_grids(["b"], [square(50, 0, 100)]))]
    )
    assert check_net(fabric, "a") == ()


def test_overlaps_of_foreign_polygons_are_found() -> None:
    grids = make_grids([A, B], [square(0, 0), square(90, 0)])
    (overlap,) = check_foreign("a", grids)
    assert (overlap.kind, overlap.codes) == ("overlap", (A, B))
    assert 90 < overlap.x < 100
    assert "1000" in str(overlap.message)
    assert kinds(check_foreign("a", grids, limits=Limits(area=2000))) == [("overlap", "warning")]


def test_an_invalid_ring_is_found_at_its_place() -> None:
    bow = shapely.Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])
    findings = check_foreign("a", make_grids([A], [bow]))
    ring = findings[0]
    assert (ring.kind, ring.severity, ring.x, ring.y) == ("invalid ring", "error", 50, 50)


def test_a_stray_part_that_is_a_sliver_goes_to_its_neighbour() -> None:
    west = shapely.union(square(0, 0), shapely.box(200, 40, 201, 60))
    east = square(100, 0).union(square(200, 0)).difference(shapely.box(200, 40, 201, 60))
    fabric = fabric_of(make_grids([A, B], [west, east]))
    assert kinds(check_net(fabric, "a")) == [("split grid", "note")]
    limits = Limits(area=30)
    assert kinds(check_net(fabric, "a", limits)) == [("sliver", "warning")]
    assert check_net(fixed(fabric, limits), "a", limits) == ()


def test_double_codes_get_a_free_one() -> None:
    grids = make_grids([A, A, B, C], in_order().polygons[[1, 3, 0, 2]])
    found = check_net(fabric_of(grids), "a")
    assert ("bad code", "error") in kinds(found)
    after = fixed(fabric_of(grids))
    assert len(set(after.levels[0].codes)) == 4
    assert check_net(after, "a") == ()


@pytest.mark.parametrize("code", ["", "SJ001", "32028119800100１"])
def test_a_malformed_code_is_noted(code: str) -> None:
    (finding,) = check_net(fabric_of(make_grids([code], [square(0, 0)])), "a")
    assert (finding.kind, finding.severity) == ("bad code", "note")


def test_codes_out_of_sequence_are_put_in_order() -> None:
    fabric = fabric_of(four_squares())
    (finding,) = check_net(fabric, "a")
    assert (finding.kind, finding.severity) == ("sequence", "note")
    after = fixed(fabric)
    assert after.levels[0].codes.tolist() == [B, A, D, C]
    assert check_net(after, "a") == ()


def test_wrong_parents_are_found() -> None:
    town = block_town()
    parents = town.parents.copy()
    first = int(np.flatnonzero(town.levels == 2)[0])
    parents[first] = "320281198004000"
    parents[first + 1] = "nobody"
    wrong = make_grids(
        list(town.codes),
        town.polygons,
        parents=list(parents),
        levels=town.levels.tolist(),
    )
    found = [one for one in check_foreign("a", wrong) if one.kind == "wrong parent"]
    assert {one.codes[0] for one in found} == set(town.codes[[first, first + 1]])
    assert all(one.severity == "error" for one in found)


def test_an_unknown_net_is_named() -> None:
    with pytest.raises(NotFoundError, match="nowhere"):
        check_net(town_fabric(), "nowhere")


def test_narrow_faults_of_foreign_polygons_are_mended() -> None:
    torn = make_grids(
        [B, A, A, D],
        [
            shapely.box(0, 0, 100, 101),  # laps over the one north of it
            shapely.box(0, 100, 100, 200),
            shapely.box(101, 0, 200, 100),  # leaves a gap
            shapely.box(100, 100, 200, 200).union(shapely.box(100, -1, 101, 0)),
        ],
    )
    around = make_grids(["z"], [shapely.box(-50, -50, 250, 250).difference(
        shapely.box(0, 0, 200, 200))])  # fmt: skip
    both = make_grids(
        [*torn.codes, *around.codes], np.concatenate([torn.polygons, around.polygons])
    )
    limits = Limits(width=3)
    found = check_foreign("a", both, limits=limits)
    assert {one.kind for one in found if one.fix is not None} == {
        "overlap", "gap", "sliver", "bad code",
    }  # fmt: skip
    mended = mend_foreign("a", both, limits=limits)
    assert shapely.is_valid(mended.grids.polygons).all()
    assert shapely.coverage_is_valid(mended.grids.polygons)
    assert shapely.union_all(mended.grids.polygons).area == pytest.approx(300 * 300)
    assert len(set(mended.grids.codes)) == 5
    assert not {one.kind for one in mended.left} & {"overlap", "gap", "sliver"}
    again = check_foreign("a", mended.grids, limits=limits)
    assert {one.kind for one in again} <= {"bad code", "sequence"}


def test_wide_faults_are_left_to_people() -> None:
    grids = make_grids([A, B], [square(0, 0), square(90, 0)])
    (overlap,) = check_foreign("a", grids)
    assert overlap.fix is None
    mended = mend_foreign("a", grids)
    assert (mended.done, [one.kind for one in mended.left]) == ((), ["overlap"])
    assert shapely.area(mended.grids.polygons).tolist() == [10000, 9000]
