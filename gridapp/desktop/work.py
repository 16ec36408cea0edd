"""Work off the main thread: a frozen request goes out, a response comes back.

The work never touches a live model; its response arrives on the main thread. A newer request
under the same name makes an older one's response void. What nobody foresaw is refused too, and
its traceback goes to the log: a screen that waits for ever is worse than an ugly sentence.
"""

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from PySide6.QtCore import QObject, Signal, SignalInstance

from gridapp.errors import GridappError
from gridapp.messages import message

Response = TypeVar("Response")


class _Port(QObject):
    done = Signal(str, int, object)
    failed = Signal(str, int, object)


class _Task:
    def __init__(
        self, name: str, number: int, ask: Callable[[], object], done: SignalInstance,
        failed: SignalInstance,
    ) -> None:  # fmt: skip
        self._name, self._number, self._ask = name, number, ask
        self._done, self._failed = done, failed

    def run(self) -> None:
        """Ask, and send the answer or the error home."""
        try:
            answer = self._ask()
        except GridappError as error:
            self._failed.emit(self._name, self._number, error)
        except Exception as error:
            logging.getLogger(__name__).exception("The request “%s” failed.", self._name)
            self._failed.emit(self._name, self._number, _unforeseen(error))
        else:
            self._done.emit(self._name, self._number, answer)


def _unforeseen(error: Exception) -> GridappError:
    """Put into a sentence what only a programmer can mend."""
    return GridappError(
        message("Something unforeseen went wrong ({kind}).", kind=type(error).__name__),
        message("Try again; if it stays, report what the program wrote to its log."),
    )


class Worker(QObject):
    """Runs requests one after another on a thread of its own."""

    busy = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # A thread of Python's own: on one of Qt's, what Python keeps for a thread dies after each
        # request, and with it the context to which pyproj still holds a pointer.
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="worker")
        self._port = _Port(self)
        self._port.done.connect(self._deliver)
        self._port.failed.connect(self._refuse)
        self._is_finished = False
        self._latest: dict[str, int] = {}
        self._replies: dict[
            tuple[str, int], tuple[Callable[..., None], Callable[[GridappError], None]]
        ] = {}

    def ask(
        self,
        name: str,
        request: Callable[[], Response],
        reply: Callable[[Response], None],
        refuse: Callable[[GridappError], None],
    ) -> None:
        """Run `request` elsewhere; `reply` or `refuse` hears of it on the main thread.

        After `finish` nobody is asked any more.
        """
        if self._is_finished:
            return
        number = self._latest[name] = self._latest.get(name, 0) + 1
        self._replies[name, number] = (reply, refuse)
        self.busy.emit(True)
        self._pool.submit(_Task(name, number, request, self._port.done, self._port.failed).run)

    @property
    def is_idle(self) -> bool:
        """Whether every request has been answered."""
        return not self._replies

    def forget(self) -> None:
        """Let nobody hear of what is under way."""
        self._replies.clear()

    def finish(self) -> None:
        """Wait for what is under way and forget the replies; before closing the workspace."""
        self._is_finished = True
        self.forget()
        self._pool.shutdown()

    def _take(
        self, name: str, number: int
    ) -> tuple[Callable[..., None], Callable[[GridappError], None]] | None:
        replies = self._replies.pop((name, number), None)
        if not self._replies:
            self.busy.emit(False)
        return replies if number == self._latest[name] else None

    def _deliver(self, name: str, number: int, answer: object) -> None:
        if replies := self._take(name, number):
            replies[0](answer)

    def _refuse(self, name: str, number: int, error: GridappError) -> None:
        if replies := self._take(name, number):
            replies[1](error)
