"""Notice and wall maps as people get them: real PDFs, read by Poppler."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from PySide6.QtGui import QImage, QPageSize
from PySide6.QtPrintSupport import QPrinter
from pytestqt.qtbot import QtBot

from gridapp.desktop.printing.look import PAPER
from gridapp.desktop.printing.notice import notice_page
from gridapp.desktop.printing.pages import Page, picture_of, save_page
from gridapp.desktop.printing.printer import print_page, printer_for
from gridapp.desktop.printing.reading import read_notice, read_wall
from gridapp.desktop.printing.wall_map import wall_page
from gridapp.errors import InputError, NotFoundError, StoreError
from gridapp.exchange.backgrounds.mercator import tile_at
from gridapp.exchange.backgrounds.source import Background, Kind
from gridapp.workspace import open_workspace
from gridapp.workspace.backgrounds import add_background
from tests.desktop.map.pictures import pixels
from tests.exchange.backgrounds.tile_files import around, plain, write_mbtiles

GRID = "320281198001005"
RADICALS = re.compile(r"[\u2e80-\u2fdf]")

pytestmark = pytest.mark.usefixtures("qapp", "english")


def poppler(program: str, *words: str | Path) -> str:
    """Run one of Poppler's programs, or skip the test."""
    found = shutil.which(program)
    if found is None:
        pytest.skip(f"{program} isn't here: apt-get install poppler-utils")
    done = subprocess.run([found, *map(str, words)], capture_output=True, check=True)
    assert done.stderr == b""
    return done.stdout.decode()


@pytest.fixture
def notice(demo_town: Path) -> Page:
    with open_workspace(demo_town) as workspace:
        return notice_page(read_notice(workspace, GRID))


@pytest.fixture
def wall(demo_town: Path) -> Page:
    with open_workspace(demo_town) as workspace:
        return wall_page(read_wall(workspace))


def test_a_notice_is_a4_with_words_that_can_be_found(notice: Page, tmp_path: Path) -> None:
    path = tmp_path / "notice.pdf"
    save_page(notice, path)
    about = poppler("pdfinfo", path)
    assert re.search(r"Page size: +59\d(\.\d+)? x 84\d(\.\d+)? pts \(A4\)", about)
    assert re.search(r"Pages: +1\n", about)
    text = poppler("pdftotext", path, "-")
    for words in ("云溪社区第5网格", GRID, "陆平", "19900000046", "Grid owner", "2025-06-16",
                  "2026-06-16", "EPSG:4549"):  # fmt: skip
        assert words in text
    assert re.search(r"1:\d\s?\d00\b", text)
    assert not RADICALS.search(text)
    letters = set(re.sub(r"\s", "", text))
    assert set("人民路衡山徐行") <= letters  # names along bent streets come letter by letter


def test_fonts_are_embedded_and_lines_are_lines(wall: Page, tmp_path: Path) -> None:
    path = tmp_path / "wall.pdf"
    save_page(wall, path)
    assert "(A0)" in poppler("pdfinfo", path)
    fonts = poppler("pdffonts", path).splitlines()[2:]
    assert fonts
    for font in fonts:
        embedded, _, has_unicode = font.split()[-5:-2]
        assert (embedded, has_unicode) == ("yes", "yes")
    assert poppler("pdfimages", "-list", path).splitlines()[2:] == []
    text = poppler("pdftotext", path, "-")
    assert text.count("网格") > 100
    assert "19900000021" in text


def test_an_unhurt_pdf_after_the_update(notice: Page, tmp_path: Path) -> None:
    path = tmp_path / "notice.pdf"
    save_page(notice, path)
    content = path.read_bytes()
    assert content.count(b"%%EOF") == 2
    starts = re.findall(rb"startxref\n(\d+)", content)
    for start in starts:
        assert content[int(start) :].startswith(b"xref")
    for number, offset in re.findall(rb"\n(\d+) 1\n(\d{10}) 00000 n", content):
        assert content[int(offset) :].startswith(number + b" 0 obj")


def test_the_phone_stays_away_when_not_wanted(demo_town: Path, tmp_path: Path) -> None:
    with open_workspace(demo_town) as workspace:
        notice = notice_page(read_notice(workspace, GRID), with_phone=False)
        wall = wall_page(read_wall(workspace), with_phones=False)
    for page in (notice, wall):
        path = tmp_path / "page.pdf"
        save_page(page, path)
        assert "1990000" not in poppler("pdftotext", path, "-")


def test_a_wall_map_fits_on_the_sheet_of_a_small_printer(wall: Page, tmp_path: Path) -> None:
    printer = printer_for(wall)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "small.pdf"))
    printer.setPageSize(QPageSize(QPageSize.PageSizeId.A3))
    print_page(wall, printer)
    assert re.search(
        r"Page size: +1191 x 842 pts \(A3\)", poppler("pdfinfo", tmp_path / "small.pdf")
    )
    words = poppler("pdftotext", "-bbox", tmp_path / "small.pdf", "-")
    right = [float(x) for x in re.findall(r'xMax="([0-9.]+)"', words)]
    down = [float(y) for y in re.findall(r'yMax="([0-9.]+)"', words)]
    assert 1100 < max(right) < 1191  # all of it, and the sheet is used
    assert 700 < max(down) < 842


@pytest.mark.parametrize("suffix", [".svg", ".png"])
def test_other_devices(notice: Page, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"notice{suffix}"
    save_page(notice, path)
    if suffix == ".svg":
        text = path.read_text(encoding="utf-8")
        assert "<image" not in text
        assert "云溪社区第5网格" in text
    else:
        image = QImage(str(path))
        assert (image.width(), image.height()) == pytest.approx((1654, 2339), abs=1)


def test_the_grid_stands_out(notice: Page) -> None:
    picture = pixels(picture_of(notice, 1.0))[..., :3].astype(int)
    red = (picture[..., 0] > 150) & (picture[..., 1] < 80) & (picture[..., 2] < 70)
    assert red.sum() > 2000  # the boundary
    rows, columns = red.nonzero()
    assert rows.max() - rows.min() > 400
    assert columns.max() - columns.min() > 200
    assert picture[2, 2].tolist() == [255, 255, 255]
    assert PAPER.ground.lower() == "#ffffff"


@pytest.fixture
def with_photos(town: Path, tmp_path: Path) -> Path:
    """The town with red pictures below its nets, others that are hidden, and a file that's gone."""
    reds = {t: plain(210, 20, 20) for t in around(tile_at(120.3625, 31.8, 14), 12)}
    red = write_mbtiles(tmp_path / "red.mbtiles", reds, attribution="© Survey")
    blue = write_mbtiles(tmp_path / "blue.mbtiles", dict.fromkeys(reds, plain(20, 20, 210)))
    gone = write_mbtiles(tmp_path / "gone.mbtiles", reds)
    with open_workspace(town) as workspace:
        for title, path, is_shown in (
            ("Photos", red, True), ("Old photos", blue, False), ("Gone", gone, True),
        ):  # fmt: skip
            where = str(path)
            add_background(workspace, Background(Kind.ARCHIVE, title, where, is_shown=is_shown))
    gone.unlink()
    return town


def share_of(picture: Page, channel: int) -> float:
    shown = pixels(picture_of(picture, 1.0))[..., :3].astype(int)
    others = [other for other in range(3) if other != channel]
    return float(((shown[..., channel] > 180) & (shown[..., others].max(axis=-1) < 90)).mean())


@pytest.mark.parametrize("kind", ["notice", "wall"])
def test_the_maps_below_the_nets_are_printed_too(
    with_photos: Path, tmp_path: Path, kind: str
) -> None:
    with open_workspace(with_photos) as workspace:
        notice, wall = read_notice(workspace, GRID), read_wall(workspace)
    page = notice_page(notice) if kind == "notice" else wall_page(wall)
    bare = (
        notice_page(notice, with_backgrounds=False)
        if kind == "notice"
        else wall_page(wall, with_backgrounds=False)
    )
    assert share_of(page, 0) > share_of(bare, 0) + 0.03  # pale round the grid of a notice
    assert share_of(page, 2) == share_of(bare, 2)
    text = [words_of(one, tmp_path / "page.pdf") for one in (page, bare)]
    assert "© Survey" in text[0]
    assert "gone.mbtiles" in text[0]  # what is missing is said where it is missed
    assert "© Survey" not in text[1]
    assert "gone.mbtiles" not in text[1]


def words_of(page: Page, path: Path) -> str:
    save_page(page, path)
    return poppler("pdftotext", path, "-")


@pytest.mark.parametrize("name", ["page.doc", "page", ".pdf"])
def test_unknown_suffixes(notice: Page, tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError, match=r"\.pdf, \.svg, \.png"):
        save_page(notice, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [".pdf", ".svg", ".png"])
def test_no_folder(notice: Page, tmp_path: Path, suffix: str) -> None:
    with pytest.raises(StoreError, match="can't be written"):
        save_page(notice, tmp_path / "nowhere" / f"page{suffix}")


def test_an_unknown_grid(demo_town: Path) -> None:
    with open_workspace(demo_town) as workspace, pytest.raises(NotFoundError, match="999999"):
        read_notice(workspace, "999999")


def test_a_long_name_gives_way(demo_town: Path, qtbot: QtBot) -> None:
    from dataclasses import replace

    with open_workspace(demo_town) as workspace:
        facts = read_notice(workspace, GRID)
    long = replace(facts, grid=replace(facts.grid, name="长名" * 40, owner="", members=()))
    image = picture_of(notice_page(long), 1.0)
    picture = pixels(image)[:, -40:, :3]
    assert (picture == 255).all()  # nothing reaches into the margin
