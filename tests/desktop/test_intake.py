"""Intake: the place is found as one types; nothing opens at a place nobody has seen."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gridapp.desktop.app import Desktop
from gridapp.desktop.console.intake import Intake
from gridapp.desktop.console.report import Accepted, Reading
from gridapp.desktop.widgets.tokens import dark
from gridapp.locate.datum import Datum
from gridapp.locate.find import Candidate
from gridapp.messages import message
from tests.desktop.hands import calm, status, write

HERE = Candidate(1.0, 2.0, 15.0, 1.0, "人民路1号", "address", Datum.CGCS2000, (), None)
THERE = Candidate(9.0, 9.0, 140.0, 0.5, "人民路", "road", Datum.CGCS2000,
                  (message("Picked on the map."),), None)  # fmt: skip


@pytest.fixture
def intake(qtbot: QtBot, english: None) -> Intake:
    made = Intake(dark)
    qtbot.addWidget(made)
    made.show()
    return made


def read(qtbot: QtBot, intake: Intake, text: str, *places: Candidate) -> None:
    """Type a text and give the answer to it."""
    with qtbot.waitSignal(intake.asked):
        write(intake.text, text)
    intake.show_reading(Reading(places, ()))


def test_the_best_place_is_chosen_and_down_chooses_another(qtbot: QtBot, intake: Intake) -> None:
    read(qtbot, intake, "人民路", HERE, THERE)
    assert intake.chosen == HERE
    said = [intake.places.item(i).data(Qt.ItemDataRole.AccessibleTextRole) for i in range(2)]
    assert said == ["人民路1号 100% ±15 m", "人民路 50% ±140 m · Picked on the map."]
    QTest.keyClick(intake.text, Qt.Key.Key_Down)
    assert intake.places.hasFocus()
    with qtbot.waitSignal(intake.pointed) as pointed:
        QTest.keyClick(intake.places, Qt.Key.Key_Down)
    assert pointed.args == [THERE]
    intake.urgent.setChecked(True)
    with qtbot.waitSignal(intake.accepted) as accepted:
        QTest.keyClick(intake.places, Qt.Key.Key_Return)
    assert accepted.args == [Accepted("人民路", THERE, None, is_urgent=True)]


def test_enter_before_the_answer_opens_nothing(qtbot: QtBot, intake: Intake) -> None:
    read(qtbot, intake, "人民路", HERE)
    accepted: list[object] = []
    intake.accepted.connect(accepted.append)
    write(intake.text, "，不，锡澄路")
    with qtbot.waitSignal(intake.asked):
        QTest.keyClick(intake.text, Qt.Key.Key_Return)  # asks at once
    assert not intake.button.isEnabled()
    QTest.keyClick(intake.text, Qt.Key.Key_Return)
    assert accepted == []
    intake.show_reading(Reading((THERE,), ()))
    QTest.keyClick(intake.text, Qt.Key.Key_Return)
    assert accepted == [Accepted("人民路，不，锡澄路", THERE, None, is_urgent=False)]


def test_an_answer_to_older_words_is_shown_but_not_accepted(qtbot: QtBot, intake: Intake) -> None:
    with qtbot.waitSignal(intake.asked):
        write(intake.text, "人民路")
    write(intake.text, "与锡澄路路口")
    intake.show_reading(Reading((HERE,), ()))
    assert not intake.button.isEnabled()
    with qtbot.assertNotEmitted(intake.accepted):
        QTest.keyClick(intake.text, Qt.Key.Key_Return)


def test_a_report_handed_over_waits(qtbot: QtBot, intake: Intake) -> None:
    read(qtbot, intake, "人民路", HERE)
    accepted: list[object] = []
    intake.accepted.connect(accepted.append)
    intake.accept()
    intake.accept()
    assert len(accepted) == 1
    intake.give_back()
    assert intake.text.toPlainText() == "人民路"
    intake.accept()
    assert len(accepted) == 2


def test_no_place_is_said(qtbot: QtBot, intake: Intake) -> None:
    read(qtbot, intake, "灯坏了")
    assert not intake.button.isEnabled()
    assert intake.problem.isVisible()
    assert "No place found" in intake.problem.text()
    read(qtbot, intake, "，人民路", HERE)
    assert intake.button.isEnabled()
    assert not intake.problem.isVisible()


def test_esc_wipes_and_a_late_answer_stays_unseen(qtbot: QtBot, intake: Intake) -> None:
    with qtbot.waitSignal(intake.asked):
        write(intake.text, "人民路")
    with qtbot.waitSignal(intake.pointed) as pointed:
        QTest.keyClick(intake.text, Qt.Key.Key_Escape)
    assert pointed.args == [None]
    intake.show_reading(Reading((HERE,), ()))
    assert not intake.places.isVisible()
    assert intake.text.toPlainText() == ""


def test_tab_leaves_the_text(qtbot: QtBot, intake: Intake) -> None:
    read(qtbot, intake, "人民路", HERE)
    QTest.keyClick(intake.text, Qt.Key.Key_Tab)
    assert not intake.text.hasFocus()
    assert "\t" not in intake.text.toPlainText()


def test_typed_coordinates_win(qtbot: QtBot, desktop: Desktop) -> None:
    intake = desktop.window.console.intake
    geography = desktop.session.workspace.geography
    named = geography.locate("东湖花园", limit=1)[0]
    with qtbot.waitSignal(intake.read):
        write(intake.text, "东湖花园路灯坏了 31.8402, 120.2701")
    calm(qtbot, desktop)
    assert intake.chosen is not None
    assert intake.chosen == geography.locate("31.8402, 120.2701", limit=1)[0]
    assert (intake.chosen.x, intake.chosen.y) != (named.x, named.y)


def test_coordinates_nobody_can_read_are_a_problem_not_a_crash(
    qtbot: QtBot, desktop: Desktop
) -> None:
    intake = desktop.window.console.intake
    write(intake.text, "131.8402, 420.2701")
    qtbot.waitUntil(lambda: intake.problem.isVisible(), timeout=10_000)
    assert intake.chosen is None
    assert not intake.button.isEnabled()


def test_a_refused_report_comes_back(qtbot: QtBot, desktop: Desktop, town: Path) -> None:
    window = desktop.window
    intake = window.console.intake
    with qtbot.waitSignal(intake.read):
        write(intake.text, "东湖花园路灯坏了")
    outside = Candidate(float("nan"), 0.0, 15.0, 1.0, "nowhere", "map", Datum.CGCS2000, (), None)
    with qtbot.waitSignal(desktop.session.failed):
        intake.accepted.emit(Accepted("东湖花园路灯坏了", outside, None, is_urgent=False))
    calm(qtbot, desktop)
    assert intake.text.toPlainText() == "东湖花园路灯坏了"
    assert intake.isEnabled()
    assert status(window)[1] == "danger"


def typed(qtbot: QtBot, desktop: Desktop, text: str) -> Intake:
    """Type a report into the desktop's intake and wait for its reading."""
    intake = desktop.window.console.intake
    with qtbot.waitSignal(intake.read):
        write(intake.text, text)
    calm(qtbot, desktop)
    return intake


def test_control_and_a_digit_choose_a_place_while_typing(qtbot: QtBot, intake: Intake) -> None:
    read(qtbot, intake, "人民路", HERE, THERE)
    QTest.keyClick(intake.text, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert intake.chosen == THERE
    assert intake.text.toPlainText() == "人民路"
    QTest.keyClick(intake.text, Qt.Key.Key_9, Qt.KeyboardModifier.ControlModifier)
    assert intake.text.toPlainText() == "人民路"


def test_a_digit_in_the_list_chooses_and_enter_opens(qtbot: QtBot, intake: Intake) -> None:
    read(qtbot, intake, "人民路", HERE, THERE)
    accepted: list[object] = []
    intake.accepted.connect(accepted.append)
    QTest.keyClick(intake.text, Qt.Key.Key_Down)
    QTest.keyClick(intake.places, Qt.Key.Key_2)
    assert (intake.chosen, accepted) == (THERE, [])
    QTest.keyClick(intake.places, Qt.Key.Key_Return)
    assert accepted == [Accepted("人民路", THERE, None, is_urgent=False)]


def test_an_unsaid_datum_is_shown_and_switched(qtbot: QtBot, desktop: Desktop) -> None:
    intake = typed(qtbot, desktop, "31.8402, 120.2701 路灯坏了")
    assert intake.datum.isVisible()
    assert intake.datum.chips[Datum.WGS84].isChecked()
    first = intake.chosen
    assert first is not None
    with qtbot.waitSignal(intake.read):
        QTest.mouseClick(intake.datum.chips[Datum.BD09], Qt.MouseButton.LeftButton)
    moved = intake.chosen
    assert moved is not None
    assert moved.datum is Datum.BD09
    assert 500 < ((moved.x - first.x) ** 2 + (moved.y - first.y) ** 2) ** 0.5 < 2500
    with qtbot.waitSignal(intake.read):
        QTest.mouseClick(intake.datum.chips[Datum.WGS84], Qt.MouseButton.LeftButton)
    back = intake.chosen
    assert back is not None
    assert (round(back.x, 2), round(back.y, 2)) == (round(first.x, 2), round(first.y, 2))
    intake.clear()
    assert intake.datum.chosen is None


def test_outside_the_net_the_nearest_grid_is_named(qtbot: QtBot, desktop: Desktop) -> None:
    intake = typed(qtbot, desktop, "31.8402, 120.2701 路灯坏了")
    assert intake.outside.isVisible()
    assert "the nearest grid is 3202811982" in intake.outside.text()
    intake = typed(qtbot, desktop, "，不，东湖花园")
    intake.clear()
    intake = typed(qtbot, desktop, "东湖花园路灯坏了")
    assert not intake.outside.isVisible()


def test_a_disputed_place_is_given_to_a_grid_at_once(qtbot: QtBot, desktop: Desktop) -> None:
    casework = desktop.session.workspace.casework
    known = {row.ref for row in casework.rows()}
    text = next(row.text for row in casework.rows() if row.is_edge_dispute)
    intake = typed(qtbot, desktop, text)
    assert intake.edges.isVisible()
    assert intake.edges.currentRow() == -1  # undecided unless somebody decides
    QTest.keyClick(intake.text, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    given = intake.edges.item(1).text()
    QTest.keyClick(intake.text, Qt.Key.Key_Return)
    calm(qtbot, desktop)
    (ref,) = {row.ref for row in casework.rows()} - known
    case = casework.case(ref)
    assert [step.event.kind for step in case.history] == ["report", "amend"]
    assert not case.edge_dispute
    assert case.grids["2"][-3:] in given


def test_a_report_of_a_known_trouble_is_joined(qtbot: QtBot, desktop: Desktop) -> None:
    casework = desktop.session.workspace.casework
    text = "东湖花园路灯坏了，晚上看不见"
    intake = typed(qtbot, desktop, text)
    QTest.keyClick(intake.text, Qt.Key.Key_Return)
    calm(qtbot, desktop)
    main = desktop.window.console.wanted
    known = {row.ref for row in casework.rows()}
    intake = typed(qtbot, desktop, text)
    assert intake.alike.isVisible()
    assert intake.alike.currentData() == ""  # never joined by itself
    row = intake.alike.findData(main)
    assert row > 0
    assert "Both say" in intake.alike_reasons.text()
    intake.alike.setFocus()
    for _ in range(row):
        QTest.keyClick(intake.alike, Qt.Key.Key_Down)
    QTest.keyClick(intake.text, Qt.Key.Key_Return)
    calm(qtbot, desktop)
    (ref,) = {row.ref for row in casework.rows()} - known
    assert casework.case(ref).main_case == main
    assert status(desktop.window) == (f"Case {ref} is joined to {main}.", "good")
