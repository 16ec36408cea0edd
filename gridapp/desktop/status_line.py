"""The status line: what was done or refused, work under way, the place under the cursor."""

from PySide6.QtWidgets import QProgressBar, QStatusBar

from gridapp.desktop.map.furniture import readout
from gridapp.desktop.session import Session
from gridapp.desktop.widgets.panel import label
from gridapp.desktop.widgets.style import figure_font
from gridapp.desktop.widgets.tokens import space
from gridapp.errors import GridappError
from gridapp.language import say
from gridapp.locate.crs import unproject

_BUSY = 80  # pixels


class StatusLine(QStatusBar):
    """Follows a session; the newest sentence stays until the next one."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self.setSizeGripEnabled(False)
        self.message = label("", "muted")
        self.message.setContentsMargins(space["m"], 0, space["m"], 0)
        self.cursor_place = label("", "muted")
        self.cursor_place.setFont(figure_font("small"))
        self.cursor_place.setContentsMargins(space["m"], 0, space["m"], 0)
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setFixedWidth(_BUSY)
        self._busy.hide()
        self.addWidget(self.message, 1)
        self.addPermanentWidget(self._busy)
        self.addPermanentWidget(self.cursor_place)
        session.failed.connect(self.show_error)
        session.said.connect(self.say)
        session.worker.busy.connect(self._busy.setVisible)

    def say(self, text: str) -> None:
        """Say what was done."""
        self.say_as("good", text)

    def show_error(self, error: GridappError) -> None:
        """Say what went wrong and what to do."""
        remedy = f" {say(error.remedy)}" if error.remedy else ""
        self.say_as("danger", say(error.problem) + remedy)

    def say_as(self, role: str, text: str) -> None:
        """Say something in the colour of a role."""
        self.message.setProperty("role", role)
        self.message.style().unpolish(self.message)
        self.message.style().polish(self.message)
        self.message.setText(text)

    def show_place(self, x: float, y: float) -> None:
        """Read out a place, metres."""

        def degrees(x: float, y: float) -> tuple[float, float]:
            lon, lat = unproject(x, y, self._session.workspace.crs)
            return float(lon), float(lat)

        self.cursor_place.setText(readout(x, y, degrees))
