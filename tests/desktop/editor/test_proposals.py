from dataclasses import replace

import numpy as np
import pytest
import shapely

from gridapp.desktop.editor.proposals import (
    free_codes,
    keeping,
    propose_split,
    propose_trace,
    propose_transfer,
)
from gridapp.errors import GridappError, NotFoundError, RefusalError
from gridapp.grid.build import build_fabric
from gridapp.grid.edits.apply import apply
from gridapp.grid.fabric import Fabric
from gridapp.grid.grids import make_grids
from gridapp.grid.outlines import polygons_of
from gridapp.grid.segments import Ints
from tests.desktop.editor.conftest import NET
from tests.desktop.editor.test_drafting import A, B
from tests.grid.scenes import assert_whole

EAST = "320281198001003"


def area_of(fabric: Fabric, code: str) -> float:
    level = fabric.level(NET, 2)
    return float(polygons_of(fabric, level)[level.row(code)].area)


def test_a_line_across_a_grid_proposes_two_parts_with_a_free_code(blocks: Fabric) -> None:
    proposal = propose_split(blocks, NET, 2, A, ((-10, 30), (110, 30)))
    assert proposal.edit.code == A
    assert [one.code for one in proposal.edit.new] == ["320281198001005"]
    assert [part.area for part in proposal.parts] == pytest.approx([7000, 3000])
    kept = apply(blocks, keeping(proposal, 1)).fabric
    assert area_of(kept, A) == pytest.approx(3000)
    assert_whole(kept)


def test_a_line_that_leaves_and_comes_back_proposes_three_parts() -> None:
    horseshoe = shapely.Polygon(
        [(0, 0), (300, 0), (300, 200), (200, 200), (200, 100), (100, 100), (100, 200), (0, 200)]
    )
    gap = shapely.box(100, 100, 200, 200)
    fabric, _ = build_fabric([(NET, make_grids(["U", "gap"], [horseshoe, gap], levels=2))])
    proposal = propose_split(fabric, NET, 2, "U", ((-10, 150), (310, 150)))
    assert len(proposal.parts) == 3
    assert [one.code for one in proposal.edit.new] == ["U-2", "U-3"]


def test_a_line_that_divides_nothing_is_refused(blocks: Fabric) -> None:
    with pytest.raises(RefusalError):
        propose_split(blocks, NET, 2, A, ((10, 30), (60, 30)))
    with pytest.raises(NotFoundError):
        propose_split(blocks, NET, 2, "nowhere", ((10, 30), (60, 30)))


def test_free_codes_count_on_where_they_are_free(blocks: Fabric) -> None:
    level = blocks.level(NET, 2)
    assert free_codes(level, A, 2) == ["320281198001005", "320281198001006"]
    above = blocks.level(NET, 1)
    assert free_codes(above, "320281198001000", 1) == ["320281198005000"]
    full = replace(level, codes=level.codes + "x")
    assert free_codes(full, "7x", 2) == ["7x-2", "7x-3"]


def test_a_traced_line_redraws_the_border_it_starts_and_ends_at(blocks: Fabric) -> None:
    line = ((100.0, 20.0), (120.0, 40.0), (100.0, 80.0))
    edit = propose_trace(blocks, _all_arcs(blocks), line, 10)
    after = apply(blocks, edit).fabric
    assert area_of(after, A) > 10_000
    assert_whole(after)
    with pytest.raises(RefusalError, match="doesn't meet the border"):
        propose_trace(blocks, _all_arcs(blocks), ((100.0, 20.0), (150.0, 50.0)), 10)


def test_a_piece_goes_to_the_neighbour_at_whose_border_the_line_ends(blocks: Fabric) -> None:
    line = ((0.0, 80.0), (0.0, 80.0), (100.0, 80.0))
    with pytest.raises(GridappError):
        propose_transfer(blocks, NET, 2, A, line, 5)
    edit = propose_transfer(blocks, NET, 2, A, ((20.0, 100.0), (50.0, 70.0), (80.0, 100.0)), 5)
    assert (edit.code, edit.other, edit.with_parent) == (A, B, False)
    after = apply(blocks, edit).fabric
    assert area_of(after, A) == pytest.approx(10_000 - 900)
    assert area_of(after, B) == pytest.approx(10_000 + 900)


def test_a_piece_across_the_level_one_border_takes_that_border_along(blocks: Fabric) -> None:
    line = ((200.0, 20.0), (170.0, 50.0), (200.0, 80.0))
    edit = propose_transfer(blocks, NET, 2, EAST, line, 5)
    assert edit.with_parent
    after = apply(blocks, edit).fabric
    assert polygons_of(after, after.level(NET, 1))[0].area == pytest.approx(40_000 - 900)


def _all_arcs(fabric: Fabric) -> Ints:
    return np.arange(fabric.n_arcs)
