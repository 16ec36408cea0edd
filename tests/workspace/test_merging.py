"""The desk for merging: what it takes, what it remembers, where the result goes."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gridapp.errors import GridappError, InputError, NotFoundError, RefusalError
from gridapp.grid.decisions import Decision
from gridapp.grid.merge import Merged, MergePlan
from gridapp.grid.slivers import Limits
from gridapp.messages import Message
from gridapp.store import audit
from gridapp.workspace import Workspace, open_workspace
from gridapp.workspace.merging import decide

NETS = ("03_huanjingbaohu", "12_xiaofang")
PLAN = MergePlan("two", "320281198", tolerance=1, slivers=Limits(500, 6), level_one=3, sub_grids=9)


def merged(workspace: Workspace) -> Merged:
    return workspace.merging.gather(NETS, "two").merge(PLAN)


def test_a_merged_net_is_stored_and_has_a_fabric(workspace: Workspace) -> None:
    found = merged(workspace)
    assert found.loads == ("households", "enterprises")
    key = workspace.merging.add_net("two", found.fabric, author="王", source=", ".join(NETS))
    (net,) = [one for one in workspace.geography.nets() if one.name == "two"]
    assert (net.grids_by_level, net.source) == ({1: 3, 2: 9}, ", ".join(NETS))
    assert {level.net for level in workspace.editions.fabric(key).levels} == {"two"}
    with pytest.raises(RefusalError, match="already"):
        workspace.merging.gather(NETS, "two")


def test_an_edition_follows_the_one_before(workspace: Workspace) -> None:
    found, desk = merged(workspace), workspace.merging
    first = desk.add_net("two", found.fabric, author="王")
    day = workspace.now() + timedelta(days=1)
    second = desk.add_edition("two", found.fabric, since=day, author="陈", name="2027")
    mine = {one.id: one for one in workspace.editions.list() if one.net == "two"}
    assert [(mine[key].state, mine[key].name) for key in (first, second)] == [
        ("in force", ""), ("announced", "2027"),
    ]  # fmt: skip
    assert mine[second].base == first
    with workspace._home.read() as transaction:
        last = audit.read(transaction)[-1]
    assert (last.actor, last.action, last.subject) == ("陈", "edition.merge", f"two#{second}")
    with pytest.raises(RefusalError, match="later date"):
        desk.add_edition("two", found.fabric, since=day, author="陈")
    naive = day.replace(tzinfo=None)
    with pytest.raises(InputError, match="no time zone"):
        desk.add_edition("two", found.fabric, since=naive, author="陈")


def test_decisions_are_remembered_for_each_net(workspace: Workspace) -> None:
    desk = workspace.merging
    kept = (Decision("keep", 1.5, 2.0), Decision("claim", 3.0, 4.0, "a", "x"))
    assert desk.remembered("two") == ()
    desk.remember("two", kept)
    desk.remember("other", kept[:1])
    with open_workspace(workspace.location) as again:
        assert again.merging.remembered("two") == kept
        assert again.merging.remembered("other") == kept[:1]
    desk.remember("two", ())
    assert desk.remembered("two") == ()


def test_the_later_of_two_decisions_at_a_place_holds() -> None:
    keep, give = Decision("keep", 1, 2), Decision("give", 1, 2, "a", "x")
    claims = Decision("claim", 1, 2, "a", "x"), Decision("claim", 1, 2, "b", "y")
    assert decide(PLAN, (keep, *claims, give)).decisions == (give, *claims)


@pytest.mark.parametrize(
    ("names", "into", "as_edition", "error", "about"),
    [
        ((), "new", False, InputError, "No net is chosen"),
        (("nosuch",), "new", False, NotFoundError, "nosuch"),
        (NETS, "comprehensive", False, RefusalError, "comprehensive"),
        (NETS, NETS[0], True, RefusalError, "itself"),
        (NETS, "nosuch", True, NotFoundError, "nosuch"),
    ],
    ids=["none", "unknown", "taken", "itself", "no edition"],
)
def test_what_can_not_be_merged_is_refused(
    workspace: Workspace,
    names: tuple[str, ...],
    into: str,
    as_edition: bool,
    error: type[GridappError],
    about: str,
) -> None:
    with pytest.raises(error, match=about):
        workspace.merging.gather(names, into, as_edition=as_edition)


def test_what_is_not_known_is_not_balanced(workspace: Workspace) -> None:
    material = replace(workspace.merging.gather(NETS, "two"), loads={})
    with pytest.raises(InputError, match="households"):
        material.merge(replace(PLAN, balanced=("households",)))


def test_a_merge_is_watched_and_stopped(workspace: Workspace) -> None:
    material = workspace.merging.gather(NETS, "two")
    heard: list[float] = []

    class StopError(Exception):
        pass

    def watch(_what: Message, share: float) -> None:
        heard.append(share)
        if share > 0.5:
            raise StopError

    with pytest.raises(StopError):
        material.merge(PLAN, watch)
    assert heard == sorted(heard)
    assert len(heard) == 3
