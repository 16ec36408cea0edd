"""Drafts that are drawn together with other nets."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import shapely

from gridapp.errors import NotFoundError, RefusalError
from gridapp.grid.edits.borders import DetachBorder
from gridapp.grid.edits.shape import MoveVertex
from gridapp.grid.edits.shared import shares
from gridapp.grid.fabric import Fabric, is_same
from gridapp.workspace import Workspace, open_workspace

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
