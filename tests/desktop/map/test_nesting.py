"""A coarser level's simplified lines are lines of the finer one, not others beside them."""

import numpy as np
import pytest
import shapely

from gridapp.desktop.map import details as room
from gridapp.desktop.map.details import Details
from gridapp.desktop.map.layers import AreaLayer
from gridapp.desktop.map.nesting import is_nest
from gridapp.desktop.map.ragged import Geometries, Indices
from gridapp.desktop.map.shapes import Shapes
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.scenery import LEVEL_ONE, LEVEL_TWO, grid_layers
from tests.desktop.map.towns import quilt
from tests.grid.scenes import block_town

COLUMNS, ROWS = 12, 9
VIEW = Viewport(scale=2.5)
CELLS = quilt(COLUMNS, ROWS, 40.0, 12)
COLUMN, ROW = np.arange(len(CELLS)) % COLUMNS, np.arange(len(CELLS)) // COLUMNS

DIVISIONS = {
    "halves": np.where(COLUMN < 5, 0, 1),
    "a hole": np.where((abs(COLUMN - 6) < 2) & (abs(ROW - 4) < 2), 1, 0),
    "two pieces": np.where((COLUMN < 2) | (COLUMN > 9), 0, 1),
    "corners that touch": np.where((COLUMN < 6) == (ROW < 4), 0, 1),
    "some in none": np.where(ROW < 3, -1, np.where(COLUMN < 6, 0, 1)),
}


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_FEW", 100)
    monkeypatch.setattr(room, "_BLOCK", 2000)


def united(cells: Geometries, parents: Indices) -> Geometries:
    wholes = [shapely.coverage_union_all(cells[parents == n]) for n in range(parents.max() + 1)]
    return np.array(wholes, dtype=object)


def lines(shapes: Shapes) -> set[frozenset[tuple[float, float]]]:
    ends = shapes.strips.segments.tolist()
    return {frozenset(((a, b), (c, d))) for a, b, c, d in ends}


def area(shapes: Shapes, feature: int) -> float:
    """What the rings of a feature cover by the odd-even rule."""
    first, last = shapes.ragged.features[shapes.rows[feature] :][:2]
    covered: shapely.Geometry = shapely.Polygon()
    for start, end in zip(
        shapes.ragged.parts[first:last], shapes.ragged.parts[first + 1 : last + 1], strict=True
    ):
        ring = shapely.Polygon(shapes.ragged.coords[start:end]).buffer(0)
        covered = covered.symmetric_difference(ring)
    return float(covered.area)


@pytest.mark.parametrize("name", DIVISIONS)
def test_common_lines_are_the_same_lines(name: str) -> None:
    parents = DIVISIONS[name]
    fine = Details(CELLS)
    coarse = Details(united(CELLS, parents), fine, parents)
    made, below = coarse.make(VIEW), fine.at(VIEW)
    assert made is not None
    assert below is not None, "the finer level was made on the way"
    assert lines(made) <= lines(below)
    assert len(below.ragged.coords) < 0.8 * shapely.get_num_coordinates(CELLS).sum()
    for feature in range(int(parents.max()) + 1):
        cells = np.flatnonzero(parents == feature)
        wanted = sum(area(below, cell) for cell in cells.tolist())
        assert area(made, feature) == pytest.approx(wanted, rel=1e-9)


def test_levels_that_do_not_nest_go_their_own_ways() -> None:
    parents = DIVISIONS["halves"]
    other = np.where(COLUMN < 6, 0, 1)
    coarse = Details(united(CELLS, other), Details(CELLS), parents)
    made = coarse.make(VIEW)
    assert made is not None
    alone = Details(united(CELLS, other)).make(VIEW)
    assert alone is not None
    assert lines(made) == lines(alone)


def test_what_nests() -> None:
    parents = DIVISIONS["halves"]
    wholes = united(CELLS, parents)
    assert is_nest(wholes, CELLS, parents)
    assert not is_nest(wholes[::-1], CELLS, parents)
    assert not is_nest(wholes, CELLS, np.full(len(CELLS), -1))
    with_gap = CELLS.copy()
    with_gap[5] = None
    assert not is_nest(wholes, with_gap, parents)
    overlapping = CELLS.copy()
    overlapping[5] = overlapping[5].buffer(3)
    assert not is_nest(wholes, overlapping, parents)
    nobody = np.array([*wholes, None], dtype=object)
    assert is_nest(nobody, CELLS, parents)  # a grid without a shape has no parts
    assert not is_nest(nobody, CELLS, np.where(parents == 1, 2, parents))


def test_the_nets_layers_know_each_other() -> None:
    layers = {layer.name: layer for layer in grid_layers(block_town())}
    fine, coarse = layers[LEVEL_TWO], layers[LEVEL_ONE]
    assert isinstance(fine, AreaLayer)
    assert isinstance(coarse, AreaLayer)
    assert coarse.finer is fine
    assert coarse.parents is not None
    assert is_nest(coarse.polygons, fine.polygons, coarse.parents)
    assert fine.finer is None
