"""The main window: rail, the screen's panels, the map in the middle, the status line."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMainWindow,
    QSplitter,
    QStackedWidget,
    QWidget,
)

from gridapp.desktop.actions import actions_of, bind_keys, moves_of, rail_entries
from gridapp.desktop.console.console import Console, ConsoleState
from gridapp.desktop.inspector import GridFacts, Inspector, read_grid
from gridapp.desktop.looking import Looking
from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.map.scene import Hit, Scene
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.map_desk import MapDesk
from gridapp.desktop.palette import Palette
from gridapp.desktop.printing.desk import PrintDesk
from gridapp.desktop.replay.drawing import TRACK_LAYERS
from gridapp.desktop.replay.replay import Replay, ReplayState
from gridapp.desktop.scenery import CASES, LEVEL_ONE, LEVEL_TWO
from gridapp.desktop.session import Session
from gridapp.desktop.stage import MapStage
from gridapp.desktop.status_line import StatusLine
from gridapp.desktop.widgets.panel import as_tip, column
from gridapp.desktop.widgets.rail import Rail
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.language import tr
from gridapp.workspace.geography import NetSummary

if TYPE_CHECKING:
    from gridapp.desktop.editor.editor import Editor, EditorState

_LEFT, _RIGHT = 340, 372


class Screen(Protocol):
    """A screen of the window: panels beside the map and what happens on the map."""

    left: QWidget
    right: QWidget

    @property
    def has_right(self) -> bool:
        """Whether there is something to show at the right."""

    def enter(self) -> None:
        """Come on stage."""

    def leave(self) -> None:
        """Go off stage."""


@dataclass(frozen=True, slots=True)
class WindowState:
    """What a window hands to the one that takes its place in another theme or language."""

    scene: Scene
    nets: list[NetSummary]
    view: Viewport
    screen: str
    console: ConsoleState
    replay: ReplayState
    editor: "EditorState | None"
    size: tuple[int, int]
    said: tuple[str, str]  # in the status line: a role and a sentence


class MainWindow(QMainWindow):
    """One window on one workspace."""

    theme_asked = Signal()
    language_asked = Signal()
    closed = Signal()

    def __init__(self, session: Session, tokens: Tokens) -> None:
        super().__init__()
        self._session = session
        self.canvas = MapCanvas(tokens)
        self.stage = MapStage(self.canvas, tokens)
        self.desk = MapDesk(session, self.stage)
        self.console = Console(session, self.canvas, tokens)
        self.replay = Replay(session, self.canvas, tokens)
        for desk in (self.desk, self.console, self.replay):
            desk.setParent(self)  # they go with the window, and what it connected to them goes too
        self.inspector = Inspector(tokens)
        self._screens: dict[str, Screen] = {"console": self.console, "replay": self.replay}
        self._screen = ""
        self.rail = Rail(*rail_entries(self, tokens), tokens)
        self._left, self._right = QStackedWidget(), QStackedWidget()
        for screen in self._screens.values():
            self._left.addWidget(screen.left)
            self._right.addWidget(screen.right)
        self.looking = Looking(session, self.canvas, self)
        self.paper = PrintDesk(session, self.canvas, self)
        self._right.addWidget(self.inspector)
        self._right.addWidget(self.looking.panel)
        for panel, width in ((self._left, _LEFT), (self._right, _RIGHT)):
            panel.setObjectName("panel")
            panel.setMinimumWidth(width - space["xl"])
        self.setCentralWidget(self._lay_out())
        self.status = StatusLine(session)
        self.setStatusBar(self.status)
        bind_keys(self)

        self.canvas.cursor_moved.connect(self.status.show_place)
        self.canvas.clicked.connect(self._click)
        self.canvas.hovered.connect(self._tell)
        self.desk.drawn.connect(self.console.refresh)
        self.closed.connect(self.desk.backgrounds.close)
        self.console.opened.connect(lambda _: self._show_right(self.console.right))
        self.console.case.closed.connect(self.close_details)
        self.inspector.closed.connect(self.close_details)
        self.inspector.print_asked.connect(self.paper.print_notice)
        self.replay.loaded.connect(self._show_track)
        self.looking.identified.connect(lambda: self._show_right(self.looking.panel))
        self.looking.left.connect(self.close_details)
        self.canvas.setAccessibleName(tr("Map"))
        self.canvas.setFocus()
        self.setWindowTitle(f"{session.workspace.title} · gridapp")

    @property
    def screen_name(self) -> str:
        """The screen on stage: ``console`` or ``replay``."""
        return self._screen

    @cached_property
    def editor(self) -> "Editor":
        """The supervisor's editor, made when it is first wanted: the first map comes sooner."""
        from gridapp.desktop.editor.editor import Editor

        made = Editor(self._session, self.stage, self.canvas.tokens, self)
        self._screens["editor"] = made
        self._left.addWidget(made.left)
        self._right.addWidget(made.right)
        made.turned.connect(lambda: self.go_to(self._screen))
        return made

    def go_to(self, name: str) -> None:
        """Bring another screen on stage."""
        screen = self.editor if name == "editor" else self._screens[name]
        if name != self._screen:
            self.looking.put_down()
            if self._screen:
                self._screens[self._screen].leave()
            self._screen = name
            self._left.setCurrentWidget(screen.left)
            self.rail.press(name)
            screen.enter()
        self._show_right(screen.right if screen.has_right else None)

    def close_details(self) -> None:
        """Let go of the case or the grid at the right; the screen shows its own again."""
        self.console.let_go()
        self.canvas.scene.select(CASES, ())
        self.go_to(self._screen)
        self.canvas.setFocus()

    def state(self) -> WindowState:
        """Return what the next window goes on from."""
        return WindowState(
            self.canvas.scene,
            self.desk.nets,
            self.canvas.viewport,
            self._screen,
            self.console.state(),
            self.replay.state(),
            self.editor.state() if "editor" in self._screens else None,
            (self.width(), self.height()),
            (str(self.status.message.property("role")), self.status.message.text()),
        )

    def restore(self, state: WindowState) -> None:
        """Go on from where another window was."""
        self.resize(*state.size)
        self.status.say_as(*state.said)
        self.desk.take_over(state.scene, state.nets)
        self.canvas.show_view(state.view)
        self.console.restore(state.console)
        self.replay.restore(state.replay)
        if state.editor is not None:
            self.editor.restore(state.editor)
        self.go_to(state.screen)
        for layer in (LEVEL_ONE, LEVEL_TWO):
            for code in state.scene.selection.get(layer, ()):
                self._ask_grid(str(code))

    def retire(self) -> None:
        """Give up the stage and the scene for the window that takes this one's place."""
        self.canvas.set_scene(Scene())
        self._leave_stage()
        self.hide()
        self.deleteLater()

    def show_palette(self) -> None:
        """Open the palette of every action."""
        palette = Palette([*actions_of(self), *moves_of(self)], self.canvas.tokens, self)
        palette.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        palette.show()
        palette.field.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc, where nothing else takes it, closes what is open at the right."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_details()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave the stage, whose clocks go on otherwise, and tell that this window is done."""
        super().closeEvent(event)
        self._leave_stage()
        self.closed.emit()

    def _leave_stage(self) -> None:
        if self._screen:
            self._screens[self._screen].leave()
            self._screen = ""

    def take_report(self) -> None:
        """Go where a report is taken down."""
        self.go_to("console")
        self.console.intake.text.setFocus()

    def filter_queue(self) -> None:
        """Go where the queue is filtered."""
        self.go_to("console")
        self.console.filter.setFocus()

    def import_reports(self) -> None:
        """Go where a sheet of reports is taken in."""
        self.go_to("console")
        self.console.side.show_sheet()

    def next_doubt(self) -> None:
        """Go to what the operator must be asked about next."""
        self.go_to("console")
        self.console.next_doubt()

    def join_cases(self) -> None:
        """Go where cases of one trouble are joined."""
        self.go_to("console")
        self.console.side.show_duplicates()

    def compare_editions(self) -> None:
        """Go where editions are compared."""
        self.go_to("editor")
        self.editor.compare()

    def _lay_out(self) -> QWidget:
        middle = QWidget()
        below_each_other = column(self.stage, self.replay.bottom, gap=0)
        below_each_other.setStretch(0, 1)
        middle.setLayout(below_each_other)
        splitter = QSplitter()
        for part in (self._left, middle, self._right):
            splitter.addWidget(part)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([_LEFT, 10_000, _RIGHT])
        splitter.setChildrenCollapsible(False)
        whole = QWidget()
        row = QHBoxLayout(whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(splitter)
        return whole

    def _click(self, hit: Hit | None, x: float, y: float) -> None:
        if self._screen == "replay":
            self.replay.click(hit, x, y)
        self.console.click(hit)
        if hit is not None and hit.layer in (LEVEL_ONE, LEVEL_TWO):
            self.console.let_go()
            self.canvas.scene.select(hit.layer, [hit.id])
            self._ask_grid(str(hit.id))

    def _tell(self, hit: Hit | None) -> None:
        """Say what is under the cursor."""
        text = ""
        if hit is not None and hit.layer == CASES:
            text = self.console.describe(hit.id)
        elif hit is not None and hit.layer in TRACK_LAYERS:
            text = self.replay.describe(hit)
        elif hit is not None:
            layer = self.canvas.scene[hit.layer]
            labels = getattr(layer, "labels", None)
            text = str(labels[hit.index] if labels is not None else hit.id)
        self.canvas.setToolTip(as_tip(text))

    def _ask_grid(self, code: str) -> None:
        workspace = self._session.workspace
        self._session.ask("grid", lambda: read_grid(workspace, code), self._show_grid)

    def _show_grid(self, grid: GridFacts) -> None:
        self.inspector.show_grid(grid)
        self._show_right(self.inspector)

    def _show_track(self) -> None:
        if self._screen == "replay":
            self._show_right(self.replay.right)

    def _show_right(self, panel: QWidget | None) -> None:
        """Show this at the right; the map takes the room of nothing."""
        if panel is not None:
            self._right.setCurrentWidget(panel)
        self._right.setVisible(panel is not None)
