"""The desk for cases: report, recommend, move; journal and snapshot in one transaction."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import cached_property
from types import MappingProxyType

from gridapp.cases.case import Case
from gridapp.cases.catalogue import Catalogue, Matter, MatterKey, Suggestion
from gridapp.cases.clocks import Calendar
from gridapp.cases.dispatch import Recommendation, Resources, Situation, recommend
from gridapp.cases.events import Json
from gridapp.cases.experience import Experience, learn
from gridapp.cases.lifecycle import allowed
from gridapp.cases.profile import Move, Profile
from gridapp.errors import RefusalError
from gridapp.locate.find import Candidate
from gridapp.messages import message
from gridapp.store import journal, registers
from gridapp.store.home import Home, read_meta
from gridapp.store.times import as_stored
from gridapp.workspace.casebook import CaseBook
from gridapp.workspace.geography import Geography, GridAnswer
from gridapp.workspace.registers import (
    read_calendar,
    read_catalogue,
    read_profile,
    read_resources,
)
from gridapp.workspace.snapshot import CaseRow
from gridapp.workspace.verifying import Verdict, verify_journal

_NOTHING: Mapping[str, Json] = MappingProxyType({})

DEFAULT_PROFILE = "jiangsu"
STANDARD = "GB/T 47678.5-2026"
"""The code tables in use."""


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
        self.book = CaseBook(home, self.profile, self.calendar)

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
        moment = as_stored(at or self._now())
        data = self.report_data(
            text, place, matter, channel=channel, reporter=reporter, is_urgent=is_urgent, at=moment
        )
        with self._home.write() as transaction:
            ref = journal.next_ref(transaction, self.day_of(moment))
            return self.book.move(
                transaction, ref, None, "report", data, actor=actor, role=role, at=moment
            )

    def report_data(
        self,
        text: str,
        place: Candidate,
        matter: Matter | None,
        *,
        channel: str = "",
        reporter: str = "",
        source: str = "",
        is_urgent: bool = False,
        at: datetime,
    ) -> dict[str, Json]:
        """Return the fields with which a report opens a case."""
        grids = self._geography.grids_at(place.x, place.y, place.uncertainty_m, at=at)
        data: dict[str, Json] = {
            "text": text,
            "x": round(place.x, 3),
            "y": round(place.y, 3),
            "uncertainty_m": round(place.uncertainty_m, 1),
            "datum": place.datum.value,
            "grids": {str(level): code for level, code in grids.codes.items()},
            "edge_dispute": _is_disputed(place, grids),
            "urgent": is_urgent,
        }
        words = {
            "place": place.label, "channel": channel, "reporter": reporter, "source": source,
        }  # fmt: skip
        data |= {name: value for name, value in words.items() if value}
        return data | (_about(matter) if matter is not None else {})

    def day_of(self, moment: datetime) -> str:
        """Return the day of a time, as case numbers begin with it."""
        return moment.astimezone(self.profile.zone).strftime("%Y%m%d")

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
            case = self.book.case(transaction, ref)
            return self.book.move(
                transaction, ref, case, move, data, actor=actor, role=role,
                at=self.moment(case, at),
            )  # fmt: skip

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
            case = self.book.case(transaction, ref)
            data: dict[str, Json] = {
                "assignee_kind": choice.kind,
                "assignee_id": choice.id,
                "assignee_name": choice.name,
                "cooperating": list(choice.cooperating),
                "ticket_class": "urgent" if case.urgent else "ordinary",
            }
            return self.book.move(
                transaction, ref, case, "dispatch", data, actor=actor, role="operator",
                at=self.moment(case, at),
            )  # fmt: skip

    def undo(self, ref: str, *, actor: str, reason: str, role: str = "operator") -> Case:
        """Undo the last step by a compensating event; the step stays in the journal."""
        with self._home.write() as transaction:
            case = self.book.case(transaction, ref)
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
            return self.book.move(
                transaction, ref, case, undoing[0].id, {"reason": reason}, actor=actor, role=role,
                at=self.moment(case),
            )  # fmt: skip

    def recommend(self, ref: str, *, at: datetime | None = None) -> tuple[Recommendation, ...]:
        """Rank who should take a case, with reasons."""
        moment = at or self._now()
        with self._home.read() as transaction:
            case = self.book.case(transaction, ref)
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
            return self.book.case(transaction, ref)

    def rows(self) -> list[CaseRow]:
        """Return every case as lists show it, oldest first."""
        with self._home.read() as transaction:
            return self.book.rows(transaction)

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
        return [found.matter for found in self.suggestions(text, limit=limit)]

    def suggestions(self, text: str, *, limit: int = 3) -> tuple[Suggestion, ...]:
        """Return what a report may be about with reasons, the likeliest first; may be empty."""
        return self.catalogue.suggest(text, kind=None, limit=limit, experience=self._experience)

    @cached_property
    def _experience(self) -> Experience[MatterKey]:
        """What the cases taught that were closed when the first report was read."""
        return learn(
            (row.text, MatterKey(row.matter_standard, row.matter_kind, row.matter_code))
            for row in self.rows()
            if row.matter_code and not self.is_open(row)
        )

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
            return verify_journal(transaction, self.book, self.profile, head)

    def moment(self, case: Case, at: datetime | None = None) -> datetime:
        """Return when a move is made: now, but never before the case's last step.

        Another process's clock, or this one's after a correction, may be behind.
        """
        return as_stored(at or max(self._now(), case.history[-1].event.at))

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


def _is_disputed(place: Candidate, grids: GridAnswer) -> bool:
    """Tell whether several sub-grids may hold a place that isn't one of them, named."""
    finest = grids.codes[max(grids.codes)] if grids.codes else ""
    return bool(grids.disputed) and not (place.kind == "grid" and place.place_id == finest)


def _about(matter: Matter) -> dict[str, Json]:
    return {
        "matter_standard": matter.standard,
        "matter_kind": matter.kind,
        "matter_code": matter.code,
    }
