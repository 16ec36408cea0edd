"""The desk for nets, background and places; from words or points to grids."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from gridapp.grid.grids import Grids, make_grids
from gridapp.locate.find import Candidate, locate
from gridapp.locate.gazetteer import Gazetteer
from gridapp.store import ground, nets
from gridapp.store.gazetteer import Kept, put_places, put_roads
from gridapp.store.ground import Features
from gridapp.store.home import Home
from gridapp.store.nets import NetSummary
from gridapp.workspace.assignment import LEVELS, Assignment, Claim, GridAnswer
from gridapp.workspace.codes import has_code, places_of_codes
from gridapp.workspace.gazetteers import Shelf, read_gazetteer

__all__ = ["COMPREHENSIVE", "LOADS", "Claim", "Features", "Geography", "GridAnswer", "NetSummary"]

COMPREHENSIVE = "comprehensive"
"""The name of the merged net."""

LOADS = {"households": ground.read_households, "enterprises": ground.read_enterprises}
"""What grids are measured by, beside their area."""


class Geography:
    """Nets, background features and places of an open workspace."""

    def __init__(self, home: Home, now: Callable[[], datetime]) -> None:
        self._home = home
        self._now = now
        self._assignment = Assignment(home, self.main_net)
        self._shelf = Shelf(self._read_gazetteer)

    @property
    def crs(self) -> str:
        """The workspace's projected CRS."""
        return f"EPSG:{self._home.srid}"

    def nets(self) -> list[NetSummary]:
        """Return every net with its edition in force."""
        with self._home.read() as connection:
            return nets.read_summaries(connection, self._now())

    def main_net(self) -> str | None:
        """Return the net that cases belong to: the comprehensive one, else the first; or None."""
        names = [net.name for net in self.nets()]
        return COMPREHENSIVE if COMPREHENSIVE in names else next(iter(names), None)

    def add_net(
        self,
        name: str,
        grids: Grids,
        *,
        title: str = "",
        source: str = "",
        since: datetime | None = None,
    ) -> None:
        """Store a net, or one more level of it, in force from `since` (by default now)."""
        with self._home.write() as connection:
            nets.add_net(
                self._home,
                connection,
                name,
                title=title or name,
                source=source,
                grids=grids,
                now=since or self._now(),
            )
        self.refresh()

    def refresh(self) -> None:
        """Forget what was read of the nets; another edition is, or will be, in force."""
        self._assignment.forget()
        self._shelf.forget()  # it has the grids

    def set_owners(self, name: str, owners: Sequence[tuple[str, str]]) -> None:
        """Write who answers for each grid: pairs of grid code and member."""
        with self._home.write() as connection:
            nets.set_owners(connection, name, owners, self._now())
        self.refresh()

    def grids(
        self, net: str | None = None, level: int | None = None, *, at: datetime | None = None
    ) -> Grids:
        """Return the grids of a net in force at a time, by default of the main one, now.

        Raises
        ------
        NotFoundError
            When there is no such net, or none at all.
        """
        net = net or self.main_net() or COMPREHENSIVE
        with self._home.read() as connection:
            return nets.read_grids(connection, net, at or self._now(), level)

    def load(self, what: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return points (n, 2) and how much is at each of one of `LOADS`."""
        with self._home.read() as connection:
            return LOADS[what](connection)

    def add_background(self, shape: str, features: Features) -> None:
        """Add background features; `shape` is ``area`` or ``line``."""
        with self._home.write() as connection:
            ground.add_background(self._home, connection, shape, features)

    def background(self, shape: str) -> list[Features]:
        """Return the background features of one shape, by kind."""
        with self._home.read() as connection:
            return ground.read_features(connection, shape)

    def add_points(
        self,
        what: str,
        rows: Sequence[Mapping[str, object]],
        x: NDArray[np.float64],
        y: NDArray[np.float64],
    ) -> None:
        """Add places or enterprises (`what` is ``place`` or ``enterprise``)."""
        with self._home.write() as connection:
            ground.add_points(self._home, connection, what, rows, x, y)
        self._shelf.forget()

    def put_places(
        self, rows: Sequence[Mapping[str, str]], x: NDArray[np.float64], y: NDArray[np.float64]
    ) -> Kept:
        """Add places of a gazetteer, or bring those whose `ref` is known up to date."""
        with self._home.write() as connection:
            kept = put_places(self._home, connection, rows, x, y)
        self._shelf.forget()
        return kept

    def put_roads(
        self, names: Sequence[str], classes: Sequence[str], lines: NDArray[np.object_]
    ) -> Kept:
        """Add roads that aren't there yet to the background."""
        with self._home.write() as connection:
            kept = put_roads(self._home, connection, names, classes, lines)
        self._shelf.forget()
        return kept

    @property
    def gazetteer(self) -> Gazetteer:
        """The index of all places, grids and roads, built at the first question."""
        return self._shelf.take()

    @property
    def has_gazetteer(self) -> bool:
        """Whether the gazetteer is there; reading half a million places takes many seconds."""
        return self._shelf.is_filled

    def _read_gazetteer(self) -> Gazetteer:
        grids = self.grids() if self.main_net() else None
        with self._home.read() as connection:
            return read_gazetteer(connection, grids)

    def locate(self, text: str, *, limit: int = 8) -> tuple[Candidate, ...]:
        """Return where the words may mean, the likeliest first."""
        found = locate(text, self.gazetteer, self.crs)
        if not has_code(text):
            return found[:limit]
        typed = [one for one in found if one.kind == "coordinate"]
        assigners = (self._assignment.assigner(level, self._now()) for level in LEVELS)
        levels = [assigner.grids for assigner in assigners if assigner is not None]
        coded = list(places_of_codes(text, levels, self.gazetteer))
        codes = {one.place_id for one in coded}
        others = [one for one in found[len(typed) :] if one.place_id not in codes]
        return (*typed, *coded, *others)[:limit]

    def grids_at(
        self, x: float, y: float, uncertainty: float = 0.0, *, at: datetime | None = None
    ) -> GridAnswer:
        """Return the grids of a point in metres of the workspace CRS, now or at a time.

        The edition that was in force at that time answers: a case keeps the grid of its day.
        """
        return self._assignment.grids_at(x, y, uncertainty, at or self._now())

    def describe(self, codes: Mapping[str, str]) -> str:
        """Name grids for people, from level one down: “东湖社区 · 第3网格 (…003)”."""
        names = []
        for level in sorted(codes):
            assigner = self._assignment.assigner(int(level), self._now())
            grids = assigner.grids if assigner else make_grids([], [])
            found = np.flatnonzero(grids.codes == codes[level])
            names.append(str(grids.names[found[0]]) if len(found) else codes[level])
        return " · ".join(names) + (f" ({codes[max(codes)]})" if codes else "")
