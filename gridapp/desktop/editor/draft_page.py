"""The page of an open draft: tools, what was done, what is wrong, what differs, publishing."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QWidget

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
    publish_wanted()
    compare_wanted()
        The comparison is looked at.
    """

    left = Signal()
    publish_wanted = Signal()
    compare_wanted = Signal()

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
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
        self.publish = button(tr("Publish …"), tokens, name="upload", role="primary")
        self.publish.clicked.connect(self.publish_wanted)
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(back)
        head.addWidget(self._name, 1)
        foot.addStretch()
        foot.addWidget(self.publish)
        self.setLayout(
            column(head, self.toolbox, self.tabs, foot, margin=space["m"], gap=space["s"])
        )

    def show_draft(self, name: str) -> None:
        """Show another draft."""
        self._name.setText(name)

    @property
    def is_comparing(self) -> bool:
        """Whether the comparison is looked at."""
        return self.tabs.currentWidget() is self.compare

    def _turn(self) -> None:
        if self.is_comparing:
            self.compare_wanted.emit()
