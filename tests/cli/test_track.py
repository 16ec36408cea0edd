"""Real tracks in, twice; what a day of a terminal shows; and no look without a reason."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
import shapely

from gridapp.cli.command import ACTOR
from gridapp.workspace import open_workspace

from .conftest import Gridapp, Unchanged

WHY = ("--reason", "案件 20260616-0001")
TODAY = ("--day", "2026-06-16")


@pytest.fixture
def geolife(shared_data: Callable[[str], Path]) -> list[Path]:
    folder = shared_data("geolife-trackintel") / "long" / "001" / "Trajectory"
    return sorted(folder.glob("*.plt"))


@pytest.fixture
def ride(shared_data: Callable[[str], Path]) -> Path:
    """A bus ride to Limerick, recorded by a telephone."""
    return shared_data("geolife-movingpandas") / "304 to UL 2019-02-18 0745.gpx"


def sums(document: dict[str, object]) -> tuple[int, int, int]:
    """Return the sums of fixes, legs added and legs known."""
    tracks = document["tracks"]
    assert isinstance(tracks, list)
    fixes, added, known = (
        sum(track[name] for track in tracks) for name in ("fixes", "legs_added", "legs_known")
    )
    return fixes, added, known


def test_a_folder_of_tracks_twice(gridapp: Gridapp, geolife: list[Path], tmp_path: Path) -> None:
    workspace = tmp_path / "beijing.gpkg"
    words = ("track", "import", workspace, *geolife, "--terminal", "001", "--json")
    first = gridapp(*words)
    assert (first.status, first.err) == (0, "")
    fixes, added, known = sums(first.table())
    rows = sum(len(file.read_text(encoding="utf-8").splitlines()) - 6 for file in geolife)
    assert fixes == rows > 10_000
    assert added > len(geolife) // 2
    assert known == 0
    (span,) = gridapp("track", "list", workspace, "--json").rows()
    second = gridapp(*words)
    assert sums(second.table()) == (fixes, 0, added)
    assert gridapp("track", "list", workspace, "--json").rows() == [span]
    with open_workspace(workspace) as opened:
        assert opened.crs == "EPSG:4548"  # CGCS2000, Gauss-Krüger at 117 E


def test_a_gpx_ride(gridapp: Gridapp, ride: Path, tmp_path: Path) -> None:
    workspace = tmp_path / "limerick.gpkg"
    first = gridapp("track", "import", workspace, ride, "--json")
    fixes, added, _ = sums(first.table())
    assert fixes == ride.read_text(encoding="utf-8").count("<trkpt")
    assert added >= 1
    assert sums(gridapp("track", "import", workspace, ride, "--json").table()) == (fixes, 0, added)
    with open_workspace(workspace) as opened:
        assert opened.crs == "EPSG:32629"
    (span,) = gridapp("track", "list", workspace, "--json").rows()
    # 07:45 in Ireland is 15:45 in the profile's zone.
    assert span["first"] == "2019-02-18T15:45:50+08:00"
    table = gridapp("track", "list", workspace).out
    assert str(span["terminal"]) in table


def test_tracks_into_a_town_keep_its_system(gridapp: Gridapp, ride: Path, town: Path) -> None:
    assert gridapp("track", "import", town, ride, "--terminal", "BUS").status == 0
    with open_workspace(town) as opened:
        assert opened.crs == "EPSG:4549"
        assert "BUS" in [span.terminal for span in opened.patrols.spans()]


BAD = {
    "route.gpx": '<gpx version="1.1" creator="x" xmlns="http://www.topografix.com/GPX/1/1"/>',
    "broken.gpx": "<gpx><trk>",
    "half.plt": "\n" * 6 + "39.9,116.3,0,492\n",
    "north.csv": "terminal,time,lon,lat\nT1,2026-06-16T08:00:00Z,120.3,131.7\n",
    "when.csv": "terminal,time,lon,lat\nT1,yesterday,120.3,31.7\n",
    "words.csv": "not,a,track\n1,2,3\n",
    "track.docx": "PK",
}


@pytest.mark.parametrize("name", BAD)
def test_one_bad_file_keeps_all_out(
    gridapp: Gridapp,
    geolife: list[Path],
    town: Path,
    tmp_path: Path,
    unchanged: Unchanged,
    name: str,
) -> None:
    file, fresh = tmp_path / name, tmp_path / "fresh.gpkg"
    file.write_text(BAD[name], encoding="utf-8")
    with unchanged(town):
        for workspace in (fresh, town):
            found = gridapp("track", "import", workspace, geolife[0], file)
            assert (found.status, found.out) == (1, "")
            assert name in found.err
    assert not fresh.exists()


def test_the_terminals_of_the_town(gridapp: Gridapp, demo_town: Path) -> None:
    rows = gridapp("track", "list", demo_town, "--json").rows()
    assert [row["terminal"] for row in rows] == [f"T{n:03}" for n in range(1, 61)]
    assert all(str(row["last"]).startswith("2026-06-16") for row in rows)


def test_the_legs_of_a_day(gridapp: Gridapp, town: Path) -> None:
    """A day is the town's day, whatever the machine's zone."""
    found = gridapp("track", "legs", town, "--terminal", "T003", *TODAY, *WHY, "--json").table()
    legs, marks = found["legs"], found["marks"]
    assert isinstance(legs, list)
    assert isinstance(marks, dict)
    spans = gridapp("track", "list", town, "--json").rows()
    fixes = next(span["fixes"] for span in spans if span["terminal"] == "T003")
    assert sum(marks.values()) == fixes
    assert sum(leg["fixes"] for leg in legs) <= fixes
    times = [datetime.fromisoformat(leg[end]) for leg in legs for end in ("start", "end")]
    assert times == sorted(times)
    assert {str(time.date()) for time in times} == {"2026-06-16"}
    lines = gridapp("track", "legs", town, "--terminal", "T003", *TODAY, *WHY).out.splitlines()
    assert len(lines) == len(legs) + 2
    assert lines[-1].startswith(f"{marks['jump']} jumps and {marks['frozen']} frozen")


def test_the_stops_of_a_day(gridapp: Gridapp, town: Path) -> None:
    found = gridapp("track", "stops", town, "--terminal", "T005", *TODAY, *WHY, "--json").table()
    stops = found["stops"]
    assert isinstance(stops, list)
    assert stops
    with open_workspace(town) as opened:
        bounds = shapely.total_bounds(opened.geography.grids(level=1).polygons)
    west, south, east, north = bounds.tolist()
    for stop in stops:
        assert datetime.fromisoformat(stop["start"]) < datetime.fromisoformat(stop["end"])
        assert west <= stop["x"] <= east
        assert south <= stop["y"] <= north


def test_who_was_near(gridapp: Gridapp, town: Path) -> None:
    hours = ("--from", "2026-06-16T08:00", "--to", "2026-06-16T12:00")
    place = ("--at", "120.36,31.78")
    near = ("track", "near", town, *place, *hours, *WHY, "--json")
    rows = gridapp(*near).rows()
    assert rows
    for row in rows:
        begin, end = (datetime.fromisoformat(str(row[name])) for name in ("from", "to"))
        assert str(row["from"]) >= "2026-06-16T08:00:00+08:00"
        assert begin <= end <= datetime.fromisoformat("2026-06-16T12:00:00+08:00")
    # An offset says the same moment; a smaller circle holds no more; elsewhere there is nobody.
    utc = ("--from", "2026-06-16T00:00Z", "--to", "2026-06-16T04:00Z")
    assert gridapp("track", "near", town, *place, *utc, *WHY, "--json").rows() == rows
    fewer = gridapp(*near, "--radius", "50").rows()
    assert {row["terminal"] for row in fewer} <= {row["terminal"] for row in rows}
    west = ("--at=-77.02,38.91", *hours, *WHY, "--json")
    assert gridapp("track", "near", town, *west).rows() == []


LOOKS = {
    "legs": ("legs", "--terminal", "T001", *TODAY),
    "stops": ("stops", "--terminal", "T001", *TODAY),
    "near": ("near", "--at", "120.36,31.78", "--from", "2026-06-16", "--to", "2026-06-17"),
}


@pytest.mark.parametrize("look", LOOKS)
def test_every_look_is_written_down(gridapp: Gridapp, town: Path, look: str) -> None:
    verb, *words = LOOKS[look]
    assert gridapp("track", verb, town, *words, *WHY).status == 0
    with open_workspace(town) as opened:
        (row,) = opened.patrols.audit_rows()
    assert (row.actor, row.reason) == (ACTOR, WHY[1])
    assert row.action == ("track.near" if look == "near" else "track.open")
    assert ("T001" in row.subject) == (look != "near")


@pytest.mark.parametrize("reason", ["", "  "])
@pytest.mark.parametrize("look", LOOKS)
def test_no_look_without_a_reason(
    gridapp: Gridapp, town: Path, unchanged: Unchanged, look: str, reason: str
) -> None:
    verb, *words = LOOKS[look]
    with unchanged(town):
        found = gridapp("track", verb, town, *words, "--reason", reason)
    assert (found.status, found.out) == (1, "")
    assert "reason" in found.err


HOURS = ("--from", "2026-06-16T08:00", "--to", "2026-06-16T09:00")


@pytest.mark.parametrize(
    ("words", "about"),
    [
        (("legs", "--terminal", "T001", "--day", "Tuesday"), "Tuesday"),
        (("legs", "--terminal", "T001", "--day", "2026-06-31"), "2026-06-31"),
        (("stops", "--terminal", "T001", "--day", "2026-06-16T08:00"), "2026-06-16T08:00"),
        (("near", "--at", "here", *HOURS), "here"),
        (("near", "--at", "120.36", *HOURS), "120.36"),
        (("near", "--at", "31.78,120.36", *HOURS), "31.78,120.36"),
        (("near", "--at", "nan,31", *HOURS), "nan"),
        (("near", "--at", "120.36,31.78,4", *HOURS), "120.36,31.78,4"),
        (("near", "--at", "120.36,31.78", "--from", "noon", "--to", "2026-06-17"), "noon"),
        (("near", "--at", "120.36,31.78", "--radius", "-5", *HOURS), "radius"),
        (("near", "--at", "120.36,31.78", "--radius", "nan", *HOURS), "radius"),
        (("near", "--at", "120.36,31.78", "--from", "2026-06-17", "--to", "2026-06-16"), "end"),
    ],
    ids=lambda value: value if isinstance(value, str) else value[0],
)
def test_bad_questions_are_refused(
    gridapp: Gridapp, town: Path, unchanged: Unchanged, words: tuple[str, ...], about: str
) -> None:
    verb, *options = words
    with unchanged(town):
        found = gridapp("track", verb, town, *options, *WHY)
    assert (found.status, found.out) == (1, "")
    assert about in found.err


def test_an_unknown_terminal(gridapp: Gridapp, town: Path) -> None:
    found = gridapp("track", "legs", town, "--terminal", "T999", *TODAY, *WHY)
    assert found.status == 1
    assert "T999" in found.err
    assert "gridapp track list" in found.err
