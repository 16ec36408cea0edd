from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import numpy as np
import pyogrio
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gridapp.desktop.map.anchors import upright
from gridapp.desktop.map.candidates import Label
from gridapp.desktop.map.collisions import boxes_of
from gridapp.desktop.map.labels import Placement, place
from gridapp.desktop.map.layers import AreaLayer, LineLayer, PointLayer
from gridapp.desktop.map.picture import render
from gridapp.desktop.map.scene import Scene
from gridapp.desktop.map.spots import in_two_lines
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import dark
from tests.desktop.map.pictures import pixels
from tests.desktop.map.towns import hamlet, quilt


def measure(text: str, style: str) -> tuple[float, float]:
    """Every letter a square: no font is needed to place labels."""
    size = dark.texts[style].size
    lines = text.split("\n")
    return max(map(len, lines)) * size, len(lines) * size * 1.25


def box(label: Label, scale: float) -> shapely.Polygon:
    half = np.array((label.width, label.height)) / 2 * scale
    level = shapely.box(label.x - half[0], label.y - half[1], label.x + half[0], label.y + half[1])
    return shapely.affinity.rotate(level, -np.degrees(label.angle), origin=(label.x, label.y))


def assert_apart(placement: Placement) -> None:
    boxes = [box(label, placement.scale) for label in placement.labels]
    for one, other in combinations(boxes, 2):
        assert not one.intersects(other)


@settings(deadline=None, max_examples=40)
@given(st.floats(0.2, 4), st.floats(-50, 450), st.floats(-50, 350))
def test_labels_dont_meet_and_stand_inside(scale: float, x: float, y: float) -> None:
    view = Viewport(x=x, y=y, scale=scale, width=600, height=400)
    scene = hamlet()
    placement = place(list(scene.layers), view, dark, measure)
    assert_apart(placement)
    cells = shapely.union_all(
        [layer.polygons for layer in scene.layers if isinstance(layer, AreaLayer)][1]
    )
    for label in placement.labels:
        if label.style in ("level1", "level2"):
            assert cells.buffer(1e-6).covers(box(label, scale))


def test_each_grid_is_labelled_inside_itself_even_if_codes_repeat() -> None:
    cells = quilt()
    layer = AreaLayer(name="g", polygons=cells, style="grid.level2", labels=["001"] * len(cells))
    view = Viewport(scale=0.5, width=900, height=700).fit((0, 0, 400, 300))
    placement = place([layer], view, dark, measure)
    assert len(placement.labels) == len(cells)
    for label in placement.labels:
        assert shapely.covers(cells, box(label, view.scale)).sum() == 1


def test_level_one_comes_first() -> None:
    shape = np.array([shapely.box(0, 0, 60, 22)], dtype=object)
    low = AreaLayer(name="low", polygons=shape, style="grid.level2", labels=["low"])
    high = AreaLayer(
        name="high", polygons=shape, style="grid.level1", labels=["top"], label_priority=9
    )
    placement = place([high, low], Viewport(scale=1.0), dark, measure)
    assert [label.text for label in placement.labels] == ["top"]


def test_a_winding_grid_is_labelled_where_it_is_wide() -> None:
    ring = shapely.Point(0, 0).buffer(100) - shapely.Point(15, 0).buffer(80)
    layer = AreaLayer(name="g", polygons=np.array([ring]), style="grid.level2", labels=["环"])
    (label,) = place([layer], Viewport(scale=1.0), dark, measure).labels
    assert ring.covers(box(label, 1.0))


def test_what_is_too_small_or_has_no_text_has_no_label() -> None:
    shapes = np.array([shapely.box(0, 0, 4, 4), shapely.box(10, 0, 90, 90), None], dtype=object)
    layer = AreaLayer(name="g", polygons=shapes, style="grid.level2", labels=["001", "", "003"])
    assert place([layer], Viewport(scale=1.0), dark, measure).labels == ()


def test_labels_hold_while_the_map_is_dragged_and_stay_beyond() -> None:
    layers = list(hamlet().layers)
    view = Viewport(x=200, y=150, scale=0.5, width=400, height=300)
    first = place(layers, view, dark, measure)
    assert first.holds_for(view.pan(150, -100))
    assert not first.holds_for(view.pan(500, 0))
    assert not first.holds_for(view.zoom_at(0, 0, 0.9))
    moved = view.pan(260, 0)
    second = place(layers, moved, dark, measure, first)
    seen = [label for label in first.labels if label.style == "level2"]
    both = [label for label in seen if moved.padded(0)[0] < label.x < moved.padded(0)[2]]
    assert both
    assert set(both) <= set(second.labels)


def test_street_names_follow_the_street_and_never_stand_on_their_heads() -> None:
    lines = np.array(
        [shapely.LineString([(300, 200), (0, 0)]), shapely.LineString([(0, 300), (0, -300)])]
    )
    layer = LineLayer(name="s", lines=lines, style="base.street", labels=["中山路", "人民路"])
    labels = place([layer], Viewport(scale=0.5, width=900, height=900), dark, measure).labels
    assert {label.text for label in labels} == {"中山路", "人民路"}
    for label in labels:
        assert -np.pi / 2 <= label.angle <= np.pi / 2
        assert shapely.distance(shapely.union_all(lines), shapely.Point(label.x, label.y)) < 1


@settings(deadline=None)
@given(st.floats(0, np.pi), st.sampled_from(["环镇东路", "Mill Lane", "312国道"]))
def test_chinese_names_of_steep_streets_are_stacked_others_turned(turn: float, name: str) -> None:
    end = (500 * np.cos(turn), 500 * np.sin(turn))
    line = shapely.LineString([(-end[0], -end[1]), end])
    layer = LineLayer(name="s", lines=np.array([line]), style="base.street", labels=[name])
    labels = place([layer], Viewport(scale=1.0, width=900, height=900), dark, measure).labels
    assert labels
    for label in labels:
        is_steep = abs(upright(label.angle)) > np.radians(50)
        assert label.is_stacked == (is_steep and name == "环镇东路")
        if label.is_stacked:
            assert 0 < label.angle < np.pi  # from the top downwards
            pitch = (label.width - dark.texts["street"].size) / (len(name) - 1)
            assert pitch * np.sin(label.angle) >= dark.texts["street"].size  # none on another


def test_a_stacked_name_is_drawn_upright(qapp: object) -> None:
    picture = {}
    for name, line in (("level", [(-200, 0), (200, 0)]), ("steep", [(0, -200), (0, 200)])):
        layer = LineLayer(
            name="s", lines=np.array([shapely.LineString(line)]), style="base.street",
            labels=["一一一"],
        )  # fmt: skip
        scene = Scene([layer])
        view = Viewport(scale=1.0, width=300, height=300)
        bare = LineLayer(name="s", lines=layer.lines, style="base.street")
        with_name, without = render(scene, view, dark), render(Scene([bare]), view, dark)
        away = np.abs(pixels(with_name) - pixels(without)).max(axis=2) > 40
        picture[name] = away.any(axis=1).nonzero()[0], away.any(axis=0).nonzero()[0]
    rows, columns = picture["steep"]
    assert np.ptp(rows) > 2 * np.ptp(columns)  # three strokes, each lying, one below the other
    assert (np.diff(rows) > 3).sum() == 2


def test_a_street_s_name_moves_along_it_where_a_symbol_lies() -> None:
    street = LineLayer(
        name="s", lines=np.array([shapely.LineString([(-150, 0), (150, 0)])]),
        style="base.street", labels=["中山路"],
    )  # fmt: skip
    case = PointLayer(name="c", x=np.zeros(1), y=np.zeros(1), style="case.overdue")
    view = Viewport(scale=1.0, width=600, height=400)
    (free,) = place([street], view, dark, measure).labels
    (moved,) = place([street, case], view, dark, measure).labels
    assert abs(free.x) < 1
    assert abs(moved.x) > moved.width / 2
    assert moved.y == 0


def test_what_has_no_room_is_written_shorter_and_smaller() -> None:
    names, shorts = ["锦绣社区第六网格"], ["第六网格"]
    written = {}
    for wide in (120, 62, 54):
        shape = np.array([shapely.box(0, 0, wide, 20)], dtype=object)
        area = AreaLayer(name="g", polygons=shape, style="grid.level1", labels=names,
                         short_labels=shorts)  # fmt: skip
        (label,) = place([area], Viewport(scale=1.0), dark, measure).labels
        written[wide] = (label.text, label.style)
    assert written == {
        120: ("锦绣社区第六网格", "level1"),
        62: ("第六网格", "level1"),
        54: ("第六网格", "level1.small"),
    }


def test_a_grid_larger_than_the_window_is_named_wherever_one_looks() -> None:
    shape = np.array([shapely.box(0, 0, 8000, 6000)], dtype=object)
    area = AreaLayer(name="g", polygons=shape, style="grid.level1", labels=["社区"])
    view = Viewport(x=1500, y=1200, scale=0.5, width=1300, height=900)
    placement = place([area], view, dark, measure)
    assert [label for label in placement.labels if inside(label, view)]
    # At places of the map: another view finds the same ones.
    other = place([area], view.pan(333, 77), dark, measure)
    both = {key for key in placement.where if key in other.where}
    assert len(both) > 4
    assert all(placement.where[key] == other.where[key] for key in both)


def test_a_bend_is_not_labelled() -> None:
    zigzag = shapely.LineString([(i * 6, 30 * (i % 2)) for i in range(40)])
    layer = LineLayer(
        name="s", lines=np.array([zigzag]), style="base.street", labels=["回头路回头路"]
    )
    assert place([layer], Viewport(scale=1.0), dark, measure).labels == ()


def test_names_give_way_to_symbols() -> None:
    shape = np.array([shapely.box(0, 0, 200, 100)], dtype=object)
    area = AreaLayer(
        name="g", polygons=shape, style="grid.level1", labels=["社区"], label_priority=1
    )
    case = PointLayer(name="c", x=np.array([100.0]), y=np.array([50.0]), style="case")
    (alone,) = place([area], Viewport(scale=1.0), dark, measure).labels
    (beside,) = place([area, case], Viewport(scale=1.0), dark, measure).labels
    assert (alone.x, alone.y) == (100, 50)
    assert (beside.x, beside.y) != (100, 50)


def inside(label: Label, view: Viewport) -> bool:
    """Whether the whole label is in sight."""
    return bool(shapely.box(*view.extent).covers(box(label, view.scale)))


@settings(deadline=None, max_examples=30)
@given(st.lists(st.tuples(st.integers(-400, 400), st.integers(-300, 300)), max_size=8))
def test_no_label_in_sight_moves_or_goes_while_the_map_is_dragged(
    drags: list[tuple[int, int]],
) -> None:
    scene = hamlet()
    rng = np.random.default_rng(2)
    x, y = rng.uniform(0, 400, 60), rng.uniform(0, 300, 60)
    scene.put(PointLayer(name="more", x=x, y=y, style="case.done"))
    layers = list(scene.layers)
    view = Viewport(x=200, y=150, scale=0.4, width=320, height=240)
    placement = place(layers, view, dark, measure)
    for across, down in drags:
        moved = view.pan(across, down)
        after = placement
        if not placement.holds_for(moved):
            after = place(layers, moved, dark, measure, placement)
        was = {key: at for key, at in placement.where.items() if inside(at, view)}
        for key, label in was.items():
            if inside(label, moved):
                assert after.where.get(key) == label
        assert_apart(after)
        view, placement = moved, after


@settings(deadline=None, max_examples=30)
@given(st.integers(0, 10_000), st.integers(1, 60), st.floats(0.3, 2.0))
def test_no_label_lies_on_a_symbol_that_matters(seed: int, count: int, scale: float) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(0, 400, count), rng.uniform(0, 300, count)
    cases = PointLayer(name="c", x=x, y=y, style="case.overdue", urgent=rng.random(count) < 0.3)
    view = Viewport(x=200, y=150, scale=scale, width=600, height=400)
    half = dark.symbol("case.overdue").size / 2 * scale
    symbols = shapely.union_all(shapely.box(x - half, y - half, x + half, y + half))
    street = LineLayer(
        name="s",
        lines=np.array([shapely.LineString([(0, 40), (400, 90)]),
                        shapely.LineString([(200, 0), (190, 300)])]),
        style="base.street",
        labels=["中山路", "人民路"],
    )  # fmt: skip
    for label in place([*hamlet().layers, street, cases], view, dark, measure).labels:
        boxes = boxes_of(label, scale, 0.0) * scale
        for left, top, right, bottom in boxes.tolist():
            assert not shapely.box(left, -bottom, right, -top).intersects(symbols)


def test_a_quiet_symbol_may_lie_under_a_name_that_has_no_other_place() -> None:
    shape = np.array([shapely.box(0, 0, 70, 24)], dtype=object)
    area = AreaLayer(name="g", polygons=shape, style="grid.level1", labels=["社区"])
    x, y = np.array([35.0]), np.array([12.0])

    def labels(style: str) -> int:
        points = PointLayer(name="c", x=x, y=y, style=style)
        return len(place([area, points], Viewport(scale=1.0), dark, measure).labels)

    assert labels("terminal") == 1
    assert labels("case.overdue") == 0


def test_a_name_too_long_for_its_grid_stands_in_two_lines() -> None:
    shape = np.array([shapely.box(0, 0, 66, 60)], dtype=object)
    for name, lines in (
        ("南街社区第1网格", "南街社区\n第1网格"),
        ("Old Mill Lane", "Old Mill\nLane"),
    ):
        area = AreaLayer(name="g", polygons=shape, style="grid.level2", labels=[name])
        wide = Viewport(scale=1.0 if name.isascii() is False else 0.6)
        (label,) = place([area], wide, dark, measure).labels
        assert label.text == lines


def test_two_lines_break_neither_words_nor_numbers() -> None:
    assert in_two_lines("锦绣社区第1024网格") in ("锦绣社区第\n1024网格", "锦绣社区\n第1024网格")
    assert in_two_lines("Riverside") == "Riverside"
    assert in_two_lines("West Bank Quarter") == "West Bank\nQuarter"
    assert in_two_lines("社区") == "社区"


@given(st.floats(-10, 10))
def test_upright(angle: float) -> None:
    turned = upright(angle)
    assert -np.pi / 2 - 1e-9 <= turned <= np.pi / 2 + 1e-9
    assert abs(np.sin(turned - angle)) < 1e-6


def test_a_real_town_s_wards_are_labelled(shared_data: Callable[[str], Path]) -> None:
    file = shared_data("dc-nets") / "census-tracts-2010.geojson"
    _, _, shapes, _ = pyogrio.raw.read(file, columns=[])
    polygons = shapely.transform(shapely.from_wkb(shapes), lambda p: p * (86_900, 111_000))
    layer = AreaLayer(
        name="t",
        polygons=polygons,
        style="grid.level2",
        labels=[f"{i:04d}" for i in range(len(polygons))],
    )
    bounds = layer.bounds
    assert bounds is not None
    placement = place([layer], Viewport(width=3840, height=2160).fit(bounds), dark, measure)
    assert len(placement.labels) > 40
    assert_apart(placement)
