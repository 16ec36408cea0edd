"""Real nets in, in every format; nets out and in again; bad files leave nothing behind."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import shapely

from gridapp.workspace import open_workspace

from .conftest import Gridapp, Unchanged

UTM_18N = "EPSG:32618"
WARDS = ("--code", "WARD_ID", "--name", "LABEL")
FORMATS = (".gpkg", ".geojson", ".shp", ".fgb", ".kml", ".parquet")


@pytest.fixture
def nets(shared_data: Callable[[str], Path]) -> Path:
    return shared_data("dc-nets")


@pytest.fixture
def wards(gridapp: Gridapp, nets: Path, tmp_path: Path) -> Path:
    """A new workspace with the eight wards of Washington."""
    workspace = tmp_path / "dc.gpkg"
    done = gridapp("net", "import", workspace, nets / "ward-2012.geojson", "--net", "wards", *WARDS)
    assert (done.status, done.err) == (0, "")
    return workspace


def shapes(workspace: Path, net: str) -> dict[str, tuple[str, shapely.Geometry]]:
    with open_workspace(workspace) as opened:
        grids = opened.geography.grids(net)
    rows = zip(grids.codes, grids.names, grids.polygons, strict=True)
    return {str(code): (str(name), polygon) for code, name, polygon in rows}


@pytest.mark.parametrize(
    ("file", "code", "count"),
    [
        ("ward-2012", "WARD_ID", 8),
        ("police-service-areas-psa", "NAME", 56),
        ("voting-precinct-2012", "NAME", 143),
        ("leaf-boundary", "ROUTE_NUM", 32),
        ("census-block-groups-2010", "GEOID", 450),
    ],
)
def test_a_real_net_makes_a_workspace(
    gridapp: Gridapp, nets: Path, tmp_path: Path, file: str, code: str, count: int
) -> None:
    workspace = tmp_path / "dc.gpkg"
    source = nets / f"{file}.geojson"
    done = gridapp("net", "import", workspace, source, "--code", code, "--json")
    assert (done.status, done.err) == (0, "")
    said = done.table()
    assert (said["created"], said["crs"]) == (True, UTM_18N)
    assert (said["net"], said["level"], said["grids"]) == (file, 1, count)
    # Washington: 177 square kilometres, a little more with all of the river.
    found = shapes(workspace, file)
    assert len(found) == count
    assert 150e6 < sum(polygon.area for _, polygon in found.values()) < 190e6


def test_nets_are_listed(gridapp: Gridapp, nets: Path, wards: Path) -> None:
    again = gridapp("net", "import", wards, nets / "police-districts-mpd.geojson",
                    "--code", "POLDIST_ID", "--json")  # fmt: skip
    assert again.table()["created"] is False
    rows = gridapp("net", "list", wards, "--json").rows()
    assert [(row["net"], row["grids"], row["source"]) for row in rows] == [
        ("wards", {"1": 8}, "ward-2012.geojson"),
        ("police-districts-mpd", {"1": 7}, "police-districts-mpd.geojson"),
    ]
    assert "wards" in gridapp("net", "list", wards).out


@pytest.mark.parametrize("suffix", FORMATS)
def test_out_and_in_again(gridapp: Gridapp, wards: Path, tmp_path: Path, suffix: str) -> None:
    out, second = tmp_path / f"wards-out{suffix}", tmp_path / "second.gpkg"
    done = gridapp("net", "export", wards, out, "--net", "wards", "--json")
    assert (done.status, done.err) == (0, "")
    assert done.table() == {"file": str(out), "net": "wards", "grids": 8}
    back = gridapp("net", "import", second, out, "--net", "wards", "--json")
    assert (back.status, back.err) == (0, "")
    assert (back.table()["grids"], back.table()["crs"]) == (8, UTM_18N)
    before, after = shapes(wards, "wards"), shapes(second, "wards")
    assert before.keys() == after.keys()
    for code, (name, polygon) in before.items():
        assert after[code][0] == name
        # Degrees in a file have 7 decimals, a centimetre.
        strayed = polygon.symmetric_difference(after[code][1])
        assert strayed.area < 0.02 * polygon.length


def test_a_sheet_of_codes(gridapp: Gridapp, wards: Path, tmp_path: Path) -> None:
    assert gridapp("net", "export", wards, tmp_path / "w.csv", "--net", "wards").status == 0
    lines = (tmp_path / "w.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 9
    assert lines[0].startswith("code,name,parent,level,owner")


def test_one_level_of_the_town(gridapp: Gridapp, demo_town: Path, tmp_path: Path) -> None:
    for level, count in ((1, 21), (2, 179)):
        out = tmp_path / f"level{level}.geojson"
        said = gridapp("net", "export", demo_town, out, "--level", level, "--json").table()
        features = json.loads(out.read_text(encoding="utf-8"))["features"]
        assert said["grids"] == len(features) == count
        assert {feature["properties"]["level"] for feature in features} == {level}


def test_a_level_the_net_has_not(gridapp: Gridapp, wards: Path, tmp_path: Path) -> None:
    out = tmp_path / "none.geojson"
    found = gridapp("net", "export", wards, out, "--net", "wards", "--level", "2")
    assert found.status == 1
    assert "wards" in found.err
    assert not out.exists()


def test_export_keeps_what_is_there(
    gridapp: Gridapp, wards: Path, tmp_path: Path, unchanged: Unchanged
) -> None:
    out = tmp_path / "out.geojson"
    out.write_text("mine", encoding="utf-8")
    with unchanged(out):
        found = gridapp("net", "export", wards, out, "--net", "wards")
        assert found.status == 1
        assert "out.geojson" in found.err
    assert gridapp("net", "export", wards, out, "--net", "wards", "--overwrite").status == 0
    assert out.read_text(encoding="utf-8").startswith("{")


@pytest.mark.parametrize(
    ("words", "about"),
    [
        (("out.geojson", "--net", "nosuch"), "nosuch"),
        (("out.docx", "--net", "wards"), "docx"),
        (("nofolder/out.geojson", "--net", "wards"), "nofolder"),
    ],
    ids=["net", "suffix", "folder"],
)
def test_bad_exports_write_nothing(
    gridapp: Gridapp,
    wards: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    about: str,
) -> None:
    monkeypatch.chdir(wards.parent)
    found = gridapp("net", "export", wards, *words)
    assert (found.status, found.out) == (1, "")
    assert about in found.err
    assert list(wards.parent.iterdir()) == [wards]


def square(x: float, **properties: object) -> dict[str, object]:
    ring = [[x, 0.0], [x + 0.01, 0.0], [x + 0.01, 0.01], [x, 0.01], [x, 0.0]]
    return {"type": "Feature", "properties": properties,
            "geometry": {"type": "Polygon", "coordinates": [ring]}}  # fmt: skip


def point(**properties: object) -> dict[str, object]:
    return {"type": "Feature", "properties": properties,
            "geometry": {"type": "Point", "coordinates": [0.0, 0.0]}}  # fmt: skip


def collection(*features: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


BAD = {
    "twice.geojson": (collection(square(0, code="A"), square(1, code="A")), "A"),
    "points.geojson": (collection(point(code="A")), "areas"),
    "nothing.geojson": (collection(), "nothing.geojson"),
    "nocode.geojson": (collection(square(0, colour="red")), "colour"),
    "blank.geojson": (collection(square(0, code="A"), square(1, code="")), "code"),
    "broken.geojson": (collection(square(0, code="A"))[:-40], "broken.geojson"),
    "words.geojson": ("这不是地图".encode(), "words.geojson"),
    "table.xlsx": (b"PK\x03\x04 not a net", "table.xlsx"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_leaves_nothing(
    gridapp: Gridapp, tmp_path: Path, town: Path, unchanged: Unchanged, name: str
) -> None:
    content, about = BAD[name]
    file, fresh = tmp_path / name, tmp_path / "fresh.gpkg"
    file.write_bytes(content)
    with unchanged(town):
        for workspace in (fresh, town):
            found = gridapp("net", "import", workspace, file)
            assert (found.status, found.out) == (1, "")
            assert name in found.err
            assert about in found.err
    assert not fresh.exists()


def test_a_shapefile_without_its_system(gridapp: Gridapp, wards: Path, tmp_path: Path) -> None:
    out, fresh = tmp_path / "wards.shp", tmp_path / "fresh.gpkg"
    assert gridapp("net", "export", wards, out, "--net", "wards").status == 0
    out.with_suffix(".prj").unlink()
    found = gridapp("net", "import", fresh, out)
    assert found.status == 1
    assert ".prj" in found.err
    assert not fresh.exists()


def test_coordinates_that_fit_no_system(gridapp: Gridapp, tmp_path: Path) -> None:
    """Metres in a GeoJSON, which is in degrees: seen only when they are turned into metres."""
    file, fresh = tmp_path / "metres.geojson", tmp_path / "fresh.gpkg"
    file.write_bytes(collection(square(500_000, code="A")))
    found = gridapp("net", "import", fresh, file)
    assert found.status == 1
    assert "metres.geojson" in found.err
    assert not fresh.exists()


def test_a_workspace_whose_making_fails_goes_again(
    gridapp: Gridapp, nets: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("gridapp.store.nets.add_net", full)
    with pytest.raises(OSError, match="no space"):
        gridapp("net", "import", tmp_path / "dc.gpkg", nets / "ward-2012.geojson", *WARDS)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "about"),
    [
        (("missing.geojson",), "missing.geojson"),
        (("ward-2012.geojson", "--code", "nosuch"), "nosuch"),
        (("ward-2012.geojson", "--layer", "nosuch"), "nosuch"),
        (("ward-2012.geojson", "--code", "WARD_ID", "--net", "wards"), "level 1"),
    ],
    ids=["file", "column", "layer", "twice"],
)
def test_bad_words_change_nothing(
    gridapp: Gridapp,
    nets: Path,
    wards: Path,
    unchanged: Unchanged,
    words: tuple[str, ...],
    about: str,
) -> None:
    file, *options = words
    with unchanged(wards):
        found = gridapp("net", "import", wards, nets / file, *options)
    assert (found.status, found.out) == (1, "")
    assert about in found.err


def test_no_folder_for_the_workspace(gridapp: Gridapp, nets: Path, tmp_path: Path) -> None:
    found = gridapp("net", "import", tmp_path / "no" / "dc.gpkg", nets / "ward-2012.geojson",
                    *WARDS)  # fmt: skip
    assert found.status == 1
    assert "no" in found.err
    assert list(tmp_path.iterdir()) == []


def test_an_export_never_takes_the_place_of_a_workspace(
    gridapp: Gridapp, town: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.gpkg"
    shutil.copy(town, other)
    for target in (town, other):
        before = target.read_bytes()
        found = gridapp("net", "export", town, target, "--overwrite")
        assert found.status == 1
        assert "is a workspace" in found.err
        assert target.read_bytes() == before


def test_an_export_that_the_disk_refuses_leaves_nothing(town: Path, tmp_path: Path) -> None:
    out = tmp_path / "net.geojson"
    command = f'ulimit -f 100; exec "{sys.executable}" -m gridapp net export "{town}" "{out}"'
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "can't be written" in done.stderr or "无法写入" in done.stderr
    assert not out.exists()
