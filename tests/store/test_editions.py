"""Fabrics, drafts and their edits at rest."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
import shapely
from sqlalchemy import select, update

from gridapp.errors import InputError, NotFoundError, RefusalError
from gridapp.grid.build import build_fabric
from gridapp.grid.edits.apply import Edit
from gridapp.grid.edits.ground import MergeGrids
from gridapp.grid.edits.shape import MoveNode
from gridapp.grid.fabric import Fabric, is_same
from gridapp.grid.grids import Grids, make_grids
from gridapp.store import editions, fabric, nets
from gridapp.store.home import Home
from gridapp.store.schema import arc, draft_edit, face
from tests.grid.scenes import block_town

NOON = datetime(2026, 6, 16, 4, 0, tzinfo=UTC)
A, B = MoveNode(1, 0.1, 0.2), MoveNode(2, 0.3, 0.4)


def add(home: Home, grids: Grids, name: str = "town") -> int:
    with home.write() as connection:
        nets.add_net(home, connection, name, title=name, source="t", grids=grids, now=NOON)
        return nets.find_edition(connection, name, NOON)


def with_island() -> Grids:
    """Two grids, one with a hole and an island in two parts; a gap between."""
    outer = shapely.box(0, 0, 100, 100) - shapely.box(40, 40, 60, 60)
    return make_grids(["a", "b"], [outer, shapely.MultiPolygon(
        [shapely.box(45, 45, 55, 55), shapely.box(200, 0, 220, 20)])])  # fmt: skip


@pytest.mark.parametrize("grids", [block_town(), with_island()], ids=["two levels", "islands"])
def test_a_fabric_comes_back_bit_for_bit(home: Home, grids: Grids) -> None:
    key = add(home, grids)
    with home.read() as connection:
        stored = nets.read_grids_of(connection, key)
        assert fabric.read_fabric(connection, key, "town", stored) is None
    built: Fabric = build_fabric([("town", stored)])[0]
    with home.write() as connection:
        fabric.write_fabric(home, connection, key, built)
    with home.read() as connection:
        found = fabric.read_fabric(connection, key, "town", stored)
        assert found is not None
        assert is_same(found, built)
        points = connection.execute(select(face.c.number, face.c.grid, face.c.geom)).all()
    assert len(points) == built.n_faces
    labels = np.append(built.levels[0].codes, "")[built.levels[0].labels]
    assert [row.grid for row in points] == labels.tolist()


def begin(home: Home) -> int:
    add(home, block_town())
    with home.write() as connection:
        base = editions.newest_edition(connection, "town")
        return editions.add_draft(connection, base, "一", "王", NOON)


def test_edits_are_appended_and_cut_off(home: Home) -> None:
    draft = begin(home)
    keys: list[list[int]] = []
    steps: list[tuple[Edit, ...]] = [(A,), (A, B), (A,), (B,), ()]
    for edits in steps:
        with home.write() as connection:
            editions.write_edits(connection, draft, edits, "王", NOON)
        with home.read() as connection:
            assert editions.read_edits(connection, draft) == edits
            keys.append(list(connection.execute(select(draft_edit.c.id)).scalars()))
            assert editions.read_edition(connection, draft).edits == len(edits)
    assert keys[0] == keys[1][:1] == keys[2], "what was there isn't written again"


def test_a_spoilt_edit_is_named(home: Home) -> None:
    draft = begin(home)
    with home.write() as connection:
        editions.write_edits(connection, draft, (A, B), "王", NOON)
        connection.execute(
            update(draft_edit).where(draft_edit.c.sequence == 2).values(edit='{"edit": "x"}')
        )
    with home.read() as connection, pytest.raises(InputError, match=f"draft_edit {draft}/2"):
        editions.read_edits(connection, draft)


def test_one_edition_follows_another(home: Home) -> None:
    draft = begin(home)
    later = NOON + timedelta(days=3)
    with home.write() as connection:
        base = editions.newest_edition(connection, "town")
        editions.put_in_force(connection, draft, base.id, later, NOON)
        assert nets.find_edition(connection, "town", later - timedelta(seconds=1)) == base.id
        assert nets.find_edition(connection, "town", later) == draft
        assert editions.newest_edition(connection, "town").id == draft
        assert nets.next_change(connection, "town", NOON) == later
        assert nets.next_change(connection, "town", later) is None
        assert nets.last_publishing(connection) == NOON


def test_a_draft_is_in_no_list_of_nets(home: Home) -> None:
    begin(home)
    with home.read() as connection:
        (summary,) = nets.read_summaries(connection, NOON)
    assert summary.grids_by_level == {1: 4, 2: 16}


def test_a_removed_draft_leaves_nothing(home: Home) -> None:
    draft = begin(home)
    with home.write() as connection:
        editions.write_edits(connection, draft, (A,), "王", NOON)
        editions.remove_draft(connection, draft)
        assert connection.execute(select(draft_edit.c.id)).all() == []
        with pytest.raises(NotFoundError, match=f"no edition {draft}"):
            editions.read_edition(connection, draft)


def test_a_level_can_not_come_in_under_a_draft(home: Home) -> None:
    draft = begin(home)
    with pytest.raises(RefusalError, match=f"Draft {draft}"):
        add(home, make_grids(["z"], [shapely.box(0, 0, 1, 1)], levels=2))


def test_a_level_that_comes_in_later_makes_the_fabric_anew(home: Home) -> None:
    town = block_town()
    key = add(home, town.of_level(1))
    with home.write() as connection:
        stored = nets.read_grids_of(connection, key)
        fabric.write_fabric(home, connection, key, build_fabric([("town", stored)])[0])
    add(home, town.of_level(2))
    with home.read() as connection:
        assert connection.execute(select(arc.c.id)).all() == []
        assert connection.execute(select(face.c.id)).all() == []


def test_a_name_is_given_once(home: Home) -> None:
    add(home, block_town())
    with pytest.raises(RefusalError, match="town"), home.write() as connection:
        nets.add_empty_net(connection, "town", title="", source="", author="", now=NOON)


def test_chinese_is_kept_readable(home: Home) -> None:
    draft = begin(home)
    edit = MergeGrids("town", 2, ("甲", "乙"), "甲")
    with home.write() as connection:
        editions.write_edits(connection, draft, (edit,), "王", NOON)
        assert "甲" in connection.execute(select(draft_edit.c.edit)).scalar_one()
