"""An errand for the worker that tells how far it is and can be called off."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from gridapp.desktop.session import Session
from gridapp.errors import GridappError
from gridapp.grid.balance_search import Heed

Response = TypeVar("Response")

_STEP = 0.01  # of the work: finer progress nobody sees


class _CalledOffError(Exception):
    """Nobody waits for the answer any more."""


class Errand(QObject):
    """One request at a time; a new one calls the old one off.

    Signals
    -------
    went_on(share)
        How much is done, 0 … 1.
    """

    went_on = Signal(float)

    def __init__(self, session: Session, name: str, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._name = session, name
        self._number = 0

    def send(
        self,
        request: Callable[[Heed], Response],
        reply: Callable[[Response], None],
        give_up: Callable[[], None],
    ) -> None:
        """Run a request on the worker; a refusal is told in the status line, then `give_up`."""
        self._number += 1
        number, told = self._number, [0.0]

        def heed(share: float) -> None:  # on the worker's thread
            if number != self._number:
                raise _CalledOffError
            if share >= told[0] + _STEP:
                told[0] = share
                self.went_on.emit(share)

        def run() -> Response | None:
            try:
                heed(0.0)
                return request(heed)
            except _CalledOffError:
                return None

        def answer(found: Response | None) -> None:
            if number == self._number and found is not None:
                reply(found)

        def refuse(error: GridappError) -> None:
            if number == self._number:
                give_up()
                self._session.failed.emit(error)

        self._session.worker.ask(self._name, run, answer, refuse)

    def call_off(self) -> None:
        """Let the worker stop at its next breath; what it has is thrown away."""
        self._number += 1
