"""The wish: what is balanced, by which weights, on which level, how evenly."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QGridLayout,
    QSpinBox,
    QWidget,
)

from gridapp.desktop.widgets.panel import column, label
from gridapp.desktop.widgets.tokens import space
from gridapp.grid.balance_loads import MEASURES, Measure, Wish
from gridapp.language import tr

_PERCENT = 100.0


def measure_name(measure: Measure) -> str:
    """Return what a measure is called on the screen."""
    return {
        "households": tr("Households"),
        "enterprises": tr("Enterprises"),
        "cases": tr("Open cases"),
        "streets": tr("Patrol length"),
        "area": tr("Area"),
    }[measure]


class WishForm(QWidget):
    """A box for each measure with its weight, the level, and the deviation allowed."""

    def __init__(self) -> None:
        super().__init__()
        self.boxes: dict[Measure, QCheckBox] = {}
        self.weights: dict[Measure, QDoubleSpinBox] = {}
        measures = QGridLayout()
        measures.setContentsMargins(0, 0, 0, 0)
        measures.setVerticalSpacing(space["xs"])
        measures.setColumnStretch(0, 1)
        for row, measure in enumerate(MEASURES):
            box, weight = QCheckBox(measure_name(measure)), QDoubleSpinBox()
            box.setChecked(measure == "households")
            weight.setRange(0.1, 10.0)
            weight.setSingleStep(0.5)
            weight.setDecimals(1)
            weight.setValue(1.0)
            weight.setPrefix("× ")
            weight.setAccessibleName(tr("Weight of {what}", what=measure_name(measure)))
            box.toggled.connect(self._allow)
            measures.addWidget(box, row, 0)
            measures.addWidget(weight, row, 1)
            self.boxes[measure], self.weights[measure] = box, weight
        self.level = QComboBox()
        self.level.setAccessibleName(tr("Level"))
        self.deviation = QSpinBox()
        self.deviation.setRange(1, 200)
        self.deviation.setValue(10)
        self.deviation.setPrefix("± ")
        self.deviation.setSuffix(" %")
        self.deviation.setAccessibleName(tr("Deviation allowed"))
        below = QFormLayout()
        below.setContentsMargins(0, 0, 0, 0)
        below.setVerticalSpacing(space["s"])
        below.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        below.addRow(label(tr("Between"), "muted"), self.level)
        below.addRow(label(tr("Deviation allowed"), "muted"), self.deviation)
        self.setLayout(column(measures, below, gap=space["m"]))
        self._allow()

    @property
    def is_complete(self) -> bool:
        """Whether anything is chosen."""
        return any(box.isChecked() for box in self.boxes.values())

    def show_levels(self, numbers: Sequence[int]) -> None:
        """Offer these levels; the coarsest, whose pieces are whole sub-grids, comes first."""
        self.level.clear()
        for number in sorted(numbers):
            name = tr("Level-one grids") if number == 1 else tr("Sub-grids")
            self.level.addItem(name, number)

    def wish(self, net: str, locked: frozenset[tuple[str, int, str]]) -> Wish:
        """Return what is wished."""
        weights = {
            measure: self.weights[measure].value()
            for measure, box in self.boxes.items()
            if box.isChecked()
        }
        level = int(self.level.currentData())
        return Wish(net, level, weights, self.deviation.value() / _PERCENT, locked)

    def _allow(self) -> None:
        chosen = [measure for measure, box in self.boxes.items() if box.isChecked()]
        for measure, weight in self.weights.items():
            weight.setVisible(len(chosen) > 1 and measure in chosen)
