"""Balance and what-if on the demo town, and on a real city's districts and calls."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from gridapp.grid.balance import Balance, propose_balance
from gridapp.grid.bands import band_around_mean
from gridapp.grid.build import build_fabric
from gridapp.grid.checks import check_net
from gridapp.grid.edits.apply import apply
from gridapp.grid.fabric import Fabric, Objects
from gridapp.grid.grids import Grids, make_grids
from gridapp.grid.merge import carry
from gridapp.grid.outlines import grids_of
from gridapp.grid.segments import Bools, Floats
from gridapp.grid.slivers import Limits, hand_over_slivers, trusted_first
from gridapp.grid.what_if import PastCases, play_draft
from gridapp.paths import data

DEMO = Transformer.from_crs("EPSG:4490", "EPSG:4549", always_xy=True)
FINER = ("05_shehuizhian", "06_jicengdangjian", "07_chengshiguanli", "18_tongji")


def read(path: Path, project: Transformer) -> tuple[Objects, dict[str, Objects]]:
    pyogrio = pytest.importorskip("pyogrio")
    meta, _, wkb, columns = pyogrio.raw.read(path)
    polygons = shapely.transform(
        shapely.from_wkb(wkb), lambda xy: np.column_stack(project.transform(*xy.T))
    )
    return polygons, dict(zip(meta["fields"], columns, strict=True))


def fabric_of(nets: list[tuple[str, Grids]]) -> Fabric:
    fabric, _ = build_fabric(nets, tolerance=1.0)
    trust = trusted_first(range(len(fabric.levels)))
    return hand_over_slivers(fabric, Limits(area=500, width=6), trust)[0]


def demo_fabric() -> tuple[Fabric, Floats]:
    """The comprehensive net, cut into faces by four departments; households, enterprises."""
    folder = data("town", "comprehensive")
    parts = [read(folder / f"level{number}.geojson", DEMO) for number in (1, 2)]
    net = make_grids(
        [code for _, columns in parts for code in columns["code"]],
        np.concatenate([polygons for polygons, _ in parts]),
        parents=[parent for _, columns in parts for parent in columns["parent"]],
        levels=[number for number in (1, 2) for _ in parts[number - 1][0]],
    )
    nets = [("town", net)]
    for name in FINER:
        polygons, columns = read(data("town", "nets") / f"{name}.geojson", DEMO)
        nets.append((name, make_grids(list(columns["code"]), polygons)))
    fabric = fabric_of(nets)
    buildings, columns = read(data("town", "base") / "buildings.geojson", DEMO)
    homes = shapely.get_coordinates(shapely.centroid(buildings))
    with data("town", "enterprises.csv").open(encoding="utf-8-sig") as file:
        rows = [(float(row["lon"]), float(row["lat"])) for row in csv.DictReader(file)]
    firms = np.column_stack(DEMO.transform(*np.array(rows).T))
    loads = (
        carry(fabric, homes, columns["households"].astype(float)),
        carry(fabric, firms, np.ones(len(firms))),
    )
    return fabric, np.column_stack(loads)


def is_within(balance: Balance, held: Floats) -> Bools:
    low, high = balance.band.low[balance.rows], balance.band.high[balance.rows]
    return np.asarray(((held >= low - 1e-6) & (held <= high + 1e-6)).all(axis=1), bool)


def spread(balance: Balance) -> str:
    """Say how far the loads spread, for those who read a failed test."""
    parts = [f"{len(balance.edits)} edits, {balance.changed_area / 1e6:.2f} km²"]
    for name, one, two in zip(balance.band.names, balance.before.T, balance.after.T, strict=True):
        parts.append(
            f"{name}: {one.min():.0f} … {one.max():.0f} (σ {one.std():.0f}) before, "
            f"{two.min():.0f} … {two.max():.0f} (σ {two.std():.0f}) after"
        )
    within = [int(is_within(balance, held).sum()) for held in (balance.before, balance.after)]
    parts.append(f"in the band: {within[0]}, then {within[1]} of {len(balance.rows)}")
    parts += [str(one.message) for one in balance.obstacles]
    return "\n".join(parts)


def carried_out(fabric: Fabric, balance: Balance) -> Fabric:
    for edit in balance.edits:
        fabric = apply(fabric, edit).fabric
    assert shapely.coverage_is_valid(grids_of(fabric, balance.net).of_level(balance.level).polygons)
    return fabric


def assert_others_are_within(fabric: Fabric, balance: Balance) -> None:
    level = fabric.level(balance.net, balance.level)
    stuck = {int(level.parents[level.row(code)]) for one in balance.obstacles for code in one.codes}
    free = ~np.isin(level.parents[balance.rows], list(stuck))
    assert is_within(balance, balance.after)[free].all(), spread(balance)
    assert (balance.after[~free] == balance.before[~free]).all(), spread(balance)


def test_the_sub_grids_of_the_demo_town_are_balanced() -> None:
    fabric, loads = demo_fabric()
    names = ("households", "enterprises")
    band = band_around_mean(fabric.level("town", 2), names, loads, (0.6, np.inf))
    balance = propose_balance(fabric, "town", 2, loads, band, effort=200_000)
    assert loads[:, 0].sum() > 54_000
    assert loads[:, 1].sum() > 3_100
    assert_others_are_within(fabric, balance)
    gain = is_within(balance, balance.after).sum() - is_within(balance, balance.before).sum()
    assert gain > 0, spread(balance)
    assert balance.changed_area < 6e6, spread(balance)
    after = carried_out(fabric, balance)
    notes = {one.kind for one in check_net(after, "town") if one.severity == "error"}
    assert not notes, spread(balance)


def test_the_level_one_grids_of_the_demo_town_are_balanced_with_whole_sub_grids() -> None:
    fabric, loads = demo_fabric()
    level = fabric.level("town", 1)
    band = band_around_mean(level, ("households", "enterprises"), loads, (0.3, np.inf))
    balance = propose_balance(fabric, "town", 1, loads, band, effort=200_000)
    assert not balance.obstacles, spread(balance)
    assert is_within(balance, balance.after).all(), spread(balance)
    assert balance.after[:, 0].std() < balance.before[:, 0].std() / 2, spread(balance)
    after = carried_out(fabric, balance)
    two, one = after.level("town", 2), after.level("town", 1)
    assert (two.parents[two.labels] == one.labels).all()


CITY = Transformer.from_crs("EPSG:4326", "EPSG:26985", always_xy=True)


def city_fabric(folder: Path) -> Fabric:
    """Districts in commissions, cut into faces by census, parking and voting."""
    above, upper = read(folder / "advisory-neighborhood-commission-2013.geojson", CITY)
    below, lower = read(folder / "single-member-district-2013.geojson", CITY)
    net = make_grids(
        [*upper["ANC_ID"], *lower["SMD_ID"]],
        np.concatenate([above, below]),
        parents=[*([""] * len(above)), *lower["ANC_ID"]],
        levels=[*([1] * len(above)), *([2] * len(below))],
    )
    nets = [("anc", net)]
    for name in ("census-block-groups-2010", "dpw-parking-beats", "voting-precinct-2012"):
        polygons, _ = read(folder / f"{name}.geojson", CITY)
        nets.append((name, make_grids([str(i) for i in range(len(polygons))], polygons)))
    return fabric_of(nets)


def epoch(text: str) -> float:
    if not text:
        return np.nan
    return datetime.fromisoformat(text).astimezone(UTC).timestamp()


def city_calls(folder: Path) -> tuple[Floats, Floats]:
    """Places (n, 2); and opened, due, closed (n, 3), epoch seconds."""
    with (folder / "dc311_2016-07_08.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["XCOORD"] and row["ADDDATE"]]
    places = np.array([(float(row["XCOORD"]), float(row["YCOORD"])) for row in rows])
    times = ("ADDDATE", "SERVICEDUEDATE", "RESOLUTIONDATE")
    return places, np.array([[epoch(row[name]) for name in times] for row in rows])


def test_the_districts_of_a_city_are_balanced_by_its_calls(
    shared_data: Callable[[str], Path],
) -> None:
    fabric = city_fabric(shared_data("dc-nets"))
    places, times = city_calls(shared_data("dc-311"))
    loads = carry(fabric, places, np.ones(len(places)))[:, None]
    level = fabric.level("anc", 2)
    band = band_around_mean(level, ("calls",), loads, (0.6,))
    balance = propose_balance(fabric, "anc", 2, loads, band, effort=200_000)
    assert loads.sum() > 22_000
    assert_others_are_within(fabric, balance)
    before, after = (is_within(balance, held) for held in (balance.before, balance.after))
    assert before.sum() < 240, spread(balance)
    assert after.sum() > 265, spread(balance)
    assert len(balance.obstacles) < 15, spread(balance)
    draft = carried_out(fabric, balance)

    old, new = (grids_of(one, "anc").of_level(2) for one in (fabric, draft))
    now = datetime(2016, 8, 20, tzinfo=UTC).timestamp()
    since = now - 90 * 86400
    blank = np.full(len(places), "", dtype=object)
    opened, due, closed = times.T
    x, y = places.T
    # The calls don't say their district: the net of their day does.
    placed = play_draft(PastCases(x, y, opened, due, closed, blank), old, since, now)
    codes = blank.copy()
    codes[placed.cases] = placed.codes_after
    cases = PastCases(x, y, opened, due, closed, codes)
    same = play_draft(cases, old, since, now)
    assert (same.would_miss == same.was_missed).all()
    assert same.was_missed.sum() > 500
    what = play_draft(cases, new, since, now)
    assert what.gained.sum() == what.lost.sum() > 0
    said = f"missed: {what.was_missed.sum()} before, {what.would_miss.sum()} under the draft"
    assert what.after.std() < what.before.std(), said
    assert abs(int(what.would_miss.sum()) - int(what.was_missed.sum())) < len(what.cases) / 10, said
