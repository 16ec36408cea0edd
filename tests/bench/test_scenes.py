"""Made-up towns: sound coverages of the size asked for, the same for the same seed."""

import numpy as np
import pytest
import shapely

from tests.bench.scenes import make_city


@pytest.mark.parametrize(("n_grids", "n_vertices"), [(40, 400), (900, 40_000)])
def test_city_is_two_coverages_of_the_size_asked_for(n_grids: int, n_vertices: int) -> None:
    level1, level2 = make_city(n_grids, n_vertices)
    assert len(level2.polygons) == n_grids
    assert abs(shapely.get_num_coordinates(level2.polygons).sum() / n_vertices - 1) < 0.25
    for level in (level1, level2):
        assert shapely.is_valid(level.polygons).all()
        assert shapely.coverage_is_valid(level.polygons)
        assert len(set(level.codes)) == len(level.codes)
        assert {len(code) for code in level.codes} == {15}


def test_level_one_is_exactly_its_sub_grids() -> None:
    level1, level2 = make_city(900, 40_000)
    assert len(level1.codes) == 9
    for code, whole in zip(level1.codes, level1.polygons, strict=True):
        parts = level2.polygons[level2.parents == code]
        assert shapely.coverage_union_all(parts).equals(whole)
        assert {part[:12] for part in level2.codes[level2.parents == code]} == {code[:12]}


def test_same_seed_same_city() -> None:
    one, again, other = (make_city(60, 900, seed)[1] for seed in (3, 3, 4))
    assert np.array_equal(one.codes, again.codes)
    assert shapely.equals_exact(one.polygons, again.polygons).all()
    assert not shapely.equals_exact(one.polygons, other.polygons).all()
