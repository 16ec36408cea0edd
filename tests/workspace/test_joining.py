"""Cases of one trouble: joined all at once, parted again, never to what can't stand for them."""

import pytest

from gridapp.errors import NotFoundError, RefusalError
from gridapp.workspace import Workspace
from gridapp.workspace.edges import claimants_of, settlement
from gridapp.workspace.joining import (
    decline,
    join,
    join_cluster,
    joined_to,
    part,
    proposals,
)
from tests.workspace.conftest import Report


def stage(workspace: Workspace, ref: str) -> str:
    return workspace.casework.case(ref).stage


def test_joined_and_parted_again(workspace: Workspace, report: Report) -> None:
    casework = workspace.casework
    main, two, three = (report().id for _ in range(3))
    casework.dispatch(two, casework.recommend(two)[0], actor="李")
    before = casework.case(two)
    join(casework, main, [two, three], reason="同一盏灯", actor="李")
    assert [row.ref for row in joined_to(casework, main)] == [two, three]
    joined = casework.case(two)
    assert (joined.stage, joined.main_case) == ("joined", main)
    assert joined.next_clock() is None
    part(casework, [two, three], reason="不是同一盏", actor="李")
    after = casework.case(two)
    assert (after.stage, after.main_case, after.ticket) == (
        before.stage, None, before.ticket,
    )  # fmt: skip
    assert joined_to(casework, main) == ()
    assert [step.event.kind for step in after.history][-2:] == ["join", "part"]
    assert casework.verify().holds


def test_undo_parts_too(workspace: Workspace, report: Report) -> None:
    main, two = report().id, report().id
    join(workspace.casework, main, [two], reason="同一盏灯", actor="李")
    assert workspace.casework.undo(two, actor="李", reason="弄错了").stage == "reported"


def test_the_main_case_must_be_another_open_one(workspace: Workspace, report: Report) -> None:
    casework = workspace.casework
    main, two, three = (report().id for _ in range(3))
    with pytest.raises(RefusalError, match="joined to itself"):
        join(casework, two, [two], reason="x", actor="李")
    with pytest.raises(NotFoundError, match="19990101-0001"):
        join(casework, "19990101-0001", [two], reason="x", actor="李")
    join(casework, main, [two], reason="x", actor="李")
    with pytest.raises(RefusalError, match="finished"):
        join(casework, two, [three], reason="x", actor="李")
    with pytest.raises(RefusalError, match="stands for others") as refused:
        join(casework, three, [main], reason="x", actor="李")
    assert two in str(refused.value)
    with pytest.raises(RefusalError, match="isn't joined"):
        part(casework, [three], reason="x", actor="李")


def test_all_or_none(workspace: Workspace, report: Report) -> None:
    casework = workspace.casework
    main, two = report().id, report().id
    with pytest.raises(RefusalError):
        join(casework, main, [two, main], reason="x", actor="李")
    assert stage(workspace, two) == "reported"
    assert casework.verify().holds


def test_a_group_is_proposed_joined_and_gone(workspace: Workspace, report: Report) -> None:
    casework = workspace.casework
    refs = {report().id for _ in range(3)}
    (group,) = (
        one for one in proposals(casework, workspace.settings)
        if refs <= {row.ref for row in one.cases}
    )  # fmt: skip
    assert group.score >= 0.5
    assert group.reasons
    made = join_cluster(casework, group, reason="x", actor="李")
    assert made.main == min(row.ref for row in group.cases)
    assert group not in proposals(casework, workspace.settings)
    late = report().id
    again = next(
        one for one in proposals(casework, workspace.settings)
        if late in {row.ref for row in one.cases}
    )  # fmt: skip
    assert join_cluster(casework, again, reason="x", actor="李").main == made.main


def test_what_was_declined_is_not_proposed_again(workspace: Workspace, report: Report) -> None:
    casework, settings = workspace.casework, workspace.settings
    refs = {report().id for _ in range(2)}

    def proposed() -> list[set[str]]:
        return [{row.ref for row in one.cases} for one in proposals(casework, settings)]

    group = next(one for one in proposals(casework, settings)
                 if refs <= {row.ref for row in one.cases})  # fmt: skip
    decline(settings, group)
    assert {row.ref for row in group.cases} not in proposed()
    third = report().id
    assert any(third in refs for refs in proposed())


def test_an_edge_dispute_is_given_to_a_claimant(workspace: Workspace) -> None:
    casework = workspace.casework
    ref = next(row.ref for row in casework.rows() if row.is_edge_dispute and casework.is_open(row))
    shared = claimants_of(workspace.geography, casework, casework.case(ref))
    assert len(shared) > 1
    assert [one.share for one in shared] == sorted((one.share for one in shared), reverse=True)
    assert all(one.owner for one in shared)
    chosen = shared[1]
    after = casework.advance(ref, "amend", settlement(chosen, "已与两位网格长核实"), actor="李")
    assert dict(after.grids) == dict(chosen.codes)
    assert not after.edge_dispute
    assert claimants_of(workspace.geography, casework, after) == ()
    row = next(row for row in casework.rows() if row.ref == ref)
    assert (row.grid_code, row.is_edge_dispute) == (chosen.code, False)
