"""The figures of a shift: way, times, stops, gaps, jumps; a click on a stop seeks to it."""

from datetime import datetime, tzinfo

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from gridapp.desktop.replay.recording import Recording
from gridapp.desktop.replay.signs import lane_colours, line_sign, symbol_sign
from gridapp.desktop.widgets.panel import Facts, column, label
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.language import tr
from gridapp.patrol.clean import Mark
from gridapp.patrol.playback import State


class Figures(QWidget):
    """What one track shows, in numbers."""

    sought = Signal(float)

    def __init__(self, zone: tzinfo, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._title = label("", "title")
        self._span = label("", "muted")
        self._facts = Facts()
        self._signs = {
            tr("Distance"): line_sign(tokens.line("track").stroke),
            tr("Moving"): line_sign(lane_colours(tokens)[State.MOVING]),
            tr("Stopped"): symbol_sign("stop", tokens),
            tr("Gaps"): line_sign(tokens.surface.muted, is_dotted=True),
            tr("Frozen"): symbol_sign("frozen", tokens),
            tr("Jumps"): symbol_sign("jump", tokens),
        }
        self._stops_title = label(tr("Stops"), "section")
        self.stops = QListWidget()
        self.stops.setAccessibleName(tr("Stops"))
        self.stops.itemActivated.connect(
            lambda item: self.sought.emit(item.data(Qt.ItemDataRole.UserRole))
        )
        self.stops.itemClicked.connect(
            lambda item: self.sought.emit(item.data(Qt.ItemDataRole.UserRole))
        )
        self.setLayout(
            column(
                column(self._title, self._span, gap=space["xs"]),
                self._facts,
                self._stops_title,
                self.stops,
                margin=space["l"],
                gap=space["m"],
            )
        )

    def show_recording(self, recording: Recording) -> None:
        """Show another track."""
        self._title.setText(recording.terminal)
        self._span.setText(f"{self._time(recording.start)} – {self._time(recording.end)}")
        marks = recording.cleaned.mark
        self._facts.show_facts(
            (
                (tr("Fixes"), f"{len(recording.track)}"),
                (tr("Distance"), f"{recording.metres() / 1000:.1f} km"),
                (tr("Moving"), _length(recording.seconds(State.MOVING))),
                (tr("Stopped"), _length(recording.seconds(State.STOPPED))),
                (tr("Gaps"), _length(recording.seconds(State.GAP))),
                (tr("Frozen"), _length(recording.seconds(State.FROZEN))),
                (tr("Jumps"), f"{int((marks == Mark.JUMP).sum())}"),
            ),
            self._signs,
        )
        self.stops.clear()
        stops = recording.stops
        for start, end in zip(stops.start.tolist(), stops.end.tolist(), strict=True):
            item = QListWidgetItem(self.describe_stop(start, end))
            item.setData(Qt.ItemDataRole.UserRole, start)
            self.stops.addItem(item)

    def describe_stop(self, start: float, end: float) -> str:
        """Say when a stop began and how long it was."""
        return f"{self._time(start)}    {_length(end - start)}"

    def state_at(self, recording: Recording, t: float) -> str:
        """Return in words what the terminal does at a moment."""
        names = {
            State.MOVING: tr("moving"),
            State.STOPPED: tr("stopped"),
            State.GAP: tr("no fixes"),
            State.FROZEN: tr("frozen position"),
        }
        row = int(np.searchsorted(recording.lane.start, t, side="right")) - 1
        return names[State(recording.lane.state[max(row, 0)])]

    def _time(self, seconds: float) -> str:
        return datetime.fromtimestamp(seconds, self._zone).strftime("%m-%d %H:%M")


def _length(seconds: float) -> str:
    hours, minutes = divmod(round(seconds / 60), 60)
    if hours:
        return tr("{hours} h {minutes} min", hours=hours, minutes=minutes)
    return tr("{minutes} min", minutes=minutes)
