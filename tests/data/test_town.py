"""The committed demo town is whole, well-formed and reproducible."""

import csv
import gzip
import json
import re
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import shapely

DATA = Path(__file__).parents[2] / "data"
TOWN = DATA / "town"
Layer = tuple[list[dict[str, str]], list[shapely.Geometry]]
ROLES = {"网格长", "网格员", "督查员", "信息员", "联络员", "巡查员"}
STEPS = ("dispatch_after", "accept_after", "handled_after", "closed_after")


def rows(name: str) -> list[dict[str, str]]:
    with (TOWN / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def layer(name: str) -> Layer:
    document = json.loads((TOWN / name).read_text(encoding="utf-8"))
    assert document["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::4490"
    features = document["features"]
    shapes = [shapely.geometry.shape(f["geometry"]) for f in features]
    return [f["properties"] for f in features], shapes


@pytest.fixture(scope="module")
def level1() -> Layer:
    return layer("comprehensive/level1.geojson")


@pytest.fixture(scope="module")
def level2() -> Layer:
    return layer("comprehensive/level2.geojson")


def test_counts_agree(level1: Layer, level2: Layer) -> None:
    counts = tomllib.loads((TOWN / "town.toml").read_text(encoding="utf-8"))["counts"]
    assert len(list((TOWN / "nets").glob("*.geojson"))) == counts["nets"] == 21
    assert len(level1[0]) == counts["level1_grids"] == 21
    assert len(level2[0]) == counts["level2_grids"] == 179
    for name, expected in (("enterprises", 3215), ("terminals", 60), ("incidents", 300)):
        assert len(rows(f"{name}.csv")) == counts[name] == expected
    for name in ("places", "bodies", "squads", "members", "duties"):
        assert len(rows(f"{name}.csv")) == counts[name]


def test_size_stays_small() -> None:
    assert sum(p.stat().st_size for p in TOWN.rglob("*") if p.is_file()) < 12e6


@pytest.mark.parametrize(
    "path", sorted(str(p.relative_to(TOWN)) for p in TOWN.rglob("*") if p.is_file())
)
def test_text_is_plain(path: str) -> None:
    content = (TOWN / path).read_bytes()
    if path.endswith(".gz"):
        content = gzip.decompress(content)
    assert not content.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in content
    assert content.endswith(b"\n")
    content.decode("utf-8")


def test_comprehensive_is_a_coverage(level1: Layer, level2: Layer) -> None:
    for _, shapes in (level1, level2):
        assert shapely.is_valid(shapes).all()
        assert shapely.coverage_is_valid(shapes)
        assert {s.geom_type for s in shapes} == {"Polygon"}


def test_children_fill_their_parents_exactly(level1: Layer, level2: Layer) -> None:
    children = defaultdict(list)
    for properties, shape in zip(*level2, strict=True):
        children[properties["parent"]].append(shape)
    for properties, shape in zip(*level1, strict=True):
        whole = shapely.coverage_union_all(children.pop(properties["code"]))
        assert shapely.equals(whole, shape)
        assert whole.area == pytest.approx(shape.area, rel=1e-12)
    assert not children


def test_codes_are_well_formed_and_numbered(level1: Layer, level2: Layer) -> None:
    ones = {p["code"]: p["name"] for p in level1[0]}
    for code, name in ones.items():
        assert re.fullmatch(r"320281198\d{3}000", code)
        community = int(code[9:12])
        assert (1 <= community <= 199) == name.endswith("社区")
        assert (200 <= community <= 399) == name.endswith("村")
    within = defaultdict(list)
    for p in level2[0]:
        assert p["parent"] in ones
        assert p["code"][:12] == p["parent"][:12]
        within[p["parent"]].append(int(p["code"][12:]))
    for numbers in within.values():
        assert numbers == list(range(1, len(numbers) + 1))
    names = [p["name"] for p in level2[0]]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("path", sorted(p.name for p in (TOWN / "nets").glob("*.geojson")))
def test_department_net_covers_the_town_in_its_own_way(path: str, level1: Layer) -> None:
    properties, shapes = layer(f"nets/{path}")
    assert 12 <= len(shapes) <= 120
    assert shapely.is_valid(shapes).all()
    assert len({p["code"] for p in properties}) == len(properties)
    assert all(p["name"] and p["department"] and p["owner"] for p in properties)
    town = shapely.union_all(level1[1])
    assert shapely.union_all(shapes).intersection(town).area > 0.99 * town.area


def test_department_nets_disagree() -> None:
    clean = [
        shapely.coverage_is_valid(layer(f"nets/{p.name}")[1])
        for p in sorted((TOWN / "nets").glob("*.geojson"))
    ]
    assert 2 <= sum(clean) <= 8


def test_base_layers_are_valid() -> None:
    for name in ("landuse", "water", "parks", "buildings", "streets"):
        properties, shapes = layer(f"base/{name}.geojson")
        assert shapely.is_valid(shapes).all(), name
        assert all(p["class"] for p in properties), name
    properties, _ = layer("base/streets.geojson")
    assert {p["class"] for p in properties} == {"expressway", "main", "street", "lane"}
    assert all(p["name"] for p in properties)


def test_places_are_unique_and_in_town(level1: Layer) -> None:
    places = rows("places.csv")
    assert len({p["id"] for p in places}) == len(places)
    assert len({(p["kind"], p["name"]) for p in places}) == len(places)
    assert {p["kind"] for p in places} == {"address", "poi", "estate", "crossing", "bridge"}
    points = shapely.points([[float(p["lon"]), float(p["lat"])] for p in places])
    town = shapely.union_all(level1[1]).buffer(1e-6)
    assert shapely.contains(town, points).mean() > 0.999


def test_house_numbers_ascend_along_their_road() -> None:
    properties, shapes = layer("base/streets.geojson")
    longest: dict[str, shapely.Geometry] = {}
    for p, line in zip(properties, shapes, strict=True):
        if p["name"] not in longest or line.length > longest[p["name"]].length:
            longest[p["name"]] = line
    sides = defaultdict(list)
    for p in rows("places.csv"):
        if p["kind"] == "address" and p["road"]:
            point = shapely.Point(float(p["lon"]), float(p["lat"]))
            along = shapely.line_locate_point(longest[p["road"]], point)
            sides[p["road"], int(p["number"]) % 2].append((int(p["number"]), along))
    jumps = [
        second - first
        for side in sides.values()
        for (_, first), (_, second) in zip(sorted(side), sorted(side)[1:], strict=False)
    ]
    assert len(jumps) > 1000
    assert np.mean(np.array(jumps) > -2e-5) > 0.995  # a sharp bend may swap two doors


def test_every_reference_resolves(level1: Layer, level2: Layer) -> None:
    grids = {p["code"] for p in (*level1[0], *level2[0])}
    bodies = {b["id"] for b in rows("bodies.csv")}
    members = {m["id"]: m for m in rows("members.csv")}
    terminals = {t["id"]: t for t in rows("terminals.csv")}
    squads = rows("squads.csv")
    assert len(members) == len(rows("members.csv"))
    assert {m["grid"] for m in members.values()} == grids
    assert {m["terminal"] for m in members.values()} - {""} == set(terminals)
    for t in terminals.values():
        assert members[t["holder"]]["terminal"] == t["id"]
        assert t["squad"] in {s["id"] for s in squads} | {""}
        assert t["kind"] in {"handheld", "vehicle", "ebike"}
    held = [g for s in squads for g in s["grids"].split("|")]
    assert sorted(held) == sorted(p["code"] for p in level1[0])
    duties = {(d["kind"], d["code"]) for d in rows("duties.csv")}
    for d in rows("duties.csv"):
        assert {d["lead"], *d["cooperating"].split("|")} - {""} <= bodies
        assert d["handler"] in {"owner", "squad", "body"}
        assert re.fullmatch(r"\d{5}", d["code"])
    assert {(i["kind"], i["code"]) for i in rows("incidents.csv")} <= duties
    assert {("matter", p["code"]) for p in rows("powers.csv")} <= duties
    with gzip.open(TOWN / "patrol.csv.gz", "rt", encoding="utf-8") as file:
        assert {f["terminal"] for f in csv.DictReader(file)} == set(terminals)


def test_each_sub_grid_has_a_head_and_five_members(level2: Layer) -> None:
    staff: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for m in rows("members.csv"):
        staff[m["grid"]][m["role"]] += 1
    for p in level2[0]:
        assert staff[p["code"]] == Counter(ROLES)


def check_digit(code: str) -> str:
    """GB 32100-2015, written out again on purpose."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    weights = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
    total = sum(alphabet.index(c) * w for c, w in zip(code, weights, strict=True))
    return alphabet[(31 - total % 31) % 31]


def test_credit_codes_check() -> None:
    assert check_digit("91350100M000100Y4") == "3"  # the standard's own example
    codes = [e["uscc"] for e in rows("enterprises.csv")]
    assert len(set(codes)) == len(codes)
    for code in codes:
        assert len(code) == 18
        assert code[17] == check_digit(code[:17])


def test_incidents_are_ordered_and_end_at_the_clock() -> None:
    clock = datetime.fromisoformat(tomllib.loads((TOWN / "town.toml").read_text("utf-8"))["clock"])
    incidents = rows("incidents.csv")
    times = [datetime.fromisoformat(i["at"]) for i in incidents]
    assert times == sorted(times)
    assert timedelta(0) < clock - times[-1] < clock - times[0] <= timedelta(days=3)
    for incident, start in zip(incidents, times, strict=True):
        done = [incident[s] for s in STEPS]
        assert "" not in done[: sum(map(bool, done))]  # no step without the one before
        assert start + timedelta(minutes=sum(int(m) for m in done if m)) <= clock
        assert bool(incident["outcome"]) == bool(incident["closed_after"])
        assert incident["place"] in incident["text"]
    waiting = sum(not i["dispatch_after"] for i in incidents)
    unfinished = sum(not i["closed_after"] for i in incidents)
    assert waiting >= 5
    assert 60 <= unfinished <= 80
    outcomes = Counter(i["outcome"] for i in incidents if i["outcome"])
    assert 0.6 < outcomes["service"] / outcomes.total() < 0.8


def test_incidents_lie_in_the_town(level1: Layer) -> None:
    points = [[float(i["lon"]), float(i["lat"])] for i in rows("incidents.csv")]
    assert shapely.contains(shapely.union_all(level1[1]), shapely.points(points)).all()


def tracks() -> dict[str, list[tuple[datetime, float, float, float]]]:
    fixes = defaultdict(list)
    with gzip.open(TOWN / "patrol.csv.gz", "rt", encoding="utf-8") as file:
        for f in csv.DictReader(file):
            moment = datetime.fromisoformat(f["time"])
            fixes[f["terminal"]].append(
                (moment, float(f["lon"]), float(f["lat"]), float(f["speed_kmh"]))
            )
    return fixes


def test_patrols_have_the_faults_of_real_ones() -> None:
    clock = datetime.fromisoformat(tomllib.loads((TOWN / "town.toml").read_text("utf-8"))["clock"])
    gaps, jumps, frozen = 0, 0, set()
    for terminal, fixes in tracks().items():
        seconds = np.array([f[0].timestamp() for f in fixes])
        assert (np.diff(seconds) > 0).all(), terminal
        assert fixes[-1][0] <= clock
        wait = np.diff(seconds)
        gaps += int(((wait >= 120) & (wait <= 1800)).sum())
        lon, lat = (np.array([f[k] for f in fixes]) for k in (1, 2))
        step = np.hypot(np.diff(lon) * 94_600, np.diff(lat) * 110_900)
        jumps += int(((step > 190) & (wait == 10)).sum())
        same = (np.diff(lon) == 0) & (np.diff(lat) == 0)
        runs = np.diff(np.flatnonzero(np.concatenate([[True], ~same, [True]])))
        if runs.max() > 120:
            frozen.add(terminal)
            speeds = np.array([f[3] for f in fixes])[1:][same]
            assert speeds.min() > 0
    assert gaps > 30
    assert jumps > 40
    assert frozen == {"T017", "T044"}


def test_some_patrols_went_to_incidents_after_dispatch() -> None:
    fixes = [f for track in tracks().values() for f in track]
    when = np.array([f[0].timestamp() for f in fixes])
    where = np.array([[f[1] * 94_600, f[2] * 110_900] for f in fixes])
    reached = 0
    for i in rows("incidents.csv"):
        if i["dispatch_after"]:
            sent = datetime.fromisoformat(i["at"]) + timedelta(minutes=int(i["dispatch_after"]))
            place = np.array([float(i["lon"]) * 94_600, float(i["lat"]) * 110_900])
            near = np.hypot(*(where - place).T) < 15
            after = (when > sent.timestamp()) & (when < sent.timestamp() + 3600)
            reached += int((near & after).sum() >= 30)
    assert reached >= 10


@pytest.mark.slow
def test_the_script_makes_the_same_bytes_again(tmp_path: Path) -> None:
    for run in ("first", "second"):
        out = tmp_path / run
        subprocess.run(
            [sys.executable, DATA / "make_town.py", "--out", out], check=True, capture_output=True
        )
        made = {p.relative_to(out): p.read_bytes() for p in out.rglob("*") if p.is_file()}
        kept = {p.relative_to(TOWN): p.read_bytes() for p in TOWN.rglob("*") if p.is_file()}
        assert made.keys() == kept.keys()
        assert [str(p) for p in made if made[p] != kept[p]] == []
