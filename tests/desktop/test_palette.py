"""The palette: every action by its name."""

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gridapp.desktop.app import Desktop
from gridapp.desktop.palette import Action, Palette
from gridapp.desktop.widgets.tokens import dark
from tests.desktop.hands import LEFT, calm, open_case, waiting


@pytest.fixture
def done() -> list[str]:
    return []


@pytest.fixture
def palette(qtbot: QtBot, english: None, done: list[str]) -> Palette:
    parent = QWidget()
    parent.resize(900, 600)
    qtbot.addWidget(parent)
    names = ("Go to the console", "Go to the replay", "Show everything")
    made = Palette([Action(n, partial(done.append, n)) for n in names], dark, parent)
    made.keep = parent  # type: ignore[attr-defined]
    return made


def titles(palette: Palette) -> list[str]:
    return [palette.list.item(row).text() for row in range(palette.list.count())]


def test_typing_narrows_and_enter_does_the_first(palette: Palette, done: list[str]) -> None:
    assert len(titles(palette)) == 3
    QTest.keyClicks(palette.field, "to re")
    assert titles(palette) == ["Go to the replay"]
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert done == ["Go to the replay"]
    assert palette.result() == Palette.DialogCode.Accepted


def test_down_and_enter_do_the_second(palette: Palette, done: list[str]) -> None:
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert done == ["Go to the replay"]


def test_a_click_does_it(palette: Palette, done: list[str]) -> None:
    palette.show()
    box = palette.list.visualItemRect(palette.list.item(2))
    QTest.mouseClick(palette.list.viewport(), LEFT, pos=box.center())
    assert done == ["Show everything"]


def test_what_is_not_there_is_said_and_enter_does_nothing(
    palette: Palette, done: list[str]
) -> None:
    QTest.keyClicks(palette.field, "unicorn")
    assert titles(palette) == ["No action is called that."]
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert done == []
    QTest.keyClick(palette.field, Qt.Key.Key_Escape)
    assert palette.result() == Palette.DialogCode.Rejected


def test_ctrl_k_opens_it_with_the_moves_of_the_case(qtbot: QtBot, desktop: Desktop) -> None:
    window = desktop.window
    ref = waiting(window)
    open_case(qtbot, desktop, ref)
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = window.findChild(Palette)
    assert palette is not None
    assert palette.isVisible()
    assert QApplication.focusWidget() is palette.field
    QTest.keyClicks(palette.field, "dispatch")
    assert titles(palette) == [f"{ref} · Dispatch"]
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    calm(qtbot, desktop)
    assert desktop.session.workspace.casework.case(ref).stage == "dispatched"
