"""The inspector's replay, by keys and mouse."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gridapp.desktop.app import Desktop
from gridapp.desktop.replay.drawing import TRACK_LAYERS
from gridapp.desktop.replay.recording import Recording
from gridapp.desktop.scenery import TERMINALS
from gridapp.patrol.playback import State, position_at
from tests.desktop.hands import LEFT, calm, click_map, press, status, write

TERMINAL = "T043"  # with stops, jumps and gaps


def go(qtbot: QtBot, desktop: Desktop) -> None:
    QTest.keyClick(desktop.window, Qt.Key.Key_F2)
    calm(qtbot, desktop)


def row_of(desktop: Desktop, ref: str) -> int:
    terminals = desktop.window.replay.terminals
    return next(r for r in range(terminals.count()) if terminals.item(r).text().startswith(ref))


def open_track(qtbot: QtBot, desktop: Desktop) -> Recording:
    """Give a reason and choose the terminal by keys."""
    replay = desktop.window.replay
    go(qtbot, desktop)
    write(replay.reason, "核对案件到场")
    press(desktop.window, Qt.Key.Key_Return)
    assert replay.search.hasFocus()
    QTest.keyClicks(replay.search, TERMINAL.lower())
    press(desktop.window, Qt.Key.Key_Return)
    assert replay.terminals.hasFocus()
    with qtbot.waitSignal(replay.loaded, timeout=10_000):
        press(desktop.window, Qt.Key.Key_Return)
    calm(qtbot, desktop)
    assert replay.recording is not None
    return replay.recording


def moment(desktop: Desktop) -> float:
    player = desktop.window.replay.player
    assert player is not None
    return player.t


def test_without_a_reason_nobody_looks(qtbot: QtBot, desktop: Desktop) -> None:
    replay = desktop.window.replay
    go(qtbot, desktop)
    write(replay.reason, "   ")
    box = replay.terminals.visualItemRect(replay.terminals.item(2))
    QTest.mouseClick(replay.terminals.viewport(), LEFT, pos=box.center())
    calm(qtbot, desktop)
    assert "Give a reason first" in replay.hint.text()
    assert replay.hint.isVisible()
    assert QApplication.focusWidget() is replay.reason
    assert replay.recording is None
    assert desktop.session.workspace.patrols.audit_rows() == []


def test_a_double_click_is_one_look(qtbot: QtBot, desktop: Desktop) -> None:
    replay = desktop.window.replay
    go(qtbot, desktop)
    write(replay.reason, "核对案件到场")
    view = replay.terminals.viewport()
    box = replay.terminals.visualItemRect(replay.terminals.item(2))
    with qtbot.waitSignal(replay.loaded, timeout=10_000):
        QTest.mouseClick(view, LEFT, pos=box.center())
        QTest.mouseDClick(view, LEFT, pos=box.center())
    calm(qtbot, desktop)
    (audit,) = desktop.session.workspace.patrols.audit_rows()
    assert (audit.action, audit.reason) == ("track.open", "核对案件到场")
    write(replay.reason, "，再看一次")
    with qtbot.waitSignal(replay.loaded, timeout=10_000):
        QTest.mouseClick(view, LEFT, pos=box.center())
    assert len(desktop.session.workspace.patrols.audit_rows()) == 2


def test_a_terminal_is_found_by_its_holder(qtbot: QtBot, desktop: Desktop) -> None:
    replay = desktop.window.replay
    go(qtbot, desktop)
    holder = replay.terminal(TERMINAL).holder
    write(replay.search, holder)
    shown = [
        replay.terminals.item(r).text()
        for r in range(replay.terminals.count())
        if not replay.terminals.item(r).isHidden()
    ]
    assert shown
    assert all(holder in text for text in shown)


def test_the_track_comes_with_its_figures_and_timeline(qtbot: QtBot, desktop: Desktop) -> None:
    window = desktop.window
    recording = open_track(qtbot, desktop)
    assert all(name in window.canvas.scene for name in TRACK_LAYERS)
    assert not window.canvas.scene.is_visible(TERMINALS)
    assert window.replay.figures.isVisible()
    assert window.replay.timeline.isVisible()
    assert window.replay.figures.stops.count() == len(recording.stops.start)
    (audit,) = desktop.session.workspace.patrols.audit_rows()
    assert TERMINAL in audit.subject
    left, bottom, right, top = window.canvas.viewport.extent
    legs = np.concatenate(recording.legs())
    assert (legs > (left, bottom)).all()
    assert (legs < (right, top)).all()


def test_space_plays_and_pauses(qtbot: QtBot, desktop: Desktop) -> None:
    replay = desktop.window.replay
    recording = open_track(qtbot, desktop)
    replay.transport.speed.setCurrentIndex(replay.transport.speed.count() - 1)
    press(desktop.window, Qt.Key.Key_Space)
    assert replay.is_playing
    qtbot.waitUntil(lambda: replay.now > recording.start + 60, timeout=10_000)
    press(desktop.window, Qt.Key.Key_Space)
    stood = moment(desktop)
    assert stood > recording.start
    qtbot.wait(100)
    assert replay.now == stood


def test_a_space_in_a_field_is_a_space(qtbot: QtBot, desktop: Desktop) -> None:
    replay = desktop.window.replay
    open_track(qtbot, desktop)
    replay.search.clear()
    QTest.keyClicks(replay.search, "a b")
    assert replay.search.text() == "a b"
    assert not replay.is_playing


def test_the_arrows_step_from_fix_to_fix(qtbot: QtBot, desktop: Desktop) -> None:
    window = desktop.window
    times = open_track(qtbot, desktop).track.time
    window.canvas.setFocus()
    for key, at in (
        (Qt.Key.Key_Right, 1), (Qt.Key.Key_Right, 2), (Qt.Key.Key_Left, 1), (Qt.Key.Key_Left, 0),
        (Qt.Key.Key_Left, 0),
    ):  # fmt: skip
        press(window, key)
        assert moment(desktop) == times[at]
    QTest.mouseClick(window.replay.transport.forward, LEFT)
    assert moment(desktop) == times[1]


def test_the_speed_is_chosen(qtbot: QtBot, desktop: Desktop) -> None:
    replay = desktop.window.replay
    open_track(qtbot, desktop)
    replay.transport.speed.setFocus()
    QTest.keyClick(replay.transport.speed, Qt.Key.Key_End)
    assert replay.player is not None
    assert replay.player.rate == 600
    QTest.keyClick(replay.transport.speed, Qt.Key.Key_Home)
    assert replay.player.rate == 1


def test_the_timeline_seeks(qtbot: QtBot, desktop: Desktop) -> None:
    timeline = desktop.window.replay.timeline
    recording = open_track(qtbot, desktop)
    wanted = recording.start + 0.6 * (recording.end - recording.start)
    pixel_s = (recording.end - recording.start) / timeline.width() * 2
    QTest.mouseClick(timeline, LEFT, pos=QPoint(round(timeline.x_of(wanted)), 30))
    assert moment(desktop) == pytest.approx(wanted, abs=pixel_s)
    QTest.mousePress(timeline, LEFT, pos=QPoint(round(timeline.x_of(wanted)), 30))
    QTest.mouseMove(timeline, QPoint(timeline.width() + 50, 30))
    assert moment(desktop) == recording.end
    QTest.mouseRelease(timeline, LEFT, pos=QPoint(3, 30))


def test_the_path_seeks(qtbot: QtBot, desktop: Desktop) -> None:
    recording = open_track(qtbot, desktop)
    kept = recording.cleaned.kept
    x, y = (float(c[kept[len(kept) // 3]]) for c in (recording.track.x, recording.track.y))
    click_map(desktop.window, x, y)
    at = position_at(recording.track, recording.cleaned, moment(desktop))
    assert at is not None
    assert np.hypot(at.x - x, at.y - y) < 8 * desktop.window.canvas.viewport.scale


def test_a_stop_in_the_list_seeks(qtbot: QtBot, desktop: Desktop) -> None:
    figures = desktop.window.replay.figures
    recording = open_track(qtbot, desktop)
    box = figures.stops.visualItemRect(figures.stops.item(1))
    QTest.mouseClick(figures.stops.viewport(), LEFT, pos=box.center())
    assert moment(desktop) == recording.stops.start[1]


def test_a_gap_is_a_gap(qtbot: QtBot, desktop: Desktop) -> None:
    """In a gap nothing says where the terminal is, and nothing is drawn across it."""
    window = desktop.window
    recording = open_track(qtbot, desktop)
    lane = recording.lane
    gaps = np.flatnonzero(lane.state == State.GAP)
    row = gaps[np.argmax((lane.end - lane.start)[gaps])]
    window.replay.seek(float(lane.start[row] + lane.end[row]) / 2)
    assert window.replay.transport.state.text() == "no fixes"
    assert position_at(recording.track, recording.cleaned, moment(desktop)) is None
    kept = recording.cleaned.kept
    times, parts = recording.track.time[kept], recording.cleaned.legs
    for start, stop in parts:
        assert not (times[start] < lane.start[row] + 1 and times[stop - 1] > lane.end[row] - 1)
    calm(qtbot, desktop)
    in_gap = window.canvas.grab().toImage()
    window.replay.seek(float(lane.start[row]) + 5)
    calm(qtbot, desktop)
    assert window.canvas.grab().toImage() == in_gap  # the head is gone at once, and no line grows


def test_what_was_travelled_grows_and_the_head_leads_it(qtbot: QtBot, desktop: Desktop) -> None:
    window = desktop.window
    recording = open_track(qtbot, desktop)
    colour = window.canvas.tokens.symbol("terminal").colour

    def painted() -> int:
        image = window.canvas.grab().toImage()
        return sum(
            image.pixelColor(x, y).name() == colour.lower()
            for x in range(0, image.width(), 2)
            for y in range(0, image.height(), 2)
        )

    window.replay.seek(recording.start)
    calm(qtbot, desktop)
    little = painted()
    window.replay.seek(recording.end)
    calm(qtbot, desktop)
    assert painted() > little


def test_the_pointer_learns_what_the_signs_mean(qtbot: QtBot, desktop: Desktop) -> None:
    window = desktop.window
    open_track(qtbot, desktop)
    stops = window.canvas.scene["replay.stops"]
    point = stops.geometries[1]
    view = window.canvas.viewport
    QTest.mouseMove(window.canvas, QPoint(2, 2))
    x, y = view.screen(point.x, point.y)
    QTest.mouseMove(window.canvas, QPoint(round(x), round(y)))
    assert "Stops" in window.canvas.toolTip()
    assert "min" in window.canvas.toolTip()


def test_follow_keeps_the_terminal_in_sight(qtbot: QtBot, desktop: Desktop) -> None:
    window = desktop.window
    recording = open_track(qtbot, desktop)
    window.canvas.zoom(1 / 8, glide=False)
    QTest.mouseClick(window.replay.transport.follow, LEFT)
    kept = recording.cleaned.kept
    for row in (len(kept) // 4, len(kept) // 2, len(kept) - 1):
        window.replay.seek(float(recording.track.time[kept[row]]))
        calm(qtbot, desktop)
        left, bottom, right, top = window.canvas.viewport.extent
        assert left < recording.track.x[kept[row]] < right
        assert bottom < recording.track.y[kept[row]] < top


def test_leaving_takes_the_track_off_and_coming_back_brings_it(
    qtbot: QtBot, desktop: Desktop
) -> None:
    window = desktop.window
    recording = open_track(qtbot, desktop)
    window.replay.seek(recording.start + 600)
    window.replay.toggle()
    QTest.keyClick(window, Qt.Key.Key_F1)
    calm(qtbot, desktop)
    assert window.screen_name == "console"
    assert not any(name in window.canvas.scene for name in TRACK_LAYERS)
    assert window.canvas.scene.is_visible(TERMINALS)
    assert not window.replay.bottom.isVisible()
    assert not window.replay.is_playing
    QTest.keyClick(window, Qt.Key.Key_Space)
    assert not window.replay.is_playing
    QTest.keyClick(window, Qt.Key.Key_F2)
    calm(qtbot, desktop)
    assert all(name in window.canvas.scene for name in TRACK_LAYERS)
    assert window.replay.bottom.isVisible()
    assert window.replay.figures.isVisible()
    assert len(desktop.session.workspace.patrols.audit_rows()) == 1


def test_a_track_that_comes_when_one_has_left_stays_away(qtbot: QtBot, desktop: Desktop) -> None:
    window = desktop.window
    go(qtbot, desktop)
    write(window.replay.reason, "核对")
    window.replay.open_terminal(window.replay.terminal(TERMINAL))
    window.go_to("console")
    calm(qtbot, desktop)
    assert window.replay.recording is not None
    assert not any(name in window.canvas.scene for name in TRACK_LAYERS)
    assert not window.replay.bottom.isVisible()
    assert not window.replay.figures.isVisible()


def test_a_terminal_without_fixes_is_refused_and_may_be_tried_again(
    qtbot: QtBot, desktop: Desktop
) -> None:
    window = desktop.window
    go(qtbot, desktop)
    write(window.replay.reason, "核对")
    nobody = replace(window.replay.terminal(TERMINAL), ref="T999")
    for tries in (1, 2):
        with qtbot.waitSignal(desktop.session.failed):
            window.replay.open_terminal(nobody)
        text, role = status(window)
        assert "T999" in text
        assert role == "danger"
        assert len(desktop.session.workspace.patrols.audit_rows()) == tries
