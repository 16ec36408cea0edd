"""The end of a merge: its correspondence as a file, and the net or edition that comes of it."""

from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from gridapp.desktop.editor.merging.finish_choice import FinishChoice
from gridapp.desktop.editor.merging.order import Setup, Work
from gridapp.desktop.session import Session
from gridapp.exchange.sheets import write_rows
from gridapp.language import tr
from gridapp.workspace.correspondences import COLUMNS, correspondence_rows


class Finishing(QObject):
    """Asks and stores; dialogs lie over the window of `over`.

    Signals
    -------
    stored(net)
        A merge was stored under this name.
    """

    stored = Signal(str)

    def __init__(self, session: Session, over: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._over = session, over

    def ask_file(self, work: Work) -> None:
        """Ask for a file and write the correspondence to it."""
        dialog = QFileDialog(self._over.window(), tr("Export the correspondence"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(tr("Sheet (*.csv)"))
        dialog.setDefaultSuffix("csv")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda file: self.export(work, Path(file)))
        dialog.open()

    def export(self, work: Work, path: Path) -> None:
        """Write the correspondence; the dialog has asked whether a file may be replaced."""
        merged, into = work.merged, work.order.plan.name

        def write() -> None:
            rows = (list(row.values()) for row in correspondence_rows(merged, into))
            write_rows(path, [*COLUMNS, *merged.loads], rows, overwrite=True)

        said = tr("Written to {file}.", file=path.name)
        self._session.ask("merge export", write, lambda _: self._session.said.emit(said))

    def ask(self, work: Work, setup: Setup) -> None:
        """Ask what the merge becomes, and store it."""
        net, workspace = work.order.plan.name, self._session.workspace
        zone = workspace.casework.profile.zone
        dialog = FinishChoice(
            net, setup.has_net(net), not setup.nets, workspace.now(), zone, self._over.window()
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._store(work, dialog))
        dialog.open()

    def _store(self, work: Work, choice: FinishChoice) -> None:
        workspace, author = self._session.workspace, self._session.actor
        net, title = work.order.plan.name, choice.title.text().strip()
        since = choice.since.start() if choice.is_edition else None

        def store() -> None:
            desk, fabric = workspace.merging, work.merged.fabric
            if since is not None:
                desk.add_edition(net, fabric, since=since, author=author, name=title)
            else:
                source = ", ".join(work.order.nets)
                desk.add_net(net, fabric, author=author, source=source, title=title)
            desk.remember(net, work.order.plan.decisions)

        def tell(_: None) -> None:
            self._session.said.emit(tr("“{net}” is stored.", net=title or net))
            self.stored.emit(net)

        self._session.ask("merge store", store, tell)
