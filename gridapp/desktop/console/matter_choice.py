"""What a case is about, chosen afterwards: a case of unknown matter can't be dispatched."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QCompleter, QWidget

from gridapp.cases.catalogue import Matter
from gridapp.desktop.widgets.panel import column, label
from gridapp.desktop.widgets.tokens import space
from gridapp.language import tr


class MatterChoice(QWidget):
    """The matters of the catalogue, the likeliest first, found by typing any part of a name."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.box = QComboBox()
        self.box.setEditable(True)
        self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.box.setAccessibleName(tr("Matter"))
        self.box.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        field, completer = self.box.lineEdit(), self.box.completer()
        assert field is not None
        assert completer is not None
        field.setPlaceholderText(tr("Choose what it is about, then it can be dispatched"))
        completer.setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self.box.activated.connect(self._tell)
        self.setLayout(column(label(tr("Matter"), "section"), self.box, gap=space["s"]))

    def show_matters(self, matters: Sequence[Matter]) -> None:
        """Show the matters to choose from, none of them chosen."""
        self.box.clear()
        for matter in matters:
            self.box.addItem(f"{matter.name} · {matter.class_name}", matter)
        self.box.setCurrentIndex(-1)

    def _tell(self, row: int) -> None:
        self.chosen.emit(self.box.itemData(row))
