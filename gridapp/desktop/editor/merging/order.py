"""What a supervisor orders of a merge, and what the workspace offers for it."""

from collections.abc import Mapping
from dataclasses import dataclass

from gridapp.grid.merge import Merged, MergePlan
from gridapp.language import tr
from gridapp.workspace import Workspace
from gridapp.workspace.geography import COMPREHENSIVE, LOADS, NetSummary
from gridapp.workspace.merging import Material

_DIVISION = 9


@dataclass(frozen=True, slots=True)
class Order:
    """Which nets are merged, and how.

    Attributes
    ----------
    nets : tuple of str
        The most trusted first.
    plan : MergePlan
        Without decisions.
    along_streets : bool
    named_after : str
        Empty for no net.
    """

    nets: tuple[str, ...]
    plan: MergePlan
    along_streets: bool
    named_after: str

    def fault(self) -> str | None:
        """Say what is missing, for the reader; None when it can be done."""
        name, code = self.plan.name, self.plan.division
        if not self.nets:
            return tr("Choose the nets that are to be merged.")
        if not name:
            return tr("Name the net that comes of it.")
        if name in self.nets:
            return tr("“{name}” can't be merged into itself.", name=name)
        if len(code) != _DIVISION or not (code.isascii() and code.isdecimal()):
            return tr("Give the 9 digits of the street's or town's division code.")
        return None


@dataclass(frozen=True, slots=True)
class Setup:
    """What the workspace offers.

    Attributes
    ----------
    nets : tuple of NetSummary
    main : str
        The comprehensive net, which isn't merged.
    ticked : tuple of str
        The nets that are chosen at first.
    into, division : str
    level_one, sub_grids : int
        What the comprehensive net has; 0 without it.
    loads : frozenset of str
        What can be balanced beside area.
    has_streets : bool
    remembered : mapping from net to int
        How many decisions are kept for it.
    """

    nets: tuple[NetSummary, ...]
    main: str
    ticked: tuple[str, ...]
    into: str
    division: str
    level_one: int
    sub_grids: int
    loads: frozenset[str]
    has_streets: bool
    remembered: Mapping[str, int]

    def has_net(self, name: str) -> bool:
        """Whether there is a net of this name."""
        return any(net.name == name for net in self.nets)

    def title(self, name: str) -> str:
        """Return what people call a net."""
        return next((net.title for net in self.nets if net.name == name), name)


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """A merge that was done: what was ordered, what it was made from, what came of it."""

    order: Order
    material: Material
    merged: Merged


def read_setup(workspace: Workspace) -> Setup:
    """Read what the workspace offers."""
    geography, desk = workspace.geography, workspace.merging
    nets = tuple(geography.nets())
    counts = next((n.grids_by_level for n in nets if n.name == COMPREHENSIVE), {})
    main = COMPREHENSIVE if counts else ""
    names = {net.name for net in nets}
    return Setup(
        nets,
        main,
        tuple(net.name for net in nets if net.name != main and not _is_merged(net, names)),
        main or tr("merged"),
        desk.division(),
        counts.get(1, 0),
        counts.get(2, 0),
        frozenset(name for name in LOADS if len(geography.load(name)[1])),
        any(features.kind == "streets" for features in geography.background("line")),
        {net.name: len(desk.remembered(net.name)) for net in nets},
    )


def _is_merged(net: NetSummary, names: set[str]) -> bool:
    """Whether a net was made from others here: merging it with them again means nothing."""
    return set(net.source.split(", ")) <= names
