"""The transport: play, pause, step, speed, follow, and the moment that shows."""

from datetime import datetime, tzinfo

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from gridapp.desktop.widgets.icons import icon
from gridapp.desktop.widgets.panel import label, tool
from gridapp.desktop.widgets.style import figure_font
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.language import tr

SPEEDS = (1, 5, 10, 30, 60, 120, 300, 600)
_FIRST = 60


class Transport(QWidget):
    """Buttons and the read-out of a replay."""

    toggled = Signal()
    stepped = Signal(int)
    speed_chosen = Signal(float)
    follow_chosen = Signal(bool)

    def __init__(self, zone: tzinfo, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._tokens = tokens
        self.back = tool("step-back", tr("One fix back (←)"), tokens)
        self.play = tool("play", tr("Play or pause (Space)"), tokens, 22)
        self.forward = tool("step", tr("One fix on (→)"), tokens)
        self.back.clicked.connect(lambda: self.stepped.emit(-1))
        self.play.clicked.connect(self.toggled)
        self.forward.clicked.connect(lambda: self.stepped.emit(1))
        self.speed = QComboBox()
        self.speed.setToolTip(tr("Speed of the replay"))
        for rate in SPEEDS:
            self.speed.addItem(f"{rate}×", float(rate))
        self.speed.setCurrentIndex(SPEEDS.index(_FIRST))
        self.speed.currentIndexChanged.connect(
            lambda _: self.speed_chosen.emit(self.speed.currentData())
        )
        self.follow = tool("follow", tr("Follow the terminal"), tokens)
        self.follow.setCheckable(True)
        self.follow.toggled.connect(self.follow_chosen)
        self.moment = label()
        self.moment.setFont(figure_font("title", 600))
        self.state = label("", "muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(space["m"], 0, space["m"], 0)
        row.setSpacing(space["s"])
        for part in (self.back, self.play, self.forward, self.speed, self.follow):
            row.addWidget(part)
        row.addSpacing(space["m"])
        row.addWidget(self.moment)
        row.addWidget(self.state)
        row.addStretch()
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    @property
    def rate(self) -> float:
        """The speed that is chosen."""
        return float(self.speed.currentData())

    def show_playing(self, is_playing: bool) -> None:
        """Show whether the button would play or pause."""
        self.play.setIcon(icon("pause" if is_playing else "play", self._tokens, 22))

    def show_moment(self, t: float, state: str) -> None:
        """Show the moment (epoch seconds) and what the terminal does in it."""
        self.moment.setText(datetime.fromtimestamp(t, self._zone).strftime("%m-%d %H:%M:%S"))
        self.state.setText(state)
