"""The few building blocks of panels: labels with a role, rows of facts, cards, empty states."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtGui import Qt as Texts
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gridapp.desktop.widgets.icons import icon
from gridapp.desktop.widgets.tokens import Tokens, space

_WRAPS = Qt.WhiteSpaceMode.WhiteSpaceNormal
_NO_SIGNS: Mapping[str, QPixmap] = MappingProxyType({})


def as_tip(text: str) -> str:
    """Make a tooltip say `text` letter for letter: people typed it, and Qt looks for HTML."""
    return Texts.convertFromPlainText(text, _WRAPS) if text else ""


def label(text: str = "", role: str = "", *, wraps: bool = False) -> QLabel:
    """Make a label; plain text only, since people typed what it shows."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    made.setWordWrap(wraps)
    if wraps:
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return made


def button(text: str, tokens: Tokens, *, name: str = "", role: str = "") -> QPushButton:
    """Make a push button, with an icon when `name` is one's."""
    made = QPushButton(text)
    made.setProperty("role", role)
    if name:
        colour = tokens.surface.accent_text if role == "primary" else None
        made.setIcon(icon(name, tokens, 16, colour))
        made.setIconSize(QSize(16, 16))
    return made


def tool(name: str, tip: str, tokens: Tokens, size: int = 18) -> QToolButton:
    """Make a tool button that is only an icon; the tip is also its accessible name."""
    made = QToolButton()
    made.setIcon(icon(name, tokens, size))
    made.setIconSize(QSize(size, size))
    made.setToolTip(tip)
    made.setAccessibleName(tip)
    return made


def column(*parts: QWidget | QLayout | int, margin: int = 0, gap: int = space["s"]) -> QVBoxLayout:
    """Stack widgets and layouts; a number is a stretch."""
    layout = QVBoxLayout()
    layout.setContentsMargins(margin, margin, margin, margin)
    layout.setSpacing(gap)
    for part in parts:
        if isinstance(part, int):
            layout.addStretch(part)
        elif isinstance(part, QWidget):
            layout.addWidget(part)
        else:
            layout.addLayout(part)
    return layout


def card(content: QLayout) -> QFrame:
    """Put a layout on a card."""
    made = QFrame()
    made.setProperty("role", "card")
    made.setLayout(content)
    return made


def empty(text: str, name: str, tokens: Tokens) -> QWidget:
    """Make what a panel shows while it has nothing: an icon and a sentence, in the middle."""
    made = QWidget()
    sign = QLabel()
    sign.setPixmap(icon(name, tokens, 32, tokens.surface.faint).pixmap(32, 32))
    sign.setAlignment(Qt.AlignmentFlag.AlignCenter)
    words = label(text, "muted", wraps=True)
    words.setAlignment(Qt.AlignmentFlag.AlignCenter)
    made.setLayout(column(2, sign, words, 3, margin=space["xl"], gap=space["m"]))
    return made


class Facts(QWidget):
    """Rows of a name and a value, aligned; empty values are left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = QFormLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setHorizontalSpacing(space["m"])
        self._rows.setVerticalSpacing(space["xs"])
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._rows.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)

    def show_facts(
        self, facts: Iterable[tuple[str, str]], signs: Mapping[str, QPixmap] = _NO_SIGNS
    ) -> None:
        """Show other facts; a name that has a sign on map or timeline wears it before it."""
        while self._rows.rowCount():
            self._rows.removeRow(0)
        for name, value in facts:
            if value:
                words = label(name, "muted")
                words.setAlignment(Qt.AlignmentFlag.AlignTop)
                head = _with_sign(words, signs.get(name)) if signs else words
                self._rows.addRow(head, label(value, wraps=True))


def _with_sign(words: QLabel, picture: QPixmap | None) -> QWidget:
    sign = QLabel()
    sign.setFixedWidth(space["l"])
    if picture is not None:
        sign.setPixmap(picture)
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(space["s"])
    row.addWidget(sign)
    row.addWidget(words)
    return made
