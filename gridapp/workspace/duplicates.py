"""Which open cases a report seems to repeat, and which open cases seem to be of one trouble."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from gridapp.cases.catalogue import Matter
from gridapp.cases.duplicates import Duplicates, Reports
from gridapp.locate.find import Candidate
from gridapp.messages import Message
from gridapp.workspace.casework import Casework
from gridapp.workspace.snapshot import CaseRow


@dataclass(frozen=True, slots=True)
class LikelyDuplicate:
    """An open case that a report seems to repeat."""

    case: CaseRow
    score: float
    reasons: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class LikelyCluster:
    """Open cases that seem to be of one trouble, the oldest first."""

    cases: tuple[CaseRow, ...]
    score: float
    reasons: tuple[Message, ...]


def find_duplicates(
    casework: Casework,
    text: str,
    place: Candidate,
    matter: Matter | None,
    at: datetime,
    *,
    limit: int = 5,
) -> tuple[LikelyDuplicate, ...]:
    """Return the open cases that a report of that time seems to repeat, the likeliest first."""
    rows = open_rows(casework)
    new = report_of(text, place, matter, at)
    found = Duplicates(reports_of(rows)).of(new, limit=limit) if rows else ()
    return tuple(LikelyDuplicate(rows[one.row], one.score, one.reasons) for one in found)


def find_clusters(casework: Casework) -> tuple[LikelyCluster, ...]:
    """Return the open cases that seem to be of one trouble; nobody has joined them yet."""
    rows = open_rows(casework)
    found = Duplicates(reports_of(rows)).clusters() if rows else ()
    return tuple(
        LikelyCluster(tuple(rows[row] for row in one.rows), one.score, one.reasons) for one in found
    )


def open_rows(casework: Casework) -> list[CaseRow]:
    """Return the open cases that no other stands for."""
    return [row for row in casework.rows() if casework.is_open(row) and not row.main_case]


def report_of(text: str, place: Candidate, matter: Matter | None, at: datetime) -> Reports:
    """Return a report that isn't a case yet as the only row of its columns."""
    return Reports(
        np.array([place.x]),
        np.array([place.y]),
        np.array([place.uncertainty_m]),
        np.array([at.timestamp()]),
        [text],
        [f"{matter.kind} {matter.code}" if matter else ""],
    )


def reports_of(rows: Sequence[CaseRow]) -> Reports:
    """Return cases as columns of reports."""

    def column(values: Sequence[float | None]) -> NDArray[np.float64]:
        return np.array([np.nan if value is None else value for value in values], dtype=np.float64)

    return Reports(
        column([row.x for row in rows]),
        column([row.y for row in rows]),
        np.nan_to_num(column([row.uncertainty_m for row in rows])),
        np.array([row.opened_at.timestamp() for row in rows]),
        [row.text for row in rows],
        [f"{row.matter_kind} {row.matter_code}" if row.matter_code else "" for row in rows],
    )
