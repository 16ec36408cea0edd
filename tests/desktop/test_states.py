"""States, order and countdown of the queue."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from pytestqt.qtbot import QtBot

from gridapp.desktop.console.queue_model import ITEM_ROLE, QueueModel
from gridapp.desktop.console.states import QueueItem, State, countdown, state_of, urgency
from gridapp.workspace.snapshot import CaseRow

NOW = datetime(2026, 6, 16, 8, 0, tzinfo=UTC)
PLAIN = CaseRow(
    ref="20260616-0001", stage="reported", opened_at=NOW - timedelta(hours=1), due_at=None,
    matter_standard="", matter_kind="", matter_code="", text="路灯不亮", place="人民路1号",
    channel="", is_urgent=False, is_edge_dispute=False, uncertainty_m=10.0, datum="", source="",
    main_case="", grid_code="320281198001001", assignee_kind="", assignee="", assignee_name="",
    ticket_class="", outcome="", events=1, x=1.0, y=2.0,
)  # fmt: skip


def due(minutes: float) -> CaseRow:
    return replace(PLAIN, due_at=NOW + timedelta(minutes=minutes))


def item(row: CaseRow, state: State = State.WAITING) -> QueueItem:
    return QueueItem(row, "路灯", "上报", state)


@pytest.mark.parametrize(
    ("row", "is_open", "is_fresh", "state"),
    [
        (PLAIN, True, False, State.WAITING),
        (due(5), True, False, State.WAITING),
        (due(-5), True, False, State.OVERDUE),
        (replace(due(5), assignee="b1"), True, True, State.DISPATCHED),
        (replace(due(5), assignee="b1"), True, False, State.HANDLING),
        (replace(due(-5), assignee="b1"), True, False, State.OVERDUE),
        (due(-5), False, False, State.DONE),
    ],
)
def test_states(row: CaseRow, is_open: bool, is_fresh: bool, state: State) -> None:
    assert state_of(row, is_open=is_open, is_fresh=is_fresh, now=NOW) is state


def test_the_most_urgent_come_first() -> None:
    done = item(replace(PLAIN, ref="done", is_urgent=True), State.DONE)
    without = item(replace(PLAIN, ref="without a clock"))
    late, soon = item(replace(due(-5), ref="late")), item(replace(due(5), ref="soon"))
    urgent = item(replace(due(50), ref="urgent", is_urgent=True))
    ordered = sorted([done, without, soon, late, urgent], key=urgency)
    assert [i.row.ref for i in ordered] == ["urgent", "late", "soon", "without a clock", "done"]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "00:00"),
        (725, "12:05"),
        (11_220, "3:07:00"),
        (183_600, "2 d 03 h"),
        (-61, "−01:01"),
        (-90_000, "−1 d 01 h"),
    ],
)
def test_countdowns(english: None, seconds: float, text: str) -> None:
    assert countdown(timedelta(seconds=seconds)) == text


def test_the_bar_shows_what_is_left() -> None:
    assert item(PLAIN).share_left(NOW) == 1.0
    assert item(due(60)).share_left(NOW) == 0.5
    assert item(due(-60)).share_left(NOW) == 0.0


def test_every_word_typed_must_occur(qtbot: QtBot) -> None:
    model = QueueModel()
    other = item(replace(PLAIN, ref="20260616-0002", place="锡澄路2号", assignee_name="王林静"))
    model.set_items([item(PLAIN), other], NOW)
    for words, refs in {
        "": ["20260616-0001", "20260616-0002"],
        "人民路": ["20260616-0001"],
        "锡澄 王林静": ["20260616-0002"],
        "锡澄 人民路": [],
        "320281198001001 0002": ["20260616-0002"],
    }.items():
        model.set_words(words)
        assert [i.row.ref for i in model.items] == refs
    model.set_words("")
    model.set_states(frozenset({State.DONE}))
    assert not model.items
    assert model.count(frozenset({State.WAITING})) == 2


def test_a_clock_that_runs_out_while_one_looks_is_told(qtbot: QtBot) -> None:
    model = QueueModel()
    model.set_items([item(due(5)), item(due(-5), State.OVERDUE), item(due(-9), State.DONE)], NOW)
    assert not model.tick(NOW + timedelta(minutes=4))
    assert model.tick(NOW + timedelta(minutes=6))


def test_rows_speak_to_assistive_tools(qtbot: QtBot) -> None:
    model = QueueModel()
    model.set_items([item(PLAIN)], NOW)
    words = model.index(0).data()
    assert all(part in words for part in (PLAIN.ref, "路灯", PLAIN.place, "上报"))
    assert model.index(0).data(ITEM_ROLE) == item(PLAIN)
