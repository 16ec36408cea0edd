"""Garbage is collected while the hand rests: all of it at once stops the window for 60 ms.

The young generations are collected as ever, which takes a tenth of a millisecond.
"""

import gc

from PySide6.QtCore import QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QCursor, QGuiApplication

_LOOK = 2000  # milliseconds between two looks
_DUE = 10  # collections of the middle generation after which the old one is due
_NEVER = 1_000_000_000


class Garbage(QObject):
    """Takes the collection of the old generation from the interpreter and does it at rest.

    What there is when it begins is taken to stay.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._cursor = QPoint()
        gc.freeze()
        young, middle, _ = gc.get_threshold()
        gc.set_threshold(young, middle, _NEVER)
        gc.enable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)
        self._timer.start(_LOOK)

    def look(self) -> None:
        """Collect if it is due, and the hand has rested since the last look."""
        cursor = QCursor.pos()
        is_still = cursor == self._cursor
        self._cursor = cursor
        if not is_still or QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            return
        if gc.get_count()[2] >= _DUE:
            gc.collect()
