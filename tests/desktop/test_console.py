"""The operator's console, by keys and mouse."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QInputDialog
from pytestqt.qtbot import QtBot

from gridapp.desktop.app import Desktop
from gridapp.desktop.console.states import State
from gridapp.desktop.scenery import CASES, LEVEL_ONE, LEVEL_TWO
from gridapp.workspace import open_workspace
from tests.desktop.hands import (
    LEFT,
    answer,
    calm,
    click_map,
    move_button,
    moves_shown,
    open_case,
    pixel,
    press,
    status,
    waiting,
    write,
)

REPORT = "东湖花园附近路灯坏了"


def take_down(qtbot: QtBot, desktop: Desktop, report: str) -> None:
    """Type a report, wait for its places, and press Enter."""
    intake = desktop.window.console.intake
    with qtbot.waitSignal(intake.read):
        write(intake.text, report)
    calm(qtbot, desktop)
    press(desktop.window, Qt.Key.Key_Return)
    calm(qtbot, desktop)


def test_from_the_report_to_the_dispatch_by_keys_alone(qtbot: QtBot, desktop: Desktop) -> None:
    window = desktop.window
    console, casework = window.console, desktop.session.workspace.casework
    before = {row.ref for row in casework.rows()}
    take_down(qtbot, desktop, REPORT)
    (ref,) = {row.ref for row in casework.rows()} - before
    assert console.case.ref == ref
    assert console.intake.text.toPlainText() == ""
    assert QApplication.focusWidget() is console.case.recommendations
    press(window, Qt.Key.Key_Down)
    choice = console.case.recommendations.current
    assert choice is not None
    assert choice != casework.recommend(ref)[0]
    press(window, Qt.Key.Key_Return)
    calm(qtbot, desktop)
    ticket = casework.case(ref).ticket
    assert ticket is not None
    assert ticket.assignee_id == choice.id
    assert status(window) == (f"Case {ref} dispatched to {choice.name}.", "good")
    assert not console.case.dispatch_button.isVisible()


def test_a_second_enter_opens_no_second_case(qtbot: QtBot, desktop: Desktop) -> None:
    casework = desktop.session.workspace.casework
    before = len(casework.rows())
    intake = desktop.window.console.intake
    with qtbot.waitSignal(intake.read):
        write(intake.text, REPORT)
    calm(qtbot, desktop)
    for _ in range(3):
        QTest.keyClick(intake.text, Qt.Key.Key_Return)
    calm(qtbot, desktop)
    assert len(casework.rows()) == before + 1


def test_a_second_press_dispatches_once(qtbot: QtBot, desktop: Desktop) -> None:
    window = desktop.window
    ref = waiting(window)
    open_case(qtbot, desktop, ref)
    window.console.case.recommendations.setFocus()
    press(window, Qt.Key.Key_Return)
    press(window, Qt.Key.Key_Return)
    calm(qtbot, desktop)
    history = desktop.session.workspace.casework.case(ref).history
    assert [step.event.kind for step in history] == ["report", "dispatch"]
    assert status(window)[1] == "good"


def test_a_case_on_the_map_is_selected_everywhere(qtbot: QtBot, desktop: Desktop) -> None:
    window = desktop.window
    console, scene = window.console, window.canvas.scene
    ref = waiting(window)
    layer = scene[CASES]
    point = layer.geometries[layer.numbers[ref]]
    click_map(window, point.x, point.y)
    calm(qtbot, desktop)
    assert console.case.ref == ref
    assert console.case.isVisible()
    assert [i.data() for i in console.queue.selectedIndexes()] == [
        console.model.index(console.model.row_of(ref)).data()
    ]
    assert scene.selection == {CASES: frozenset({ref})}


def test_the_map_says_what_the_pointer_is_on(qtbot: QtBot, desktop: Desktop) -> None:
    window = desktop.window
    layer = window.canvas.scene[CASES]
    ref = waiting(window)
    item = window.console.model.items[window.console.model.row_of(ref)]
    point = layer.geometries[layer.numbers[ref]]
    with qtbot.waitSignal(window.canvas.hovered):
        QTest.mouseMove(window.canvas, pixel(window, point.x, point.y))
    assert item.matter in window.canvas.toolTip()


def test_the_arrows_walk_the_queue_and_enter_goes_to_the_case(
    qtbot: QtBot, desktop: Desktop
) -> None:
    window = desktop.window
    console = window.console
    console.queue.setFocus()
    ref = waiting(window)
    for _ in range(console.model.row_of(ref)):  # the first row has the focus already
        press(window, Qt.Key.Key_Down)
    calm(qtbot, desktop)
    assert console.case.ref == ref
    press(window, Qt.Key.Key_Return)
    assert QApplication.focusWidget() is console.case.recommendations


def test_a_grid_shows_the_inspector_and_esc_closes_it(qtbot: QtBot, desktop: Desktop) -> None:
    window = desktop.window
    open_case(qtbot, desktop, waiting(window))
    grids = desktop.session.workspace.geography.grids().of_level(2)
    view = window.canvas.viewport
    for polygon in grids.polygons:
        point = polygon.representative_point()
        hit = window.canvas.scene.hit(point.x, point.y, 6 * view.scale, view.scale)
        if view.extent[0] < point.x < view.extent[2] and hit and hit.layer == LEVEL_TWO:
            click_map(window, point.x, point.y)
            break
    else:
        raise AssertionError("no grid in sight")
    calm(qtbot, desktop)
    assert window.inspector.isVisible()
    assert window.console.wanted is None
    assert not window.console.queue.selectedIndexes()
    assert window.canvas.scene.selection == {LEVEL_TWO: frozenset({hit.id})}
    press(window, Qt.Key.Key_Escape)
    assert not window.inspector.isVisible()
    assert not window.console.case.isVisible()
    assert LEVEL_ONE in window.canvas.scene


def test_typing_filters_and_an_empty_queue_says_so(qtbot: QtBot, desktop: Desktop) -> None:
    window = desktop.window
    console = window.console
    whole = len(console.model.items)
    QTest.keyClick(window, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.focusWidget() is console.filter
    write(console.filter, "井盖")
    assert 0 < len(console.model.items) < whole
    assert all("井盖" in item.matter + item.row.text for item in console.model.items)
    write(console.filter, " nothing of that kind")
    assert not console.model.items
    assert console.queue.nothing.isVisible()
    console.filter.clear()
    assert len(console.model.items) == whole
    assert not console.queue.nothing.isVisible()


def test_the_case_stays_selected_under_a_filter_that_comes_and_goes(
    qtbot: QtBot, desktop: Desktop
) -> None:
    console = desktop.window.console
    ref = waiting(desktop.window)
    open_case(qtbot, desktop, ref)
    write(console.filter, "zzz")
    assert not console.queue.selectedIndexes()
    console.filter.clear()
    assert console.queue.selectedIndexes()[0].row() == console.model.row_of(ref)
    assert console.case.ref == ref


def test_chips_choose_the_states_and_count_them(qtbot: QtBot, desktop: Desktop) -> None:
    console = desktop.window.console
    chips = {chip.text().split()[0]: chip for chip in console.panel.chips}
    assert list(chips) == ["Open", "Waiting", "Overdue", "Done"]
    for name, states in {
        "Overdue": {State.OVERDUE},
        "Done": {State.DONE},
        "Waiting": {State.WAITING},
        "Open": set(State) - {State.DONE},
    }.items():
        QTest.mouseClick(chips[name], LEFT)
        assert chips[name].isChecked()
        assert {item.state for item in console.model.items} <= states
        assert chips[name].text() == f"{name} {len(console.model.items)}"
        assert console.model.items


def test_a_dispatch_is_withdrawn_with_a_reason(qtbot: QtBot, desktop: Desktop) -> None:
    window = desktop.window
    casework = desktop.session.workspace.casework
    ref = waiting(window)
    open_case(qtbot, desktop, ref)
    QTest.mouseClick(window.console.case.dispatch_button, LEFT)
    calm(qtbot, desktop)
    assert casework.case(ref).stage == "dispatched"
    asked: list[str] = []

    def cancel(dialog: QInputDialog) -> None:
        asked.append(dialog.labelText())
        dialog.reject()

    answer(QInputDialog, cancel)
    QTest.mouseClick(move_button(window, "撤回"), LEFT)
    calm(qtbot, desktop)
    assert asked == ["Reason"]
    assert casework.case(ref).stage == "dispatched"

    def give_reason(dialog: QInputDialog) -> None:
        dialog.setTextValue("派错了")
        dialog.accept()

    answer(QInputDialog, give_reason)
    QTest.mouseClick(move_button(window, "撤回"), LEFT)
    calm(qtbot, desktop)
    case = casework.case(ref)
    assert case.stage == "reported"
    assert case.history[-1].event.data["reason"] == "派错了"
    assert status(window)[1] == "good"
    assert window.console.case.dispatch_button.isVisible()


def test_a_case_goes_all_the_way_by_its_buttons(qtbot: QtBot, desktop: Desktop) -> None:
    window = desktop.window
    casework = desktop.session.workspace.casework
    ref = waiting(window)
    open_case(qtbot, desktop, ref)
    QTest.mouseClick(window.console.case.dispatch_button, LEFT)
    calm(qtbot, desktop)

    def write(dialog: QInputDialog) -> None:
        dialog.setTextValue("已修好")
        dialog.accept()

    for name in ("签收", "到场"):
        QTest.mouseClick(move_button(window, name), LEFT)
        calm(qtbot, desktop)
    answer(QInputDialog, write)
    QTest.mouseClick(move_button(window, "处置"), LEFT)
    calm(qtbot, desktop)
    QTest.mouseClick(move_button(window, "核查"), LEFT)
    calm(qtbot, desktop)
    answer(QInputDialog, lambda dialog: dialog.accept())
    QTest.mouseClick(move_button(window, "结案"), LEFT)
    calm(qtbot, desktop)
    case = casework.case(ref)
    assert case.stage == "closed"
    assert case.outcome == next(iter(casework.profile.outcomes))
    assert window.console.model.row_of(ref) < 0  # it left the open ones
    assert window.console.case.ref == ref


def test_what_somebody_else_did_meanwhile_is_said_and_shown(qtbot: QtBot, desktop: Desktop) -> None:
    window = desktop.window
    ref = waiting(window)
    open_case(qtbot, desktop, ref)
    with open_workspace(desktop.session.workspace.location) as other:
        other.casework.dispatch(ref, other.casework.recommend(ref)[0], actor="another")
    QTest.mouseClick(window.console.case.dispatch_button, LEFT)
    calm(qtbot, desktop)
    text, role = status(window)
    assert role == "danger"
    assert ref in text
    assert "撤回" in moves_shown(window)
    assert not window.console.case.dispatch_button.isVisible()
    item = window.console.model.items[window.console.model.row_of(ref)]
    assert item.row.assignee


def test_every_change_is_answered(qtbot: QtBot, desktop: Desktop) -> None:
    session = desktop.session
    heard: list[int] = []
    session.change_cases(lambda: 1, heard.append)
    session.change_cases(lambda: 2, heard.append)
    calm(qtbot, desktop)
    assert heard == [1, 2]


def test_others_news_come_by_themselves_and_keep_the_choice(qtbot: QtBot, desktop: Desktop) -> None:
    window = desktop.window
    console = window.console
    ref = waiting(window)
    open_case(qtbot, desktop, ref)
    console.case.recommendations.choose(1)
    chosen = console.case.recommendations.current
    with open_workspace(desktop.session.workspace.location) as other:
        place = other.geography.locate("人民路12号", limit=1)[0]
        theirs = other.casework.report("有人占道", place, actor="another")
    console.look_for_news()
    calm(qtbot, desktop)
    assert console.model.row_of(theirs.id) >= 0
    assert console.case.ref == ref
    assert console.case.recommendations.current == chosen


def test_a_case_of_unknown_matter_is_named_first(qtbot: QtBot, desktop: Desktop) -> None:
    window = desktop.window
    casework = desktop.session.workspace.casework
    place = desktop.session.workspace.geography.locate("人民路12号", limit=1)[0]
    ref = casework.report("这里有点问题", place, actor="operator").id
    window.console.look_for_news()
    calm(qtbot, desktop)
    open_case(qtbot, desktop, ref)
    panel = window.console.case
    assert panel.matter.isVisible()
    assert not panel.dispatch_button.isVisible()
    field = panel.matter.box.lineEdit()
    assert field is not None
    row = panel.matter.box.findText("路灯 · ", Qt.MatchFlag.MatchStartsWith)
    panel.matter.box.setCurrentIndex(row)
    panel.matter.box.activated.emit(row)
    calm(qtbot, desktop)
    case = casework.case(ref)
    assert case.matter is not None
    assert casework.catalogue.get(*case.matter).name == "路灯"
    assert not panel.matter.isVisible()
    assert panel.dispatch_button.isVisible()
