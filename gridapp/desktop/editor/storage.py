"""The editor's way to the editions: drafts are opened, kept, checked and published elsewhere."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from gridapp.desktop.editor.drafting import Drafting
from gridapp.desktop.editor.ground import Ground, read_ground
from gridapp.desktop.editor.loads import LoadsOf, measure_net
from gridapp.desktop.session import Session
from gridapp.grid.checks import check_net
from gridapp.grid.editions import Diff, diff
from gridapp.grid.findings import Finding
from gridapp.grid.outlines import grids_of
from gridapp.workspace import Workspace
from gridapp.workspace.editions import Draft, EditionSummary, Prospect


@dataclass(frozen=True, slots=True, eq=False)
class OpenDraft:
    """A draft on the table.

    Attributes
    ----------
    net : str
        The net that it redraws.
    loads : mapping from level number to Loads
        Of the edition that it is drawn on.
    titles : mapping from net to title
        Of all nets; those of the fabric are drawn together.
    """

    id: int
    name: str
    net: str
    drafting: Drafting
    ground: Ground
    loads: LoadsOf
    titles: Mapping[str, str]


def lay_out(workspace: Workspace, draft: Draft) -> OpenDraft:
    """Read what a draft is drawn on and do its edits."""
    net = next(one.net for one in workspace.editions.list() if one.id == draft.base)
    base = workspace.editions.base_fabric(draft.id)
    drafting = Drafting(base)
    drafting.repeat(draft.edits)
    ground = read_ground(workspace)
    loads = measure_net(base, net, ground.surroundings)
    titles = {one.name: one.title for one in workspace.geography.nets()}
    return OpenDraft(draft.id, draft.name, net, drafting, ground, loads, titles)


class Storage(QObject):
    """Asks the worker; what comes back is told.

    Signals
    -------
    listed(drafts)
        The drafts that aren't published, a list of `EditionSummary`.
    opened(draft)
        An `OpenDraft`.
    checked(findings), compared(diff), published(edition)
    foreseen(prospect)
        What publishing would do; a `Prospect` that nothing overtook.
    overtaken(prospect)
        Another edition was published since the draft was begun; a `Prospect`.
    discarded()
    """

    listed = Signal(object)
    opened = Signal(object)
    checked = Signal(object)
    compared = Signal(object)
    published = Signal(object)
    foreseen = Signal(object)
    overtaken = Signal(object)
    discarded = Signal()

    def __init__(self, session: Session, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session

    def list(self) -> None:
        """Ask which drafts there are."""
        editions = self._session.workspace.editions

        def read() -> list[EditionSummary]:
            return [one for one in editions.list() if one.state == "draft"]

        self._session.ask("drafts", read, self.listed.emit)

    def start(self, name: str) -> None:
        """Begin a draft on the newest edition."""
        author = self._session.actor
        self._open(lambda workspace: workspace.editions.start_draft(name, author=author))

    def open(self, id: int) -> None:
        """Take a draft out."""
        self._open(lambda workspace: workspace.editions.open_draft(id))

    def _open(self, find: Callable[[Workspace], Draft]) -> None:
        workspace = self._session.workspace
        self._session.ask("draft", lambda: lay_out(workspace, find(workspace)), self.opened.emit)

    def save(self, draft: OpenDraft) -> None:
        """Keep the edits that stand."""
        editions, author = self._session.workspace.editions, self._session.actor
        id, edits = draft.id, draft.drafting.edits
        self._session.ask(
            "save draft", lambda: editions.save(id, edits, author=author), lambda _: None
        )

    def discard(self, id: int) -> None:
        """Throw a draft away."""
        editions, author = self._session.workspace.editions, self._session.actor
        self._session.ask(
            "discard draft",
            lambda: editions.discard(id, author),
            lambda _: self.discarded.emit(),
        )

    def look_ahead(self, draft: OpenDraft) -> None:
        """Ask what publishing a draft would do."""
        editions, id = self._session.workspace.editions, draft.id

        def tell(found: Prospect) -> None:
            (self.overtaken if found.overtaken else self.foreseen).emit(found)

        self._session.ask("publish draft", lambda: editions.prospect(id), tell)

    def publish(self, draft: OpenDraft, since: datetime) -> None:
        """Put a draft in force from a time on, unless another edition was published meanwhile."""
        editions, author, id = self._session.workspace.editions, self._session.actor, draft.id

        def run() -> EditionSummary | Prospect:
            found = editions.prospect(id)
            return found if found.overtaken else editions.publish(id, since, actor=author)

        def tell(found: EditionSummary | Prospect) -> None:
            (self.overtaken if isinstance(found, Prospect) else self.published).emit(found)

        self._session.ask("publish draft", run, tell)

    def rebase(self, draft: OpenDraft) -> None:
        """Put a draft on top of what was published meanwhile, and take it out anew."""
        author, id = self._session.actor, draft.id
        self._open(lambda workspace: workspace.editions.rebase(id, actor=author))

    def draw_with(self, draft: OpenDraft, nets: Sequence[str]) -> None:
        """Draw a draft together with these nets and no others, and take it out anew."""
        author, id = self._session.actor, draft.id
        self._open(lambda workspace: workspace.editions.draw_with(id, nets, actor=author))

    def check(self, draft: OpenDraft) -> None:
        """Check the draft as it is now."""
        fabric, net = draft.drafting.fabric, draft.net

        def run() -> tuple[Finding, ...]:
            return check_net(fabric, net)

        self._session.ask("check draft", run, self.checked.emit)

    def compare(self, draft: OpenDraft) -> None:
        """Tell what differs from the edition it is drawn on."""
        base, fabric, net = draft.drafting.base, draft.drafting.fabric, draft.net
        geography = self._session.workspace.geography

        def run() -> Diff:
            loads = {"enterprises": geography.load("enterprises")}
            return diff(grids_of(base, net), grids_of(fabric, net), loads)

        self._session.ask("compare draft", run, self.compared.emit)
