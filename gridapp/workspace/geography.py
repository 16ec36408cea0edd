"""The desk for nets, background and places; from words or points to grids."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from gridapp.grid.assign import Assigner
from gridapp.grid.grids import Grids, make_grids
from gridapp.locate.find import Candidate, locate
from gridapp.locate.gazetteer import Gazetteer, Places
from gridapp.store import ground, nets
from gridapp.store.ground import Features
from gridapp.store.home import Home
from gridapp.store.nets import NetSummary

__all__ = ["COMPREHENSIVE", "LOADS", "Features", "Geography", "GridAnswer", "NetSummary"]

COMPREHENSIVE = "comprehensive"
"""The name of the merged net."""

LOADS = {"households": ground.read_households, "enterprises": ground.read_enterprises}
"""What grids are measured by, beside their area."""


@dataclass(frozen=True, slots=True)
class GridAnswer:
    """The grids of one point: codes by level, and what its uncertainty also touches.

    Attributes
    ----------
    codes : level → code; empty outside the net
    disputed : codes of all sub-grids that the uncertainty circle touches, when several
    nearest : code and distance in metres of the nearest grid, for a point outside the net
    """

    codes: Mapping[int, str]
    disputed: tuple[str, ...] = ()
    nearest: tuple[str, float] | None = None


class Geography:
    """Nets, background features and places of an open workspace."""

    def __init__(self, home: Home, now: Callable[[], datetime]) -> None:
        self._home = home
        self._now = now
        self._assigners: dict[int, Assigner] = {}
        self._good_until: datetime | None = None

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
        self._assigners.clear()

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
        self.__dict__.pop("gazetteer", None)

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The index of all places, built at the first question."""
        with self._home.read() as connection:
            rows = ground.read_places(connection)
        return Gazetteer(
            Places(rows.refs, rows.kinds, rows.names, rows.addresses, rows.aliases, rows.x, rows.y)
        )

    def locate(self, text: str, *, limit: int = 8) -> tuple[Candidate, ...]:
        """Return where the words may mean, the likeliest first."""
        return locate(text, self.gazetteer, self.crs)[:limit]

    def grids_at(self, x: float, y: float, uncertainty: float = 0.0) -> GridAnswer:
        """Return the grids of a point in metres of the workspace CRS."""
        codes = {}
        disputed: tuple[str, ...] = ()
        finest = None
        for level in (1, 2):
            assigner = self._assigner(level)
            if not len(assigner.grids):
                continue
            finest = assigner
            row = int(assigner.assign(np.array([x]), np.array([y]))[0])
            if row >= 0:
                codes[level] = str(assigner.grids.codes[row])
        if finest is not None and uncertainty > 0:
            rows = finest.within(x, y, uncertainty)
            disputed = tuple(finest.grids.codes[rows]) if len(rows) > 1 else ()
        if codes or finest is None:
            return GridAnswer(codes, disputed)
        row, distance = finest.nearest(x, y)
        return GridAnswer(codes, disputed, (str(finest.grids.codes[row]), distance))

    def describe(self, codes: Mapping[str, str]) -> str:
        """Name grids for people, from level one down: “东湖社区 · 第3网格 (…003)”."""
        names = []
        for level in sorted(codes):
            grids = self._assigner(int(level)).grids
            found = np.flatnonzero(grids.codes == codes[level])
            names.append(str(grids.names[found[0]]) if len(found) else codes[level])
        return " · ".join(names) + (f" ({codes[max(codes)]})" if codes else "")

    def _assigner(self, level: int) -> Assigner:
        now = self._now()
        if self._good_until is not None and now >= self._good_until:
            self.refresh()
        if level not in self._assigners:
            main = self.main_net()
            with self._home.read() as connection:
                self._good_until = nets.next_change(connection, main, now) if main else None
            grids = self.grids(main, level) if main else make_grids([], [])
            self._assigners[level] = Assigner(grids)
        return self._assigners[level]
