"""The inspector's replay: terminals at the left, figures at the right, the timeline below."""

import time

import numpy as np
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QKeySequence, QPainter, QPen, QShortcut
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QStackedLayout,
    QWidget,
)

from gridapp.desktop.map.buffers import polygons
from gridapp.desktop.map.canvas import MapCanvas
from gridapp.desktop.map.layers import PointLayer, TrackLayer
from gridapp.desktop.map.overlays import Head, draw_heads
from gridapp.desktop.map.scene import Hit
from gridapp.desktop.map.view import Viewport
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
from gridapp.desktop.widgets.panel import column, empty, label
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.language import tr
from gridapp.messages import message
from gridapp.patrol.clean import Mark
from gridapp.patrol.playback import Player, make_player, position_at

_FRAME_MS = 33
_LAYERS = ("replay.track", "replay.jumps", "replay.frozen", "replay.stops")


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
        zone = session.workspace.casework.profile.zone

        self.reason = QLineEdit()
        self.reason.setPlaceholderText(tr("Why do you look? (kept in the audit)"))
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Find a terminal or a person"))
        self.search.addAction(icon("search", tokens), QLineEdit.ActionPosition.LeadingPosition)
        self.search.textChanged.connect(self._filter)
        self.terminals = QListWidget()
        self.terminals.itemActivated.connect(self._open_item)
        self.terminals.itemClicked.connect(self._open_item)
        self._hint = label("", "warning", wraps=True)
        self._hint.hide()
        self.left = QWidget()
        self.left.setLayout(
            column(self.reason, self._hint, self.search, self.terminals, margin=space["m"])
        )
        self.figures = Figures(zone, tokens)
        self.figures.sought.connect(self.seek)
        self.right = QWidget()
        self._right = QStackedLayout(self.right)
        self._right.addWidget(
            empty(tr("Give a reason and choose a terminal to replay its day."), "route", tokens)
        )
        self._right.addWidget(self.figures)

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
    def player(self) -> Player | None:
        """The clock of the track that is open."""
        return self._player

    def enter(self) -> None:
        """Come on stage."""
        self._canvas.overlays.append(self._paint)
        self._canvas.scene.set_visible(TERMINALS, False)  # now, not then
        self._set_keys(True)
        self.bottom.setVisible(self._recording is not None)
        if not self.terminals.count():
            workspace = self._session.workspace
            self._session.ask("terminals", lambda: read_terminals(workspace), self._show_terminals)

    def leave(self) -> None:
        """Go off stage; the track leaves the map."""
        self._frames.stop()
        self._canvas.overlays.remove(self._paint)
        self._canvas.scene.set_visible(TERMINALS, True)
        self._set_keys(False)
        self.bottom.hide()
        self._player = self._player and self._player.pause(time.monotonic())
        for name in _LAYERS:
            self._canvas.scene.set_visible(name, False)

    def open_terminal(self, terminal: Terminal) -> None:
        """Open a terminal's day; without a reason, ask for one."""
        reason = self.reason.text().strip()
        self._hint.setVisible(not reason)
        if not reason:
            self._hint.setText(tr("Give a reason first: looking at tracks is recorded."))
            self.reason.setFocus()
            return
        workspace, actor = self._session.workspace, self._session.actor
        self._session.ask(
            "recording",
            lambda: read_recording(workspace, terminal, actor=actor, reason=reason),
            self._show,
        )

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
        if recording is None or hit is None or hit.layer not in _LAYERS:
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

    def _open_item(self, item: QListWidgetItem) -> None:
        self.open_terminal(item.data(Qt.ItemDataRole.UserRole))

    def _show(self, recording: Recording) -> None:
        self._recording = recording
        self._player = make_player(recording.start, recording.end)
        scene = self._canvas.scene
        for layer in _layers(recording):
            scene.put(layer)
            scene.set_visible(layer.name, True)
        self.timeline.set_recording(recording)
        self.figures.show_recording(recording)
        self._right.setCurrentIndex(1)
        self.bottom.show()
        bounds = scene["replay.track"].bounds
        if bounds is not None:
            self._canvas.fit(bounds)
        self._show_now()
        self.loaded.emit()

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
        t = self._player.at(time.monotonic())
        _draw_way(painter, view, tokens, self._recording, t)
        at = position_at(self._recording.track, self._recording.cleaned, t)
        if at is not None:
            bearing = None if np.isnan(at.heading) or at.speed < 1 else at.heading
            draw_heads(painter, view, tokens, [Head(at.x, at.y, "terminal", bearing)])


def _draw_way(
    painter: QPainter, view: Viewport, tokens: Tokens, recording: Recording, t: float
) -> None:
    """Draw what was travelled until `t`, leg by leg: nothing joins two legs."""
    kept = recording.cleaned.kept
    done = int(np.searchsorted(recording.track.time[kept], t, side="right"))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(tokens.symbol("terminal").colour), 3.0))
    points = np.column_stack((recording.track.x[kept[:done]], recording.track.y[kept[:done]]))
    screen = view.to_screen(points)
    begun = recording.cleaned.legs[recording.cleaned.legs[:, 0] < done]
    for line in polygons(screen, begun[:, 0], np.minimum(begun[:, 1], done) - begun[:, 0]):
        painter.drawPolyline(line)


def _layers(recording: Recording) -> list[TrackLayer | PointLayer]:
    jumps, frozen = recording.marked(Mark.JUMP), recording.marked(Mark.FROZEN)
    return [
        TrackLayer(name="replay.track", title=message("Track"), legs=recording.legs()),
        PointLayer(
            name="replay.frozen", title=message("Frozen positions"),
            x=frozen[0][:1], y=frozen[1][:1], style="frozen",
        ),
        PointLayer(
            name="replay.jumps", title=message("Jumps"), x=jumps[0], y=jumps[1], style="jump"
        ),
        PointLayer(
            name="replay.stops", title=message("Stops"),
            x=recording.stops.x, y=recording.stops.y, style="stop",
        ),
    ]  # fmt: skip
