"""The fields of one background."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QSlider,
    QSpinBox,
    QWidget,
)

from gridapp.desktop.widgets.panel import label
from gridapp.desktop.widgets.tokens import space
from gridapp.exchange.backgrounds.source import DATUMS, DEEPEST, LOOKS, Background, Kind
from gridapp.exchange.backgrounds.templates import part_key
from gridapp.language import say, tr
from gridapp.locate.datum import Datum
from gridapp.messages import message

_LOOK_NAMES = {
    "outline": message("Outlines"),
    "quiet": message("Quiet areas"),
    "green": message("Parks"),
    "water": message("Water"),
    "building": message("Buildings"),
    "street": message("Streets"),
}
_ONLY = {
    Kind.LAYERS: ("look", "layer"),
    Kind.ARCHIVE: ("opacity",),
    Kind.WEB: ("key", "max_zoom", "opacity"),
}
"""Fields that not every kind has."""

_PLACES = {
    Kind.LAYERS: message("File"),
    Kind.ARCHIVE: message("File"),
    Kind.WEB: message("Address"),
}


class BackgroundForm(QWidget):
    """Shows a background and says what it is changed to.

    Signals
    -------
    edited()
        Something was changed by hand.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Background | None = None
        self.title, self.where, self.key = QLineEdit(), QLineEdit(), QLineEdit()
        self.layer, self.attribution = QLineEdit(), QLineEdit()
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.where.setPlaceholderText("https://…/{z}/{x}/{y}.png")
        self.layer.setPlaceholderText(tr("All layers"))
        self.attribution.setPlaceholderText(tr("What the file says itself"))
        self.datum, self.look = QComboBox(), QComboBox()
        for one in DATUMS:
            self.datum.addItem(one.value, one)
        for name in LOOKS:
            self.look.addItem(say(_LOOK_NAMES[name]), name)
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(0, 100)
        self._percent = QLabel()
        self._percent.setMinimumWidth(space["xl"] * 2)
        self.opacity.valueChanged.connect(lambda share: self._percent.setText(f"{share} %"))
        self.max_zoom = QSpinBox()
        self.max_zoom.setRange(0, DEEPEST)
        self.max_zoom.lineEdit().setTextMargins(space["s"], 0, 0, 0)
        opacity = QWidget()
        beside = QHBoxLayout(opacity)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.opacity, 1)
        beside.addWidget(self._percent)
        self._place = label(tr("Address"), "muted")
        self._rows = QFormLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setVerticalSpacing(space["s"])
        self._rows.setHorizontalSpacing(space["m"])
        self._fields: dict[str, QWidget] = {}
        for name, text, field, control in (
            ("title", tr("Name"), self.title, self.title),
            ("where", "", self.where, self.where),
            ("key", tr("Key"), self.key, self.key),
            ("layer", tr("Layer"), self.layer, self.layer),
            ("look", tr("Drawn like"), self.look, self.look),
            ("datum", tr("Datum"), self.datum, self.datum),
            ("max_zoom", tr("Deepest zoom"), self.max_zoom, self.max_zoom),
            ("opacity", tr("Opacity"), opacity, self.opacity),
            ("attribution", tr("Attribution"), self.attribution, self.attribution),
        ):
            words = label(text, "muted") if text else self._place
            control.setAccessibleName(text or tr("Address"))
            self._rows.addRow(words, field)
            self._fields[name] = field
        for line in (self.title, self.where, self.key, self.layer, self.attribution):
            line.textEdited.connect(lambda _: self.edited.emit())
        self.where.editingFinished.connect(self._part_key)
        self.datum.activated.connect(lambda _: self.edited.emit())
        self.look.activated.connect(lambda _: self.edited.emit())
        self.opacity.valueChanged.connect(lambda _: self._tell())
        self.max_zoom.valueChanged.connect(lambda _: self._tell())
        self._is_filling = False
        self.show_background(None)

    def show_background(self, background: Background | None) -> None:
        """Show another background, or none."""
        self._shown = background
        self.setEnabled(background is not None)
        one = background or Background(Kind.WEB, "", "")
        self._is_filling = True
        self.title.setText(one.title)
        self.where.setText(one.where)
        self.where.setCursorPosition(0)
        self._place.setText(say(_PLACES[one.kind]))
        self.key.setText(one.key)
        self.layer.setText(one.layer)
        self.attribution.setText(one.attribution)
        self.datum.setCurrentIndex(DATUMS.index(one.datum))
        self.look.setCurrentIndex(LOOKS.index(one.look))
        self.opacity.setValue(round(one.opacity * 100))
        self._percent.setText(f"{self.opacity.value()} %")
        self.max_zoom.setValue(one.max_zoom)
        for name in {name for names in _ONLY.values() for name in names}:
            self._rows.setRowVisible(self._fields[name], name in _ONLY[one.kind])
        self._is_filling = False

    @property
    def background(self) -> Background | None:
        """The background as the fields have it now; None while none is shown."""
        if self._shown is None:
            return None
        return replace(
            self._shown,
            title=self.title.text().strip(),
            where=self.where.text().strip(),
            key=self.key.text().strip(),
            layer=self.layer.text().strip(),
            attribution=self.attribution.text().strip(),
            datum=Datum(self.datum.currentData()),
            look=str(self.look.currentData()),
            opacity=self.opacity.value() / 100,
            max_zoom=self.max_zoom.value(),
        )

    def _part_key(self) -> None:
        """Move a key that was pasted with the address to where keys are hidden."""
        if self._shown is None or self._shown.kind is not Kind.WEB:
            return
        where, key = part_key(self.where.text().strip())
        if key:
            self.where.setText(where)
            self.key.setText(key)
            self.edited.emit()

    def _tell(self) -> None:
        if not self._is_filling:
            self.edited.emit()
