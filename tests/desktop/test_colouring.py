import json
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gridapp.desktop.app import Desktop
from gridapp.desktop.colouring import Colouring, kept
from gridapp.desktop.map.choropleth import FigureLayer
from gridapp.desktop.map.heat import HeatLayer
from gridapp.desktop.palette import Palette
from gridapp.desktop.scenery import CASES, FIGURES_LAYER, HEAT, LEVEL_ONE, LEVEL_TWO
from tests.desktop.hands import calm, waiting


def choose(qtbot: QtBot, desktop: Desktop, title: str) -> None:
    """Choose a figure in the card of layers, by keys."""
    stage = desktop.window.stage
    stage.layers_button.setChecked(True)
    box = stage.colours.figure
    box.setFocus()
    QTest.keyClicks(box, title)
    calm(qtbot, desktop)


def act(qtbot: QtBot, desktop: Desktop, title: str) -> None:
    """Do what the palette calls so."""
    desktop.window.show_palette()
    field = desktop.window.findChildren(Palette)[-1].field
    field.setText(title)
    QTest.keyClick(field, Qt.Key.Key_Return)
    calm(qtbot, desktop)


def test_a_figure_chosen_colours_the_grids_and_is_explained(qtbot: QtBot, desktop: Desktop) -> None:
    window = desktop.window
    choose(qtbot, desktop, "Households")
    layer = window.canvas.scene[FIGURES_LAYER]
    assert isinstance(layer, FigureLayer)
    assert layer.shapes is window.canvas.scene[LEVEL_TWO]
    assert window.stage.legend.isVisible()
    assert "Households" in window.stage.legend.texts
    assert "Natural breaks · 179 grids" in window.stage.legend.texts
    stage = window.stage
    assert stage.colours.by_area.isEnabled()
    stage.colours.by_area.click()
    stage.colours.level.setCurrentIndex(1)
    calm(qtbot, desktop)
    coloured = window.canvas.scene[FIGURES_LAYER]
    assert isinstance(coloured, FigureLayer)
    assert coloured.shapes is window.canvas.scene[LEVEL_ONE]
    assert "per km² · Natural breaks · 21 grids" in window.stage.legend.texts
    choose(qtbot, desktop, "Nothing")
    assert FIGURES_LAYER not in window.canvas.scene
    assert "Households" not in window.stage.legend.texts


def test_the_palette_colours_too_and_the_workspace_remembers(
    qtbot: QtBot, desktop: Desktop
) -> None:
    act(qtbot, desktop, "colour grids by: overdue")
    assert desktop.window.stage.colours.figure.currentText() == "Overdue cases"
    act(qtbot, desktop, "heat map")
    assert isinstance(desktop.window.canvas.scene[HEAT], HeatLayer)
    assert "Heat map of cases" in desktop.window.stage.legend.texts
    desktop.switch_theme()
    calm(qtbot, desktop)
    town = Path(desktop.session.workspace.location)
    again = Desktop(town)
    again.window.resize(1366, 768)
    again.window.show()
    qtbot.waitUntil(lambda: again.window.desk.colouring.section is not None, timeout=20_000)
    calm(qtbot, again)
    assert again.window.desk.colouring.choice == Colouring("overdue")
    assert FIGURES_LAYER in again.window.canvas.scene
    assert HEAT in again.window.canvas.scene
    act(qtbot, again, "heat map")
    assert HEAT not in again.window.canvas.scene
    again.close()
    again.window.deleteLater()


@pytest.mark.parametrize(
    "value",
    [None, 7, "open", {}, {"figure": "moons"}, {"figure": "open", "count": 99},
     {"figure": "open", "method": "guess"}, {"figure": "open", "odd": 1},
     {"figure": ["open"]}, {"figure": "open", "level": 3}],
)  # fmt: skip
def test_what_another_edition_kept_is_passed_over(value: object) -> None:
    assert kept(json.loads(json.dumps(value))) is None


def test_overview_flash_and_legend_lie_apart(qtbot: QtBot, desktop: Desktop) -> None:
    window = desktop.window
    window.stage.legend_button.setChecked(True)
    calm(qtbot, desktop)
    assert not window.stage.overview.isVisible()  # all is in sight
    window.console.open_case(waiting(window))
    qtbot.waitUntil(lambda: window.stage.overview.isVisible(), timeout=20_000)
    calm(qtbot, desktop)
    stage = window.stage
    floating = [stage.tools, stage.legend, stage.overview]
    for one in floating:
        assert stage.rect().contains(one.geometry())
        for other in floating:
            assert one is other or not one.geometry().intersects(other.geometry())
    before = window.canvas.viewport
    corner = QPoint(stage.overview.width() // 4, stage.overview.height() // 4)
    QTest.mouseClick(stage.overview, Qt.MouseButton.LeftButton, pos=corner)
    calm(qtbot, desktop)
    after = window.canvas.viewport
    assert after.scale == before.scale
    expected = stage.overview.place(corner.toPointF())
    assert np.hypot(after.x - expected[0], after.y - expected[1]) < 2 * after.scale
    stage.overview_button.click()
    assert not stage.overview.isVisible()


def test_a_case_chosen_from_the_queue_pulses_and_stops(qtbot: QtBot, desktop: Desktop) -> None:
    window = desktop.window
    still = len(window.canvas.overlays)
    window.console.open_case(waiting(window))
    qtbot.waitUntil(lambda: len(window.canvas.overlays) == still + 1, timeout=20_000)
    qtbot.waitUntil(lambda: len(window.canvas.overlays) == still, timeout=20_000)
    assert CASES in window.canvas.scene.selection


@pytest.mark.parametrize("size", [(1366, 768), (1920, 1080), (3840, 2160)])
def test_nothing_floats_on_anything_at_any_size(
    qtbot: QtBot, desktop: Desktop, size: tuple[int, int]
) -> None:
    window = desktop.window
    window.resize(*size)
    window.desk.colouring.choose_figure("households")
    window.desk.hotspots.switch(True)
    window.stage.layers_button.setChecked(True)
    window.canvas.zoom(0.4, glide=False)
    calm(qtbot, desktop)
    stage = window.stage
    stage.layers_button.setChecked(False)
    parts = [part for part in (stage.tools, stage.legend, stage.overview) if part.isVisible()]
    assert len(parts) == 3
    for one in parts:
        assert stage.rect().contains(one.geometry()), one
        for other in parts:
            assert one is other or not one.geometry().intersects(other.geometry())
    stage.layers_button.setChecked(True)
    assert stage.rect().contains(stage.layers.geometry())
    assert not stage.layers.geometry().intersects(stage.tools.geometry())
