"""Pictures against the ones kept: what a painter draws doesn't change unnoticed.

There is no text in them, so that no font matters. After a change that is meant, look at the new
pictures and keep them: ``GRIDAPP_KEEP_PICTURES=1 pytest tests/desktop/map/test_references.py``.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import shapely
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from gridapp.desktop.map.layers import AreaLayer, PointLayer
from gridapp.desktop.map.overlays import Swarm, draw_swarm
from gridapp.desktop.map.painters import paint_layers
from gridapp.desktop.map.scene import Scene
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.widgets.tokens import Tokens, dark, light
from tests.desktop.map.pictures import pixels
from tests.desktop.map.towns import hamlet, quilt

KEPT = Path(__file__).parent / "references"

Draw = Callable[[QPainter, Viewport, Tokens], None]


def layers(scene: Scene) -> Draw:
    """Draw a scene's layers without labels."""

    def draw(painter: QPainter, view: Viewport, tokens: Tokens) -> None:
        for _ in paint_layers(painter, scene.shown(view.scale), view, tokens):
            pass

    return draw


def filled() -> Scene:
    """Cells of two colours, one of them joined from many cells, with a hole."""
    cells = quilt(8, 6, 50.0)
    classes = np.where(np.isin(np.arange(48), (9, 27, 28)), "wood", "")
    style = "base.landuse"
    return Scene([AreaLayer(name="a", polygons=cells, style=style, classes=classes)])


def far() -> Scene:
    """A fine net from afar: crowded boundaries over a glow."""
    cells = quilt(16, 12, 25.0, 20)
    halves = [
        shapely.coverage_union_all(cells[np.arange(192) % 16 // 8 == half]) for half in (0, 1)
    ]
    return Scene(
        [
            AreaLayer(name="low", polygons=cells, style="grid.level2"),
            AreaLayer(name="high", polygons=np.array(halves), style="grid.level1"),
        ]
    )


def many_points() -> Scene:
    """Points of every class over one another."""
    rng = np.random.default_rng(3)
    x, y = rng.uniform(0, 400, 300), rng.uniform(0, 300, 300)
    classes = rng.choice(["waiting", "dispatched", "handling", "overdue", "done"], 300)
    urgent = rng.random(300) < 0.1
    return Scene([PointLayer(name="p", x=x, y=y, style="case", classes=classes, urgent=urgent)])


def swarm(painter: QPainter, view: Viewport, tokens: Tokens) -> None:
    """Draw heads that look every way, and some that look nowhere."""
    x, y = (
        part.ravel() for part in np.meshgrid(np.arange(20.0, 400, 40), np.arange(20.0, 300, 40))
    )
    bearings = np.where(np.arange(len(x)) % 7 == 0, np.nan, np.arange(len(x)) * 17.0)
    draw_swarm(painter, view, tokens, Swarm(x, y, bearings))


PICTURES: dict[str, tuple[Draw, Tokens, float]] = {
    "hamlet-dark": (layers(hamlet()), dark, 1.0),
    "hamlet-light-fine": (layers(hamlet()), light, 1.5),
    "filled": (layers(filled()), dark, 1.0),
    "far": (layers(far()), dark, 1.0),
    "points": (layers(many_points()), dark, 1.0),
    "swarm-fine": (swarm, light, 2.0),
}


def picture(name: str) -> QImage:
    draw, tokens, ratio = PICTURES[name]
    view = replace(Viewport(width=240, height=180, ratio=ratio).fit((0, 0, 400, 300), 6)).aligned()
    image = QImage(round(240 * ratio), round(180 * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(tokens.ground)
    painter = QPainter(image)
    draw(painter, view, tokens)
    painter.end()
    return image


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_the_one_that_was_kept(qtbot: QtBot, name: str, tmp_path: Path) -> None:
    drawn = picture(name)
    path = KEPT / f"{name}.png"
    if os.environ.get("GRIDAPP_KEEP_PICTURES"):
        path.parent.mkdir(exist_ok=True)
        assert drawn.save(str(path))
    kept = QImage(str(path))
    assert (drawn.width(), drawn.height()) == (kept.width(), kept.height())
    away = np.abs(pixels(drawn) - pixels(kept)).max(axis=2)
    if (away > 24).mean() >= 0.002 or away.mean() >= 0.5:
        drawn.save(str(tmp_path / path.name))
        pytest.fail(f"{path.name} differs: compare it with {tmp_path / path.name}")


def test_a_shift_of_one_pixel_would_be_noticed(qtbot: QtBot) -> None:
    drawn = pixels(picture("hamlet-dark"))
    away = np.abs(drawn - np.roll(drawn, 1, axis=1)).max(axis=2)
    assert (away > 24).mean() > 0.01
