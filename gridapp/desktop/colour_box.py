"""The control “Colour grids by…”: the figure, and how it is cut into classes."""

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QSpinBox, QWidget

from gridapp.desktop.colouring import COUNTS, METHOD_TITLES, Colouring
from gridapp.desktop.widgets.panel import column, label
from gridapp.desktop.widgets.tokens import space
from gridapp.language import say, tr
from gridapp.workspace.figures import FIGURES


class ColourBox(QWidget):
    """Lets a figure be chosen; how it is cut shows once there is one.

    Signals
    -------
    chosen(choice)
        A `Colouring`, None for no colour.
    resized()
        It wants another size.
    """

    chosen = Signal(object)
    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._choice: Colouring | None = None
        self.figure = QComboBox()
        self.figure.addItem(tr("Nothing"), "")
        for figure in FIGURES.values():
            self.figure.addItem(say(figure.title), figure.name)
        self.figure.setAccessibleName(tr("Colour grids by"))
        self.level = QComboBox()
        self.level.addItem(tr("Sub-grids"), 2)
        self.level.addItem(tr("Level-one grids"), 1)
        self.method = QComboBox()
        for name, method in METHOD_TITLES.items():
            self.method.addItem(say(method), name)
        self.count = QSpinBox()
        self.count.setRange(COUNTS[0], COUNTS[-1])
        self.by_area = QCheckBox(tr("per km²"))
        self._how = QWidget()
        rows = QFormLayout(self._how)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setHorizontalSpacing(space["s"])
        rows.setVerticalSpacing(space["xs"])
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for title, field in (
            (tr("Grids"), self.level),
            (tr("Method"), self.method),
            (tr("Classes"), self.count),
        ):
            words = label(title, "muted")
            words.setBuddy(field)
            rows.addRow(words, field)
        rows.addRow("", self.by_area)
        head = label(tr("Colour grids by"), "section")
        head.setBuddy(self.figure)
        self.setLayout(column(head, self.figure, self._how))
        self._fields = (self.figure, self.level, self.method, self.count, self.by_area)
        for box in (self.figure, self.level, self.method):
            box.currentIndexChanged.connect(self._tell)
        self.count.valueChanged.connect(self._tell)
        self.by_area.toggled.connect(self._tell)
        self.show_choice(None)

    def show_choice(self, choice: Colouring | None) -> None:
        """Show what was chosen elsewhere."""
        self._choice = choice
        for field in self._fields:
            field.blockSignals(True)
        shown = choice or Colouring("")
        self.figure.setCurrentIndex(self.figure.findData(shown.figure))
        self.level.setCurrentIndex(self.level.findData(shown.level))
        self.method.setCurrentIndex(self.method.findData(shown.method))
        self.count.setValue(shown.count)
        self.count.setEnabled(shown.method != "deviation")  # which always makes five
        self.by_area.setChecked(shown.by_area)
        has_density = choice is not None and FIGURES[choice.figure].density_unit is not None
        self.by_area.setEnabled(has_density)
        for field in self._fields:
            field.blockSignals(False)
        self._how.setVisible(choice is not None)
        self.resized.emit()

    def _tell(self) -> None:
        figure = self.figure.currentData()
        choice = None
        if figure:
            choice = replace(
                self._choice or Colouring(figure),
                figure=figure,
                level=self.level.currentData(),
                method=self.method.currentData(),
                count=self.count.value(),
                by_area=self.by_area.isChecked(),
            )
        self.show_choice(choice)
        self.chosen.emit(choice)
