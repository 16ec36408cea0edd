import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridapp.desktop.map.clusters import Cluster, ClusteredLayer, closer
from gridapp.desktop.map.gathering import (
    Crowd,
    finest,
    gather,
    least,
    level_of,
    scale_of,
    split_scale,
)
from gridapp.desktop.map.layers import PointLayer
from gridapp.desktop.map.near import pairs
from gridapp.desktop.map.paint_clusters import count_text
from gridapp.desktop.map.picture import render
from gridapp.desktop.map.scene import Scene
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import Tokens, themes
from tests.desktop.map.pictures import pixels


def cases(count: int, seed: int = 0, extent: float = 4000.0) -> ClusteredLayer:
    """Cases in heaps, one in twenty of them urgent or overdue."""
    rng = np.random.default_rng(seed)
    heaps = rng.uniform(0, extent, (max(count // 40, 1), 2))
    places = heaps[rng.integers(0, len(heaps), count)] + rng.normal(0, extent / 30, (count, 2))
    classes = rng.choice(["waiting", "handling", "overdue"], count, p=[0.5, 0.47, 0.03])
    urgent = rng.random(count) < 0.02
    return ClusteredLayer(
        name="cases",
        x=places[:, 0],
        y=places[:, 1],
        style="case",
        classes=classes.tolist(),
        urgent=urgent,
        alone=urgent | (classes == "overdue"),
        ids=[f"c{i}" for i in range(count)],
    )


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 400), st.integers(0, 99), st.integers(finest - 3, 14))
def test_each_point_is_in_one_cluster_or_single(count: int, seed: int, level: int) -> None:
    layer = cases(count, seed)
    found = gather(Crowd(layer.x, layer.y, layer.alone), level)
    everybody = np.sort(np.concatenate((found.members, found.singles)))
    assert everybody.tolist() == list(range(count))
    assert int(found.counts.sum()) + len(found.singles) == count
    assert np.diff(found.offsets).tolist() == found.counts.tolist()
    assert (found.counts >= least).all()
    # The urgent and the overdue are in none.
    assert set(np.flatnonzero(layer.alone)) <= set(found.singles.tolist())


def test_clusters_dont_meet_and_lie_near_their_members() -> None:
    layer = cases(5000)
    nobody = np.zeros(len(layer.x), dtype=bool)
    for level in range(2, 11):
        found, scale = gather(Crowd(layer.x, layer.y, nobody), level), scale_of(level + 0.5)
        assert len(found)
        apart = np.hypot(found.x[:, None] - found.x, found.y[:, None] - found.y)
        reach = (found.radii[:, None] + found.radii) * scale
        assert (apart + np.eye(len(found)) * 1e9 >= reach).all()
        first = found.members[found.offsets[:-1]]
        assert (np.hypot(layer.x[first] - found.x, layer.y[first] - found.y) < 140 * scale).all()


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 99), st.integers(1, 12), st.floats(0.01, 0.1))
def test_no_point_that_stands_alone_covers_a_count(seed: int, level: int, share: float) -> None:
    layer = cases(3000, seed, extent=2500.0)
    alone = np.random.default_rng(seed).random(3000) < share
    found, scale = gather(Crowd(layer.x, layer.y, alone), level), scale_of(level)
    which, _ = pairs(found.x, found.y, layer.x[alone], layer.y[alone], 12 * scale)
    # Where there is no room at all the count is written on top.
    assert set(which.tolist()) <= set(found.crowded.tolist())
    if share < 0.02 and level < 4:
        assert len(found.crowded) <= 0.05 * len(found)


def test_a_layer_prepared_knows_every_scale_that_matters() -> None:
    layer = cases(2000).prepare()
    known = dict(layer._known)
    for scale in np.geomspace(0.1, 10, 40).tolist():
        layer.at(scale)
    assert layer._known == known


@settings(deadline=None, max_examples=30)
@given(st.integers(1, 300), st.integers(0, 99), st.floats(0.5, 40))
def test_singles_are_drawn_as_a_layer_of_them_would_be(count: int, seed: int, scale: float) -> None:
    layer = cases(count, seed)
    singles, chosen = layer.singles_at(scale), layer.at(scale).singles
    classes = np.asarray(layer.classes, dtype=object)[chosen]
    urgent = None if layer.urgent is None else layer.urgent[chosen]
    plain = PointLayer(
        name="p", x=singles.x, y=singles.y, style="case", classes=classes, urgent=urgent
    )
    bounds = (500.0, 500.0, 3000.0, 3500.0)
    assert singles.within(bounds).tolist() == plain.within(bounds).tolist()
    for key, mine in plain.styles.items():
        assert singles.styles[key].tolist() == mine.tolist()


@settings(deadline=None)
@given(st.integers(0, 80), st.integers(0, 80), st.integers(0, 99), st.floats(0.5, 900))
def test_pairs_are_all_that_lie_near(count: int, others: int, seed: int, reach: float) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.uniform(-1000, 1000, (2, count))
    to_x, to_y = rng.uniform(-700, 1300, (2, others))
    one, other = pairs(x, y, to_x, to_y, reach)
    away = np.hypot(x[:, None] - to_x, y[:, None] - to_y)
    assert set(zip(one.tolist(), other.tolist(), strict=True)) == set(
        map(tuple, np.argwhere(away < reach).tolist())
    )
    assert (np.diff(one) >= 0).all()


def test_clusters_stay_while_the_map_is_dragged_and_within_half_an_octave() -> None:
    layer = cases(800)
    assert layer.at(8.0) is layer.at(8.3)
    assert layer.at(8.0) is not layer.at(16.0)


def test_near_by_nothing_is_gathered() -> None:
    layer = cases(500)
    assert len(layer.at(split_scale * 0.99)) == 0
    assert len(layer.singles_at(0.5).x) == 500


@pytest.mark.parametrize("where", ["heap", "address"])
def test_a_click_on_a_cluster_brings_it_apart(where: str) -> None:
    spread = 300.0 if where == "heap" else 0.0
    rng = np.random.default_rng(1)
    x, y = rng.uniform(0, max(spread, 1e-9), (2, 40)) + 5000
    layer = ClusteredLayer(
        name="cases", x=x, y=y, style="case", alone=np.zeros(40, dtype=bool), ids=list(range(40))
    )
    view = Viewport(x=5000, y=5000, scale=20.0, width=900, height=700)
    for _ in range(8):
        clustering = layer.at(view.scale)
        if not len(clustering):
            break
        hit = layer.hit(float(clustering.x[0]), float(clustering.y[0]), 6 * view.scale, view.scale)
        assert hit is not None
        assert isinstance(hit[1], Cluster)
        nearer = view.fit(closer(hit[1], view))
        assert nearer.scale < view.scale * 0.75
        view = nearer
    assert len(layer.at(view.scale)) == 0


def test_a_hit_finds_singles_before_clusters_and_names_the_members() -> None:
    layer = cases(600, seed=4)
    scene = Scene([layer])
    clustering = layer.at(16.0)
    for index in np.flatnonzero(layer.alone).tolist():
        hit = scene.hit(float(layer.x[index]), float(layer.y[index]), 1.0, 16.0)
        assert hit is not None
        assert hit.id in layer.ids if layer.ids else False
    far = [
        i
        for i in range(len(clustering))
        if np.hypot(*(np.array((layer.x[layer.alone], layer.y[layer.alone])).T
                      - (clustering.x[i], clustering.y[i])).T).min() > 60
    ]  # fmt: skip
    hit = scene.hit(float(clustering.x[far[0]]), float(clustering.y[far[0]]), 1.0, 16.0)
    assert hit is not None
    assert isinstance(hit.id, Cluster)
    assert len(hit.id.ids) == clustering.counts[far[0]]
    assert hit.id.level == level_of(16.0)
    assert scene.hit(-9e5, -9e5, 1.0, 16.0) is None


@pytest.mark.parametrize("tokens", themes.values(), ids=themes.keys())
def test_the_urgent_show_on_top_of_clusters(qapp: object, tokens: Tokens) -> None:
    rng = np.random.default_rng(0)
    x, y = rng.normal(0, 30, (2, 60))
    x[0] = y[0] = 0.0
    alone = np.arange(60) == 0
    layer = ClusteredLayer(
        name="c", x=x, y=y, style="case", classes=["overdue"] + ["done"] * 59, alone=alone
    )
    view = Viewport(scale=16.0, width=200, height=200)
    picture = pixels(render(Scene([layer]), view, tokens))
    red = int(tokens.symbol("case.overdue").colour[1:3], 16)
    assert abs(int(picture[100, 100, 0]) - red) < 8
    assert layer.shares(layer.at(16.0), 0) == [("case.done", 59)]


def test_counts_are_short() -> None:
    assert [count_text(n) for n in (4, 1234, 12_345, 2_500_000)] == ["4", "1234", "12k", "2M"]


def test_selection_and_hover_of_members_are_drawn(qapp: object) -> None:
    layer = cases(400, seed=2)
    clustering = layer.at(16.0)
    member = int(clustering.members[0])
    view = Viewport(
        x=float(layer.x[member]), y=float(layer.y[member]), scale=16.0, width=200, height=200
    )
    tokens = themes["dark"]
    scene = Scene([layer])
    before = pixels(render(scene, view, tokens))
    scene.select("cases", [f"c{member}"])
    selected = pixels(render(scene, view, tokens))
    assert (before != selected).any()
    scene.select("cases", ())
    scene.set_hover(scene.hit(float(clustering.x[0]), float(clustering.y[0]), 1.0, 16.0))
    assert (before != pixels(render(scene, view, tokens))).any()
