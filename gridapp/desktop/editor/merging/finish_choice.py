"""Where a merge goes: a net of its own, or the next edition of one that is there."""

from datetime import datetime, tzinfo

from PySide6.QtWidgets import QLineEdit, QWidget

from gridapp.desktop.editor.choices import Choice
from gridapp.desktop.editor.day_field import DayField
from gridapp.desktop.widgets.panel import label
from gridapp.language import tr


class FinishChoice(Choice):
    """Asks for the title, or for the edition's name and day; says what it will do."""

    def __init__(
        self, net: str, is_edition: bool, is_main: bool, now: datetime, zone: tzinfo,
        parent: QWidget,
    ) -> None:  # fmt: skip
        super().__init__(tr("Finish the merge"), tr("Store"), parent)
        self.is_edition = is_edition
        self.title = QLineEdit(net)
        self.since = DayField(now, zone)
        if is_edition:
            self.title.clear()
            self.title.setPlaceholderText(tr("such as the year"))
            text = tr(
                "“{net}” gets its next edition on this day; the one in force ends then. Grids "
                "that stay the same keep code, name and owner. Drafts are kept.", net=net,
            )  # fmt: skip
            self.rows.addRow(label(tr("Edition"), "muted"), self.title)
            self.rows.addRow(label(tr("In force from"), "muted"), self.since)
        else:
            text = tr("“{net}” is stored as a new net, in force from now.", net=net)
            if is_main:
                text += " " + tr("Cases will belong to it.")
            self.rows.addRow(label(tr("Title"), "muted"), self.title)
        remembered = tr("The decisions are remembered for the next merge into it.")
        self.rows.addRow(label(f"{text} {remembered}", wraps=True))
