"""A block town on a canvas, with an open draft."""

from collections.abc import Iterator

import numpy as np
import pytest
import shapely
from pytestqt.qtbot import QtBot

from gridapp.desktop.editor.drafting import Drafting
from gridapp.desktop.editor.easel import Easel
from gridapp.desktop.editor.ground import Ground, make_ground
from gridapp.desktop.editor.loads import measure_net
from gridapp.desktop.editor.workbench import Workbench
from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.map.scene import Scene
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.scenery import grid_layers
from gridapp.desktop.widgets.tokens import dark
from gridapp.grid.build import build_fabric
from gridapp.grid.fabric import Fabric
from tests.grid.scenes import block_town

NET = "town"


@pytest.fixture
def blocks() -> Fabric:
    """Four by four sub-grids of 100 m under four level-one grids."""
    fabric, _ = build_fabric([(NET, block_town())])
    return fabric


@pytest.fixture
def ground() -> Ground:
    """An enterprise in the middle of each block, two cases, one street across the town."""
    x, y = np.meshgrid(np.arange(4) * 100 + 50.0, np.arange(4) * 100 + 50.0)
    enterprises = np.column_stack((x.ravel(), y.ravel()))
    cases = np.array([(90.0, 50.0), (150.0, 50.0)])
    street = shapely.LineString([(0, 75), (400, 75)])
    return make_ground(
        {"enterprises": (enterprises, np.ones(16)), "cases": (cases, np.ones(2))},
        [street],
        {"M1": "陈伟", "M2": "周敏"},
    )


@pytest.fixture
def bench(blocks: Fabric, ground: Ground) -> Iterator[Workbench]:
    loads = measure_net(blocks, NET, ground.surroundings)
    made = Workbench(Drafting(blocks), NET, ground, loads)
    yield made
    made.deleteLater()  # what it is connected to holds it


@pytest.fixture
def easel(qtbot: QtBot, bench: Workbench) -> Iterator[Easel]:
    """The draft on a canvas of one pixel a metre, the town in its middle."""
    canvas = MapCanvas(dark)
    qtbot.addWidget(canvas)
    canvas.resize(600, 600)
    canvas.set_scene(Scene(grid_layers(block_town())))
    canvas.show_view(Viewport(200, 200, 1.0))
    with qtbot.waitSignal(canvas.ready):
        canvas.show()
    made = Easel(bench, canvas, canvas)
    bench.changed.connect(made.redraw)
    made.show()
    yield made
    made.hide()
