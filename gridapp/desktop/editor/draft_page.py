"""The page of an open draft: tools, what was done, what is wrong, what differs, publishing."""

from datetime import date, datetime, time, timedelta, tzinfo

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QDateEdit, QHBoxLayout, QTabWidget, QWidget

from gridapp.desktop.editor.balancing.balance_panel import BalancePanel
from gridapp.desktop.editor.compare_panel import ComparePanel
from gridapp.desktop.editor.edits_list import EditsList
from gridapp.desktop.editor.findings_panel import FindingsPanel
from gridapp.desktop.editor.toolbox import Toolbox
from gridapp.desktop.widgets.panel import button, column, label, tool
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.language import tr


class DraftPage(QWidget):
    """What stands at the left while a draft is open.

    Signals
    -------
    left()
        Back to the list of drafts.
    publish_wanted(since)
        A timezone-aware datetime.
    compare_wanted()
        The comparison is looked at.
    """

    left = Signal()
    publish_wanted = Signal(object)
    compare_wanted = Signal()

    def __init__(self, zone: tzinfo, tokens: Tokens) -> None:
        super().__init__()
        self._zone = zone
        self._name = label("", "title", wraps=True)
        back = tool("chevron-left", tr("Back to the drafts; this one is kept"), tokens)
        back.clicked.connect(self.left)
        self.toolbox = Toolbox(tokens)
        self.edits = EditsList(tokens)
        self.findings = FindingsPanel(tokens)
        self.compare = ComparePanel(tokens)
        self.balance = BalancePanel(tokens)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setAccessibleName(tr("What is looked at"))
        self.tabs.setAccessibleName(tr("What is looked at"))
        for page, title in (
            (self.edits, tr("Edits")),
            (self.findings, tr("Findings")),
            (self.compare, tr("Differences")),
            (self.balance, tr("Balance")),
        ):
            page.setContentsMargins(0, space["s"], 0, 0)
            self.tabs.addTab(page, title)
        self.tabs.currentChanged.connect(self._turn)
        self.since = QDateEdit()
        self.since.setDisplayFormat("yyyy-MM-dd")
        self.since.setAccessibleName(tr("In force from"))
        self.publish = button(tr("Publish"), tokens, name="upload", role="primary")
        self.publish.clicked.connect(self._publish)
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(back)
        head.addWidget(self._name, 1)
        foot.addWidget(label(tr("In force from"), "muted"))
        foot.addWidget(self.since, 1)
        foot.addWidget(self.publish)
        self.setLayout(
            column(head, self.toolbox, self.tabs, foot, margin=space["m"], gap=space["s"])
        )

    def show_draft(self, name: str, now: datetime) -> None:
        """Show another draft; it may be published from tomorrow."""
        self._name.setText(name)
        tomorrow = now.astimezone(self._zone).date() + timedelta(days=1)
        self.since.setDate(QDate(tomorrow.year, tomorrow.month, tomorrow.day))

    @property
    def is_comparing(self) -> bool:
        """Whether the comparison is looked at."""
        return self.tabs.currentWidget() is self.compare

    def _turn(self) -> None:
        if self.is_comparing:
            self.compare_wanted.emit()

    def _publish(self) -> None:
        day = self.since.date()
        midnight = time(tzinfo=self._zone)
        since = datetime.combine(date(day.year(), day.month(), day.day()), midnight)
        self.publish_wanted.emit(since)
