"""The balance page: the wish, the work on it, and the proposal to accept or not."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidgetItem,
    QProgressBar,
    QScrollArea,
    QStackedWidget,
    QWidget,
)

from gridapp.desktop.editor.balancing.figure_table import Figure, FigureTable
from gridapp.desktop.editor.balancing.wish_form import WishForm
from gridapp.desktop.editor.figure_cards import signed
from gridapp.desktop.editor.wrapped_list import WrappedList
from gridapp.desktop.widgets.icons import icon
from gridapp.desktop.widgets.panel import as_tip, button, column, label
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.grid.balance_loads import MEASURES
from gridapp.grid.balance_proposal import Proposal
from gridapp.language import say, tr

_OBSTACLE = Qt.ItemDataRole.UserRole
_THOUSAND = 1000
_LEAST = 64  # pixels


class BalancePanel(QWidget):
    """One of three pages: the wish, the progress, the proposal.

    Signals
    -------
    asked()
        A proposal is wanted for the wish in the form.
    called_off(), accepted(), rejected()
    pointed(row)
        A row of the proposal.
    place_pointed(obstacle)
        Show where it lies.
    """

    asked = Signal()
    called_off = Signal()
    accepted = Signal()
    rejected = Signal()
    pointed = Signal(int)
    place_pointed = Signal(object)

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._tokens = tokens
        self.form = WishForm()
        self._pages = QStackedWidget()
        for page in (self._wish_page(), self._work_page(), self._proposal_page()):
            self._pages.addWidget(page)
        self.setLayout(column(self._pages))
        for box in self.form.boxes.values():
            box.toggled.connect(self._allow)

    def show_wish(self) -> None:
        """Ask what is wanted."""
        self._pages.setCurrentIndex(0)

    def show_work(self) -> None:
        """Show that a proposal is sought."""
        self.progress.setValue(0)
        self._pages.setCurrentIndex(1)

    def show_share(self, share: float) -> None:
        """Show how much is done."""
        self.progress.setValue(round(share * self.progress.maximum()))

    def show_proposal(self, found: Proposal) -> None:
        """Show what would be done."""
        self.summary.setText(_summary(found))
        self.note.setText(_note(found))
        self.table.show_rows(
            (tr("Grid"), tr("Load"), tr("Off mean")), _rows(found), 1, falling=True
        )
        self.obstacles.clear()
        for one in found.obstacles:
            text = f"{say(one.message)} {say(one.remedy)}"
            sign = icon("alert", self._tokens, 16, self._tokens.surface.warning)
            item = QListWidgetItem(sign, text)
            item.setToolTip(as_tip(text))
            item.setData(_OBSTACLE, one)
            self.obstacles.addItem(item)
        self.note.setVisible(bool(self.note.text()))
        self.obstacles.setVisible(bool(found.obstacles))
        self.table.setVisible(found.edit is not None or not found.obstacles)
        self.accept.setEnabled(found.edit is not None)
        self._pages.setCurrentIndex(2)

    def _wish_page(self) -> QWidget:
        self.propose = button(tr("Propose"), self._tokens, name="chart", role="primary")
        self.propose.clicked.connect(self.asked)
        text = tr(
            "Looks for the smallest change that brings every grid near the mean. "
            "Locked grids stay as they are."
        )
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.propose)
        inside = QWidget()
        inside.setLayout(column(label(text, "muted", wraps=True), self.form, 1, gap=space["m"]))
        scroll = QScrollArea()
        scroll.setWidget(inside)
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        page = QWidget()
        page.setLayout(column(scroll, foot, gap=space["s"]))
        return page

    def _work_page(self) -> QWidget:
        self.progress = QProgressBar()
        self.progress.setRange(0, _THOUSAND)
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(tr("Progress"))
        self.cancel = button(tr("Cancel"), self._tokens)
        self.cancel.clicked.connect(self.called_off)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.cancel)
        page = QWidget()
        page.setLayout(
            column(label(tr("Looking for the smallest change …"), "muted"), self.progress, foot, 1,
                   gap=space["m"])
        )  # fmt: skip
        return page

    def _proposal_page(self) -> QWidget:
        self.summary = label("", "section", wraps=True)
        self.note = label("", "muted", wraps=True)
        self.table = FigureTable(tr("Grids before and after"), self._tokens)
        self.table.pointed.connect(self.pointed)
        self.obstacles = WrappedList(tr("Why not"))
        self.obstacles.itemClicked.connect(self._point_at)
        self.obstacles.itemActivated.connect(self._point_at)
        self.obstacles.hide()
        for some in (self.table, self.obstacles):
            some.setMinimumHeight(_LEAST)  # the tools above stay whole on a small screen
        self.accept = button(tr("Accept"), self._tokens, name="check", role="primary")
        self.accept.clicked.connect(self.accepted)
        self.reject = button(tr("Reject"), self._tokens)
        self.reject.clicked.connect(self.rejected)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.reject)
        foot.addWidget(self.accept)
        page = QWidget()
        page.setLayout(
            column(self.summary, self.note, self.obstacles, self.table, foot, gap=space["s"])
        )
        return page

    def _point_at(self, item: QListWidgetItem) -> None:
        self.place_pointed.emit(item.data(_OBSTACLE))

    def _allow(self) -> None:
        self.propose.setEnabled(self.form.is_complete)


def _summary(found: Proposal) -> str:
    if found.edit is None:
        return tr("There is no way.") if found.obstacles else tr("Every grid is near the mean.")
    is_whole = found.wish.level == 1
    return (
        tr("{count} sub-grids change hands", count=found.units)
        if is_whole
        else tr("{count} faces change hands", count=found.units)
    )


def _note(found: Proposal) -> str:
    if found.edit is None:
        return ""
    moved = dict(zip(MEASURES, found.moved.tolist(), strict=True))
    parts = [
        tr("{households} households, {enterprises} enterprises, {area} km² with them.",
           households=f"{moved['households']:.0f}", enterprises=f"{moved['enterprises']:.0f}",
           area=f"{moved['area'] / 1e6:.2f}"),
        tr("Proved: less ground would not do.") if found.is_least
        else tr("The smallest change that was found."),
    ]  # fmt: skip
    return " ".join(parts)


def _rows(found: Proposal) -> list[tuple[Figure, ...]]:
    allowed = found.wish.deviation + 1e-9
    unit = 10_000.0 if tuple(found.wish.weights) == ("area",) else 1.0
    return [
        (
            Figure(str(name) or str(code), str(code), "" if changes else "faint"),
            Figure(
                f"{before / unit:,.0f} → " * changes + f"{after / unit:,.0f}",
                abs(float(after - before)),
                "accent" if changes else "faint",
            ),
            Figure(
                signed(f"{left:+.0%}"),
                abs(left),
                "good" if abs(left) <= allowed else "warning",
                signed(f"{off:+.0%} → {left:+.0%}"),
            ),
        )
        for code, name, before, after, off, left, changes in zip(
            found.codes, found.names, found.before, found.after,
            found.off_before.tolist(), found.off_after.tolist(), found.changes.tolist(),
            strict=True,
        )
    ]  # fmt: skip
