"""The balance page: asked, shown, accepted as one edit, rejected, called off, refused."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gridapp.desktop.editor.balancing.balance_panel import BalancePanel
from gridapp.desktop.editor.balancing.balancing import Balancing
from gridapp.desktop.editor.workbench import Workbench
from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.session import Session
from gridapp.desktop.widgets.tokens import dark
from gridapp.grid.fabric import is_same
from gridapp.grid.obstacles import Obstacle

LEFT = Qt.MouseButton.LeftButton
PATIENCE_MS = 30_000


@pytest.fixture
def panel(qtbot: QtBot, english: None) -> BalancePanel:
    made = BalancePanel(dark)
    qtbot.addWidget(made)
    made.resize(320, 600)
    made.show()
    return made


@pytest.fixture
def balancing(
    session: Session, panel: BalancePanel, canvas: MapCanvas, bench: Workbench
) -> Balancing:
    made = Balancing(session, panel, canvas)
    made.watch(bench)
    return made


def ask(qtbot: QtBot, panel: BalancePanel, balancing: Balancing) -> None:
    with qtbot.waitSignal(balancing.turned, timeout=PATIENCE_MS):
        QTest.mouseClick(panel.propose, LEFT)


def test_a_proposal_is_accepted_as_one_edit_and_undone_in_one_step(
    qtbot: QtBot, panel: BalancePanel, balancing: Balancing, bench: Workbench, canvas: MapCanvas
) -> None:
    base, overlays = bench.drafting.fabric, len(canvas.overlays)
    ask(qtbot, panel, balancing)
    found = balancing.proposal
    assert found is not None
    assert len(canvas.overlays) == overlays + 1, "it is drawn over the map"
    assert panel.table.isVisible()
    assert not panel.obstacles.isVisible()
    assert f"{found.units} sub-grids change hands" in panel.summary.text()
    assert "→" in panel.table.text(0, 1)
    assert not canvas.grab().isNull()
    QTest.mouseClick(panel.accept, LEFT)
    assert [type(one).__name__ for one in bench.drafting.edits] == ["MoveGrids"]
    assert balancing.proposal is None
    assert len(canvas.overlays) == overlays
    now = bench.loads(1).of("households")
    assert (np.abs(now / now.mean() - 1) <= 0.1 + 1e-9).all()
    bench.undo()
    assert is_same(bench.drafting.fabric, base)


def test_a_row_shows_its_grid(
    qtbot: QtBot, panel: BalancePanel, balancing: Balancing, bench: Workbench
) -> None:
    ask(qtbot, panel, balancing)
    panel.table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
    index = panel.table.model().index(3, 0)
    QTest.mouseClick(panel.table.viewport(), LEFT, pos=panel.table.visualRect(index).center())
    assert balancing.proposal is not None
    assert bench.level.number == 1
    assert bench.codes == (str(balancing.proposal.codes[3]),)


def test_a_rejected_proposal_leaves_nothing(
    qtbot: QtBot, panel: BalancePanel, balancing: Balancing, bench: Workbench, canvas: MapCanvas
) -> None:
    overlays = len(canvas.overlays)
    ask(qtbot, panel, balancing)
    QTest.mouseClick(panel.reject, LEFT)
    assert bench.drafting.edits == ()
    assert len(canvas.overlays) == overlays
    assert panel.propose.isVisible()


def test_reasons_are_told_and_their_place_is_shown(
    qtbot: QtBot, panel: BalancePanel, balancing: Balancing, bench: Workbench, canvas: MapCanvas
) -> None:
    panel.form.level.setCurrentIndex(1)  # sub-grids, each of one face: nothing to hand over
    ask(qtbot, panel, balancing)
    assert panel.summary.text() == "There is no way."
    assert not panel.accept.isEnabled()
    assert panel.obstacles.isVisible()
    item = panel.obstacles.item(0)
    obstacle = item.data(Qt.ItemDataRole.UserRole)
    assert isinstance(obstacle, Obstacle)
    QTest.mouseClick(
        panel.obstacles.viewport(), LEFT, pos=panel.obstacles.visualItemRect(item).center()
    )
    assert bench.codes == obstacle.codes
    qtbot.waitUntil(
        lambda: abs(canvas.viewport.x - obstacle.x) < 1 and abs(canvas.viewport.y - obstacle.y) < 1
    )


def test_locked_grids_stay(
    qtbot: QtBot, panel: BalancePanel, balancing: Balancing, bench: Workbench
) -> None:
    bench.work_on(1)
    bench.choose([str(bench.level.codes[0])])
    bench.switch_lock()
    ask(qtbot, panel, balancing)
    assert balancing.proposal is not None
    assert [one.blocks for one in balancing.proposal.obstacles] == ["locked"]


def test_a_search_can_be_called_off(
    qtbot: QtBot, panel: BalancePanel, balancing: Balancing, session: Session
) -> None:
    QTest.mouseClick(panel.propose, LEFT)
    assert panel.cancel.isVisible()
    QTest.mouseClick(panel.cancel, LEFT)
    assert panel.propose.isVisible()
    qtbot.waitUntil(lambda: session.worker.is_idle, timeout=PATIENCE_MS)
    assert balancing.proposal is None
    assert panel.propose.isVisible()


def test_an_edit_voids_a_proposal(
    qtbot: QtBot, panel: BalancePanel, balancing: Balancing, bench: Workbench
) -> None:
    ask(qtbot, panel, balancing)
    first = balancing.proposal
    assert first is not None
    assert first.edit is not None
    assert bench.do(first.edit)
    assert balancing.proposal is None


def test_something_must_be_chosen(panel: BalancePanel) -> None:
    panel.form.boxes["households"].setChecked(False)
    assert not panel.propose.isEnabled()
    panel.form.boxes["cases"].setChecked(True)
    assert panel.propose.isEnabled()
    assert not panel.form.weights["cases"].isVisible(), "one measure needs no weight"
    panel.form.boxes["area"].setChecked(True)
    panel.form.weights["area"].setValue(2.0)
    panel.form.show_levels([2, 1])
    panel.form.deviation.setValue(25)
    wish = panel.form.wish("town", frozenset())
    assert (dict(wish.weights), wish.level, wish.deviation) == ({"cases": 1, "area": 2}, 1, 0.25)
