from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gridapp.cases.case import Case
from gridapp.cases.catalogue import MatterKey
from gridapp.cases.clocks import Calendar
from gridapp.cases.events import Json
from gridapp.cases.lifecycle import allowed, decide, fold
from gridapp.cases.profile import Profile
from gridapp.errors import InputError, NotFoundError, RefusalError
from tests.cases.conftest import MATTER, MORNING, TO_OWNER, Story


def test_a_case_from_report_to_closing(dispatched: Story) -> None:
    story = dispatched
    assert story.case.stage == "dispatched"
    story.tell("accept", "owner")
    story.tell("arrive", "owner")
    story.tell("handle", "owner", result="灯泡已换")
    story.tell("check", "inspector")
    case = story.tell("close", "operator", outcome="service")
    assert case.stage == "closed"
    assert case.outcome == "service"
    assert case.text == "人民路128号门口路灯坏了"
    assert case.matter == MatterKey("GB/T 47678.5-2026", "matter", "01037")
    assert (case.x, case.y, case.uncertainty_m) == (527054.0, 3494651.0, 12.0)
    assert case.opened_at == MORNING
    assert [step.stage for step in case.history] == [
        "reported",
        "reported",
        "dispatched",
        "accepted",
        "arrived",
        "handled",
        "checked",
        "closed",
    ]
    assert case.sequence == 8
    assert case.next_clock() is None
    assert allowed(case, story.profile) == ()


def test_self_disposal_is_one_step(story: Story) -> None:
    case = story.tell("dispose", "member", text="小广告已清", outcome="service")
    assert case.stage == "closed"


def test_clocks_are_promised_stopped_and_late(dispatched: Story) -> None:
    case = dispatched.case
    assert case.ticket is not None
    sent = MORNING + timedelta(minutes=20)
    dues = {clock.id: clock.due_at - sent for clock in case.ticket.clocks}
    assert dues == {
        "accept": timedelta(minutes=5),
        "arrive": timedelta(minutes=30),
        "handle": timedelta(minutes=240),
    }
    assert case.clocks[0].stopped_at == sent
    assert case.clocks[0].is_overdue(sent)  # 20 minutes to dispatch, 15 allowed
    case = dispatched.tell("accept", "owner")
    assert case.ticket is not None
    accept = case.ticket.clocks[0]
    assert accept.stopped_at == MORNING + timedelta(minutes=30)
    next_clock = case.next_clock()
    assert next_clock is not None
    assert next_clock.id == "arrive"


def test_working_clocks_need_the_calendar(story: Story) -> None:
    story.tell("report", "operator", text="x", **MATTER)
    data = {**TO_OWNER, "ticket_class": "ordinary"}
    with pytest.raises(RefusalError, match="calendar"):
        _decide(story, "dispatch", data, calendar=None)


def test_rework_starts_the_handling_clock_again(dispatched: Story) -> None:
    dispatched.tell("accept", "owner")
    dispatched.tell("handle", "owner", result="已换")
    case = dispatched.tell("return", "inspector", reason="灯还是不亮")
    assert case.stage == "accepted"
    assert case.ticket is not None
    handle = next(clock for clock in case.ticket.clocks if clock.id == "handle")
    assert handle.stopped_at is None
    assert handle.started_at == dispatched.events[-1].at


def test_sending_back_ends_the_ticket(dispatched: Story) -> None:
    case = dispatched.tell("send_back", "owner", reason="不归我管")
    assert case.stage == "reported"
    assert case.ticket is None


def test_a_new_point_brings_its_own_circumstances(dispatched: Story) -> None:
    case = dispatched.tell("amend", "operator", x=1.0, y=2.0, edge_dispute=True)
    assert (case.x, case.uncertainty_m, case.edge_dispute) == (1.0, None, True)
    case = dispatched.tell("amend", "operator", x=3.0, y=2.0, grids={"2": "320281102001003"})
    assert not case.edge_dispute
    assert case.grids == {"2": "320281102001003"}


def _decide(
    story: Story,
    move: str,
    data: dict[str, Json],
    role: str = "operator",
    calendar: Calendar | None = None,
) -> None:
    case = story.case if story.events else None
    decide(
        case,
        move,
        data,
        profile=story.profile,
        actor="li",
        role=role,
        now=MORNING,
        case_id="C1",
        calendar=calendar,
    )


@pytest.mark.parametrize(
    ("move", "role", "data", "error", "words"),
    [
        ("close", "operator", {"outcome": "service"}, RefusalError, "签收"),
        ("report", "operator", {"text": "x"}, RefusalError, "派遣"),
        ("accept", "member", {}, RefusalError, "网格员"),
        ("accept", "king", {}, RefusalError, "king"),
        ("withdraw", "operator", {}, RefusalError, "reason"),
        ("amend", "operator", {"outcome": "magic"}, RefusalError, "magic"),
        ("amend", "operator", {"colour": "red"}, InputError, "colour"),
        ("amend", "operator", {"x": 1.0}, InputError, "y"),
        ("amend", "operator", {"x": float("nan"), "y": 1.0}, InputError, "x"),
        ("amend", "operator", {"urgent": "yes"}, InputError, "urgent"),
        ("amend", "operator", {"due": {}}, InputError, "due"),
        ("amend", "operator", {"matter_code": "01037"}, InputError, "matter_standard"),
        ("amend", "operator", {"compensates": 2}, RefusalError, "undoes nothing"),
        ("fly", "operator", {}, NotFoundError, "fly"),
    ],
)
def test_refusals(
    dispatched: Story,
    move: str,
    role: str,
    data: dict[str, Json],
    error: type[Exception],
    words: str,
) -> None:
    with pytest.raises(error, match=words):
        _decide(dispatched, move, data, role)


def test_dispatch_requires_a_matter_and_a_known_class(story: Story) -> None:
    story.tell("report", "operator", text="x")
    with pytest.raises(RefusalError, match="matter_code"):
        _decide(story, "dispatch", TO_OWNER)
    with pytest.raises(RefusalError, match="golden"):
        _decide(story, "dispatch", {**TO_OWNER, **MATTER, "ticket_class": "golden"})
    with pytest.raises(InputError, match="assignee_kind"):
        _decide(story, "dispatch", {**TO_OWNER, **MATTER, "assignee_kind": "king"})


def test_a_case_needs_an_opening_and_an_id(story: Story) -> None:
    with pytest.raises(RefusalError, match="上报"):
        _decide(story, "accept", {})
    with pytest.raises(InputError, match="no id"):
        decide(
            None,
            "report",
            {"text": "x"},
            profile=story.profile,
            actor="li",
            role="operator",
            now=MORNING,
            calendar=story.calendar,
        )


def test_withdrawing_undoes_the_dispatch_and_keeps_what_was_amended_since(
    dispatched: Story,
) -> None:
    before = fold(dispatched.events[:2], dispatched.profile)
    dispatched.tell("amend", "operator", urgent=True)
    case = dispatched.tell("withdraw", "operator", reason="派错")
    assert dispatched.events[-1].data["compensates"] == 3
    assert case.ticket is None
    assert case.urgent
    assert case.clocks == before.clocks  # the centre's own clock runs on as promised
    assert [step.undone_by for step in case.history] == [None, None, 5, None, None]
    assert [step.stage for step in case.history][2:] == ["dispatched", "dispatched", "reported"]


def test_a_second_undo_is_refused(dispatched: Story) -> None:
    dispatched.tell("withdraw", "operator", reason="派错")
    with pytest.raises(RefusalError, match=r"撤回 isn.t possible"):
        _decide(dispatched, "withdraw", {"reason": "再撤"})
    dispatched.tell("dispatch", "operator", **TO_OWNER)
    with pytest.raises(RefusalError, match="already undone by step 4"):
        _decide(dispatched, "withdraw", {"reason": "再撤", "compensates": 3})
    dispatched.tell("withdraw", "operator", reason="又派错", compensates=5)


def test_a_superseded_step_is_not_undone(dispatched: Story) -> None:
    with pytest.raises(RefusalError, match="last step"):
        _decide(dispatched, "withdraw", {"reason": "x", "compensates": 1})
    dispatched.tell("accept", "owner")
    with pytest.raises(RefusalError, match="isn't possible"):
        _decide(dispatched, "withdraw", {"reason": "x"})


def test_a_broken_history_is_not_folded(dispatched: Story) -> None:
    events, profile = dispatched.events, dispatched.profile
    for broken in (
        [],
        events[1:],
        [events[0], events[2]],
        [events[0], replace(events[1], case_id="C2")],
        [replace(events[1], sequence=1)],
        [*events, replace(events[2], sequence=4, kind="withdraw", data={"compensates": 9})],
    ):
        with pytest.raises(InputError):
            fold(broken, profile)
    with pytest.raises(NotFoundError):
        fold([replace(events[0], kind="fly")], profile)


GIVEN: dict[str, Json] = {
    "text": "x",
    "outcome": "service",
    **TO_OWNER,
    **MATTER,
    "reason": "r",
    "result": "done",
    "note": "n",
    "main_case": "C0",
}


@settings(max_examples=60)
@given(choices=st.lists(st.integers(0, 20), min_size=1, max_size=25))
def test_any_allowed_walk_folds(profile: Profile, calendar: Calendar, choices: list[int]) -> None:
    """Whatever is allowed folds; an undo leaves the state as before what it undid."""
    story = Story(profile, calendar)
    states: dict[int, Case] = {}
    for choice in choices:
        moves = allowed(story.case if story.events else None, profile)
        if not moves:
            break
        move = moves[choice % len(moves)]
        needed = (*move.needs, *(MATTER if "matter_code" in move.requires else ()))
        data = {field: GIVEN[field] for field in needed}
        case = story.tell(move.id, move.roles[0], **data)
        states[case.sequence] = case
        assert case.sequence == len(story.events)
        assert case == fold(tuple(story.events), profile)
        if move.to_stage:
            assert case.stage == move.to_stage
        if move.undoes:
            target = story.events[-1].data["compensates"]
            assert isinstance(target, int)
            assert case.stage == states[target - 1].stage
            assert case.ticket == states[target - 1].ticket
