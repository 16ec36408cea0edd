"""Layers out by command; what can't be written leaves nothing behind."""

import json
from pathlib import Path

import pyogrio
import pytest

from .conftest import Gridapp, Unchanged


def test_layers_in_every_order_of_words(gridapp: Gridapp, demo_town: Path, tmp_path: Path) -> None:
    out = tmp_path / "cases.geojson"
    done = gridapp("export", demo_town, "--layer", "cases", out, "--json")
    assert (done.status, done.err) == (0, "")
    assert done.table() == {"file": str(out), "layers": ["cases"], "features": 300, "notes": []}
    assert len(json.loads(out.read_text(encoding="utf-8"))["features"]) == 300
    both = tmp_path / "both.gpkg"
    assert gridapp("export", demo_town, both, "--layer", "net, streets").status == 0
    assert [name for name, _ in pyogrio.list_layers(both)] == ["comprehensive", "streets"]


def test_a_track_with_its_reason(gridapp: Gridapp, town: Path, tmp_path: Path) -> None:
    out = tmp_path / "legs.fgb"
    words = ("export", town, out, "--layer", "legs", "--terminal", "T001")
    refused = gridapp(*words)
    assert refused.status == 1
    assert "needs a reason" in refused.err
    assert not out.exists()
    assert gridapp(*words, "--reason", "核查").status == 0
    assert pyogrio.read_info(out)["features"] == 4


def test_a_page(gridapp: Gridapp, demo_town: Path, tmp_path: Path) -> None:
    out = tmp_path / "map.html"
    done = gridapp("export", demo_town, out, "--json")
    assert done.table()["layers"] == ["net", "cases"]
    assert "19900000001" not in out.read_text(encoding="utf-8")
    again = gridapp("export", demo_town, out, "--phones", "--overwrite", "--json")
    assert again.status == 0
    assert "19900000001" in out.read_text(encoding="utf-8")


def test_notes_are_told(gridapp: Gridapp, demo_town: Path, tmp_path: Path) -> None:
    done = gridapp("export", demo_town, tmp_path / "net.shp", "--crs", "GCJ-02", "--layer", "cases")
    assert "GCJ-02 numbers" in done.out
    assert "uncertainty_m became" in done.out


@pytest.mark.parametrize(
    ("words", "about"),
    [
        (("out.gpkg", "--layer", "nosuch"), "nosuch"),
        (("out.docx",), "docx"),
        (("out",), "no format"),
        (("nofolder/out.fgb",), "nofolder"),
        (("nofolder/out.html",), "nofolder"),
        (("out.gpkg", "--crs", "mars"), "mars"),
        (("out.html", "--crs", "EPSG:4549"), "EPSG:4549"),
        (("out.kml", "--crs", "EPSG:4549"), "EPSG:4549"),
        (("out.gpkg", "--at", "yesterday"), "yesterday"),
        (("out.gpkg", "--at", "2001-01-01"), "in force"),
        (("out.gpkg", "--edition", "999"), "999"),
        (("out.html", "--tiles", "nonsense"), "nonsense"),
        (("out.gpkg", "--tiles", "https://x.cn/{z}/{x}/{y}.png"), "web map only"),
        (("out.fgb", "--layer", "net,cases"), "one layer only"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_bad_words_write_nothing(
    gridapp: Gridapp,
    demo_town: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
    about: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    found = gridapp("export", demo_town, *words)
    assert (found.status, found.out) == (1, "")
    assert about in found.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["out.gpkg", "out.html"])
def test_what_is_there_stays(
    gridapp: Gridapp, demo_town: Path, tmp_path: Path, unchanged: Unchanged, name: str
) -> None:
    out = tmp_path / name
    out.write_text("mine", encoding="utf-8")
    with unchanged(out):
        found = gridapp("export", demo_town, out)
    assert found.status == 1
    assert "exists already" in found.err


def test_never_over_a_workspace(gridapp: Gridapp, town: Path, unchanged: Unchanged) -> None:
    with unchanged(town):
        found = gridapp("export", town, town, "--overwrite")
    assert found.status == 1
    assert "is a workspace" in found.err
