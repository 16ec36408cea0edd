"""The inspector's replay: terminals at the left, figures at the right, the timeline below."""

import time
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence, QPainter, QShortcut
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QWidget,
)

from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.map.scene import Hit
from gridapp.desktop.map.view import Viewport
from gridapp.desktop.replay.drawing import TRACK_LAYERS, draw_way, track_layers
from gridapp.desktop.replay.figures import Figures
from gridapp.desktop.replay.recording import (
    Recording,
    Terminal,
    read_recording,
    read_terminals,
)
from gridapp.desktop.replay.timeline import Timeline
from gridapp.desktop.replay.transport import Transport
from gridapp.desktop.scenery import TERMINALS
from gridapp.desktop.session import Session
from gridapp.desktop.widgets.icons import icon
from gridapp.desktop.widgets.panel import column, label
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.errors import GridappError
from gridapp.language import say, tr
from gridapp.messages import Message
from gridapp.patrol.playback import Player, make_player, position_at

_FRAME_MS = 33


@dataclass(frozen=True, slots=True)
class ReplayState:
    """What a replay hands to the one that takes its place in another theme or language."""

    reason: str
    search: str
    recording: Recording | None
    asked: tuple[str, str] | None
    t: float
    speed: int
    follows: bool


class Replay(QObject):
    """The inspector's screen on the shared map: its panels, its player, what it draws."""

    listed = Signal()
    loaded = Signal()

    def __init__(self, session: Session, canvas: MapCanvas, tokens: Tokens) -> None:
        super().__init__()
        self._session = session
        self._canvas = canvas
        self._recording: Recording | None = None
        self._player: Player | None = None
        self._asked: tuple[str, str] | None = None  # terminal and reason: one audit row each
        self._is_on_stage = False
        zone = session.workspace.casework.profile.zone

        self.reason = QLineEdit()
        self.reason.setPlaceholderText(tr("Why do you look? (kept in the audit)"))
        self.reason.setAccessibleName(tr("Reason"))
        self.search = QLineEdit()
        self.reason.returnPressed.connect(self.search.setFocus)
        self.search.setAccessibleName(tr("Find a terminal or a person"))
        self.search.returnPressed.connect(self._go_to_list)
        self.search.setPlaceholderText(tr("Find a terminal or a person"))
        self.search.addAction(icon("search", tokens), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self._filter)
        self.terminals = QListWidget()
        self.terminals.setAccessibleName(tr("Terminals"))
        self.terminals.itemActivated.connect(self._open_item)
        self.terminals.itemClicked.connect(self._open_item)
        self.hint = label("", wraps=True)
        self._say(tr("Give a reason and choose a terminal to replay its day."))
        self.left = QWidget()
        self.left.setLayout(
            column(self.reason, self.hint, self.search, self.terminals, margin=space["m"])
        )
        self.figures = Figures(zone, tokens)
        self.figures.sought.connect(self.seek)
        self.right: QWidget = self.figures

        self.timeline = Timeline(zone, tokens)
        self.timeline.sought.connect(self.seek)
        self.transport = Transport(zone, tokens)
        self.transport.toggled.connect(self.toggle)
        self.transport.stepped.connect(self.step)
        self.transport.speed_chosen.connect(self._set_speed)
        self.bottom = QWidget()
        below = column(self.transport, self.timeline, gap=space["xs"])
        below.setContentsMargins(0, space["s"], 0, 0)
        self.bottom.setLayout(below)
        self.bottom.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.bottom.hide()

        self._frames = QTimer(self)
        self._frames.setInterval(_FRAME_MS)
        self._frames.timeout.connect(self._show_now)
        self._keys = [
            QShortcut(QKeySequence(key), canvas, act, context=Qt.ShortcutContext.WindowShortcut)
            for key, act in (
                (Qt.Key.Key_Space, self.toggle),
                (Qt.Key.Key_Right, lambda: self.step(1)),
                (Qt.Key.Key_Left, lambda: self.step(-1)),
            )
        ]
        self._set_keys(False)

    @property
    def recording(self) -> Recording | None:
        """The track that is open."""
        return self._recording

    @property
    def now(self) -> float:
        """The moment that shows (epoch seconds), 0 without a track."""
        return self._player.at(time.monotonic()) if self._player else 0.0

    @property
    def is_playing(self) -> bool:
        """Whether the moment moves on."""
        return self._player is not None and self._player.is_playing(time.monotonic())

    @property
    def player(self) -> Player | None:
        """The clock of the track that is open."""
        return self._player

    def enter(self) -> None:
        """Come on stage."""
        self._is_on_stage = True
        self._canvas.overlays.append(self._paint)
        self._canvas.scene.set_visible(TERMINALS, False)  # now, not then
        self._set_keys(True)
        self._put_on_map()
        if not self.terminals.count():
            workspace = self._session.workspace
            self._session.ask("terminals", lambda: read_terminals(workspace), self._show_terminals)

    def leave(self) -> None:
        """Go off stage; the track leaves the map."""
        self._is_on_stage = False
        self._frames.stop()
        self._canvas.overlays.remove(self._paint)
        self._canvas.scene.set_visible(TERMINALS, True)
        self._set_keys(False)
        self.bottom.hide()
        self._player = self._player and self._player.pause(time.monotonic())
        for name in TRACK_LAYERS:
            if name in self._canvas.scene:
                self._canvas.scene.remove(name)

    def state(self) -> ReplayState:
        """Return what the next replay goes on from; nobody looks at the track a second time."""
        return ReplayState(
            self.reason.text(),
            self.search.text(),
            self._recording,
            self._asked,
            self.now,
            self.transport.speed.currentIndex(),
            self.transport.follow.isChecked(),
        )

    def restore(self, state: ReplayState) -> None:
        """Go on from where another replay was."""
        self.reason.setText(state.reason)
        self.search.setText(state.search)
        self.transport.speed.setCurrentIndex(state.speed)
        if state.recording is not None:
            self._asked = state.asked
            self._take(state.recording)
            self.seek(state.t)
        self.transport.follow.setChecked(state.follows)

    @property
    def has_right(self) -> bool:
        """Whether there are figures to show."""
        return self._recording is not None

    def open_terminal(self, terminal: Terminal) -> None:
        """Open a terminal's day; without a reason, ask for one."""
        reason = self.reason.text().strip()
        if not reason:
            self._say(tr("Give a reason first: looking at tracks is recorded."), "warning")
            self.reason.setFocus()
            return
        self.hint.hide()
        if self._asked == (terminal.ref, reason):
            return  # a double click is one look
        self._asked = (terminal.ref, reason)
        workspace, actor = self._session.workspace, self._session.actor
        self._session.worker.ask(
            "recording",
            lambda: read_recording(workspace, terminal, actor=actor, reason=reason),
            self._show,
            self._refuse,
        )

    def describe(self, hit: Hit) -> str:
        """Say what a feature of the track is, for the pointer on the map."""
        title = self._canvas.scene[hit.layer].title
        words = say(title) if isinstance(title, Message) else title
        if hit.layer == "replay.stops" and self._recording is not None:
            stops = self._recording.stops
            start, end = float(stops.start[hit.index]), float(stops.end[hit.index])
            return f"{words}  {self.figures.describe_stop(start, end)}"
        return words

    def toggle(self) -> None:
        """Play or pause."""
        if self._player is None:
            return
        now = time.monotonic()
        if self._player.is_playing(now):
            self._player = self._player.pause(now)
        else:
            self._player = self._player.with_speed(self.transport.rate, now).play(now)
            self._frames.start()
        self._show_now()

    def seek(self, t: float) -> None:
        """Show another moment (epoch seconds)."""
        if self._player is not None:
            self._player = self._player.seek(t, time.monotonic())
            self._show_now()

    def step(self, fixes: int) -> None:
        """Go some fixes on or back."""
        if self._player is None or self._recording is None:
            return
        times = self._recording.track.time
        t = self._player.at(time.monotonic())
        if fixes > 0:
            at = int(np.searchsorted(times, t, side="right")) + fixes - 1
        else:
            at = int(np.searchsorted(times, t, side="left")) + fixes
        self.seek(float(times[min(max(at, 0), len(times) - 1)]))

    def click(self, hit: Hit | None, x: float, y: float) -> None:
        """Seek to where the path was clicked."""
        recording = self._recording
        if recording is None or hit is None or hit.layer not in TRACK_LAYERS:
            return
        kept = recording.cleaned.kept
        away = np.hypot(recording.track.x[kept] - x, recording.track.y[kept] - y)
        self.seek(float(recording.track.time[kept[np.argmin(away)]]))

    def _set_speed(self, rate: float) -> None:
        if self._player is not None:
            self._player = self._player.with_speed(rate, time.monotonic())

    def _set_keys(self, is_on: bool) -> None:
        for key in self._keys:
            key.setEnabled(is_on)

    def _show_terminals(self, terminals: list[Terminal]) -> None:
        self.terminals.clear()
        for terminal in terminals:
            item = QListWidgetItem(f"{terminal.ref}   {terminal.holder}")
            item.setData(Qt.ItemDataRole.UserRole, terminal)
            self.terminals.addItem(item)
        self._filter(self.search.text())
        if not terminals:
            self._say(tr("There are no tracks here yet; “gridapp track import” brings them in."))
        self.listed.emit()

    def terminal(self, ref: str) -> Terminal:
        """Return a listed terminal by its id; KeyError when it is not listed."""
        for row in range(self.terminals.count()):
            found = self.terminals.item(row).data(Qt.ItemDataRole.UserRole)
            if isinstance(found, Terminal) and found.ref == ref:
                return found
        raise KeyError(ref)

    def _filter(self, text: str) -> None:
        for row in range(self.terminals.count()):
            item = self.terminals.item(row)
            item.setHidden(text.strip().lower() not in item.text().lower())

    def _go_to_list(self) -> None:
        rows = [row for row in range(self.terminals.count())
                if not self.terminals.item(row).isHidden()]  # fmt: skip
        if rows:
            self.terminals.setCurrentRow(rows[0])
            self.terminals.setFocus()

    def _say(self, text: str, role: str = "muted") -> None:
        self.hint.setProperty("role", role)
        self.hint.style().unpolish(self.hint)
        self.hint.style().polish(self.hint)
        self.hint.setText(text)
        self.hint.show()

    def _refuse(self, error: GridappError) -> None:
        self._asked = None
        self._session.failed.emit(error)

    def _open_item(self, item: QListWidgetItem) -> None:
        self.open_terminal(item.data(Qt.ItemDataRole.UserRole))

    def _show(self, recording: Recording) -> None:
        self._take(recording)
        self.loaded.emit()
        # Panel and timeline take their room first, then the map has the size it will have.
        QTimer.singleShot(0, self._canvas, self._look_at_track)

    def _look_at_track(self) -> None:
        scene = self._canvas.scene
        if self._is_on_stage and TRACK_LAYERS[0] in scene:
            self._canvas.fit(scene[TRACK_LAYERS[0]].bounds)

    def _take(self, recording: Recording) -> None:
        self._recording = recording
        self._player = make_player(recording.start, recording.end)
        self.timeline.set_recording(recording)
        self.figures.show_recording(recording)
        self.hint.hide()
        self._put_on_map()
        self._show_now()

    def _put_on_map(self) -> None:
        """Show the track that is open, while the replay is on stage."""
        is_shown = self._is_on_stage and self._recording is not None
        self.bottom.setVisible(is_shown)
        if is_shown and self._recording is not None:
            for layer in track_layers(self._recording):
                self._canvas.scene.put(layer)

    def _show_now(self) -> None:
        if self._player is None or self._recording is None:
            return
        now = time.monotonic()
        t = self._player.at(now)
        is_playing = self._player.is_playing(now)
        self.transport.show_playing(is_playing)
        self.transport.show_moment(t, self.figures.state_at(self._recording, t))
        self.timeline.set_time(t)
        if not is_playing:
            self._frames.stop()
        if self.transport.follow.isChecked():
            self._follow(t)
        self._canvas.update()

    def _follow(self, t: float) -> None:
        assert self._recording is not None
        at = position_at(self._recording.track, self._recording.cleaned, t)
        view = self._canvas.viewport
        if at is None:
            return
        left, bottom, right, top = view.padded(-min(view.width, view.height) / 4)
        if not (left < at.x < right and bottom < at.y < top):
            self._canvas.show_view(
                Viewport(at.x, at.y, view.scale, view.width, view.height, view.ratio), glide=True
            )

    def _paint(self, painter: QPainter, view: Viewport, tokens: Tokens) -> None:
        if self._recording is None or self._player is None:
            return
        draw_way(painter, view, tokens, self._recording, self._player.at(time.monotonic()))
