"""What all screens of one window share: the workspace, its worker, and news of changes."""

from collections.abc import Callable
from itertools import count
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from gridapp.desktop.work import Worker
from gridapp.errors import GridappError
from gridapp.workspace import Workspace

Response = TypeVar("Response")


class Session(QObject):
    """An open workspace on the desktop.

    Beside the worker that all screens wait for, the reader reads places, which may take many
    seconds, and the network is asked on a thread of its own.
    """

    cases_changed = Signal()
    nets_changed = Signal()
    failed = Signal(object)
    said = Signal(str)

    def __init__(self, workspace: Workspace, actor: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.actor = actor
        self.worker = Worker(self)
        self.reader = Worker(self)
        self.network = Worker(self)
        self._changes = count()
        self._open_changes = 0
        self._waiting: list[Callable[[], None]] = []

    def ask(
        self, name: str, request: Callable[[], Response], reply: Callable[[Response], None]
    ) -> None:
        """Run a request on the worker; a refusal goes to `failed`."""
        self.worker.ask(name, request, reply, self.failed.emit)

    def ask_places(
        self,
        name: str,
        request: Callable[[], Response],
        reply: Callable[[Response], None],
        refuse: Callable[[GridappError], None],
    ) -> bool:
        """Run a request that needs the places; tell whether they must be read first.

        Until they are read, the worker stays free for everything else.
        """
        geography = self.workspace.geography
        if geography.has_gazetteer:
            self.worker.ask(name, request, reply, refuse)
            return False
        self.reader.ask(
            name,
            lambda: len(geography.gazetteer),
            lambda _: self.worker.ask(name, request, reply, refuse),
            refuse,
        )
        return True

    def change_cases(
        self,
        request: Callable[[], Response],
        reply: Callable[[Response], None],
        refuse: Callable[[], None] = lambda: None,
        *,
        is_part: bool = False,
    ) -> None:
        """Run a request that changes cases; every screen reads anew, also after a refusal.

        Each change is answered, however many follow it; a refusal goes to `failed`, then
        `refuse` hears of it. After what `is_part` of more to come, the screens wait for the rest.
        """
        self._open_changes += 1

        def tell(response: Response) -> None:
            if not is_part:
                self.cases_changed.emit()
            reply(response)
            self._close_change()

        def give_back(error: GridappError) -> None:
            # What was refused is mostly what somebody else did meanwhile: show that.
            self.cases_changed.emit()
            self.failed.emit(error)
            refuse()
            self._close_change()

        self.worker.ask(f"change {next(self._changes)}", request, tell, give_back)

    def when_settled(self, act: Callable[[], None]) -> None:
        """Act when every change is answered, at once if there is none under way."""
        if self._open_changes:
            self._waiting.append(act)
        else:
            act()

    def _close_change(self) -> None:
        self._open_changes -= 1
        while self._waiting and not self._open_changes:
            self._waiting.pop(0)()

    def close(self) -> None:
        """Finish what is under way and let go of the workspace."""
        for worker in (self.network, self.reader, self.worker):
            worker.finish()
        self.workspace.close()
