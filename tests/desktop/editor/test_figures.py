"""The live panel beside the hand."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from gridapp.desktop.editor.easel import Easel
from gridapp.desktop.editor.figures_panel import FiguresPanel
from gridapp.desktop.widgets.tokens import dark
from tests.desktop.editor.hands import click, drag, hold, key
from tests.desktop.editor.test_drafting import A


@pytest.fixture
def panel(qtbot: QtBot, easel: Easel, english: None) -> FiguresPanel:
    made = FiguresPanel(dark)
    qtbot.addWidget(made)
    made.watch(easel.bench)
    return made


def cells(panel: FiguresPanel, row: int = 0) -> dict[str, tuple[str, str]]:
    return {cell.name: (cell.value, cell.change) for cell in panel.cards.cards[row].cells}


def test_with_nothing_chosen_it_tells_the_mean(panel: FiguresPanel) -> None:
    (card,) = panel.cards.cards
    assert card.title == "Sub-grids · 16"
    assert cells(panel)["Enterprises"] == ("1.0", "")
    assert cells(panel)["Area"] == ("1.00 ha", "")
    assert "Households" not in cells(panel), "the town knows of none"


def test_a_grid_chosen_has_its_card(easel: Easel, panel: FiguresPanel) -> None:
    click(easel.canvas, (50, 50))
    (card,) = panel.cards.cards
    assert A in card.note
    assert "one piece" in card.note
    assert card.deviation == pytest.approx(0)
    assert cells(panel)["Streets"] == ("0.10 km", "")
    easel.bench.work_on(1)
    assert panel.cards.cards[0].title == "Level-one grids · 4"


def test_a_drag_moves_the_figures_of_both_sides_at_once(easel: Easel, panel: FiguresPanel) -> None:
    easel.take("border")
    hold(easel.canvas, (100, 50), (80, 50), (45, 50))
    assert len(panel.cards.cards) == 2
    by_title = {card.note[:15]: row for row, card in enumerate(panel.cards.cards)}
    mine = cells(panel, by_title[A])
    assert mine["Enterprises"] == ("0", "−1")
    assert mine["Area"][1].startswith("−0.2")
    other = cells(panel, 1 - by_title[A])
    assert other["Enterprises"] == ("2", "+1")
    assert panel.cards.cards[by_title[A]].deviation == pytest.approx(-1)
    key(easel.canvas, Qt.Key.Key_Escape)
    assert panel.cards.cards[0].title == "Sub-grids · 16"


def test_changes_are_from_the_edition_in_force_however_many_edits(
    easel: Easel, panel: FiguresPanel
) -> None:
    easel.take("border")
    drag(easel.canvas, (100, 50), (80, 50))
    drag(easel.canvas, (80, 50), (60, 50))
    easel.bench.choose([A])
    assert cells(panel)["Area"] == ("0.80 ha", "−0.20")
    easel.bench.undo_to(0)
    assert cells(panel)["Area"] == ("1.00 ha", "")
