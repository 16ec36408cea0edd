"""Which column of a sheet is which field of a report: shown, and changed before rows are read."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QWidget

from gridapp.desktop.widgets.panel import button, column, label
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.exchange.report_columns import USUAL
from gridapp.exchange.reports import ReportSheet
from gridapp.language import tr
from gridapp.locate.datum import Datum

_SAMPLE = 18  # characters of a cell that tell what is in a column


class SheetColumns(QWidget):
    """A box for every field, the columns guessed or remembered in them."""

    accepted = Signal()

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        titles = {
            "number": tr("Number"), "time": tr("Time"), "text": tr("Report"),
            "place": tr("Place"), "lon": tr("Longitude"), "lat": tr("Latitude"),
            "matter": tr("Matter"), "channel": tr("Channel"), "reporter": tr("Reporter"),
            "urgent": tr("Urgent"),
        }  # fmt: skip
        self.boxes: dict[str, QComboBox] = {}
        form = QFormLayout()
        form.setHorizontalSpacing(space["m"])
        form.setVerticalSpacing(space["s"])
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for field in USUAL:
            box = _box(titles[field])
            box.currentIndexChanged.connect(self._look)
            self.boxes[field] = box
            form.addRow(label(titles[field], "muted"), box)
        self.datum = _box(tr("Datum"))
        self.datum.addItem(tr("as the addresses tell"), "")
        for datum in Datum:
            self.datum.addItem(datum.value, datum.value)
        form.addRow(label(tr("Datum"), "muted"), self.datum)
        self.button = button(tr("Look at the rows"), tokens, name="search", role="primary")
        self.button.setAutoDefault(True)  # Enter presses it
        self.button.clicked.connect(self.accepted)
        self.setLayout(
            column(label(tr("Columns"), "section"), form, self.button, 1, gap=space["m"])
        )

    @property
    def chosen(self) -> dict[str, str]:
        """Field → column, as far as chosen."""
        found = {field: box.currentData() for field, box in self.boxes.items()}
        return {field: str(name) for field, name in found.items() if name}

    @property
    def chosen_datum(self) -> Datum | None:
        """What the coordinates are on, None for what the addresses tell."""
        found = self.datum.currentData()
        return Datum(found) if found else None

    def show_columns(
        self, sheet: ReportSheet, columns: dict[str, str], datum: Datum | None
    ) -> None:
        """Show a sheet's columns, each with the first text in it."""
        first = {
            name: next((row[at] for row in sheet.rows[:20] if row[at]), "")
            for at, name in enumerate(sheet.names)
        }
        for field, box in self.boxes.items():
            box.blockSignals(True)
            box.clear()
            box.addItem("–", "")
            for name in sheet.names:
                sample = first[name].replace("\n", " ")[:_SAMPLE]
                box.addItem(f"{name}    {sample}", name)
            box.setCurrentIndex(max(box.findData(columns.get(field, "")), 0))
            box.blockSignals(False)
        self.datum.setCurrentIndex(max(self.datum.findData(datum.value if datum else ""), 0))
        self._look()

    def _look(self) -> None:
        """Let only what makes sense be asked for."""
        chosen = self.chosen
        has_both = "lon" in chosen and "lat" in chosen
        self.datum.setEnabled(has_both)
        is_whole = has_both or not ("lon" in chosen or "lat" in chosen)
        self.button.setEnabled(("text" in chosen or "place" in chosen) and is_whole)


def _box(name: str) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    made.setMinimumContentsLength(8)
    return made
