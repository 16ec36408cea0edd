"""The case at the right: what, where, which stage, who should take it, what happened."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import tzinfo
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QInputDialog,
    QScrollArea,
    QWidget,
)

from gridapp.cases.case import Case
from gridapp.cases.catalogue import Matter
from gridapp.cases.dispatch import Recommendation
from gridapp.cases.profile import Move, Profile
from gridapp.desktop.console.choices import Choices
from gridapp.desktop.console.matter_choice import MatterChoice
from gridapp.desktop.console.recommendations import Recommendations
from gridapp.desktop.console.report import edge_option
from gridapp.desktop.console.stage_line import StageLine, StageMark
from gridapp.desktop.widgets.panel import Facts, button, column, label, tool
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.language import tr, verb
from gridapp.workspace.edges import Claimant, settlement
from gridapp.workspace.snapshot import CaseRow

_TOLD = ("assignee_name", "result", "main_case", "note", "reason")
"""Fields of an event of which the journal's line tells the first that is there."""


@dataclass(frozen=True, slots=True)
class CaseView:
    """What the panel shows of a case, gathered off the main thread."""

    case: Case
    matter: str
    grid: str
    moves: tuple[Move, ...]
    choices: tuple[Recommendation, ...]
    matters: tuple[Matter, ...] = ()  # to choose from, while it isn't known
    claimants: tuple[Claimant, ...] = ()  # of an edge dispute that isn't settled
    joined: tuple[CaseRow, ...] = ()  # cases that it stands for


class CasePanel(QWidget):
    """The case that is selected."""

    dispatched = Signal(str, object)
    moved = Signal(str, str, dict)
    undone = Signal(str, str)
    closed = Signal()

    def __init__(self, profile: Profile, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._profile = profile
        self._zone: tzinfo = profile.zone
        self._tokens = tokens
        self._view: CaseView | None = None
        self._is_asked = False  # a change is under way: a second press means nothing

        self._title = label("", "title", wraps=True)
        self._number = label("", "muted")
        self._stages = StageLine(tokens)
        self._text = label("", wraps=True)
        self._facts = Facts()
        self.matter = MatterChoice()
        self.matter.chosen.connect(self._say_matter)
        self._edge_title = label(tr("Edge dispute: whose is it?"), "section")
        self.edges = Choices(tr("Edge dispute: whose is it?"), tokens)
        self.edges.taken.connect(self._settle_edge)
        self._who = label(tr("Who should take it"), "section")
        self.recommendations = Recommendations(tokens)
        self.recommendations.confirmed.connect(self._dispatch)
        self.dispatch_button = button(tr("Dispatch"), tokens, name="send", role="primary")
        self.dispatch_button.clicked.connect(self._dispatch)
        self._moves = QHBoxLayout()
        self._moves.setSpacing(space["s"])
        self._history_title = label(tr("Journal"), "section")
        self._history = label("", "muted", wraps=True)

        close = tool("close", tr("Close (Esc)"), tokens)
        close.clicked.connect(self.closed)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        content = QWidget()
        content.setLayout(
            column(
                column(head, self._number, gap=space["xs"]),
                self._stages,
                self._text,
                self._facts,
                self.matter,
                self._edge_title,
                self.edges,
                self._who,
                self.recommendations,
                self.dispatch_button,
                self._moves,
                self._history_title,
                self._history,
                1,
                margin=space["l"],
                gap=space["m"],
            )
        )
        self._scroll = QScrollArea()
        self._scroll.setWidget(content)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setLayout(column(self._scroll))

    @property
    def ref(self) -> str | None:
        """The number of the case shown."""
        return self._view.case.id if self._view else None

    def offers(self) -> list[tuple[str, Callable[[], None]]]:
        """Return what can be done with the case, each with its name."""
        if self._view is None or self._is_asked:
            return []
        dispatch = [(tr("Dispatch"), self._dispatch)] if self._view.choices else []
        return dispatch + [
            (verb(move.name), partial(self._move, move)) for move in _buttons(self._view.moves)
        ]

    def show_case(self, view: CaseView) -> None:
        """Show a case; one that is shown anew keeps the choice and the place scrolled to."""
        is_same = view.case.id == self.ref
        self._view = view
        self._is_asked = False
        if not is_same:
            self._scroll.verticalScrollBar().setValue(0)
        case = view.case
        self._title.setText(view.matter or tr("Matter not known yet"))
        urgent = tr("Urgent") if case.urgent else ""
        channel = tr(case.channel) if case.channel else ""
        self._number.setText(" · ".join(filter(None, (case.id, urgent, channel))))
        self._stages.set_marks(self._marks(case))
        self._text.setText(case.text)
        uncertainty = "" if case.uncertainty_m is None else f" ±{case.uncertainty_m:.0f} m"
        ticket = case.ticket
        self._facts.show_facts(
            (
                (tr("Place"), (case.place or "") + uncertainty),
                (tr("Grid"), view.grid),
                (tr("Main case"), case.main_case or ""),
                (tr("Joined to it"), ", ".join(row.ref for row in view.joined)),
                (tr("Reporter"), case.reporter or ""),
                (tr("With"), ticket.assignee_name if ticket else ""),
            )
        )  # fmt: skip
        self.matter.setVisible(bool(view.matters))
        self.matter.show_matters(view.matters)
        self._edge_title.setVisible(bool(view.claimants))
        self.edges.show_options([edge_option(one) for one in view.claimants], row=-1)
        for widget in (self._who, self.recommendations, self.dispatch_button):
            widget.setVisible(bool(view.choices))
        self.recommendations.show_choices(view.choices, keeps=is_same)
        self.dispatch_button.setEnabled(True)
        self._show_moves(view.moves)
        self._history.setText("\n".join(self._lines(case)))

    def _settle_edge(self, row: int) -> None:
        if self._view is not None and not self._is_asked:
            self._is_asked = True
            claimant = self._view.claimants[row]
            note = tr("Edge dispute settled: {grid}", grid=claimant.name)
            self.moved.emit(self._view.case.id, "amend", settlement(claimant, note))

    def _marks(self, case: Case) -> list[StageMark]:
        reached: dict[str, str] = {}
        for step in case.history:
            if step.undone_by is None and step.stage not in reached:
                local = step.event.at.astimezone(self._zone)
                reached[step.stage] = local.strftime("%H:%M")
        ended = self._profile.stages[case.stage]
        usual = next(stage for stage in self._profile.stages.values() if stage.is_final)
        last = ended if ended.is_final else usual  # of all ends a case has one
        stages = [stage for stage in self._profile.stages.values() if not stage.is_final]
        stages.append(last)
        now_at = next(i for i, stage in enumerate(stages) if stage.id == case.stage)
        return [
            StageMark(tr(stage.name), reached.get(stage.id, "") if i <= now_at else "",
                      i == now_at)
            for i, stage in enumerate(stages)
        ]  # fmt: skip

    def _show_moves(self, moves: tuple[Move, ...]) -> None:
        while (item := self._moves.takeAt(0)) is not None:
            if widget := item.widget():
                widget.deleteLater()
        for move in _buttons(moves):
            role = "danger" if move.undoes else ""
            made = button(
                verb(move.name), self._tokens, name="undo" if move.undoes else "", role=role
            )
            made.clicked.connect(lambda _=False, move=move: self._move(move))
            self._moves.addWidget(made)
        self._moves.addStretch()

    def _lines(self, case: Case) -> list[str]:
        lines = []
        for step in reversed(case.history):
            at = step.event.at.astimezone(self._zone).strftime("%m-%d %H:%M:%S")
            name = tr(self._profile.move(step.event.kind).name)
            told = (step.event.data.get(field) for field in _TOLD)
            who = next(filter(None, told), "")
            undone = tr("(undone)") if step.undone_by else ""
            lines.append("  ".join(filter(None, (at, name, str(who), step.event.actor, undone))))
        return lines

    def _dispatch(self) -> None:
        choice = self.recommendations.current
        if self._view is not None and choice is not None and not self._is_asked:
            self._is_asked = True
            self.dispatch_button.setEnabled(False)
            self.dispatched.emit(self._view.case.id, choice)

    def _say_matter(self, matter: Matter) -> None:
        if self._view is not None and not self._is_asked:
            self._is_asked = True
            about = {
                "matter_standard": matter.standard,
                "matter_kind": matter.kind,
                "matter_code": matter.code,
            }
            self.moved.emit(self._view.case.id, "amend", about)

    def _move(self, move: Move) -> None:
        if self._view is None or self._is_asked:
            return
        ref = self._view.case.id
        data: dict[str, object] = {}
        for need in move.needs:
            value = self._ask(move, need)
            if value is None:
                return
            data[need] = value
        # A dialog stays open as long as it likes; the panel may show another case by now.
        if self.ref == ref:
            self._is_asked = True
        if move.undoes:
            self.undone.emit(ref, str(data["reason"]))
        else:
            self.moved.emit(ref, move.id, data)

    def _ask(self, move: Move, need: str) -> str | None:
        """Ask for one field of a move; None when the person thinks better of it."""
        names = {"reason": tr("Reason"), "result": tr("Result"), "note": tr("Note"),
                 "outcome": tr("Outcome"), "main_case": tr("Main case")}  # fmt: skip
        title = verb(move.name)
        if need == "outcome":
            outcomes = {tr(o.name): o.id for o in self._profile.outcomes.values()}
            chosen, ok = QInputDialog.getItem(
                self, title, names[need], list(outcomes), editable=False
            )
            return outcomes[chosen] if ok else None
        text, ok = QInputDialog.getText(self, title, names.get(need, need))
        return text.strip() or None if ok else None


def _buttons(moves: Iterable[Move]) -> list[Move]:
    """Leave out the moves that have a place of their own on the panel."""
    return [move for move in moves if move.id not in ("dispatch", "amend")]
