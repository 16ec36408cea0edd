import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from gridapp.desktop.map.borders import borders
from gridapp.desktop.map.ragged import of_lines, of_polygons
from gridapp.desktop.map.simplify import Outline, cell, outline, placed, visible
from gridapp.desktop.map.view import Viewport
from tests.desktop.map.towns import quilt

Segment = tuple[tuple[float, float], ...]

scales = st.floats(0.05, 60)


def segments(shape: Outline, chosen: NDArray[np.bool_]) -> list[Segment]:
    begin = np.flatnonzero(chosen)
    pairs = np.stack([shape.points[begin], shape.points[begin + 1]], axis=1)
    return [tuple(sorted((x, y) for x, y in pair)) for pair in pairs.tolist()]


def all_segments(shape: Outline) -> list[Segment]:
    inner = np.ones(len(shape.points), dtype=bool)
    inner[shape.parts[1:] - 1] = False
    return segments(shape, inner)


@given(scales)
def test_shared_borders_stay_shared_at_every_scale(scale: float) -> None:
    ragged = of_polygons(quilt())
    shape = outline(ragged, Viewport(scale=scale))
    once = borders(ragged).once[shape.kept]
    every = all_segments(shape)
    counts = {segment: every.count(segment) for segment in set(every)}
    before = outline(ragged, Viewport(scale=0.02))
    border = len(all_segments(before)) - len(set(all_segments(before)))
    assert border > 0
    # What is stroked is each segment that is there, and none twice as long as cells stay apart.
    assert set(segments(shape, once)) == set(counts)
    if scale < 2:
        assert len(segments(shape, once)) == len(counts)


@given(scales, st.floats(-1e3, 1e3), st.floats(-1e3, 1e3))
def test_where_a_vertex_goes_depends_on_it_alone(scale: float, x: float, y: float) -> None:
    cells = quilt()
    view = Viewport(x=x, y=y, scale=scale).aligned()
    together = outline(of_polygons(cells), view)
    for number in (0, 5, 11):
        alone = outline(of_polygons(cells[[number]]), view)
        part = together.points[together.parts[number] : together.parts[number + 1]]
        np.testing.assert_allclose(part, alone.points, atol=1e-9)


@given(scales)
def test_no_vertex_moves_farther_than_the_eye_can_tell(scale: float) -> None:
    ragged = of_polygons(quilt())
    view = Viewport(scale=scale, ratio=2.0)
    shape = outline(ragged, view)
    original = shapely.MultiPoint(view.to_screen(ragged.coords))
    away = shapely.distance(shapely.points(shape.points), original)
    assert away.max() <= cell / 2 * 2**0.5 / view.ratio + 1e-9


def test_rings_stay_closed_and_repeats_go() -> None:
    ragged = of_polygons(quilt())
    shape = outline(ragged, Viewport(scale=60.0))
    assert len(shape.points) < len(ragged.coords) / 2
    for start, end in zip(shape.parts[:-1], shape.parts[1:], strict=True):
        ring = shape.points[start:end]
        assert (ring[0] == ring[-1]).all()
        assert (np.diff(ring, axis=0) != 0).any(axis=1).all()


def test_missing_and_empty_shapes_have_no_vertices() -> None:
    shapes = np.array([None, shapely.Polygon(), shapely.box(0, 0, 1, 1)], dtype=object)
    ragged = of_polygons(shapes)
    assert ragged.sizes.tolist() == [0, 0, 5]
    assert len(outline(ragged.take(np.array([0, 1])), Viewport()).points) == 0


def test_segments_out_of_sight_are_left_out() -> None:
    line = of_lines(np.array([shapely.LineString([(-500, 0), (-400, 0), (0, 0), (10, 0)])]))
    view = Viewport(scale=1, width=100, height=100)
    shape = outline(line, view)
    assert visible(shape.points, np.arange(3), view, 2).tolist() == [1, 2]


def test_placed_shapes_keep_every_vertex() -> None:
    ragged = of_polygons(quilt())
    view = Viewport(x=120, y=80, scale=3.0)
    shape = placed(ragged, view)
    np.testing.assert_allclose(view.to_map(shape.points), ragged.coords, atol=1e-9)
