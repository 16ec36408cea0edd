"""Runs a merge on a thread of its own; it tells how far it has come and can be stopped."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from gridapp.desktop.editor.merging.order import Work
from gridapp.desktop.work import Worker
from gridapp.errors import GridappError
from gridapp.messages import Message, message

_LOOK_MS = 80


class _StoppedError(GridappError):
    """Somebody stopped the work."""


class _Progress:
    """What the work says and hears; written and read by two threads, a value at a time."""

    def __init__(self) -> None:
        self.now: tuple[Message, float] | None = None
        self.is_stopped = False

    def watch(self, what: Message, share: float) -> None:
        """Note how far it has come; stop here when it was cancelled."""
        if self.is_stopped:
            raise _StoppedError(message("Merging was stopped."))
        self.now = (what, share)


class Runner(QObject):
    """One merge at a time, beside the worker that the other screens wait for.

    Signals
    -------
    moved(message, share)
    done(work), failed(error), stopped()
    """

    moved = Signal(object, float)
    done = Signal(object)
    failed = Signal(object)
    stopped = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = Worker(self)
        self._progress = _Progress()
        self._clock = QTimer(self)
        self._clock.setInterval(_LOOK_MS)
        self._clock.timeout.connect(self._look)

    @property
    def is_busy(self) -> bool:
        """Whether a merge is under way."""
        return self._clock.isActive()

    def run(self, make: Callable[[Callable[[Message, float], None]], Work]) -> None:
        """Begin; what is under way already is stopped."""
        self.stop()
        progress = self._progress = _Progress()
        self._clock.start()
        self.moved.emit(message("Reading the nets"), 0.0)
        self._worker.ask("merge", lambda: make(progress.watch), self._tell, self._refuse)

    def stop(self) -> None:
        """Stop what is under way, at its next step."""
        self._progress.is_stopped = True

    def finish(self) -> None:
        """Stop and wait; before everything goes."""
        self.stop()
        self._clock.stop()
        self._worker.finish()

    def _look(self) -> None:
        if self._progress.now is not None:
            self.moved.emit(*self._progress.now)

    def _tell(self, work: Work) -> None:
        self._clock.stop()
        if self._progress.is_stopped:
            self.stopped.emit()
        else:
            self.done.emit(work)

    def _refuse(self, error: GridappError) -> None:
        self._clock.stop()
        if isinstance(error, _StoppedError):
            self.stopped.emit()
        else:
            self.failed.emit(error)
