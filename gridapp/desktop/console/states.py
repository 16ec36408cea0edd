"""What a case looks like in queue and on the map: its state, its order, its countdown."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from gridapp.language import tr
from gridapp.workspace.snapshot import CaseRow


class State(StrEnum):
    """The states that symbols tell apart; the values are the tail of a symbol's key."""

    WAITING = "waiting"
    DISPATCHED = "dispatched"
    HANDLING = "handling"
    OVERDUE = "overdue"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class QueueItem:
    """A case in the queue."""

    row: CaseRow
    matter: str
    stage: str
    state: State

    def left(self, now: datetime) -> timedelta | None:
        """Return what is left until the next clock runs out; negative when overdue."""
        return None if self.row.due_at is None else self.row.due_at - now

    def share_left(self, now: datetime) -> float:
        """Return the part of the time that is left, 0 to 1."""
        if self.row.due_at is None:
            return 1.0
        whole = (self.row.due_at - self.row.opened_at).total_seconds()
        left = (self.row.due_at - now).total_seconds()
        return min(max(left / whole, 0.0), 1.0) if whole > 0 else 0.0


def state_of(row: CaseRow, *, is_open: bool, is_fresh: bool, now: datetime) -> State:
    """Return a case's state; `is_fresh` tells a ticket that nobody has accepted yet."""
    if not is_open:
        return State.DONE
    if row.due_at is not None and row.due_at < now:
        return State.OVERDUE
    if not row.assignee:
        return State.WAITING
    return State.DISPATCHED if is_fresh else State.HANDLING


def urgency(item: QueueItem) -> tuple[bool, bool, bool, datetime]:
    """Return the key that sorts the queue: open first, urgent first, then the next clock."""
    return (
        item.state is State.DONE,
        not item.row.is_urgent,
        item.row.due_at is None,
        item.row.due_at or item.row.opened_at,
    )


def countdown(left: timedelta) -> str:
    """Write a countdown: 12:05 (minutes and seconds), 3:07:00 (with hours), 2 d 03 h."""
    seconds = int(abs(left.total_seconds()))
    sign = "−" if left < timedelta() else ""
    days, rest = divmod(seconds, 86400)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    if days:
        return sign + tr("{days} d {hours} h", days=days, hours=f"{hours:02d}")
    if hours:
        return f"{sign}{hours}:{minutes:02d}:{seconds:02d}"
    return f"{sign}{minutes:02d}:{seconds:02d}"
