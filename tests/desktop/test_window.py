"""The window: screens, themes, languages, the status line, and words that stay words."""

import gc
import weakref
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import Qt as Texts
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialogButtonBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from gridapp.desktop.app import Desktop
from gridapp.desktop.console.queue_model import ITEM_ROLE
from gridapp.desktop.map.scene import Hit
from gridapp.desktop.scenery import CASES, LEVEL_TWO
from gridapp.desktop.tour import take_tour
from gridapp.desktop.widgets.panel import as_tip
from gridapp.errors import RefusalError, StoreError
from gridapp.messages import message
from gridapp.workspace import open_workspace
from tests.desktop.hands import PATIENCE_MS, calm, open_case, status, waiting, write

HTML = '<b>井盖</b> <img src="x"> & "人民路" &lt;'


def switch(qtbot: QtBot, desktop: Desktop, key: Qt.Key) -> None:
    """Press F8 or F9 and wait for the window that comes."""
    old = desktop.window
    QTest.keyClick(old, key)
    assert desktop.window is not old
    calm(qtbot, desktop)
    qtbot.waitUntil(lambda: bool(desktop.window.console.model.items), timeout=PATIENCE_MS)
    calm(qtbot, desktop)


@pytest.mark.parametrize("key", [Qt.Key.Key_F8, Qt.Key.Key_F9])
def test_look_and_language_change_and_the_work_stays(
    qtbot: QtBot, desktop: Desktop, key: Qt.Key
) -> None:
    ref = waiting(desktop.window)
    open_case(qtbot, desktop, ref)
    console, canvas = desktop.window.console, desktop.window.canvas
    with qtbot.waitSignal(console.intake.read):
        write(console.intake.text, "东湖花园路灯坏了")
    write(console.filter, "井盖")
    calm(qtbot, desktop)
    canvas.zoom(0.5, glide=False)
    calm(qtbot, desktop)
    view, theme, size = canvas.viewport, desktop.theme, desktop.window.size()
    switch(qtbot, desktop, key)
    window = desktop.window
    assert (desktop.theme == theme) == (key == Qt.Key.Key_F9)
    assert window.size() == size
    assert window.screen_name == "console"
    after = window.canvas.viewport
    assert (after.x, after.y, after.scale) == (view.x, view.y, view.scale)
    assert window.console.case.ref == ref
    assert window.console.case.isVisible()
    assert window.canvas.scene.selection == {CASES: frozenset({ref})}
    assert window.console.intake.text.toPlainText() == "东湖花园路灯坏了"
    assert window.console.filter.text() == "井盖"


def test_qt_s_own_dialogs_speak_the_same_language(qtbot: QtBot, desktop: Desktop) -> None:
    def cancel() -> str:
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        return box.button(QDialogButtonBox.StandardButton.Cancel).text()

    assert "Cancel" in cancel()
    switch(qtbot, desktop, Qt.Key.Key_F9)
    assert "取消" in cancel()
    switch(qtbot, desktop, Qt.Key.Key_F9)
    assert "Cancel" in cancel()


def test_the_grid_that_is_inspected_stays(qtbot: QtBot, desktop: Desktop) -> None:
    code = str(desktop.window.canvas.scene[LEVEL_TWO].id_of(3))
    desktop.window.canvas.clicked.emit(Hit(LEVEL_TWO, 3, code), 0.0, 0.0)
    calm(qtbot, desktop)
    switch(qtbot, desktop, Qt.Key.Key_F8)
    assert desktop.window.inspector.isVisible()
    assert desktop.window.canvas.scene.selection == {LEVEL_TWO: frozenset({code})}


def test_a_replay_goes_on_where_it_was_and_nobody_looks_twice(
    qtbot: QtBot, desktop: Desktop
) -> None:
    window = desktop.window
    QTest.keyClick(window, Qt.Key.Key_F2)
    calm(qtbot, desktop)
    write(window.replay.reason, "核对")
    with qtbot.waitSignal(window.replay.loaded, timeout=PATIENCE_MS):
        window.replay.open_terminal(window.replay.terminal("T043"))
    assert window.replay.recording is not None
    t = window.replay.recording.start + 4000
    window.replay.seek(t)
    calm(qtbot, desktop)
    for key in (Qt.Key.Key_F8, Qt.Key.Key_F9):
        switch(qtbot, desktop, key)
        window = desktop.window
        assert window.screen_name == "replay"
        assert window.replay.reason.text() == "核对"
        assert window.replay.now == t
        assert window.replay.figures.isVisible()
        assert window.replay.bottom.isVisible()
        assert window.canvas.scene.is_visible("replay.track")
        assert not window.canvas.scene.is_visible("terminals")
    assert len(desktop.session.workspace.patrols.audit_rows()) == 1


def test_a_refusal_is_said_in_the_status_line(qtbot: QtBot, desktop: Desktop) -> None:
    desktop.session.failed.emit(
        RefusalError(message("Case {ref} is closed.", ref="A7"), message("Open a new one."))
    )
    assert status(desktop.window) == ("Case A7 is closed. Open a new one.", "danger")


def test_an_unforeseen_fault_is_said_too(
    qtbot: QtBot, desktop: Desktop, caplog: pytest.LogCaptureFixture
) -> None:
    desktop.session.change_cases(lambda: 1 // 0, lambda _: None)
    calm(qtbot, desktop)
    text, role = status(desktop.window)
    assert "ZeroDivisionError" in text
    assert role == "danger"
    assert "Traceback" in caplog.text


def test_the_right_is_the_maps_until_something_is_chosen(qtbot: QtBot, desktop: Desktop) -> None:
    window = desktop.window
    wide = window.canvas.width()
    assert not window.console.case.isVisible()
    open_case(qtbot, desktop, waiting(window))
    assert window.console.case.isVisible()
    assert window.canvas.width() < wide
    QTest.keyClick(window, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.canvas.width() == wide)
    assert window.console.wanted is None


def test_the_cursor_s_place_is_read_out(qtbot: QtBot, desktop: Desktop) -> None:
    window = desktop.window
    QTest.mouseMove(window.canvas, window.canvas.rect().center())
    texts = [label.text() for label in window.statusBar().findChildren(QLabel)]
    assert any("°" in text and "E " in text for text in texts)


def test_layers_are_switched_in_their_list(qtbot: QtBot, desktop: Desktop) -> None:
    window = desktop.window
    QTest.keyClick(window, Qt.Key.Key_F4)
    assert window.stage.layers.isVisible()
    rows = window.stage.layers.list
    titles = [rows.item(row).text() for row in range(rows.count())]
    cases = rows.item(titles.index("Cases"))
    cases.setCheckState(Qt.CheckState.Unchecked)
    assert not window.canvas.scene.is_visible(CASES)
    net = next(row for row, title in enumerate(titles) if title.startswith("Net: "))
    assert rows.item(net).checkState() == Qt.CheckState.Unchecked
    rows.item(net).setCheckState(Qt.CheckState.Checked)
    calm(qtbot, desktop)
    assert any(layer.name.startswith("net.") for layer in window.canvas.scene.layers)
    assert window.stage.rect().contains(window.stage.layers.geometry())


def test_what_looks_like_html_stays_words_everywhere(qtbot: QtBot, desktop: Desktop) -> None:
    window = desktop.window
    with open_workspace(desktop.session.workspace.location) as other:
        place = replace(other.geography.locate("人民路12号", limit=1)[0], label=HTML)
        matter = other.casework.suggest_matters("井盖坏了")[0]
        ref = other.casework.report(HTML, place, matter, reporter=HTML, actor=HTML).id
    window.console.look_for_news()
    calm(qtbot, desktop)
    open_case(qtbot, desktop, ref)
    labels = [
        label
        for label in window.console.case.findChildren(QLabel)
        if label.isVisible() and HTML in label.text()
    ]
    assert len(labels) >= 4  # text, place, reporter, journal
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}
    index = window.console.model.index(window.console.model.row_of(ref))
    assert index.data(ITEM_ROLE).row.text == HTML
    assert _read(index.data(Qt.ItemDataRole.ToolTipRole)) == HTML
    layer = window.canvas.scene[CASES]
    window.canvas.hovered.emit(Hit(CASES, layer.numbers[ref], ref))
    assert HTML in _read(window.canvas.toolTip())
    window.status.show_error(RefusalError(message("No “{what}”.", what=HTML)))
    assert status(window)[0] == f"No “{HTML}”."
    assert window.status.message.textFormat() == Qt.TextFormat.PlainText


@pytest.mark.parametrize("text", [HTML, "a\nb", "3 < 4 & 5 > 2", 'said "no"', ""])
def test_a_tip_says_its_text_letter_for_letter(qtbot: QtBot, text: str) -> None:
    assert _read(as_tip(text)) == text


def _read(tip: str) -> str:
    """Read a tooltip as Qt shows it."""
    if not Texts.mightBeRichText(tip):
        return tip
    document = QTextDocument()
    document.setHtml(tip)
    return document.toPlainText()


def test_everything_that_takes_the_keys_has_a_name(qtbot: QtBot, desktop: Desktop) -> None:
    window = desktop.window
    open_case(qtbot, desktop, waiting(window))
    for screen in ("console", "replay"):
        window.go_to(screen)
        calm(qtbot, desktop)
        nameless = [
            widget
            for widget in window.findChildren(QWidget)
            if widget.isVisible()
            and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
            and widget.focusProxy() is None
            and not _name(widget)
        ]
        assert nameless == []


def _name(widget: QWidget) -> str:
    return widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")


def test_tab_walks_from_the_intake_through_the_queue_to_the_map(
    qtbot: QtBot, desktop: Desktop
) -> None:
    window = desktop.window
    QTest.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    console = window.console
    stations: list[QWidget | None] = [QApplication.focusWidget()]
    while window.canvas not in stations and len(stations) < 30:
        QTest.keyClick(stations[-1] or window, Qt.Key.Key_Tab)
        stations.append(QApplication.focusWidget())
    order = [stations.index(w) for w in (console.intake.text, console.filter, console.queue,
                                         window.canvas)]  # fmt: skip
    assert order == sorted(order)


def test_the_tour_does_the_main_job_and_takes_a_picture(
    qtbot: QtBot, town: Path, tmp_path: Path, english: None
) -> None:
    tour = take_tour(town, tmp_path / "town.png")
    assert tour.picture.stat().st_size > 100_000
    ref = tour.steps["dispatched"].split()[0]
    with open_workspace(town) as workspace:
        assert workspace.casework.case(ref).ticket is not None
        assert workspace.casework.verify().holds
    assert {"reported", "located", "dispatched", "because", "replayed"} <= tour.steps.keys()


def test_a_picture_that_cannot_be_written_is_an_error(
    qtbot: QtBot, town: Path, tmp_path: Path, english: None
) -> None:
    with pytest.raises(StoreError, match="nowhere"):
        take_tour(town, tmp_path / "nowhere" / "town.png")


def test_a_closed_window_asks_nothing_more(qtbot: QtBot, desktop: Desktop) -> None:
    window = desktop.window
    window.close()
    clocks = window.console.findChildren(QTimer) + window.replay.findChildren(QTimer)
    assert clocks
    assert not any(clock.isActive() for clock in clocks)


def test_a_window_that_was_replaced_is_gone_with_all_its_screens(
    qtbot: QtBot, desktop: Desktop
) -> None:
    gone: list[weakref.ref[object]] = []

    def is_gone() -> bool:
        gc.collect()
        return all(one() is None for one in gone)

    for _ in range(2):
        desktop.window.go_to("editor")
        calm(qtbot, desktop)
        editor = desktop.window.editor
        if editor.bench is None:
            editor.start_page.begin.click()
            qtbot.waitUntil(lambda: desktop.window.editor.bench is not None, timeout=PATIENCE_MS)
        calm(qtbot, desktop)
        for one in (desktop.window, desktop.window.console, editor, editor.bench):
            gone.append(weakref.ref(one))
        del one, editor
        desktop.switch_theme()
        calm(qtbot, desktop)
    desktop.switch_theme()  # what was under the cursor, or had the keys, is let go as well
    qtbot.waitUntil(is_gone, timeout=PATIENCE_MS)
