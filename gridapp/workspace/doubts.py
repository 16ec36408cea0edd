"""Rows of a sheet looked at before they become cases: where, what, and what is doubtful."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from statistics import median
from typing import Final

import numpy as np

from gridapp.cases.catalogue import Matter, Suggestion
from gridapp.cases.duplicates import Duplicates
from gridapp.errors import InputError
from gridapp.exchange.reports import SheetReport
from gridapp.locate.crs import project, unproject
from gridapp.locate.datum import Datum, convert
from gridapp.locate.find import Candidate
from gridapp.locate.mixups import likely_mixup
from gridapp.messages import Message, message
from gridapp.workspace import Workspace
from gridapp.workspace.casework import STANDARD
from gridapp.workspace.duplicates import LikelyDuplicate, open_rows, report_of, reports_of
from gridapp.workspace.edges import Claimant, claimants, owner_names, parents_of
from gridapp.workspace.geography import GridAnswer

_NEARLY = 0.6  # of the best candidate's confidence makes another nearly equal
_GPS_M = 10.0  # what the coordinates of a sheet are good for
_APART_M = 200.0  # a coordinate further from its address is suspicious
_SURE = 0.5  # the confidence of an address that may contradict a coordinate
_CLEAR_SHARE = 0.8  # of the circle in one grid: nobody needs to be asked whose it is
_SAMPLE = 60  # rows from which the datum of coordinates is guessed
_FEWEST = 3  # rows that must have both an address and a coordinate for that

GUESSABLE: Final = (Datum.WGS84, Datum.GCJ02, Datum.BD09)


class Doubt(StrEnum):
    """What a person must be asked about a row; in the order in which it is asked."""

    NO_PLACE = "no_place"
    PLACES = "places"
    APART = "apart"
    OUTSIDE = "outside"
    EDGE = "edge"
    MATTER = "matter"
    DUPLICATE = "duplicate"


Value = Candidate | Claimant | Matter | str | None


@dataclass(frozen=True, slots=True)
class Answer:
    """One way to settle a doubt: what a person reads, and the value that `settle` takes."""

    title: str | Message
    reasons: tuple[Message, ...]
    value: Value


@dataclass(frozen=True, slots=True)
class SheetCase:
    """A row on its way to become a case.

    Attributes
    ----------
    places : candidates, the likeliest first; place is the one that counts, None without any
    answer, claimants : grids of the place, and who shares its circle
    claimant : who gets it, once an edge dispute is settled
    matters : suggestions; matter is the one that counts
    alike : open cases that the report seems to repeat; main is the one it will be joined to
    doubts : what is still to be asked
    known : the case that this very row was opened as earlier, empty for a new one
    is_skipped : left out by the person who imports
    """

    report: SheetReport
    places: tuple[Candidate, ...] = ()
    place: Candidate | None = None
    answer: GridAnswer | None = None
    claimants: tuple[Claimant, ...] = ()
    claimant: Claimant | None = None
    matters: tuple[Suggestion, ...] = ()
    matter: Matter | None = None
    alike: tuple[LikelyDuplicate, ...] = ()
    main: str = ""
    doubts: tuple[Doubt, ...] = ()
    known: str = ""
    is_skipped: bool = False

    @property
    def is_ready(self) -> bool:
        """Whether it can be opened as it stands."""
        return not (self.doubts or self.known or self.is_skipped)


class Examiner:
    """Looks at rows, with what it knows of the workspace when it begins."""

    def __init__(self, workspace: Workspace, datum: Datum = Datum.WGS84) -> None:
        casework = workspace.casework
        self._geography = workspace.geography
        self._casework = casework
        self._crs = workspace.crs
        self._datum = datum
        self._now = workspace.now()
        self._known = {row.source: row.ref for row in casework.rows() if row.source}
        self._open = open_rows(casework)
        self._duplicates = Duplicates(reports_of(self._open)) if self._open else None
        self._names = owner_names(casework)
        self._parents: dict[object, Mapping[str, str]] = {}
        self._located: dict[str, tuple[Candidate, ...]] = {}
        self._by_name = {
            word: matter
            for matter in casework.catalogue
            if matter.standard == STANDARD
            for word in (matter.name, matter.code)
        }

    def examine(self, report: SheetReport) -> SheetCase:
        """Find a row's place, grid and matter, and what is doubtful about them."""
        if report.source in self._known:
            return SheetCase(report, known=self._known[report.source])
        case = self._with_matter(SheetCase(report))
        words = self._locate(report.place) or self._locate(report.text)
        if report.lon is None or report.lat is None:
            doubt = Doubt.PLACES if _are_nearly_equal(words) else None
            return self._at(replace(case, places=words), next(iter(words), None), doubt)
        given = self._given(report.lon, report.lat, report.place)
        best = next(iter(words), None)
        doubt = None
        if (
            best is not None
            and best.confidence >= _SURE
            and _metres(given, best) > max(_APART_M, 3 * (best.uncertainty_m + given.uncertainty_m))
        ):
            doubt = Doubt.APART
            given = replace(given, reasons=(*given.reasons, *self._why_apart(report, best)))
        return self._at(replace(case, places=(given, *words)), given, doubt)

    def settle(self, case: SheetCase, value: Value) -> SheetCase:
        """Settle the first doubt of a row by the value of one of its `answers`."""
        return _SETTLE[case.doubts[0]](self, case, value)

    def retell(self, case: SheetCase, words: str) -> SheetCase:
        """Find a row's place anew, by words that a person typed for it."""
        found = self._geography.locate(words)
        if not found:
            return case
        return self._at(replace(case, places=found, claimant=None), found[0], None)

    def answers(self, case: SheetCase) -> tuple[Answer, ...]:
        """Return how the first doubt of a row may be settled; nothing without a doubt."""
        return _ANSWERS[case.doubts[0]](case) if case.doubts else ()

    def _at(self, case: SheetCase, place: Candidate | None, doubt: Doubt | None) -> SheetCase:
        """Put a row at a place and see what is doubtful there, after `doubt`."""
        if place is None:
            return replace(case, place=None, doubts=(Doubt.NO_PLACE,))
        at = case.report.at or self._now
        answer = self._geography.grids_at(place.x, place.y, place.uncertainty_m, at=at)
        shared = claimants(answer, self._parents_at(at), self._names)
        is_meant = place.place_id is not None and place.place_id in answer.codes.values()
        is_disputed = bool(shared) and shared[0].share < _CLEAR_SHARE and not is_meant
        alike = self._alike(case, place, at)
        doubts = [
            doubt,
            Doubt.OUTSIDE if not answer.codes else None,
            Doubt.EDGE if is_disputed and answer.codes else None,
            Doubt.MATTER if case.matter is None else None,
            Doubt.DUPLICATE if alike else None,
        ]
        return replace(
            case,
            place=place,
            answer=answer,
            claimants=shared if is_disputed else (),
            alike=alike,
            doubts=tuple(one for one in doubts if one),
        )

    def _settle_place(self, case: SheetCase, value: Value) -> SheetCase:
        if not isinstance(value, Candidate):
            return case
        return self._at(case, value, None)

    def _settle_outside(self, case: SheetCase, value: Value) -> SheetCase:
        if value == case.place:
            return replace(case, doubts=case.doubts[1:])
        return self._settle_place(case, value)

    def _settle_edge(self, case: SheetCase, value: Value) -> SheetCase:
        given = value if isinstance(value, Claimant) else None
        return replace(case, claimant=given, doubts=case.doubts[1:])

    def _settle_matter(self, case: SheetCase, value: Value) -> SheetCase:
        matter = value if isinstance(value, Matter) else None
        return replace(case, matter=matter, doubts=case.doubts[1:])

    def _settle_duplicate(self, case: SheetCase, value: Value) -> SheetCase:
        main = value if isinstance(value, str) else ""
        return replace(case, main=main, doubts=case.doubts[1:])

    def _with_matter(self, case: SheetCase) -> SheetCase:
        report = case.report
        named = self._by_name.get(report.matter)
        found = () if named else self._casework.suggestions(f"{report.text} {report.matter}")
        matter = named or (found[0].matter if found else None)
        return replace(case, matters=found, matter=matter)

    def _alike(
        self, case: SheetCase, place: Candidate, at: datetime
    ) -> tuple[LikelyDuplicate, ...]:
        if self._duplicates is None:
            return ()
        new = report_of(case.report.text, place, case.matter, at)
        return tuple(
            LikelyDuplicate(self._open[one.row], one.score, one.reasons)
            for one in self._duplicates.of(new, limit=3)
        )

    def _locate(self, words: str) -> tuple[Candidate, ...]:
        if words and words not in self._located:
            self._located[words] = locate_or_not(self._geography.locate, words)
        return self._located.get(words, ())

    def _given(self, lon: float, lat: float, label: str) -> Candidate:
        x, y = project(*convert(lon, lat, self._datum, Datum.WGS84), self._crs)
        why = message("The sheet's coordinates, taken as {datum}.", datum=self._datum.value)
        name = label or f"{lon:.6f}, {lat:.6f}"
        return Candidate(
            float(x), float(y), _GPS_M, 0.9, name, "coordinate", self._datum, (why,), None
        )

    def _why_apart(self, report: SheetReport, best: Candidate) -> tuple[Message, ...]:
        assert report.lon is not None
        assert report.lat is not None
        lon, lat = unproject(best.x, best.y, self._crs)
        found = likely_mixup(
            (report.lon, report.lat), (float(lon), float(lat)),
            tolerance_m=max(50.0, best.uncertainty_m),
        )  # fmt: skip
        return (found.reason,) if found else ()

    def _parents_at(self, at: datetime) -> Mapping[str, str]:
        day = at.date()
        if day not in self._parents:
            self._parents[day] = parents_of(self._geography, at)
        return self._parents[day]


def guess_datum(workspace: Workspace, reports: Sequence[SheetReport]) -> Datum | None:
    """Guess the datum of a sheet's coordinates from the addresses beside them; None without any."""
    lon, lat, x, y = [], [], [], []
    for report in reports[:_SAMPLE]:
        if report.lon is None or report.lat is None or not report.place:
            continue
        found = locate_or_not(workspace.geography.locate, report.place)
        if found and found[0].confidence >= _SURE and found[0].uncertainty_m < _APART_M:
            lon.append(report.lon)
            lat.append(report.lat)
            x.append(found[0].x)
            y.append(found[0].y)
    if len(lon) < _FEWEST:
        return None
    off = {}
    for datum in GUESSABLE:
        there = project(*convert(np.array(lon), np.array(lat), datum, Datum.WGS84), workspace.crs)
        off[datum] = median(np.hypot(there[0] - np.array(x), there[1] - np.array(y)).tolist())
    return min(off, key=lambda datum: off[datum])


def locate_or_not(
    locate: Callable[[str], tuple[Candidate, ...]], words: str
) -> tuple[Candidate, ...]:
    """Locate words; those whose numbers can't be coordinates have no place rather than fail."""
    try:
        return locate(words)
    except InputError:
        return ()


def _are_nearly_equal(places: Sequence[Candidate]) -> bool:
    """Tell whether another candidate is about as good as the first, and somewhere else."""
    return any(
        other.confidence >= _NEARLY * places[0].confidence
        and _metres(places[0], other) > places[0].uncertainty_m + other.uncertainty_m
        for other in places[1:]
    )


def _metres(one: Candidate, other: Candidate) -> float:
    return math.hypot(one.x - other.x, one.y - other.y)


def _place_answers(case: SheetCase) -> tuple[Answer, ...]:
    return tuple(Answer(one.label, one.reasons, one) for one in case.places[:5])


def _outside_answers(case: SheetCase) -> tuple[Answer, ...]:
    assert case.place is not None
    nearest = case.answer.nearest if case.answer else None
    why = (
        (message("The nearest grid is {grid}, {metres} m away.", grid=nearest[0],
                 metres=round(nearest[1])),)
        if nearest
        else ()
    )  # fmt: skip
    stay = Answer(message("Leave it outside the net"), why, case.place)
    others = [one for one in _place_answers(case) if one.value != case.place]
    return (stay, *others)


def _edge_answers(case: SheetCase) -> tuple[Answer, ...]:
    answers = [
        Answer(
            f"{one.name} ({one.code[-5:]})",
            (message("{share} of the circle; {owner}", share=f"{one.share:.0%}",
                     owner=one.owner or "–"),),
            one,
        )
        for one in case.claimants[:6]
    ]  # fmt: skip
    return (*answers, Answer(message("Decide later: open it as disputed"), (), None))


def _matter_answers(case: SheetCase) -> tuple[Answer, ...]:
    answers = [Answer(one.matter.name, one.reasons, one.matter) for one in case.matters]
    return (*answers, Answer(message("Open it without a matter"), (), None))


def _duplicate_answers(case: SheetCase) -> tuple[Answer, ...]:
    own = Answer(message("A case of its own"), (), "")
    joins = [
        Answer(
            message("Join to {case} ({share})", case=one.case.ref, share=f"{one.score:.0%}"),
            one.reasons,
            one.case.ref,
        )
        for one in case.alike
    ]
    return (*joins, own)


_ANSWERS: Mapping[Doubt, Callable[[SheetCase], tuple[Answer, ...]]] = {
    Doubt.NO_PLACE: _place_answers,
    Doubt.PLACES: _place_answers,
    Doubt.APART: _place_answers,
    Doubt.OUTSIDE: _outside_answers,
    Doubt.EDGE: _edge_answers,
    Doubt.MATTER: _matter_answers,
    Doubt.DUPLICATE: _duplicate_answers,
}
_SETTLE: Mapping[Doubt, Callable[[Examiner, SheetCase, Value], SheetCase]] = {
    Doubt.NO_PLACE: Examiner._settle_place,
    Doubt.PLACES: Examiner._settle_place,
    Doubt.APART: Examiner._settle_place,
    Doubt.OUTSIDE: Examiner._settle_outside,
    Doubt.EDGE: Examiner._settle_edge,
    Doubt.MATTER: Examiner._settle_matter,
    Doubt.DUPLICATE: Examiner._settle_duplicate,
}
