"""What leaves a workspace: every layer, tracks only with a reason, phones only when asked for."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
import shapely

from gridapp.errors import GridappError, InputError, NotFoundError, RefusalError
from gridapp.workspace import open_workspace
from gridapp.workspace.exports import ALL, Choice, layer_names, read_layer, refuse_workspaces

WHY = Choice(actor="督查员", reason="核查0320")


def test_every_layer_can_be_read_and_fits_its_columns(town: Path) -> None:
    with open_workspace(town) as workspace:
        names = layer_names(workspace)
        assert {"net", "net.07_chengshiguanli", "cases", "places", "terminals", "legs", "fixes",
                "streets", "buildings"} <= set(names)  # fmt: skip
        for name in names:
            choice = replace(WHY, terminal="T001") if name in ("legs", "fixes") else ALL
            layer = read_layer(workspace, name, choice)
            assert len(layer) > 0
            assert {len(values) for values in layer.columns.values()} == {len(layer)}


def test_levels_editions_and_days(town: Path) -> None:
    with open_workspace(town) as workspace:
        assert len(read_layer(workspace, "net", Choice(level=2))) == 179
        edition = next(e for e in workspace.editions.list() if e.net == "comprehensive")
        assert len(read_layer(workspace, "net", Choice(edition=edition.id, level=1))) == 21
        draft = workspace.editions.start_draft("草案", author="supervisor")
        assert len(read_layer(workspace, "net", Choice(edition=draft.id))) == 200
        assert edition.valid_from is not None
        before = edition.valid_from - timedelta(days=1)
        with pytest.raises(NotFoundError, match="in force"):
            read_layer(workspace, "net", Choice(at=before))
        with pytest.raises(NotFoundError, match="no edition 999"):
            read_layer(workspace, "net", Choice(edition=999))
        with pytest.raises(InputError, match="is one of “comprehensive”"):
            read_layer(workspace, "net.12_xiaofang", Choice(edition=edition.id))
        with pytest.raises(NotFoundError, match="nothing in it"):
            read_layer(workspace, "net.12_xiaofang", Choice(level=2))


def test_phones_leave_only_when_asked_for(demo_town: Path) -> None:
    with open_workspace(demo_town) as workspace:
        assert "phone" not in read_layer(workspace, "net").columns
        columns = read_layer(workspace, "net", Choice(with_phones=True)).columns
        assert columns["phone"][0] == "19900000001"
        assert columns["owner_name"][0] == "章梅"


def test_tracks_need_a_reason_and_leave_an_audit_row(town: Path) -> None:
    with open_workspace(town) as workspace:
        with pytest.raises(InputError, match="needs a reason"):
            read_layer(workspace, "legs", Choice(terminal="T001", actor="督查员"))
        before = len(workspace.patrols.audit_rows())
        layer = read_layer(workspace, "legs", replace(WHY, terminal="T001"))
        rows = workspace.patrols.audit_rows()[before:]
        assert [(row.actor, row.reason) for row in rows] == [("督查员", "核查0320")]
        with pytest.raises(NotFoundError, match="no terminal"):
            read_layer(workspace, "legs", replace(WHY, terminal="nobody"))
        assert len(layer) == 4


def test_nothing_is_drawn_across_a_gap(town: Path) -> None:
    with open_workspace(town) as workspace:
        choice = replace(WHY, terminal="T001")
        legs = read_layer(workspace, "legs", choice)
        fixes = read_layer(workspace, "fixes", choice)
    starts, ends = legs.columns["started_at"], legs.columns["ended_at"]
    moments = [moment for pair in zip(starts, ends, strict=True) for moment in pair]
    assert moments == sorted(moments, key=str)
    travelled = shapely.length(legs.geometries).sum()
    straight = shapely.length(shapely.LineString(shapely.get_coordinates(fixes.geometries)))
    assert travelled < straight
    metres = np.array(legs.columns["metres"], dtype=np.float64)
    assert np.allclose(metres, shapely.length(legs.geometries))


@pytest.mark.parametrize("name", ["", "nets", "net.nosuch", "case"])
def test_unknown_layers(demo_town: Path, name: str) -> None:
    with open_workspace(demo_town) as workspace, pytest.raises(GridappError):
        read_layer(workspace, name)


def test_a_workspace_is_never_written_over(town: Path, tmp_path: Path) -> None:
    with pytest.raises(RefusalError, match="is a workspace"):
        refuse_workspaces(town)
    refuse_workspaces(tmp_path / "new.gpkg")
