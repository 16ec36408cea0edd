"""The box that goes somewhere: a grid, a place or a coordinate, found while it is typed."""

from collections.abc import Callable
from dataclasses import dataclass

import shapely
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from gridapp.desktop.map.view import Bounds
from gridapp.desktop.session import Session
from gridapp.desktop.widgets.icons import icon
from gridapp.desktop.widgets.panel import column
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.errors import GridappError
from gridapp.language import say, tr
from gridapp.workspace import Workspace

_WIDTH, _HEIGHT = 520, 372
_WAIT_MS = 120  # after the last letter
_MOST_GRIDS = 6
_GOAL = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Goal:
    """Somewhere to go.

    Attributes
    ----------
    kind : {"grid", "place", "coordinate"}
    x, y : float
        Metres.
    level : int
        Of a grid, else 0.
    code : str
        Of a grid, else empty.
    bounds : Bounds or None
        What is to be seen; None: the surroundings.
    """

    kind: str
    title: str
    detail: str
    x: float
    y: float
    level: int = 0
    code: str = ""
    bounds: Bounds | None = None


def find_goals(workspace: Workspace, text: str) -> list[Goal]:
    """Return where a text may lead: grids by code or name, then what the gazetteer finds.

    Raises
    ------
    InputError
        The text gives coordinates that can't be any, and no grid is called so.
    """
    wanted = text.strip()
    if not wanted:
        return []
    grids = workspace.geography.grids()
    goals: list[tuple[tuple[int, int, str], Goal]] = []
    for code, name, level, shape in zip(
        grids.codes, grids.names, grids.levels, grids.polygons, strict=True
    ):
        rank = _rank(wanted.lower(), str(code).lower(), str(name).lower())
        if rank is not None:
            left, bottom, right, top = shapely.bounds(shape).tolist()
            inside = shapely.point_on_surface(shape)
            goals.append(
                (
                    (rank, int(level), str(code)),
                    Goal("grid", str(name) or str(code), str(code), inside.x, inside.y,
                         int(level), str(code), (left, bottom, right, top)),
                )
            )  # fmt: skip
    found = [goal for _, goal in sorted(goals, key=lambda one: one[0])[:_MOST_GRIDS]]
    try:
        places = workspace.geography.locate(wanted)
    except GridappError:
        if not found:
            raise
        places = ()
    for place in places:
        kind = "coordinate" if place.kind == "coordinate" else "place"
        detail = say(place.reasons[0]) if place.reasons else ""
        found.append(Goal(kind, place.label, detail, place.x, place.y))
    return found


def _rank(wanted: str, code: str, name: str) -> int | None:
    """Tell how well a grid fits, 0 the best; None: not at all."""
    if wanted in (code, name):
        return 0
    if code.endswith(wanted) or name.startswith(wanted):
        return 1
    return 2 if wanted in code or wanted in name else None


_ICONS = {"grid": "grid", "place": "pin", "coordinate": "crosshair"}


class GoTo(QDialog):
    """A field and where it may lead; Enter goes to the first or the chosen one."""

    def __init__(
        self, session: Session, tokens: Tokens, go: Callable[[Goal], None], parent: QWidget
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("palette")
        self._session, self._tokens, self._go = session, tokens, go
        self._is_answered = True  # whether the list is the answer to what is typed
        self._is_wanted = False  # Enter was pressed before the answer came
        self._is_open = True  # answers may come when the box is gone
        self.finished.connect(self._end)
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(_WAIT_MS)
        self._wait.timeout.connect(self._ask)
        self.field = QLineEdit()
        self.field.setPlaceholderText(tr("Grid code or name, place, or coordinate"))
        self.field.setAccessibleName(tr("Go to"))
        self.field.textChanged.connect(self._type)
        self.field.installEventFilter(self)
        self.list = QListWidget()
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.itemClicked.connect(self._run)
        self.setLayout(column(self.field, self.list, margin=space["m"]))
        self.resize(_WIDTH, _HEIGHT)
        corner = parent.mapToGlobal(parent.rect().topLeft())
        self.move(corner.x() + (parent.width() - _WIDTH) // 2, corner.y() + space["xl"] * 3)
        self._say(tr("For example 003, a street with a number, or 120.27, 31.91"))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Up, Down and Enter go from the field to the list."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                QApplication.sendEvent(self.list, event)
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                if not self._is_answered:
                    self._is_wanted = True
                    if self._wait.isActive():
                        self._wait.stop()
                        self._ask()
                elif self.list.currentItem():
                    self._run(self.list.currentItem())
                return True
        return super().eventFilter(watched, event)

    def _type(self) -> None:
        self._is_answered = self._is_wanted = False
        self._wait.start()

    def _ask(self) -> None:
        workspace, text = self._session.workspace, self.field.text()
        if self._session.ask_places(
            "go to", lambda: find_goals(workspace, text), self._fill, self._tell
        ):
            self._say(tr("The places are being read; the answer follows."))

    def _end(self) -> None:
        self._is_open = False

    def _tell(self, error: GridappError) -> None:
        if self._is_open:
            self._is_answered = True
            self._say(say(error.problem))

    def _fill(self, goals: list[Goal]) -> None:
        if not self._is_open or self._wait.isActive():  # more was typed meanwhile
            return
        self._is_answered = True
        self.list.clear()
        for goal in goals:
            item = QListWidgetItem(
                icon(_ICONS[goal.kind], self._tokens), f"{goal.title}   {goal.detail}".rstrip()
            )
            item.setData(_GOAL, goal)
            self.list.addItem(item)
        if not goals:
            self._say(tr("Nothing is called that."))
            return
        self.list.setCurrentRow(0)
        if self._is_wanted:
            self._run(self.list.item(0))

    def _say(self, text: str) -> None:
        self.list.clear()
        item = QListWidgetItem(text)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.list.addItem(item)

    def _run(self, item: QListWidgetItem) -> None:
        goal = item.data(_GOAL)
        if isinstance(goal, Goal):
            self.accept()
            self._go(goal)
