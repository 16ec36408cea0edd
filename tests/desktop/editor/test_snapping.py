import numpy as np
import pytest
import shapely

from gridapp.desktop.editor.ground import Ground
from gridapp.desktop.editor.snapping import Sights, Snapper
from gridapp.desktop.map.layers import AreaLayer
from gridapp.desktop.map.scene import Scene
from gridapp.grid.edits.apply import apply
from gridapp.grid.edits.borders import DetachBorder
from gridapp.grid.fabric import Fabric


@pytest.fixture
def snapper(blocks: Fabric, ground: Ground) -> Snapper:
    return Snapper(blocks, ground.streets)


@pytest.mark.parametrize(
    ("x", "y", "kind", "place"),
    [
        (103, 97, "node", (100, 100)),
        (97, 52, "vertex", (100, 50)),
        (104, 30, "border", (100, 30)),
        (40, 78, "street", (40, 75)),
        (104, 70, "border", (100, 70)),
    ],
)
def test_the_pointer_means_the_most_exact_thing_in_reach(
    snapper: Snapper, x: float, y: float, kind: str, place: tuple[float, float]
) -> None:
    spot = snapper.spot(x, y, 10)
    assert spot is not None
    assert spot.kind == kind
    assert (spot.x, spot.y) == pytest.approx(place)


def test_nothing_in_reach_is_nothing(snapper: Snapper) -> None:
    assert snapper.spot(50, 30, 10) is None
    assert snapper.spot(-500, 30, 10) is None
    assert snapper.vertex(100, 30, 10) is None


def test_a_spot_on_a_border_knows_the_vertex_before_it(snapper: Snapper, blocks: Fabric) -> None:
    spot = snapper.border(100, 30, 1)
    assert spot is not None
    line = blocks.arc(spot.line)
    one, two = line[spot.vertex], line[spot.vertex + 1]
    assert min(one[1], two[1]) <= 30 <= max(one[1], two[1])
    assert one[0] == two[0] == 100


def test_visible_layers_are_snapped_to_and_hidden_ones_not(blocks: Fabric, ground: Ground) -> None:
    house = np.array([shapely.box(40, 20, 60, 40)], dtype=object)
    scene = Scene([AreaLayer(name="houses", polygons=house, style="base.building")])
    snapper = Snapper(blocks, ground.streets, Sights(scene=scene))
    corner, edge = snapper.spot(62, 41, 5), snapper.spot(50, 43, 5)
    assert corner is not None
    assert (corner.kind, corner.x, corner.y) == ("corner", 60, 40)
    assert edge is not None
    assert (edge.kind, edge.x, edge.y) == ("edge", 50, 40)
    scene.set_visible("houses", False)
    assert snapper.spot(62, 41, 5) is None


def test_a_border_left_behind_is_no_border(blocks: Fabric, ground: Ground) -> None:
    line = ((100.0, 0.0), (80.0, 30.0), (100.0, 60.0))
    one, two = "320281198001001", "320281198001003"
    edit = DetachBorder("town", 2, one, two, line)
    after = apply(blocks, edit).fabric
    snapper = Snapper(after, ground.streets)
    assert snapper.border(100, 30, 2) is None
    assert snapper.border(80, 30, 2) is not None
