"""Printing from the window: the inspector's button, the palette, the preview, the files."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from gridapp.desktop.actions import actions_of
from gridapp.desktop.app import Desktop
from gridapp.desktop.map.scene import Hit
from gridapp.desktop.printing.dialog import PageDialog
from gridapp.desktop.scenery import LEVEL_TWO
from tests.desktop.hands import LEFT, PATIENCE_MS, calm, status
from tests.desktop.printing.test_pages import poppler


def select(qtbot: QtBot, desktop: Desktop) -> str:
    code = str(desktop.window.canvas.scene[LEVEL_TWO].id_of(3))
    desktop.window.canvas.clicked.emit(Hit(LEVEL_TWO, 3, code), 0.0, 0.0)
    calm(qtbot, desktop)
    return code


def preview(qtbot: QtBot, desktop: Desktop) -> PageDialog:
    dialog = desktop.window.findChild(PageDialog)
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.is_ready, timeout=PATIENCE_MS)
    return dialog


def test_from_the_inspector_to_a_file(qtbot: QtBot, desktop: Desktop, tmp_path: Path) -> None:
    code = select(qtbot, desktop)
    QTest.mouseClick(desktop.window.inspector.notice, LEFT)
    dialog = preview(qtbot, desktop)
    assert not dialog.sheet.pixmap().isNull()
    dialog.save_to(tmp_path / "notice.svg")
    qtbot.waitUntil((tmp_path / "notice.svg").exists, timeout=PATIENCE_MS)
    text = (tmp_path / "notice.svg").read_text(encoding="utf-8")
    assert code in text
    assert "19900000" in text
    qtbot.waitUntil(lambda: desktop.session.network.is_idle, timeout=PATIENCE_MS)
    assert status(desktop.window)[0].endswith("notice.svg.")
    assert not dialog.backgrounds.isVisible()
    dialog.phones.setChecked(False)
    qtbot.waitUntil(lambda: dialog.is_ready, timeout=PATIENCE_MS)
    dialog.save_to(tmp_path / "without.svg")
    qtbot.waitUntil(lambda: desktop.session.network.is_idle, timeout=PATIENCE_MS)
    assert "19900000" not in (tmp_path / "without.svg").read_text(encoding="utf-8")
    dialog.reject()


def test_the_dialog_asks_for_a_name(qtbot: QtBot, desktop: Desktop) -> None:
    select(qtbot, desktop)
    QTest.keyClick(desktop.window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    dialog = preview(qtbot, desktop)
    dialog.save.click()
    asked = dialog.findChild(QFileDialog)
    assert asked is not None
    assert asked.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    assert asked.selectedFiles()[0].endswith(".pdf")
    asked.reject()
    dialog.reject()


def test_a_refusal_is_told_in_the_dialog(qtbot: QtBot, desktop: Desktop, tmp_path: Path) -> None:
    select(qtbot, desktop)
    desktop.window.paper.print_selected()
    dialog = preview(qtbot, desktop)
    dialog.save_to(tmp_path / "nowhere" / "notice.pdf")
    qtbot.waitUntil(lambda: "can't be written" in dialog.told.text(), timeout=PATIENCE_MS)
    dialog.reject()


def test_a_page_is_saved_after_its_dialog_is_closed(
    qtbot: QtBot, desktop: Desktop, tmp_path: Path
) -> None:
    select(qtbot, desktop)
    desktop.window.paper.print_selected()
    dialog = preview(qtbot, desktop)
    dialog.save_to(tmp_path / "notice.pdf")
    dialog.reject()
    qtbot.waitUntil(lambda: desktop.session.network.is_idle, timeout=PATIENCE_MS)
    assert (tmp_path / "notice.pdf").read_bytes().startswith(b"%PDF")
    assert status(desktop.window)[0].endswith("notice.pdf.")


def test_a_page_goes_to_a_printer(qtbot: QtBot, desktop: Desktop, tmp_path: Path) -> None:
    code = select(qtbot, desktop)
    desktop.window.paper.print_selected()
    dialog = preview(qtbot, desktop)
    QTest.mouseClick(dialog.print, LEFT)
    choice = dialog.findChild(QPrintDialog)
    assert choice is not None
    assert choice.isVisible()
    # Where there is no printer, the system offers to print to a file.
    out = tmp_path / "printed.pdf"
    printer = choice.printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(out))
    choice.accepted.emit(printer)
    choice.close()
    qtbot.waitUntil(lambda: desktop.session.network.is_idle, timeout=PATIENCE_MS)
    assert dialog.told.text().endswith("printed.pdf”.")
    text = poppler("pdftotext", out, "-")
    assert code in text
    assert "(A4)" in poppler("pdfinfo", out)
    dialog.reject()


@pytest.mark.qt_log_ignore("QPainter::begin", "This plugin does not support")
def test_a_printer_that_takes_nothing_is_said(
    qtbot: QtBot, desktop: Desktop, tmp_path: Path
) -> None:
    select(qtbot, desktop)
    desktop.window.paper.print_selected()
    dialog = preview(qtbot, desktop)
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "nowhere" / "page.pdf"))
    dialog.print_to(printer)
    qtbot.waitUntil(lambda: desktop.session.network.is_idle, timeout=PATIENCE_MS)
    assert "doesn't print the page" in dialog.told.text()
    assert "page.pdf" in dialog.told.text()
    dialog.reject()


def test_without_a_grid_it_says_so(qtbot: QtBot, desktop: Desktop) -> None:
    desktop.window.paper.print_selected()
    text, role = status(desktop.window)
    assert role == "danger"
    assert "No grid is selected" in text


def test_the_palette_knows_the_ways_out(qtbot: QtBot, desktop: Desktop, tmp_path: Path) -> None:
    titles = [action.title for action in actions_of(desktop.window)]
    for title in ("Print a notice map of the grid…", "Print a wall map…", "Save a web map…"):
        assert title in titles
    desktop.window.paper.print_wall()
    preview(qtbot, desktop).reject()
    out = tmp_path / "map.html"
    desktop.window.paper.save_page(out)
    qtbot.waitUntil(out.exists, timeout=PATIENCE_MS)
    assert "<title>" in out.read_text(encoding="utf-8")
