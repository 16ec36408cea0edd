"""The first page of the merge workbench: which nets, into what, how; and what it will do."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QWidget,
)

from gridapp.desktop.editor.merging.net_choice import NetChoice
from gridapp.desktop.editor.merging.order import Order, Setup
from gridapp.desktop.widgets.panel import button, card, column, label, tool
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.grid.merge import AREA, MergePlan
from gridapp.grid.slivers import Limits
from gridapp.language import tr

_NO_NAMES = ""
_NARROWEST = 120  # pixels of a field


class SetupPage(QWidget):
    """What is merged and how.

    Signals
    -------
    left()
        Back to the drafts.
    run_wanted(order)
        An `Order`.
    cancel_wanted()
    """

    left = Signal()
    run_wanted = Signal(object)
    cancel_wanted = Signal()

    def __init__(self, tokens: Tokens) -> None:
        super().__init__()
        self._setup: Setup | None = None
        back = tool("chevron-left", tr("Back to the drafts"), tokens)
        back.clicked.connect(self.left)
        self.nets = NetChoice(tokens)
        self.nets.changed.connect(self._tell)
        self.level_one, self.sub_grids = QSpinBox(), QSpinBox()
        for spin in (self.level_one, self.sub_grids):
            spin.setRange(0, 99_999)
            spin.setSpecialValueText(tr("as many as faces"))
            spin.valueChanged.connect(lambda _: self._tell())
        self.balanced: Mapping[str, QCheckBox] = {
            AREA: QCheckBox(tr("area")),
            "households": QCheckBox(tr("households")),
            "enterprises": QCheckBox(tr("enterprises")),
        }
        self.streets = QCheckBox(tr("Sub-grids follow streets"))
        self.names = QComboBox()
        self.tolerance = _metres(1.0, 3)
        self.sliver_area = _metres(500.0, 0, tr("m²"))
        self.sliver_width = _metres(6.0, 1)
        self.near = _metres(12.0, 1)
        self.name = QLineEdit()
        self.name.textChanged.connect(lambda _: self._tell())
        self.division = QLineEdit()
        self.division.setMaxLength(9)
        self.division.textChanged.connect(lambda _: self._tell())
        self.summary = label("", wraps=True)
        self.summary.setAlignment(Qt.AlignmentFlag.AlignTop)
        fits = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        fits.setHeightForWidth(True)
        self.summary.setSizePolicy(fits)
        self.run = button(tr("Merge"), tokens, name="merge", role="primary")
        self.run.clicked.connect(lambda: self.run_wanted.emit(self.order()))
        self.cancel = button(tr("Cancel"), tokens)
        self.cancel.clicked.connect(self.cancel_wanted)
        self.progress = QProgressBar()
        self.progress.setRange(0, 100)
        self.stage = label("", "muted")
        head, foot = QHBoxLayout(), QHBoxLayout()
        head.addWidget(back)
        head.addWidget(label(tr("Merge nets"), "title"), 1)
        foot.addWidget(self.stage, 1)
        foot.addWidget(self.cancel)
        foot.addWidget(self.run)
        middle = QWidget()
        about = column(label(tr("What it will do"), "section"), self.summary, margin=space["m"])
        inner = column(self.nets, self._rows(), 1)
        inner.setContentsMargins(0, 0, space["s"], 0)
        middle.setLayout(inner)
        promise = card(about)
        promise.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        scroll = QScrollArea()
        scroll.setWidget(middle)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setLayout(column(head, scroll, promise, self.progress, foot, margin=space["m"]))
        self.show_progress(None)

    def show_setup(self, setup: Setup) -> None:
        """Offer what the workspace has."""
        self._setup = setup
        self.name.setText(setup.into)
        self.division.setText(setup.division)
        self.level_one.setValue(setup.level_one)
        self.sub_grids.setValue(setup.sub_grids)
        for what, box in self.balanced.items():
            box.setEnabled(what == AREA or what in setup.loads)
            box.setChecked(what == AREA)
        self.streets.setChecked(setup.has_streets)
        self.streets.setEnabled(setup.has_streets)
        self.names.clear()
        self.names.addItem(tr("nothing"), _NO_NAMES)
        for net in setup.nets:
            self.names.addItem(net.title, net.name)
        self.nets.show_nets([net for net in setup.nets if net.name != setup.main], setup.ticked)

    def order(self) -> Order:
        """Return what is wanted."""
        plan = MergePlan(
            self.name.text().strip(),
            self.division.text(),
            tolerance=self.tolerance.value(),
            slivers=Limits(self.sliver_area.value(), self.sliver_width.value()),
            near=Limits(0.0, self.near.value()),
            level_one=self.level_one.value(),
            sub_grids=self.sub_grids.value(),
            balanced=tuple(what for what, box in self.balanced.items() if box.isChecked())
            or (AREA,),
        )
        return Order(
            self.nets.ticked, plan, self.streets.isChecked(), str(self.names.currentData() or "")
        )

    def show_progress(self, progress: tuple[str, float] | None) -> None:
        """Show what is done now and how far it has come; None when nothing is under way."""
        is_busy = progress is not None
        for part in (self.progress, self.cancel):
            part.setVisible(is_busy)
        self.run.setVisible(not is_busy)
        self.stage.setText(progress[0] if progress else "")
        self.progress.setValue(round(progress[1] * 100) if progress else 0)
        self.nets.setEnabled(not is_busy)

    def _rows(self) -> QFormLayout:
        """Lay out what can be set."""
        boxes = QWidget()
        boxes.setLayout(column(*self.balanced.values(), gap=space["xs"]))
        rows = QFormLayout()
        rows.setVerticalSpacing(space["s"])
        rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        fields: Sequence[tuple[str, QWidget]] = (
            (tr("Into the net"), self.name),
            (tr("Division code"), self.division),
            (tr("Level-one grids"), self.level_one),
            (tr("Sub-grids"), self.sub_grids),
            (tr("Balanced"), boxes),
            (tr("Named after"), self.names),
            (tr("Tolerance"), self.tolerance),
            (tr("Slivers below"), self.sliver_area),
            (tr("or narrower than"), self.sliver_width),
            (tr("Near borders below"), self.near),
        )
        for text, field in fields:
            field.setAccessibleName(text)
            field.setMinimumWidth(_NARROWEST)
            field.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            rows.addRow(label(text, "muted"), field)
        rows.addRow(self.streets)
        return rows

    def _tell(self) -> None:
        """Say what merging will do, or what is missing."""
        order, setup = self.order(), self._setup
        if setup is None:
            return
        fault = order.fault()
        self.run.setEnabled(fault is None)
        if fault is not None:
            self.summary.setText(fault)
            return
        counts = [order.plan.level_one, order.plan.sub_grids]
        wanted = [str(count) if count else tr("as many as there are faces") for count in counts]
        lines = [
            tr(
                "{count} nets become one: level-one grids: {one}, sub-grids: {two}.",
                count=len(order.nets), one=wanted[0], two=wanted[1],
            ),
            tr("Nothing is stored until you finish; the nets themselves stay as they are."),
        ]  # fmt: skip
        if setup.has_net(order.plan.name):
            lines.append(
                tr("“{name}” is there already: its grids keep code, name and owner where they "
                   "stay the same.", name=order.plan.name)
            )  # fmt: skip
        kept = setup.remembered.get(order.plan.name, 0)
        if kept:
            lines.append(tr("{count} decisions from last time are repeated.", count=kept))
        self.summary.setText("\n".join(lines))


def _metres(value: float, decimals: int, unit: str = "") -> QDoubleSpinBox:
    made = QDoubleSpinBox()
    made.setDecimals(decimals)
    made.setRange(0.0, 1_000_000.0)
    made.setValue(value)
    made.setSuffix(" " + (unit or tr("m")))
    return made
