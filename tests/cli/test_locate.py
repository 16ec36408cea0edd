"""Where words and numbers lie, by command."""

from pathlib import Path

import pytest

from .conftest import Gridapp


def test_a_crossing(gridapp: Gridapp, demo_town: Path) -> None:
    found = gridapp("locate", demo_town, "人民路与锡澄路路口往东五十米", "--json")
    assert (found.status, found.err) == (0, "")
    said = found.table()
    assert said["crs"] == "EPSG:4549"
    candidates = said["candidates"]
    assert isinstance(candidates, list)
    first = candidates[0]
    assert first["label"] == "人民路锡澄路路口往东50米"
    assert first["grids"] == {"1": "320281198001000", "2": "320281198001005"}
    assert first["lon"] == pytest.approx(120.3554, abs=2e-4)
    assert first["lat"] == pytest.approx(31.7847, abs=2e-4)
    assert first["nearest"] is None
    assert first["reasons"]


def test_outside_the_net_the_nearest_grid_is_named(gridapp: Gridapp, demo_town: Path) -> None:
    candidates = gridapp("locate", demo_town, "120.45,31.78", "--json").table()["candidates"]
    assert isinstance(candidates, list)
    (outside, *_) = [one for one in candidates if not one["grids"]]
    assert outside["nearest"]["grid"].startswith("320281198")
    assert 0 < outside["nearest"]["distance_m"] < 20_000
    assert "outside the net" in gridapp("locate", demo_town, "120.45,31.78").out


def test_shares_of_a_dispute_and_the_datum(gridapp: Gridapp, demo_town: Path) -> None:
    text = "https://uri.amap.com/marker?position=120.3599,31.7824"
    candidates = gridapp("locate", demo_town, text, "--json").table()["candidates"]
    assert isinstance(candidates, list)
    (one,) = candidates
    assert one["datum"] == "GCJ-02"
    assert one["uncertainty_m"] == 10
    assert {share["level"] for share in one["shares"]} == {1, 2}
    assert all(share["owner"] and 0 < share["share"] <= 1 for share in one["shares"])
    vague = gridapp("locate", demo_town, "120.36,31.78", "--json").table()["candidates"]
    assert isinstance(vague, list)
    fine = [share for share in vague[0]["shares"] if share["level"] == 2]
    assert [share["grid"] for share in fine] == vague[0]["disputed"]
    assert sum(share["share"] for share in fine) == pytest.approx(1.0, abs=0.01)
    assert (
        f"{fine[0]['grid']} {fine[0]['share']:.0%}"
        in gridapp("locate", demo_town, "120.36,31.78").out
    )


def test_a_short_link_is_said_to_be_one(gridapp: Gridapp, demo_town: Path) -> None:
    found = gridapp("locate", demo_town, "https://surl.amap.com/abc")
    assert (found.status, found.out) == (1, "")
    assert "short link" in found.err


def test_no_more_than_asked_for(gridapp: Gridapp, demo_town: Path) -> None:
    for limit in (1, 3):
        said = gridapp("locate", demo_town, "人民路", "--limit", limit, "--json").table()
        candidates = said["candidates"]
        assert isinstance(candidates, list)
        assert len(candidates) == limit


def test_nothing_found_is_a_finding(gridapp: Gridapp, demo_town: Path) -> None:
    found = gridapp("locate", demo_town, "没有人知道的地方")
    assert (found.status, found.err) == (1, "")
    assert "没有人知道的地方" in found.out
    assert gridapp("locate", demo_town, "没有人知道的地方", "--json").table()["candidates"] == []


@pytest.mark.parametrize("limit", ["0", "-1"])
def test_no_candidates_can_not_be_asked_for(gridapp: Gridapp, demo_town: Path, limit: str) -> None:
    found = gridapp("locate", demo_town, "人民路", f"--limit={limit}")
    assert (found.status, found.out) == (1, "")
    assert "--limit" in found.err
