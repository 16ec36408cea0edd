import numpy as np
import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gridapp.grid.nearness import close_points, close_segments
from gridapp.grid.noding import node_segments


def nodes(
    segments: list[tuple[tuple[float, float], tuple[float, float]]], tolerance: float = 1e-6
) -> list[tuple[tuple[float, ...], tuple[float, ...]]]:
    points = np.array(segments, float).reshape(-1, 2)
    rows = np.arange(len(points)).reshape(-1, 2)
    noded = node_segments(points, np.arange(len(points)) // 2, rows[:, 0], rows[:, 1], tolerance)
    return [
        (tuple(noded.points[a].tolist()), tuple(noded.points[b].tolist()))
        for a, b in zip(noded.starts, noded.ends, strict=True)
    ]


def test_a_crossing_gets_a_vertex() -> None:
    pieces = nodes([((0, 0), (10, 10)), ((0, 10), (10, 0))])
    assert pieces == [
        ((0, 0), (5, 5)), ((5, 5), (10, 10)), ((0, 10), (5, 5)), ((5, 5), (10, 0)),
    ]  # fmt: skip


def test_a_segment_bends_through_a_vertex_it_passes() -> None:
    pieces = nodes([((0, 0), (10, 0)), ((5, 0.2), (5, 9))], tolerance=0.5)
    assert pieces == [((0, 0), (5, 0.2)), ((5, 0.2), (10, 0)), ((5, 0.2), (5, 9))]


def test_of_near_vertices_the_trusted_one_stays() -> None:
    pieces = nodes([((0, 0), (10, 0)), ((10.3, 0.1), (20, 5))], tolerance=0.5)
    assert pieces[1] == ((10, 0), (20, 5))


def test_segments_on_top_of_each_other_share_their_vertices() -> None:
    pieces = nodes([((0, 0), (10, 0)), ((4, 0), (14, 0))])
    assert pieces == [((0, 0), (4, 0)), ((4, 0), (10, 0)), ((4, 0), (10, 0)), ((10, 0), (14, 0))]


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 40), st.sampled_from([1e-6, 0.1, 1.0, 6.0]))
@example(0, 11, 1.0)  # four ends on one line
def test_no_two_pieces_cross(seed: int, n: int, tolerance: float) -> None:
    random = np.random.default_rng(seed)
    points = random.uniform(0, 100, (2 * n, 2)).round(int(random.integers(0, 4)))
    ends = np.arange(2 * n).reshape(-1, 2)
    noded = node_segments(points, np.zeros(2 * n, np.int64), ends[:, 0], ends[:, 1], tolerance)
    assert (np.diff(noded.origins) >= 0).all()
    lines = shapely.linestrings(noded.points[np.stack([noded.starts, noded.ends], axis=1)])
    lines = np.array(list(set(shapely.normalize(lines).tolist())))
    one, two = shapely.STRtree(lines).query(lines, predicate="intersects")
    both = shapely.intersection(lines[one[one < two]], lines[two[one < two]])
    assert (shapely.get_type_id(both) == shapely.GeometryType.POINT).all()
    corners = {tuple(xy) for xy in shapely.get_coordinates(lines).tolist()}
    assert {tuple(xy) for xy in shapely.get_coordinates(both).tolist()} <= corners


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.01, 5.0))
def test_close_points_misses_none(seed: int, tolerance: float) -> None:
    points = np.random.default_rng(seed).uniform(-10, 10, (60, 2))
    apart = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    one, two = np.nonzero(np.triu(apart <= tolerance, 1))
    assert close_points(points, tolerance).tolist() == np.stack([one, two], axis=1).tolist()
    fresh = np.arange(60) >= 55
    wanted = fresh[one] | fresh[two]
    found = close_points(points, tolerance, fresh).tolist()
    assert found == np.stack([one, two], axis=1)[wanted].tolist()


def test_what_doesn_t_meet_stays_as_it_is() -> None:
    assert nodes([((0, 0), (1, 0)), ((0, 5), (1, 5))]) == [((0, 0), (1, 0)), ((0, 5), (1, 5))]
    assert nodes([((3, 3), (3, 3))]) == []


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 2**32 - 1), st.floats(0.0, 5.0), st.integers(0, 60))
def test_close_segments_misses_none(seed: int, margin: float, n_fresh: int) -> None:
    random = np.random.default_rng(seed)
    starts = random.uniform(-10, 10, (60, 2))
    ends = starts + random.normal(0, 3, (60, 2))
    fresh = np.arange(60) < n_fresh
    low, high = np.minimum(starts, ends) - margin, np.maximum(starts, ends) + margin
    meet = ((low[:, None] <= high[None]) & (low[None] <= high[:, None])).all(axis=2)
    one, two = np.nonzero(np.triu(meet & (fresh[:, None] | fresh[None]), 1))
    found = np.sort(close_segments(starts, ends, margin, fresh), axis=1)
    assert sorted(found.tolist()) == np.stack([one, two], axis=1).tolist()


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_where_two_segments_cross_is_told_by_their_coordinates_alone(
    seed: int,
) -> None:
    random = np.random.default_rng(seed)
    one, two = (random.uniform(0, 100, (2, 2)) for _ in range(2))

    def crossings(ends: list[tuple[float, float]]) -> set[tuple[float, ...]]:
        segments = [(ends[0], ends[1]), (ends[2], ends[3])]
        known = {tuple(end) for end in ends}
        return {end for piece in nodes(segments) for end in piece} - known

    (a, b), (c, d) = (map(tuple, line.tolist()) for line in (one, two))
    wanted = crossings([a, b, c, d])
    for turned in ([b, a, c, d], [a, b, d, c], [c, d, a, b], [d, c, b, a]):
        assert crossings(turned) == wanted
