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
    """An open workspace on the desktop."""

    cases_changed = Signal()
    failed = Signal(object)
    said = Signal(str)

    def __init__(self, workspace: Workspace, actor: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.actor = actor
        self.worker = Worker(self)
        self._changes = count()

    def ask(
        self, name: str, request: Callable[[], Response], reply: Callable[[Response], None]
    ) -> None:
        """Run a request on the worker; a refusal goes to `failed`."""
        self.worker.ask(name, request, reply, self.failed.emit)

    def change_cases(
        self,
        request: Callable[[], Response],
        reply: Callable[[Response], None],
        refuse: Callable[[], None] = lambda: None,
    ) -> None:
        """Run a request that changes cases; every screen reads anew, also after a refusal.

        Each change is answered, however many follow it; a refusal goes to `failed`, then
        `refuse` hears of it.
        """

        def tell(response: Response) -> None:
            self.cases_changed.emit()
            reply(response)

        def give_back(error: GridappError) -> None:
            # What was refused is mostly what somebody else did meanwhile: show that.
            self.cases_changed.emit()
            self.failed.emit(error)
            refuse()

        self.worker.ask(f"change {next(self._changes)}", request, tell, give_back)

    def close(self) -> None:
        """Finish what is under way and let go of the workspace."""
        self.worker.finish()
        self.workspace.close()
