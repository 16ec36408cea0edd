"""Cases at rest: one is folded from its journal; a move is written, with its snapshot."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import datetime

from gridapp.cases.case import Case
from gridapp.cases.clocks import Calendar
from gridapp.cases.events import Json
from gridapp.cases.lifecycle import decide, fold
from gridapp.cases.profile import Profile
from gridapp.errors import NotFoundError, RefusalError
from gridapp.messages import message
from gridapp.store import journal
from gridapp.store.home import Home, Transaction
from gridapp.workspace.snapshot import COLUMNS, CaseRow, make_row


class CaseBook:
    """What reads and writes cases in a transaction; nothing else writes one."""

    def __init__(self, home: Home, profile: Profile, calendar: Calendar) -> None:
        self._home = home
        self._profile = profile
        self._calendar = calendar

    def write(self) -> AbstractContextManager[Transaction]:
        """Open a transaction for what belongs together."""
        return self._home.write()

    def case(self, transaction: Transaction, ref: str) -> Case:
        """Return one case.

        Raises
        ------
        NotFoundError
            When there is none of that number.
        """
        events = journal.read_events(transaction, ref)
        if not events:
            raise NotFoundError(
                message("There is no case “{ref}”.", ref=ref),
                message("“gridapp case list” shows the cases."),
            )
        return fold(events, self._profile)

    def rows(self, transaction: Transaction) -> list[CaseRow]:
        """Return every case as lists show it, oldest first."""
        return [make(*found) for found in journal.read_snapshots(transaction, COLUMNS)]

    def sources(self, transaction: Transaction) -> dict[str, str]:
        """Return the number of the case of every source."""
        found = journal.read_snapshots(transaction, ("source", "ref"))
        return {str(source): str(ref) for (source, ref), _ in found if source}

    def move(
        self,
        transaction: Transaction,
        ref: str,
        case: Case | None,
        move: str,
        data: Mapping[str, Json],
        *,
        actor: str,
        role: str,
        at: datetime,
    ) -> Case:
        """Decide a move and write event and snapshot; the one way that a case is written."""
        event = decide(
            case,
            move,
            data,
            profile=self._profile,
            actor=actor,
            role=role,
            now=at,
            case_id=ref,
            calendar=self._calendar,
        )
        if "main_case" in data:
            self._check_main(transaction, ref, str(data["main_case"]))
        before = [step.event for step in case.history] if case else []
        after = fold([*before, journal.append(transaction, event)], self._profile)
        row = make_row(after)
        journal.write_snapshot(
            self._home,
            transaction,
            {name: getattr(row, name) for name in COLUMNS},
            None if row.x is None or row.y is None else (row.x, row.y),
        )
        return after

    def _check_main(self, transaction: Transaction, ref: str, main: str) -> None:
        """Refuse a main case that can't stand for this one."""
        if main == ref:
            raise RefusalError(
                message("Case {ref} can't be joined to itself.", ref=ref),
                message("Name another case as the main one."),
            )
        if self._profile.stages[self.case(transaction, main).stage].is_final:
            raise RefusalError(
                message("Case {main} is finished: no other can be joined to it.", main=main),
                message("Choose an open case as the main one."),
            )
        found = journal.read_snapshots(transaction, ("ref", "main_case"))
        if others := [str(other) for (other, its_main), _ in found if its_main == ref]:
            raise RefusalError(
                message(
                    "Case {ref} stands for others itself: {others}.",
                    ref=ref,
                    others=", ".join(others),
                ),
                message("Join {main} to {ref}, or part those first.", main=main, ref=ref),
            )


def make(values: tuple[object, ...], point: journal.Point | None) -> CaseRow:
    """Make the row of a list from what the snapshot table has."""
    x, y = point or (None, None)
    return CaseRow(**dict(zip(COLUMNS, values, strict=True)), x=x, y=y)  # type: ignore[arg-type]
