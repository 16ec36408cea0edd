from dataclasses import replace

import numpy as np
import pytest
import shapely

from gridapp.desktop.map.layers import AreaLayer, PointLayer
from gridapp.desktop.map.scene import Change, Hit, Scene
from tests.desktop.map.towns import hamlet


def test_a_hit_names_layer_index_and_id() -> None:
    scene = hamlet()
    assert scene.hit(150, 250, 3) == Hit("level2", 9, "009")
    assert scene.hit(-300, 0, 3) is None


def test_points_lie_above_polygons_and_are_hit_within_the_tolerance() -> None:
    scene = hamlet()
    assert scene.hit(64, 220, 6) == Hit("cases", 0, "c1")
    hit = scene.hit(64, 220, 3)
    assert hit is not None
    assert hit.layer == "level2"


def test_a_polygon_near_by_is_not_hit() -> None:
    scene = Scene(
        [AreaLayer(name="a", polygons=np.array([shapely.box(0, 0, 10, 10)]), style="net")]
    )
    assert scene.hit(11, 5, 6) is None
    assert scene.hit(9, 5, 6) == Hit("a", 0, 0)


def test_hidden_layers_and_those_out_of_scale_are_not_hit() -> None:
    scene = hamlet()
    scene.set_visible("cases", False)
    hit = scene.hit(60, 220, 6)
    assert hit is not None
    assert hit.layer == "level2"
    scene.put(replace(scene["level2"], max_scale=5.0))
    assert scene.hit(60, 220, 6, scale=8.0) is None
    assert [layer.name for layer in scene.shown(8.0)].count("level2") == 0


def test_replacing_a_layer_keeps_its_place_and_the_others() -> None:
    scene = hamlet()
    before = scene.layers
    told: list[Change] = []
    end = scene.listen(told.append)
    fewer = PointLayer(name="cases", x=np.array([1.0]), y=np.array([1.0]), style="case")
    scene.put(fewer)
    assert scene.layers[:-1] == before[:-1]
    assert scene["cases"] is fewer
    assert told == [Change(frozenset({"cases"}))]
    end()
    scene.remove("cases")
    assert len(told) == 1


def test_a_layer_can_be_put_above_another() -> None:
    scene = hamlet()
    parcels = AreaLayer(name="parcels", polygons=np.array([shapely.box(0, 0, 1, 1)]), style="net")
    scene.put(parcels, above="water")
    assert [layer.name for layer in scene.layers][:2] == ["water", "parcels"]
    with pytest.raises(KeyError, match="nowhere"):
        scene.put(replace(parcels, name="other"), above="nowhere")


def test_selection_and_hover_tell_once() -> None:
    scene = hamlet()
    told: list[Change] = []
    scene.listen(told.append)
    scene.select("level2", ["003"])
    scene.select("level2", ["003"])
    scene.set_hover(Hit("level2", 3, "003"))
    scene.set_hover(Hit("level2", 3, "003"))
    assert told == [Change(), Change()]
    assert scene.selection == {"level2": frozenset({"003"})}
    scene.select("level2", [])
    assert scene.selection == {}


def test_an_empty_scene_has_no_bounds_and_no_hits() -> None:
    empty = Scene([PointLayer(name="p", x=np.empty(0), y=np.empty(0), style="case")])
    assert empty.bounds is None
    assert empty.hit(0, 0, 10) is None
