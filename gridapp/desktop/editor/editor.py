"""The supervisor's editor: a draft of the net on the shared map, its tools and panels."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from gridapp.desktop.editor.asking import Asking
from gridapp.desktop.editor.balancing.balancing import Balancing
from gridapp.desktop.editor.balancing.what_if_dialog import WhatIfDialog
from gridapp.desktop.editor.comparing import Comparing
from gridapp.desktop.editor.draft_page import DraftPage
from gridapp.desktop.editor.easel import Easel
from gridapp.desktop.editor.figures_panel import FiguresPanel
from gridapp.desktop.editor.keys import make_keys
from gridapp.desktop.editor.merging.desk import MergeDesk, MergeState
from gridapp.desktop.editor.offers import Offer, offers
from gridapp.desktop.editor.publishing import Publishing
from gridapp.desktop.editor.review import Review
from gridapp.desktop.editor.start_page import StartPage
from gridapp.desktop.editor.storage import OpenDraft, Storage
from gridapp.desktop.editor.toolbox import tip_of
from gridapp.desktop.editor.workbench import Workbench
from gridapp.desktop.map.layers import Layer
from gridapp.desktop.scenery import TERMINALS, grid_layers
from gridapp.desktop.session import Session
from gridapp.desktop.stage import MapStage
from gridapp.desktop.widgets.panel import column
from gridapp.desktop.widgets.tokens import Tokens
from gridapp.grid.edits.apply import Change
from gridapp.language import tr
from gridapp.workspace.editions import EditionSummary


@dataclass(frozen=True, slots=True)
class EditorState:
    """What the editor hands to the one that takes its place in another theme or language."""

    draft: OpenDraft | None
    tool: str
    level: int
    in_force: tuple[Layer, ...]
    merging: MergeState | None


class Editor(QObject):
    """The supervisor's screen on the shared map.

    Signals
    -------
    turned()
        A draft was opened or left: the right side has something else to show.
    """

    turned = Signal()

    def __init__(
        self, session: Session, stage: MapStage, tokens: Tokens, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._canvas = canvas = stage.canvas
        self._is_on_stage = False
        self._draft: OpenDraft | None = None
        self._bench: Workbench | None = None
        self._easel: Easel | None = None

        self.storage = Storage(session, self)
        self.start_page = StartPage(tokens)
        self.page = DraftPage(tokens)
        self.review = Review(session, self.storage, self.page, canvas, self)
        self.balancing = Balancing(session, self.page.balance, canvas, self)
        self.publishing = Publishing(session, self.storage, self.page, canvas, self)
        self.asking = Asking(self.storage, canvas, self)
        self.merging = MergeDesk(session, canvas, tokens, self)
        self.figures = FiguresPanel(tokens)
        self._tokens = tokens
        self._past: WhatIfDialog | None = None
        self._pages = QStackedWidget()
        self._pages.addWidget(self.start_page)
        self._pages.addWidget(self.page)
        self.comparing = Comparing(session, stage, tokens, self)
        self._pages.addWidget(self.comparing.page)
        self._pages.addWidget(self.merging.page)
        self.left = QWidget()
        self.left.setLayout(column(self._pages))
        self.right: QWidget = self.figures
        self._connect()
        self._keys = make_keys(self, canvas)
        self._set_keys(False)

    # On and off stage

    @property
    def has_right(self) -> bool:
        """Whether a draft is under work."""
        return self._bench is not None and not self.comparing.is_on

    @property
    def is_merging(self) -> bool:
        """Whether nets are merged at the left."""
        return self._pages.currentWidget() is self.merging.page

    @property
    def bench(self) -> Workbench | None:
        """The draft under work."""
        return self._bench

    def enter(self) -> None:
        """Come on stage."""
        self._is_on_stage = True
        self._canvas.scene.set_visible(TERMINALS, False)
        self.storage.list()
        self._show_draft()
        if self.is_merging:
            self.merging.show()

    def leave(self) -> None:
        """Go off stage; the map shows the edition in force again."""
        if self.comparing.is_on:
            self._end_comparing()
        self._hide_draft()
        self.merging.hide()
        self._canvas.scene.set_visible(TERMINALS, True)
        self._is_on_stage = False

    def state(self) -> EditorState | None:
        """Return what the next editor goes on from; None without a draft or a merge."""
        if self.comparing.is_on:
            self._end_comparing()  # the scene goes on with what is in force
        merging = self.merging.state()
        if self._draft is None or self._bench is None or self._easel is None:
            return None if merging is None else EditorState(None, "", 0, (), merging)
        return EditorState(
            self._draft,
            self._easel.tool,
            self._bench.level.number,
            self._easel.in_force,
            merging,
        )

    def restore(self, state: EditorState) -> None:
        """Go on from where another editor was; before it comes on stage."""
        if state.merging is not None:
            self.merging.restore(state.merging)
        if state.draft is None:
            self._pages.setCurrentWidget(self.merging.page)
            return
        easel = self._open(state.draft)
        easel.in_force = state.in_force
        easel.bench.work_on(state.level)
        self.take(state.tool)

    # Drafts

    def _open(self, draft: OpenDraft) -> Easel:
        self._hide_draft()
        bench = Workbench(draft.drafting, draft.net, draft.ground, draft.loads, self)
        bench.changed.connect(self._after_edit)
        bench.sketched.connect(self._canvas.update)
        bench.chosen.connect(self._after_choice)
        bench.refused.connect(self._session.failed)
        self._forget_bench()
        self._draft, self._bench = draft, bench
        self._easel = Easel(bench, self._canvas, self._canvas.window(), draft.titles)
        bench.tried.connect(self._easel.follow)
        self.page.toolbox.switch("snap", bench.sights.is_on)
        self.page.show_draft(draft.name)
        self.page.edits.watch(bench, draft.titles)
        self.publishing.watch(draft)
        self.asking.watch(draft)
        self.review.look_over(draft, self._easel)
        self.page.toolbox.press(self._easel.tool)
        self.figures.watch(bench)
        self.balancing.watch(bench)
        self._pages.setCurrentWidget(self.page)
        self._after_choice()
        if self._is_on_stage:
            self._show_draft()
            self.turned.emit()
        return self._easel

    def close_draft(self) -> None:
        """Back to the list of drafts; what was done is kept."""
        self._hide_draft()
        self.review.look_over(None, None)
        self.balancing.watch(None)
        self.publishing.watch(None)
        self.asking.watch(None)
        self._forget_bench()
        self._pages.setCurrentWidget(self.start_page)
        self.storage.list()
        self.turned.emit()

    def _forget_bench(self) -> None:
        """Let the workbench go with all that listens to it: a town's fabric is no small thing."""
        if self._bench is not None:
            self._bench.deleteLater()
        self._draft = self._bench = self._easel = None

    # Merging nets

    def merge_nets(self) -> None:
        """Open the merge workbench, or go on with the merge on its table."""
        self._pages.setCurrentWidget(self.merging.page)
        self.merging.begin()

    def _leave_merging(self) -> None:
        self._pages.setCurrentWidget(self.start_page)
        self.storage.list()

    def _after_merging(self) -> None:
        self._leave_merging()
        self._read_net()

    def compare(self) -> None:
        """Compare editions: the draft that is open with its base, else the last two."""
        if self.comparing.is_on:
            return
        draft = self._draft
        self._hide_draft()
        self.merging.hide()
        self._session.said.emit("")  # what it said was of another page
        self._pages.setCurrentWidget(self.comparing.page)
        self.comparing.begin(None if draft is None else draft.id)
        self.turned.emit()

    def _end_comparing(self) -> None:
        """Back to the draft, or to the list of drafts."""
        self.comparing.end()
        self._pages.setCurrentWidget(self.start_page if self._draft is None else self.page)
        if self._is_on_stage:
            self._show_draft()
            self.turned.emit()

    def _show_draft(self) -> None:
        if self._easel is not None and not self.comparing.is_on:
            self._easel.show()
            self._show_proposal()
            self._set_keys(True)

    def _show_proposal(self) -> None:
        """Draw the proposed balance while its page is looked at, and only then."""
        is_on = self._is_on_stage and not self.comparing.is_on
        is_looked_at = self.page.tabs.currentWidget() is self.page.balance
        self.balancing.show_on_map(is_on and is_looked_at)

    def _hide_draft(self) -> None:
        self._set_keys(False)
        self.balancing.show_on_map(False)
        self._close_past()
        if self._easel is not None:
            self._easel.hide()

    # Tools

    def take(self, name: str) -> None:
        """Take a tool, or do an action of the toolbox."""
        easel, bench = self._easel, self._bench
        if easel is None or bench is None:
            return
        if name in easel.tools:
            easel.take(name)
            self.page.toolbox.press(name)
            if self._is_on_stage:
                self._session.said.emit(tip_of(name))
        else:
            actions = {
                "merge": easel.tasks.merge,
                "parent": easel.tasks.move_to_parent,
                "lock": bench.switch_lock,
                "balance": self.balance,
                "nets": self.asking.ask_nets,
                "snap": self._switch_snapping,
            }
            actions[name]()

    def actions(self) -> list[Offer]:
        """Return what can be taken or done now: its name, the way, its key."""
        return offers(self)

    def balance(self) -> None:
        """Turn to the balance page."""
        self.page.tabs.setCurrentWidget(self.page.balance)
        self.page.balance.setFocus()

    def look_back(self) -> None:
        """Show what the draft would have made of the last days."""
        if self._bench is None:
            return
        self._close_past()
        self._past = WhatIfDialog(self._session, self._bench, self._canvas, self._tokens)
        self._past.finished.connect(self._forget_past)
        self._past.show()

    def _close_past(self) -> None:
        if self._past is not None:
            self._past.close()

    def _forget_past(self) -> None:
        self._past = None

    def undo(self) -> None:
        """Undo the last edit."""
        if self._bench is not None:
            self._bench.undo()

    def redo(self) -> None:
        """Do again what was undone."""
        if self._bench is not None:
            self._bench.redo()

    def _switch_snapping(self) -> None:
        """Snap to things from now on, or no more."""
        if self._bench is not None:
            sights = self._bench.sights
            sights.is_on = not sights.is_on
            self.page.toolbox.switch("snap", sights.is_on)

    def _work_on(self, number: int) -> None:
        if self._bench is not None:
            self._bench.work_on(number)

    # After something happened

    def _after_edit(self, change: Change) -> None:
        if self._easel is None or self._draft is None:
            return
        self._easel.redraw(change)
        self.storage.save(self._draft)
        self.review.look_again()
        self._after_choice()

    def _after_choice(self) -> None:
        bench = self._bench
        if bench is None:
            return
        number, count = bench.level.number, len(bench.codes)
        self.page.toolbox.show_levels(bench.numbers, number)
        self.page.toolbox.allow(
            {"merge": count > 1, "parent": count == 1 and number > 1, "lock": count > 0}
        )
        self._canvas.update()

    def _after_publishing(self, edition: EditionSummary) -> None:
        self.close_draft()
        self._read_net()
        self._session.said.emit(tr("“{name}” is published.", name=edition.name))

    def _read_net(self) -> None:
        """Show the net in force as it is now."""
        geography = self._session.workspace.geography
        self._session.ask("net", lambda: list(grid_layers(geography.grids())), self._show_net)

    def _show_net(self, layers: list[Layer]) -> None:
        for layer in layers:
            self._canvas.scene.put(layer)
        self._session.nets_changed.emit()

    # Wiring

    def _connect(self) -> None:
        storage, page, start = self.storage, self.page, self.start_page
        storage.listed.connect(start.show_drafts)
        storage.opened.connect(self._open)
        storage.published.connect(self._after_publishing)
        storage.discarded.connect(storage.list)
        start.started.connect(storage.start)
        start.opened.connect(storage.open)
        start.discard_wanted.connect(self.asking.ask_discard)
        start.merge_wanted.connect(self.merge_nets)
        self.merging.left.connect(self._leave_merging)
        self.merging.stored.connect(lambda _: self._after_merging())
        start.compare_wanted.connect(self.compare)
        page.compare.swipe_wanted.connect(self.compare)
        self.comparing.page.left.connect(self._end_comparing)
        page.left.connect(self.close_draft)
        page.toolbox.picked.connect(self.take)
        page.toolbox.levelled.connect(self._work_on)
        page.tabs.currentChanged.connect(lambda _: self._show_proposal())
        self.figures.what_if_wanted.connect(self.look_back)

    def _set_keys(self, is_on: bool) -> None:
        for key in self._keys:
            key.setEnabled(is_on)
