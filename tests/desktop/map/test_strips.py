"""Segments in strips: a view gets all that may touch it, each once, and little else."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from gridapp.desktop.map.borders import borders
from gridapp.desktop.map.ragged import of_polygons
from gridapp.desktop.map.strips import Strips, strips
from gridapp.desktop.map.view import Bounds
from tests.desktop.map.towns import quilt


def strips_of(height: float, scale: float = 1.0) -> tuple[Strips, NDArray[np.float64]]:
    """A quilt's segments in strips, and as they came."""
    ragged = of_polygons(quilt(8, 7, 40.0, 6))
    begin = np.flatnonzero(borders(ragged).once)
    coords = ragged.coords * scale
    owners = np.repeat(np.arange(56, dtype=np.int32), ragged.sizes)[begin]
    return strips(coords, begin, owners, height), np.hstack((coords[begin], coords[begin + 1]))


def found(lines: Strips, bounds: Bounds, most: int = 10) -> list[int]:
    rows: list[int] = []
    for some in lines.within(bounds, most):
        part = np.arange(len(lines.segments))[some].tolist()
        assert len(part) <= most
        rows += part
    return rows


@pytest.mark.parametrize("height", [0.5, 3.0, 20.0, 1000.0])
def test_every_segment_is_kept_once(height: float) -> None:
    lines, before = strips_of(height)
    assert sorted(map(tuple, lines.segments.tolist())) == sorted(map(tuple, before.tolist()))
    everything = (-1e4, -1e4, 1e4, 1e4)
    assert sorted(found(lines, everything)) == list(range(len(before)))
    assert lines.mean == pytest.approx(np.hypot(*(before[:, 2:] - before[:, :2]).T).mean())


@given(
    st.sampled_from([0.5, 3.0, 20.0, 1000.0]),
    st.floats(-100, 400), st.floats(-100, 400), st.floats(0, 300), st.floats(0, 300),
)  # fmt: skip
def test_a_view_misses_nothing_that_touches_it(
    height: float, left: float, bottom: float, width: float, tall: float
) -> None:
    lines, _ = strips_of(height)
    bounds = (left, bottom, left + width, bottom + tall)
    rows = found(lines, bounds)
    assert len(rows) == len(set(rows))
    shapes = shapely.linestrings(lines.segments.reshape(-1, 2, 2))
    touching = np.flatnonzero(shapely.intersects(shapes, shapely.box(*bounds)))
    assert set(touching.tolist()) <= set(rows)


def test_a_small_view_gets_few() -> None:
    lines, before = strips_of(3.0)
    assert 0 < len(found(lines, (100, 100, 120, 120))) < len(before) / 10
    assert not found(lines, (1000, 1000, 1100, 1100))


def test_short_segments_run_from_north_to_south_and_from_west_to_east() -> None:
    lines, _ = strips_of(10.0)
    middle = (lines.segments[: len(lines.keys), :2] + lines.segments[: len(lines.keys), 2:]) / 2
    strip = np.floor((lines.corner[1] - middle[:, 1]) / 10.0)
    assert (np.diff(strip) >= 0).all()
    assert (np.diff(middle[:, 0])[np.diff(strip) == 0] >= 0).all()


def test_segments_know_whom_they_bound() -> None:
    lines, _ = strips_of(10.0)
    cells = quilt(8, 7, 40.0, 6)
    ends = shapely.points(lines.segments[:, :2])
    assert (shapely.distance(cells[lines.owners], ends) < 1e-9).all()


def test_no_segments_make_no_strips() -> None:
    none = np.empty(0, dtype=np.intp)
    empty = strips(np.empty((0, 2)), none, none.astype(np.int32), 5.0)
    assert not found(empty, (0, 0, 1, 1))
    assert empty.mean == 0.0
