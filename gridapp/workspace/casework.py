"""The desk for cases: report, recommend, move; journal and snapshot in one transaction."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from gridapp.cases.case import Case
from gridapp.cases.catalogue import Catalogue, Matter
from gridapp.cases.clocks import Calendar
from gridapp.cases.dispatch import Recommendation, Resources, Situation, recommend
from gridapp.cases.events import Event, Json
from gridapp.cases.journal import Break, Row, verify
from gridapp.cases.lifecycle import allowed, decide, fold
from gridapp.cases.profile import Move, Profile
from gridapp.errors import NotFoundError, RefusalError, TamperedError
from gridapp.locate.find import Candidate
from gridapp.messages import message
from gridapp.store import journal, registers
from gridapp.store.home import Home, Transaction, read_meta
from gridapp.store.times import as_stored
from gridapp.workspace.geography import Geography
from gridapp.workspace.registers import (
    read_calendar,
    read_catalogue,
    read_profile,
    read_resources,
)
from gridapp.workspace.snapshot import COLUMNS, CaseRow, make_row

_NOTHING: Mapping[str, Json] = MappingProxyType({})

DEFAULT_PROFILE = "jiangsu"
STANDARD = "GB/T 47678.5-2026"
"""The code tables in use."""


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


class Casework:
    """Cases of an open workspace, under its profile."""

    def __init__(self, home: Home, now: Callable[[], datetime], geography: Geography) -> None:
        self._home = home
        self._now = now
        self._geography = geography
        with home.read() as transaction:
            name = read_meta(transaction).get("profile", DEFAULT_PROFILE)
        self.profile: Profile = read_profile(name)
        self.calendar: Calendar = read_calendar(name)
        self.catalogue: Catalogue = read_catalogue()

    def report(
        self,
        text: str,
        place: Candidate,
        matter: Matter | None = None,
        *,
        channel: str = "",
        reporter: str = "",
        is_urgent: bool = False,
        actor: str,
        role: str = "operator",
        at: datetime | None = None,
    ) -> Case:
        """Open a case from a report whose place was found.

        Parameters
        ----------
        text : what was reported, in the reporter's words
        place : the candidate that was chosen
        matter : what it is about, None while it isn't known
        channel : how the report came, such as 12345热线
        reporter : who reported
        at : when, by default now
        """
        grids = self._geography.grids_at(place.x, place.y, place.uncertainty_m)
        data: dict[str, Json] = {
            "text": text,
            "x": round(place.x, 3),
            "y": round(place.y, 3),
            "uncertainty_m": round(place.uncertainty_m, 1),
            "datum": place.datum.value,
            "grids": {str(level): code for level, code in grids.codes.items()},
            "edge_dispute": bool(grids.disputed),
            "urgent": is_urgent,
        }
        words = {"place": place.label, "channel": channel, "reporter": reporter}
        data |= {name: value for name, value in words.items() if value}
        if matter is not None:
            data |= _about(matter)
        moment = as_stored(at or self._now())
        with self._home.write() as transaction:
            day = moment.astimezone(self.profile.zone).strftime("%Y%m%d")
            ref = journal.next_ref(transaction, day)
            return self._move(transaction, ref, None, "report", data, actor, role, moment)

    def advance(
        self,
        ref: str,
        move: str,
        data: Mapping[str, Json] = _NOTHING,
        *,
        actor: str,
        role: str = "operator",
        at: datetime | None = None,
    ) -> Case:
        """Make a move of the profile with a case; the data are the move's fields."""
        with self._home.write() as transaction:
            case = self._fold(transaction, ref)
            moment = self._moment(case, at)
            return self._move(transaction, ref, case, move, data, actor, role, moment)

    def dispatch(
        self,
        ref: str,
        choice: Recommendation,
        *,
        actor: str,
        at: datetime | None = None,
    ) -> Case:
        """Give a case to the one who was chosen."""
        with self._home.write() as transaction:
            case = self._fold(transaction, ref)
            data: dict[str, Json] = {
                "assignee_kind": choice.kind,
                "assignee_id": choice.id,
                "assignee_name": choice.name,
                "cooperating": list(choice.cooperating),
                "ticket_class": "urgent" if case.urgent else "ordinary",
            }
            moment = self._moment(case, at)
            return self._move(transaction, ref, case, "dispatch", data, actor, "operator", moment)

    def undo(self, ref: str, *, actor: str, reason: str, role: str = "operator") -> Case:
        """Undo the last step by a compensating event; the step stays in the journal."""
        with self._home.write() as transaction:
            case = self._fold(transaction, ref)
            last = next(step for step in reversed(case.history) if step.undone_by is None)
            undoing = [
                move for move in allowed(case, self.profile, role) if last.event.kind in move.undoes
            ]
            if not undoing:
                raise RefusalError(
                    message(
                        "The last step of {case}, “{move}”, can't be undone.",
                        case=ref,
                        move=self.profile.move(last.event.kind).name,
                    ),
                    message("Make the move that corrects it instead."),
                )
            return self._move(
                transaction,
                ref,
                case,
                undoing[0].id,
                {"reason": reason},
                actor,
                role,
                self._moment(case),
            )

    def recommend(self, ref: str, *, at: datetime | None = None) -> tuple[Recommendation, ...]:
        """Rank who should take a case, with reasons."""
        moment = at or self._now()
        with self._home.read() as transaction:
            case = self._fold(transaction, ref)
            tickets = journal.count_tickets(transaction, self._open_stages())
            resources = read_resources(transaction, moment, tickets)
        return self._rank(case, resources)

    def moves(self, case: Case, role: str = "operator") -> tuple[Move, ...]:
        """Return the moves that a role may make with a case now."""
        return allowed(case, self.profile, role)

    def case(self, ref: str) -> Case:
        """Return one case.

        Raises
        ------
        NotFoundError
            When there is none of that number.
        """
        with self._home.read() as transaction:
            return self._fold(transaction, ref)

    def rows(self) -> list[CaseRow]:
        """Return every case as lists show it, oldest first."""
        with self._home.read() as transaction:
            found = journal.read_snapshots(transaction, COLUMNS)
        return [_row(values, point) for values, point in found]

    def matter_of(self, row: CaseRow) -> Matter | None:
        """Return what a case is about."""
        if not row.matter_code:
            return None
        return self.catalogue.get(row.matter_standard, row.matter_kind, row.matter_code)

    def find_matter(self, kind: str, code: str) -> Matter:
        """Return a matter of the standard in use by its kind and code."""
        return self.catalogue.get(STANDARD, kind, code)

    def suggest_matters(self, text: str, *, limit: int = 3) -> list[Matter]:
        """Return what a report may be about, the likeliest first; may be empty."""
        return [found.matter for found in self.catalogue.suggest(text, kind=None, limit=limit)]

    def is_open(self, row: CaseRow) -> bool:
        """Whether the case still wants doing."""
        return not self.profile.stages[row.stage].is_final

    def add_register(self, name: str, rows: Iterable[Mapping[str, object]]) -> None:
        """Add rows to a register: body, squad, squad_grid, member, terminal, duty or power."""
        with self._home.write() as transaction:
            registers.add_rows(transaction, name, list(rows))

    def register(self, name: str) -> list[dict[str, object]]:
        """Return the rows of a register."""
        with self._home.read() as transaction:
            return registers.read_rows(transaction, name)

    def verify(self, head: str = "") -> Verdict:
        """Check that the journal's chain holds and that the snapshot equals its fold.

        Parameters
        ----------
        head : a head that an earlier verdict gave and that was kept elsewhere; the journal must
            still hold it. Without it, events cut off the end can't be missed.
        """
        with self._home.read() as transaction:
            rows, unreadable = _readable(journal.read_chain(transaction))
            stored = {
                row.ref: row
                for row in (
                    _row(values, point)
                    for values, point in journal.read_snapshots(transaction, COLUMNS)
                )
            }
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
        folded = {ref: make_row(fold(steps, self.profile)) for ref, steps in events.items()}
        strayed = {ref for ref in folded.keys() | stored if folded.get(ref) != stored.get(ref)}
        return Verdict(len(rows), len(events), last, None, tuple(sorted(strayed)))

    def _move(
        self,
        transaction: Transaction,
        ref: str,
        case: Case | None,
        move: str,
        data: Mapping[str, Json],
        actor: str,
        role: str,
        now: datetime,
    ) -> Case:
        """Decide a move and write event and snapshot; the one way that a case is written."""
        event = decide(
            case,
            move,
            data,
            profile=self.profile,
            actor=actor,
            role=role,
            now=now,
            case_id=ref,
            calendar=self.calendar,
        )
        before = [step.event for step in case.history] if case else []
        after = fold([*before, journal.append(transaction, event)], self.profile)
        row = make_row(after)
        journal.write_snapshot(
            self._home,
            transaction,
            {name: getattr(row, name) for name in COLUMNS},
            None if row.x is None or row.y is None else (row.x, row.y),
        )
        return after

    def _moment(self, case: Case, at: datetime | None = None) -> datetime:
        """Return when a move is made: now, but never before the case's last step.

        Another process's clock, or this one's after a correction, may be behind.
        """
        return as_stored(at or max(self._now(), case.history[-1].event.at))

    def _fold(self, transaction: Transaction, ref: str) -> Case:
        events = journal.read_events(transaction, ref)
        if not events:
            raise NotFoundError(
                message("There is no case “{ref}”.", ref=ref),
                message("“gridapp case list” shows the cases."),
            )
        return fold(events, self.profile)

    def _rank(self, case: Case, resources: Resources) -> tuple[Recommendation, ...]:
        if case.x is None or case.y is None:
            raise RefusalError(
                message("Case {ref} has no place yet.", ref=case.id),
                message("Locate it first; who should take it depends on the grid."),
            )
        situation = Situation(
            matter_kind=case.matter.kind if case.matter else "",
            matter_code=case.matter.code if case.matter else "",
            grid_codes=tuple(case.grids[level] for level in sorted(case.grids, reverse=True)),
            x=case.x,
            y=case.y,
            urgent=case.urgent,
        )
        return recommend(situation, resources, self.profile.dispatch)

    def _open_stages(self) -> list[str]:
        return [stage.id for stage in self.profile.stages.values() if not stage.is_final]


def _about(matter: Matter) -> dict[str, Json]:
    return {
        "matter_standard": matter.standard,
        "matter_kind": matter.kind,
        "matter_code": matter.code,
    }


def _readable(chain: Iterable[Row]) -> tuple[list[Row], Break | None]:
    """Return the rows up to the first that can't be read, and that one."""
    rows: list[Row] = []
    try:
        rows.extend(chain)
    except TamperedError as error:
        return rows, Break(len(rows) + 1, error.problem)
    return rows, None


def _row(values: tuple[object, ...], point: journal.Point | None) -> CaseRow:
    x, y = point or (None, None)
    return CaseRow(**dict(zip(COLUMNS, values, strict=True)), x=x, y=y)  # type: ignore[arg-type]
