"""Findings of the draft: each with its place, its severity and a fix that can be undone."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidgetItem,
    QStackedLayout,
    QWidget,
)

from gridapp.desktop.editor.choices import ReasonChoice
from gridapp.desktop.editor.wrapped_list import WrappedList
from gridapp.desktop.widgets.icons import icon
from gridapp.desktop.widgets.panel import as_tip, button, column, empty, label
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.grid.findings import Finding, Severity
from gridapp.language import say, tr
from gridapp.workspace.ignored import Ignored

_FINDING = Qt.ItemDataRole.UserRole
_ORDER: dict[Severity, int] = {"error": 0, "warning": 1, "note": 2}
_SIGNS: dict[Severity, str] = {"error": "circle-x", "warning": "alert", "note": "info"}


class FindingsPanel(QWidget):
    """A button that checks, and what it found, the worst first.

    Signals
    -------
    asked()
        The draft is to be checked.
    pointed(finding)
        Show its place on the map.
    fix_wanted(finding)
    ignore_wanted(finding, reason)
    heed_wanted(finding)
        Ignore it no longer.
    """

    asked = Signal()
    pointed = Signal(object)
    fix_wanted = Signal(object)
    ignore_wanted = Signal(object, str)
    heed_wanted = Signal(object)

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._tokens = tokens
        self._found: Sequence[Finding] | None = None
        self._ignored: Mapping[str, Ignored] = {}
        self.check = button(tr("Check"), tokens, name="check")
        self.check.clicked.connect(self.asked)
        self.count = label("", "muted")
        self.list = WrappedList(tr("Findings"))
        self.list.itemClicked.connect(lambda item: self.pointed.emit(item.data(_FINDING)))
        self.list.itemActivated.connect(lambda item: self.pointed.emit(item.data(_FINDING)))
        self.list.currentItemChanged.connect(lambda *_: self._allow())
        self.fix = button(tr("Fix"), tokens, role="primary")
        self.fix.clicked.connect(self._want_fix)
        self.ignore = button(tr("Ignore …"), tokens)
        self.ignore.clicked.connect(self._ask_reason)
        self.heed = button(tr("Heed again"), tokens)
        self.heed.clicked.connect(self._want_heed)
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.count, 1)
        head.addWidget(self.check)
        foot.addStretch()
        foot.addWidget(self.heed)
        foot.addWidget(self.ignore)
        foot.addWidget(self.fix)
        below = QWidget()
        self._stack = QStackedLayout(below)
        texts = (
            (tr("Check the draft before you publish it."), "shield"),
            (tr("No finding."), "circle-check"),
        )
        for text, name in texts:
            self._stack.addWidget(empty(text, name, tokens))
        self._stack.addWidget(self.list)
        self.setLayout(column(head, below, foot, gap=space["xs"]))
        self._allow()

    @property
    def current(self) -> Finding | None:
        """The finding that is chosen."""
        item = self.list.currentItem()
        finding = None if item is None else item.data(_FINDING)
        return finding if isinstance(finding, Finding) else None

    @property
    def is_checked(self) -> bool:
        """Whether a check was run on this draft."""
        return self._found is not None

    @property
    def open_count(self) -> int | None:
        """How many findings are neither mended nor ignored; None without a check."""
        if self._found is None:
            return None
        return sum(one.key not in self._ignored for one in self._found)

    def forget(self) -> None:
        """Another draft: nothing is found yet."""
        self._found, self._ignored = None, {}
        self.list.clear()
        self.count.clear()
        self._stack.setCurrentIndex(0)
        self._allow()

    def show_findings(self, found: Sequence[Finding]) -> None:
        """Show what a check found; what is ignored stays at the end of the list."""
        self._found = tuple(found)
        self._fill()

    def show_ignored(self, ignored: Mapping[str, Ignored]) -> None:
        """Dim what may stay, by the findings' keys."""
        self._ignored = ignored
        if self._found is not None:
            self._fill()

    def _fill(self) -> None:
        found = self._found or ()
        ordered = sorted(found, key=lambda one: (one.key in self._ignored, _ORDER[one.severity]))
        kept = self.list.currentRow()
        self.list.clear()
        for finding in ordered:
            self.list.addItem(self._item(finding))
        live = self.open_count or 0
        text = tr("Findings: {count}", count=live)
        if live < len(found):
            text += " · " + tr("{count} ignored", count=len(found) - live)
        self.count.setText(text)
        self._stack.setCurrentIndex(2 if found else 1)
        if found:
            self.list.setCurrentRow(min(max(kept, 0), len(found) - 1))
        self._allow()

    def _item(self, finding: Finding) -> QListWidgetItem:
        surface = self._tokens.surface
        ignored = self._ignored.get(finding.key)
        colours = {"error": surface.danger, "warning": surface.warning, "note": surface.muted}
        text = say(finding.message)
        if ignored is not None:
            text += "\n" + tr("Ignored: {reason}", reason=ignored.reason) + f" ({ignored.by})"
        name, colour = _SIGNS[finding.severity], colours[finding.severity]
        if ignored is not None:
            name, colour = "eye-off", surface.faint
        item = QListWidgetItem(icon(name, self._tokens, 16, colour), text)
        item.setToolTip(as_tip(text))
        item.setData(_FINDING, finding)
        if ignored is not None:
            item.setForeground(QColor(surface.faint))
        return item

    def _allow(self) -> None:
        finding = self.current
        self.fix.setEnabled(finding is not None and finding.fix is not None)
        is_ignored = finding is not None and finding.key in self._ignored
        self.ignore.setEnabled(finding is not None)
        self.ignore.setVisible(not is_ignored)
        self.heed.setVisible(is_ignored)

    def _want_fix(self) -> None:
        if self.current is not None:
            self.fix_wanted.emit(self.current)

    def _ask_reason(self) -> None:
        finding = self.current
        if finding is None:
            return
        asking = ReasonChoice(tr("Why can this stay?"), tr("Ignore"), self.window())
        asking.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        asking.accepted.connect(
            lambda: self.ignore_wanted.emit(finding, asking.field.text().strip())
        )
        asking.open()

    def _want_heed(self) -> None:
        if self.current is not None:
            self.heed_wanted.emit(self.current)
