"""Balance and what-if by what the demo town knows of its ground."""

from pathlib import Path

import numpy as np
import pytest

from gridapp.errors import InputError, NotFoundError
from gridapp.grid.balance_loads import MEASURES, Wish
from gridapp.grid.edits.apply import apply
from gridapp.workspace import open_workspace
from gridapp.workspace.forecasts import as_locks, propose_balance, recent_places, what_if
from gridapp.workspace.geography import COMPREHENSIVE


def test_households_come_from_the_town_s_buildings(demo_town: Path) -> None:
    with open_workspace(demo_town) as workspace:
        fabric = workspace.editions.fabric()
        wish = Wish(COMPREHENSIVE, 1, {"households": 1.0}, 0.1)
        found = propose_balance(workspace, fabric, wish)
        known = sum(
            int(number or 0)
            for features in workspace.geography.background("area")
            if features.kind == "buildings" and features.households is not None
            for number in features.households
        )
        everywhere = workspace.geography.load("households")[1].sum()
    households = found.measures_before[:, MEASURES.index("households")].sum()
    assert 0.99 * everywhere < households <= everywhere
    assert known in (0, everywhere), "features may come without them"
    assert found.is_balanced
    assert (np.abs(found.off_after) <= 0.1 + 1e-9).all()


def test_a_draft_that_changes_nothing_changes_no_case(demo_town: Path) -> None:
    with open_workspace(demo_town) as workspace:
        fabric = workspace.editions.fabric()
        found = what_if(workspace, fabric, fabric, COMPREHENSIVE, 2)
        assert found.cases == len(recent_places(workspace)) == 300
    assert (found.moved, found.missed_before) == (0, found.missed_after)
    assert all(one.before == one.after and not one.gained for one in found.grids)
    assert sum(one.before for one in found.owners) <= 300


def test_what_one_grid_gains_another_loses(demo_town: Path) -> None:
    with open_workspace(demo_town) as workspace:
        fabric = workspace.editions.fabric()
        wish = Wish(COMPREHENSIVE, 1, {"households": 1.0}, 0.1)
        edit = propose_balance(workspace, fabric, wish).edit
        assert edit is not None
        draft = apply(fabric, edit).fabric
        found = what_if(workspace, fabric, draft, COMPREHENSIVE, 1)
        shorter = what_if(workspace, fabric, draft, COMPREHENSIVE, 1, days=1)
    assert found.moved > 0
    assert sum(one.gained for one in found.grids) == sum(one.lost for one in found.grids)
    assert sum(one.before for one in found.grids) == sum(one.after for one in found.grids)
    assert 0 < shorter.cases < found.cases


def test_days_and_locks_must_make_sense(demo_town: Path) -> None:
    with open_workspace(demo_town) as workspace:
        fabric = workspace.editions.fabric()
        with pytest.raises(InputError, match="0 days"):
            what_if(workspace, fabric, fabric, COMPREHENSIVE, 2, days=0)
        with pytest.raises(NotFoundError, match="no grid “x”"):
            as_locks(fabric, COMPREHENSIVE, ["x"])
        code = str(fabric.level(COMPREHENSIVE, 1).codes[0])
        assert as_locks(fabric, COMPREHENSIVE, [code]) == {(COMPREHENSIVE, 1, code)}
