"""Rows of a sheet opened as cases: each once, whatever file it comes in, in whole batches."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gridapp.locate.datum import Datum
from gridapp.messages import Message, message
from gridapp.store import journal
from gridapp.store.times import as_stored
from gridapp.workspace import Workspace
from gridapp.workspace.doubts import Doubt, SheetCase
from gridapp.workspace.edges import settlement
from gridapp.workspace.settings import Settings

BATCH = 100
"""Rows that are opened in one transaction: what a cancel leaves is whole batches."""

CHANNEL = "12345热线"
"""How a report came whose sheet doesn't say."""

ASKED: dict[Doubt, Message] = {
    Doubt.NO_PLACE: message("No place found: name a road, a number or a place."),
    Doubt.PLACES: message("Several places fit about equally well."),
    Doubt.APART: message("The coordinates lie far from the address."),
    Doubt.OUTSIDE: message("The place lies outside the net."),
    Doubt.EDGE: message("The place may lie in a neighbouring grid."),
    Doubt.MATTER: message("What it is about isn't known."),
    Doubt.DUPLICATE: message("An open case seems to be of the same trouble."),
}
"""What a person is asked about each doubt."""


@dataclass(frozen=True, slots=True)
class Opened:
    """What became of rows: the new cases, how many rows were cases already, and whose is whose."""

    refs: tuple[str, ...]
    known: int
    by_source: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a set of columns was read the last time."""

    columns: dict[str, str]
    datum: Datum | None


def open_rows_as_cases(
    workspace: Workspace, rows: Sequence[SheetCase], *, actor: str, note: str
) -> Opened:
    """Open a batch of rows, all or none; those that are ready, each but once.

    What was settled about a row, its grid or its main case, is recorded with the `note`. A row
    that another import opened meanwhile counts as known. A time later than now, of a clock that
    goes ahead, becomes now.
    """
    casework = workspace.casework
    now = as_stored(workspace.now())
    refs: list[str] = []
    known = 0
    numbers: dict[str, int] = {}
    with casework.book.write() as transaction:
        sources = casework.book.sources(transaction)
        for row in rows:
            if row.known or row.report.source in sources:
                known += 1
                continue
            if not row.is_ready or row.place is None:
                continue
            report = row.report
            at = min(as_stored(report.at), now) if report.at else now
            data = casework.report_data(
                report.text, row.place, row.matter, channel=report.channel or CHANNEL,
                reporter=report.reporter, source=report.source, is_urgent=report.is_urgent, at=at,
            )  # fmt: skip
            day = casework.day_of(at)
            if day not in numbers:
                numbers[day] = int(journal.next_ref(transaction, day).rpartition("-")[2])
            ref = f"{day}-{numbers[day]:04d}"
            numbers[day] += 1
            case = casework.book.move(
                transaction, ref, None, "report", data, actor=actor, role="operator", at=at
            )
            if row.claimant is not None:
                given = settlement(row.claimant, note)
                case = casework.book.move(
                    transaction, ref, case, "amend", given, actor=actor, role="operator", at=now
                )
            if row.main:
                joined = {"main_case": row.main, "reason": note}
                casework.book.move(
                    transaction, ref, case, "join", joined, actor=actor, role="operator", at=now
                )
            sources[report.source] = ref
            refs.append(ref)
    told = {row.report.source: sources.get(row.report.source, row.known) for row in rows}
    return Opened(tuple(refs), known, told)


def remembered(settings: Settings, key: str) -> Reading | None:
    """Return how a set of columns was read the last time, None when it is new."""
    found = settings.read(f"sheets.mapping/{key}")
    if not isinstance(found, dict) or not isinstance(found.get("columns"), dict):
        return None
    datum = found.get("datum")
    columns = {str(field): str(column) for field, column in found["columns"].items()}
    return Reading(columns, Datum(datum) if datum in set(Datum) else None)


def remember(settings: Settings, key: str, mapping: Reading) -> None:
    """Keep how a set of columns was read."""
    settings.write(
        f"sheets.mapping/{key}",
        {"columns": mapping.columns, "datum": mapping.datum and mapping.datum.value},
    )
