"""The last days under a draft, beside the map."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gridapp.desktop.editor.balancing.what_if_dialog import WhatIfDialog
from gridapp.desktop.editor.workbench import Workbench
from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.session import Session
from gridapp.desktop.widgets.tokens import dark
from gridapp.grid.edits.ground import MergeGrids

LEFT = Qt.MouseButton.LeftButton
PATIENCE_MS = 30_000


@pytest.fixture
def dialog(qtbot: QtBot, session: Session, bench: Workbench, canvas: MapCanvas) -> WhatIfDialog:
    made = WhatIfDialog(session, bench, canvas, dark)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    with qtbot.waitSignal(made.shown, timeout=PATIENCE_MS):
        made.show()
    return made


def test_it_follows_the_draft(qtbot: QtBot, dialog: WhatIfDialog, bench: Workbench) -> None:
    assert "0 of 300 cases" in dialog.summary.text()
    assert dialog.forecast is not None
    busiest = max(dialog.forecast.grids, key=lambda one: one.before)
    fabric, level = bench.fabric, bench.level
    row = level.row(busiest.code)
    beside = next(
        int(level.labels[b if level.labels[a] == row else a])
        for a, b in zip(fabric.left.tolist(), fabric.right.tolist(), strict=True)
        if min(a, b) >= 0
        and row in (level.labels[a], level.labels[b])
        and level.parents[level.labels[a]] == level.parents[level.labels[b]]
    )
    keeper = str(level.codes[beside])
    with qtbot.waitSignal(dialog.shown, timeout=PATIENCE_MS):
        bench.do(MergeGrids(bench.net, 2, (busiest.code, keeper), keeper))
    assert f"{busiest.before} of 300 cases" in dialog.summary.text()
    assert dialog.table.text(0, 2) == f"+{busiest.before}", "the one that gains most is first"
    dialog.table.sortByColumn(3, Qt.SortOrder.DescendingOrder)
    assert dialog.table.text(0, 3) == f"−{busiest.before}"


def test_a_row_shows_its_grid_or_an_owner_s_grids(dialog: WhatIfDialog, bench: Workbench) -> None:
    index = dialog.table.model().index(0, 0)
    spot = dialog.table.visualRect(index).center()
    QTest.mouseClick(dialog.table.viewport(), LEFT, pos=spot)
    assert len(bench.codes) == 1
    dialog.kinds.button(1).click()
    QTest.mouseClick(dialog.table.viewport(), LEFT, pos=spot)
    owners = {str(bench.level.owners[row]) for row in bench.rows(bench.codes)}
    assert len(owners) == 1


def test_another_level_and_other_days(qtbot: QtBot, dialog: WhatIfDialog) -> None:
    with qtbot.waitSignal(dialog.shown, timeout=PATIENCE_MS):
        dialog.levels.button(1).click()
    assert dialog.forecast is not None
    assert dialog.forecast.level == 1
    dialog.days.setValue(1)
    with qtbot.waitSignal(dialog.shown, timeout=PATIENCE_MS):
        dialog.play.click()
    assert dialog.forecast.cases < 300


def test_closed_it_hears_of_nothing(
    qtbot: QtBot, dialog: WhatIfDialog, bench: Workbench, session: Session
) -> None:
    dialog.close()
    bench.changed.emit(None)
    assert session.worker.is_idle
