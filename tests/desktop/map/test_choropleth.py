import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage, QPainter

from gridapp.desktop.map.choropleth import figure_layer, legend_rows, number, ramp_of, step
from gridapp.desktop.map.classify import METHODS, classify
from gridapp.desktop.map.layers import AreaLayer
from gridapp.desktop.map.legend import Gradient, Section, draw_legend, height, texts, width
from gridapp.desktop.map.picture import render
from gridapp.desktop.map.scene import Scene
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import Tokens, themes
from gridapp.messages import message
from tests.desktop.map.pictures import pixels
from tests.desktop.map.towns import quilt

both = pytest.mark.parametrize("tokens", themes.values(), ids=themes.keys())
values = np.array([3, 5, 5, 8, 40, 41, 90, 95, 300, 310, np.nan, 1200], dtype=float)


def shapes() -> AreaLayer:
    return AreaLayer(name="grid.2", polygons=quilt(), style="grid.level2")


@pytest.mark.parametrize("method", sorted(METHODS))
def test_the_legend_says_what_is_on_the_map(method: str) -> None:
    classes, ramp = classify(values, method), ramp_of(method)
    layer = figure_layer(shapes(), values, classes, ramp, "figures", message("Figures"))
    rows = legend_rows(values, classes, ramp)
    assert sum(int(row.figure) for row in rows) == len(values)
    assert {row.style: int(row.figure) for row in rows} == {
        key: len(found) for key, found in layer.styles.items()
    }
    for row in rows[:-1]:
        low, _, high = str(row.text).replace("\u202f", "").replace(",", "").partition(" – ")
        mine = values[layer.styles[row.style]]
        assert (float(low), float(high or low)) == (mine.min(), mine.max())
    assert str(rows[-1].text) == "No figure"


def test_classes_spread_over_the_whole_ramp() -> None:
    for count in range(2, 8):
        steps = [step(i, count, "figure") for i in range(count)]
        assert steps[0] == 0
        assert steps[-1] == 8
        assert len(set(steps)) == count
    assert [step(i, 5, "deviation") for i in range(5)] == [0, 1, 2, 3, 4]


def test_numbers_are_short_and_tell_classes_apart() -> None:
    assert number(1234567, 0) == "1\u202f234\u202f567"
    small = np.array([0.011, 0.012, 0.019])
    (first, *_) = legend_rows(small, classify(small, "equal", 3), "figure")
    assert str(first.text).startswith("0.01")


@both
def test_grids_wear_the_legend_s_colours(qapp: object, tokens: Tokens) -> None:
    layer = shapes()
    classes = classify(values, "quantile")
    coloured = figure_layer(layer, values, classes, "figure", "figures", message("Figures"))
    view = Viewport(width=400, height=300).fit((0, 0, 400, 300))
    picture = pixels(render(Scene([coloured]), view, tokens))

    def colour(index: int) -> tuple[int, ...]:
        x, y = view.screen(*layer.centroids[index].tolist())
        red, green, blue = picture[round(y), round(x)].tolist()
        return red, green, blue

    found = classes.of(values)
    seen: dict[int, set[tuple[int, ...]]] = {}
    for index, group in enumerate(found.tolist()):
        seen.setdefault(group, set()).add(colour(index))
    assert all(len(colours) == 1 for colours in seen.values())
    assert len(set.union(*seen.values())) == len(seen)


def test_shapes_are_shared_with_the_grids() -> None:
    layer = shapes()
    coloured = figure_layer(layer, values, classify(values, "equal"), "figure", "f", message("F"))
    assert coloured.tree is layer.tree
    assert coloured.details is layer.details


@both
def test_a_legend_is_drawn_within_its_size(qapp: object, tokens: Tokens) -> None:
    sections = [
        Section(
            message("Households"),
            "Natural breaks",
            tuple(legend_rows(values, classify(values, "natural"), "figure")),
        ),
        Section(message("Heat map of cases"), gradient=Gradient("0", "≥ 58")),
    ]
    wide, high = round(width(sections)) + 2, round(height(sections))
    image = QImage(wide + 20, high + 20, QImage.Format.Format_RGB32)
    image.fill(0xFF00FF)
    blank = pixels(image)
    painter = QPainter(image)
    draw_legend(painter, sections, QRectF(10, 10, wide, high), tokens)
    painter.end()
    drawn = (pixels(image) != blank).any(axis=2)
    assert drawn[10:-10, 10:-10].any()
    drawn[8:-8, 8:-8] = False
    assert not drawn.any()
    lines = texts(sections)
    assert lines[:2] == ["Households", "Natural breaks"]
    assert lines[-2:] == ["0", "≥ 58"]
    assert "…" not in "".join(lines)
