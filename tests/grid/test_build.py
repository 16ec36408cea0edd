from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridapp.errors import NotFoundError
from gridapp.grid.build import build_and_report, build_fabric
from gridapp.grid.fabric import is_same
from gridapp.grid.grids import Grids, make_grids
from gridapp.grid.outlines import face_areas, grids_of, outlines, polygons_of
from tests.grid.scenes import assert_whole, block_town, four_squares, square, town_fabric


def net(*polygons: shapely.Geometry) -> Grids:
    return make_grids([str(i) for i in range(len(polygons))], polygons)


def rebuilt(*polygons: shapely.Geometry) -> list[shapely.Geometry]:
    """Take polygons into a fabric and out again; the fabric must be sound."""
    fabric, _ = build_fabric([("a", net(*polygons))])
    assert_whole(fabric)
    return list(polygons_of(fabric, fabric.levels[0]))


def same(one: shapely.Geometry, two: shapely.Geometry) -> bool:
    return bool(shapely.equals(shapely.normalize(one), shapely.normalize(two)))


def test_four_squares_share_their_borders() -> None:
    fabric, overlaps = build_fabric([("a", four_squares())])
    assert_whole(fabric)
    assert (fabric.n_faces, fabric.n_arcs, len(fabric.nodes)) == (4, 8, 5)
    assert not overlaps
    assert face_areas(fabric).tolist() == [10000.0] * 4


SHAPES = {
    "island": [square(0, 0, 10), square(50, 50, 10)],
    "enclave": [square(0, 0, 90).difference(square(30, 30, 30)), square(30, 30, 30)],
    "hole": [square(0, 0, 90).difference(square(30, 30, 30))],
    "multi-part": [shapely.union(square(0, 0, 10), square(20, 0, 10)), square(10, 0, 10)],
    "island in a hole": [
        square(0, 0, 90).difference(square(10, 10, 70)).union(square(40, 40, 10)),
        square(10, 10, 70).difference(square(40, 40, 10)),
    ],
    "hole that touches its shell": [
        square(0, 0, 90).difference(shapely.Polygon([(0, 40), (20, 30), (20, 50)])),
    ],
    "parts that touch in a corner": [
        shapely.union(square(0, 0, 10), square(10, 10, 10)),
        shapely.union(square(10, 0, 10), square(0, 10, 10)),
    ],
    "two enclaves that touch": [
        square(0, 0, 90).difference(shapely.MultiPolygon([square(20, 20, 20), square(40, 40, 20)])),
        square(20, 20, 20),
        square(40, 40, 20),
    ],
}


@pytest.mark.parametrize("name", SHAPES)
def test_legal_shapes_come_out_as_they_went_in(name: str) -> None:
    shapes = SHAPES[name]
    for before, after in zip(shapes, rebuilt(*shapes), strict=True):
        assert after.is_valid
        assert same(before, after)


def test_t_junctions_get_a_node() -> None:
    fabric, _ = build_fabric([("a", net(square(0, 0, 100), square(100, 20, 50)))])
    assert_whole(fabric)
    assert sorted(fabric.nodes.tolist()) == [[100, 20], [100, 70]]
    assert fabric.n_arcs == 3


def test_nets_that_cross_make_a_face_for_every_combination() -> None:
    fabric, _ = build_fabric([("a", net(square(0, 0))), ("b", net(square(50, 50)))])
    assert_whole(fabric)
    a, b = (level.labels.tolist() for level in fabric.levels)
    assert sorted(zip(a, b, strict=True)) == [(-1, 0), (0, -1), (0, 0)]


def test_an_overlap_goes_to_the_first_and_is_told() -> None:
    fabric, overlaps = build_fabric([("a", net(square(0, 0), square(90, 0)))])
    assert [one.rows for one in overlaps] == [(0, 1)]
    assert fabric.levels[0].labels[overlaps[0].face] == 0


def test_snapping_makes_near_borders_one_and_keeps_the_trusted_one() -> None:
    near = shapely.Polygon([(0.2, 0.1), (99.8, 0.3), (100.3, 99.9), (0.1, 100.2)])
    fabric, _ = build_fabric([("a", net(square(0, 0))), ("b", net(near))], tolerance=0.5)
    assert fabric.n_faces == 1
    assert same(polygons_of(fabric, fabric.levels[1])[0], square(0, 0))


def test_an_invalid_ring_still_gives_a_sound_fabric() -> None:
    bow = shapely.Polygon([(0, 0), (100, 100), (100, 0), (0, 100)])
    fabric, _ = build_fabric([("a", net(bow))])
    assert_whole(fabric)
    assert fabric.n_faces == 2


def test_a_spike_bounds_nothing_and_goes() -> None:
    spike = shapely.Polygon(
        [(0, 0), (100, 0), (100, 50), (150, 50), (100, 50), (100, 100), (0, 100)]
    )
    fabric, _ = build_fabric([("a", net(spike))])
    assert_whole(fabric)
    assert face_areas(fabric).tolist() == [10000.0]


def test_levels_know_their_parents() -> None:
    fabric, _ = build_fabric([("town", block_town())])
    one, two = fabric.level("town", 1), fabric.level("town", 2)
    assert (two.parents[two.labels] == one.labels).all()
    grids = grids_of(fabric, "town")
    assert grids.parents[grids.levels == 2].tolist() == [
        code[:12] + "000" for code in grids.codes[grids.levels == 2]
    ]


def test_building_twice_gives_the_same() -> None:
    assert is_same(town_fabric(), town_fabric())


@pytest.mark.parametrize(
    ("grids", "tolerance"),
    [(net(), 0.0), (net(shapely.Polygon()), 0.0), (net(square(0, 0, 1)), 5.0)],
    ids=["no grids", "an empty grid", "all within the tolerance"],
)
def test_nothing_gives_an_empty_fabric(grids: Grids, tolerance: float) -> None:
    fabric, _ = build_fabric([("a", grids)], tolerance=tolerance)
    assert (fabric.n_faces, fabric.n_arcs, len(fabric.nodes)) == (0, 0, 0)
    if len(grids):
        assert not len(grids_of(fabric, "a"))
    with pytest.raises(NotFoundError, match="nowhere"):
        grids_of(fabric, "nowhere")


def test_arrays_are_read_only() -> None:
    fabric = town_fabric()
    with pytest.raises(ValueError, match="read-only"):
        fabric.xy[0, 0] = 1.0


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_any_rectangles_make_a_sound_fabric(data: st.DataObject) -> None:
    """Rectangles with corners on a coarse lattice: every touch and overlap there is."""
    n = data.draw(st.integers(1, 8))
    corner = st.integers(0, 6)
    boxes = [
        shapely.box(x, y, x + w, y + h)
        for x, y, w, h in (
            data.draw(st.tuples(corner, corner, st.integers(1, 5), st.integers(1, 5)))
            for _ in range(n)
        )
    ]
    turned = [shapely.affinity.rotate(box, 30, origin=(3, 3)) for box in boxes[::2]]
    fabric, _ = build_fabric([("a", net(*boxes)), ("b", net(*turned))])
    assert_whole(fabric)
    covered = shapely.union_all([*boxes, *turned])
    labelled = np.max([level.labels for level in fabric.levels], axis=0) >= 0
    assert face_areas(fabric)[labelled].sum() == pytest.approx(covered.area, rel=1e-6)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 5))
def test_dissolving_any_labels_tiles_the_ground(seed: int, n: int) -> None:
    fabric = town_fabric()
    labels = np.random.default_rng(seed).integers(-1, n, fabric.n_faces)
    polygons = outlines(fabric, labels, n)
    there = polygons[polygons != None]  # noqa: E711 - object arrays compare item by item
    assert shapely.is_valid(there).all()
    assert shapely.area(there).sum() == pytest.approx(face_areas(fabric)[labels >= 0].sum())
    assert shapely.coverage_is_valid(there)


CLEAN = (
    "ward-2012",
    "advisory-neighborhood-commission-2013",
    "single-member-district-2013",
    "police-service-areas-psa",
    "census-tracts-2010",
    "census-block-groups-2010",
    "dpw-parking-beats",
)
DIRTY = ("leaf-boundary", "trash-pickup-days-for-2015", "snow-removal-areas")


def read(folder: Path, name: str) -> Grids:
    pyogrio = pytest.importorskip("pyogrio")
    from pyproj import Transformer

    frame = pyogrio.raw.read(folder / f"{name}.geojson")
    polygons = shapely.from_wkb(frame[2])
    project = Transformer.from_crs("EPSG:4326", "EPSG:26985", always_xy=True)
    return net(
        *shapely.transform(
            polygons, lambda xy: np.column_stack(project.transform(xy[:, 0], xy[:, 1]))
        )
    )


@pytest.mark.parametrize("name", CLEAN)
def test_a_clean_real_net_comes_out_as_it_went_in(
    name: str, shared_data: Callable[[str], Path]
) -> None:
    grids = read(shared_data("dc-nets"), name)
    fabric, overlaps = build_fabric([("a", grids)])
    assert not overlaps
    after = polygons_of(fabric, fabric.levels[0])
    assert shapely.coverage_is_valid(after)
    assert shapely.area(after) == pytest.approx(shapely.area(grids.polygons), rel=1e-9)


def test_real_nets_noded_together_are_a_coverage(shared_data: Callable[[str], Path]) -> None:
    folder = shared_data("dc-nets")
    nets = [(name, read(folder, name)) for name in (*CLEAN[:2], *DIRTY)]
    fabric, _ = build_fabric(nets, tolerance=0.1)
    assert_whole(fabric)


def test_snapped_vertices_are_reported_with_their_places() -> None:
    trusted, other = net(square(0, 0)), net(square(100.3, 0), square(100.3, 100))
    built = build_and_report([("a", trusted), ("b", other)], tolerance=0.5)
    assert_whole(built.fabric)
    assert sorted(built.snapped.places.tolist()) == [[100.3, 0], [100.3, 100]]
    assert built.snapped.largest == pytest.approx(0.3)
    exact = build_and_report([("a", trusted), ("b", other)])
    assert (len(exact.snapped), exact.snapped.largest) == (0, 0)
