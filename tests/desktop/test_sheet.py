"""The sheet's page: cancel, another theme on the way, files that are none, columns remembered."""

import csv
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gridapp.desktop.app import Desktop
from gridapp.desktop.console.sheet_page import SheetPage
from gridapp.errors import RefusalError
from gridapp.messages import message
from gridapp.workspace.reports import BATCH
from tests.desktop.hands import PATIENCE_MS, calm, status

HEADER = ["工单编号", "来电时间", "诉求内容", "事发地址"]


def make_sheet(desktop: Desktop, path: Path, count: int) -> Path:
    """Write rows that nothing is doubtful about, but for what is alike."""
    rows = [
        row for row in desktop.session.workspace.casework.rows()
        if row.place and not row.is_edge_dispute
    ]  # fmt: skip
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        for at in range(count):
            row = rows[at % len(rows)]
            out.writerow([f"GD{at:05d}", "6月1日 8:05", row.text, row.place])
    return path


def look_at(qtbot: QtBot, desktop: Desktop, path: Path) -> SheetPage:
    side = desktop.window.console.side
    side.read_sheet(path)
    qtbot.waitUntil(lambda: side.work.sheet is not None, timeout=PATIENCE_MS)
    calm(qtbot, desktop)
    QTest.mouseClick(side.sheet.columns.button, Qt.MouseButton.LeftButton)
    return side.sheet


def test_a_cancelled_import_leaves_whole_rows(
    qtbot: QtBot, desktop: Desktop, tmp_path: Path
) -> None:
    side, casework = desktop.window.console.side, desktop.session.workspace.casework
    before = len(casework.rows())
    page = look_at(qtbot, desktop, make_sheet(desktop, tmp_path / "a.csv", 3 * BATCH))
    qtbot.waitUntil(lambda: side.work.is_examined, timeout=PATIENCE_MS)
    ready = sum(row.is_ready for row in side.work.rows)
    assert ready > BATCH
    side.work.run()
    side.work.cancel()
    calm(qtbot, desktop)
    assert len(casework.rows()) == before + BATCH
    assert not side.work.is_busy
    assert casework.verify().holds
    side.work.run()  # the rest; what is there isn't opened again
    calm(qtbot, desktop)
    assert len(casework.rows()) == before + ready
    assert page.counts.text().startswith("0 ready")


def test_looking_can_be_stopped(qtbot: QtBot, desktop: Desktop, tmp_path: Path) -> None:
    side = desktop.window.console.side
    page = look_at(qtbot, desktop, make_sheet(desktop, tmp_path / "a.csv", 400))
    qtbot.waitUntil(lambda: page.stop.isVisible() and bool(side.work.rows), timeout=PATIENCE_MS)
    QTest.mouseClick(page.stop, Qt.MouseButton.LeftButton)
    calm(qtbot, desktop)
    assert 0 < len(side.work.rows) < 400
    assert not page.stop.isVisible()


def test_another_theme_goes_on_with_the_sheet(
    qtbot: QtBot, desktop: Desktop, tmp_path: Path
) -> None:
    look_at(qtbot, desktop, make_sheet(desktop, tmp_path / "a.csv", 120))
    work = desktop.window.console.side.work
    qtbot.waitUntil(lambda: bool(work.rows), timeout=PATIENCE_MS)
    desktop.switch_theme()
    side = desktop.window.console.side
    assert side.work is work
    assert side.currentWidget() is side.sheet
    qtbot.waitUntil(lambda: work.is_examined, timeout=PATIENCE_MS)
    calm(qtbot, desktop)
    assert len(side.sheet.model.shown) == 120


def test_a_refusal_during_a_switch_of_theme_is_said(qtbot: QtBot, desktop: Desktop) -> None:
    def refuse() -> None:
        raise RefusalError(message("This can't be done."), message("Do another thing."))

    desktop.session.change_cases(refuse, lambda _: None)
    old = desktop.window
    desktop.switch_theme()
    qtbot.waitUntil(lambda: desktop.window is not old, timeout=PATIENCE_MS)
    calm(qtbot, desktop)
    assert status(desktop.window) == ("This can't be done. Do another thing.", "danger")


def test_a_file_that_is_no_sheet_is_said_on_the_page(
    qtbot: QtBot, desktop: Desktop, tmp_path: Path
) -> None:
    side = desktop.window.console.side
    for name, content in {"empty.csv": b"", "broken.xlsx": b"PK\x03\x04", "x.csv": b"\0"}.items():
        path = tmp_path / name
        path.write_bytes(content)
        side.read_sheet(path)
        calm(qtbot, desktop)
        assert side.sheet.problem.isVisible()
        assert name in side.sheet.problem.text()


def test_columns_are_remembered_and_half_a_coordinate_is_not_asked_for(
    qtbot: QtBot, desktop: Desktop, tmp_path: Path
) -> None:
    side = desktop.window.console.side
    path = tmp_path / "a.csv"
    path.write_text("内容,说明,x坐标,y坐标\n路灯不亮,东湖花园,1,2\n", encoding="utf-8")
    side.read_sheet(path)
    calm(qtbot, desktop)
    boxes = side.sheet.columns.boxes
    boxes["place"].setCurrentIndex(boxes["place"].findData("说明"))
    boxes["lon"].setCurrentIndex(boxes["lon"].findData("x坐标"))
    boxes["lat"].setCurrentIndex(0)
    assert not side.sheet.columns.button.isEnabled()
    boxes["lon"].setCurrentIndex(0)
    assert side.sheet.columns.button.isEnabled()
    chosen = side.sheet.columns.chosen
    QTest.mouseClick(side.sheet.columns.button, Qt.MouseButton.LeftButton)
    calm(qtbot, desktop)
    side.read_sheet(path)
    calm(qtbot, desktop)
    assert side.sheet.columns.chosen == chosen
    assert chosen["place"] == "说明"


def test_the_map_follows_the_rows(qtbot: QtBot, desktop: Desktop, tmp_path: Path) -> None:
    window = desktop.window
    page = look_at(qtbot, desktop, make_sheet(desktop, tmp_path / "a.csv", 30))
    calm(qtbot, desktop)
    for at in (3, 9):
        page.rows.setCurrentIndex(page.model.index(at))
        calm(qtbot, desktop)
        place = window.console.side.work.rows[at].place
        assert place is not None
        left, bottom, right, top = window.canvas.viewport.extent
        assert left < place.x < right
        assert bottom < place.y < top
