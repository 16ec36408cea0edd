"""A draft of the demo town on a canvas, with its session; no window round it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gridapp.desktop.editor.storage import OpenDraft, lay_out
from gridapp.desktop.editor.workbench import Workbench
from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.map.scene import Scene
from gridapp.desktop.scenery import grid_layers
from gridapp.desktop.session import Session
from gridapp.desktop.widgets.tokens import dark
from gridapp.workspace import open_workspace


@pytest.fixture
def session(town: Path, english: None) -> Iterator[Session]:
    made = Session(open_workspace(town), "陈伟")
    yield made
    made.close()
    QApplication.processEvents()


@pytest.fixture
def draft(session: Session) -> OpenDraft:
    begun = session.workspace.editions.start_draft("均衡", author="陈伟")
    return lay_out(session.workspace, begun)


@pytest.fixture
def bench(draft: OpenDraft) -> Iterator[Workbench]:
    made = Workbench(draft.drafting, draft.net, draft.ground, draft.loads)
    yield made
    made.deleteLater()  # what it is connected to holds it


@pytest.fixture
def canvas(qtbot: QtBot, session: Session) -> MapCanvas:
    made = MapCanvas(dark)
    qtbot.addWidget(made)
    made.resize(600, 600)
    made.set_scene(Scene(list(grid_layers(session.workspace.geography.grids()))))
    made.fit(glide=False)
    with qtbot.waitSignal(made.ready):
        made.show()
    return made
