from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gridapp.cases.clocks import Calendar, ClockKind, calendar_from_rows, due, remaining
from gridapp.errors import InputError, RefusalError

CHINA = ZoneInfo("Asia/Shanghai")
WORKING = ClockKind.WORKING


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=CHINA)


def test_continuous_time_takes_no_rest() -> None:
    assert due(30, at(10, 1, 23, 45)) == at(10, 2, 0, 15)


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        (at(3, 10, 9), 60, at(3, 10, 10)),
        (at(3, 10, 11, 30), 60, at(3, 10, 14)),  # over the midday break
        (at(3, 10, 9), 180, at(3, 10, 12)),  # to the very end of a window
        (at(3, 10, 12, 30), 30, at(3, 10, 14)),  # started in the break
        (at(3, 10, 22), 1, at(3, 11, 8, 31)),  # started at night
        (at(3, 13, 17), 60, at(3, 16, 9)),  # over a weekend
        (at(2, 13, 17), 60, at(2, 14, 9)),  # Saturday 02-14 is worked
        (at(2, 14, 17), 60, at(2, 24, 9)),  # then Spring Festival
        (at(9, 30, 17), 60, at(10, 8, 9)),  # National Day
        (at(10, 9, 17), 60, at(10, 10, 9)),  # Saturday 10-10 is worked
        (at(3, 10, 8, 30), 900, at(3, 11, 17, 30)),  # two whole days
    ],
)
def test_working_time(calendar: Calendar, start: datetime, minutes: int, end: datetime) -> None:
    assert due(minutes, start, calendar, kind=WORKING) == end


def test_the_published_days_of_2026(calendar: Calendar) -> None:
    worked = [date(2026, *day) for day in ((1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10))]
    assert all(calendar.is_workday(day) and day.weekday() >= 5 for day in worked)
    year = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]
    assert sum(calendar.is_workday(day) for day in year) == 248
    assert not calendar.is_workday(date(2026, 6, 19))


def test_an_unpublished_year_is_refused(calendar: Calendar) -> None:
    with pytest.raises(RefusalError, match="2027"):
        due(60, at(12, 31, 17), calendar, kind=WORKING)
    with pytest.raises(RefusalError, match="2025"):
        remaining(at(1, 1, 9), datetime(2025, 12, 31, 9, tzinfo=CHINA), calendar, kind=WORKING)


def test_a_working_clock_needs_a_calendar_with_hours(calendar: Calendar) -> None:
    with pytest.raises(RefusalError, match="calendar"):
        due(60, at(3, 10, 9), kind=WORKING)
    idle = Calendar(calendar.zone, (), calendar.days, calendar.years)
    with pytest.raises(RefusalError, match="calendar"):
        due(60, at(3, 10, 9), idle, kind=WORKING)


def test_a_time_without_zone_is_an_input_error() -> None:
    with pytest.raises(InputError, match="zone"):
        due(1, datetime(2026, 3, 10, 9))  # noqa: DTZ001 - the fault under test


@pytest.mark.parametrize(
    "row",
    [
        {"date": "2026-02-30", "kind": "holiday"},
        {"date": "2026-02-14", "kind": "half"},
        {"date": "2026-02-14"},
    ],
)
def test_a_bad_calendar_row_is_named(row: dict[str, str]) -> None:
    good = {"date": "2026-01-01", "kind": "holiday"}
    with pytest.raises(InputError, match="Row 3"):
        calendar_from_rows([good, row], (), CHINA)


def test_remaining_counts_down_and_below_zero(calendar: Calendar) -> None:
    end = at(3, 11, 9)
    assert remaining(end, at(3, 10, 17), calendar, kind=WORKING) == timedelta(hours=1)
    assert remaining(end, at(3, 11, 9, 20), calendar, kind=WORKING) == timedelta(minutes=-20)
    assert remaining(end, at(3, 10, 9)) == timedelta(hours=24)


@given(
    start=st.datetimes(datetime(2026, 1, 1), datetime(2026, 11, 1)),  # noqa: DTZ001
    minutes=st.integers(1, 10_000),
)
def test_what_remains_at_the_start_is_the_limit(
    calendar: Calendar, start: datetime, minutes: int
) -> None:
    begun = start.replace(tzinfo=UTC)
    end = due(minutes, begun, calendar, kind=WORKING)
    assert end > begun
    assert remaining(end, begun, calendar, kind=WORKING) == timedelta(minutes=minutes)
