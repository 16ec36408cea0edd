"""A track on the map: its layers, and what was travelled until the moment that shows."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen

from gridapp.desktop.map.buffers import polygons
from gridapp.desktop.map.layers import PointLayer, TrackLayer
from gridapp.desktop.map.overlays import Head, draw_heads
from gridapp.desktop.map.ragged import Indices
from gridapp.desktop.map.view import Coordinates, Viewport
from gridapp.desktop.replay.recording import Recording
from gridapp.desktop.widgets.tokens import Tokens
from gridapp.messages import message
from gridapp.patrol.clean import Mark
from gridapp.patrol.playback import position_at

TRACK_LAYERS = ("replay.track", "replay.frozen", "replay.jumps", "replay.stops")
_WIDTH = 3.0
_FINE = 0.5  # pixels
_PIECE = 64  # points


def track_layers(recording: Recording) -> list[TrackLayer | PointLayer]:
    """Return the whole track and its signs, from below."""
    frozen_x, frozen_y = recording.frozen_places()
    jump_x, jump_y = recording.marked(Mark.JUMP)
    stops = recording.stops
    track, frozen, jumps, marks = TRACK_LAYERS
    return [
        TrackLayer(name=track, title=message("Track"), legs=recording.legs()),
        PointLayer(
            name=frozen, title=message("Frozen positions"), x=frozen_x, y=frozen_y, style="frozen"
        ),
        PointLayer(name=jumps, title=message("Jumps"), x=jump_x, y=jump_y, style="jump"),
        PointLayer(name=marks, title=message("Stops"), x=stops.x, y=stops.y, style="stop"),
    ]


def pieces(screen: Coordinates, legs: NDArray[np.intp]) -> tuple[Coordinates, Indices, Indices]:
    """Cut legs into short polylines without the points that no eye can tell apart.

    Qt takes a hundred times as long for one long wide line as for its pieces, and a day's track
    is drawn each frame.

    Parameters
    ----------
    screen : float64[n, 2]
        Pixels.
    legs : int[k, 2]
        First point of each leg, and the one after its last.

    Returns
    -------
    points : float64[m, 2]
        The points that are left, the ends of the legs among them.
    first, count : int[p]
        The pieces; each begins with the last point of the one before, but for a new leg.
    """
    cells = np.floor(screen / _FINE)
    keep = np.append(True, (np.diff(cells, axis=0) != 0).any(axis=1))[: len(screen)]
    keep[legs[:, 0]] = keep[legs[:, 1] - 1] = True
    left = np.flatnonzero(keep)
    begin, last = np.searchsorted(left, legs[:, 0]), np.searchsorted(left, legs[:, 1] - 1)
    cuts = [np.arange(b, e, _PIECE) for b, e in zip(begin.tolist(), last.tolist(), strict=True)]
    first = np.concatenate([np.empty(0, dtype=np.intp), *cuts])
    ends = np.repeat(last, [len(cut) for cut in cuts])
    return screen[left], first, np.minimum(first + _PIECE, ends) - first + 1


def draw_way(
    painter: QPainter, view: Viewport, tokens: Tokens, recording: Recording, t: float
) -> None:
    """Draw what was travelled until `t`, leg by leg, and the terminal at its end.

    Nothing joins two legs, and in a gap there is no terminal.
    """
    track, cleaned = recording.track, recording.cleaned
    done = int(np.searchsorted(track.time[cleaned.kept], t, side="right"))
    kept = cleaned.kept[:done]
    screen = view.to_screen(np.column_stack((track.x[kept], track.y[kept])))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(tokens.symbol("terminal").colour), _WIDTH))
    begun = np.minimum(cleaned.legs[cleaned.legs[:, 0] < done], done)
    for line in polygons(*pieces(screen, begun)):
        painter.drawPolyline(line)
    at = position_at(track, cleaned, t)
    if at is not None:
        painter.drawLine(QPointF(*screen[-1]), QPointF(*view.screen(at.x, at.y)))
        bearing = None if np.isnan(at.heading) or at.speed < 1 else at.heading
        draw_heads(painter, view, tokens, [Head(at.x, at.y, "terminal", bearing)])
