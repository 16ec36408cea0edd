"""The timeline: the terminal's lane, its speed, the time axis and the cursor."""

from datetime import datetime, tzinfo

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gridapp.desktop.replay.recording import Recording
from gridapp.desktop.replay.signs import lane_colours
from gridapp.desktop.widgets.style import figure_font
from gridapp.desktop.widgets.tokens import Tokens, space
from gridapp.language import tr
from gridapp.patrol.playback import State

_STEPS = (60, 300, 600, 900, 1800, 3600, 7200, 14400)
_LANE = 18.0
_SPEED = 30.0
_TOP = 22.0
_GUTTER = 72  # the names of the rows


class Timeline(QWidget):
    """One lane from first to last fix; press or drag to seek."""

    sought = Signal(float)

    def __init__(self, zone: tzinfo, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self._tokens = tokens
        self._recording: Recording | None = None
        self._t = 0.0
        self._picture: QPixmap | None = None  # all but the cursor
        self.setAccessibleName(tr("Timeline"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    def set_recording(self, recording: Recording) -> None:
        """Show another track."""
        self._recording = recording
        self._t = recording.start
        self._picture = None
        self.update()

    def set_time(self, t: float) -> None:
        """Move the cursor (epoch seconds)."""
        self._t = t
        self.update()

    def sizeHint(self) -> QSize:
        """Leave room for axis, lane and speed."""
        return QSize(600, round(_TOP + _LANE + _SPEED + 3 * space["s"]))

    def x_of(self, t: float) -> float:
        """Return the pixel column of a moment."""
        assert self._recording is not None
        share = (t - self._recording.start) / max(self._recording.end - self._recording.start, 1)
        return _GUTTER + share * self._breadth

    def time_at(self, x: float) -> float:
        """Return the moment of a pixel column."""
        assert self._recording is not None
        share = (x - _GUTTER) / self._breadth
        span = self._recording.end - self._recording.start
        return self._recording.start + min(max(share, 0.0), 1.0) * span

    @property
    def _breadth(self) -> int:
        """Pixels between first and last fix."""
        return max(self.width() - _GUTTER - space["l"], 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw anew in the new size."""
        super().resizeEvent(event)
        self._picture = None

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Seek."""
        if self._recording is not None and event.button() == Qt.MouseButton.LeftButton:
            self.sought.emit(self.time_at(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Seek while the button is down."""
        if self._recording is not None and event.buttons() & Qt.MouseButton.LeftButton:
            self.sought.emit(self.time_at(event.position().x()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw axis, lane, speed and cursor."""
        if self._recording is None:
            return
        ratio = self.devicePixelRatioF()
        if self._picture is None or self._picture.devicePixelRatio() != ratio:
            self._picture = self._draw_rows(self._recording, ratio)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.drawPixmap(0, 0, self._picture)
        x = self.x_of(self._t)
        painter.setPen(QPen(QColor(self._tokens.surface.accent), 2))
        painter.drawLine(QPointF(x, _TOP - 4), QPointF(x, self.height() - 2))

    def _draw_rows(self, recording: Recording, ratio: float) -> QPixmap:
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_axis(painter, recording)
        self._draw_lane(painter, recording)
        self._draw_speed(painter, recording)
        painter.end()
        return picture

    def _name_row(self, painter: QPainter, text: str, top: float, height: float) -> None:
        painter.setFont(figure_font("small"))
        painter.setPen(QColor(self._tokens.surface.muted))
        box = QRectF(space["l"], top, _GUTTER - space["l"] - space["xs"], height)
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _draw_axis(self, painter: QPainter, recording: Recording) -> None:
        surface = self._tokens.surface
        painter.setFont(figure_font("small"))
        room = self._breadth / 64
        span = recording.end - recording.start
        step = next((s for s in _STEPS if span / s <= room), _STEPS[-1])
        # Ticks at round local times, not at round UTC.
        offset = datetime.fromtimestamp(recording.start, self._zone).utcoffset()
        shift = offset.total_seconds() if offset else 0.0
        tick = np.ceil((recording.start + shift) / step) * step - shift
        while tick <= recording.end:
            x = self.x_of(float(tick))
            painter.setPen(QPen(QColor(surface.line), 1))
            painter.drawLine(QPointF(x, _TOP - 4), QPointF(x, self.height() - 2))
            painter.setPen(QColor(surface.muted))
            text = datetime.fromtimestamp(float(tick), self._zone).strftime("%H:%M")
            painter.drawText(QRectF(x - 32, 0, 64, _TOP - 5), Qt.AlignmentFlag.AlignCenter, text)
            tick += step

    def _draw_lane(self, painter: QPainter, recording: Recording) -> None:
        self._name_row(painter, recording.terminal, _TOP, _LANE)
        colours = lane_colours(self._tokens)
        painter.setPen(Qt.PenStyle.NoPen)
        segments = recording.lane
        for start, end, state in zip(segments.start, segments.end, segments.state, strict=True):
            left, right = self.x_of(float(start)), self.x_of(float(end))
            if State(state) is State.GAP:
                # A gap is a gap: a dashed thread, no bar.
                painter.setPen(QPen(QColor(self._tokens.surface.muted), 1, Qt.PenStyle.DotLine))
                y = _TOP + _LANE / 2
                painter.drawLine(QPointF(left, y), QPointF(right, y))
                painter.setPen(Qt.PenStyle.NoPen)
                continue
            painter.setBrush(QColor(colours[State(state)]))
            painter.drawRoundedRect(QRectF(left, _TOP, max(right - left, 1.0), _LANE), 2, 2)

    def _draw_speed(self, painter: QPainter, recording: Recording) -> None:
        track = recording.track
        speed = np.nan_to_num(track.speed.astype(np.float64))
        top = max(float(speed.max(initial=0.0)), 10.0)
        base = _TOP + _LANE + space["s"] + _SPEED
        width = self._breadth
        column = np.clip(
            (track.time - recording.start) / max(recording.end - recording.start, 1) * width,
            0, width - 1,
        ).astype(np.intp)  # fmt: skip
        peaks = np.zeros(width)
        np.maximum.at(peaks, column, speed)
        painter.setPen(QPen(QColor(self._tokens.surface.muted), 1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        for x in np.flatnonzero(peaks):
            height = peaks[x] / top * _SPEED
            painter.drawLine(
                QPointF(_GUTTER + float(x), base), QPointF(_GUTTER + float(x), base - height)
            )
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        self._name_row(painter, f"{top:.0f} km/h", base - _SPEED, 16)
