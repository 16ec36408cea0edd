"""The desk for figures by grid: what each grid holds, counted in one pass over the points."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

import numpy as np
import shapely
from numpy.typing import NDArray

from gridapp.grid.assign import Assigner
from gridapp.grid.grids import Grids
from gridapp.messages import Message, message
from gridapp.patrol.clean import clean
from gridapp.store import tracks
from gridapp.store.home import Home
from gridapp.workspace.casework import Casework
from gridapp.workspace.geography import Geography
from gridapp.workspace.snapshot import CaseRow

Floats = NDArray[np.float64]

LATELY = timedelta(days=90)
"""How far back the cases of the figure ``recent`` and the patrols go."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that grids have.

    `unit` is what stands behind the number, `density_unit` behind the number by area; a figure
    without one isn't told by area.
    """

    name: str
    title: Message
    unit: Message | None = None
    density_unit: Message | None = None


FIGURES: Mapping[str, Figure] = MappingProxyType(
    {
        figure.name: figure
        for figure in (
            Figure("area", message("Area"), message("ha")),
            Figure("households", message("Households"), None, message("per km²")),
            Figure("enterprises", message("Enterprises"), None, message("per km²")),
            Figure("open", message("Open cases"), None, message("per km²")),
            Figure("overdue", message("Overdue cases"), None, message("per km²")),
            Figure("recent", message("Cases of 90 days"), None, message("per km²")),
            Figure("patrol", message("Patrol length, 90 days"), message("km"),
                   message("km per km²")),
        )
    }
)  # fmt: skip
"""The figures by name, in the order of a list."""


@dataclass(frozen=True, slots=True, eq=False)
class GridFigures:
    """One figure of the grids of one level.

    Attributes
    ----------
    codes : object array of str, shape (n,)
    values : float64 array, shape (n,)
        In the figure's unit.
    """

    codes: NDArray[np.object_]
    values: Floats

    def of(self, codes: NDArray[np.object_]) -> Floats:
        """Return the figures of these grids, NaN for one that isn't known."""
        known = dict(zip(self.codes.tolist(), self.values.tolist(), strict=True))
        return np.array([known.get(code, np.nan) for code in codes], dtype=np.float64)


class Figures:
    """Figures of the main net's grids in force."""

    def __init__(
        self, home: Home, now: Callable[[], datetime], geography: Geography, casework: Casework
    ) -> None:
        self._home = home
        self._now = now
        self._geography = geography
        self._casework = casework

    def read(self, name: str, level: int, *, by_area: bool = False) -> GridFigures:
        """Reckon one of `FIGURES` for the grids of a level.

        Parameters
        ----------
        by_area : bool
            Per square kilometre.

        Raises
        ------
        NotFoundError
            When there is no net.
        """
        grids = self._geography.grids(level=level)
        hectares = np.asarray(shapely.area(grids.polygons), dtype=np.float64) / 10_000
        if name == "area":
            return GridFigures(grids.codes, hectares)
        values = self._sums(name, grids)
        if by_area:
            with np.errstate(divide="ignore", invalid="ignore"):
                values = np.where(hectares > 0, values / (hectares / 100), np.nan)
        return GridFigures(grids.codes, values)

    def _sums(self, name: str, grids: Grids) -> Floats:
        points, amounts = self._amounts(name)
        rows = Assigner(grids).assign(points[:, 0], points[:, 1])
        inside = rows >= 0
        sums = np.bincount(rows[inside], weights=amounts[inside], minlength=len(grids))
        return np.asarray(sums, dtype=np.float64)

    def _amounts(self, name: str) -> tuple[Floats, Floats]:
        """Return where there is how much of a figure."""
        if name == "patrol":
            return self._patrolled()
        if name in ("households", "enterprises"):
            return self._geography.load(name)
        now = self._now()
        is_meant = self._tests(now)[name]
        places = [
            (row.x, row.y)
            for row in self._casework.rows()
            if row.x is not None and row.y is not None and is_meant(row)
        ]
        return np.array(places, dtype=np.float64).reshape(-1, 2), np.ones(len(places))

    def _tests(self, now: datetime) -> Mapping[str, Callable[[CaseRow], bool]]:
        is_open = self._casework.is_open
        return {
            "open": is_open,
            "overdue": lambda row: is_open(row) and row.due_at is not None and row.due_at < now,
            "recent": lambda row: now - LATELY <= row.opened_at <= now,
        }

    def _patrolled(self) -> tuple[Floats, Floats]:
        """Return the middles of all hops of all legs, and their lengths in kilometres.

        Sums over all terminals say nothing of anybody, so that no track is opened here.
        """
        now = self._now()
        middles, lengths = [np.empty((0, 2))], [np.empty(0)]
        with self._home.read() as connection:
            for terminal, (first, last, _) in tracks.read_spans(connection).items():
                if last < now - LATELY or first > now:
                    continue
                track = tracks.read_track(connection, terminal, now - LATELY, now)
                cleaned = clean(track)
                points = np.column_stack((track.x, track.y))[cleaned.kept]
                for begin, end in cleaned.legs.tolist():
                    leg = points[begin:end]
                    middles.append((leg[1:] + leg[:-1]) / 2)
                    lengths.append(np.hypot(*np.diff(leg, axis=0).T) / 1000)
        return np.concatenate(middles), np.concatenate(lengths)
