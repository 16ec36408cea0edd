"""Small dialogs: who keeps code, owner and cases in a split or a merge; where a grid goes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from gridapp.desktop.editor.loads import FIGURES
from gridapp.desktop.editor.proposals import SplitProposal, keeping
from gridapp.desktop.widgets.panel import column, label
from gridapp.desktop.widgets.tokens import space
from gridapp.grid.edits.division import NewGrid, SplitGrid
from gridapp.grid.edits.ground import MergeGrids, MoveGrid
from gridapp.grid.fabric import Level
from gridapp.grid.segments import Floats
from gridapp.language import tr

_WIDTH = 380
_ENTERPRISES = FIGURES.index("enterprises")


class Choice(QDialog):
    """A question with its answers below one another, and two buttons."""

    def __init__(self, title: str, yes: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.rows = QFormLayout()
        self.rows.setVerticalSpacing(space["s"])
        self.buttons = QDialogButtonBox()
        self.yes = self.buttons.addButton(yes, QDialogButtonBox.ButtonRole.AcceptRole)
        self.cancel = self.buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.cancel.setAutoDefault(False)  # Enter never gives up, also where it can't go on yet
        self.yes.setDefault(True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.setLayout(
            column(label(title, "title", wraps=True), self.rows, self.buttons,
                   margin=space["l"], gap=space["m"])
        )  # fmt: skip
        self.setMinimumWidth(_WIDTH)

    def add_radios(self, name: str, texts: Sequence[str]) -> list[QRadioButton]:
        """Add one question with its answers; the first is chosen."""
        column_of_radios = QVBoxLayout()
        radios = [QRadioButton(text) for text in texts]
        for radio in radios:
            column_of_radios.addWidget(radio)
        radios[0].setChecked(True)
        holder = QWidget()  # radios of one parent exclude one another
        column_of_radios.setContentsMargins(0, 0, 0, 0)
        holder.setLayout(column_of_radios)
        self.rows.addRow(label(name, "muted"), holder)
        return radios


class SplitChoice(Choice):
    """Which part keeps the code, what the others are called, where open cases go."""

    def __init__(
        self,
        proposal: SplitProposal,
        figures: Floats,
        members: Mapping[str, str],
        parent: QWidget,
    ) -> None:
        edit = proposal.edit
        super().__init__(tr("Split {code}", code=edit.code), tr("Split"), parent)
        self._proposal = proposal
        sides = [_side(proposal, part) for part in range(len(proposal.parts))]
        self.parts = self.add_radios(
            tr("Keeps the code"),
            [
                tr(
                    "{side} part, {area} ha, {count} enterprises",
                    side=side, area=f"{part.area / 10_000:.2f}", count=int(row[_ENTERPRISES]),
                )
                for side, part, row in zip(sides, proposal.parts, figures, strict=True)
            ],
        )  # fmt: skip
        self.fields: list[tuple[QLineEdit, QLineEdit, QComboBox]] = []
        for new in edit.new:
            row = (QLineEdit(new.code), QLineEdit(new.name), _owners(members, new.owner))
            self.fields.append(row)
            for text, field in zip((tr("New code"), tr("Name"), tr("Owner")), row, strict=True):
                self.rows.addRow(label(text, "muted"), field)
        self.cases = self.add_radios(
            tr("Open cases"), [tr("go where they lie"), tr("stay with the code")]
        )

    @property
    def edit(self) -> SplitGrid:
        """The split that was chosen."""
        part = next(row for row, radio in enumerate(self.parts) if radio.isChecked())
        return replace(
            keeping(self._proposal, part),
            new=tuple(
                NewGrid(code.text().strip(), name.text().strip(), str(owner.currentData()))
                for code, name, owner in self.fields
            ),
            cases=_cases(self.cases),
        )


class MergeChoice(Choice):
    """Which grid's code and name stay, whose owner, where open cases go."""

    def __init__(
        self, level: Level, codes: Sequence[str], members: Mapping[str, str], parent: QWidget
    ) -> None:
        super().__init__(tr("Merge {count} grids", count=len(codes)), tr("Merge"), parent)
        self._level, self._codes = level, tuple(codes)
        rows = [level.row(code) for code in codes]
        self.keep = self.add_radios(
            tr("Keeps the code"), [f"{level.names[row]} · {level.codes[row]}" for row in rows]
        )
        self.owner = QComboBox()
        for code, row in zip(codes, rows, strict=True):
            owner = _called(members, str(level.owners[row]))
            self.owner.addItem(f"{owner} ({level.names[row]})", code)
        for number, radio in enumerate(self.keep):
            radio.clicked.connect(lambda _=False, number=number: self.owner.setCurrentIndex(number))
        self.rows.addRow(label(tr("Owner"), "muted"), self.owner)

    @property
    def edit(self) -> MergeGrids:
        """The merge that was chosen."""
        kept = next(row for row, radio in enumerate(self.keep) if radio.isChecked())
        return MergeGrids(
            self._level.net,
            self._level.number,
            self._codes,
            self._codes[kept],
            owner_of=str(self.owner.currentData()),
        )


class ParentChoice(Choice):
    """Which level-one grid a grid moves to; those it borders on come first."""

    def __init__(self, level: Level, above: Level, code: str, first: Sequence[int],
                 parent: QWidget) -> None:  # fmt: skip
        super().__init__(tr("Move {code} to", code=code), tr("Move"), parent)
        self._level, self._code = level, code
        self.to = QComboBox()
        now = int(level.parents[level.row(code)])
        there = set(above.labels.tolist())
        others = [row for row in range(len(above.codes)) if row in there and row not in first]
        for row in [*first, *others]:
            if row != now:
                self.to.addItem(f"{above.names[row]} · {above.codes[row]}", str(above.codes[row]))
        self.rows.addRow(label(tr("Level-one grid"), "muted"), self.to)

    @property
    def edit(self) -> MoveGrid:
        """The move that was chosen."""
        return MoveGrid(self._level.net, self._level.number, self._code, str(self.to.currentData()))


class NetsChoice(Choice):
    """Which other nets a draft is drawn with."""

    def __init__(self, titles: Mapping[str, str], now: Collection[str], parent: QWidget) -> None:
        super().__init__(tr("Draw together with other nets"), tr("Bring in"), parent)
        text = tr(
            "Where their borders lie on those of the draft they are one border from then on: all "
            "follow a drag, until one is detached. Nets that change are published with the draft."
        )
        self.rows.addRow(label(text, "muted", wraps=True))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Nets"))
        for net, title in titles.items():
            item = QListWidgetItem(title)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if net in now else Qt.CheckState.Unchecked)
            item.setData(Qt.ItemDataRole.UserRole, net)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.rows.addRow(self.list)

    @property
    def nets(self) -> tuple[str, ...]:
        """The nets chosen."""
        items = (self.list.item(row) for row in range(self.list.count()))
        return tuple(
            str(item.data(Qt.ItemDataRole.UserRole))
            for item in items
            if item.checkState() == Qt.CheckState.Checked
        )


class Consent(Choice):
    """A question that is answered by going on or not."""

    def __init__(self, title: str, text: str, yes: str, parent: QWidget) -> None:
        super().__init__(title, yes, parent)
        self.rows.addRow(label(text, wraps=True))


class Notice(Choice):
    """Something to read; there is nothing to choose."""

    def __init__(self, title: str, text: str, parent: QWidget) -> None:
        super().__init__(title, tr("Close"), parent)
        self.rows.addRow(label(text, wraps=True))
        self.cancel.hide()


class ReasonChoice(Choice):
    """Asks for a reason; none, no going on."""

    def __init__(self, title: str, yes: str, parent: QWidget) -> None:
        super().__init__(title, yes, parent)
        self.field = QLineEdit()
        self.field.textChanged.connect(lambda text: self.yes.setEnabled(bool(text.strip())))
        self.yes.setEnabled(False)
        self.rows.addRow(label(tr("Reason"), "muted"), self.field)


def _owners(members: Mapping[str, str], owner: str) -> QComboBox:
    """Offer everybody, the owner that there is first."""
    offered = QComboBox()
    for ref in dict.fromkeys(("", *members) if not owner else (owner, "", *members)):
        offered.addItem(_called(members, ref), ref)
    return offered


def _called(members: Mapping[str, str], ref: str) -> str:
    return f"{members[ref]} · {ref}" if ref in members else ref or tr("nobody")


def _cases(radios: Sequence[QRadioButton]) -> Literal["place", "keeper"]:
    return "place" if radios[0].isChecked() else "keeper"


def _side(proposal: SplitProposal, part: int) -> str:
    """Name a part by where it lies of the others."""
    here = proposal.parts[part].centroid
    others = [one.centroid for row, one in enumerate(proposal.parts) if row != part]
    dx = here.x - sum(one.x for one in others) / len(others)
    dy = here.y - sum(one.y for one in others) / len(others)
    if abs(dx) > abs(dy):
        return tr("Eastern") if dx > 0 else tr("Western")
    return tr("Northern") if dy > 0 else tr("Southern")
