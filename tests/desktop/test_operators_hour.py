"""An hour at the console by keyboard alone; the journal tells afterwards what was done."""

import csv
from datetime import datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from gridapp.desktop.app import Desktop
from gridapp.workspace.snapshot import CaseRow
from tests.desktop.hands import PATIENCE_MS, calm, press, write

CTRL = Qt.KeyboardModifier.ControlModifier


def focus() -> QWidget:
    found = QApplication.focusWidget()
    assert found is not None
    return found


def type_in(text: str) -> None:
    """Type or paste where the keys go."""
    write(focus(), text)


def make_sheet(path: Path, now: datetime, rows: list[CaseRow]) -> list[str]:
    """Write a hotline's export with clear rows, doubtful ones and bad ones; return its numbers."""
    day = f"{now.year}/{now.month}/{now.day}"
    body = [
        ["GD001", f"{day} 8:05", "这里有人乱扔垃圾", "没有人知道的地方"],  # no place
        ["GD002", f"{day} 25:05", "路灯不亮", "东湖花园"],  # no time
        ["GD003", f"{day} 8:07", "", ""],  # no report
    ]
    body += [
        [f"GD1{at:02d}", f"{day} 9:{at:02d}", row.text, row.place] for at, row in enumerate(rows)
    ]
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows([["工单编号", "来电时间", "诉求内容", "事发地址"], *body])
    return [row[0] for row in body]


def test_the_operators_hour(
    qtbot: QtBot, desktop: Desktop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, session = desktop.window, desktop.session
    console, casework = window.console, session.workspace.casework
    at_first = {row.ref: row for row in casework.rows()}

    # A report is pasted; its place corrected; Enter opens the case.
    QTest.keyClick(window, Qt.Key.Key_N, CTRL)
    with qtbot.waitSignal(console.intake.read):
        QApplication.clipboard().setText("东湖花园")
        QTest.keyClick(focus(), Qt.Key.Key_V, CTRL)
    calm(qtbot, desktop)
    wrong = console.intake.chosen
    QTest.keyClick(focus(), Qt.Key.Key_End)
    with qtbot.waitSignal(console.intake.read):
        type_in("不对，人民路与锡澄路路口，路灯不亮")
    calm(qtbot, desktop)
    places = console.intake.places
    row = next(i for i in range(places.count()) if "人民路" in places.item(i).text())
    QTest.keyClick(focus(), Qt.Key(Qt.Key.Key_1 + row), CTRL)
    assert console.intake.chosen not in (None, wrong)
    press(window, Qt.Key.Key_Return)
    calm(qtbot, desktop)
    (reported,) = {row.ref for row in casework.rows()} - at_first.keys()
    assert "人民路" in str(casework.case(reported).place)

    # A sheet: Ctrl+I, Enter takes the columns, the doubts are gone through, Ctrl+Enter opens.
    path = tmp_path / "hotline.csv"
    twin = next(row for row in at_first.values() if casework.is_open(row) and row.place)
    clear = [row for row in at_first.values() if not casework.is_open(row) and row.place][:20]
    numbers = make_sheet(path, session.workspace.now(), [twin, *clear, clear[0]])
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    QTest.keyClick(window, Qt.Key.Key_I, CTRL)
    page, work = console.side.sheet, console.side.work
    qtbot.waitUntil(lambda: page.columns.button.hasFocus(), timeout=PATIENCE_MS)
    assert set(page.columns.chosen) == {"number", "time", "text", "place"}
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: work.is_examined and not work.is_busy, timeout=PATIENCE_MS)
    calm(qtbot, desktop)
    assert page.rows.hasFocus()
    assert [bad.row for bad in work.bad] == [3, 4]
    assert work.rows[0].doubts
    assert page.current is not None
    assert page.current.number == 2
    press(window, Qt.Key.Key_P)
    assert page.place.hasFocus()
    type_in("东湖花园")
    press(window, Qt.Key.Key_Return)
    calm(qtbot, desktop)
    assert work.rows[0].place is not None
    settled = 0
    while any(row.doubts and not row.is_skipped for row in work.rows):
        before = [(row.doubts, row.is_skipped) for row in work.rows]
        press(window, Qt.Key.Key_1 if settled < 5 or page.answers.count() == 1 else Qt.Key.Key_2)
        settled += 1
        assert [(row.doubts, row.is_skipped) for row in work.rows] != before
    assert settled > 1
    ready = sum(row.is_ready for row in work.rows)
    QTest.keyClick(focus(), Qt.Key.Key_Return, CTRL)
    qtbot.waitUntil(lambda: not any(row.is_ready for row in work.rows), timeout=PATIENCE_MS)
    calm(qtbot, desktop)
    opened = [row for row in casework.rows() if row.source.startswith("sheet:")]
    assert len(opened) == ready == len(numbers) - 2
    assert f"{ready} cases opened" in page.problem.text()

    # The same sheet again: nothing twice.
    QTest.keyClick(window, Qt.Key.Key_I, CTRL)
    qtbot.waitUntil(lambda: page.columns.button.hasFocus(), timeout=PATIENCE_MS)
    press(window, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: work.is_examined and not work.is_busy, timeout=PATIENCE_MS)
    assert all(row.known for row in work.rows)
    assert not page.run.isEnabled()
    press(window, Qt.Key.Key_Escape)
    calm(qtbot, desktop)

    # Two edge disputes: F7 goes to each, a digit settles it.
    given = []
    for digit in (Qt.Key.Key_1, Qt.Key.Key_2):
        QTest.keyClick(window, Qt.Key.Key_F7)
        calm(qtbot, desktop)
        assert console.case.edges.hasFocus()
        ref = console.case.ref
        assert ref is not None
        press(window, digit)
        calm(qtbot, desktop)
        assert not casework.case(ref).edge_dispute
        assert not console.case.edges.isVisible()
        given.append(ref)
    assert len(set(given)) == 2

    # A cluster of duplicates: Ctrl+J, Enter; U undoes it; Enter again.
    QTest.keyClick(window, Qt.Key.Key_J, CTRL)
    calm(qtbot, desktop)
    group = console.side.duplicates.current
    assert group is not None
    others = {row.ref for row in group.cases}
    press(window, Qt.Key.Key_Return)
    calm(qtbot, desktop)
    mains = {casework.case(ref).main_case for ref in others}
    assert len(mains) == 2
    assert None in mains
    press(window, Qt.Key.Key_U)
    calm(qtbot, desktop)
    assert {casework.case(ref).main_case for ref in others} == {None}
    press(window, Qt.Key.Key_Return)
    calm(qtbot, desktop)

    # The journal has it all, by this operator, and holds.
    assert casework.verify().holds
    kinds = {
        ref: [step.event.kind for step in casework.case(ref).history] for ref in (*given, *others)
    }
    assert all("amend" in kinds[ref] for ref in given)
    joined = [ref for ref in others if casework.case(ref).main_case]
    assert joined
    assert all(kinds[ref][-3:] == ["join", "part", "join"] for ref in joined)
    for ref in (reported, *given, *joined, *(row.ref for row in opened)):
        assert casework.case(ref).history[-1].event.actor == session.actor
