"""Garbage is collected on the window's thread alone, and all of it only while the hand rests.

Left to itself the interpreter collects on whatever thread asks for memory: a window that was
replaced would be taken apart by the worker while Qt still knows it, and that ends the program.
All generations at once stop the window for 60 ms; the young ones take a tenth of a millisecond.
"""

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QCursor, QGuiApplication

_BREATH = 100  # milliseconds between two collections of what is young
_LOOK = 2000  # milliseconds between two looks at the hand
_DUE = 10  # collections of the middle generation after which the old one is due


class Garbage(QObject):
    """Takes collecting from the interpreter and does it here, on the thread that made this.

    What there is when it begins is taken to stay.

    Parameters
    ----------
    parent : QObject
    is_moving : callable, optional
        Whether something moves on the screen although the pointer rests, such as a map under the
        wheel.
    """

    def __init__(self, parent: QObject, is_moving: Callable[[], bool] = lambda: False) -> None:
        super().__init__(parent)
        self._is_moving = is_moving
        self._cursor = QPoint()
        gc.freeze()
        gc.disable()
        self._young = QTimer(self)
        self._young.timeout.connect(self.sweep)
        self._young.start(_BREATH)
        self._old = QTimer(self)
        self._old.timeout.connect(self.look)
        self._old.start(_LOOK)

    def sweep(self) -> None:
        """Collect what is young, and what is a little older when that is due."""
        young, middle, _ = gc.get_count()
        most_young, most_middle, _ = gc.get_threshold()
        if young > most_young:
            gc.collect(1 if middle > most_middle else 0)

    def look(self) -> None:
        """Collect what is old if it is due, and the hand has rested since the last look."""
        cursor = QCursor.pos()
        is_still = cursor == self._cursor
        self._cursor = cursor
        is_held = QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton
        if not is_still or is_held or self._is_moving():
            return
        if gc.get_count()[2] >= _DUE:
            gc.collect()
