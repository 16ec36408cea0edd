from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridapp.cases.events import Event, Json
from gridapp.cases.journal import GENESIS, Row, canonical, event_of, link, verify
from gridapp.errors import InputError

AT = datetime(2026, 3, 10, 1, 0, tzinfo=UTC)
VALUES: st.SearchStrategy[Json] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)
EVENTS = st.builds(
    Event,
    st.text(min_size=1, max_size=6),
    st.integers(1, 99),
    st.text(min_size=1, max_size=6),
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001
    st.text(max_size=6),
    st.dictionaries(st.text(max_size=6), VALUES, max_size=4),
)


def chain(events: list[Event]) -> list[Row]:
    rows, previous = [], GENESIS
    for position, event in enumerate(events, start=1):
        previous = link(previous, event)
        rows.append(Row(position, event, previous))
    return rows


def broken_at(rows: list[Row], head: bytes | None = None) -> int | None:
    found = verify(rows, head=head)
    return found.position if found else None


@given(st.lists(EVENTS, max_size=6))
def test_a_chain_holds_and_events_survive(events: list[Event]) -> None:
    rows = chain(events)
    assert verify(rows) is None
    for event in events:
        assert canonical(event_of(canonical(event))) == canonical(event)


@settings(max_examples=200)
@given(st.lists(EVENTS, min_size=1, max_size=5), st.data())
def test_any_change_to_any_row_is_found(events: list[Event], data: st.DataObject) -> None:
    rows = chain(events)
    n = data.draw(st.integers(0, len(rows) - 1))
    row = rows[n]
    field = data.draw(
        st.sampled_from(["case_id", "sequence", "kind", "at", "actor", "data", "link"])
    )
    if field == "link":
        flipped = bytes([row.link[0] ^ 1]) + row.link[1:]
        rows[n] = replace(row, link=flipped)
    else:
        other = getattr(data.draw(EVENTS), field)
        changed = replace(row.event, **{field: other})
        if canonical(changed) == canonical(row.event):
            return
        rows[n] = replace(row, event=changed)
    assert broken_at(rows) == n + 1


@given(st.lists(EVENTS, min_size=2, max_size=5), st.data())
def test_rows_taken_out_or_moved_are_found(events: list[Event], data: st.DataObject) -> None:
    rows = chain(events)
    n = data.draw(st.integers(0, len(rows) - 2))
    assert broken_at(rows[:n] + rows[n + 1 :]) == n + 1
    assert broken_at([*rows[:n], rows[n + 1], rows[n], *rows[n + 2 :]]) == n + 1
    assert broken_at(rows[:-1], head=rows[-1].link) == len(rows)
    # The tail alone, renumbered, doesn't pass for a whole journal.
    moved = [replace(row, position=row.position - 1) for row in rows[1:]]
    assert broken_at(moved) == 1


def test_why_a_chain_is_broken() -> None:
    rows = chain([Event("C1", n, "report", AT, "li", {}) for n in (1, 2, 3)])
    for bad, words in (
        ([rows[0], rows[2]], "missing"),
        ([rows[0], rows[0]], "out of order"),
        ([rows[0], replace(rows[1], link=bytes(32))], "don't match"),
    ):
        found = verify(bad)
        assert found is not None
        assert words in str(found.reason)
    assert verify(rows[1:], previous=rows[0].link, start=2) is None


def test_a_time_in_another_zone_is_the_same_time() -> None:
    here = Event("C1", 1, "report", AT, "li", {})
    there = replace(here, at=AT.astimezone(timezone(timedelta(hours=8))))
    assert canonical(here) == canonical(there)
    assert (
        canonical(here).decode().startswith('{"actor":"li","at":"2026-03-10T01:00:00.000000+00:00"')
    )


@pytest.mark.parametrize("value", [float("nan"), float("inf"), "\ud800", b"x", {1: "a"}, {3}])
def test_what_json_cannot_say_is_refused(value: Json) -> None:
    with pytest.raises(InputError, match="C1"):
        canonical(Event("C1", 1, "report", AT, "li", {"x": value}))


@pytest.mark.parametrize(
    "data", [b"", b"[]", b"{}", b"\xff", b'{"actor": "li"}', b'{"actor":"li","at":"now"}']
)
def test_what_is_not_an_event(data: bytes) -> None:
    with pytest.raises(InputError, match="canonical"):
        event_of(data)


def test_loose_json_is_not_canonical() -> None:
    loose = canonical(Event("C1", 1, "report", AT, "li", {})).replace(b",", b", ")
    with pytest.raises(InputError, match="canonical"):
        event_of(loose)
    with pytest.raises(InputError, match="zone"):
        Event("C1", 1, "report", AT.replace(tzinfo=None), "li", {})
