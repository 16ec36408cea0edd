import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import gridapp
from gridapp.cases.case import KNOWN
from gridapp.cases.clocks import ClockKind
from gridapp.cases.fields import REQUIRABLE
from gridapp.cases.profile import Profile, parse_profile
from gridapp.errors import InputError, NotFoundError


def test_jiangsu(profile: Profile) -> None:
    assert [outcome.id for outcome in profile.outcomes.values()] == [
        "service",
        "management",
        "enforcement",
    ]
    assert profile.move("report").opens
    assert profile.move("withdraw").undoes == ("dispatch",)
    assert profile.stages["closed"].is_final
    urgent = profile.ticket_classes["urgent"].clocks
    assert {rule.id: rule.limit_minutes for rule in urgent} == {
        "accept": 5,
        "arrive": 30,
        "handle": 240,
    }
    assert profile.ticket_classes["ordinary"].clocks[0].kind is ClockKind.WORKING


def test_every_stage_but_the_final_one_has_a_way_on(profile: Profile) -> None:
    for stage in profile.stages.values():
        onward = [
            move
            for move in profile.moves.values()
            if stage.id in move.from_stages and move.to_stage not in (None, stage.id)
        ]
        assert bool(onward) != stage.is_final, stage.id


def test_an_unknown_move_names_those_there_are(profile: Profile) -> None:
    with pytest.raises(NotFoundError, match="dispatch"):
        profile.move("fly")


def test_what_moves_may_require_a_case_can_show() -> None:
    assert set(KNOWN) == set(REQUIRABLE)


Doc = dict[str, Any]


def _without(key: str) -> Callable[[Doc], None]:
    return lambda doc: doc.pop(key)


def _with(path: str, value: object) -> Callable[[Doc], None]:
    def change(doc: Doc) -> None:
        *heads, last = path.split(".")
        node: Any = doc
        for head in heads:
            node = node[int(head)] if head.isdigit() else node[head]
        node[last] = value

    return change


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (_without("name"), "name is missing"),
        (_without("dispatch"), "dispatch is missing"),
        (_with("colour", "red"), "colour is not known"),
        (_with("timezone", "Mars/Olympus"), "Mars/Olympus"),
        (_with("timezone", "../etc"), "timezone"),
        (_with("windows", ["17:30-08:30"]), "17:30-08:30"),
        (_with("windows", ["08:30-12:00", "11:00-17:00"]), "11:00-17:00"),
        (_with("windows", ["25:00-26:00"]), "25:00-26:00"),
        (_with("windows", "08:30-12:00"), "windows"),
        (_with("stages", {}), "stages"),
        (_with("stages", ["reported"]), r"stages\[1\]"),
        (_with("stages.0.name", ""), r"stages\[1\].name"),
        (_with("stages.1.id", "reported"), "reported.*twice"),
        (_with("stages.0.final", "no"), r"stages\[1\].final"),
        (_with("moves.2.from", ["nowhere"]), r"moves\[3\].from names “nowhere”"),
        (_with("moves.2.to", "nowhere"), r"moves\[3\].to"),
        (_with("moves.2.roles", ["king"]), r"moves\[3\].roles"),
        (_with("moves.2.needs", ["colour"]), r"moves\[3\].needs"),
        (_with("moves.2.requires", ["text"]), r"moves\[3\].requires"),
        (_with("moves.2.form", ["reported"]), r"moves\[3\].form is not known"),
        (_with("moves.4.undoes", ["report"]), "moves.withdraw.undoes"),
        (_with("moves.4.to", "reported"), r"moves\[5\].to"),
        (_with("clocks.0.limit_minutes", 0), r"clocks\[1\].limit_minutes"),
        (_with("clocks.0.limit_minutes", float("nan")), r"clocks\[1\].limit_minutes"),
        (_with("clocks.0.limit_minutes", True), r"clocks\[1\].limit_minutes"),
        (_with("clocks.0.kind", "lunar"), r"clocks\[1\].kind"),
        (_with("clocks.0.starts_at", ["fly"]), r"clocks\[1\].starts_at"),
        (_with("clocks.0.id", "accept"), "ticket_classes.urgent.clocks"),
        (_with("dispatch.duty", "much"), "dispatch.duty"),
        (_with("dispatch.luck", 1), "dispatch.luck"),
    ],
)
def test_a_bad_profile_names_its_key(
    document: Doc, change: Callable[[Doc], None], key: str
) -> None:
    broken = copy.deepcopy(document)
    change(broken)
    with pytest.raises(InputError, match=key) as caught:
        parse_profile(broken)
    assert caught.value.remedy is not None


def test_a_profile_that_opens_nothing(document: Doc) -> None:
    broken = copy.deepcopy(document)
    broken["moves"] = [move for move in broken["moves"] if move["from"]]
    broken["clocks"] = []
    with pytest.raises(InputError, match="none opens"):
        parse_profile(broken)


def test_no_code_knows_a_city() -> None:
    rooms = Path(gridapp.__file__).parent / "cases"
    text = "".join(path.read_text(encoding="utf-8") for path in rooms.glob("*.py")).lower()
    for city in ("jiangsu", "江苏", "jiangyin", "江阴", "kunming", "beijing", "changji"):
        assert city not in text
