"""The merge workbench: leads from the nets to one net, by way of questions and decisions."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from html import escape

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget

from gridapp.desktop.editor.merging.correspondence_table import Row, rows_of
from gridapp.desktop.editor.merging.finishing import Finishing
from gridapp.desktop.editor.merging.order import Order, Setup, Work, read_setup
from gridapp.desktop.editor.merging.picture import MergePicture, colour_of, preview_layers
from gridapp.desktop.editor.merging.result_page import ResultPage
from gridapp.desktop.editor.merging.runner import Runner
from gridapp.desktop.editor.merging.setup_page import SetupPage
from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.map.layers import Layer
from gridapp.desktop.session import Session
from gridapp.desktop.widgets.tokens import Tokens
from gridapp.errors import GridappError
from gridapp.grid.decisions import Decision
from gridapp.grid.questions import Question
from gridapp.language import say, tr
from gridapp.messages import Message
from gridapp.workspace.merging import decide


@dataclass(frozen=True, slots=True)
class _Step:
    """A decision that can be undone: what it was about, and what was decided before."""

    question: Question
    before: tuple[Decision, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Shown:
    """A merge and what was made of it to be shown."""

    work: Work
    layers: tuple[Layer, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, eq=False)
class MergeState:
    """A merge as the next workbench, in another theme or language, goes on with it."""

    setup: Setup
    shown: Shown
    decisions: tuple[Decision, ...]


class MergeDesk(QObject):
    """Pages at the left, the merge on the map; what takes long runs elsewhere.

    Signals
    -------
    left()
        Back to the editor's start page.
    ready()
        A merge is shown.
    stored(net)
        A merge was stored under this name.
    """

    left = Signal()
    ready = Signal()
    stored = Signal(str)

    def __init__(
        self, session: Session, canvas: MapCanvas, tokens: Tokens, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._canvas, self._tokens = session, canvas, tokens
        self._setup: Setup | None = None
        self._work: Work | None = None
        self._shown: Shown | None = None
        self._decisions: tuple[Decision, ...] = ()
        self._done: list[_Step] = []
        self.runner = Runner(self)
        self.picture = MergePicture(canvas)
        self.finishing = Finishing(session, canvas, self)
        self.setup_page = SetupPage(tokens)
        self.result_page = ResultPage(tokens)
        self.page = QStackedWidget()
        self.page.addWidget(self.setup_page)
        self.page.addWidget(self.result_page)
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for keys, act in (("Ctrl+Z", self.undo), ("Ctrl+Return", self.result_page.again.click)):
            QShortcut(QKeySequence(keys), self.page, context=inside).activated.connect(act)
        self._connect()

    # On and off stage

    @property
    def work(self) -> Work | None:
        """The merge on the table."""
        return self._work

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """What was decided, the oldest first."""
        return self._decisions

    def begin(self) -> None:
        """Offer what the workspace has; a merge on the table stays there."""
        self.show()
        if self._work is None:
            workspace = self._session.workspace
            self._session.ask("merge setup", lambda: read_setup(workspace), self._show_setup)

    def show(self) -> None:
        """Come on stage."""
        if self.page.currentWidget() is self.result_page:
            self.picture.show()

    def hide(self) -> None:
        """Go off stage; what runs goes on."""
        self.picture.hide()

    def state(self) -> MergeState | None:
        """Return what the next workbench goes on from, and leave the map to it; None for none."""
        self.hide()
        if self._shown is None or self._work is None or self._setup is None:
            return None
        return MergeState(self._setup, self._shown, self._decisions)

    def restore(self, state: MergeState) -> None:
        """Go on with a merge; what was decided since stays, what could be undone doesn't."""
        self._show_setup(state.setup)
        self._put(state.shown)
        before, self._decisions = self._decisions, state.decisions
        fresh = {(one.x, one.y): one for one in set(self._decisions) - set(before)}
        for question in state.shown.work.merged.questions:
            decision = fresh.get((question.x, question.y))
            if decision is not None and decision in question.answers():
                self.result_page.questions.mark(question, decision)
        self._allow()

    def actions(self) -> list[tuple[str, Callable[[], None], str]]:
        """Return what can be done now: its name, the way, its key."""
        if self.runner.is_busy:
            return [(tr("Stop merging"), self.runner.stop, "")]
        back = (tr("Back from merging"), self._step_back, "")
        if self.page.currentWidget() is self.setup_page:
            nets = self.setup_page.nets
            return [
                (tr("Merge the nets chosen"), self.setup_page.run.click, ""),
                (tr("Tick all nets"), nets.all.click, ""),
                (tr("Tick no net"), nets.none.click, ""),
                back,
            ]
        page = self.result_page
        offers = [
            (tr("Undo the decision"), self.undo, "Ctrl+Z", page.questions.undo),
            (tr("Merge again with these decisions"), page.again.click, "Ctrl+Return", page.again),
            (tr("Export the correspondence"), self._ask_file, "", page.table.export),
            (tr("Finish the merge"), self._ask_finish, "", page.finish),
        ]
        return [
            *((name, act, keys) for name, act, keys, button in offers if button.isEnabled()),
            *((tr("Look at: {page}", page=page.tabs.tabText(at)),
               partial(page.tabs.setCurrentIndex, at), "") for at in range(page.tabs.count())),
            back,
        ]  # fmt: skip

    def _step_back(self) -> None:
        """Back to what is merged, or from there to the editor's start page."""
        on_top = self.page.currentWidget()
        (self._leave if on_top is self.setup_page else self._back)()

    # Merging

    def _show_setup(self, setup: Setup) -> None:
        self._setup = setup
        self.setup_page.show_setup(setup)
        self.page.setCurrentWidget(self.setup_page)

    def _run(self, order: Order) -> None:
        """Begin with what was remembered for this net."""
        workspace, setup = self._session.workspace, self._setup
        is_edition = setup is not None and setup.has_net(order.plan.name)

        def make(watch: Callable[[Message, float], None]) -> Work:
            desk = workspace.merging
            plan = decide(order.plan, desk.remembered(order.plan.name))
            material = desk.gather(
                order.nets,
                plan.name,
                along_streets=order.along_streets,
                named_after=order.named_after,
                as_edition=is_edition,
            )
            return Work(replace(order, plan=plan), material, material.merge(plan, watch))

        self._done = []
        self.runner.run(make)

    def _run_again(self) -> None:
        """Merge the same nets with the decisions there are."""
        work = self._work
        if work is not None:
            order = replace(work.order, plan=decide(work.order.plan, self._decisions))

            def make(watch: Callable[[Message, float], None]) -> Work:
                return Work(order, work.material, work.material.merge(order.plan, watch))

            self.runner.run(make)

    def _show_progress(self, what: Message, share: float) -> None:
        for page in (self.setup_page, self.result_page):
            page.show_progress((say(what), share))

    def _rest(self) -> None:
        for page in (self.setup_page, self.result_page):
            page.show_progress(None)

    def _fail(self, error: GridappError) -> None:
        self._rest()
        self._session.failed.emit(error)

    def _show_work(self, work: Work) -> None:
        """Ask for polygons and rows elsewhere; then show all at once."""

        def make() -> Shown:
            rows = rows_of(work.merged, work.order.plan.name)
            return Shown(work, tuple(preview_layers(work)), tuple(rows))

        self._session.ask("merge layers", make, self._put)

    def _put(self, shown: Shown) -> None:
        self._rest()
        work = shown.work
        self._shown, self._work = shown, work
        self._decisions = work.order.plan.decisions
        self.picture.set_work(work, shown.layers)
        self.page.setCurrentWidget(self.result_page)
        if self.page.isVisible():
            self.picture.show()
        self.result_page.show_work(work, shown.rows, self._title)
        self._allow()
        self.result_page.questions.view.setFocus()
        self.ready.emit()

    # Deciding

    def _decide(self, question: Question, decision: Decision) -> None:
        kept = tuple(one for one in self._decisions if one != question.decision)
        self._done.append(_Step(question, self._decisions))
        self._decisions = (*kept, decision)
        self.result_page.questions.mark(question, decision)
        self._allow()

    def undo(self) -> None:
        """Take the last decision back."""
        if self._done and not self.runner.is_busy:
            step = self._done.pop()
            self._decisions = step.before
            self.result_page.questions.mark(step.question, step.question.decision)
            self.result_page.questions.choose(step.question)
            self._allow()

    def _allow(self) -> None:
        work = self._work
        is_changed = work is not None and set(self._decisions) != set(work.order.plan.decisions)
        self.result_page.show_decisions(is_changed, bool(self._done))

    def _point(self, question: Question) -> None:
        """Show a question on the map; the nets' colours stand beside it."""
        shown = self.picture.point_at(question)
        keys = [
            f'<span style="color:{colour_of(self._tokens, place)}">━</span> '
            f"{escape(self._title(net))}"
            for place, net in enumerate(shown)
        ]
        more = len(question.nets) - len(shown)
        if more > 0:
            keys.append(escape(tr("{count} more", count=more)))
        self.result_page.questions.legend.setText("  ".join(keys))

    def _point_at_row(self, row: Row) -> None:
        self.picture.point_at_row(row)

    def _title(self, net: str) -> str:
        return net if self._setup is None else self._setup.title(net)

    # Finishing

    def _ask_file(self) -> None:
        if self._work is not None:
            self.finishing.ask_file(self._work)

    def _ask_finish(self) -> None:
        if self._work is not None and self._setup is not None:
            self.finishing.ask(self._work, self._setup)

    def _after_storing(self, net: str) -> None:
        self._close_work()
        self.stored.emit(net)

    def _close_work(self) -> None:
        self.picture.clear()
        self.picture.hide()
        self._work, self._shown, self._decisions, self._done = None, None, (), []
        self.page.setCurrentWidget(self.setup_page)

    def _back(self) -> None:
        """Back to what is merged; the merge is dropped, what was decided is kept until then."""
        self._close_work()

    def _leave(self) -> None:
        self.runner.stop()
        self.hide()
        self.left.emit()

    def _connect(self) -> None:
        setup, result, runner = self.setup_page, self.result_page, self.runner
        setup.left.connect(self._leave)
        setup.run_wanted.connect(self._run)
        setup.cancel_wanted.connect(runner.stop)
        result.left.connect(self._back)
        result.again_wanted.connect(self._run_again)
        result.cancel_wanted.connect(runner.stop)
        result.finish_wanted.connect(self._ask_finish)
        result.questions.pointed.connect(self._point)
        result.questions.decided.connect(self._decide)
        result.questions.undo_wanted.connect(self.undo)
        result.table.pointed.connect(self._point_at_row)
        result.table.export_wanted.connect(self._ask_file)
        self.finishing.stored.connect(self._after_storing)
        runner.moved.connect(self._show_progress)
        runner.done.connect(self._show_work)
        runner.failed.connect(self._fail)
        runner.stopped.connect(self._rest)
        self._canvas.destroyed.connect(runner.stop)
