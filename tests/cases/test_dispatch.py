from dataclasses import replace

import pytest

from gridapp.cases.dispatch import (
    Body,
    DutyRow,
    Owner,
    Position,
    PowerRow,
    Recommendation,
    Resources,
    Situation,
    Squad,
    recommend,
)
from gridapp.cases.profile import Profile

SUB, LEVEL1 = "320281102001003", "320281102001"
HERE = Situation("matter", "09006", (SUB, LEVEL1), 0.0, 0.0, urgent=False)
TOWN = Resources(
    owners=(Owner(SUB, "M7", "王建国", "138"), Owner(LEVEL1, "M1", "李梅", "139")),
    squads=(
        Squad("S2", "二中队", frozenset({LEVEL1})),
        Squad("S3", "三中队", frozenset({"320281102002"})),
    ),
    bodies=(Body("B1", "城管局"), Body("B2", "市场监管局")),
    duties=(
        DutyRow(16, "matter", "09", "B2", (), "owner"),
        DutyRow(17, "matter", "09006", "B1", ("B2",), "squad"),
    ),
    powers=(PowerRow(4, "matter", "09", True),),
    positions=(
        Position("T1", "S2", 300.0, 400.0, 20.0),
        Position("T2", "S2", 10.0, 0.0, 9999.0),
    ),
    open_tickets={("squad", "S2"): 2},
)


def best(resources: Resources, profile: Profile, situation: Situation = HERE) -> Recommendation:
    return recommend(situation, resources, profile.dispatch)[0]


def said(one: Recommendation) -> str:
    return " ".join(str(reason) for reason in one.reasons)


def test_the_squad_that_holds_the_grid_and_why(profile: Profile) -> None:
    squad = best(TOWN, profile)
    assert (squad.kind, squad.id, squad.name) == ("squad", "S2", "二中队")
    assert squad.cooperating == ("B2",)
    assert "二中队 holds this grid" in said(squad)
    assert "Duty list row 17" in said(squad)
    assert "Power list row 4: the squad may enforce" in said(squad)
    assert "T1 is 500 m away, seen 20 s ago" in said(squad)
    assert "Open tickets: 2" in said(squad)


def test_everybody_who_could_is_ranked_and_nobody_else(profile: Profile) -> None:
    found = recommend(HERE, TOWN, profile.dispatch)
    assert [one.id for one in found[:2]] == ["S2", "M7"]
    assert {one.id for one in found} == {"S2", "M7", "M1", "B1"}
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
    assert len(recommend(HERE, TOWN, profile.dispatch, limit=1)) == 1


def test_the_row_of_the_matter_comes_before_its_class(profile: Profile) -> None:
    other = replace(HERE, matter_code="09005")
    assert best(TOWN, profile, other).id == "M7"
    assert "Duty list row 16" in said(best(TOWN, profile, other))


def test_a_matter_outside_the_lists_is_still_answered(profile: Profile) -> None:
    for outside in (replace(HERE, matter_code="10002"), replace(HERE, matter_kind="component")):
        found = recommend(outside, TOWN, profile.dispatch)
        assert found[0].id in {"M7", "S2"}
        assert all("the centre judges" in said(one) for one in found)
        assert not any(one.kind == "body" for one in found)


def test_without_the_power_the_squad_falls_back(profile: Profile) -> None:
    barred = replace(TOWN, powers=(PowerRow(4, "matter", "09006", False),), duties=())
    assert best(barred, profile).id == "M7"
    squad = next(one for one in recommend(HERE, barred, profile.dispatch) if one.id == "S2")
    assert "may not enforce" in said(squad)


def test_a_body_handles_what_the_list_gives_it(profile: Profile) -> None:
    duties = (DutyRow(1, "matter", "09006", "B1", (), "body"),)
    assert best(replace(TOWN, duties=duties, squads=()), profile).id == "B1"


def test_stale_positions_do_not_count(profile: Profile) -> None:
    stale = replace(TOWN, positions=TOWN.positions[1:])
    assert "away" not in said(best(stale, profile))


def test_urgent_cases_weigh_distance_more(profile: Profile) -> None:
    calm, urgent = best(TOWN, profile), best(TOWN, profile, replace(HERE, urgent=True))
    assert urgent.score > calm.score


def test_many_open_tickets_tell(profile: Profile) -> None:
    busy = replace(TOWN, open_tickets={("squad", "S2"): 30})
    assert best(busy, profile).id == "M7"


@pytest.mark.parametrize("situation", [HERE, replace(HERE, grid_codes=())])
def test_nobody_there(profile: Profile, situation: Situation) -> None:
    assert recommend(situation, Resources(), profile.dispatch) == ()
