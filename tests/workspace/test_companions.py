"""Drafts that are drawn together with other nets."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely

from gridapp.errors import NotFoundError, RefusalError, StoreError
from gridapp.grid.build import build_fabric
from gridapp.grid.edits.borders import DetachBorder
from gridapp.grid.edits.shape import MoveVertex
from gridapp.grid.edits.shared import shares
from gridapp.grid.fabric import Fabric, is_same
from gridapp.workspace import Workspace, companions, open_workspace
from gridapp.workspace.editions import Draft

NET = "03_huanjingbaohu"  # its borders lie on those of the comprehensive net in places


@pytest.fixture
def workspace(town: Path) -> Iterator[Workspace]:
    with open_workspace(town) as made:
        yield made


def shared_arc(fabric: Fabric) -> int:
    return next(
        arc
        for arc in range(fabric.n_arcs)
        if len(shares(fabric, arc)) == 2 and len(fabric.arc(arc)) > 2
    )


def moved(fabric: Fabric, arc: int) -> tuple[tuple[float, float], ...]:
    line = fabric.arc(arc).copy()
    line[1] += 2.0
    return tuple((float(x), float(y)) for x, y in line)


def detached(workspace: Workspace, name: str) -> tuple[Draft, DetachBorder]:
    """Begin a draft that lets the department's net leave a border that it shares."""
    editions = workspace.editions
    draft = editions.start_draft(name, author=name)
    editions.draw_with(draft.id, [NET], actor=name)
    laid = editions.base_fabric(draft.id)
    arc = shared_arc(laid)
    mine = next(one for one in shares(laid, arc) if one.net == NET)
    edit = DetachBorder(NET, mine.level, mine.code, mine.other, moved(laid, arc))
    editions.save(draft.id, [edit], author=name)
    return editions.open_draft(draft.id), edit


def publish_again(workspace: Workspace, net: str) -> int:
    """Publish the newest edition of a net once more, as its department might."""
    editions = workspace.editions
    newest = [one for one in editions.list() if one.net == net][-1]
    return workspace.merging.add_edition(
        net, editions.fabric(newest.id), since=workspace.now(), author="局", name="2027"
    )


def test_a_net_is_brought_in_and_is_there_again(workspace: Workspace) -> None:
    editions = workspace.editions
    draft = editions.start_draft("a", author="A")
    assert draft.companions == ()
    brought = editions.draw_with(draft.id, [NET], actor="A")
    assert brought.companions == (NET,)
    laid = editions.base_fabric(draft.id)
    assert {level.net for level in laid.levels} == {"comprehensive", NET}
    assert is_same(laid, editions.base_fabric(draft.id))
    assert editions.open_draft(draft.id).companions == (NET,)
    assert editions.draw_with(draft.id, [], actor="A").companions == ()
    assert {level.net for level in editions.base_fabric(draft.id).levels} == {"comprehensive"}


def test_edits_drawn_before_stay(workspace: Workspace) -> None:
    editions = workspace.editions
    draft = editions.start_draft("a", author="A")
    fabric = editions.base_fabric(draft.id)
    arc = next(
        one for one in range(fabric.n_arcs)
        if len(fabric.arc(one)) > 3 and min(fabric.left[one], fabric.right[one]) >= 0
    )  # fmt: skip
    x, y = fabric.arc(arc)[1].tolist()
    editions.save(draft.id, [MoveVertex(arc, 1, x + 1, y + 1)], author="A")
    before = shapely.area(editions.grids(draft.id).polygons)
    assert len(editions.draw_with(draft.id, [NET], actor="A").edits) == 1
    assert shapely.area(editions.grids(draft.id).polygons) == pytest.approx(before, abs=0.01)


def test_a_detached_border_is_published_for_its_net_alone(workspace: Workspace) -> None:
    editions = workspace.editions
    draft = editions.start_draft("a", author="A")
    editions.draw_with(draft.id, [NET], actor="A")
    laid = editions.base_fabric(draft.id)
    arc = shared_arc(laid)
    mine = next(one for one in shares(laid, arc) if one.net == NET)
    editions.save(
        draft.id,
        [DetachBorder(NET, mine.level, mine.code, mine.other, moved(laid, arc))],
        author="A",
    )
    editions.publish(draft.id, workspace.now(), actor="A")
    rows = [one for one in editions.list() if one.net == NET]
    assert [one.state for one in rows] == ["past", "in force"]
    changes = editions.diff(rows[0].id, rows[1].id).changes
    assert {one.code for one in changes if one.gained or one.lost} >= {mine.code, mine.other}
    main = [one.id for one in editions.list() if one.net == "comprehensive"]
    assert editions.diff(*main[-2:]).changes == ()


def test_a_net_that_did_not_change_keeps_its_edition(workspace: Workspace) -> None:
    editions = workspace.editions
    draft = editions.start_draft("a", author="A")
    editions.draw_with(draft.id, [NET], actor="A")
    laid = editions.base_fabric(draft.id)
    arc = shared_arc(laid)
    mine = shares(laid, arc)[0]
    edit = DetachBorder(mine.net, mine.level, mine.code, mine.other, moved(laid, arc), True)
    editions.save(draft.id, [edit], author="A")
    editions.publish(draft.id, workspace.now(), actor="A")
    assert len([one for one in editions.list() if one.net == NET]) == 1


def test_what_can_t_be_brought_in_is_refused(workspace: Workspace) -> None:
    editions = workspace.editions
    draft = editions.start_draft("a", author="A")
    with pytest.raises(NotFoundError, match="nowhere"):
        editions.draw_with(draft.id, ["nowhere"], actor="A")
    with pytest.raises(RefusalError, match="itself"):
        editions.draw_with(draft.id, ["comprehensive"], actor="A")
    assert editions.open_draft(draft.id).companions == ()


def test_an_edit_of_a_net_that_goes_keeps_it_there(workspace: Workspace) -> None:
    editions = workspace.editions
    draft = editions.start_draft("a", author="A")
    editions.draw_with(draft.id, [NET], actor="A")
    laid = editions.base_fabric(draft.id)
    mine = next(one for one in shares(laid, shared_arc(laid)) if one.net == NET)
    line = moved(laid, shared_arc(laid))
    edit = DetachBorder(NET, mine.level, mine.code, mine.other, line)
    editions.save(draft.id, [edit], author="A")
    with pytest.raises(RefusalError, match="no longer fits"):
        editions.draw_with(draft.id, [], actor="A")
    assert editions.open_draft(draft.id).companions == (NET,)


def test_a_draft_starts_from_the_same_fabric_however_it_would_be_laid_now(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    editions = workspace.editions
    draft = editions.start_draft("a", author="A")
    editions.draw_with(draft.id, [NET], actor="A")
    laid = editions.base_fabric(draft.id)
    arc = max(range(laid.n_arcs), key=lambda one: len(laid.arc(one)))
    x, y = laid.arc(arc)[1].tolist()
    editions.save(draft.id, [MoveVertex(arc, 1, x + 0.5, y + 0.5)], author="A")
    drawn = editions.fabric(draft.id)

    def build_another_way(given: list[tuple[str, object]]) -> object:
        return build_fabric(list(reversed(given)))  # type: ignore[arg-type]

    monkeypatch.setattr(companions, "build_fabric", build_another_way)
    assert is_same(editions.base_fabric(draft.id), laid)
    assert is_same(editions.fabric(draft.id), drawn)
    with open_workspace(Path(workspace.location)) as again:
        assert is_same(again.editions.fabric(draft.id), drawn)
        rebased = again.editions.rebase(draft.id, actor="A")
        (edit,) = rebased.edits
        assert isinstance(edit, MoveVertex)
        other = again.editions.base_fabric(draft.id)
        assert not is_same(other, laid), "laid anew, with other numbers"
        place = other.arc(edit.arc)[edit.vertex]
        assert (place == (x, y)).all(), "and the edit means the same corner"


def test_what_is_kept_of_a_draft_s_nets_goes_with_it(workspace: Workspace) -> None:
    editions, settings = workspace.editions, workspace.settings
    for end in ("discard", "publish"):
        draft, _ = detached(workspace, end)
        keys = [f"draft.nets/{draft.id}", f"draft.fabric/{draft.id}"]
        assert all(settings.read(key) for key in keys)
        if end == "discard":
            editions.discard(draft.id, "A")
        else:
            editions.publish(draft.id, workspace.now(), actor="A")
        assert not any(settings.read(key) for key in keys)


def test_a_damaged_fabric_is_said(workspace: Workspace) -> None:
    draft, _ = detached(workspace, "西区")
    key = f"draft.fabric/{draft.id}"
    kept = workspace.settings.read(key)
    assert isinstance(kept, str)
    for damaged in (kept[: len(kept) // 2], "nonsense", ""):
        workspace.settings.write(key, damaged)
        with pytest.raises(StoreError, match="“西区” is damaged"):
            workspace.editions.base_fabric(draft.id)


def test_what_publishing_would_do_is_known_before(workspace: Workspace) -> None:
    editions = workspace.editions
    draft, edit = detached(workspace, "A")
    found = editions.prospect(draft.id)
    assert found.overtaken == ()
    changes = dict(found.changes)
    assert list(changes) == ["comprehensive", NET]
    assert changes["comprehensive"].changes == ()
    assert {one.code for one in changes[NET].changes} >= {edit.code, edit.other}


def test_a_department_that_published_meanwhile_is_not_overwritten(workspace: Workspace) -> None:
    editions = workspace.editions
    draft, edit = detached(workspace, "A")
    theirs = publish_again(workspace, NET)
    found = editions.prospect(draft.id)
    assert [(one.net, one.edition, one.author) for one in found.overtaken] == [(NET, theirs, "局")]
    assert found.obstacle is None
    before = editions.list()
    with pytest.raises(RefusalError, match=rf"of “{NET}”, “2027” by 局.*rebase"):
        editions.publish(draft.id, workspace.now(), actor="A")
    assert editions.list() == before, "nothing of it was published, the draft is there"
    assert editions.open_draft(draft.id).edits == (edit,)

    editions.rebase(draft.id, actor="A")
    assert editions.prospect(draft.id).overtaken == ()
    editions.publish(draft.id, workspace.now(), actor="A")
    mine = [one for one in editions.list() if one.net == NET]
    assert [one.base for one in mine][-1] == theirs
    changes = editions.diff(theirs, mine[-1].id).changes
    assert {edit.code, edit.other} <= {one.code for one in changes}


def test_a_department_that_published_in_the_last_moment_stops_the_whole_draft(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    editions = workspace.editions
    draft, edit = detached(workspace, "A")
    prospect = editions.prospect(draft.id)
    publish_again(workspace, NET)
    monkeypatch.setattr(editions, "prospect", lambda _: prospect)  # looked at just before
    before = editions.list()
    with pytest.raises(RefusalError, match=rf"“{NET}” was just published"):
        editions.publish(draft.id, workspace.now(), actor="A")
    assert editions.list() == before
    assert editions.open_draft(draft.id).edits == (edit,)


def test_a_net_that_isn_t_changed_may_be_published_meanwhile(workspace: Workspace) -> None:
    editions = workspace.editions
    draft = editions.start_draft("a", author="A")
    editions.draw_with(draft.id, [NET], actor="A")
    laid = editions.base_fabric(draft.id)
    mine = next(one for one in shares(laid, shared_arc(laid)) if one.net != NET)
    line = moved(laid, shared_arc(laid))
    edit = DetachBorder(mine.net, mine.level, mine.code, mine.other, line, True)
    editions.save(draft.id, [edit], author="A")
    theirs = publish_again(workspace, NET)
    editions.publish(draft.id, workspace.now(), actor="A")
    assert [one.id for one in editions.list() if one.net == NET][-1] == theirs
