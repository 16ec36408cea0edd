"""What typed coordinates are on, when they don't say it: shown, and switched."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from gridapp.desktop.widgets.panel import label
from gridapp.desktop.widgets.tokens import space
from gridapp.language import tr
from gridapp.locate.datum import Datum

_OFFERED = (Datum.WGS84, Datum.GCJ02, Datum.BD09)


class DatumSwitch(QWidget):
    """A chip for each datum; `chosen` is the one that a person chose, None before that."""

    switched = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.chosen: Datum | None = None
        self._group = QButtonGroup(self)
        self.chips: dict[Datum, QPushButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(space["xs"])
        row.addWidget(label(tr("Numbers on"), "muted"))
        for datum in _OFFERED:
            chip = QPushButton(datum.value)
            chip.setProperty("role", "chip")
            chip.setCheckable(True)
            chip.clicked.connect(lambda _=False, datum=datum: self._switch(datum))
            self._group.addButton(chip)
            self.chips[datum] = chip
            row.addWidget(chip)
        row.addStretch()
        self.hide()

    def show_datum(self, datum: Datum | None) -> None:
        """Show what the numbers are taken to be on; None when they say it, or there are none."""
        self.setVisible(datum is not None)
        if datum is None:
            self.chosen = None
        elif datum in self.chips:
            self.chips[datum].setChecked(True)

    def _switch(self, datum: Datum) -> None:
        self.chosen = datum
        self.switched.emit(datum)
