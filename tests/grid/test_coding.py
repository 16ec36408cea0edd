"""Codes and names of merged grids: anew, or taken over from the edition before."""

import itertools

import numpy as np
import shapely

from gridapp.grid.coding import identify, names_from
from gridapp.grid.grids import Grids, make_grids
from gridapp.grid.merge import MergePlan, merge_nets
from gridapp.grid.outlines import grids_of
from gridapp.grid.slivers import Limits
from tests.grid.scenes import block_town

PLAN = MergePlan("new", "320281198", slivers=Limits(width=3))


def row(*widths: float) -> Grids:
    """Grids side by side, 100 m deep."""
    ends = np.cumsum([0.0, *widths])
    boxes = [shapely.box(a, 0, b, 100) for a, b in itertools.pairwise(ends)]
    return make_grids([f"g{n}" for n in range(len(boxes))], boxes)


def merged(grids: Grids, former: Grids | None = None) -> Grids:
    plan = MergePlan("new", "320281198", level_one=1, slivers=Limits(width=3))
    return grids_of(merge_nets([("a", grids)], plan, former=former).fabric, "new")


def test_what_stays_the_same_keeps_code_name_and_owner() -> None:
    before = merged(row(100, 100, 100))
    named = Grids(
        before.codes, np.array(["town", "一", "二", "三"], dtype=object), before.parents,
        np.array(["", "M1", "M2", "M3"], dtype=object), before.levels, before.polygons,
    )  # fmt: skip
    after = merged(row(105, 95, 50, 50), named)
    assert after.codes[0] == before.codes[0]
    known = dict(zip(after.codes, zip(after.names, after.owners, strict=True), strict=True))
    assert known[before.codes[1]] == ("一", "M1")
    assert known[before.codes[2]] == ("二", "M2")
    # Neither half is the third: its code is not used again.
    assert before.codes[3] not in known
    assert sorted(after.codes)[-2:] == ["320281198001004", "320281198001005"]


def test_the_same_nets_give_the_same_codes() -> None:
    before = merged(block_town())
    assert merged(block_town(), before).codes.tolist() == before.codes.tolist()


def test_a_sub_grid_under_another_level_one_grid_gets_another_code() -> None:
    shapes = [np.array([shapely.box(0, 0, 100, 100), shapely.box(100, 0, 300, 100)], object),
              np.array([shapely.box(0, 0, 100, 100), shapely.box(100, 0, 200, 100),
                        shapely.box(200, 0, 300, 100)], object)]  # fmt: skip
    ones, twos = identify("320281198", shapes, np.array([0, 1, 1]))
    codes = [*ones.codes, *twos.codes]
    former = make_grids(codes, np.concatenate(shapes), levels=[1, 1, 2, 2, 2])
    moved = [np.array([shapely.box(0, 0, 200, 100), shapely.box(200, 0, 300, 100)], object),
             shapes[1]]  # fmt: skip
    one, two = identify("320281198", moved, np.array([0, 0, 1]), former=former)
    for code, parent in zip(two.codes, one.codes[[0, 0, 1]], strict=True):
        assert code[:12] == parent[:12]
    assert len({*one.codes, *two.codes}) == 5


def test_names_are_those_of_the_ground_and_numbered() -> None:
    named = make_grids(["a"], [shapely.box(0, 0, 300, 100)], names=["东湖"])
    naming = names_from(named)
    made = merge_nets([("a", row(100, 100))], PLAN, naming=naming).fabric
    assert sorted(made.level("new", 2).names) == ["东湖", "东湖 2"]
    assert naming(2, "x", shapely.box(900, 0, 910, 10)) == ""
