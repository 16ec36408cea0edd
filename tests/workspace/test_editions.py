"""A supervisor's desk: drafts, what differs, publishing, two who publish from the same base."""

from datetime import datetime, timedelta

import numpy as np
import pytest
import shapely

from gridapp.errors import InputError, NotFoundError, RefusalError
from gridapp.grid.edits.ground import MergeGrids, Rename
from gridapp.grid.edits.shape import MoveNode
from gridapp.grid.fabric import Fabric, is_same
from gridapp.grid.outlines import grids_of
from gridapp.store import audit
from gridapp.workspace import Workspace, open_workspace
from gridapp.workspace.geography import COMPREHENSIVE

from .conftest import Report

DAY = timedelta(days=1)


def merger(fabric: Fabric, which: int) -> MergeGrids:
    """Merge the which-th pair of neighbours under one parent."""
    level = fabric.level(COMPREHENSIVE, 2)
    inner = (fabric.left >= 0) & (fabric.right >= 0)
    one, two = level.labels[fabric.left[inner]], level.labels[fabric.right[inner]]
    fits = (one != two) & (level.parents[one] == level.parents[two])
    pairs = sorted({(min(a, b), max(a, b)) for a, b in zip(one[fits], two[fits], strict=True)})
    keep, gone = (str(level.codes[row]) for row in pairs[which])
    return MergeGrids(COMPREHENSIVE, 2, (keep, gone), keep)


def drawn(workspace: Workspace, which: int, author: str = "王") -> tuple[int, MergeGrids]:
    draft = workspace.editions.start_draft(f"合并{which}", author=author)
    edit = merger(workspace.editions.fabric(draft.base), which)
    workspace.editions.save(draft.id, [edit], author=author)
    return draft.id, edit


def test_the_fabric_is_built_once_and_stays(workspace: Workspace) -> None:
    built = workspace.editions.fabric()
    assert [len(level.codes) for level in built.levels] == [21, 179]
    assert is_same(workspace.editions.fabric(), built)
    with open_workspace(workspace.location) as again:
        assert is_same(again.editions.fabric(), built)
    stored, derived = workspace.geography.grids(), grids_of(built, COMPREHENSIVE)
    assert list(stored.codes) == list(derived.codes)
    apart = shapely.symmetric_difference(stored.polygons, derived.polygons)
    assert shapely.area(apart).max() < 1e-3


def test_a_draft_is_kept_and_opened_by_another(workspace: Workspace) -> None:
    key, edit = drawn(workspace, 0)
    with open_workspace(workspace.location) as again:
        draft = again.editions.open_draft(key)
        assert (draft.name, draft.edits) == ("合并0", (edit,))
        base = again.editions.fabric(draft.base)
        assert is_same(again.editions.fabric(key), again.editions.apply_all(base, draft.edits))
    listed = {one.id: one for one in workspace.editions.list()}
    assert (listed[key].state, listed[key].edits, listed[key].author) == ("draft", 1, "王")
    assert len(workspace.geography.grids(level=2)) == 179, "drafting changes nothing in force"


def test_what_a_draft_changes(workspace: Workspace) -> None:
    key, edit = drawn(workspace, 0)
    base = workspace.editions.open_draft(key).base
    found = workspace.editions.diff(base, key)
    keep, gone = edit.codes
    assert {(one.code, one.kind) for one in found.changes} == {(keep, "changed"), (gone, "gone")}
    assert found.loads == ("households", "enterprises")
    (shift,) = found.shifts
    grids = workspace.geography.grids(level=2)
    polygon = grids.polygons[grids.index(gone)]
    assert shift.area == pytest.approx(polygon.area)
    points, households = workspace.geography.load("households")
    inside = shapely.contains_xy(polygon, points)
    assert shift.loads[0] == households[inside].sum() > 0


def test_publishing_puts_the_net_in_force_from_the_date(workspace: Workspace) -> None:
    key, edit = drawn(workspace, 0)
    now = workspace.now()
    point = shapely.point_on_surface(
        workspace.geography.grids().polygons[workspace.geography.grids().index(edit.codes[1])]
    )
    assert workspace.geography.grids_at(point.x, point.y).codes[2] == edit.codes[1]
    done = workspace.editions.publish(key, now, actor="王")
    assert (done.id, done.state, done.base) == (key, "in force", 1)
    assert len(workspace.geography.grids(level=2)) == 178
    assert len(workspace.geography.grids(level=2, at=now - DAY)) == 179
    assert workspace.geography.grids_at(point.x, point.y).codes[2] == edit.keep
    states = {one.id: one.state for one in workspace.editions.list() if one.net == COMPREHENSIVE}
    assert states == {1: "past", key: "in force"}
    owners = workspace.geography.grids(level=2)
    assert all(owners.owners), "owners go on"
    settled = workspace.editions.fabric()
    assert settled.n_faces == 178
    assert {one.kind for one in workspace.editions.check(COMPREHENSIVE)} <= {"sequence"}
    with workspace._home.read() as transaction:
        last = audit.read(transaction)[-1]
    assert (last.actor, last.action, last.subject) == (
        "王", "edition.publish", f"{COMPREHENSIVE}#{key}",
    )  # fmt: skip


def test_a_case_keeps_the_grid_of_its_day(workspace: Workspace, report: Report) -> None:
    before = report()
    draft = workspace.editions.start_draft("合并", author="王")
    fabric = workspace.editions.fabric(draft.base)
    level = fabric.level(COMPREHENSIVE, 2)
    gone = before.grids["2"]
    row = level.row(gone)
    touching = np.append(level.labels, -1)
    sides = (touching[fabric.left], touching[fabric.right])
    others = {int(b) for a, b in zip(*sides, strict=True) if a == row} | {
        int(a) for a, b in zip(*sides, strict=True) if b == row
    }
    keep = next(
        str(level.codes[one])
        for one in sorted(others)
        if one not in (-1, row) and level.parents[one] == level.parents[row]
    )
    workspace.editions.save(
        draft.id, [MergeGrids(COMPREHENSIVE, 2, (keep, gone), keep)], author="王"
    )
    workspace.editions.publish(draft.id, workspace.now(), actor="王")
    assert workspace.casework.case(before.id).grids == before.grids
    after = report()
    assert gone not in after.grids.values()
    assert keep in after.grids.values()
    assert workspace.casework.verify().holds


def test_a_date_to_come(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    key, edit = drawn(workspace, 0)
    since = workspace.now() + DAY
    assert workspace.editions.publish(key, since, actor="王").state == "announced"
    assert len(workspace.geography.grids(level=2)) == 179
    (summary,) = (one for one in workspace.geography.nets() if one.name == COMPREHENSIVE)
    assert summary.grids_by_level == {1: 21, 2: 179}
    grids = workspace.geography.grids()
    point = shapely.point_on_surface(grids.polygons[grids.index(edit.codes[1])])
    assert workspace.geography.grids_at(point.x, point.y).codes[2] == edit.codes[1]
    later = since + DAY
    monkeypatch.setattr(workspace.geography, "_now", lambda: later)
    assert workspace.geography.grids_at(point.x, point.y).codes[2] == edit.keep
    # The next draft stands on it already, though it is not in force yet.
    assert workspace.editions.start_draft("下一版", author="陈").base == key


def test_two_supervisors_from_the_same_base(workspace: Workspace) -> None:
    first, one = drawn(workspace, 0, "王")
    second, two = drawn(workspace, -1, "陈")
    now = workspace.now()
    assert workspace.editions.prospect(second).overtaken == ()
    workspace.editions.publish(first, now, actor="王")
    with pytest.raises(RefusalError, match=rf"“合并0” by 王.*{one.codes[1]}.*no grid.*rebase"):
        workspace.editions.publish(second, now + DAY, actor="陈")
    prospect = workspace.editions.prospect(second)
    (overtaking,) = prospect.overtaken
    crossing = overtaking.crossing
    assert (overtaking.net, overtaking.edition, overtaking.author) == (COMPREHENSIVE, first, "王")
    assert prospect.obstacle is None
    assert crossing.both == ()
    assert {change.code for change in crossing.theirs.changes} == set(one.codes)
    assert workspace.editions.open_draft(second).edits == (two,), "nothing is lost"
    moved = workspace.editions.rebase(second, actor="陈")
    assert moved.base == first
    workspace.editions.publish(second, now + DAY, actor="陈")
    codes = set(workspace.geography.grids(level=2, at=now + 2 * DAY).codes)
    assert len(codes) == 177
    assert not {one.codes[1], two.codes[1]} & codes


def test_two_supervisors_at_the_same_grid(workspace: Workspace) -> None:
    first, one = drawn(workspace, 0, "王")
    second, _ = drawn(workspace, 0, "陈")
    workspace.editions.publish(first, workspace.now(), actor="王")
    with pytest.raises(RefusalError, match="can't be put on top: Edit 1 no longer fits") as refused:
        workspace.editions.publish(second, workspace.now() + DAY, actor="陈")
    assert all(code in str(refused.value) for code in one.codes)
    assert workspace.editions.prospect(second).obstacle is not None
    draft = workspace.editions.open_draft(second)
    with pytest.raises(RefusalError, match="Edit 1"):
        workspace.editions.rebase(second, actor="陈")
    assert workspace.editions.open_draft(second) == draft


def test_a_failed_publishing_changes_nothing(workspace: Workspace) -> None:
    key, _ = drawn(workspace, 0)
    fabric = workspace.editions.fabric(key)
    level = fabric.level(COMPREHENSIVE, 2)
    double = Rename(COMPREHENSIVE, 2, (int(level.labels[0]),), codes=(str(level.codes[-1]),))
    workspace.editions.save(key, [double], author="王")
    before = workspace.editions.list()
    with pytest.raises(RefusalError, match="Several grids have the code"):
        workspace.editions.publish(key, workspace.now(), actor="王")
    assert workspace.editions.list() == before
    assert len(workspace.geography.grids(level=2)) == 179


def test_dates_that_can_not_be(workspace: Workspace) -> None:
    key, _ = drawn(workspace, 0)
    with pytest.raises(InputError, match="no time zone"):
        workspace.editions.publish(key, datetime(2030, 1, 1), actor="王")  # noqa: DTZ001
    with pytest.raises(RefusalError, match="in force from 2025"):
        workspace.editions.publish(key, workspace.now() - 400 * DAY, actor="王")


def test_a_draft_without_edits_is_not_published(workspace: Workspace) -> None:
    draft = workspace.editions.start_draft("空", author="王")
    with pytest.raises(RefusalError, match="“空” changes nothing"):
        workspace.editions.publish(draft.id, workspace.now(), actor="王")


def test_what_is_published_is_no_draft(workspace: Workspace) -> None:
    key, _ = drawn(workspace, 0)
    workspace.editions.publish(key, workspace.now(), actor="王")
    for touch in (
        lambda: workspace.editions.open_draft(key),
        lambda: workspace.editions.save(key, [], author="王"),
        lambda: workspace.editions.discard(key, "王"),
        lambda: workspace.editions.publish(key, workspace.now() + DAY, actor="王"),
    ):
        with pytest.raises(RefusalError, match=f"Edition {key} is published"):
            touch()


def test_a_discarded_draft_is_gone(workspace: Workspace) -> None:
    key, _ = drawn(workspace, 0)
    workspace.editions.discard(key, "王")
    with pytest.raises(NotFoundError, match=f"no edition {key}"):
        workspace.editions.open_draft(key)


def test_nets_are_not_compared_with_each_other(workspace: Workspace) -> None:
    other = next(one for one in workspace.editions.list() if one.net != COMPREHENSIVE)
    with pytest.raises(InputError, match=other.net):
        workspace.editions.diff(1, other.id)


def test_the_clock_goes_on_from_the_last_publishing(workspace: Workspace) -> None:
    key, _ = drawn(workspace, 0)
    done = workspace.editions.publish(key, workspace.now(), actor="王")
    with open_workspace(workspace.location) as again:
        assert done.valid_from is not None
        assert again.now() >= done.valid_from


def test_moved_borders_are_published_as_drawn(workspace: Workspace) -> None:
    draft = workspace.editions.start_draft("移界", author="王")
    fabric = workspace.editions.fabric(draft.base)
    outer = np.isin(np.arange(len(fabric.nodes)), np.concatenate(
        [ends[(fabric.left < 0) | (fabric.right < 0)] for ends in (fabric.tails, fabric.heads)]
    ))  # fmt: skip
    node = int(np.flatnonzero(~outer)[0])
    x, y = fabric.nodes[node].tolist()
    workspace.editions.save(draft.id, [MoveNode(node, x + 2, y + 1)], author="王")
    drawn_net = grids_of(workspace.editions.fabric(draft.id), COMPREHENSIVE)
    workspace.editions.publish(draft.id, workspace.now(), actor="王")
    found = workspace.geography.grids()
    assert list(found.codes) == list(drawn_net.codes)
    assert shapely.equals(
        shapely.normalize(found.polygons), shapely.normalize(drawn_net.polygons)
    ).all()
    assert shapely.coverage_is_valid(found.of_level(2).polygons)
