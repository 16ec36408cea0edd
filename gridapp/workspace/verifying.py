"""Whether the journal's chain holds and every case's snapshot is the fold of its events."""

from collections.abc import Iterable
from dataclasses import dataclass

from gridapp.cases.events import Event
from gridapp.cases.journal import Break, Row, verify
from gridapp.cases.lifecycle import fold
from gridapp.cases.profile import Profile
from gridapp.errors import TamperedError
from gridapp.messages import message
from gridapp.store import journal
from gridapp.store.home import Transaction
from gridapp.workspace.casebook import CaseBook
from gridapp.workspace.snapshot import make_row


@dataclass(frozen=True, slots=True)
class Verdict:
    """What verifying the journal found.

    Attributes
    ----------
    events, cases : how much was read
    head : the last link in hexadecimal, empty without events; kept elsewhere, it proves later
        that nothing was cut off the end
    broken : the first place where the chain does not hold, or None
    strayed : cases whose snapshot differs from the fold of their events
    """

    events: int
    cases: int
    head: str
    broken: Break | None
    strayed: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether the chain holds and the snapshot equals the fold."""
        return self.broken is None and not self.strayed


def verify_journal(
    transaction: Transaction, book: CaseBook, profile: Profile, head: str = ""
) -> Verdict:
    """Check chain and snapshot; `head` is one noted earlier that must still be there."""
    rows, unreadable = _readable(journal.read_chain(transaction))
    stored = {row.ref: row for row in book.rows(transaction)}
    events: dict[str, list[Event]] = {}
    for row in rows:
        events.setdefault(row.event.case_id, []).append(row.event)
    broken = verify(rows) or unreadable
    if broken is None and head and head not in {row.link.hex() for row in rows}:
        why = message("The journal doesn't hold the head noted: its end was cut off.")
        broken = Break(len(rows) + 1, why)
    last = rows[-1].link.hex() if rows else ""
    if broken is not None:
        return Verdict(len(rows), len(events), last, broken, ())
    folded = {ref: make_row(fold(steps, profile)) for ref, steps in events.items()}
    strayed = {ref for ref in folded.keys() | stored if folded.get(ref) != stored.get(ref)}
    return Verdict(len(rows), len(events), last, None, tuple(sorted(strayed)))


def _readable(chain: Iterable[Row]) -> tuple[list[Row], Break | None]:
    """Return the rows up to the first that can't be read, and that one."""
    rows: list[Row] = []
    try:
        rows.extend(chain)
    except TamperedError as error:
        return rows, Break(len(rows) + 1, error.problem)
    return rows, None
