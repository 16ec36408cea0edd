from pathlib import Path

import numpy as np
import pytest
import shapely
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator
from pytestqt.qtbot import QtBot

from gridapp.desktop.map.furniture import readout, scale_bar
from gridapp.desktop.map.layers import AreaLayer
from gridapp.desktop.map.picture import paint, render
from gridapp.desktop.map.scene import Scene
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import Tokens, dark, light, width_at
from tests.desktop.map.pictures import pixels
from tests.desktop.map.towns import hamlet

view = Viewport(width=640, height=480).fit((0, 0, 400, 300))


def colour_at(tokens: Tokens, x: float, y: float) -> str:
    image = render(hamlet(), view, tokens)
    px, py = view.aligned().screen(x, y)
    return str(image.pixelColor(round(px - 0.5), round(py - 0.5)).name())


@pytest.mark.parametrize("tokens", [dark, light])
def test_things_have_their_colours(qtbot: QtBot, tokens: Tokens) -> None:
    water, ground = tokens.area("base.water").fill, tokens.ground
    assert water is not None
    assert colour_at(tokens, 150, 190) == water.lower()
    assert colour_at(tokens, 150, 150) == ground.lower()  # the island is a hole
    assert colour_at(tokens, 250, 120) == tokens.symbol("case.overdue").colour.lower()
    assert colour_at(tokens, 60, 220) == tokens.symbol("case.waiting").colour.lower()
    assert colour_at(tokens, -15, 290) == ground.lower()


def test_a_leg_is_a_line_and_a_gap_is_none(qtbot: QtBot) -> None:
    line = QColor(dark.line("track").stroke).name()
    assert colour_at(dark, 55, 40) == line
    assert colour_at(dark, 340, 225) == line
    assert colour_at(dark, 195, 155) != line  # half-way between the two legs


def test_the_boundary_between_two_grids_is_drawn_once(qtbot: QtBot) -> None:
    """Twice would be darker: every pixel lies between ground and the stroke's colour."""
    scene = hamlet()
    for name in [layer.name for layer in scene.layers if layer.name != "level2"]:
        scene.set_visible(name, False)
    picture = pixels(render(scene, view, dark))[:400]
    stroke, ground = QColor(str(dark.area("grid.level2").stroke)), QColor(dark.ground)
    row = scene["level2"].geometries[5].exterior.coords[3]
    px, py = view.aligned().screen(*row)
    near = picture[round(py) - 2 : round(py) + 3, round(px) - 2 : round(px) + 3, 2].astype(float)
    inked = (near - ground.blue()) / (stroke.blue() - ground.blue())
    wide = width_at(dark.area("grid.level2").widths, view.scale)
    assert 3.0 * wide < inked.sum() < 8.0 * wide  # one line through five rows


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_sharp_at_every_ratio(qtbot: QtBot, ratio: float) -> None:
    image = render(hamlet(), view, dark, ratio)
    assert (image.width(), image.height()) == (640 * ratio, 480 * ratio)
    small = image.scaled(640, 480, mode=Qt.TransformationMode.SmoothTransformation).copy()
    small.setDevicePixelRatio(1.0)
    away = np.abs(pixels(small) - pixels(render(hamlet(), view, dark)))
    assert away.mean() < 2.5


def test_paper_gets_vectors(qtbot: QtBot, tmp_path: Path) -> None:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(96)
    writer.setPageSize(QPageSize(QSizeF(view.width, view.height) * 0.75, QPageSize.Unit.Point))
    writer.setPageMargins(QMarginsF())
    painter = QPainter(writer)
    paint(painter, hamlet(), view, light)
    painter.end()
    pdf = bytes(buffer.data().data())
    assert pdf.startswith(b"%PDF")
    assert b"/Font" in pdf
    assert b"/Subtype /Image" not in pdf

    drawing = QByteArray()
    out = QBuffer(drawing)
    generator = QSvgGenerator()
    generator.setOutputDevice(out)
    generator.setViewBox(QRectF(0, 0, view.width, view.height))
    painter = QPainter(generator)
    paint(painter, hamlet(), view, light)
    painter.end()
    svg = bytes(drawing.data()).decode()
    assert "人民路" in svg
    assert "<image" not in svg


@pytest.mark.parametrize(
    ("scale", "metres", "text"),
    [
        (1.0, 100, "100 m"),
        (0.7, 50, "50 m"),
        (1.5, 200, "200 m"),
        (30, 2000, "2 km"),
        (0.02, 2, "2 m"),
    ],
)
def test_the_scale_bar_is_round(scale: float, metres: float, text: str) -> None:
    bar = scale_bar(scale)
    assert (bar.metres, bar.text) == (metres, text)
    assert bar.pixels <= 140
    assert bar.pixels == pytest.approx(metres / scale)


def test_the_readout_says_degrees_and_metres() -> None:
    assert readout(1234.56, 7.0) == "E 1\u202f234.6  N 7.0 m"
    assert readout(1, 2, lambda *_: (120.3, 31.9)).startswith("120.300000°, 31.900000°")


@pytest.mark.parametrize("tokens", [dark, light])
def test_sub_grids_fade_where_they_get_small_and_level_one_stays(
    qtbot: QtBot, tokens: Tokens
) -> None:
    x, y = np.meshgrid(np.arange(0, 4000, 100), np.arange(0, 4000, 100))
    cells = np.asarray(shapely.box(x, y, x + 100, y + 100), dtype=object).ravel()

    def strength(style: str, scale: float) -> float:
        layer = AreaLayer(name="g", polygons=cells, style=style)
        look = Viewport(x=2003, y=2003, scale=scale, width=120, height=120)
        bare = pixels(render(Scene(), look, tokens)).astype(int)
        drawn = pixels(render(Scene([layer]), look, tokens)).astype(int)
        return float(np.abs(drawn - bare)[30:70, 30:70].max())

    assert strength("grid.level2", 2.0) > 60
    assert 0 < strength("grid.level2", 10.0) < 0.6 * strength("grid.level2", 2.0)
    assert strength("grid.level2", 30.0) == 0  # no grey where nothing can be told apart
    assert strength("grid.level1", 10.0) > 0.8 * strength("grid.level1", 2.0)
