"""Which grids a point lies in: inside, outside, and near a border."""

import numpy as np
import pytest
import shapely

from gridapp.workspace import Workspace

HERE = "320281198001005"


@pytest.fixture
def cell(workspace: Workspace) -> shapely.Polygon:
    grids = workspace.geography.grids(level=2)
    polygon = grids.polygons[grids.index(HERE)]
    assert isinstance(polygon, shapely.Polygon)
    return polygon


def test_every_grid_holds_its_own_point(workspace: Workspace) -> None:
    grids = workspace.geography.grids(level=2)
    points = shapely.point_on_surface(grids.polygons)
    for code, parent, point in zip(grids.codes, grids.parents, points, strict=True):
        found = workspace.geography.grids_at(point.x, point.y)
        assert found.codes == {1: parent, 2: code}
        assert found.nearest is None
        assert found.disputed == ()


def test_outside_the_net_the_nearest_grid_is_given(workspace: Workspace) -> None:
    net = shapely.union_all(workspace.geography.grids(level=1).polygons)
    east = net.bounds[2]
    corner = max(shapely.get_coordinates(net).tolist(), key=lambda xy: xy[0])
    found = workspace.geography.grids_at(east + 500.0, corner[1])
    assert found.codes == {}
    assert found.nearest is not None
    code, metres = found.nearest
    assert metres == pytest.approx(net.distance(shapely.Point(east + 500.0, corner[1])), abs=0.01)
    grids = workspace.geography.grids(level=2)
    touching = grids.polygons[grids.index(code)]
    assert touching.distance(shapely.Point(*corner)) == pytest.approx(0, abs=0.01)


def test_a_circle_across_a_border_is_disputed(workspace: Workspace, cell: shapely.Polygon) -> None:
    inside = shapely.point_on_surface(cell)
    reach = cell.exterior.distance(inside)
    calm = workspace.geography.grids_at(inside.x, inside.y, reach * 0.9)
    torn = workspace.geography.grids_at(inside.x, inside.y, reach * 1.1)
    assert calm.codes == torn.codes
    assert calm.disputed == ()
    assert HERE in torn.disputed
    assert len(torn.disputed) >= 2


def test_grids_are_named_for_people(workspace: Workspace) -> None:
    found = workspace.geography.grids_at(*shapely.get_coordinates(_centre(workspace))[0])
    named = workspace.geography.describe({str(k): code for k, code in found.codes.items()})
    assert named.endswith(f"({found.codes[2]})")
    assert " · " in named
    assert workspace.geography.describe({}) == ""
    assert "nosuch" in workspace.geography.describe({"2": "nosuch"})


def test_new_places_are_found_at_once(workspace: Workspace) -> None:
    centre = _centre(workspace)
    assert not workspace.geography.locate("钟楼观景台")
    row = {"ref": "X1", "kind": "poi", "name": "钟楼观景台", "address": "", "aliases": ""}
    workspace.geography.add_points("place", [row], np.array([centre.x]), np.array([centre.y]))
    found = workspace.geography.locate("钟楼观景台")[0]
    assert (found.x, found.y) == pytest.approx((centre.x, centre.y), abs=0.01)


def _centre(workspace: Workspace) -> shapely.Point:
    grids = workspace.geography.grids(level=2)
    point = shapely.point_on_surface(grids.polygons[grids.index(HERE)])
    assert isinstance(point, shapely.Point)
    return point
