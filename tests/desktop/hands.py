"""What a person does at the screen: waits, clicks on the map, answers a dialog."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from gridapp.desktop.app import Desktop
from gridapp.desktop.console.states import State
from gridapp.desktop.window import MainWindow

LEFT = Qt.MouseButton.LeftButton
PATIENCE_MS = 20_000

Dialog = TypeVar("Dialog", bound=QDialog)


def calm(qtbot: QtBot, desktop: Desktop) -> None:
    """Wait until nothing is under way: no request, no drawing."""
    worker, canvas = desktop.session.worker, desktop.window.canvas
    qtbot.waitUntil(lambda: worker.is_idle and canvas.is_ready, timeout=PATIENCE_MS)


def pixel(window: MainWindow, x: float, y: float) -> QPoint:
    """The pixel of the map's widget at a place."""
    return QPointF(*window.canvas.viewport.screen(x, y)).toPoint()


def click_map(window: MainWindow, x: float, y: float) -> None:
    QTest.mouseClick(window.canvas, LEFT, pos=pixel(window, x, y))


def press(window: MainWindow, key: Qt.Key) -> None:
    """Press a key where the keys go."""
    QTest.keyClick(QApplication.focusWidget() or window, key)


def write(widget: QWidget, text: str) -> None:
    """Type a text as an input method does: Chinese isn't on the keyboard."""
    widget.setFocus()
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(widget, event)


def waiting(window: MainWindow) -> str:
    """The case that waits for its dispatch."""
    return next(i.row.ref for i in window.console.model.items if i.state is State.WAITING)


def open_case(qtbot: QtBot, desktop: Desktop, ref: str) -> None:
    desktop.window.console.open_case(ref)
    calm(qtbot, desktop)
    assert desktop.window.console.case.ref == ref


def move_button(window: MainWindow, text: str) -> QPushButton:
    """The button of a move of the case that is open."""
    buttons = window.console.case.findChildren(QPushButton)
    return next(b for b in buttons if b.text() == text and b.isVisible())


def moves_shown(window: MainWindow) -> list[str]:
    return [b.text() for b in window.console.case.findChildren(QPushButton) if b.isVisible()]


def answer(kind: type[Dialog], fill: Callable[[Dialog], None]) -> None:
    """Fill in the next dialog of a kind as soon as it is there."""

    def look() -> None:
        found = QApplication.activeModalWidget()
        if isinstance(found, kind):
            fill(found)
        else:
            QTimer.singleShot(10, look)

    QTimer.singleShot(0, look)


def status(window: MainWindow) -> tuple[str, str]:
    """What the status line says, and in which role."""
    return window.status.message.text(), str(window.status.message.property("role"))
