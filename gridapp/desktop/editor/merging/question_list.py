"""The questions of a merge, the largest first, of one kind or all; each is decided by a key."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import shapely
from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListView,
    QListWidgetItem,
    QStackedLayout,
    QWidget,
)

from gridapp.desktop.editor.merging.sentences import (
    Titles,
    answer_of,
    concern_of,
    head_of,
    kind_name,
)
from gridapp.desktop.editor.wrapped_list import WrappedList
from gridapp.desktop.widgets.icons import icon
from gridapp.desktop.widgets.panel import button, column, empty, label
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.grid.decisions import Decision
from gridapp.grid.questions import Kind, Question
from gridapp.language import tr

Index = QModelIndex | QPersistentModelIndex

QUESTION = Qt.ItemDataRole.UserRole
_SIGNS: Mapping[Kind, str] = {
    "sliver": "minus", "near": "route", "overlap": "copy", "gap": "crosshair",
}  # fmt: skip
_KINDS: tuple[Kind, ...] = ("overlap", "gap", "near", "sliver")
_ANSWERS = 168  # pixels: more answers are scrolled
_KEYS = 9  # answers that have a digit of their own


def find_question(questions: Sequence[Question], wanted: Question) -> int | None:
    """Return where the question of this kind at this place stands; another merge may have it."""
    same = [row for row, one in enumerate(questions) if one.kind == wanted.kind]
    for row in same:
        if (questions[row].x, questions[row].y) == (wanted.x, wanted.y):
            return row
    grounds = np.array([questions[row].ground for row in same], dtype=object)
    holds = np.flatnonzero(shapely.intersects_xy(grounds, wanted.x, wanted.y))
    return same[int(holds[0])] if len(holds) else None


class QuestionModel(QAbstractListModel):
    """Questions that are shown; thousands of them."""

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._titles: Titles = str
        self.questions: list[Question] = []
        surface = tokens.surface
        self._icons: dict[Kind, QIcon] = {
            kind: icon(name, tokens, 16) for kind, name in _SIGNS.items()
        }
        self._decided = icon("check", tokens, 16, surface.good)

    def show_questions(self, questions: Sequence[Question], titles: Titles) -> None:
        """Show other questions."""
        self.beginResetModel()
        self.questions, self._titles = list(questions), titles
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Return how many questions are shown."""
        return 0 if parent is not None and parent.isValid() else len(self.questions)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a question, its two lines or its sign."""
        question = self.questions[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{head_of(question)}\n{concern_of(question, self._titles)}"
        if role == Qt.ItemDataRole.DecorationRole:
            return self._icons[question.kind] if question.decision is None else self._decided
        return question if role == QUESTION else None

    def put(self, row: int, question: Question) -> None:
        """Show a question in the place of another."""
        self.questions[row] = question
        where = self.index(row)
        self.dataChanged.emit(where, where)


class QuestionList(QWidget):
    """What merging found, what may be decided about it, and undo.

    Signals
    -------
    pointed(question)
        Show it on the map.
    decided(question, decision)
    undo_wanted()
    """

    pointed = Signal(object)
    decided = Signal(object, object)
    undo_wanted = Signal()

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._every: list[Question] = []
        self._titles: Titles = str
        self.kind = QComboBox()
        self.kind.setAccessibleName(tr("Kind of question"))
        self.kind.currentIndexChanged.connect(lambda _: self._fill())
        self.model = QuestionModel(tokens)
        self.view = QListView()
        self.view.setModel(self.model)
        self.view.setUniformItemSizes(True)
        self.view.setAccessibleName(tr("Questions"))
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.selectionModel().currentChanged.connect(lambda *_: self._point())
        self.legend: QLabel = label("", "muted", wraps=True)
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.answers = WrappedList(tr("Answers"))
        self.answers.setFixedHeight(_ANSWERS)
        self.answers.itemActivated.connect(lambda item: self._decide(self.answers.row(item)))
        self.answers.itemClicked.connect(lambda item: self._decide(self.answers.row(item)))
        self.undo = button(tr("Undo the decision"), tokens, name="undo")
        self.undo.setToolTip(tr("Undo the last decision (Ctrl+Z)"))
        self.undo.clicked.connect(self.undo_wanted)
        self._count = label("", "muted")
        inside = Qt.ShortcutContext.WidgetWithChildrenShortcut
        for digit in range(1, _KEYS + 1):
            key = QShortcut(QKeySequence(str(digit)), self, context=inside)
            key.activated.connect(lambda row=digit - 1: self._decide(row))
        below = QWidget()
        self._stack = QStackedLayout(below)
        self._stack.addWidget(empty(tr("Nothing to decide."), "circle-check", tokens))
        self._stack.addWidget(self.view)
        foot = QHBoxLayout()
        foot.addWidget(self._count, 1)
        foot.addWidget(self.undo)
        self.setLayout(
            column(
                self.kind, below, self.legend,
                label(tr("Decide: press the number"), "section"), self.answers, foot,
                gap=space["xs"],
            )
        )  # fmt: skip

    @property
    def current(self) -> Question | None:
        """The question that is chosen."""
        found = self.view.currentIndex().data(QUESTION)
        return found if isinstance(found, Question) else None

    def show_questions(self, questions: Sequence[Question], titles: Titles) -> None:
        """Show what another merge found; the question that was chosen stays so if it is there."""
        before = self.current
        self._every, self._titles = list(questions), titles
        kept = self.kind.currentData()
        counts = {kind: sum(one.kind == kind for one in questions) for kind in _KINDS}
        self.kind.blockSignals(True)
        self.kind.clear()
        self.kind.addItem(tr("All questions ({count})", count=f"{len(questions):,}"), "")
        for kind, count in counts.items():
            self.kind.addItem(f"{kind_name(kind)} ({count:,})", kind)
        self.kind.setCurrentIndex(max(self.kind.findData(kept), 0) if kept else 0)
        self.kind.blockSignals(False)
        self._fill(before)

    def mark(self, question: Question, decision: Decision | None) -> None:
        """Show what was decided about a question, or that it is open again."""
        row = find_question(self._every, question)
        if row is None:
            return
        known = self._every[row]
        decided = self._every[row] = replace(known, decision=decision)
        shown = find_question(self.model.questions, known)
        if shown is not None:
            self.model.put(shown, decided)
        self._tell()

    def choose(self, question: Question) -> None:
        """Choose a question, or what became of it, if it is shown."""
        row = find_question(self.model.questions, question)
        if row is not None:
            self.view.setCurrentIndex(self.model.index(row))
            self.view.scrollTo(self.model.index(row))

    def allow_undo(self, is_on: bool) -> None:
        """Say whether there is a decision to undo."""
        self.undo.setEnabled(is_on)

    def _fill(self, before: Question | None = None) -> None:
        kind = self.kind.currentData()
        shown = [one for one in self._every if not kind or one.kind == kind]
        self.model.show_questions(shown, self._titles)
        self._stack.setCurrentIndex(bool(shown))
        if before is not None:
            self.choose(before)
        if not self.view.currentIndex().isValid():
            self._point()
        self._tell()

    def _tell(self) -> None:
        decided = sum(one.decision is not None for one in self._every)
        self._count.setText(tr("{count} decided", count=decided))

    def _point(self) -> None:
        question = self.current
        self.answers.clear()
        self.legend.clear()
        if question is None:
            return
        for number, answer in enumerate(question.answers(), start=1):
            item = QListWidgetItem(f"{number}  {answer_of(answer, self._titles)}")
            font = item.font()
            font.setBold(answer == question.decision)
            item.setFont(font)
            self.answers.addItem(item)
        rows = sum(self.answers.sizeHintForRow(row) for row in range(self.answers.count()))
        self.answers.setFixedHeight(min(rows + 2 * self.answers.frameWidth(), _ANSWERS))
        self.pointed.emit(question)

    def _decide(self, row: int) -> None:
        question = self.current
        answers: tuple[Decision, ...] = () if question is None else question.answers()
        if question is not None and row < len(answers):
            self.decided.emit(question, answers[row])
            following = self.model.index(self.view.currentIndex().row() + 1)
            if following.isValid():
                self.view.setCurrentIndex(following)
            self.view.setFocus()
