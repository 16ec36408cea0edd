"""Clocks: when a limit runs out, in continuous or in working time."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from gridapp.errors import InputError, RefusalError
from gridapp.messages import message

Window = tuple[time, time]


class ClockKind(StrEnum):
    """Whether a clock runs day and night, or in working hours only."""

    CONTINUOUS = "continuous"
    WORKING = "working"


@dataclass(frozen=True, slots=True)
class Calendar:
    """Working time of a place: its zone, the windows of a working day, the days that differ.

    ``days`` maps a date to whether it is worked; other days follow the week. Only ``years``
    that were published can be counted in.
    """

    zone: ZoneInfo
    windows: tuple[Window, ...]
    days: Mapping[date, bool]
    years: frozenset[int]

    def is_workday(self, day: date) -> bool:
        """Tell whether a day is worked; RefusalError for a year that isn't published."""
        if day.year not in self.years:
            raise RefusalError(
                message("There is no working calendar for {year}.", year=day.year),
                message("Add the holidays and swapped workdays of {year}.", year=day.year),
            )
        return self.days.get(day, day.weekday() < 5)

    def spans(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        """Yield the working windows of a day, in UTC."""
        if self.is_workday(day):
            for opens, closes in self.windows:
                yield (
                    datetime.combine(day, opens, self.zone).astimezone(UTC),
                    datetime.combine(day, closes, self.zone).astimezone(UTC),
                )


def calendar_from_rows(
    rows: Iterable[Mapping[str, str]], windows: tuple[Window, ...], zone: ZoneInfo
) -> Calendar:
    """Build a calendar from rows with the columns date and kind (holiday or workday).

    A year counts as published once it has a row.
    """
    meaning = {"holiday": False, "workday": True}
    days: dict[date, bool] = {}
    for number, row in enumerate(rows, start=2):
        try:
            day = date.fromisoformat(row["date"])
            days[day] = meaning[row["kind"]]
        except (KeyError, ValueError, TypeError) as error:
            raise InputError(
                message("Row {row} of the working calendar can't be read.", row=number),
                message("Write a date such as 2026-02-14 and holiday or workday."),
            ) from error
    return Calendar(zone, windows, days, frozenset(day.year for day in days))


def due(
    limit_minutes: float,
    start: datetime,
    calendar: Calendar | None = None,
    *,
    kind: ClockKind = ClockKind.CONTINUOUS,
) -> datetime:
    """Return when a limit that starts at `start` runs out, UTC.

    Parameters
    ----------
    limit_minutes : float
        In the clock's own minutes.
    start : datetime
        Timezone-aware. A working clock that starts outside working hours waits for them.
    calendar : Calendar, optional
        What a working clock counts in.

    Raises
    ------
    RefusalError
        A working clock without a calendar, or one that runs into an unpublished year.
    """
    moment = _utc(start)
    if kind is ClockKind.CONTINUOUS:
        return moment + timedelta(minutes=limit_minutes)
    left = timedelta(minutes=limit_minutes)
    for opens, closes in _from(moment, _needed(calendar)):
        begins = max(opens, moment)
        if left <= closes - begins:
            return begins + left
        left -= closes - begins
    raise AssertionError("a calendar ends by refusing")  # pragma: no cover


def remaining(
    due_at: datetime,
    now: datetime,
    calendar: Calendar | None = None,
    *,
    kind: ClockKind = ClockKind.CONTINUOUS,
) -> timedelta:
    """Return what is left of a clock in its own time; negative once it has run out."""
    a, b = _utc(now), _utc(due_at)
    if kind is ClockKind.CONTINUOUS:
        return b - a
    first, last = min(a, b), max(a, b)
    total = timedelta()
    for opens, closes in _from(first, _needed(calendar)):
        if opens >= last:
            break
        total += max(min(closes, last) - max(opens, first), timedelta())
    return total if b >= a else -total


def _from(moment: datetime, calendar: Calendar) -> Iterator[tuple[datetime, datetime]]:
    """Yield the working windows that end after `moment`, without end but for the calendar's."""
    day = moment.astimezone(calendar.zone).date()
    while True:
        for opens, closes in calendar.spans(day):
            if closes > moment:
                yield opens, closes
        day += timedelta(days=1)


def _needed(calendar: Calendar | None) -> Calendar:
    if calendar is None or not calendar.windows:
        raise RefusalError(
            message("A working clock needs working hours and a calendar."),
            message("Give the profile working windows and load the year's calendar."),
        )
    return calendar


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise InputError(
            message("The time {time} has no time zone.", time=moment.isoformat()),
            message("Give it with its zone, such as +08:00."),
        )
    return moment.astimezone(UTC)
