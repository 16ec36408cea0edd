"""How long a turn of drawing may take, so that frames come when they are due."""

from PySide6.QtCore import QElapsedTimer

frame_time = 1000 / 60  # milliseconds from one frame to the next, while frames come

_TURN = 6.0  # milliseconds of drawing between two looks at the event queue
_FIRST = 48.0  # the same until the first picture stands: there is nothing to drag yet
_STEP = 3.0  # milliseconds that the last step of a turn may take beyond its budget
_STILL = 2.5  # frames left out after which none is waited for
_REST = 160  # milliseconds without a move after which the view stands still


class Pace:
    """Knows when the last frame began, and when the view moved last."""

    def __init__(self) -> None:
        self._framed = QElapsedTimer()
        self._moved = QElapsedTimer()
        self._has_worked = False  # since the last frame

    def move(self) -> None:
        """Note that the view moves."""
        self._moved.start()

    def has_just_moved(self) -> bool:
        """Return whether the view moves, or did a moment ago."""
        return self._moved.isValid() and self._moved.elapsed() < _REST

    def begin_frame(self) -> None:
        """Note that a frame of the whole window begins."""
        self._framed.start()
        self._has_worked = False

    @property
    def since_frame(self) -> float:
        """Milliseconds since the last frame of the whole window began."""
        return self._framed.nsecsElapsed() / 1e6 if self._framed.isValid() else 1e6

    def begin_turn(self, is_first: bool) -> float:
        """Return the milliseconds that may be worked before the next frame is due.

        None at all if it is due any moment; but a little each frame, however long frames take.
        """
        left = frame_time - _STEP - self.since_frame
        if is_first:
            budget = _FIRST
        elif left > 0:
            budget = min(_TURN, left)
        elif left < -_STILL * frame_time:
            budget = _TURN
        else:
            budget = 0.0 if self._has_worked else _STEP
        self._has_worked = True
        return budget
