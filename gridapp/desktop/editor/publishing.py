"""Publishing the open draft: what it would do, consent, and going on top of others' editions."""

from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from gridapp.desktop.editor.choices import Choice, Consent, Notice
from gridapp.desktop.editor.draft_page import DraftPage
from gridapp.desktop.editor.publish_choice import PublishChoice
from gridapp.desktop.editor.storage import OpenDraft, Storage
from gridapp.desktop.session import Session
from gridapp.language import say, tr
from gridapp.workspace.editions import Prospect


class Publishing(QObject):
    """Leads from the button to the edition; dialogs lie over the window of `over`."""

    def __init__(
        self, session: Session, storage: Storage, page: DraftPage, over: QWidget, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._storage, self._page = session, storage, page
        self._over = over
        self._draft: OpenDraft | None = None
        page.publish_wanted.connect(self.ask)
        storage.foreseen.connect(self._ask_consent)
        storage.overtaken.connect(self._tell_overtaken)

    def watch(self, draft: OpenDraft | None) -> None:
        """Publish another draft."""
        self._draft = draft

    def ask(self) -> None:
        """Ask what publishing the draft would do, then whether it shall be done."""
        if self._draft is not None:
            self._storage.look_ahead(self._draft)

    def _ask_consent(self, prospect: Prospect) -> None:
        draft, workspace = self._draft, self._session.workspace
        if draft is None:
            return
        dialog = PublishChoice(
            draft.name, prospect, draft.titles, self._page.findings.open_count,
            workspace.now(), workspace.casework.profile.zone, self._over.window(),
        )  # fmt: skip
        dialog.accepted.connect(lambda: self._storage.publish(draft, dialog.since.start()))
        _open(dialog)

    def _tell_overtaken(self, prospect: Prospect) -> None:
        """Say what somebody else published since the draft was begun; offer to go on top of it."""
        draft = self._draft
        if draft is None:
            return
        lines = [
            tr(
                "{net}: “{name}” by {author} changed {theirs} grids; both changed {both}.",
                net=draft.titles.get(one.net, one.net), name=one.name, author=one.author,
                theirs=len(one.crossing.theirs.changes),
                both=", ".join(code for _, code in one.crossing.both) or tr("none"),
            )
            for one in prospect.overtaken
        ]  # fmt: skip
        title = tr("Another edition was published")
        head = tr("Since this draft was begun, others published:")
        if prospect.obstacle is not None:
            end = tr("Nothing is lost, the draft is kept. It can't be put on top: {reason}",
                     reason=say(prospect.obstacle))  # fmt: skip
            _open(Notice(title, "\n".join([head, *lines, "", end]), self._over.window()))
            return
        end = tr("Nothing is lost: the draft can be put on top of it.")
        dialog = Consent(
            title, "\n".join([head, *lines, "", end]), tr("Put on top"), self._over.window()
        )
        dialog.accepted.connect(partial(self._storage.rebase, draft))
        _open(dialog)


def _open(dialog: Choice) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
