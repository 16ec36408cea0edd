"""Points to grids: by the raster or by the tree, the same answer; borders belong to one grid."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from gridapp.grid.assign import _MANY, Assigner
from gridapp.grid.grids import Grids, make_grids
from tests.bench.fabric_scenes import make_city

from .scenes import DIVISION, four_squares, square

Floats = NDArray[np.float64]


def by_rule(grids: Grids, x: Floats, y: Floats) -> list[str]:
    """The rule itself: of all grids that a point touches, the smallest code."""
    touched = shapely.intersects_xy(grids.polygons[:, None], x, y)
    return [min(grids.codes[column], default="") for column in touched.T]


def by_raster(grids: Grids, x: Floats, y: Floats) -> list[str]:
    assigner = Assigner(grids)
    many = -(-_MANY // max(len(x), 1))
    rows = assigner.assign(np.tile(x, many), np.tile(y, many))[: len(x)]
    assert "_cells" in assigner.__dict__
    return [grids.codes[row] if row >= 0 else "" for row in rows]


def by_tree(grids: Grids, x: Floats, y: Floats) -> list[str]:
    assigner = Assigner(grids)
    rows = assigner.assign(x, y)
    assert "_cells" not in assigner.__dict__
    return [grids.codes[row] if row >= 0 else "" for row in rows]


def crooked() -> Grids:
    """Crooked neighbours, one with a hole, one in two parts, one over others, and a gap."""
    city = make_city(6, 5, bends=3).of_level(2)
    polygons = city.polygons.copy()
    holed = shapely.difference(polygons[7], shapely.point_on_surface(polygons[7]).buffer(9))
    parts = shapely.union(polygons[20], square(900, 900, 30))
    over = square(210, 210, 120)
    polygons = np.concatenate(
        [polygons[:7], [holed], polygons[8:20], [parts], polygons[22:], [over]]
    )
    codes = [f"{DIVISION}{(n * 7) % 100:03d}" for n in range(len(polygons))]
    return make_grids(codes, polygons)


def test_the_same_answer_by_rule_by_raster_and_by_tree() -> None:
    grids = crooked()
    rng = np.random.default_rng(4)
    corners = shapely.get_coordinates(grids.polygons)
    along = corners[:-1] + rng.random((len(corners) - 1, 1)) * np.diff(corners, axis=0)
    x, y = np.concatenate([rng.uniform(-50, 1000, (2000, 2)), corners, along]).T
    expected = by_rule(grids, x, y)
    assert len(set(expected)) == len(grids) + 1
    assert by_raster(grids, x, y) == expected
    assert by_tree(grids, x, y) == expected


def test_a_border_belongs_to_the_smallest_code_whatever_the_order() -> None:
    grids = four_squares()
    x = np.array([100.0, 100.0, 50.0, 100.0, 0.0, 200.0])
    y = np.array([100.0, 50.0, 100.0, 150.0, 0.0, 200.0])
    expected = [f"{DIVISION}{n}" for n in ("001", "001", "001", "002", "001", "004")]
    for order in ([0, 1, 2, 3], [3, 1, 0, 2]):
        turned = make_grids(list(grids.codes[order]), grids.polygons[order])
        assert by_raster(turned, x, y) == expected
        assert by_tree(turned, x, y) == expected


@settings(max_examples=40, deadline=None)
@given(
    cells=st.lists(
        st.tuples(st.integers(0, 6), st.integers(0, 6), st.integers(1, 4)), min_size=1, max_size=8
    ),
    points=st.lists(st.tuples(st.integers(-2, 22), st.integers(-2, 22)), min_size=1, max_size=30),
)
def test_any_squares(cells: list[tuple[int, int, int]], points: list[tuple[int, int]]) -> None:
    """Overlapping, touching, equal squares, and points on whole and half units."""
    grids = make_grids(
        [f"{DIVISION}{n:03d}" for n in range(len(cells))], [square(*cell) for cell in cells]
    )
    x, y = (np.array(axis) / 2 for axis in zip(*points, strict=True))
    expected = by_rule(grids, x, y)
    assert by_raster(grids, x, y) == expected
    assert by_tree(grids, x, y) == expected


def test_points_that_are_nowhere() -> None:
    x = np.array([np.nan, np.inf, -np.inf, 1e300, 50.0])
    y = np.array([50.0, 50.0, np.nan, 50.0, 50.0])
    for found in (by_raster(four_squares(), x, y), by_tree(four_squares(), x, y)):
        assert found == ["", "", "", "", f"{DIVISION}001"]


def test_no_grids_and_no_points() -> None:
    nothing = make_grids([], [])
    assert by_raster(nothing, np.zeros(3), np.zeros(3)) == ["", "", ""]
    assert by_tree(nothing, np.zeros(3), np.zeros(3)) == ["", "", ""]
    assert Assigner(four_squares()).assign(np.empty(0), np.empty(0)).tolist() == []


def test_claims_are_the_shares_of_the_circle() -> None:
    grids = make_grids(
        [f"{DIVISION}{n:03d}" for n in range(1, 5)],
        four_squares().polygons,
        names=list("甲乙丙丁"),
        owners=["M1", "M2", "", "M4"],
        levels=2,
    )
    assigner = Assigner(grids)
    four = assigner.claims(100.0, 100.0, 40.0)
    assert [claim.code[-3:] for claim in four] == ["001", "002", "003", "004"]
    assert [claim.share for claim in four] == pytest.approx([0.25] * 4)
    assert (four[1].name, four[1].owner, four[1].level) == ("乙", "M2", 2)
    (alone,) = assigner.claims(50.0, 50.0, 40.0)
    assert alone.share == pytest.approx(1.0)
    most, least = assigner.claims(90.0, 50.0, 40.0)
    assert most.share > 0.6 > 0.4 > least.share
    (half,) = assigner.claims(0.0, 50.0, 40.0)
    assert half.share == pytest.approx(0.5)  # the rest lies outside the net
    assert assigner.claims(300.0, 300.0, 40.0) == ()


def test_a_circle_that_only_touches_claims_nothing() -> None:
    (claim,) = Assigner(four_squares()).claims(60.0, 50.0, 40.0)
    assert claim.code.endswith("001")
