"""What lies across a segment, each border once, and outlines of polygons joined."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gridapp.desktop.map.borders import borders, joined_rings, outside, runs
from gridapp.desktop.map.ragged import Geometries, of_lines, of_polygons
from gridapp.desktop.map.view import Coordinates
from tests.desktop.map.towns import quilt

chosen_cells = st.sets(st.integers(0, 11), min_size=1)


def rings_round(cells: Geometries, chosen: list[int]) -> list[Coordinates] | None:
    ragged = of_polygons(cells)
    across = borders(ragged).across
    mine = np.array(chosen)
    part = ragged.take(mine)
    rows = ragged.vertices(mine)
    outer = ~np.isin(across[rows], mine)
    outer[part.parts[1:] - 1] = False
    return joined_rings(part.coords, outer)


def test_every_border_of_two_neighbours_is_stroked_once() -> None:
    squares = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)], dtype=object)
    edges = borders(of_polygons(squares))
    assert edges.once.sum() == 7  # eight sides, one of them shared
    begin, count = runs(edges.once)
    assert (count - 1).sum() == 7
    assert len(begin) <= 3
    assert sorted(edges.across[edges.across != outside].tolist()) == [0, 1]


def test_features_go_by_the_numbers_they_are_given() -> None:
    squares = np.array([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1)], dtype=object)
    across = borders(of_polygons(squares), np.array([40, 7])).across
    assert set(across.tolist()) == {outside, 40, 7}


def test_minus_zero_is_zero() -> None:
    lines = np.array(
        [
            shapely.LineString([(0.0, 0.0), (1.0, 0.0)]),
            shapely.LineString([(1.0, -0.0), (-0.0, 0.0)]),
        ]
    )
    assert borders(of_lines(lines)).once.sum() == 1


def test_nothing_has_no_borders() -> None:
    assert not len(borders(of_polygons(np.array([], dtype=object))).once)


@given(chosen_cells)
def test_joined_rings_bound_the_union(chosen: set[int]) -> None:
    cells = quilt()
    rings = rings_round(cells, sorted(chosen))
    assert rings is not None
    union = shapely.union_all(cells[sorted(chosen)])
    # Filled by the odd-even rule: what lies in an odd number of rings.
    area = shapely.Polygon()
    for ring in rings:
        area = area.symmetric_difference(shapely.Polygon(ring).buffer(0))
    assert area.symmetric_difference(union).area < 1e-6


@pytest.mark.parametrize("turned", [0, 5])
def test_rings_may_turn_either_way(turned: int) -> None:
    cells = quilt()
    cells[turned] = cells[turned].reverse()
    rings = rings_round(cells, list(range(12)))
    assert rings is not None
    assert [shapely.Polygon(ring).area for ring in rings] == pytest.approx(
        [shapely.union_all(cells).area]
    )


def test_an_outline_that_does_not_close_is_none() -> None:
    points = np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 0.0)])
    assert joined_rings(points, np.array([True, False, True, False])) is None
