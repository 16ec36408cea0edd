"""Editions as people see them: drafts, announced, in force, past."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from gridapp.store.editions import EditionRow

State = Literal["draft", "announced", "in force", "past"]
"""“announced”: published from a date that is still to come."""


@dataclass(frozen=True, slots=True)
class EditionSummary:
    """One edition of one net.

    Attributes
    ----------
    base : the edition it was drawn on, None for one that was imported or merged
    valid_from, valid_to : None for a draft; `valid_to` also until another one follows
    edits : how many lead from the base to it
    """

    id: int
    net: str
    state: State
    name: str
    author: str
    base: int | None
    valid_from: datetime | None
    valid_to: datetime | None
    edits: int


def summary_of(row: EditionRow, now: datetime) -> EditionSummary:
    """Return a stored edition as it stands at a moment."""
    return EditionSummary(
        row.id,
        row.net,
        _state(row, now),
        row.name,
        row.author,
        row.base,
        row.valid_from,
        row.valid_to,
        row.edits,
    )


def _state(row: EditionRow, now: datetime) -> State:
    if row.valid_from is None:
        return "draft"
    if row.valid_from > now:
        return "announced"
    return "past" if row.valid_to is not None and row.valid_to <= now else "in force"
