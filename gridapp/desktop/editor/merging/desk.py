"""The merge workbench: leads from the nets to one net, by way of questions and decisions."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QStackedWidget

from gridapp.desktop.editor.merging.correspondence_table import Row, rows_of
from gridapp.desktop.editor.merging.finish_choice import FinishChoice
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
from gridapp.exchange.sheets import write_rows
from gridapp.grid.decisions import Decision
from gridapp.grid.questions import Question
from gridapp.language import say, tr
from gridapp.messages import Message
from gridapp.workspace.correspondences import COLUMNS, correspondence_rows
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

    def __init__(self, session: Session, canvas: MapCanvas, tokens: Tokens) -> None:
        super().__init__()
        self._session, self._canvas, self._tokens = session, canvas, tokens
        self._setup: Setup | None = None
        self._work: Work | None = None
        self._shown: Shown | None = None
        self._decisions: tuple[Decision, ...] = ()
        self._done: list[_Step] = []
        self.runner = Runner(self)
        self.picture = MergePicture(canvas)
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
        if self.page.currentWidget() is self.setup_page:
            return [(tr("Merge the nets chosen"), self.setup_page.run.click, "")]
        return [
            (tr("Undo the decision"), self.undo, "Ctrl+Z"),
            (tr("Merge again with these decisions"), self.result_page.again.click, "Ctrl+Return"),
            (tr("Export the correspondence"), self._ask_file, ""),
            (tr("Finish the merge"), self._ask_finish, ""),
        ]

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
        dialog = QFileDialog(self.page.window(), tr("Export the correspondence"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilter(tr("Sheet (*.csv)"))
        dialog.setDefaultSuffix("csv")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda file: self.export(Path(file)))
        dialog.open()

    def export(self, path: Path) -> None:
        """Write the correspondence; the dialog has asked whether a file may be replaced."""
        work = self._work
        if work is None:
            return
        merged, into = work.merged, work.order.plan.name

        def write() -> None:
            rows = (list(row.values()) for row in correspondence_rows(merged, into))
            write_rows(path, [*COLUMNS, *merged.loads], rows, overwrite=True)

        said = tr("Written to {file}.", file=path.name)
        self._session.ask("merge export", write, lambda _: self._session.said.emit(said))

    def _ask_finish(self) -> None:
        work, setup = self._work, self._setup
        if work is None or setup is None or not self.result_page.finish.isEnabled():
            return
        net, workspace = work.order.plan.name, self._session.workspace
        zone = workspace.casework.profile.zone
        dialog = FinishChoice(
            net, setup.has_net(net), not setup.nets, workspace.now(), zone, self._canvas.window()
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(lambda: self._finish(work, dialog))
        dialog.open()

    def _finish(self, work: Work, choice: FinishChoice) -> None:
        workspace, author = self._session.workspace, self._session.actor
        net, title = work.order.plan.name, choice.title.text().strip()
        since = choice.start() if choice.is_edition else None

        def store() -> None:
            desk, fabric = workspace.merging, work.merged.fabric
            if since is not None:
                desk.add_edition(net, fabric, since=since, author=author, name=title)
            else:
                source = ", ".join(work.order.nets)
                desk.add_net(net, fabric, author=author, source=source, title=title)
            desk.remember(net, work.order.plan.decisions)

        def tell(_: None) -> None:
            self._close_work()
            self._session.said.emit(tr("“{net}” is stored.", net=title or net))
            self.stored.emit(net)

        self._session.ask("merge store", store, tell)

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
        runner.moved.connect(self._show_progress)
        runner.done.connect(self._show_work)
        runner.failed.connect(self._fail)
        runner.stopped.connect(self._rest)
        self._canvas.destroyed.connect(runner.stop)
