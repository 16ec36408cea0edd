"""The desk for merging nets: what it takes, what was decided before, where the result goes."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from json import dumps, loads
from types import MappingProxyType

import numpy as np
import shapely

from gridapp.errors import InputError, RefusalError
from gridapp.grid import drafts
from gridapp.grid.coding import names_from
from gridapp.grid.decisions import Decision
from gridapp.grid.edits.record import read_decisions, write_decisions
from gridapp.grid.fabric import Fabric
from gridapp.grid.grids import Grids
from gridapp.grid.merge import AREA, Load, Merged, MergePlan, Streets, Watch, merge_nets
from gridapp.messages import message
from gridapp.store import audit, editions, nets
from gridapp.store.home import Home
from gridapp.store.times import as_stored
from gridapp.workspace.fabrics import write_net
from gridapp.workspace.geography import LOADS, Geography
from gridapp.workspace.publishing import require_later, require_zone
from gridapp.workspace.settings import Settings

_DIVISION = 9  # digits of the division code of a street or town
_GRID = 15  # digits of a grid code
_REACH = 10.0  # metres from a street's middle within which a border runs along it
_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {"expressway": 0.8, "main": 0.6, "street": 0.3, "lane": 0.1}
)
"""How much a street of a class speaks for a border; of another class it doesn't."""


_WORDS = MappingProxyType(
    {"households": message("households"), "enterprises": message("enterprises")}
)


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """What a merge is made from; read once, it needs the workspace no more.

    Attributes
    ----------
    nets : tuple of (name, Grids)
        The most trusted first.
    loads : mapping of name to (points, amounts)
        Those of `LOADS` that the workspace has.
    streets : Streets or None
    names : Grids or None
        After which new grids are named.
    former : Grids or None
        The edition that the merged one will follow.
    """

    nets: tuple[tuple[str, Grids], ...]
    loads: Mapping[str, Load]
    streets: Streets | None
    names: Grids | None
    former: Grids | None

    def merge(self, plan: MergePlan, watch: Watch = lambda _what, _share: None) -> Merged:
        """Merge as `merge_nets` does; on any thread.

        Raises
        ------
        InputError
            Something is to be balanced that isn't known here, or the borders can't be noded.
        """
        for name in plan.balanced:
            if name != AREA and name not in self.loads:
                raise InputError(
                    message("The workspace doesn't know where its {load} are.", load=_WORDS[name]),
                    message("Bring them in, or balance something else."),
                )
        return merge_nets(
            self.nets,
            plan,
            loads=self.loads,
            streets=self.streets,
            naming=None if self.names is None else names_from(self.names),
            former=self.former,
            watch=watch,
        )


class Merging:
    """Merging the nets of an open workspace into one."""

    def __init__(
        self, home: Home, now: Callable[[], datetime], geography: Geography, settings: Settings
    ) -> None:
        self._home = home
        self._now = now
        self._geography = geography
        self._settings = settings

    def gather(
        self,
        names: Sequence[str],
        into: str,
        *,
        along_streets: bool = True,
        named_after: str = "",
        as_edition: bool = False,
    ) -> Material:
        """Read what a merge is made from.

        Parameters
        ----------
        names : the nets, the most trusted first
        into : the net that comes of it
        along_streets : whether borders shall follow streets where nets disagree
        named_after : the net whose names new grids take; empty for none
        as_edition : whether `into` is there already and gets its next edition

        Raises
        ------
        NotFoundError
            There is no net of such a name.
        InputError
            No net is named.
        RefusalError
            `into` is one of the nets, or there already though it is to be new.
        """
        names = tuple(dict.fromkeys(names))
        if not names:
            raise InputError(
                message("No net is chosen."), message("Choose the nets that are to be merged.")
            )
        if into in names and as_edition:
            raise RefusalError(
                message("“{name}” can't be merged into itself.", name=into),
                message("Leave it out of the nets that are merged."),
            )
        if not as_edition:
            self._require_free(into)
        read = self._geography.grids
        return Material(
            tuple((name, read(name)) for name in names),
            self._loads(),
            self._streets() if along_streets else None,
            read(named_after) if named_after else None,
            self._newest(into) if as_edition else None,
        )

    def division(self) -> str:
        """Return the 9-digit division code that most codes here begin with; empty without any."""
        codes = [
            str(code)
            for net in self._geography.nets()
            for code in self._geography.grids(net.name).codes
        ]
        usual = Counter(c[:_DIVISION] for c in codes if len(c) == _GRID and c.isdecimal())
        return next((code for code, _ in usual.most_common(1)), "")

    def remembered(self, into: str) -> tuple[Decision, ...]:
        """Return what was decided when nets were last merged into this one."""
        found = self._settings.read(_key(into))
        return () if found is None else read_decisions(dumps(found), _key(into))

    def remember(self, into: str, decisions: Sequence[Decision]) -> None:
        """Keep decisions for the next time, in the place of those there were."""
        self._settings.write(_key(into), loads(write_decisions(decisions)) if decisions else None)

    def add_net(
        self, name: str, merged: Fabric, *, author: str, source: str = "", title: str = ""
    ) -> int:
        """Store a net that a fabric holds among others as a net of its own, in force from now.

        Parameters
        ----------
        name : the net's name in the fabric, and here
        source : what it was made from

        Returns
        -------
        int
            The edition.

        Raises
        ------
        RefusalError
            There is a net of that name.
        """
        settled = drafts.settle(merged, name)
        with self._home.write() as transaction:
            key = nets.add_empty_net(
                transaction, name, title=title or name, source=source, author=author,
                now=as_stored(self._now()),
            )  # fmt: skip
            write_net(self._home, transaction, key, settled, name)
        self._geography.refresh()
        return key

    def add_edition(
        self, net: str, merged: Fabric, *, since: datetime, author: str, name: str = ""
    ) -> int:
        """Store a merged net as the next edition of the net of its name; return the edition.

        The edition before it ends at `since`. Drafts on that one are kept; who publishes one
        hears that it was overtaken.

        Raises
        ------
        NotFoundError
            There is no such net.
        InputError
            The date has no time zone.
        RefusalError
            The date is before that of the edition it follows.
        """
        since = as_stored(require_zone(since))
        settled = drafts.settle(merged, net)
        with self._home.write() as transaction:
            before = editions.newest_edition(transaction, net)
            require_later(before, since)
            now = as_stored(self._now())
            key = editions.add_draft(transaction, before, name, author, now)
            editions.put_in_force(transaction, key, before.id, since, now)
            write_net(self._home, transaction, key, settled, net)
            audit.append(
                transaction, audit.AuditRow(now, author, "edition.merge", f"{net}#{key}", name)
            )
        self._geography.refresh()
        return key

    def _require_free(self, name: str) -> None:
        """Refuse a name that is taken before the work, not after it."""
        if any(net.name == name for net in self._geography.nets()):
            raise RefusalError(
                message("There is a net “{name}” already.", name=name),
                message("Choose another name, or make it the net's next edition."),
            )

    def _newest(self, net: str) -> Grids:
        with self._home.read() as transaction:
            row = editions.newest_edition(transaction, net)
            return nets.read_grids_of(transaction, row.id)

    def _loads(self) -> Mapping[str, Load]:
        found = {name: self._geography.load(name) for name in LOADS}
        return {name: load for name, load in found.items() if len(load[1])}

    def _streets(self) -> Streets | None:
        """Return the streets whose class speaks for a border; None without any."""
        lines: list[shapely.Geometry] = []
        weights: list[float] = []
        for features in self._geography.background("line"):
            for kind, line in zip(features.classes, features.geometries, strict=True):
                if features.kind == "streets" and kind in _WEIGHTS:
                    lines.append(line)
                    weights.append(_WEIGHTS[kind])
        if not lines:
            return None
        return Streets(np.array(lines, dtype=object), np.array(weights), _REACH)


def decide(plan: MergePlan, decisions: Sequence[Decision]) -> MergePlan:
    """Return a plan with other decisions; of two at one place the later holds."""
    latest = {(one.x, one.y, one.net if one.action == "claim" else ""): one for one in decisions}
    return replace(plan, decisions=tuple(latest.values()))


def _key(into: str) -> str:
    return f"merge.decisions/{into}"
