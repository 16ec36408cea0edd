"""Simplified coverages: shared borders stay shared, across blocks too, and near enough."""

import threading
from dataclasses import replace

import numpy as np
import pytest
import shapely
from pytestqt.qtbot import QtBot

from gridapp.desktop.map import details as room
from gridapp.desktop.map.borders import outside
from gridapp.desktop.map.details import Details, octave, tolerance
from gridapp.desktop.map.layers import AreaLayer
from gridapp.desktop.map.ragged import Geometries
from gridapp.desktop.map.shapes import Shapes
from gridapp.desktop.map.view import Viewport
from tests.desktop.map.towns import quilt

view = Viewport(scale=4.5)


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_FEW", 100)
    monkeypatch.setattr(room, "_BLOCK", 700)


def shapes_of(polygons: Geometries) -> Shapes:
    made = Details(polygons).make(view)
    assert made is not None
    return made


def polygons_of(shapes: Shapes) -> Geometries:
    """The simplified polygons in the layer's order; None where there is none."""
    ragged = shapes.ragged
    result = np.full(len(shapes.rows), None, dtype=object)
    for feature, row in enumerate(shapes.rows.tolist()):
        if row >= 0:
            first = ragged.features[row]
            result[feature] = shapely.Polygon(
                ragged.coords[slice(*ragged.parts[first : first + 2])]
            )
    return result


def test_a_simplified_coverage_stays_one_across_blocks() -> None:
    cells = quilt(12, 9, 40.0, 12)
    simple = polygons_of(shapes_of(cells))
    assert shapely.coverage_is_valid(simple)
    assert (
        shapely.get_num_coordinates(simple).sum() < 0.8 * shapely.get_num_coordinates(cells).sum()
    )
    far = shapely.hausdorff_distance(shapely.boundary(simple), shapely.boundary(cells))
    assert far.max() < 3 * tolerance * 2 ** octave(view)


def test_who_lies_across_is_named_as_the_layer_does() -> None:
    cells = quilt(6, 5, 40.0, 12)
    cells[7] = None
    shapes = shapes_of(cells)
    assert shapes.rows[7] == -1
    touching = shapely.relate_pattern
    ragged, edges = shapes.take(np.array([14]))
    assert len(ragged.sizes) == 1
    neighbours = set(edges.across.tolist()) - {outside}
    there = [i for i in range(30) if i not in (7, 14)]
    expected = {i for i in there if touching(cells[14], cells[i], "****1****")}
    assert neighbours == expected


def test_few_vertices_or_a_near_view_need_no_simplifying() -> None:
    cells = quilt(6, 5, 40.0, 12)
    assert Details(cells[:1]).make(view) is None
    assert Details(cells).make(replace(view, scale=0.05)) is None


def test_wanted_shapes_come_by_themselves_and_once(qtbot: QtBot) -> None:
    layer = AreaLayer(name="a", polygons=quilt(6, 5, 40.0, 12), style="grid.level2")
    assert layer.details.at(view) is None
    layer.details.want(view)
    layer.details.want(view)
    qtbot.waitUntil(lambda: layer.details.at(view) is not None)
    assert layer.details.at(replace(view, scale=7.9)) is layer.details.at(view)
    assert layer.details.at(replace(view, scale=8.1)) is None
    assert layer.details.at(replace(view, scale=8.1, ratio=2.0)) is layer.details.at(view)


def test_nobody_s_shapes_are_not_made() -> None:
    details = Details(quilt(6, 5, 40.0, 12))
    with room._one_at_a_time:
        details.want(view)
        del details
    for thread in threading.enumerate():
        if thread is not threading.main_thread() and thread.name.startswith("details"):
            thread.join(5)
            assert not thread.is_alive()
