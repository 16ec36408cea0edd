"""What the editor asks about a draft as a whole: which nets are in it, whether it shall go."""

from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QWidget

from gridapp.desktop.editor.choices import Choice, Consent, NetsChoice
from gridapp.desktop.editor.storage import OpenDraft, Storage
from gridapp.language import tr
from gridapp.workspace.editions import EditionSummary


class Asking(QObject):
    """Asks, and hands the answer to the storage; dialogs lie over the window of `over`."""

    def __init__(self, storage: Storage, over: QWidget, parent: QObject) -> None:
        super().__init__(parent)
        self._storage, self._over = storage, over
        self._draft: OpenDraft | None = None

    def watch(self, draft: OpenDraft | None) -> None:
        """Ask about another draft."""
        self._draft = draft

    def ask_nets(self) -> None:
        """Ask which other nets the draft is drawn with."""
        draft = self._draft
        if draft is None:
            return
        others = {net: title for net, title in draft.titles.items() if net != draft.net}
        now = {level.net for level in draft.drafting.base.levels}
        dialog = NetsChoice(others, now, self._over.window())
        dialog.accepted.connect(lambda: self._storage.draw_with(draft, dialog.nets))
        _open(dialog)

    def ask_discard(self, draft: EditionSummary) -> None:
        """Ask whether a draft and its edits shall go."""
        text = tr("{count} edits by {author} will be gone.", count=draft.edits, author=draft.author)
        title = tr("Discard “{name}”?", name=draft.name)
        dialog = Consent(title, text, tr("Discard"), self._over.window())
        dialog.accepted.connect(partial(self._storage.discard, draft.id))
        _open(dialog)


def _open(dialog: Choice) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
