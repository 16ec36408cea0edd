from pathlib import Path

import numpy as np
import pytest
import shapely

from gridapp.workspace import open_workspace
from gridapp.workspace.figures import FIGURES, LATELY


@pytest.mark.parametrize("name", sorted(set(FIGURES) - {"area"}))
def test_level_one_grids_hold_what_their_sub_grids_hold(demo_town: Path, name: str) -> None:
    with open_workspace(demo_town) as workspace:
        coarse = workspace.figures.read(name, 1)
        fine = workspace.figures.read(name, 2)
        grids = workspace.geography.grids(level=2)
    sums = dict.fromkeys(coarse.codes.tolist(), 0.0)
    for parent, value in zip(grids.parents, fine.of(grids.codes), strict=True):
        sums[parent] += value
    assert list(sums.values()) == pytest.approx(coarse.values.tolist())
    assert coarse.values.sum() > 0


def test_cases_are_counted_as_the_queue_counts_them(demo_town: Path) -> None:
    with open_workspace(demo_town) as workspace:
        now, casework = workspace.now(), workspace.casework
        rows = [row for row in casework.rows() if row.x is not None]
        is_open = [row for row in rows if casework.is_open(row)]
        overdue = [row for row in is_open if row.due_at is not None and row.due_at < now]
        recent = [row for row in rows if row.opened_at >= now - LATELY]
        for name, counted in (("open", is_open), ("overdue", overdue), ("recent", recent)):
            assert workspace.figures.read(name, 1).values.sum() == len(counted)


def test_areas_and_what_is_told_by_area(demo_town: Path) -> None:
    with open_workspace(demo_town) as workspace:
        grids = workspace.geography.grids(level=2)
        hectares = workspace.figures.read("area", 2)
        plain = workspace.figures.read("households", 2)
        dense = workspace.figures.read("households", 2, by_area=True)
    assert hectares.values == pytest.approx(shapely.area(grids.polygons) / 1e4)
    assert dense.values == pytest.approx(plain.values / (hectares.values / 100))


def test_a_grid_that_is_not_known_has_no_figure(demo_town: Path) -> None:
    with open_workspace(demo_town) as workspace:
        found = workspace.figures.read("open", 2)
    asked = np.array([found.codes[3], "nowhere"], dtype=object)
    assert found.of(asked)[0] == found.values[3]
    assert np.isnan(found.of(asked)[1])
