"""A finding: one thing that a check found, where, how bad, and what would mend it."""

from dataclasses import dataclass
from typing import Literal

from gridapp.grid.edits.apply import Edit
from gridapp.messages import Message

Kind = Literal[
    "gap", "overlap", "sliver", "split grid", "invalid ring", "bad code", "wrong parent", "sequence"
]
Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found.

    Attributes
    ----------
    kind : str
    severity : {"error", "warning", "note"}
        An error breaks a rule of the net, a warning is most likely not meant, a note is odd.
    net : str
    level : int
    codes : tuple of str
        The grids concerned.
    x, y : float
        Where, metres.
    message : Message
    fix : Edit, optional
        What mends it; None where somebody has to draw or decide.
    """

    kind: Kind
    severity: Severity
    net: str
    level: int
    codes: tuple[str, ...]
    x: float
    y: float
    message: Message
    fix: Edit | None = None

    @property
    def key(self) -> str:
        """What the finding is known by when the check runs again: kind, level, grids, metre."""
        return "|".join(
            (self.kind, str(self.level), ",".join(self.codes), f"{self.x:.0f},{self.y:.0f}")
        )
