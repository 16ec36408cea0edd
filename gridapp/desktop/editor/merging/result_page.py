"""The second page of the merge workbench: counts, questions, the correspondence, finishing."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QTabWidget, QWidget

from gridapp.desktop.editor.merging.correspondence_table import CorrespondenceTable, Row
from gridapp.desktop.editor.merging.order import Work
from gridapp.desktop.editor.merging.question_list import QuestionList
from gridapp.desktop.editor.merging.sentences import Titles, answer_of
from gridapp.desktop.widgets.panel import button, column, label, tool
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.grid.decisions import Decision
from gridapp.grid.merge import Merged
from gridapp.language import tr


class ResultPage(QWidget):
    """What came of a merge.

    Signals
    -------
    left()
        Back to what is merged and how.
    again_wanted(), cancel_wanted(), finish_wanted()
    """

    left = Signal()
    again_wanted = Signal()
    cancel_wanted = Signal()
    finish_wanted = Signal()

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        back = tool("chevron-left", tr("Back to what is merged"), tokens)
        back.clicked.connect(self.left)
        self._title = label("", "title", wraps=True)
        self.counts = label("", wraps=True)
        self.notes = label("", "warning", wraps=True)
        self.questions = QuestionList(tokens)
        self.table = CorrespondenceTable(tokens)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName(tr("What came of it"))
        self.tabs.tabBar().setAccessibleName(tr("What came of it"))
        for page, title in (
            (self.questions, tr("Questions")), (self.table, tr("Correspondence")),
        ):  # fmt: skip
            page.setContentsMargins(0, space["s"], 0, 0)
            self.tabs.addTab(page, title)
        self.progress = QProgressBar()
        self.progress.setRange(0, 100)
        self.again = button(tr("Merge again"), tokens, name="refresh")
        self.again.setToolTip(tr("Merge again with these decisions (Ctrl+Enter)"))
        self.again.clicked.connect(self.again_wanted)
        self.cancel = button(tr("Cancel"), tokens)
        self.cancel.clicked.connect(self.cancel_wanted)
        self.finish = button(tr("Finish …"), tokens, name="check", role="primary")
        self.finish.clicked.connect(self.finish_wanted)
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(back)
        head.addWidget(self._title, 1)
        foot.addWidget(self.again)
        foot.addWidget(self.cancel)
        foot.addStretch()
        foot.addWidget(self.finish)
        self.setLayout(
            column(
                head, self.counts, self.notes, self.tabs, self.progress, foot,
                margin=space["m"], gap=space["s"],
            )
        )  # fmt: skip
        self.show_progress(None)

    def show_work(self, work: Work, rows: Sequence[Row], titles: Titles) -> None:
        """Show what came of another merge."""
        merged, into = work.merged, work.order.plan.name
        self._title.setText(titles(into))
        self.counts.setText(_counts(merged, into))
        self.notes.setText(_notes(merged.unused, titles))
        self.notes.setVisible(bool(merged.unused))
        self.questions.show_questions(merged.questions, titles)
        self.table.show_rows(rows, merged.loads, titles)

    def show_decisions(self, is_changed: bool, can_undo: bool) -> None:
        """Say whether decisions wait for another merge, and whether one can be undone."""
        self.again.setEnabled(is_changed)
        self.finish.setEnabled(not is_changed)
        why = tr("Merge again first: there are new decisions.")
        self.finish.setToolTip(why if is_changed else "")
        self.questions.allow_undo(can_undo)

    def show_progress(self, progress: tuple[str, float] | None) -> None:
        """Show how far it has come; None when nothing is under way."""
        is_busy = progress is not None
        self.progress.setVisible(is_busy)
        self.cancel.setVisible(is_busy)
        self.again.setVisible(not is_busy)
        self.finish.setVisible(not is_busy)
        self.tabs.setEnabled(not is_busy)
        self.progress.setValue(round(progress[1] * 100) if progress else 0)


def _counts(merged: Merged, into: str) -> str:
    one, two = (len(merged.fabric.level(into, number).codes) for number in (1, 2))
    lines = [
        tr(
            "Level-one grids: {one}, sub-grids: {two}, of {faces} faces; slivers handed over: "
            "{slivers}.",
            one=one, two=two, faces=f"{merged.fabric.n_faces:,}",
            slivers=f"{len(merged.handed):,}",
        )
    ]  # fmt: skip
    if len(merged.snapped):
        lines.append(
            tr(
                "{count} vertices were moved to meet others, the farthest by {metres} m.",
                count=f"{len(merged.snapped):,}", metres=f"{merged.snapped.largest:.2f}",
            )
        )  # fmt: skip
    return "\n".join(lines)


def _notes(unused: Sequence[Decision], titles: Titles) -> str:
    """Tell which decisions found no occasion: the first by name."""
    if not unused:
        return ""
    first = answer_of(unused[0], titles)
    where = f"{unused[0].x:.0f}, {unused[0].y:.0f}"
    return tr(
        "{count} decisions find nothing to decide any more, such as “{answer}” at {where}.",
        count=len(unused), answer=first, where=where,
    )  # fmt: skip
