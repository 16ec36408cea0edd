"""Pictures of the map, by command."""

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from .conftest import Gridapp, Unchanged

pytestmark = pytest.mark.usefixtures("qapp")

GRID = "320281198001005"


def colours(image: QImage) -> int:
    """Count the different colours of a thinned-out picture."""
    small = image.scaled(160, 90)
    return len({small.pixel(x, y) for x in range(160) for y in range(90)})


@pytest.mark.parametrize("size", [(1920, 1080), (3840, 2160), (1001, 777), (400, 900)], ids=str)
def test_the_whole_town(
    gridapp: Gridapp, demo_town: Path, tmp_path: Path, qapp: QApplication, size: tuple[int, int]
) -> None:
    out = tmp_path / "map.png"
    words = f"{size[0]}x{size[1]}"
    done = gridapp("snapshot", demo_town, "--out", out, "--size", words, "--json")
    assert (done.status, done.err) == (0, "")
    assert done.table() == {"picture": str(out), "size": words}
    image = QImage(str(out))
    assert (image.width(), image.height()) == size
    assert colours(image) > 30


def test_one_grid_and_themes_differ(gridapp: Gridapp, demo_town: Path, tmp_path: Path) -> None:
    whole, grid, dark = (tmp_path / f"{name}.png" for name in ("whole", "grid", "dark"))
    small = ("--size", "800x600")
    assert gridapp("snapshot", demo_town, "--out", whole, *small).status == 0
    assert gridapp("snapshot", demo_town, "--out", grid, *small, "--grid", GRID).status == 0
    assert gridapp("snapshot", demo_town, "--out", dark, *small, "--theme", "dark").status == 0
    pictures = [QImage(str(path)) for path in (whole, grid, dark)]
    assert all((image.width(), image.height()) == (800, 600) for image in pictures)
    assert all(colours(image) > 20 for image in pictures)
    assert pictures[0] != pictures[1]
    assert pictures[0].pixelColor(3, 3).lightness() > pictures[2].pixelColor(3, 3).lightness()


@pytest.mark.parametrize("suffix", [".pdf", ".svg"])
def test_vectors(gridapp: Gridapp, demo_town: Path, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"map{suffix}"
    done = gridapp("snapshot", demo_town, "--out", out, "--size", "3840x2160", "--grid", GRID)
    assert (done.status, done.err) == (0, "")
    content = out.read_bytes()
    assert b"/Subtype /Image" not in content
    assert b"<image" not in content
    if suffix == ".svg":
        assert "人民路" in content.decode()
    else:
        assert re.search(rb"/MediaBox \[0 0 2880(\.0+)? 1620", content)  # 3840 at 96 to the inch


@pytest.mark.parametrize("name", ["map.tif", "map.jpg", "map", ".png"])
def test_other_suffixes_are_refused(
    gridapp: Gridapp, demo_town: Path, tmp_path: Path, name: str
) -> None:
    found = gridapp("snapshot", demo_town, "--out", tmp_path / name)
    assert (found.status, found.out) == (1, "")
    assert ".png" in found.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "size",
    ["big", "1920", "1920x", "000x000", "0x1080", "99999x99999", "-800x600", "1920×1080", ""],
)
def test_bad_sizes_are_refused(
    gridapp: Gridapp, demo_town: Path, tmp_path: Path, size: str
) -> None:
    found = gridapp("snapshot", demo_town, "--out", tmp_path / "map.png", f"--size={size}")
    assert (found.status, found.out) == (1, "")
    assert f"“{size}”" in found.err
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_grid(gridapp: Gridapp, demo_town: Path, tmp_path: Path) -> None:
    out = tmp_path / "map.png"
    found = gridapp("snapshot", demo_town, "--out", out, "--grid", "999999")
    assert found.status == 1
    assert "999999" in found.err
    assert not out.exists()


def test_no_folder_for_the_picture(gridapp: Gridapp, demo_town: Path, tmp_path: Path) -> None:
    found = gridapp("snapshot", demo_town, "--out", tmp_path / "no" / "map.png")
    assert found.status == 1
    assert "map.png" in found.err


def test_a_workspace_without_a_net(gridapp: Gridapp, tmp_path: Path, unchanged: Unchanged) -> None:
    track = tmp_path / "t.csv"
    track.write_text("terminal,time,lon,lat\nT,2026-06-16T08:00:00Z,120.3,31.7\n")
    workspace = tmp_path / "bare.gpkg"
    assert gridapp("track", "import", workspace, track).status == 0
    with unchanged(workspace):
        found = gridapp("snapshot", workspace, "--out", tmp_path / "map.png")
    assert found.status == 1
    assert "nothing to draw" in found.err
