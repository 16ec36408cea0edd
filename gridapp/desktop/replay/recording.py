"""A terminal's track made ready for replay: legs, lane, stops and the figures of the shift."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from gridapp.patrol.clean import Cleaned, Mark
from gridapp.patrol.playback import Segments, State, lane
from gridapp.patrol.stops import Stops, find_stops
from gridapp.patrol.track import Track
from gridapp.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Terminal:
    """A terminal that can be replayed, and who carried it."""

    ref: str
    holder: str
    first: datetime
    last: datetime
    fixes: int


@dataclass(frozen=True, slots=True, eq=False)
class Recording:
    """One terminal's track with what cleaning and analysis name in it."""

    terminal: str
    track: Track
    cleaned: Cleaned
    stops: Stops
    lane: Segments

    @property
    def start(self) -> float:
        """The first fix, epoch seconds."""
        return float(self.track.time[0])

    @property
    def end(self) -> float:
        """The last fix, epoch seconds."""
        return float(self.track.time[-1])

    def legs(self) -> list[NDArray[np.float64]]:
        """Return each leg as (n, 2) metres: what may be joined by a line."""
        kept = self.cleaned.kept
        points = np.column_stack((self.track.x[kept], self.track.y[kept]))
        return [points[start:stop] for start, stop in self.cleaned.legs]

    def marked(self, mark: Mark) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the positions of the fixes that cleaning gave this mark."""
        chosen = self.cleaned.mark == mark
        return self.track.x[chosen], self.track.y[chosen]

    def frozen_places(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return where the terminal froze: one position for each stretch of repeats."""
        is_frozen = self.cleaned.mark == Mark.FROZEN
        first = np.flatnonzero(np.diff(is_frozen.astype(np.int8), prepend=0) == 1)
        return self.track.x[first], self.track.y[first]

    def metres(self) -> float:
        """Return the way travelled inside legs."""
        kept, joined = self.cleaned.kept, self.cleaned.is_joined()
        step = np.hypot(np.diff(self.track.x[kept]), np.diff(self.track.y[kept]))
        return float(step[joined].sum())

    def seconds(self, state: State) -> float:
        """Return the time spent in a state of the lane."""
        chosen = self.lane.state == state
        return float((self.lane.end[chosen] - self.lane.start[chosen]).sum())


def read_terminals(workspace: Workspace) -> list[Terminal]:
    """Return the terminals that have a track; off the main thread."""
    members = {row["ref"]: str(row["name"]) for row in workspace.casework.register("member")}
    squads = {row["ref"]: str(row["name"]) for row in workspace.casework.register("squad")}
    holders = {
        row["ref"]: squads.get(row["squad"]) or members.get(row["member"], "")
        for row in workspace.casework.register("terminal")
    }
    return [
        Terminal(span.terminal, holders.get(span.terminal, ""), span.first, span.last, span.fixes)
        for span in workspace.patrols.spans()
    ]


def read_recording(
    workspace: Workspace, terminal: Terminal, *, actor: str, reason: str
) -> Recording:
    """Open a terminal's track, with an audit row; off the main thread."""
    track, cleaned = workspace.patrols.open_track(
        terminal.ref, terminal.first, terminal.last, actor=actor, reason=reason
    )
    stops = find_stops(track, cleaned)
    return Recording(terminal.ref, track, cleaned, stops, lane(track, cleaned, stops))
