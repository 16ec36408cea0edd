"""Which grid a case gets: by the edition of its day, with all who may claim the place."""

from datetime import UTC, datetime, timedelta

import pytest
import shapely

from gridapp.cases.case import Case
from gridapp.errors import InputError
from gridapp.locate.datum import Datum
from gridapp.locate.find import Candidate
from gridapp.messages import message
from gridapp.workspace import Workspace
from gridapp.workspace.duplicates import find_clusters, find_duplicates

from .conftest import LAMP, Report
from .test_editions import DAY, drawn

HERE = "320281198001005"


def picked(x: float, y: float, uncertainty: float = 10.0) -> Candidate:
    why = (message("Picked on the map."),)
    return Candidate(x, y, uncertainty, 1.0, "那里", "map", Datum.CGCS2000, why, None)


def cell_of(workspace: Workspace, code: str = HERE) -> shapely.Geometry:
    grids = workspace.geography.grids(level=2)
    return grids.polygons[grids.index(code)]


def test_shares_of_a_dispute_name_every_owner(workspace: Workspace) -> None:
    cell = cell_of(workspace)
    corner = shapely.Point(shapely.get_coordinates(cell)[0])
    found = workspace.geography.grids_at(corner.x, corner.y, 30.0)
    fine = [claim for claim in found.claims if claim.level == 2]
    assert tuple(claim.code for claim in fine) == found.disputed
    assert HERE in found.disputed
    assert sum(claim.share for claim in fine) == pytest.approx(1.0, abs=1e-6)
    circle = corner.buffer(30.0, quad_segs=32)
    (mine,) = [claim for claim in fine if claim.code == HERE]
    assert mine.share == pytest.approx(cell.intersection(circle).area / circle.area)
    assert all(claim.owner for claim in found.claims)
    assert {claim.level for claim in found.claims} == {1, 2}


def test_a_calm_circle_has_one_claim_a_level(workspace: Workspace) -> None:
    inside = shapely.point_on_surface(cell_of(workspace))
    found = workspace.geography.grids_at(inside.x, inside.y, 1.0)
    assert [claim.code for claim in found.claims] == [found.codes[1], HERE]
    assert found.disputed == ()
    assert workspace.geography.grids_at(inside.x, inside.y).claims == ()


def test_before_the_first_edition_the_first_one_answers(workspace: Workspace) -> None:
    inside = shapely.point_on_surface(cell_of(workspace))
    long_ago = workspace.geography.grids_at(inside.x, inside.y, at=datetime(1999, 1, 1, tzinfo=UTC))
    assert long_ago.is_early
    assert long_ago.codes[2] == HERE
    assert not workspace.geography.grids_at(inside.x, inside.y).is_early


def test_the_edition_of_the_incident_s_day_answers(workspace: Workspace) -> None:
    key, edit = drawn(workspace, 0)
    keep, gone = edit.codes
    inside = shapely.point_on_surface(cell_of(workspace, gone))
    now = workspace.now()
    workspace.editions.publish(key, now, actor="王")
    asked = ((None, keep), (now, keep), (now - DAY / 24, gone), (now + DAY, keep))
    for at, code in (*asked, *reversed(asked)):
        assert workspace.geography.grids_at(inside.x, inside.y, at=at).codes[2] == code
    place = picked(inside.x, inside.y)
    late = workspace.casework.report("昨天路灯不亮", place, actor="李", at=now - DAY / 24)
    assert late.grids["2"] == gone
    assert workspace.casework.report("路灯不亮", place, actor="李").grids["2"] == keep


def test_a_typed_grid_is_no_dispute(workspace: Workspace) -> None:
    place = workspace.geography.locate(HERE)[0]
    assert (place.kind, place.place_id) == ("grid", HERE)
    assert place.uncertainty_m > 100
    assert not workspace.casework.report("路灯不亮", place, actor="李").edge_dispute
    community = workspace.geography.locate(HERE[:12])[0]
    assert community.place_id == f"{HERE[:12]}000"
    assert workspace.casework.report("路灯不亮", community, actor="李").edge_dispute


def test_codes_stand_after_coordinates_and_before_words(workspace: Workspace) -> None:
    first, second, *_ = workspace.geography.locate(f"国家2000 120.35512,31.78412 {HERE}")
    assert (first.kind, second.place_id) == ("coordinate", HERE)
    assert workspace.geography.locate(f"人民路 {HERE}")[0].place_id == HERE
    assert "14-digit" in str(workspace.geography.locate(HERE[:14])[0].reasons[0])


def test_a_component_that_is_not_here_is_said_to_be(workspace: Workspace) -> None:
    with pytest.raises(InputError, match="No component"):
        workspace.geography.locate("32028101370000015")
    assert workspace.geography.locate("人民路 32028101370000015")[0].label.startswith("人民路")


def test_a_second_report_is_proposed_as_a_duplicate(workspace: Workspace, report: Report) -> None:
    first = report()
    place = workspace.geography.locate(LAMP, limit=1)[0]
    at = workspace.now() + timedelta(hours=1)
    found = find_duplicates(workspace.casework, "人民路锡澄路那边的路灯都不亮了", place, None, at)
    assert first.id in {one.case.ref for one in found}
    assert all(one.reasons for one in found)
    assert find_duplicates(workspace.casework, "有人养鸡", place, None, at) == ()


def test_open_cases_of_one_trouble_are_one_cluster(workspace: Workspace, report: Report) -> None:
    one, two = report(), report(f"市民反映：{LAMP}")
    clusters = find_clusters(workspace.casework)
    (both,) = [c for c in clusters if one.id in {case.ref for case in c.cases}]
    assert two.id in {case.ref for case in both.cases}
    assert isinstance(workspace.casework.case(one.id), Case)  # proposed, not joined
