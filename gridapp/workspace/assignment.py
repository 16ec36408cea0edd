"""From a point and a time to the grids that held it then, and to all who may claim it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from gridapp.errors import NotFoundError
from gridapp.grid.assign import Assigner, Claim
from gridapp.store import nets
from gridapp.store.home import Home

__all__ = ["LEVELS", "Assignment", "Claim", "GridAnswer"]

LEVELS = (1, 2)
_KEPT = 12  # assigners of old editions in memory


@dataclass(frozen=True, slots=True)
class GridAnswer:
    """The grids of one point: codes by level, and what its uncertainty also touches.

    Attributes
    ----------
    codes : level → code; empty outside the net
    disputed : codes of all sub-grids that the uncertainty circle touches, when several; the
        largest share first
    nearest : code and distance in metres of the nearest grid, for a point outside the net
    claims : every grid of every level that shares the circle, by level, the largest share
        first; empty without an uncertainty
    is_early : whether no edition was in force yet at that time, and the first one answers
    """

    codes: Mapping[int, str]
    disputed: tuple[str, ...] = ()
    nearest: tuple[str, float] | None = None
    claims: tuple[Claim, ...] = ()
    is_early: bool = False


@dataclass(frozen=True, slots=True)
class _Span:
    """A time in which one edition is known to be in force."""

    edition: int
    since: datetime
    until: datetime | None
    is_early: bool

    def holds(self, at: datetime) -> bool:
        return self.since <= at and (self.until is None or at < self.until)


class Assignment:
    """Answers for the net that cases belong to, by the edition in force at the time asked for."""

    def __init__(self, home: Home, main_net: Callable[[], str | None]) -> None:
        self._home = home
        self._main_net = main_net
        self._spans: list[_Span] = []
        self._assigners: dict[tuple[int, int], Assigner] = {}

    def forget(self) -> None:
        """Forget what was read of the editions; another is, or will be, in force."""
        self._spans.clear()
        self._assigners.clear()

    def grids_at(self, x: float, y: float, uncertainty: float, at: datetime) -> GridAnswer:
        """Return the grids of a point in metres of the workspace CRS at a time."""
        span = self._span(at)
        if span is None:
            return GridAnswer({})
        codes: dict[int, str] = {}
        claims: list[Claim] = []
        disputed: tuple[str, ...] = ()
        finest = None
        for level in LEVELS:
            assigner = self._of_edition(span.edition, level)
            if not len(assigner.grids):
                continue
            finest = assigner
            row = int(assigner.assign(np.array([x]), np.array([y]))[0])
            if row >= 0:
                codes[level] = str(assigner.grids.codes[row])
            if uncertainty > 0:
                shared = assigner.claims(x, y, uncertainty)
                disputed = tuple(claim.code for claim in shared) if len(shared) > 1 else ()
                claims.extend(shared)
        nearest = None
        if finest is not None and not codes:
            row, distance = finest.nearest(x, y)
            nearest = str(finest.grids.codes[row]), distance
        return GridAnswer(codes, disputed, nearest, tuple(claims), span.is_early)

    def assigner(self, level: int, at: datetime) -> Assigner | None:
        """Return the assigner of one level at a time; None without a net."""
        span = self._span(at)
        return None if span is None else self._of_edition(span.edition, level)

    def _span(self, at: datetime) -> _Span | None:
        for span in self._spans:
            if span.holds(at):
                return span
        main = self._main_net()
        if main is None:
            return None
        with self._home.read() as connection:
            until = nets.next_change(connection, main, at)
            try:
                edition, is_early = nets.find_edition(connection, main, at), False
            except NotFoundError:
                if until is None:
                    return None
                edition, is_early = nets.find_edition(connection, main, until), True
        span = _Span(edition, at, until, is_early)
        self._spans = [one for one in self._spans if one.until != until] + [span]
        return span

    def _of_edition(self, edition: int, level: int) -> Assigner:
        key = edition, level
        if key not in self._assigners:
            with self._home.read() as connection:
                grids = nets.read_grids_of(connection, edition, level)
            while len(self._assigners) >= _KEPT:
                del self._assigners[next(iter(self._assigners))]
            self._assigners[key] = Assigner(grids)
        return self._assigners[key]
