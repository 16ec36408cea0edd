"""Findings of the draft: each with its place, its severity and a fix that can be undone."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QStackedLayout,
    QWidget,
)

from gridapp.desktop.editor.choices import ReasonChoice
from gridapp.desktop.widgets.icons import icon
from gridapp.desktop.widgets.panel import as_tip, button, column, empty, label
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.grid.findings import Finding, Severity
from gridapp.language import say, tr

_FINDING = Qt.ItemDataRole.UserRole
_ORDER: dict[Severity, int] = {"error": 0, "warning": 1, "note": 2}
_SIGNS: dict[Severity, str] = {"error": "circle-x", "warning": "alert", "note": "info"}

Key = tuple[str, int, tuple[str, ...]]


def key_of(finding: Finding) -> Key:
    """Return what a finding is known by when the check runs again."""
    return (finding.kind, finding.level, finding.codes)


class FindingsPanel(QWidget):
    """A button that checks, and what it found, the worst first.

    Signals
    -------
    asked()
        The draft is to be checked.
    pointed(finding)
        Show its place on the map.
    fix_wanted(finding)
    """

    asked = Signal()
    pointed = Signal(object)
    fix_wanted = Signal(object)

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._tokens = tokens
        self._found: Sequence[Finding] | None = None
        self.ignored: dict[Key, str] = {}
        self.check = button(tr("Check"), tokens, name="check")
        self.check.clicked.connect(self.asked)
        self._count = label("", "muted")
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Findings"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(lambda item: self.pointed.emit(item.data(_FINDING)))
        self.list.itemActivated.connect(lambda item: self.pointed.emit(item.data(_FINDING)))
        self.list.currentItemChanged.connect(lambda *_: self._allow())
        self.fix = button(tr("Fix"), tokens, role="primary")
        self.fix.clicked.connect(self._want_fix)
        self.ignore = button(tr("Ignore …"), tokens)
        self.ignore.clicked.connect(self._ask_reason)
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self._count, 1)
        head.addWidget(self.check)
        foot.addStretch()
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

    def forget(self) -> None:
        """Another draft: nothing is found or ignored yet."""
        self._found, self.ignored = None, {}
        self.list.clear()
        self._count.clear()
        self._stack.setCurrentIndex(0)
        self._allow()

    def show_findings(self, found: Sequence[Finding]) -> None:
        """Show what a check found; what is ignored stays at the end of the list."""
        self._found = tuple(found)
        self._fill()

    def _fill(self) -> None:
        found = self._found or ()
        ordered = sorted(found, key=lambda one: (key_of(one) in self.ignored, _ORDER[one.severity]))
        self.list.clear()
        for finding in ordered:
            self.list.addItem(self._item(finding))
        live = sum(key_of(one) not in self.ignored for one in found)
        self._count.setText(tr("{count} findings", count=live))
        self._stack.setCurrentIndex(2 if found else 1)
        if found:
            self.list.setCurrentRow(0)
        self._allow()

    def _item(self, finding: Finding) -> QListWidgetItem:
        surface = self._tokens.surface
        reason = self.ignored.get(key_of(finding))
        colours = {"error": surface.danger, "warning": surface.warning, "note": surface.muted}
        text = say(finding.message)
        if reason is not None:
            text += "\n" + tr("Ignored: {reason}", reason=reason)
        name, colour = _SIGNS[finding.severity], colours[finding.severity]
        if reason is not None:
            name, colour = "eye-off", surface.faint
        item = QListWidgetItem(icon(name, self._tokens, 16, colour), text)
        item.setToolTip(as_tip(text))
        item.setData(_FINDING, finding)
        return item

    def _allow(self) -> None:
        finding = self.current
        self.fix.setEnabled(finding is not None and finding.fix is not None)
        self.ignore.setEnabled(finding is not None and key_of(finding) not in self.ignored)

    def _want_fix(self) -> None:
        if self.current is not None:
            self.fix_wanted.emit(self.current)

    def _ask_reason(self) -> None:
        finding = self.current
        if finding is None:
            return
        asking = ReasonChoice(tr("Why can this stay?"), tr("Ignore"), self.window())
        asking.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

        def note() -> None:
            self.ignored[key_of(finding)] = asking.field.text().strip()
            self._fill()

        asking.accepted.connect(note)
        asking.open()
