import pytest

from gridapp.desktop.editor.ground import Ground
from gridapp.desktop.editor.snapping import Snapper
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
